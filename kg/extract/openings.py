"""Where in a text a pattern of a language file may begin: at words that begin with, or hold, certain letters.

Most words of a text begin no pattern at all. So each word is looked up once, and only where it begins one is the
expression of that pattern tried. What is given here may be too much, never too little: the expression decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

import ahocorasick

_ANY = "\0"
"""Stands in an opening for any number of letters, digits and hyphens: ``\\w{0,30}``."""
_END = "\1"
"""At the end of an opening: there the word must end."""
_ENDING = frozenset(" .,'’‘\"/")
"""What in a pattern stands for something that no word goes on with."""
_CUT = re.compile(f"(?<=[^{_ANY}]){_ANY}.*|{_ANY}+(?={_ANY})")
_MOST = 2_000
_AROUND = ("(?!", "(?<=", "(?<!")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_COUNT = re.compile(r"\?|\+|\{\d*,?\d*\}")
_WORDS_REMEMBERED = 50_000
Places = dict[int, list[int]]
"""Number of a group of patterns -> the offsets at which one of them may begin, in order."""


class _Openings:
    """Reads the beginning of a pattern, as far as it is known letter by letter."""

    def __init__(self, pattern: str, fold: Callable[[str], str]) -> None:
        self._pattern = pattern
        self._fold = fold
        self._at = 0

    def alternatives(self) -> tuple[set[str], set[str]]:
        """What the alternatives up to a closing bracket begin with: those that end here, those that go on."""
        done: set[str] = set()
        going: set[str] = set()
        while True:
            ended, open_ones = self._sequence()
            done |= ended
            going |= open_ones
            if self._at >= len(self._pattern) or self._pattern[self._at] == ")":
                return done, going
            self._at += 1

    def _sequence(self) -> tuple[set[str], set[str]]:
        done: set[str] = set()
        going = {""}
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            ended, open_ones = self._piece()
            done |= {one + other for one, other in product(going, ended)}
            going = {one + other for one, other in product(going, open_ones)}
            if len(done) + len(going) > _MOST:
                return {""}, set()
        return done, going

    def _piece(self) -> tuple[set[str], set[str]]:
        """One letter, class or group with what counts it."""
        char = self._pattern[self._at]
        if self._pattern.startswith("(?=", self._at):
            self._at += 3
            done, going = self.alternatives()
            self._at += 1
            return done | going, set()
        if self._pattern.startswith(_AROUND, self._at):
            self._skip_group()
            return set(), {""}
        if char == "(":
            self._at += 3 if self._pattern.startswith("(?:", self._at) else 1
            done, going = self.alternatives()
            self._at += 1
        elif found := _CLASS.match(self._pattern, self._at):
            letters = found[0][1:-1]
            self._at = found.end()
            done, going = (set(), set(letters)) if letters.isascii() and letters.isalpha() else ({""}, set())
        elif char == "\\":
            done, going = (set(), {_ANY}) if self._pattern[self._at + 1] in "wd" else ({""}, set())
            self._at += 2
        else:
            self._at += 1
            letter = self._fold(char) if char.isalpha() else char
            if letter.isalnum() or letter == "-":
                done, going = set(), {letter}
            else:
                done, going = {_END if char in _ENDING else ""}, set()
        return self._counted(done, going)

    def _counted(self, done: set[str], going: set[str]) -> tuple[set[str], set[str]]:
        count = _COUNT.match(self._pattern, self._at)
        if count is None:
            return done, going
        self._at = count.end()
        if not count[0].startswith("?") and going != {_ANY}:
            done, going = done | going, set()
        return done, (going if count[0].startswith(("+", "{1")) else going | {""})

    def _skip_group(self) -> None:
        """Past a group that takes up no text."""
        depth = 0
        while True:
            found = _CLASS.match(self._pattern, self._at)
            char = self._pattern[self._at]
            depth += (char == "(") - (char == ")")
            self._at = found.end() if found else self._at + (2 if char == "\\" else 1)
            if not depth:
                return


def openings(pattern: str, fold: Callable[[str], str], *, ends: bool = False) -> set[str] | None:
    """What a word begins with at which a pattern may match; None if that may be anything.

    ``fold`` gives a letter as it stands in the texts; ``ends``: no letter may follow the pattern. An opening with
    ``_ANY`` in front may stand within the word; with ``_END`` behind it is all of the word.
    """
    done, going = _Openings(pattern, fold).alternatives()
    found = {_CUT.sub("", one) for one in [*done, *(one + _END if ends else one for one in going)]}
    unknown = any(not one.strip(_ANY + _END) or one.startswith("-") for one in found)
    return None if unknown else found


class _Memory(dict[tuple[str, str | None], tuple[int, ...]]):
    """What was found out about a word, for so many words."""

    def __init__(self, find: Callable[[tuple[str, str | None]], tuple[int, ...]]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, written: tuple[str, str | None]) -> tuple[int, ...]:
        if len(self) > _WORDS_REMEMBERED:
            self.clear()
        found = self[written] = self._find(written)
        return found


class Index:
    """Groups of patterns by the words at which they may begin.

    Args:
        word: where words begin, as in ``layout.yaml``: in a script without spaces (``none``) anywhere.
        proclitics: an expression for letters that may be written in front of a word.
        fold: gives a letter as it stands in the texts.
        mark: a character that may stand behind any letter in a text and is in no pattern.

    """

    def __init__(self, word: str, proclitics: str, fold: Callable[[str], str], mark: str) -> None:
        self._spaced = word != "none"
        self._proclitics = re.compile(proclitics) if proclitics else None
        self._fold = fold
        self._mark = mark
        self._word = re.compile(rf"\w+(?=([{mark}-][\w{mark}-]*)?)")
        self._beginning: dict[str, set[int]] = {}
        self._all: dict[str, set[int]] = {}
        self._within: dict[str, set[int]] = {}
        self._groups = 0
        self._longest = 0
        self._automaton: Any = None
        self._groups_at = _Memory(self._groups_of)

    def _openings(self, pattern: str, *, ends: bool) -> set[str] | None:
        found = openings(pattern, self._fold, ends=ends)
        if found is None or (not self._spaced and any(_ANY in one for one in found)):
            return None
        return found

    def knows(self, pattern: str) -> bool:
        """Whether a pattern begins with letters that tell where it may begin."""
        return self._openings(pattern, ends=False) is not None

    def add(self, patterns: Iterable[str], ends: Callable[[str], bool]) -> int | None:
        """The number of a new group of patterns; None if one of them may begin anywhere.

        ``ends`` says whether no letter may follow a pattern.
        """
        found: set[str] = set()
        for pattern in patterns:
            begins = self._openings(pattern, ends=ends(pattern))
            if begins is None:
                return None
            found |= begins
        number = self._groups
        self._groups += 1
        for opening in found:
            table = self._beginning
            if opening.startswith(_ANY):
                table = self._within
            elif opening.endswith(_END) and self._spaced:
                table = self._all
            table.setdefault(opening.strip(_ANY + _END), set()).add(number)
        self._longest = max(self._longest, *map(len, found), 0)
        return number

    def places(self, text: str) -> Places:
        """Where in a flat text each group may begin."""
        found: Places = {}
        if not self._spaced:
            for start, groups in sorted(self._anywhere(text)):
                for group in groups:
                    found.setdefault(group, []).append(start)
            return found
        groups_at = self._groups_at
        for match in self._word.finditer(text):
            if groups := groups_at[match[0], match[1]]:
                for group in groups:
                    found.setdefault(group, []).append(match.start())
        return found

    def _groups_of(self, written: tuple[str, str | None]) -> tuple[int, ...]:
        """The groups that may begin where a word does, or behind what may be written in front of it.

        ``written``: the word up to a hyphen or mark in it, and the rest; a hyphen may join more, marks may part it.
        """
        word = (written[0] + (written[1] or "")).rstrip(self._mark)
        parted = self._mark in word
        word = word.replace(self._mark, "")
        found = self._begun(word, parted)
        if self._proclitics is not None:
            for cut in range(1, len(word)):
                if self._proclitics.fullmatch(word, 0, cut):
                    found |= self._begun(word[cut:], parted)
        for part, groups in self._within.items():
            if part in word:
                found |= groups
        return tuple(found)

    def _begun(self, word: str, parted: bool) -> set[int]:
        found: set[int] = set()
        for length in range(1, min(len(word), self._longest) + 1):
            found |= self._beginning.get(word[:length], set())
            # where a mark stands, a pattern may see the end of a word
            if parted or word[length : length + 1] in {"", "-"}:
                found |= self._all.get(word[:length], set())
        return found

    def _anywhere(self, text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        if self._automaton is None:
            self._automaton = ahocorasick.Automaton()
            for opening, groups in self._beginning.items():
                self._automaton.add_word(opening, (len(opening), tuple(groups)))
            self._automaton.make_automaton()
        if self._beginning:
            for last, (length, groups) in self._automaton.iter(text):
                yield last - length + 1, groups
