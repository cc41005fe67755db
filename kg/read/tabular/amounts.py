"""Numbers as people write them in cells: grouped digits, ranges, `about 12`, `12 pieces`, `10+`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

_GAP = " \u00a0\u2009\u202f'’"
_UNITS = {
    "piece": "piece", "pieces": "piece", "pc": "piece", "pcs": "piece", "pce": "piece", "unit": "piece",
    "units": "piece", "item": "piece", "items": "piece", "set": "set", "sets": "set", "pair": "pair",
    "pairs": "pair", "round": "round", "rounds": "round", "kg": "kg", "t": "tonne", "tonne": "tonne",
    "tonnes": "tonne", "litre": "litre", "litres": "litre",
}  # fmt: skip
"""Words behind a number -> the unit that they stand for."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a wording says of a number; both bounds None if nothing that can be counted with."""

    least: Decimal | None = None
    most: Decimal | None = None
    approximate: bool = False
    estimate: bool | None = None
    unit: str | None = None


@cache
def _patterns(point: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    group = re.escape("," if point == "." else ".")
    mark = re.escape(point)
    number = (
        rf"(?:\d{{1,3}}(?:[{_GAP}]\d{{3}})+(?:{mark}\d+)?|\d{{1,3}}(?:{group}\d{{3}})+(?:{mark}\d+)?"
        rf"|\d+(?:{mark}\d+)?(?:[eE][+-]?\d{{1,2}})?)"
    )
    wording = re.compile(
        rf"(?P<before>~|≈|c\.|ca\.?|circa|about|approx\.?|around|>=|≥|>|at least|min\.?|over|more than|<=|≤|<|up to"
        rf"|at most|max\.?|fewer than|less than)?\s*"
        rf"(?P<one>{number})(?:\s*(?:-|–|—|to|\.\.)\s*(?P<other>{number}))?\s*(?P<after>\+|\?)?"
        rf"\s*(?P<unit>[A-Za-z]+\.?)?",
        re.IGNORECASE,
    )
    return re.compile(number), wording


def number(text: str, point: str = ".") -> Decimal | None:
    """The plain number that a text is, or None. ``point`` is the sign before decimals."""
    plain = western(text.strip())
    exact, _ = _patterns(point)
    return _value(plain, point) if len(plain) < 50 and exact.fullmatch(plain) else None


def amount(text: str, point: str = ".") -> Range:
    """The number or range that a text gives."""
    _, wording = _patterns(point)
    plain = western(text.strip())
    match = wording.fullmatch(plain) if len(plain) < 100 else None
    unit = _UNITS.get((match["unit"] or "piece").rstrip(".").lower()) if match else None
    if not match or unit is None:
        return Range()
    one = _value(match["one"], point)
    other = _value(match["other"], point) if match["other"] else one
    if other < one:
        return Range()
    before, named = (match["before"] or "").lower(), unit if match["unit"] else None
    estimate = True if match["after"] == "?" else None
    if match["other"] is None:
        if before in {">=", "≥", "at least", "min", "min."} or match["after"] == "+":
            return Range(one, None, unit=named)
        if before in {">", "over", "more than"}:
            # More than 12 pieces are 13 or more; of a measure, there is no next number.
            return Range(one + (unit == "piece" and one == one.to_integral_value()), None, unit=named)
        if before in {"<=", "≤", "up to", "at most", "max", "max."}:
            return Range(None, one, unit=named)
        if before in {"<", "fewer than", "less than"}:
            return Range(None, max(one - (unit == "piece"), Decimal(0)), unit=named)
    return Range(one, other, approximate=bool(before), estimate=estimate, unit=named)


def _value(text: str, point: str) -> Decimal:
    kept = "".join(sign for sign in text if sign not in _GAP and sign != ("," if point == "." else "."))
    return Decimal(kept.replace(",", "."))


def western(text: str) -> str:
    """The same with the digits and signs of other scripts as their Western ones."""
    if text.isascii():
        return text
    text = text.replace("٫", ".").replace("٬", ",").replace("،", ",")
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
