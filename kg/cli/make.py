"""Commands that make or take away: build, extract, retract."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import ReaderOption, StoreOption, WorkersOption, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.build import Progress
    from kg.settings import Settings
    from kg.summary import FileCounts, Summary

Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT...", help="Files, folders or globs.", show_default=False)
]

DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Print what a language model would be asked, as JSON, and about what that costs; send and build nothing.",
    ),
]


def build(  # noqa: PLR0917 - options of a command
    inputs: Inputs,
    store: StoreOption = None,
    workers: WorkersOption = None,
    release: Annotated[
        str | None,
        typer.Option(
            "--release",
            metavar="NAME",
            help="Name of the release that a register's files are, such as sipri-2025. Default: told by the files.",
            show_default=False,
        ),
    ] = None,
    reader: ReaderOption = None,
    dry_run: DryRun = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> int:
    """Read documents, registers and facts, and build the graph. Building the same input again changes nothing."""
    from kg.build import build as run

    settings = settings_of(store=store, workers=workers, release=release, reader=reader)
    if dry_run:
        return _show_requests(inputs, settings)
    with _progress() as progress:
        summary = run(inputs, settings, progress)
    _print_summary(summary, as_json=as_json)
    return summary.exit_code


def extract(
    inputs: Inputs, workers: WorkersOption = None, reader: ReaderOption = None, dry_run: DryRun = False
) -> int:
    """Print the facts of documents, one JSON object per record and line; facts are passed through."""
    from contextlib import closing

    from kg.cli.reading import Given
    from kg.readers import reader_of

    settings = settings_of(reader=reader, workers=workers)
    if dry_run:
        return _show_requests(inputs, settings)
    given = Given(inputs, settings)
    with closing(reader_of(settings)) as chosen:
        for record in given.records(chosen):
            sys.stdout.write(record + "\n")
    return (1 if given.given else 2) if given.refused else 0


def _show_requests(inputs: list[str], settings: Settings) -> int:
    """Print the requests that would be sent, one JSON object per line, and what they come to on standard error."""
    import json
    from contextlib import closing

    from kg.cli.reading import Given, tell
    from kg.errors import InputError
    from kg.readers import LanguageModel, reader_of

    chosen = reader_of(settings)
    if not isinstance(chosen, LanguageModel):
        raise InputError("rules ask nobody", advice="--dry-run is of use with --reader llm or --reader both")
    given = Given(inputs, settings)
    with closing(chosen):
        for place, document in given.documents():
            for address, body in chosen.would_ask(document):
                print(json.dumps({"place": place, "to": address, "body": body}, ensure_ascii=False))
        tell(f"note: nothing was sent. {chosen.estimate()}")
    return 1 if given.refused else 0


def retract(
    record: Annotated[
        str, typer.Argument(metavar="ID", help="Id or key of a record, as `records` lists them.")
    ],
    store: StoreOption = None,
) -> None:
    """Take a record, and all that came from it alone, out again."""
    from kg.build import retract as take_out
    from kg.store import open_existing
    from kg.text import isolate

    settings = settings_of(store=store)
    opened = open_existing(settings.store)
    try:
        record_id = take_out(opened, record, settings)
    finally:
        opened.close()
    print(f"retracted {isolate(record_id)}")


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on standard error while a build runs, if a person is watching."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from kg.text import isolate

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(file: str, done: int, total: int) -> None:
            description = isolate(file[-50:]) if file else "fusing"
            bar.update(task, description=description.replace("[", r"\["), completed=done, total=total)

        yield show


def _print_summary(summary: Summary, *, as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps(summary.as_json(), ensure_ascii=False, indent=2))
        return
    from kg.text import isolate

    total = summary.total
    lines = [
        f"Files                {len(summary.files):>8,}",
        f"Records found        {total.found:>8,}",
        f"  added              {total.added:>8,}",
        f"  replaced           {total.replaced:>8,}",
        f"  unchanged          {total.unchanged:>8,}",
        f"  of older releases  {total.superseded:>8,}",
        f"  same as another    {total.same:>8,}",
        f"  left out           {total.left_out:>8,}",
        f"  refused            {total.refused:>8,}",
        f"  mended on reading  {total.mended:>8,}",
    ]
    if summary.store:
        lines += [
            f"In the store         {isolate(summary.store)}",
            f"  records            {summary.records:>8,}",
            f"  claims             {summary.claims:>8,}",
            f"  transfers          {summary.transfers:>8,}",
            f"  superseded         {summary.superseded:>8,}",
            f"  in quarantine      {summary.quarantined:>8,}",
        ]
    lines += [_rows_of(file, counts) for file, counts in summary.files.items() if counts.rows]
    if summary.warnings:
        lines.append(f"SHACL warnings       {summary.warnings:>8,}")
    lines += [
        f"note: {isolate(file)}: {rows:,} of its {summary.files[file].parts} {isolate(reason)}"
        for (file, reason), rows in sorted(summary.left_out.items())
    ]
    lines += [f"note: {isolate(place)}: {isolate(remark)}" for place, remark in summary.remarks]
    print("\n".join(lines))
    for place, reason in summary.refusals:
        print(f"refused: {isolate(place)}: {isolate(reason)}", file=sys.stderr)


def _rows_of(file: str, counts: FileCounts) -> str:
    """What became of the rows of a file of a register."""
    from kg.text import isolate

    return (
        f"{isolate(file)}: {counts.rows:,} rows read, {counts.mended:,} records mended, {counts.refused:,} refused; "
        f"{counts.found:,} records, {counts.claims:,} claims"
    )
