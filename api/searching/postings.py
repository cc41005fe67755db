"""What an index is made of: sorted strings with the names that they stand for, and the trigrams of strings.

Numbers lie in arrays, four bytes each; nothing here knows what the strings mean.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

_AFTER_ALL = "\U0010ffff"
_BEFORE, _AFTER = "\x02", "\x03"


class Strings:
    """Sorted strings, none twice, and for each the numbers of the names that it belongs to."""

    def __init__(self, numbers: Mapping[str, Iterable[int]]) -> None:
        self.keys = sorted(numbers)
        self._names = array("I")
        sizes = [0]
        for key in self.keys:
            before = len(self._names)
            self._names.extend(numbers[key])
            sizes.append(len(self._names) - before)
        self._starts = array("I", accumulate(sizes))

    def __len__(self) -> int:
        return len(self.keys)

    def names(self, place: int) -> array[int]:
        """The names of one string."""
        return self._names[self._starts[place] : self._starts[place + 1]]

    def equal(self, key: str) -> array[int]:
        """The names of this very string."""
        place = bisect_left(self.keys, key)
        if place == len(self.keys) or self.keys[place] != key:
            return array("I")
        return self.names(place)

    def places(self, prefix: str) -> range:
        """The places of the strings that begin so."""
        return range(bisect_left(self.keys, prefix), bisect_left(self.keys, prefix + _AFTER_ALL))

    def beginning(self, prefix: str) -> array[int]:
        """The names of all strings that begin so, in the order of the strings; a name may come more than once."""
        places = self.places(prefix)
        return self._names[self._starts[places.start] : self._starts[places.stop]]


class Trigrams:
    """Which strings share how many runs of three characters; the beginning of a string counts as one, and so does its end."""

    def __init__(self, strings: Strings) -> None:
        found: dict[str, array[int]] = {}
        for place, key in enumerate(strings.keys):
            for gram in set(_grams(key)):
                if (postings := found.get(gram)) is None:
                    found[gram] = postings = array("I")
                postings.append(place)
        self._postings = found

    def sharing(self, key: str, least: int) -> list[int]:
        """The places of strings that have at least so many of the runs of ``key``."""
        counts: Counter[int] = Counter()
        for gram in set(_grams(key)):
            if (postings := self._postings.get(gram)) is not None:
                counts.update(postings)
        if least <= 1:
            return list(counts)
        return [place for place, count in counts.items() if count >= least]


def _grams(key: str) -> Iterator[str]:
    padded = f"{_BEFORE}{key}{_AFTER}"
    return (padded[i : i + 3] for i in range(len(padded) - 2))
