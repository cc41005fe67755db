"""Commands that give out what the store holds: query, dump, serve."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOfOption, StoreOption, opened_as_of, settings_of

if TYPE_CHECKING:
    from kg.store import Answer


class QueryFormat(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    tsv = "tsv"
    xml = "xml"
    ttl = "ttl"


def query(
    sparql: Annotated[
        str,
        typer.Argument(
            metavar="SPARQL|FILE.rq", help="A query, a file that holds one, or - for standard input."
        ),
    ],
    store: StoreOption = None,
    form: Annotated[
        QueryFormat | None,
        typer.Option("--format", "-f", help="Default: table for rows, ttl for triples.", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
) -> None:
    """Ask the graph. The prefixes of the project are bound already; without FROM, all graphs are asked at once."""
    from kg.store.dataset import take_as_of

    settings = settings_of(store=store)
    text = _query_text(sparql)
    text, named = take_as_of(text, settings.base)
    with opened_as_of(settings, as_of or named) as opened:
        answer = opened.query(text)
        if form is None:
            form = QueryFormat.ttl if answer.is_graph else QueryFormat.table
        if form is QueryFormat.table and not answer.is_graph:
            _print_table(answer)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(answer.serialize(form.value))
            sys.stdout.buffer.flush()


def _query_text(given: str) -> str:
    from kg.errors import InputError

    if given == "-":
        return sys.stdin.read()
    if given.endswith((".rq", ".sparql")):
        try:
            return Path(given).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"the query cannot be read: {error}", place=given) from error
    return given


def _print_table(answer: Answer) -> None:
    """Rows for a person: IRIs shortened, texts without their tags."""
    if not answer.is_table:
        print("yes" if answer else "no")
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kg.text import isolate_whole

    # Into a pipe nothing is cut to the width of a terminal that is not there.
    console = Console(width=None if sys.stdout.isatty() else 240, highlight=False)
    table = Table(*answer.variables, box=SIMPLE_HEAD)
    for row in answer.rows():
        table.add_row(*(Text(isolate_whole(_shown(row[name]))) for name in answer.variables))
    console.print(table)
    print(f"{table.row_count:,} rows")


def _shown(term: object) -> str:
    import pyoxigraph as ox

    from kg.namespaces import PREFIXES

    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, iri in sorted(PREFIXES.items(), key=lambda pair: -len(pair[1])):
            if term.value.startswith(iri):
                return f"{prefix}:{term.value[len(iri) :]}"
        return term.value
    return term.value if isinstance(term, ox.Literal) else str(term)


def dump(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; made if missing.")],
    store: StoreOption = None,
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            help="ttl, trig, nq, jsonld; may be given again. Default: all.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
) -> None:
    """Write the whole graph into files, sorted, so that the same graph gives the same bytes."""
    from kg.share import dump as write

    settings = settings_of(store=store)
    with opened_as_of(settings, as_of) as opened:
        for path in write(opened, folder, formats=form, settings=settings):
            print(path)


def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free. Default: 8000"),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            "-c",
            metavar="FILE",
            help="File of settings, in TOML. Default: ARMSGRAPH_CONFIG, else ./armsgraph.toml if it is there",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--everything", help="Also what the terms of the records forbid to pass on; for your eyes alone."
        ),
    ] = False,
) -> None:
    """Serve what may be passed on of the graph over HTTP: SPARQL, REST and pages. Ends with 0 when it is told to stop."""
    from api.serve import serve as run

    run(settings_of(config, store=store, host=host, port=port), everything=everything)
