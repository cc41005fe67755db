"""Dates of cells, as far as they go: a day, a month or a year becomes the days from its first to its last."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from kg.facts import Bounds
from kg.read.tabular.amounts import western

_MONTHS = (
    {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
    | {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_PIECE = re.compile(r"\d+|[A-Za-z]+")
_TIME_OF_DAY = re.compile(r"(?<=\d)[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\s*$")
_PLACES = {
    "year-month-day": ("year", "month", "day"),
    "day-month-year": ("day", "month", "year"),
    "month-day-year": ("month", "day", "year"),
}


@dataclass(frozen=True, slots=True)
class Date:
    """A day, month or year. Raises ``ValueError`` if there is no such one."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        try:
            self.bounds()
        except ValueError as error:
            raise ValueError(f"there is no {self.edtf}") from error

    def bounds(self) -> Bounds:
        """Its first and its last day."""
        first, last = self.month or 1, self.month or 12
        end = self.day or calendar.monthrange(self.year, last)[1]
        return date(self.year, first, self.day or 1), date(self.year, last, end)

    @property
    def edtf(self) -> str:
        """As EDTF: ``2021``, ``2021-06`` or ``2021-06-01``."""
        pieces = [f"{self.year:04}", *(f"{one:02}" for one in (self.month, self.day) if one)]
        return "-".join(pieces)


def whole_number(text: str, what: str) -> int:
    """A whole number; one that a spreadsheet wrote as 2021.0 is one too.

    Raises:
        ValueError: if it is none.

    """
    plain = re.sub(r"\.0+$", "", western(text.strip()))
    if not re.fullmatch(r"\d{1,4}", plain):
        raise ValueError(f"{text!r} is no {what}")
    return int(plain)


def month_number(text: str) -> int:
    """The number of a month that is a number or an English name.

    Raises:
        ValueError: if it is neither.

    """
    return _MONTHS.get(text.strip().rstrip(".").lower()) or whole_number(text, "month")


def read_date(text: str, order: str) -> Date:
    """The date that one cell holds. ``order`` is that of its parts; a year of four digits is seen anyhow.

    Raises:
        ValueError: if it is none.

    """
    pieces = _PIECE.findall(_TIME_OF_DAY.sub("", western(text.strip())))
    try:
        return _date_of(pieces, order)
    except (ValueError, KeyError, IndexError) as error:
        raise ValueError(f"{text!r} is no date in the order {order}") from error


def _date_of(pieces: list[str], order: str) -> Date:
    if len(pieces) == 1 and len(pieces[0]) == 8 and pieces[0].isdigit():
        one = pieces[0]
        pieces = [one[:4], one[4:6], one[6:]] if order == "year-month-day" else [one[:2], one[2:4], one[4:]]
    if not 1 <= len(pieces) <= 3:
        raise ValueError
    years = [piece for piece in pieces if piece.isdigit() and len(piece) == 4]
    names = [piece for piece in pieces if not piece.isdigit()]
    if len(years) != 1 or len(names) > 1:
        raise ValueError
    rest = [piece for piece in pieces if piece != years[0] and piece not in names]
    year = int(years[0])
    if names:
        month = _MONTHS[names[0].lower()]
        return Date(year, month, int(rest[0]) if rest else None)
    if len(pieces) < 3:
        return Date(year, int(rest[0]) if rest else None)
    # A year that comes first is followed by month and day wherever one writes so.
    places = _PLACES["year-month-day"] if pieces[0] == years[0] else _PLACES[order]
    parts = dict(zip(places, pieces, strict=True))
    if parts["year"] != years[0]:
        raise ValueError
    return Date(year, int(parts["month"]), int(parts["day"]))
