"""SIPRI's tables of trend-indicator values: sums by year, to reconcile a graph with; they hold no deals.

They come in four shapes: of the new site (preamble, totals and percentages behind the years), of the old one (title
and preamble, the first column without a name), bare (column names and values alone) and tidy (one row per pair of
states and year). Rows are one party or one armament category each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Literal

from kg.errors import InputError, UnreadableFile
from kg.facts import Release
from kg.read.sipri.columns import known_as
from kg.read.sipri.lines import fields_of, is_blank, lines_of, text_of
from kg.read.sipri.preamble import preamble_of
from kg.read.sipri.releases import release_of
from kg.read.sipri.values import WrongValue, decimal_of

Axis = Literal["exporter", "importer", "category", "pair", "party"]
"""What each row is about; ``pair``: exporter and importer; ``party``: the file does not say which of both it is."""
Name = str | tuple[str, str]

TOLERANCE = Decimal("0.51")
"""The tables are rounded to whole millions, and half a million either way is no difference."""
_SEPARATORS = (",", ";", "\t")
_FEWEST_YEARS = 3
"""A file is not taken for such a table by fewer columns that are headed by a year."""
_AXES: dict[str, Axis] = {
    "recipient": "importer", "importer": "importer", "buyer": "importer",
    "supplier": "exporter", "exporter": "exporter", "seller": "exporter",
    "weapon": "category", "armamentcategory": "category", "weaponcategory": "category", "category": "category",
    "suppliers": "exporter", "recipients": "importer", "country": "party", "state": "party", "party": "party", "": "party",
}  # fmt: skip
_TIDY = {"supplier", "recipient", "year"}
_TITLE = re.compile(
    r"(?P<what>TIV of arms (?:exports|imports) (?P<way>from|to|by) (?P<whose>.+?)(?:,\s*\d{4}\s*-\s*\d{4})?)\"?[,;\s]*$",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"total\b(?:.* (?P<way>from|to) (?P<whose>.+))?", re.IGNORECASE)
_ALL = frozenset({"all", "all countries", "the world", "world"})
_TELLING = re.compile(r"(?:19|20)\d\d|supplier", re.IGNORECASE)
"""A row of column names has a year in it, or this name."""
_LONGEST = 4_000
_OF_SIPRI = re.compile(r"SIPRI|trend.indicator|\bTIVs?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A volume in millions of TIV as the table prints it. ``0`` means more than nothing and under half a million."""

    value: Decimal

    @property
    def is_trace(self) -> bool:
        """Whether it is more than 0 and less than 0.5."""
        return self.value == 0

    def agrees(self, amount: Decimal, tolerance: Decimal = TOLERANCE) -> bool:
        """Whether an exact amount is what this was rounded from."""
        return abs(amount - self.value) <= tolerance


@dataclass
class TivTable:
    """A table: ``cells`` has every name with every year, None where no delivery is known.

    ``exporter`` and ``importer`` are whose table it is, the other side of all rows; None for all countries, or if the
    file does not say. ``totals`` are those that the table prints: of a name, of a year, and of all under ``total``.
    """

    file: str
    title: str | None
    axis: Axis
    exporter: str | None = None
    importer: str | None = None
    generated: date | None = None
    release: Release | None = None
    cells: dict[tuple[Name, int], Cell | None] = field(default_factory=dict)
    name_totals: dict[Name, Cell] = field(default_factory=dict)
    year_totals: dict[int, Cell] = field(default_factory=dict)
    total: Cell | None = None

    @property
    def names(self) -> list[Name]:
        """All names, in the order of the file."""
        return list(dict.fromkeys(name for name, _ in self.cells))

    @property
    def years(self) -> list[int]:
        """All years."""
        return sorted({year for _, year in self.cells})


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the years and the total stand in the rows of a table."""

    line: int
    separator: str
    cells: tuple[str, ...]
    years: dict[int, int]
    total: int | None
    tidy: dict[str, int]


def looks_like_table(lines: Sequence[str]) -> bool:
    """Whether a file that begins with these lines is such a table."""
    columns = _columns(lines)
    if columns is None:
        return False
    if columns.tidy:
        return True
    if len(columns.years) < _FEWEST_YEARS:
        return False
    if any(_OF_SIPRI.search(line) for line in lines[: columns.line]):
        return True
    others = len(columns.cells) - len(columns.years) - (columns.total is not None)
    return others == 1 and known_as(columns.cells[0]) in _AXES


def read_table(path: Path, release: str | None = None) -> TivTable:
    """Read a table. ``release``: what the user calls its release, if the file does not tell.

    Raises:
        UnreadableFile: if it is none, or a cell is no number; with row and column.

    """
    file = str(path)
    lines = lines_of(text_of(path.read_bytes(), file))
    columns = _columns(lines)
    if columns is None:
        raise UnreadableFile(
            "this is no table of values by year: no row of column names with years was found",
            place=f"{file}:1",
            advice="Download a TIV table from the SIPRI Arms Transfers Database",
        )
    table = _untitled(file, lines[: columns.line], columns)
    rows = _rows(file, lines, columns)
    if columns.tidy:
        _read_tidy(table, rows, columns)
    else:
        _read_wide(table, rows, columns)
    last = max((year for (_, year), cell in table.cells.items() if cell), default=None)
    try:
        table.release = release_of(table.generated, last, release)
    except InputError as error:
        raise UnreadableFile(error.what, place=file, advice=error.advice) from error
    return table


def _columns(lines: Sequence[str]) -> _Columns | None:
    """The row of column names: the first that has years in it, or all names of the tidy shape."""
    for number, line in enumerate(lines):
        if len(line) > _LONGEST or not _TELLING.search(line):
            continue
        for separator in _SEPARATORS:
            cells = tuple(cell.strip() for cell in fields_of(lines, number, separator)[0])
            names = {known_as(cell): index for index, cell in enumerate(cells)}
            value = next((names[one] for one in ("value", "tiv", "tivs") if one in names), None)
            if names.keys() >= _TIDY and value is not None:
                return _Columns(number, separator, cells, {}, None, {**names, "value": value})
            if years := _years(cells):
                behind = max(years.values()) + 1
                total = behind if behind < len(cells) and _is_total(cells[behind]) else None
                return _Columns(number, separator, cells, years, total, {})
    return None


def _years(cells: Sequence[str]) -> dict[int, int]:
    """Year -> place of its column, if all columns from the second on are headed by one year after another."""
    years: dict[int, int] = {}
    for index, cell in enumerate(cells[1:], 1):
        if not re.fullmatch(r"(?:19|20)\d\d", cell):
            break
        years[int(cell)] = index
    in_order = all(later == earlier + 1 for earlier, later in pairwise(years))
    return years if years and in_order and known_as(cells[0]) in _AXES else {}


def _is_total(name: str) -> bool:
    return name.lower().startswith(("total", "sum")) or bool(re.fullmatch(r"\d{4}\s*-\s*\d{4}", name))


def _untitled(file: str, preamble: Sequence[str], columns: _Columns) -> TivTable:
    """The table with what stands above it."""
    lines = [line for line in preamble if not is_blank(line, columns.separator)]
    title = lines[0].strip().strip(f'"{columns.separator}').strip() if lines else None
    axis: Axis = "pair" if columns.tidy else _AXES[known_as(columns.cells[0])]
    table = TivTable(file, title, axis, generated=preamble_of(preamble).generated)
    titled = next((found for line in lines if (found := _TITLE.search(line))), None)
    if titled:
        table.title = titled["what"].strip()
        _belongs_to(table, titled["way"], titled["whose"])
    return table


def _belongs_to(table: TivTable, way: str, whose: str) -> None:
    """Write down whose table it is, and with it what the rows are."""
    whose = whose.strip()
    exports = way.lower() == "from"
    everybody = whose.lower() in _ALL
    if table.axis == "party":
        # A table of all countries has a row for each of them, on the side that the title names.
        table.axis = "exporter" if exports == everybody else "importer"
    if not everybody:
        if exports:
            table.exporter = whose
        else:
            table.importer = whose


def _rows(file: str, lines: Sequence[str], columns: _Columns) -> Iterator[tuple[int, list[str]]]:
    """The rows below the column names, each as wide as these, with their line numbers."""
    index = columns.line + 1
    width = len(columns.cells)
    while index < len(lines):
        if is_blank(lines[index], columns.separator):
            index += 1
            continue
        cells, taken = fields_of(lines, index, columns.separator)
        while len(cells) > width and not cells[-1].strip(" ;"):
            cells.pop()
        if len(cells) != width:
            raise UnreadableFile(
                f"the row has {len(cells)} columns, {width} are expected; column {min(len(cells), width) + 1} is the first wrong one",
                place=f"{file}:{index + 1}",
                advice="The file may have been cut off or edited: download it again",
            )
        yield index + 1, [cell.strip() for cell in cells]
        index += taken


def _read_wide(table: TivTable, rows: Iterator[tuple[int, list[str]]], columns: _Columns) -> None:
    for number, cells in rows:
        total = _TOTAL.match(cells[0])
        for year, place in columns.years.items():
            cell = _cell(table, number, columns, cells, place)
            if not total:
                table.cells[cells[0], year] = cell
            elif cell:
                table.year_totals[year] = cell
        whole = _cell(table, number, columns, cells, columns.total) if columns.total else None
        if total:
            table.total = whole
            if total["whose"] and not (table.exporter or table.importer):
                _belongs_to(table, total["way"], total["whose"])
        elif whole:
            table.name_totals[cells[0]] = whole


def _read_tidy(table: TivTable, rows: Iterator[tuple[int, list[str]]], columns: _Columns) -> None:
    at = columns.tidy
    for number, cells in rows:
        cell = _cell(table, number, columns, cells, at["value"])
        year = cells[at["year"]]
        if not re.fullmatch(r"(?:19|20)\d\d", year):
            raise UnreadableFile(
                f"column {at['year'] + 1} ({columns.cells[at['year']]}): {year!r} is no year",
                place=f"{table.file}:{number}",
            )
        table.cells[(cells[at["supplier"]], cells[at["recipient"]]), int(year)] = cell


def _cell(table: TivTable, number: int, columns: _Columns, cells: Sequence[str], place: int) -> Cell | None:
    try:
        value = decimal_of(cells[place])
    except WrongValue as error:
        raise UnreadableFile(
            f"column {place + 1} ({columns.cells[place]}): {error}",
            place=f"{table.file}:{number}",
            advice="Mend that cell, or download the table again",
        ) from error
    return None if value is None else Cell(value)
