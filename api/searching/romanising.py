"""Names of other scripts in Latin, and how they sound: to compare what cannot be compared letter by letter.

A *reading* is a name in Latin letters, in one of the many romanisations it could have; ``Gaddafi`` and ``القذافي`` have
different ones. A *sound* is what hardly differs between romanisations: the classes of its consonants and its numbers.
Sounds find candidates, readings tell how good they are. Chinese characters have no reading here: they would need a
dictionary of syllables, and what is written with them is compared as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from api.searching.folding import is_hangul, jamo
from kg.yaml_data import yaml_data

_SCRIPTS = ("LATIN", "ARABIC", "HEBREW", "CYRILLIC", "GREEK", "HANGUL", "CJK")
OTHER = "other"
NO_SCRIPT = ""
"""Of a name without letters, such as 155."""
_BY_LETTERS = ("arabic", "hebrew", "cyrillic", "greek")
_SILENT_AT_THE_END = "h"
_LONG_ENOUGH_TO_LOSE_ITS_END = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A name as it may be read: in Latin, and by its sound."""

    latin: str
    sound: str


@dataclass(frozen=True, slots=True)
class _Tables:
    letters: Mapping[str, str]
    initials: Mapping[str, str]
    letter_names: Mapping[str, str]
    hangul: tuple[Sequence[str], Sequence[str], Sequence[str]]
    spellings: tuple[tuple[re.Pattern[str], str], ...]
    digraphs: Mapping[str, str]
    consonants: Mapping[str, str]
    alternatives: tuple[tuple[str, str], ...]


@cache
def _tables() -> _Tables:
    def table(name: str) -> dict[str, Any]:
        found: dict[str, Any] = yaml_data(files("api") / "searching" / "tables" / f"{name}.yaml")
        return found

    letters: dict[str, str] = {}
    names: dict[str, str] = {}
    initials: dict[str, str] = {}
    for name in _BY_LETTERS:
        letters |= table(name)["letters"]
        names |= table(name).get("letter_names", {})
        initials |= table(name).get("initials", {})
    hangul, sounds = table("hangul"), table("sounds")
    return _Tables(
        letters=letters,
        initials=initials,
        letter_names=names | hangul["letter_names"],
        hangul=(hangul["initials"], hangul["vowels"], hangul["finals"]),
        spellings=tuple((re.compile(pattern), new) for pattern, new in sounds["spellings"]),
        digraphs=sounds["digraphs"],
        consonants=sounds["consonants"],
        alternatives=tuple((old, new) for old, new in sounds["alternatives"]),
    )


def script_of(folded: str) -> str:
    """The script that most letters of a folded name are of; of a name without letters ``""``."""
    if folded.isascii():
        return NO_SCRIPT if folded.replace(" ", "").isdigit() else "latin"
    counts: dict[str, int] = {}
    for character in folded:
        script = _script(character)
        if script:
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: (counts[script], script)) if counts else NO_SCRIPT


class _Scripts(dict[str, str]):
    def __missing__(self, character: str) -> str:
        if not character.isalpha():
            script = NO_SCRIPT
        else:
            name = unicodedata.name(character, "").split(" ", 1)[0]
            script = name.lower() if name in _SCRIPTS else OTHER
        self[character] = script
        return script


_script = _Scripts().__getitem__


def romanise(folded: str) -> str | None:
    """A folded name in Latin letters, word by word; None if part of it cannot be read so.

    Beside a number, the written-out name of a Latin letter is that letter: ``اس 400`` is read ``s 400``.
    """
    if folded.isascii():
        return folded
    tables = _tables()
    words = folded.split(" ")
    read = []
    for i, word in enumerate(words):
        beside = (words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else "")
        letter = tables.letter_names.get(word) if any(one.isdigit() for one in beside) else None
        latin = letter if letter is not None else _romanised(word, tables)
        if latin is None:
            return None
        read.append(latin)
    return " ".join(part for part in read if part)


def _romanised(word: str, tables: _Tables) -> str | None:
    if word.isascii():
        return word
    parts = []
    for i, character in enumerate(word):
        if i == 0 and character in tables.initials:
            parts.append(tables.initials[character])
        elif character in tables.letters:
            parts.append(tables.letters[character])
        elif is_hangul(character):
            parts += [table[n] for table, n in zip(tables.hangul, jamo(character), strict=True)]
        elif _script(character) == "latin" or character.isdigit():
            parts.append(character)
        else:
            return None
    return "".join(parts)


def reading(latin: str) -> Reading:
    """The reading of romanised words: romanisations made alike, and the sound of it."""
    words = [_read_word(word) for word in latin.split(" ")]
    sounds = [sound if i == 0 else within for i, (_, sound, within) in enumerate(words)]
    return Reading(" ".join(alike for alike, _, _ in words), "".join(sounds))


@lru_cache(maxsize=50_000)
def _read_word(word: str) -> tuple[str, str, str]:
    """A word with its romanisation made alike, its sound at the beginning of a name, and its sound within one."""
    tables = _tables()
    for pattern, new in tables.spellings:
        word = pattern.sub(new, word)
    return word, _sound(word, tables, begins=True), _sound(word, tables, begins=False)


def _sound(word: str, tables: _Tables, *, begins: bool) -> str:
    if word.isdigit():
        return word
    if len(word) >= _LONG_ENOUGH_TO_LOSE_ITS_END:
        word = word.removesuffix(_SILENT_AT_THE_END)
    for letters, sign in tables.digraphs.items():
        word = word.replace(letters, f"\0{sign}")
    sound = []
    marked = False
    for i, character in enumerate(word):
        if character == "\0":
            marked = True
            continue
        if marked or character.isdigit():
            sound.append(character)
        elif character in tables.consonants:
            sound.append(tables.consonants[character])
        elif i == 0 and begins:
            sound.append("a")  # of vowels only that there is one, and only at the beginning
        marked = False
    return "".join(sound)


def readings(folded: str) -> Iterator[Reading]:
    """The reading of a folded name first, then those by other romanisations of single letters; none twice."""
    latin = romanise(folded)
    if not latin:
        return
    seen = set()
    for old, new in (("", ""), *_tables().alternatives):
        if old and old not in latin:
            continue
        found = reading(latin.replace(old, new) if old else latin)
        if found not in seen:
            seen.add(found)
            yield found
