"""A plain view of a text for the finders of times, amounts and prices: one spelling, known offsets.

Digits of every script become ASCII, letters lose case and diacritics, the Arabic letters that are written for one
another become one, as do traditional and simplified Chinese characters, spaces and dashes become plain. All but a
few characters map one to one; those that are dropped (combining marks, joiners, direction marks, tatweel) are
accounted for in ``offsets``.

Word lists are folded by the same function, and written with three signs: ``(a|b)`` for alternatives, ``x?`` for an
optional letter or group, and ``~`` at the end of a word list entry (at its start, for what follows a time) for "no
space here".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kg.errors import KnowledgeError
from kg.han import SIMPLIFIED

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe58\ufe63\u05be\u2e3a\uff5e\u301c"
_QUOTES = "\u2018\u2019\u02bc\u02bb\uff07\u0060\u00b4\u2032\u05f3"
_DROPPED = "\u0640\u00ad\ufeff"
_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ھ": "ه", "ۀ": "ه", "ە": "ه", "ة": "ه",
    "ؤ": "و", "ئ": "ي", "ı": "i", "İ": "i", "ß": "s", "％": "%", "．": ".", "：": ":", "（": "(", "）": ")",
    "／": "/", "～": "-", "~": "-", "＄": "$", "￥": "¥", "￡": "£", "٪": "%", "״": '"', "“": '"', "”": '"',
}  # fmt: skip


def _table() -> dict[int, str | None]:
    """For every character that is changed, its replacement; None for one that is dropped."""
    table: dict[int, str | None] = {}
    for code in (*range(0xC0, 0x250), *range(0x400, 0x530), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    for code in (
        *range(0x300, 0x370),
        *range(0x591, 0x5C8),
        *range(0x610, 0x61B),
        *range(0x64B, 0x660),
        0x670,
    ):
        if unicodedata.category(chr(code)) == "Mn":
            table[code] = None
    for code in range(0x80, 0x1FC00):
        if unicodedata.category(chr(code)) == "Nd":
            table[code] = str(unicodedata.decimal(chr(code)))
        elif unicodedata.category(chr(code)) == "Cf":
            table[code] = None
    table.update(dict.fromkeys(map(ord, _SPACES), " "))
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    table.update(dict.fromkeys(map(ord, _QUOTES), "'"))
    table.update(dict.fromkeys(map(ord, _DROPPED)))
    table.update({ord(letter): plain for letter, plain in {**_LETTERS, **SIMPLIFIED}.items()})
    return table


_TABLE = _table()


@dataclass(frozen=True, slots=True)
class Plain:
    """The folded text, and where each of its characters stands in the original (None: at the same place)."""

    original: str
    text: str
    offsets: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a non-empty stretch of the folded text stands for.

        A mark that follows the last letter belongs to it.
        """
        if self.offsets is None:
            return start, end
        last = self.offsets[end - 1] + 1
        while last < len(self.original) and _is_attached(self.original[last]):
            last += 1
        return self.offsets[start], last

    def is_upper(self, position: int) -> bool:
        """Whether the letter at a place of the folded text is a capital in the original."""
        at = position if self.offsets is None else self.offsets[position]
        return self.original[at].isupper()


def _is_attached(letter: str) -> bool:
    """Whether a character is dropped and belongs to the letter before it: a combining mark or a tatweel."""
    return letter == "\u0640" or unicodedata.category(letter) == "Mn"


@lru_cache(maxsize=8)
def plain(text: str) -> Plain:
    """The plain view of a text."""
    folded = text.translate(_TABLE).lower()
    if len(folded) == len(text):
        return Plain(text, folded, None)
    offsets = [i for i, letter in enumerate(text) if _TABLE.get(ord(letter), "") is not None]
    return Plain(text, folded, (*offsets, len(text)))


def fold(word: str) -> str:
    """A word of a word list as it stands in a plain text; ``~`` is kept."""
    return "~".join(piece.translate(_TABLE).lower() for piece in word.split("~"))


def variants(entry: str) -> list[str]:
    """All spellings of an entry of a word list, folded: ``"since( the)?"`` gives "since the" and "since"."""
    spellings, end = _choices(fold(entry), 0)
    if end != len(fold(entry)):
        raise KnowledgeError(f"brackets do not match in the word list entry {entry!r}")
    return spellings


def _choices(entry: str, at: int) -> tuple[list[str], int]:
    """The alternatives from a place up to the bracket that closes them, and where that is."""
    found: list[str] = []
    current = [""]
    while at < len(entry) and entry[at] != ")":
        if entry[at] == "|":
            found, current, at = found + current, [""], at + 1
            continue
        piece = [entry[at]]
        if entry[at] == "(":
            piece, at = _choices(entry, at + 1)
        at += 1
        if at < len(entry) and entry[at] == "?":
            piece, at = [*piece, ""], at + 1
        current = [one + other for one in current for other in piece]
    return found + current, at


def words(entries: Iterable[str]) -> list[str]:
    """The spellings of all entries, longest first, each once."""
    found = {spelling for entry in entries for spelling in variants(entry)}
    return sorted(found, key=lambda spelling: (-len(spelling), spelling))


SPACE = r"[ \n]{1,2}"


def literal(spelling: str) -> str:
    """A regular expression for one spelling; a space stands for a space or one line break."""
    return SPACE.join(re.escape(piece) for piece in spelling.replace("~", "").split(" "))


def alternation(spellings: Iterable[str]) -> str:
    """A regular expression for the longest of some spellings, without a group; never matches if there are none."""
    ordered = sorted(set(spellings), key=lambda spelling: (-len(spelling), spelling))
    by_first: dict[str, list[str]] = {}
    for spelling in ordered:
        by_first.setdefault(spelling[0], []).append(literal(spelling))
    if not by_first:
        return r"(?!)"
    return "(?:" + "|".join(f"(?:{'|'.join(found)})" for found in by_first.values()) + ")"


WORD_ENDS = "\0"
"""At the end of an opening: there the word must end."""
DIGIT = "\1"
"""In an opening: any digit."""


def opening(spellings: Iterable[str], right: str) -> str:
    """A regular expression for what something may begin with, as short as possible: "Jan" for "January" and "Jan".

    It is held against every word of a text, so that the more it leaves out the better. ``right`` says where a word
    ends.
    """
    shortest: list[str] = []
    for spelling in sorted(set(spellings) - {""}):
        if not (shortest and spelling.startswith(shortest[-1])):
            shortest.append(spelling)
    return alternation(shortest).replace(WORD_ENDS, right).replace(DIGIT, r"\d")
