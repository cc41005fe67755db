"""Islamic calendars turned into Gregorian days: the Solar Hijri years of Iran and the lunar Hijri years.

Solar Hijri: the year begins at the March equinox in Tehran; from 1244 to 1472 that gives a cycle of 33 years with leap
years at fixed places, counted here from 1 Farvardin 1403 = 20 March 2024. Lunar Hijri: the arithmetic ("tabular",
civil) calendar, whose days may differ by one from those announced after the sighting of the moon.
"""

from __future__ import annotations

from datetime import date, timedelta

SOLAR_YEARS = range(1300, 1421)
"""Solar Hijri years for which the conversion is exact: from 21 March 1921."""
LUNAR_YEARS = range(1300, 1501)
"""Lunar Hijri years that are read as such: from November 1882."""

_SOLAR_LEAP_PLACES = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_SOLAR_ANCHOR = (1403, date(2024, 3, 20))
_LUNAR_EPOCH = 1948440 - 385 - 1721425
"""Proleptic Gregorian ordinal that the arithmetic formula counts from (epoch: Friday, 16 July 622, Julian)."""


def is_solar_leap(year: int) -> bool:
    """Whether a Solar Hijri year has 366 days."""
    return year % 33 in _SOLAR_LEAP_PLACES


def solar_month_length(year: int, month: int) -> int:
    """Days of a Solar Hijri month: six of 31, five of 30, the last of 29 or 30."""
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return 30 if is_solar_leap(year) else 29


def solar_to_date(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Solar Hijri date.

    Raises:
        ValueError: if there is no such day, or the year is not within ``SOLAR_YEARS``.

    """
    if year not in SOLAR_YEARS or not 1 <= month <= 12 or not 1 <= day <= solar_month_length(year, month):
        raise ValueError(f"no Solar Hijri day {year}-{month}-{day}")
    anchor_year, anchor = _SOLAR_ANCHOR
    if year >= anchor_year:
        days = sum(366 if is_solar_leap(one) else 365 for one in range(anchor_year, year))
    else:
        days = -sum(366 if is_solar_leap(one) else 365 for one in range(year, anchor_year))
    days += 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return anchor + timedelta(days=days + day - 1)


def lunar_month_length(year: int, month: int) -> int:
    """Days of a month of the arithmetic lunar Hijri calendar."""
    if month == 12:
        return 30 if (11 * year + 14) % 30 < 11 else 29
    return 30 if month % 2 else 29


def lunar_to_date(year: int, month: int, day: int) -> date:
    """The Gregorian day of a lunar Hijri date by the arithmetic calendar; the announced day may be one off.

    Raises:
        ValueError: if there is no such day, or the year is not within ``LUNAR_YEARS``.

    """
    if year not in LUNAR_YEARS or not 1 <= month <= 12 or not 1 <= day <= 30:
        raise ValueError(f"no lunar Hijri day {year}-{month}-{day}")
    ordinal = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + _LUNAR_EPOCH
    return date.fromordinal(ordinal)


def solar_from_date(day: date) -> tuple[int, int, int]:
    """The Solar Hijri year, month and day of a Gregorian day; ``ValueError`` outside ``SOLAR_YEARS``."""
    year = day.year - 621
    if solar_to_date(year, 1, 1) > day:
        year -= 1
    rest = (day - solar_to_date(year, 1, 1)).days
    month = 1
    while rest >= solar_month_length(year, month):
        rest -= solar_month_length(year, month)
        month += 1
    return year, month, rest + 1


def lunar_from_date(day: date) -> tuple[int, int, int]:
    """The lunar Hijri year, month and day of a Gregorian day by the arithmetic calendar."""
    year = (day.toordinal() - lunar_to_date(1400, 1, 1).toordinal()) * 30 // 10631 + 1400
    while lunar_to_date(year, 1, 1) > day:
        year -= 1
    while lunar_to_date(year + 1, 1, 1) <= day:
        year += 1
    month = 12
    while lunar_to_date(year, month, 1) > day:
        month -= 1
    return year, month, (day - lunar_to_date(year, month, 1)).days + 1
