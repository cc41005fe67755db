"""The command ``armsgraph volumes``: sums of trend-indicator values, and the check against SIPRI's own tables."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOfOption, StoreOption, opened_as_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from kg.settings import Settings
    from kg.volumes import Question, Volumes

    Ask = Callable[[Question], Volumes]


class Grouping(StrEnum):
    """By what volumes are summed."""

    supplier = "supplier"
    recipient = "recipient"
    category = "category"
    year = "year"
    pair = "pair"
    supplier_year = "supplier-year"
    recipient_year = "recipient-year"
    category_year = "category-year"
    pair_year = "pair-year"


class VolumesFormat(StrEnum):
    """How volumes are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class VolumesEngine(StrEnum):
    """By what volumes are summed up."""

    sparql = "sparql"
    columns = "columns"


_Parties = list[str] | None


def volumes(
    *,
    by: Annotated[
        Grouping | None,
        typer.Option("--by", "-b", help="What is summed up. Default: supplier", show_default=False),
    ] = None,
    supplier: Annotated[
        _Parties,
        typer.Option(
            help="ISO 3166-1 alpha-3 code, name or IRI; may be given again: any of them.", show_default=False
        ),
    ] = None,
    recipient: Annotated[_Parties, typer.Option(help="As for --supplier.", show_default=False)] = None,
    category: Annotated[
        str | None,
        typer.Option(
            help="One of SIPRI's armament categories (aircraft), or of the tree with all that is narrower (missile.ballistic)."
        ),
    ] = None,
    first: Annotated[
        int | None, typer.Option("--from", min=1900, max=2100, metavar="YEAR", help="First year of delivery.")
    ] = None,
    last: Annotated[
        int | None, typer.Option("--to", min=1900, max=2100, metavar="YEAR", help="Last year of delivery.")
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Only so many lines, the largest.")] = None,
    shares: Annotated[
        bool, typer.Option("--shares", help="Also per cent of the volume of the whole world in these years.")
    ] = False,
    concentration: Annotated[
        bool,
        typer.Option(
            "--concentration",
            help="How far each recipient depends on few suppliers: shares, largest, index from 0 to 1.",
        ),
    ] = False,
    form: Annotated[
        VolumesFormat, typer.Option("--format", "-f", help="How it is printed.")
    ] = VolumesFormat.table,
    release: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only deals of this release, or of this register.")
    ] = None,
    engine: Annotated[
        VolumesEngine | None,
        typer.Option(
            help="By SPARQL, or from columns kept beside the store. Default: the faster", show_default=False
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="TABLE",
            help="Compare with a TIV table of SIPRI; exit code 1 if a cell differs.",
        ),
    ] = None,
    tolerance: Annotated[
        str, typer.Option(metavar="TIV", help="With --against: by how many millions a cell may differ.")
    ] = "0.51",
    store: StoreOption = None,
    as_of: AsOfOption = None,
) -> int:
    """Sum up volumes of deliveries in SIPRI's trend-indicator value (millions of TIV: capability, not money)."""
    from kg.errors import InputError
    from kg.volumes import Question, names
    from kg.volumes import volumes as ask
    from kg.volumes.ask import releases, unknown_parties

    if first is not None and last is not None and first > last:
        raise InputError(f"--from {first} is after --to {last}")
    if table is not None and (top or shares or concentration or first or last):
        raise InputError(
            "--against compares all cells of the table",
            advice="Leave out --top, --shares, --concentration, --from and --to",
        )
    settings = settings_of(store=store)
    with opened_as_of(settings, as_of) as opened:
        base = settings.base
        question = Question(
            by="supplier" if by is None else by.value,
            suppliers=tuple(dict.fromkeys(names.party(one, opened, base) for one in supplier or ())),
            recipients=tuple(dict.fromkeys(names.party(one, opened, base) for one in recipient or ())),
            category=names.category(category) if category else None,
            first=first,
            last=last,
            releases=names.release(release, releases(opened, base)) if release else (),
        )
        # A view of another day is a store of its own, which this folder's columns say nothing of.
        where = settings.store if as_of is None else None

        def answered(asked: Question) -> Volumes:
            return ask(
                opened, asked, base=base, where=where, engine=engine.value if engine else None, shares=shares
            )

        if table is not None:
            from pathlib import Path

            return _compare(
                Path(table),
                answered=answered,
                question=question,
                by=by,
                tolerance=tolerance,
                settings=settings,
                form=form,
            )
        if concentration:
            return _concentration(
                answered, unknown_parties(opened), question=question, by=by, top=top, form=form
            )
        found = answered(question)
    _print(found, top, form)
    return 0


def _print(found: Volumes, top: int | None, form: VolumesFormat) -> None:
    from kg.volumes import form as written
    from kg.volumes import top as largest

    if top is not None:
        found = largest(found, top)
    if form is VolumesFormat.json:
        _json(written.as_json(found))
    elif form is VolumesFormat.csv:
        _csv(written.as_csv(found), found)
    else:
        head = [*found.question.columns, "TIV (millions)", "deals"] + (
            ["% of world"] if found.world is not None else []
        )
        _table(head, written.cells(found), len(found.question.columns))
        if len(found.lines) < found.groups:
            print(f"{len(found.lines):,} of {found.groups:,} lines")
        print(f"Total {found.tiv:,.2f} million TIV")
        _remarks(found)


def _concentration(
    answered: Ask,
    unknown: Collection[str],
    *,
    question: Question,
    by: Grouping | None,
    top: int | None,
    form: VolumesFormat,
) -> int:
    from dataclasses import replace

    from kg.errors import InputError
    from kg.volumes import concentration as concentrated
    from kg.volumes import form as written
    from kg.volumes.concentration import DEFINITION

    if question.suppliers or by not in {None, Grouping.pair, Grouping.recipient}:
        raise InputError(
            "--concentration is of recipients, over all their suppliers",
            advice="Leave out --supplier and --by",
        )
    found = answered(replace(question, by="pair"))
    given = concentrated(found, unknown)[:top]
    if form is VolumesFormat.json:
        _json(written.concentration_json(found, given))
    elif form is VolumesFormat.csv:
        _csv(written.concentration_csv(found, given), found)
    else:
        rows = (
            [found.label(one.recipient), f"{one.tiv:,.2f}", f"{one.index:.4f}", f"{one.number:,}",
             found.label(one.suppliers[0].supplier), f"{one.largest_share:.2f}", f"{one.unknown_share:.2f}"]
            for one in given
        )  # fmt: skip
        _table(
            ["recipient", "TIV (millions)", "index", "suppliers", "largest", "its %", "unknown %"], rows, 1
        )
        if len(given) == 1:
            parts = (
                [found.label(one.supplier), f"{one.tiv:,.2f}", f"{one.share:.2f}"]
                for one in given[0].suppliers
            )
            _table(["supplier", "TIV (millions)", "%"], parts, 1)
        print(DEFINITION)
        _remarks(found)
    return 0


def _compare(
    path: Path,
    *,
    answered: Ask,
    question: Question,
    by: Grouping | None,
    tolerance: str,
    settings: Settings,
    form: VolumesFormat,
) -> int:
    from decimal import Decimal, InvalidOperation

    from kg.errors import InputError
    from kg.read.sipri.tables import read_table
    from kg.volumes.reconcile import against

    try:
        allowed = Decimal(tolerance)
    except InvalidOperation as error:
        raise InputError(f"--tolerance {tolerance}: this is no number") from error
    if not path.is_file():
        raise InputError("there is no such file", place=str(path))
    side = by.value if by in {Grouping.supplier, Grouping.recipient} else None
    found = against(
        read_table(path, None),
        answered,
        question,
        side=side,  # type: ignore[arg-type]
        tolerance=allowed,
        base=settings.base,
    )
    from kg.volumes.form import plain

    every = [*found.differences, *found.beyond]
    if form is VolumesFormat.json:
        cells = [
            {
                "name": one.name,
                "year": one.year,
                "table": None if one.table is None else plain(one.table),
                "graph": plain(one.graph),
            }
            for one in every
        ]
        _json(
            {
                "table": found.title,
                "release": found.release,
                "cells": found.cells,
                "agrees": found.agrees,
                "differences": cells,
            }
        )
        return 0 if found.agrees else 1
    rows = (
        [
            one.name,
            str(one.year),
            "" if one.table is None else plain(one.table),
            f"{one.graph:,.2f}",
            f"{one.by:+,.2f}",
        ]
        for one in every
    )
    if every:
        _table(["name", "year", "table", "graph", "difference"], rows, 1)
    print(f"{found.cells:,} cells compared, {len(found.differences):,} differ by more than {allowed}")
    if found.beyond:
        print(f"{len(found.beyond):,} cells of the graph have no row in the table")
    held = {used.release.name for used in found.volumes.releases}
    if found.release and held and found.release not in held:
        print(f"The table is of {found.release}; the deals are of {', '.join(sorted(held))}.")
    _remarks(found.volumes)
    return 0 if found.agrees else 1


def _json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


def _csv(text: str, found: Volumes) -> None:
    """Rows to standard output, as they are; what a person must know beside them to standard error."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    from kg.text import isolate
    from kg.volumes.form import remarks

    for remark in remarks(found):
        print(isolate(remark), file=sys.stderr)


def _table(head: list[str], rows: Iterable[list[str]], names: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kg.text import isolate_whole

    # Into a pipe nothing is cut to the width of a terminal that is not there.
    console = Console(width=None if sys.stdout.isatty() else 240, highlight=False)
    table = Table(box=SIMPLE_HEAD)
    for number, title in enumerate(head):
        table.add_column(title, justify="left" if number < names else "right")
    for row in rows:
        table.add_row(*(Text(isolate_whole(cell)) for cell in row))
    console.print(table)


def _remarks(found: Volumes) -> None:
    from kg.text import isolate
    from kg.volumes.form import remarks

    print("\n".join(isolate(remark) for remark in remarks(found)))
