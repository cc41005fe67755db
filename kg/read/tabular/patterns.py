"""The patterns of a mapping: regular expressions of a kind that no cell can keep busy for long.

A mapping may come from a stranger with its table. So a group cannot be repeated, nothing looks ahead or back, and in
how many ways a pattern can be laid over a cell is bounded, by how it is built and by the length of the cell.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

_LONGEST = 300
_LONGEST_CELL = 300
_LENGTHS = 150
"""In so many lengths, on average, can a piece of any length be laid over the longest cell."""
_MOST_WAYS = 10_000_000
"""Three pieces of any length and some that may be absent; a second's work at worst."""
_COUNT = re.compile(r"\{(\d*)(,?)(\d*)\}")


def _checked(pattern: str) -> str:
    if len(pattern) > _LONGEST:
        raise ValueError(f"a pattern has at most {_LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(pattern)
    except (re.error, FutureWarning, OverflowError, RecursionError) as error:
        raise ValueError(f"this is no pattern: {error}") from error
    if compiled.groups > 1:
        raise ValueError("a pattern has at most one group, which is what is kept; write (?:...) for others")
    if why := _costly(pattern):
        raise ValueError(why)
    return pattern


Pattern = Annotated[str, AfterValidator(_checked)]
"""A pattern that is safe to try on any cell."""


def kept(pattern: str, cell: str) -> tuple[int, int] | None:
    """Where in a cell stands what a pattern keeps: its group, or all of it; None if the whole cell does not fit."""
    if len(cell) > _LONGEST_CELL or not (match := _compiled(pattern).fullmatch(cell)):
        return None
    group = 1 if match.re.groups and match.start(1) >= 0 else 0
    return match.span(group)


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _costly(pattern: str) -> str | None:
    """Why trying a pattern could take long, or None."""
    at, before, ways = 0, "", 1
    bars = [1]
    while at < len(pattern):
        sign = pattern[at]
        length = _length(pattern, at)
        if sign == "\\" and pattern[at + 1].isdigit():
            return "a pattern cannot refer back to a group"
        if pattern.startswith("(?", at) and not pattern.startswith("(?:", at):
            return f"a pattern cannot use {pattern[at : at + 3]}"
        if sign in "*+{?":
            if before == ")" and sign != "?":
                return "a group cannot be repeated in a pattern"
            ways *= _lengths(pattern[at : at + length])
        elif sign == "(":
            bars.append(1)
        elif sign == "|":
            bars[-1] += 1
        elif sign == ")":
            ways *= bars.pop()
        before, at = sign, at + length
    if ways * bars[0] > _MOST_WAYS:
        return "the pattern can be tried in too many ways; use fewer of *, +, ?, {2,5} and |"
    return None


def _length(pattern: str, at: int) -> int:
    """How many signs belong together: a class, an escape, the beginning of a group, a repetition."""
    sign = pattern[at]
    if sign == "\\":
        return 2
    if sign == "[":
        return _behind_class(pattern, at) - at
    if sign == "(":
        return 3 if pattern.startswith("(?:", at) else 1
    if sign in "*+{?":
        count = _COUNT.match(pattern, at) if sign == "{" else None
        length = len(count.group()) if count else 1
        return length + (
            pattern[at + length : at + length + 1] in {"?", "+"} and (sign != "{" or bool(count))
        )
    return 1


def _behind_class(pattern: str, at: int) -> int:
    """The place behind a class such as ``[^a-z]``."""
    at += 2 if pattern[at + 1] == "^" else 1
    # A bracket that comes first is a character like others.
    at += pattern[at] == "]"
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1


def _lengths(repetition: str) -> int:
    """In how many lengths a piece with such a sign behind it may come."""
    if repetition[0] == "?":
        return 2
    if repetition[0] == "{":
        count = _COUNT.match(repetition)
        if count is None:
            return 1
        least, comma, most = count.groups()
        if not comma:
            return 1
        return min(_LENGTHS, int(most) - int(least or 0) + 1) if most else _LENGTHS
    return _LENGTHS
