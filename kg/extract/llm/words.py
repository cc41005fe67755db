"""Words looked for in a text: quotes as they stand, names as words of their own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract.boundaries import is_joined, word_end, word_start
from kg.extract.spans import Span
from kg.extract.surface import Morphology
from kg.fold import Folded, fold, key

_WRITTEN_ON = 12
"""What is longer than this and written together with a name is no clitic and no ending."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text."""

    start: int
    end: int

    def meets(self, other: Span) -> bool:
        """Whether it shares a character with another stretch."""
        return self.start < other.end and other.start < self.end


class Words:
    """A text in which words are looked for: as they stand, and failing that with one spelling for all.

    ``rules`` say what the language writes together with a name; a language without rules writes nothing.
    """

    def __init__(self, text: str, rules: Morphology | None = None) -> None:
        self.text = text
        self._rules = rules
        self._names: dict[str, list[Place]] = {}

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    def quotes(self, words: str, within: Span) -> list[Place]:
        """Where a quote stands within a stretch of the text."""
        exact = _all(self.text, words.strip(), within.start, within.end)
        if found := [Place(*one) for one in exact]:
            return found
        starts = self._folded.starts
        bounds = within.start, within.end
        first, last = bounds if starts is None else (bisect_left(starts, bound) for bound in bounds)
        return [self._place(*one) for one in _all(self._folded.text, key(words), first, last)]

    def names(self, name: str) -> list[Place]:
        """Where a name stands as words of its own, or with nothing written onto it but what the language allows."""
        folded = key(name)
        if folded not in self._names:
            found = _all(self._folded.text, folded)
            self._names[folded] = [self._place(*one) for one in found if self._is_apart(*one)]
        return self._names[folded]

    def _place(self, start: int, end: int) -> Place:
        return Place(self._folded.start_of(start), self._folded.end_of(end))

    def _is_apart(self, start: int, end: int) -> bool:
        text, rules = self._folded.text, self._rules
        if start and is_joined(text[start - 1], text[start]):
            near = text[max(0, start - _WRITTEN_ON) : start + 1]
            prefix = near[word_start(near, len(near) - 1) : -1]
            if rules is None or len(prefix) == _WRITTEN_ON or not rules.before.fullmatch(prefix):
                return False
        if end < len(text) and is_joined(text[end - 1], text[end]):
            near = text[end : end + _WRITTEN_ON]
            rest = near[: word_end(near, 0)]
            if (
                rules is None
                or len(rest) == _WRITTEN_ON
                or not any(pattern.fullmatch(rest) for pattern in self._endings(end - start))
            ):
                return False
        return True

    def _endings(self, length: int) -> list[re.Pattern[str]]:
        rules = self._rules
        if rules is None:
            return []
        glued = [rules.glued] if rules.glued_shortest and length >= rules.glued_shortest else []
        return [*(one for name, one in rules.after.items() if name == "default"), *glued]


def _all(text: str, words: str, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
    """Where some words stand between two positions of a text, also where they overlap themselves."""
    start = text.find(words, first, last) if words else -1
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1, last)


def nearest(places: Sequence[Place], position: int) -> Place | None:
    """Of places in order the one that begins nearest to a position, None if there are none."""
    behind = bisect_left(places, position, key=lambda place: place.start)
    return min(
        places[max(0, behind - 1) : behind + 1], key=lambda place: abs(place.start - position), default=None
    )
