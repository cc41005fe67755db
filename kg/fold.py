"""One spelling for what is written in many ways, with the way back to the original code points.

Folding makes two spellings of one name equal before they are compared: case, vowel marks, the seats of hamza,
elongation, digits of other scripts, traditional Chinese characters, kinds of quotes and dashes, full-width letters,
runs of white space. Nothing that is stored is ever folded; ``Folded`` leads each position back to the text as it
was received.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

from kg.han import SIMPLIFIED

_SPACE_RUN = re.compile(r"[ \n]{2,}")
# Letters that Unicode does not decompose into what readers take for the same letter.
_SAME_LETTER = {
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ۀ": "ه", "ۂ": "ه", "ە": "ه", "ہ": "ه",
    "ک": "ك", "ڪ": "ك", "ڤ": "ف",
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    **SIMPLIFIED,
}  # fmt: skip
_DOUBLE_QUOTES = '"“”„‟«»״〝〞＂″「」『』'
_SINGLE_QUOTES = "'‘’‚‛׳`´ʼʹ＇′ʻ"
_DASHES = "\u2212\u2043"
_MIDDLE_DOTS = "·•‧・･∙"
_DROPPED_LETTERS = "ـ"  # elongation of Arabic words
_ZERO_WIDTH_SPACES = "\u200b\u200c"  # the second parts stem and ending in Persian, where others write a space


_KINDS_OF_MARKS = (
    ("\n", "\n"),
    (_ZERO_WIDTH_SPACES, " "),
    (_DOUBLE_QUOTES, '"'),
    (_SINGLE_QUOTES, "'"),
    (_MIDDLE_DOTS, "·"),
    (_DASHES, "-"),
    (_DROPPED_LETTERS, ""),
)
_MARKS = {character: folded for characters, folded in _KINDS_OF_MARKS for character in characters}


def _fold_character(character: str) -> str:
    if character in _MARKS:
        return _MARKS[character]
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category in {"Pd", "Cf", "Mn", "Me"}:
        return "-" if category == "Pd" else ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", character).casefold())
    plain = "".join(_SAME_LETTER.get(part, part) for part in decomposed if unicodedata.category(part) != "Mn")
    return unicodedata.normalize("NFC", plain)


class _Table(dict[str, str]):
    def __missing__(self, character: str) -> str:
        folded = self[character] = _fold_character(character)
        return folded


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters comes from.

    ``starts[i]`` and ``ends[i]`` bound the original code points of folded character ``i``; both are None where
    folding kept every position. Dropped marks belong to the character that they follow.
    """

    text: str
    starts: array[int] | None = None
    ends: array[int] | None = None

    def start_of(self, position: int) -> int:
        """Where in the original text the folded character at ``position`` begins."""
        return position if self.starts is None else self.starts[position]

    def end_of(self, position: int) -> int:
        """Where in the original text a folded span that ends before ``position`` ends."""
        if self.ends is None:
            return position
        return self.ends[position - 1] if position else 0


def fold(text: str) -> Folded:
    """Fold a text. A run of white space becomes one space, or one newline where it holds an empty line."""
    pieces = list(map(_TABLE.__getitem__, text))
    joined = "".join(pieces)
    if len(joined) != len(text) or not all(pieces):
        return _collapse_spaces(joined, *_origins(text, pieces))
    if _SPACE_RUN.search(joined) is None:
        return Folded(joined.replace("\n", " "))
    return _collapse_spaces(joined, array("L", range(len(text))), array("L", range(1, len(text) + 1)))


def _origins(text: str, pieces: list[str]) -> tuple[array[int], array[int]]:
    """Where each character of the folded pieces comes from: from the place of its piece, which mostly is one letter."""
    starts = array("L")
    ends = array("L")
    done = 0
    for position in [position for position, piece in enumerate(pieces) if len(piece) != 1]:
        starts.extend(range(done, position))
        ends.extend(range(done + 1, position + 1))
        done = position + 1
        piece = pieces[position]
        if piece:
            starts.extend([position] * len(piece))
            ends.extend([position + 1] * len(piece))
        elif ends and _clings(text[position]) and ends[-1] == position:
            # A combining mark ends the letter that it stands on; an invisible control character ends nothing.
            last = starts[-1]
            for back in range(len(ends) - 1, -1, -1):
                if starts[back] != last:
                    break
                ends[back] = position + 1
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return starts, ends


def _clings(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"} or character in _DROPPED_LETTERS


def _collapse_spaces(joined: str, starts: array[int], ends: array[int]) -> Folded:
    if _SPACE_RUN.search(joined) is None:
        return Folded(joined.replace("\n", " "), starts, ends)
    parts: list[str] = []
    new_starts, new_ends = array("L"), array("L")
    kept = 0
    for run in _SPACE_RUN.finditer(joined):
        parts.append(joined[kept : run.start()].replace("\n", " "))
        new_starts.extend(starts[kept : run.start()])
        new_ends.extend(ends[kept : run.start()])
        parts.append("\n" if run.group().count("\n") > 1 else " ")
        new_starts.append(starts[run.start()])
        new_ends.append(ends[run.end() - 1])
        kept = run.end()
    parts.append(joined[kept:].replace("\n", " "))
    new_starts.extend(starts[kept:])
    new_ends.extend(ends[kept:])
    return Folded("".join(parts), new_starts, new_ends)


@lru_cache(maxsize=200_000)
def key(text: str) -> str:
    """A name as it is looked up: folded, white space at the ends removed."""
    joined = "".join(map(_TABLE.__getitem__, text))
    return (joined.replace("\n", " ") if _SPACE_RUN.search(joined) is None else fold(text).text).strip()
