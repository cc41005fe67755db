"""Days out of dates that may be a day, a month or a year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, order=True)
class Span:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def meets(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def lies_in(self, other: Span) -> bool:
        """Whether all of its days are days of the other."""
        return other.first <= self.first and self.last <= other.last


def span(text: object) -> Span | None:
    """Read an xsd:date, xsd:gYearMonth or xsd:gYear as its days; ``None`` if it is none of them."""
    match = _DATE.fullmatch(str(text)) if text is not None else None
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None:
            return None
        if month is None:
            return Span(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Span(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


def holding(start: object, until: object) -> Span | None:
    """The days of a tenure or an embargo. Without ``until`` it holds still; without a start nothing is known."""
    first = span(start)
    last = span(until) if until is not None else Span(date.max, date.max)
    if first is None or last is None or first.first > last.last:
        return None
    return Span(first.first, last.last)


def held_throughout(start: object, until: object) -> Span | None:
    """The days on which a tenure or an embargo held for certain; ``None`` if no day is certain.

    From the last day that it can have begun on to the first that it can have ended on.
    """
    first = span(start)
    last = span(until) if until is not None else Span(date.max, date.max)
    return Span(first.last, last.first) if first and last and first.last <= last.first else None
