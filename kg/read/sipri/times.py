"""The years of a register as times: an order year, and the years from the first delivery to the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from kg.facts import Bounds, When
from kg.read.sipri.values import Estimate


@lru_cache(maxsize=4096)
def in_year(year: int, estimate: Estimate) -> When:
    """A time some day in a year. EDTF marks what is uncertain with ``?``."""
    bounds = _bounds(year)
    return When(edtf=_edtf(year, estimate), start=bounds, end=bounds, estimate=estimate)


def over_years(years: Sequence[tuple[int, Estimate]]) -> When | None:
    """The time from the first of some years to the last, with what is said of each; None if there are none."""
    if not years:
        return None
    (first, first_estimate), (last, last_estimate) = min(years), max(years)
    flags = {estimate for _, estimate in years}
    whole = True if True in flags else None if None in flags else False
    return _over(first, first_estimate, last, last_estimate, whole)


@lru_cache(maxsize=16_384)
def _over(first: int, first_estimate: Estimate, last: int, last_estimate: Estimate, whole: Estimate) -> When:
    if first == last:
        return in_year(first, whole)
    edtf = f"{_edtf(first, first_estimate)}/{_edtf(last, last_estimate)}"
    return When(edtf=edtf, start=_bounds(first), end=_bounds(last), estimate=whole)


def _edtf(year: int, estimate: Estimate) -> str:
    return f"{year}?" if estimate else str(year)


def _bounds(year: int) -> Bounds:
    return date(year, 1, 1), date(year, 12, 31)
