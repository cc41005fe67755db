"""The command that shows what a person should look at: review."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import ReaderOption, WorkersOption, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.review import Doubt


def review(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help="Facts or documents: files, folders or globs.", show_default=False
        ),
    ],
    workers: WorkersOption = None,
    reader: ReaderOption = None,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE.jsonl",
            help="Write the records with such transfers as facts, to be corrected and built. No file is overwritten.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """List transfers that one reader alone saw, that two readers see differently, or of low confidence."""
    from kg.cli.reading import Given
    from kg.errors import InputError
    from kg.facts import Facts
    from kg.readers import reader_of
    from kg.review import doubts

    settings = settings_of(reader=reader, workers=workers)
    if export is not None and export.exists():
        raise InputError("the file is there already", place=str(export), advice="Name one that is not")
    found: list[Doubt] = []
    records: list[str] = []
    given = Given(inputs, settings)
    with closing(reader_of(settings)) as chosen:
        for record in given.records(chosen):
            if here := doubts(Facts.model_validate_json(record)):
                found += here
                records.append(record)
    if export is not None:
        _write(export, records)
    _print(found, as_json=as_json)
    return 1 if given.refused else 0


def _write(path: Path, records: Sequence[str]) -> None:
    from kg.errors import InputError

    try:
        with path.open("x", encoding="utf-8") as file:
            file.writelines(f"{record}\n" for record in records)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", place=str(path)) from error


def _print(found: Sequence[Doubt], *, as_json: bool) -> None:
    if as_json:
        import json
        from dataclasses import asdict

        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    from kg.text import isolate_whole

    for one in found:
        way = f"{_shown(one.supplier)} -> {_shown(one.recipient)}: {', '.join(map(isolate_whole, one.goods))}"
        print(f"{isolate_whole(one.record)}  {one.transfer}  {way}")
        print(f"    {isolate_whole('; '.join(one.reasons))}")
        print(f"    {isolate_whole(' '.join(one.quote.split()))}")
    print(f"{len(found):,} transfers to look at")


def _shown(name: str | None) -> str:
    from kg.text import isolate_whole

    return "?" if name is None else isolate_whole(name)
