"""Names in any script: an index in memory of all labels of all things, and matches that explain themselves."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from api.lookups import Lookups
from kg.fold import key as folded_name
from kg.namespaces import AG

How = Literal["exact", "prefix", "word", "similar"]
_NO_LETTER = re.compile(r"[\W_]+")
_DIGITS_AND_LETTERS = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_SIMILAR_FROM = 75.0
_SIMILAR_WORD_FROM = 80.0
_LONG_WORD = 4
# What a name is to its thing: the proper name counts for a little more than a nickname.
_WEIGHT = {"name": 1.0, "code": 1.0, "designation": 0.99, "other name": 0.98, "SIPRI name": 0.97}
_OTHER_WEIGHT = 0.96


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """A name as it is compared: ``"إس-٤٠٠"`` and ``"اس 400"`` are the same, so are ``"S-400"`` and ``"s400"``.

    Case, vowel marks, seats of hamza, final ya and ta marbuta, digits, hyphens and the Arabic article are put aside.
    """
    spaced = _DIGITS_AND_LETTERS.sub(" ", _NO_LETTER.sub(" ", folded_name(text)))
    return " ".join(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in spaced.split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one thing."""

    iri: str
    kind: str
    use: str
    name: str
    language: str | None
    folded: str


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that was found: the name that fitted, how, and how well (0 to 1)."""

    entry: Entry
    score: float
    how: How


@dataclass
class Index:
    """All names of one state of the dataset."""

    version: str
    entries: list[Entry] = field(default_factory=list)
    words: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def build(cls, version: str, rows: Iterable[dict[str, ox.NamedNode | ox.Literal]]) -> Index:
        self = cls(version)
        seen: dict[tuple[str, str, str | None, str], None] = {}
        kinds: dict[str, str] = {}
        for row in rows:
            name = row["name"]
            if not isinstance(name, ox.Literal):
                continue
            iri, use = row["thing"].value, row["use"].value
            kinds.setdefault(iri, row["kind"].value.removeprefix(str(AG)).rsplit("#", 1)[-1])
            seen.setdefault((iri, use, name.language, name.value))
            if use == "name":
                self.labels[iri].setdefault(name.language or "und", name.value)
        self.entries = [
            Entry(iri, kinds[iri], use, name, language, folded)
            for iri, use, language, name in sorted(
                seen, key=lambda item: (item[0], item[1], item[2] or "", item[3])
            )
            if (folded := fold(name))
        ]
        for entry in self.entries:
            for word in set(entry.folded.split()):
                if len(word) >= _LONG_WORD:
                    self.words[word].append(entry)
        return self

    def search(self, query: str, kinds: frozenset[str] = frozenset()) -> list[Match]:
        """What fits, best first, each thing once; without an exact name or prefix, what is spelt alike."""
        wanted = fold(query)
        if not wanted:
            return []
        entries = [entry for entry in self.entries if entry.kind in kinds] if kinds else self.entries
        found = list(self._plain(entries, wanted))
        if not any(match.how in ("exact", "prefix") for match in found):
            found += self._similar(entries, wanted)
            found += self._similar_words(kinds, wanted)
        best: dict[str, Match] = {}
        for match in found:
            if match.entry.iri not in best or match.score > best[match.entry.iri].score:
                best[match.entry.iri] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.entry.iri))

    @staticmethod
    def _plain(entries: list[Entry], wanted: str) -> Iterator[Match]:
        tight = wanted.replace(" ", "")
        for entry in entries:
            name = entry.folded
            weight = _WEIGHT.get(entry.use, _OTHER_WEIGHT)
            if name.replace(" ", "") == tight:
                yield Match(entry, weight, "exact")
            elif name.startswith(wanted):
                yield Match(entry, weight * (0.8 + 0.15 * len(wanted) / len(name)), "prefix")
            elif f" {wanted}" in f" {name}":
                yield Match(entry, weight * (0.7 + 0.1 * len(wanted) / len(name)), "word")

    @staticmethod
    def _similar(entries: list[Entry], wanted: str) -> Iterator[Match]:
        names = [entry.folded for entry in entries]
        for _, score, i in process.extract(
            wanted, names, scorer=fuzz.ratio, score_cutoff=_SIMILAR_FROM, limit=200
        ):
            entry = entries[i]
            yield Match(entry, 0.9 * score / 100 * _WEIGHT.get(entry.use, _OTHER_WEIGHT), "similar")

    def _similar_words(self, kinds: frozenset[str], wanted: str) -> Iterator[Match]:
        if len(wanted) < _LONG_WORD:
            return
        alike = process.extract(
            wanted, list(self.words), scorer=fuzz.ratio, score_cutoff=_SIMILAR_WORD_FROM, limit=50
        )
        for word, score, _ in alike:
            for entry in self.words[word]:
                if not kinds or entry.kind in kinds:
                    yield Match(entry, 0.65 * score / 100 * _WEIGHT.get(entry.use, _OTHER_WEIGHT), "similar")


class Search:
    """The index of the dataset as it is now; made anew after a build."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._index: Index | None = None
        self._making = asyncio.Lock()

    async def index(self) -> Index:
        """Raises QueryFailed if the store does not answer."""
        version = (await self._lookups.ask("ready.rq")).version
        if self._index is not None and self._index.version == version:
            return self._index
        async with self._making:
            if self._index is None or self._index.version != version:
                rows = await self._lookups.rows("names.rq")
                self._index = await asyncio.to_thread(Index.build, version, rows)
        return self._index

    async def search(self, query: str, kinds: frozenset[str] = frozenset()) -> tuple[Index, list[Match]]:
        index = await self.index()
        return index, await asyncio.to_thread(index.search, query, kinds)
