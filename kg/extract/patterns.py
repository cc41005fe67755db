"""Patterns of language files: their notation, the flat text that they are matched against, and how they are found in it.

A pattern in a language file is a phrase of that language with a little notation on top:

===========  ==========================================================
``a b``      the words a and b with any white space between
``stem*``    a word that starts with ``stem``
``(a|b)``    one of several; ``(a )?`` something that may be missing
``~``        up to three words of any kind
``<`` ``>``  where the mention of an entity begins and ends (markers and events only)
===========  ==========================================================

Patterns are matched against ``flat(text)``, which has the same length as the text, so that every match is a
span of the text as stored.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from kg.errors import KnowledgeError
from kg.extract.openings import Index, Places
from kg.han import SIMPLIFIED

_FOLD = str.maketrans(
    "أإآٱىیةؤئکھ’‘ʼ`´׳“”„«»״「」『』–—‑‐−־\u00a0\u202f\u200c", 'ااااييهويكه\'\'\'\'\'\'""""""""""------   '
)
MARK = "\u064b"
"""Stands in flat text for every vowel mark and elongation. They may follow any letter, so that a pattern is full of
them, and to compile a class of such characters takes far longer than one character.
"""
_IS_MARK = re.compile("[\u064b-\u0652\u0670\u0640\u05b0-\u05bc]")
_ABJAD = re.compile("[\u0621-\u064a\u0671-\u06d3\u05d0-\u05ea]")


_FEW = 60
"""So many different letters are replaced faster one by one than each letter of a text is looked up."""


@cache
def flat_char(char: str) -> str:
    if "\uac00" <= char <= "\ud7a3":
        return char  # a Korean syllable decomposes into its letters, of which the first is not the syllable
    if _IS_MARK.match(char):
        return MARK
    folded = char.translate(_FOLD)
    base = unicodedata.normalize("NFD", folded)[0].lower()
    base = SIMPLIFIED.get(base, base)
    if len(base) == 1 and not unicodedata.combining(base):
        return base.translate(_FOLD)
    return char


def flat(text: str) -> str:
    """The text in one case, without accents, with one form of each letter, mark and hyphen, of equal length."""
    changed = {char: folded for char in set(text) if (folded := flat_char(char)) != char}
    if len(changed) > _FEW:
        return "".join(map(flat_char, text))
    for char, folded in changed.items():  # what is flat stays as it is, so that the order does not matter
        text = text.replace(char, folded)
    return text


class Cue(NamedTuple):
    """A stretch of text that one of the patterns of a language matched, with what the language file says of it."""

    start: int
    end: int
    group: int
    attributes: dict[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        return self.attributes.get(name, default)


class _Group(NamedTuple):
    """A group of patterns: its number, what the language file says of it, and the expression for all of them."""

    number: int
    attributes: dict[str, Any]
    compiled: re.Pattern[str]

    def cue(self, match: re.Match[str]) -> Cue:
        return Cue(*match.span("x"), self.number, self.attributes)

    def at(self, places: list[int], flat_text: str, start: int, stop: int) -> list[Cue]:
        """What ``finditer`` would find, for an expression that matches at none but some places."""
        found: list[Cue] = []
        after, compiled = start, self.compiled
        for place in places[bisect_left(places, start) : bisect_left(places, stop)]:
            if place >= after and (match := compiled.match(flat_text, place, stop)):
                after = match.end()
                found.append(self.cue(match))
        return found


class Patterns:
    """Groups of patterns, each with attributes, found in one pass over the text.

    Where two groups match at one place the longer match wins, then the earlier group of the file. With an ``index``
    the expressions are tried only where one of them may begin.
    """

    def __init__(
        self,
        groups: Sequence[tuple[dict[str, Any], Sequence[str]]],
        boundary: Boundary,
        index: Index | None = None,
    ) -> None:
        self._listed: dict[int, _Group] = {}
        self._loose: list[_Group] = []
        for number, (attributes, patterns) in enumerate(groups):
            if patterns:
                group = _Group(number, attributes, boundary.compile(patterns))
                listed = index.add(patterns, boundary.ends) if index is not None else None
                if listed is None:
                    self._loose.append(group)
                else:
                    self._listed[listed] = group

    def find(
        self, flat_text: str, start: int = 0, end: int | None = None, places: Places | None = None
    ) -> list[Cue]:
        """All cues in a stretch of a flat text, none inside another, in order.

        ``places`` are those of the index for the whole of the text.
        """
        stop = len(flat_text) if end is None else end
        found: list[Cue] = []
        for group in self._loose if places is not None else [*self._loose, *self._listed.values()]:
            found += map(group.cue, group.compiled.finditer(flat_text, start, stop))
        if places:
            for listed in self._listed.keys() & places.keys():
                found += self._listed[listed].at(places[listed], flat_text, start, stop)
        if len(found) < 2:
            return found
        taken, kept = bytearray(stop - start), []
        for cue in sorted(found, key=lambda cue: (cue.start - cue.end, cue.group, cue.start)):
            low, high = cue.start - start, cue.end - start
            if taken.find(1, low, high) < 0:
                taken[low:high] = b"\x01" * (high - low)
                kept.append(cue)
        return sorted(kept, key=lambda cue: cue.start)


@dataclass(frozen=True, slots=True)
class Boundary:
    """What may stand before and after a word of the language: ``layout.yaml`` says which.

    ``word`` is ``both`` (spaced scripts), ``left`` (particles are glued on behind) or ``none`` (no spaces).
    ``proclitics`` is a character class of letters that may be glued on in front.
    """

    word: str
    proclitics: str

    def compile(self, patterns: Sequence[str]) -> re.Pattern[str]:
        left = "" if self.word == "none" else r"(?<!\w)"
        if self.proclitics:
            left += f"(?:{self.proclitics})?"
        bodies = [expand(pattern) + (r"(?!\w)" if self.ends(pattern) else "") for pattern in patterns]
        return re.compile(f"{left}(?P<x>{'|'.join(sorted(bodies, key=len, reverse=True))})")

    def ends(self, pattern: str) -> bool:
        """Whether no letter may follow a pattern: one that ends in ``(?=...)`` says itself what does."""
        return self.word == "both" and not _LOOKS_AHEAD.search(pattern)


_LOOKS_AHEAD = re.compile(r"\(\?=(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)$")


_NOTATION = {"*": r"\w*", "~": r"(?:[^\s<>]+\s+){0,3}?", " ": r"\s+", ".": r"\.", "’": "'", "‘": "'"}


def _expanded(char: str) -> str:
    if char in _NOTATION:
        return _NOTATION[char]
    if _ABJAD.match(char):
        return f"{flat_char(char)}{MARK}*"
    return flat_char(char) if char.isalpha() else char


def expand(pattern: str) -> str:
    """A pattern of a language file as a regular expression over flat text.

    Raises:
        KnowledgeError: if it is no valid pattern.

    """
    parts: list[str] = []
    escaped = False
    for char in pattern:
        if char == " " and parts and parts[-1] == _NOTATION["~"]:
            continue
        # Letters are folded, those of classes are not: \S is not \s.
        parts.append(char if escaped else _expanded(char))
        escaped = char == "\\" and not escaped
    expression = "".join(parts)
    try:
        re.compile(expression)
    except re.error as error:
        raise KnowledgeError(f"the pattern {pattern!r} of a language file is not valid: {error}") from error
    return f"(?:{expression})"
