"""Finds things by their names: exactly, by a beginning, by words in any order, across scripts, and spelt almost so.

A search goes from what is sure to what is likely. What is written in the script of the question is compared as it is
written, always and first; sounds and slips of the pen are tried where that finds little. So no chance likeness between
scripts comes before a name that is really there.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from api.searching.folding import tight
from api.searching.index import SHORTEST_SOUND, Index
from api.searching.likeness import alike, heard, places, spelling
from api.searching.names import Entry
from api.searching.query import MOST_WORDS, Query, edits
from api.searching.romanising import NO_SCRIPT, Reading, reading, readings
from api.searching.scoring import WEIGHTS, Fit, How

_ENOUGH = 5
"""With so many things, or an exact one, nothing is looked for that is only alike."""
_MOST_CANDIDATES = 400
"""How many names are compared by their readings."""
_SHORTEST_WORD_PREFIX = 2
"""One letter begins a word of almost every name: it is looked for at the beginning of names alone."""
_SHORTEST_SOUND_ALIKE = 4
_MOST_NAMES_OF_WORDS = 2000
"""Words that so many names have say too little; what begins with them was found already."""
_READS_ALIKE = 0.6
_READS_ALMOST_THE_SAME = 0.9
_READS_ALIKE_IN_SPITE_OF_NAMES = 0.75
"""Of a thing that has names in the script of the question, a name in another must read more alike than of others."""
_READ_AT_BEST = 0.9
"""What the best reading is worth: it stays behind most of what is found as it is written."""
_SAME_SOUND = 0.5
"""What the same sound is worth between scripts, one of which may leave vowels out; the reading gives the rest."""
_MEANS_THE_SAME = 0.98
_PLAIN = WEIGHTS["spelling"] + WEIGHTS["order"] + WEIGHTS["script"]
"""What all that begins so, or has a word that does, has in common of its score."""


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that was found: the name that fitted, and how well."""

    entry: Entry
    fit: Fit


@dataclass(frozen=True, slots=True)
class _Hit:
    """How well the best name of a thing fits. The fit of what is plain is worked out when it is shown."""

    score: float
    name: int
    fit: Fit | How
    length: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """All things that fit, best first."""

    index: Index
    ranked: list[tuple[int, _Hit]]

    def __len__(self) -> int:
        return len(self.ranked)

    def page(self, offset: int = 0, limit: int | None = None) -> list[Match]:
        """Some of the things, in order."""
        last = None if limit is None else offset + limit
        return [self._match(hit) for _, hit in self.ranked[offset:last]]

    def _match(self, hit: _Hit) -> Match:
        fit = hit.fit
        if isinstance(fit, str):
            coverage = min(1.0, hit.length / self.index.names.lengths[hit.name])
            use = self.index.use_value(hit.name)
            fit = Fit(fit, 1.0, coverage, use, beginning=fit == "prefix")
        return Match(self.index.names.entry(hit.name), fit)

    def kinds(self) -> dict[str, int]:
        """Class -> how many of the things, most first."""
        names = self.index.names
        return _most_first(Counter(names.kind(thing) for thing, _ in self.ranked))

    def languages(self) -> dict[str, int]:
        """Language of the name that fitted -> how many of the things, most first."""
        names = self.index.names
        counts = Counter(names.languages[hit.name] for _, hit in self.ranked)
        return _most_first({names.language_names[number]: count for number, count in counts.items()})


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def search(
    index: Index,
    text: str,
    kinds: frozenset[str] = frozenset(),
    languages: frozenset[str] = frozenset(),
) -> Found:
    """What fits, best first, each thing once, by the name that fits best.

    ``kinds``: only things of one of these classes, or of a narrower one. ``languages``: only by names in one of these
    languages (``und``: in none). A text without a letter or digit finds nothing.
    """
    query = Query.of(text)
    if not query.tight:
        return Found(index, [])
    return _Search(index, query, index.allowed(kinds, languages)).run()


class _Search:
    """One search: the best hit of each thing so far."""

    def __init__(self, index: Index, query: Query, allowed: bytearray | None) -> None:
        self._index = index
        self._names = index.names
        self._query = query
        self._allowed = allowed
        self._best: dict[int, _Hit] = {}
        self._written: frozenset[int] = frozenset()
        """The things that were found by their letters, before sounds are tried: for those a sound adds nothing."""

    def run(self) -> Found:
        has_exact = self._equal()
        self._plain()
        if not has_exact and len(self._best) < _ENOUGH:
            self._whole_alike()
            self._words_alike()
            self._by_sound()
        # Things are numbered by their IRIs: what fits equally well comes in their order.
        ranked = sorted(self._best.items(), key=lambda item: (-round(item[1].score, 6), item[0]))
        return Found(self._index, ranked)

    def _kept(self, names: Iterable[int]) -> Iterable[int]:
        allowed = self._allowed
        return names if allowed is None else [name for name in names if allowed[name]]

    def _add(self, name: int, fit: Fit) -> None:
        score = fit.score
        thing = self._names.things[name]
        best = self._best.get(thing)
        if best is None or score > best.score:
            self._best[thing] = _Hit(score, name, fit)

    # --- as it is written ---

    def _equal(self) -> bool:
        """Names that are the same, however spaces, articles and numerals are written."""
        met = False
        for key in (self._query.tight, *self._query.others):
            for name in self._kept(self._index.whole.equal(key)):
                same = key == self._query.tight == tight(self._names.keys[name])
                spelling = 1.0 if same else _MEANS_THE_SAME
                self._add(name, Fit("exact", spelling, 1.0, self._index.use_value(name), whole=True))
                met = True
        return met

    def _plain(self) -> None:
        query = self._query
        for key in (query.tight, *query.others):
            self._best_of(self._index.whole.beginning(key), "prefix", len(key), _PLAIN + WEIGHTS["beginning"])
        if len(query.words) == 1:
            if len(query.tight) >= _SHORTEST_WORD_PREFIX:
                self._best_of(self._index.words.beginning(query.tight), "word", len(query.tight), _PLAIN)
        elif len(query.words) <= MOST_WORDS:
            self._several_words()

    def _best_of(self, names: array[int], how: How, length: int, base: float) -> None:
        """Of many names the best of each thing; what they have in common is in ``base``."""
        per_letter, of_use, things = self._index.per_letter, self._index.of_use, self._names.things
        scores: dict[int, float] = {}
        chosen: dict[int, int] = {}
        for name in self._kept(names):
            score = length * per_letter[name] + of_use[name]
            thing = things[name]
            if score > scores.get(thing, 0.0):
                scores[thing] = score
                chosen[thing] = name
        best = self._best
        for thing, score in scores.items():
            before = best.get(thing)
            if before is None or base + score > before.score:
                best[thing] = _Hit(base + score, chosen[thing], how, length)

    def _several_words(self) -> None:
        """Names that have all the words, in any order; each may be the beginning of one."""
        postings = sorted((self._index.words.beginning(word) for word in set(self._query.words)), key=len)
        names = set(self._kept(postings[0]))
        for others in postings[1:]:
            if not names:
                return
            names.intersection_update(others)
        if len(names) > _MOST_NAMES_OF_WORDS:
            return
        asked = len(self._query.tight)
        sought = sorted(self._query.words)
        for name in names:
            covered = asked == self._names.lengths[name]
            best = self._best.get(self._names.things[name])
            if best is not None and best.score >= self._at_best(name, asked, covered=covered):
                continue
            words = self._names.keys[name].split(" ")
            at = places(self._query.words, words)
            if at is not None:
                fit = Fit(
                    "word",
                    1.0,
                    min(1.0, asked / self._names.lengths[name]),
                    self._index.use_value(name),
                    whole=covered and sorted(words) == sought,
                    beginning=at[0] == 0,
                    order=at == sorted(at),
                )
                self._add(name, fit)

    def _at_best(self, name: int, length: int, *, covered: bool) -> float:
        """What the score of a name may be at most that has some words."""
        whole = WEIGHTS["whole"] if covered else 0.0
        index = self._index
        return _PLAIN + WEIGHTS["beginning"] + whole + length * index.per_letter[name] + index.of_use[name]

    # --- by sound ---

    def _by_sound(self) -> None:
        """Names in other scripts that read alike; and in the same script, what sounds the same but is spelt otherwise."""
        self._written = frozenset(self._best)
        seen: set[int] = set()
        for asked in readings(self._query.folded):
            for name in self._of_sound(asked):
                if name not in seen and self._query.admits(self._names.folded[name]):
                    seen.add(name)
                    self._compare(name, asked)
                if len(seen) >= _MOST_CANDIDATES:
                    return

    def _of_sound(self, asked: Reading) -> list[int]:
        """The names that sound so, begin so, or have words that do."""
        index, sound = self._index, asked.sound
        found = dict.fromkeys(index.sounds.equal(sound))
        if len(sound) >= SHORTEST_SOUND:
            words = {reading(word).sound for word in asked.latin.split(" ")}
            postings = [index.sound_words.equal(word) for word in words if len(word) >= SHORTEST_SOUND]
            if postings:
                found |= dict.fromkeys(sorted(set(postings[0]).intersection(*postings[1:])))
            found |= dict.fromkeys(index.sounds.beginning(sound))
        return list(self._kept(found))

    def _compare(self, name: int, asked: Reading) -> None:
        names = self._names
        script = names.script(name)
        told = heard(asked, names.folded[name])
        if told is None or NO_SCRIPT in (script, self._query.script):
            return
        thing = names.things[name]
        use = self._index.use_value(name)
        if script == self._query.script:
            if (
                thing not in self._written
                and len(asked.sound) >= _SHORTEST_SOUND_ALIKE
                and told.alike >= _READS_ALIKE
            ):
                self._add(name, Fit("similar", told.alike**2, told.coverage, use, beginning=told.begins))
            return
        long_enough = len(asked.sound) >= SHORTEST_SOUND
        if told.alike < (_READS_ALIKE if long_enough else _READS_ALMOST_THE_SAME):
            return
        otherwise = self._has_names_in(self._query.script, thing)
        if otherwise and (
            thing in self._written
            or not (long_enough and told.same_sound and told.alike >= _READS_ALIKE_IN_SPITE_OF_NAMES)
        ):
            return
        fit = Fit(
            "transliterated",
            _READ_AT_BEST * (_SAME_SOUND + (1 - _SAME_SOUND) * told.alike),
            told.coverage,
            use,
            whole=told.same,
            beginning=told.begins,
            script=False,
            named_otherwise=otherwise,
        )
        self._add(name, fit)

    def _has_names_in(self, script: str, thing: int) -> bool:
        return any(self._names.script_names[number] == script for number in self._names.spoken[thing])

    # --- with slips ---

    def _whole_alike(self) -> None:
        query = self._query
        for _, distance, place in alike(self._index.whole, self._index.whole_trigrams, query.tight):
            length = len(self._index.whole.keys[place])
            for name in self._kept(self._index.whole.names(place)):
                if query.admits(self._names.folded[name]):
                    coverage = min(len(query.tight), length) / max(len(query.tight), length)
                    likeness = spelling(distance, len(query.tight))
                    self._add(name, Fit("similar", likeness, coverage, self._index.use_value(name)))

    def _words_alike(self) -> None:
        """Names that have all the words or such that are alike, in any order."""
        query = self._query
        words = [word for word in dict.fromkeys(query.words) if len(word) > 1 or word.isdigit()]
        if not words or len(query.words) > MOST_WORDS:
            return
        distances = self._names_with(words[0])
        for word in words[1:]:
            of_word = self._names_with(word) if distances else {}
            distances = {name: slips + of_word[name] for name, slips in distances.items() if name in of_word}
        asked = sum(map(len, words))
        first, most = words[0], edits(words[0])
        for name in self._kept(distances):
            folded = self._names.folded[name]
            slips = distances[name]
            if slips and query.admits(folded):  # without a slip it was found as it is written
                likeness = spelling(slips, asked)
                coverage = min(1.0, asked / self._names.lengths[name])
                begins = OSA.distance(self._names.keys[name][: len(first)], first, score_cutoff=most) <= most
                self._add(
                    name, Fit("similar", likeness, coverage, self._index.use_value(name), beginning=begins)
                )

    def _names_with(self, word: str) -> dict[int, int]:
        """The names that have a word like this, with the number of slips."""
        index = self._index
        found = dict.fromkeys(index.words.beginning(word), 0)
        for _, distance, place in alike(index.words, index.word_trigrams, word):
            for name in index.words.names(place):
                if distance < found.get(name, distance + 1):
                    found[name] = distance
        return found
