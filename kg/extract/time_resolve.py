"""From what a time expression says to days: bounds, EDTF, and the arithmetic of relative expressions.

Conventions (those of the facts format): beginning of a year is January, early January to March, middle May to August,
late or end October to December; of a month its thirds. Winter of a year runs from its December to the following
February. A week is Monday to Sunday. "Recent" days, weeks, months and years reach back as far as ``RECENT`` says.
A month or day without a year is the last one before the publication date.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from kg.extract.calendars import (
    LUNAR_YEARS,
    SOLAR_YEARS,
    lunar_from_date,
    lunar_month_length,
    lunar_to_date,
    solar_from_date,
    solar_month_length,
    solar_to_date,
)

RECENT = {"day": 10, "week": 6, "month": 6, "year": 5, "decade": 2}
"""How many days, weeks ... "in recent days", "in the coming weeks" cover when no number is given."""
FEW = (2, 9)
"""What "several months ago" may mean, in months."""

_PART_OF_YEAR = {
    "begin": (1, 1), "early": (1, 3), "mid": (5, 8), "late": (10, 12), "end": (10, 12),
    "h1": (1, 6), "h2": (7, 12), "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12),
}  # fmt: skip
_PART_OF_MONTH = {"begin": (1, 10), "early": (1, 10), "mid": (11, 20), "late": (21, 31), "end": (21, 31),
                  "h1": (1, 15), "h2": (16, 31)}  # fmt: skip
_PART_OF_DECADE = {"begin": (0, 0), "early": (0, 3), "mid": (4, 6), "late": (7, 9), "end": (7, 9), "h1": (0, 4),
                   "h2": (5, 9)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relative:
    """A shift from the publication date. ``count`` is None for "several", "recent" without a number."""

    op: str
    unit: str | None = None
    by: int = 0
    count: int | None = None


class Partial(NamedTuple):
    """What the words of one point in time say; what they leave open is None."""

    calendar: str = "gregorian"
    year: int | None = None
    year_by: int | None = None
    month: int | None = None
    month_by: int | None = None
    day: int | None = None
    season: int | None = None
    part: str | None = None
    weekday: int | None = None
    decade: int | None = None
    relative: Relative | None = None
    opens: bool = False

    @property
    def is_relative(self) -> bool:
        """Whether a publication date is needed to understand it."""
        return self.year is None and self.decade is None


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a point may lie on; ``first`` and ``last`` are EDTF, the same for one calendar unit."""

    earliest: date
    latest: date
    first: str
    last: str

    @property
    def edtf(self) -> str:
        """The span as one EDTF expression."""
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


def add_months(day: date, months: int) -> date:
    """The same day some months on; the last day of the month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shifted(day: date, unit: str, count: int) -> date:
    """A day some units before or after."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(day, count * {"month": 1, "year": 12, "decade": 120}[unit])


def of_day(day: date) -> Span:
    """The span of one day."""
    return Span(day, day, day.isoformat(), day.isoformat())


def of_days(first: date, last: date) -> Span:
    """The span from one day to another."""
    return Span(first, last, first.isoformat(), last.isoformat())


def of_months(year: int, month: int, last_year: int, last_month: int) -> Span:
    """The span from one month to another, or one month."""
    latest = date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
    return Span(date(year, month, 1), latest, f"{year:04d}-{month:02d}", f"{last_year:04d}-{last_month:02d}")


def of_years(year: int, last_year: int) -> Span:
    """The span from one year to another, or one year."""
    return Span(date(year, 1, 1), date(last_year, 12, 31), f"{year:04d}", f"{last_year:04d}")


def of_unit(unit: str, day: date) -> Span:
    """The day, week, month, year or decade that a day lies in."""
    if unit == "day":
        return of_day(day)
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return of_days(monday, monday + timedelta(days=6))
    if unit == "month":
        return of_months(day.year, day.month, day.year, day.month)
    if unit == "year":
        return of_years(day.year, day.year)
    return of_decade(day.year // 10 * 10)


def of_decade(year: int) -> Span:
    """The ten years from a year that ends in 0."""
    span = of_years(year, year + 9)
    return replace(span, first=f"{year // 10}X", last=f"{year // 10}X")


def of_season(year: int, season: int) -> Span:
    """A northern season by its EDTF number; winter ends in February of the next year."""
    month = 3 * (season - 20)
    last_year, last_month = (year + 1, 2) if season == 24 else (year, month + 2)
    edtf = f"{year:04d}-{season}"
    return replace(of_months(year, month, last_year, last_month), first=edtf, last=edtf)


def resolve(point: Partial, reference: date | None, *, forward: bool = False) -> Span | None:
    """The days that a point in time stands for; None if that needs a publication date and there is none.

    ``forward`` takes a month without a year as the next one instead of the last one ("by March").

    Raises:
        ValueError: if there is no such day.

    """
    if point.is_relative:
        if reference is None:
            return None
        if point.relative is not None:
            return _relative(point, point.relative, reference)
        point = _anchored(point, reference, forward=forward)
        if point.weekday is not None:
            return of_day(_weekday(point.weekday, reference, 1 if forward else 0))
    if point.calendar != "gregorian":
        return _foreign(point)
    if point.decade is not None:
        span = of_decade(point.decade)
        if point.part in _PART_OF_DECADE:
            low, high = _PART_OF_DECADE[point.part]
            return of_years(point.decade + low, point.decade + high)
        return span
    if point.year is None:
        return None
    return _gregorian(point, point.year)


def _gregorian(point: Partial, year: int) -> Span:
    if point.season is not None:
        return of_season(year, point.season)
    if point.month is None:
        if point.part is None:
            return of_years(year, year)
        low, high = _PART_OF_YEAR[point.part]
        return of_months(year, low, year, high)
    if point.day is not None:
        return of_day(date(year, point.month, point.day))
    if point.part in _PART_OF_MONTH:
        low, high = _PART_OF_MONTH[point.part]
        last = calendar.monthrange(year, point.month)[1]
        return of_days(date(year, point.month, low), date(year, point.month, min(high, last)))
    return of_months(year, point.month, year, point.month)


def _foreign(point: Partial) -> Span | None:
    """A Solar or lunar Hijri date as Gregorian days; lunar days with a margin of one day on either side."""
    if point.year is None:
        return None
    if point.calendar == "solar":
        convert, length, margin = solar_to_date, solar_month_length, timedelta(0)
    else:
        convert, length, margin = lunar_to_date, lunar_month_length, timedelta(days=1)
    first_month, last_month, first_day = 1, 12, 1
    last_day = length(point.year, 12)
    if point.season is not None:
        first_month = {21: 1, 22: 4, 23: 7, 24: 10}[point.season]
        last_month = first_month + 2
        last_day = length(point.year, last_month)
    elif point.month is not None:
        first_month = last_month = point.month
        last_day = length(point.year, point.month)
        if point.day is not None:
            first_day = last_day = point.day
        elif point.part in _PART_OF_MONTH:
            first_day, high = _PART_OF_MONTH[point.part]
            last_day = min(high, last_day)
    elif point.part is not None:
        first_month, last_month = _PART_OF_YEAR[point.part]
        last_day = length(point.year, last_month)
    first = convert(point.year, first_month, first_day)
    last = convert(point.year, last_month, last_day)
    return of_days(first - margin, last + margin)


def _anchored(point: Partial, reference: date, *, forward: bool) -> Partial:
    """The point with its year (and month) filled in from the publication date."""
    year, month, day = reference.year, reference.month, reference.day
    if point.calendar == "solar":
        year, month, day = solar_from_date(reference)
    elif point.calendar == "lunar":
        year, month, day = lunar_from_date(reference)
    if point.year_by is not None:
        return point._replace(year=year + point.year_by)
    if point.month_by is not None:
        index = year * 12 + month - 1 + point.month_by
        return point._replace(year=index // 12, month=index % 12 + 1)
    if point.month is not None:
        at, now = (point.month, point.day or 0), (month, day if point.day else 0)
        return point._replace(year=year + (at < now) if forward else year - (at > now))
    if point.day is not None:
        index = year * 12 + month - 1 + (point.day < day if forward else -(point.day > day))
        return point._replace(year=index // 12, month=index % 12 + 1)
    if point.season is not None:
        span = _season(point.season, reference, 0)
        return point._replace(year=span.earliest.year, calendar="gregorian")
    if point.part is not None:
        return point._replace(year=year)
    return point


def _weekday(weekday: int, reference: date, by: int) -> date:
    """The most recent such weekday (``by`` 0: today counts), the one strictly before (-1) or strictly after (1)."""
    back = (reference.weekday() - weekday) % 7
    if by > 0:
        return reference + timedelta(days=7 - back)
    return reference - timedelta(days=back or (7 if by < 0 else 0))


def _season(season: int, reference: date, by: int) -> Span:
    """The most recent such season that has begun; the last one that has ended (-1); the next to begin (1)."""
    for year in range(reference.year + 1, reference.year - 3, -1):
        span = of_season(year, season)
        if by > 0 and of_season(year - 1, season).earliest <= reference < span.earliest:
            return span
        if by == 0 and span.earliest <= reference:
            return span
        if by < 0 and span.latest < reference:
            return span
    return of_season(reference.year, season)


def _relative(point: Partial, relative: Relative, reference: date) -> Span:
    if relative.op == "named":
        return _named(point, relative.by, reference)
    unit = relative.unit or "day"
    if relative.op == "shift":
        span = of_unit(unit, shifted(reference, unit, relative.by))
        if point.part is not None and unit in ("year", "month"):
            month = span.earliest.month if unit == "month" else None
            return _gregorian(Partial(part=point.part, month=month), span.earliest.year)
        return span
    if relative.op in ("ago", "ahead"):
        sign = -1 if relative.op == "ago" else 1
        if relative.count is None:
            ends = sorted(shifted(reference, unit, sign * count) for count in FEW)
            return Span(ends[0], ends[1], f"{ends[0]}~", f"{ends[1]}~")
        return of_unit("year" if unit == "decade" else unit, shifted(reference, unit, sign * relative.count))
    count = relative.count if relative.count is not None else RECENT[unit]
    sign = 1 if relative.op == "future" else -1
    there = shifted(reference, unit, sign * count)
    if sign > 0:
        return Span(reference, there, reference.isoformat(), f"{there}~")
    return Span(there, reference, f"{there}~", reference.isoformat())


def _named(point: Partial, by: int, reference: date) -> Span:
    """Such as "last Monday", "next June", "this spring"."""
    if point.weekday is not None:
        if point.relative is not None and point.relative.unit == "week":
            monday = reference - timedelta(days=reference.weekday())
            return of_day(monday + timedelta(days=7 * by + point.weekday))
        return of_day(_weekday(point.weekday, reference, by))
    if point.season is not None:
        return _season(point.season, reference, by)
    month = point.month or reference.month
    year = reference.year
    if by < 0 and month >= reference.month:
        year -= 1
    elif by > 0 and month <= reference.month:
        year += 1
    return _gregorian(point._replace(relative=None, month=month), year)


def year_fits(year: int, calendar_name: str) -> bool:
    """Whether a number can be a year of that calendar in a text on arms transfers."""
    if calendar_name == "solar":
        return year in SOLAR_YEARS
    if calendar_name == "lunar":
        return year in LUNAR_YEARS
    return 1900 <= year <= 2100
