"""The index: every name of one state of the dataset by its letters, its words, its sounds and its trigrams."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from api.searching.folding import fold, spelt_out, tight, variants
from api.searching.names import Names, Row
from api.searching.postings import Strings, Trigrams
from api.searching.romanising import reading, romanise
from api.searching.scoring import OTHER_USE_VALUE, USE_VALUES, WEIGHTS

SHORTEST_SOUND = 3
"""Shorter sounds of words are those of too many."""
_WRITTEN_WITHOUT_SPACES = "cjk"
_LONGEST_RUN = 24
_MASKS = 32


class Index:
    """All names of one state of the dataset, ready to be looked up. It is never changed, so threads may share it."""

    def __init__(self, version: str, names: Names) -> None:
        self.version = version
        self.names = names
        whole: dict[str, list[int]] = defaultdict(list)
        words: dict[str, list[int]] = defaultdict(list)
        sounds: dict[str, list[int]] = defaultdict(list)
        sound_words: dict[str, list[int]] = defaultdict(list)
        for number, folded in enumerate(names.folded):
            key = names.keys[number]
            whole[tight(key)].append(number)
            spellings = [folded, *variants(folded)]
            for spelling in spellings[1:]:
                whole[spelt_out(tight(spelling))].append(number)
            for word in _words(key, names.script(number)):
                words[word].append(number)
            latin = [read for spelling in spellings if (read := romanise(spelling))]
            for sound in {reading(read).sound for read in latin} - {""}:
                sounds[sound].append(number)
            for sound in {reading(word).sound for read in latin for word in read.split(" ")}:
                if len(sound) >= SHORTEST_SOUND:
                    sound_words[sound].append(number)
        self.whole, self.words = Strings(whole), Strings(words)
        self.sounds, self.sound_words = Strings(sounds), Strings(sound_words)
        self.whole_trigrams, self.word_trigrams = Trigrams(self.whole), Trigrams(self.words)
        self._use_values = [USE_VALUES.get(use, OTHER_USE_VALUE) for use in names.use_names]
        self.per_letter = array("f", (WEIGHTS["coverage"] / length for length in names.lengths))
        """Of each name, what a letter of it that was asked for adds to the score."""
        self.of_use = array("f", (WEIGHTS["use"] * self._use_values[use] for use in names.uses))
        """Of each name, what it adds to the score by what it is to its thing."""

        # The same classes and languages are asked for again and again; each answer has a byte for each name.
        self._allowed = lru_cache(maxsize=_MASKS)(self._work_out_allowed)

    @classmethod
    def build(cls, version: str, rows: Iterable[Row]) -> Index:
        """The index of these names. It takes seconds for a hundred thousand: not for an event loop."""
        return cls(version, Names.of(rows))

    def named(self, text: str) -> set[str]:
        """The IRIs of the things that have this very name, however spaces, articles and numerals are written."""
        folded = fold(text)
        keys = {spelt_out(tight(spelling)) for spelling in (folded, *variants(folded))} - {""}
        return {self.names.iris[self.names.things[name]] for key in keys for name in self.whole.equal(key)}

    def use_value(self, name: int) -> float:
        """How much a name counts for its thing, 0 to 1."""
        return self._use_values[self.names.uses[name]]

    def thing(self, iri: str) -> int | None:
        """The number of a thing; None if it has no name."""
        iris = self.names.iris
        place = bisect_left(iris, iri)
        return place if place < len(iris) and iris[place] == iri else None

    def labels(self, iri: str) -> dict[str, str]:
        """Language -> label; ``und`` for a label without a language."""
        thing = self.thing(iri)
        return {} if thing is None else dict(self.names.labels[thing])

    def texts(self, iri: str, language: str | None = None) -> list[str]:
        """All names of a thing, or those in a language; each once, sorted."""
        thing = self.thing(iri)
        if thing is None:
            return []
        names = self.names
        # The names of a thing stand together, as things are numbered in the order of their names.
        own = range(bisect_left(names.things, thing), bisect_left(names.things, thing + 1))
        return sorted(
            {
                names.texts[name]
                for name in own
                if language in (None, names.language_names[names.languages[name]])
            }
        )

    def label(self, iri: str, language: str = "en") -> str | None:
        """The label of a thing in a language, else in English, else in any; None if it has none."""
        labels = self.labels(iri)
        return labels.get(language) or labels.get("en") or next(iter(labels.values()), None)

    def allowed(self, kinds: frozenset[str], languages: frozenset[str]) -> bytearray | None:
        """Of each name, whether it may be found by who wants these classes and languages; None: all may."""
        return self._allowed(kinds, languages) if kinds or languages else None

    def _work_out_allowed(self, kinds: frozenset[str], languages: frozenset[str]) -> bytearray:
        names = self.names
        things = bytearray(not kinds or names.is_any_of(thing, kinds) for thing in range(len(names.iris)))
        spoken = bytearray(not languages or language in languages for language in names.language_names)
        return bytearray(
            things[thing] and spoken[language]
            for thing, language in zip(names.things, names.languages, strict=True)
        )


def _words(key: str, script: str) -> set[str]:
    """The words of a name. Of what is written without spaces each character may begin one."""
    words = set(key.split(" "))
    if script != _WRITTEN_WITHOUT_SPACES:
        return words
    return {word[i:] for word in words for i in range(1 if word.isascii() else min(len(word), _LONGEST_RUN))}
