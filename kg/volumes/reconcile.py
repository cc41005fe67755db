"""Holds the graph against SIPRI's own tables of trend-indicator values, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from kg.errors import InputError
from kg.namespaces import BASE, ID, slug
from kg.volumes.model import By, Question, Volumes
from kg.volumes.names import party_of_table

if TYPE_CHECKING:
    from kg.read.sipri.tables import TivTable

TOLERANCE = Decimal("0.51")
"""The tables are rounded to whole millions: what was half a million is printed as the one above or below."""
_BY: dict[str, By] = {
    "exporter": "supplier-year",
    "importer": "recipient-year",
    "category": "category-year",
    "pair": "pair-year",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that does not agree, in millions of TIV. ``table`` is None where the table has no delivery."""

    name: str
    year: int
    table: Decimal | None
    graph: Decimal

    @property
    def by(self) -> Decimal:
        """How much more the graph has."""
        return self.graph - (self.table or Decimal(0))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table held against the graph. ``beyond`` are cells of the graph that the table has no row for."""

    title: str | None
    release: str | None
    cells: int
    differences: tuple[Difference, ...]
    beyond: tuple[Difference, ...]
    volumes: Volumes

    @property
    def agrees(self) -> bool:
        """Whether no cell differs by more than the tolerance."""
        return not self.differences and not self.beyond


def against(
    table: TivTable,
    ask: Callable[[Question], Volumes],
    question: Question,
    *,
    side: Literal["supplier", "recipient"] | None = None,
    tolerance: Decimal = TOLERANCE,
    base: str = BASE,
) -> Comparison:
    """Compare all cells of a table with the same ones of the graph.

    Args:
        table: as ``kg.read.sipri.tables`` reads it.
        ask: answers a question out of the graph.
        question: filters beside those that the table itself has (its exporter or importer, its years).
        side: what the rows of a table are that does not say whether they are suppliers or recipients.
        tolerance: how far a cell may be off, in millions.
        base: what the IRIs of provisional parties begin with.

    Raises:
        InputError: if the table has no years, or does not say what its rows are and nobody else does.

    """
    years = table.years
    if not years:
        raise InputError("the table has no column for a year", place=table.file)
    asked = replace(
        question,
        by=_BY[_axis(table, question, side)],
        suppliers=(party_of_table(table.exporter, base),) if table.exporter else question.suppliers,
        recipients=(party_of_table(table.importer, base),) if table.importer else question.recipients,
        first=years[0],
        last=years[-1],
    )
    found = ask(asked)
    graph = {(line.key[:-1], int(line.key[-1] or 0)): line.tiv for line in found.lines}
    cells = _cells(table, base)
    differences = [
        Difference(" and ".join(names), year, value, graph.get((key, year), Decimal(0)))
        for (key, year), (names, value) in cells.items()
        # Two rows that are one party were rounded twice.
        if abs(graph.get((key, year), Decimal(0)) - (value or Decimal(0))) > tolerance * len(names)
    ]
    in_table = set(years)
    beyond = [
        Difference(" to ".join(found.label(part) for part in key), year, None, tiv)
        for (key, year), tiv in graph.items()
        if (key, year) not in cells and year in in_table and tiv > tolerance
    ]
    return Comparison(
        title=table.title,
        release=table.release.name if table.release else None,
        cells=len(cells),
        differences=tuple(sorted(differences, key=lambda one: (one.name, one.year))),
        beyond=tuple(sorted(beyond, key=lambda one: (one.name, one.year))),
        volumes=found,
    )


def _axis(table: TivTable, question: Question, side: str | None) -> str:
    if table.axis != "party":
        return table.axis
    if side is None and bool(question.suppliers) != bool(question.recipients):
        side = "recipient" if question.suppliers else "supplier"
    if side is None:
        raise InputError(
            "the table does not say whether its rows are suppliers or recipients",
            place=table.file,
            advice="Say --by supplier or --by recipient, and whose table it is with --recipient or --supplier",
        )
    return "exporter" if side == "supplier" else "importer"


_Cells = dict[tuple[tuple[str, ...], int], tuple[list[str], Decimal | None]]


def _cells(table: TivTable, base: str) -> _Cells:
    """The cells of a table by what they mean; the rows of one party under two names are one."""
    found: _Cells = {}
    for (name, year), cell in table.cells.items():
        shown = name if isinstance(name, str) else " to ".join(name)
        key = tuple(_meant(table, name, base))
        names, value = found.get((key, year), ([], None))
        if cell is not None:
            value = cell.value + (value or Decimal(0))
        found[key, year] = ([*names, shown], value)
    return found


def _meant(table: TivTable, name: str | tuple[str, str], base: str) -> Iterator[str]:
    for part in (name,) if isinstance(name, str) else name:
        if table.axis == "category":
            yield str(ID[f"sipri-category/{slug(part)}"])
        else:
            yield party_of_table(part, base)
