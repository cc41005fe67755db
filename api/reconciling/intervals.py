"""Whether the day, month or year of a row lies within an interval of which an end may be open or known by its year only."""

from __future__ import annotations

import re

_DATE = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?(?:T.*)?", re.ASCII)
_OPEN = ("", "..")


def may_be_within(day: str, interval: str) -> bool | None:
    """Whether a date may lie in an interval of EDTF; None for what is no date.

    Both may be known by the month or year alone: then any day of it counts. ``"2011-12/.."`` has 2011, not 2010.
    """
    match = _DATE.fullmatch(day.strip())
    if match is None:
        return None
    date = "".join(part or "" for part in match.groups())
    start, _, end = interval.partition("/")
    return (start in _OPEN or _shared(date, start) >= _shared(start, date)) and (
        end in _OPEN or _shared(date, end) <= _shared(end, date)
    )


def _shared(date: str, other: str) -> str:
    """A date as far as both are known."""
    return date[: min(len(date), len(other))]
