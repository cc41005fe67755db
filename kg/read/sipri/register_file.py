"""One file of SIPRI's trade register: its rows, what was refused of it, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from kg.errors import UnreadableFile
from kg.read.model import Refusal
from kg.read.sipri.columns import DEALS, SHAPES, header_of, looks_like_header
from kg.read.sipri.lines import lines_of, text_of
from kg.read.sipri.preamble import Window, preamble_of
from kg.read.sipri.records import Records
from kg.read.sipri.rows import DealRow, YearRow, deal_row, year_row
from kg.read.sipri.values import LAST_YEAR

Row = TypeVar("Row")

_OF_SIPRI = re.compile(r"transfers of major conventional arms|SIPRI Arms Transfers Database", re.IGNORECASE)
_STATUS = re.compile(r"[,;\t|]\s*\"?(?:New|Second hand(?: but modernized)?)\"?\s*[,;\t|]")
_YEAR = re.compile(r"[,;\t|]\s*\"?\(?(?:19|20)\d\d\b")
_LOOKED_AT = 60
"""A register that lacks its column names is told by one of so many lines."""


@dataclass
class RegisterFile:
    """What was read of one file. ``count``: how many rows it has, each of them in one of the lists.

    ``inferred_party``: the side of all deals that the file itself does not name.
    """

    name: str
    deals: list[DealRow] = field(default_factory=list)
    years: list[YearRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    count: int = 0
    generated: date | None = None
    stated_window: Window | None = None
    everybody: bool = False
    all_suppliers: bool = False
    all_recipients: bool = False
    remarks: tuple[str, ...] = ()
    inferred_party: str | None = None

    @cached_property
    def last_delivery(self) -> int | None:
        """The last year in which anything was handed over."""
        years = [row.year for row in self.years] + [row.years[-1] for row in self.deals if row.years]
        return max(years, default=None)

    @cached_property
    def window(self) -> Window:
        """The years of delivery that the file covers; those that it has rows of, if it does not say."""
        if self.stated_window is not None:
            return self.stated_window
        years = {row.year for row in self.years} or {year for row in self.deals for year in row.years}
        return Window(min(years), max(years), stated=False) if years else Window(stated=False)


def looks_like_register(lines: Sequence[str]) -> bool:
    """Whether a file that begins with these lines is a trade register, with or without its column names."""
    return any(looks_like_header(line) for line in lines) or _headless(lines) is not None


def read_register_file(path: Path) -> RegisterFile:
    """Read a file of either shape of the trade register.

    Raises:
        UnreadableFile: if it has no column names, or lacks a column.

    """
    name = str(path)
    lines = lines_of(text_of(path.read_bytes(), name))
    at = next((index for index, line in enumerate(lines) if looks_like_header(line)), None)
    if at is None:
        raise _no_header(lines, name)
    header = header_of(lines[at], name, at + 1)
    said = preamble_of(lines[:at])
    file = RegisterFile(
        name,
        generated=said.generated,
        stated_window=said.window,
        everybody=said.everybody,
        all_suppliers=said.all_suppliers,
        all_recipients=said.all_recipients,
        remarks=header.remarks,
    )
    latest = said.generated.year if said.generated else LAST_YEAR
    if header.shape is DEALS:
        deals = Records(name, lines, at + 1, header, lambda row, place: deal_row(row, header, place, latest))
        file.count = deals.count()
        _sort(deals, file.deals, file.refusals)
    else:
        years = Records(name, lines, at + 1, header, lambda row, place: year_row(row, header, place, latest))
        file.count = years.count()
        _sort(years, file.years, file.refusals)
    return file


def _sort(rows: Iterable[Row | Refusal], good: list[Row], refused: list[Refusal]) -> None:
    for row in rows:
        if isinstance(row, Refusal):
            refused.append(row)
        else:
            good.append(row)


def _headless(lines: Sequence[str]) -> int | None:
    """The first line that looks like a row of the register."""
    for index, line in enumerate(lines[:_LOOKED_AT]):
        if _STATUS.search(line) and len(_YEAR.findall(line)) >= 2:
            return index
    return None


def _no_header(lines: Sequence[str], name: str) -> UnreadableFile:
    first = _headless(lines)
    row = f"{name}:{first + 1}" if first is not None else f"{name}:{len(lines)}"
    shapes = " or ".join(
        f"{len(shape.columns)} columns from {shape.title(next(iter(shape.columns)))!r} on" for shape in SHAPES
    )
    if first is None and any(_OF_SIPRI.search(line) for line in lines):
        what = "the file ends before the row of column names"
    else:
        what = "there is no row of column names above this row, at column 1"
    return UnreadableFile(f"{what}; expected are {shapes}", place=row, advice="Download the register again")
