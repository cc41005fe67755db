"""The values that stand in the columns of SIPRI's registers: each is what it says it is, or no value at all."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from kg.facts import Condition

Estimate = bool | None
"""Marked as an estimate, marked as none, or neither."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EMPTY = frozenset({"", "NA", "NaN", "nan", "N/A"})
"""An empty field, also as R and pandas write one."""
_WHOLE = re.compile(r"(\d{1,12})(?:[.,]0)?")
"""A program that takes a column for decimals writes ``12.0``; ``1,000`` may be a thousand and is not guessed at."""
_DECIMAL = re.compile(r"\d{1,12}(?:[.,]\d+)?")
_BRACKETS = re.compile(r"\((.*)\)")
_remembered = lru_cache(maxsize=65_536)
"""The same few values stand in thousands of rows."""
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_CONDITIONS: dict[str, Condition] = {
    "new": "new",
    "second hand": "second-hand",
    "second hand but modernized": "modernized",
}


class WrongValue(ValueError):  # noqa: N818 - named for what is wrong, as the errors of this project are
    """A field does not hold what its column is for. The message says what it holds and what it should."""


@_remembered
def decimal_of(text: str) -> Decimal | None:
    """A volume in trend-indicator values, as many decimals as it is given with."""
    text = text.strip()
    if text in _EMPTY:
        return None
    if not _DECIMAL.fullmatch(text) or re.fullmatch(r"\d+,\d{3}", text):
        raise WrongValue(f"{text!r} is no number such as 12.5")
    return Decimal(text.replace(",", "."))


@_remembered
def count_of(text: str) -> tuple[Decimal | None, bool]:
    """A number of pieces, and whether it stands in brackets, which mark an uncertain one in older registers."""
    text = text.strip()
    bracketed = _BRACKETS.fullmatch(text)
    inner = bracketed[1].strip() if bracketed else text
    if inner in _EMPTY or inner.lower() in {"x", "unknown", "?"}:
        return None, bracketed is not None
    whole = _WHOLE.fullmatch(inner)
    if not whole:
        raise WrongValue(f"{text!r} is no number of pieces such as 12")
    return Decimal(whole[1]), bracketed is not None


@_remembered
def year_of(text: str) -> tuple[int, bool]:
    """A year, and whether it stands in brackets."""
    text = text.strip()
    bracketed = _BRACKETS.fullmatch(text)
    whole = _YEAR.fullmatch(bracketed[1].strip() if bracketed else text)
    if not whole or not FIRST_YEAR <= int(whole[1]) <= LAST_YEAR:
        raise WrongValue(f"{text!r} is no year such as 2015")
    return int(whole[1]), bracketed is not None


@_remembered
def years_of(text: str) -> tuple[int, ...]:
    """The years of a list such as ``2017; 2018``, each once and in order."""
    parts = [part for part in re.split(r"[;,/]|\s+", text.strip()) if part not in _EMPTY]
    return tuple(sorted({year_of(part)[0] for part in parts}))


def mark_of_doubt(text: str) -> Estimate:
    """What a ``?`` column of the deal register says. It can't say that a value is certain."""
    text = text.strip()
    if text in _EMPTY:
        return False
    if text == "?":
        return True
    raise WrongValue(f"{text!r} is neither '?' nor empty")


@_remembered
def flag_of(text: str) -> Estimate:
    """Yes, No or nothing. Nothing is a third value: it is not said."""
    text = text.strip()
    if text in _EMPTY:
        return None
    known: bool | None = {"yes": True, "no": False, "true": True, "false": False}.get(text.lower())
    if known is None:
        raise WrongValue(f"{text!r} is neither Yes nor No nor empty")
    return known


@_remembered
def condition_of(text: str) -> Condition | None:
    """What the status of a deal says about the goods."""
    plain = " ".join(text.replace("-", " ").lower().split()).replace("modernised", "modernized")
    if not plain or plain == "na":
        return None
    if plain not in _CONDITIONS:
        raise WrongValue(f"{text.strip()!r} is none of New, Second hand, Second hand but modernized")
    return _CONDITIONS[plain]


def id_of(text: str) -> str | None:
    """The number that SIPRI's database knows a deal by."""
    text = text.strip()
    if text in _EMPTY:
        return None
    whole = _WHOLE.fullmatch(text)
    if not whole:
        raise WrongValue(f"{text!r} is no database id such as 12345")
    return str(int(whole[1]))
