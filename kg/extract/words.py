"""Distances in words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property


class Words:
    """Counts the words between two places of a text; in a script without spaces two characters count as one."""

    def __init__(self, flat_text: str, *, spaced: bool) -> None:
        self._text = flat_text
        self._pattern = r"\w+" if spaced else r"\w{1,2}"

    @cached_property
    def _spans(self) -> tuple[list[int], list[int]]:
        """Where the words start and end; most texts tell of nothing, and are never asked."""
        spans = [match.span() for match in re.finditer(self._pattern, self._text)]
        return [start for start, _ in spans], [end for _, end in spans]

    def between(self, start: int, end: int) -> int:
        """How many words lie wholly between two offsets; 0 if the first is not before the second."""
        if end <= start:
            return 0
        starts, ends = self._spans
        return max(0, bisect_right(ends, end) - bisect_left(starts, start))
