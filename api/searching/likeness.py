"""How alike two names are: by the words that they share, by their letters, and by how they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from api.searching.folding import tight, variants
from api.searching.postings import Strings, Trigrams
from api.searching.query import edits
from api.searching.romanising import Reading, reading, romanise

_SHORTEST_SLIP_IN_A_BEGINNING = 6


def places(wanted: Sequence[str], words: Sequence[str]) -> list[int] | None:
    """Where in a name the wanted words stand, or begin one, each at a place of its own; None if one is not there."""
    free = list(range(len(words)))
    found = []
    for one in wanted:
        place = next((i for i in free if words[i] == one), None)
        if place is None:
            place = next((i for i in free if words[i].startswith(one)), None)
        if place is None:
            return None
        free.remove(place)
        found.append(place)
    return found


def alike(strings: Strings, trigrams: Trigrams, key: str) -> list[tuple[str, int, int]]:
    """The strings that differ from a key by the slips that are forgiven, or begin so: (what was compared, slips, place)."""
    most = edits(key)
    if not most:
        return []
    # Each slip spoils three trigrams; the last one is not there where the key is only a beginning.
    candidates = trigrams.sharing(key, len(key) - 1 - 3 * most)
    longest = len(key) + most
    cut = len(key) >= _SHORTEST_SLIP_IN_A_BEGINNING
    choices = {}
    for place in candidates:
        string = strings.keys[place]
        if len(string) <= longest:
            choices[place] = string
        elif cut:
            choices[place] = string[: len(key)]
    return process.extract(key, choices, scorer=OSA.distance, score_cutoff=most, limit=None)


def spelling(slips: int, length: int) -> float:
    """How alike two spellings are, 0 to 1: two slips in four letters leave nothing."""
    return max(0.0, 1.0 - 2.0 * slips / length)


@dataclass(frozen=True, slots=True)
class Heard:
    """How alike what was asked for and a name read, and which part of the name it is.

    ``alike``: of the readings, 0 to 1. ``coverage``: how much of the name's sound was asked for. ``same_sound``: whether it is
    all of it. ``same``: whether the readings are the same letter by letter. ``begins``: whether the name begins with it.
    """

    alike: float
    coverage: float
    same_sound: bool
    same: bool
    begins: bool


def heard(asked: Reading, folded: str) -> Heard | None:
    """How a folded name reads beside what was asked for, in its spelling that fits best; None if it cannot be read."""
    own = [reading(latin) for text in (folded, *variants(folded)) if (latin := romanise(text))]
    return max((_beside(asked, one) for one in own), key=lambda one: one.alike, default=None)


def _beside(asked: Reading, own: Reading) -> Heard:
    if own.sound.startswith(asked.sound):
        read = tight(own.latin)
        same = own.sound == asked.sound
        if not same:
            read = read[: max(1, round(len(read) * len(asked.sound) / len(own.sound)))]
        likeness = Indel.normalized_similarity(tight(asked.latin), read)
        return Heard(likeness, len(asked.sound) / len(own.sound), same, same and likeness == 1.0, begins=True)
    # Then what was asked for is words of the name: each is as good as the word that is most like it.
    words = own.latin.split(" ")
    wanted = asked.latin.split(" ")
    best = [
        max((Indel.normalized_similarity(one, word), -i) for i, word in enumerate(words)) for one in wanted
    ]
    likeness = sum(value for value, _ in best) / len(best)
    coverage = min(1.0, len(asked.sound) / max(1, len(own.sound)))
    return Heard(likeness, coverage, same_sound=False, same=False, begins=best[0][1] == 0)
