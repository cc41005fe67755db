"""Shares and top lists."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from kg.volumes.model import Volumes

_PLACES = Decimal("0.0001")
"""More than anybody publishes, so that a reader who rounds on does not round twice over one digit."""


def percent(part: Decimal, whole: Decimal | None) -> Decimal | None:
    """How much of the whole a part is, in per cent to four places; None of nothing."""
    if not whole:
        return None
    return (part * 100 / whole).quantize(_PLACES, ROUND_HALF_UP)


def top(found: Volumes, number: int) -> Volumes:
    """The same with its largest lines alone, the largest first; totals stay those of all lines."""
    largest = sorted(found.lines, key=lambda line: -line.tiv)[:number]
    return replace(found, lines=tuple(largest))
