"""Where words begin and end, in scripts with spaces between words, without, and where scripts meet."""

from __future__ import annotations

from functools import lru_cache

_RANGES = (
    (0x0041, 0x024F, "Latin"),
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x0590, 0x05FF, "Hebrew"),
    (0x0600, 0x06FF, "Arabic"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x2E80, 0x2FFF, "Han"),
    (0x3400, 0x9FFF, "Han"),
    (0xAC00, 0xD7AF, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0x20000, 0x3FFFF, "Han"),
)
_WITH_DIGITS = {"Latin", "Cyrillic", "Greek", "digit"}
_MOST_PAIRS = 100_000
_SENTENCE_ENDS = '.!?…:\n؟。！？«»"-'


@lru_cache(maxsize=20_000)
def script(character: str) -> str:
    """The script of a letter, ``digit`` for digits, an empty string for everything else."""
    if character.isdigit():
        return "digit"
    if not character.isalpha():
        return ""
    point = ord(character)
    for first, last, name in _RANGES:
        if first <= point <= last:
            return name
    return "other"


class _Joined(dict[str, bool]):
    """Two neighbouring characters -> whether they belong to one word. Asked far too often to be worked out each time."""

    def __missing__(self, pair: str) -> bool:
        if len(self) > _MOST_PAIRS:
            self.clear()
        joined = self[pair] = _belong(*map(script, pair))
        return joined


def _belong(a: str, b: str) -> bool:
    if not a or not b or "Han" in (a, b):
        return False
    if a == b:
        return True
    return "digit" in (a, b) and a in _WITH_DIGITS and b in _WITH_DIGITS


JOINED: dict[str, bool] = _Joined()


def is_joined(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word, so that a name cannot end between them."""
    return JOINED[left + right]


def is_within_word(text: str, position: int) -> bool:
    """Whether a word has begun before ``position`` and goes on there."""
    return 0 < position < len(text) and JOINED[text[position - 1 : position + 1]]


def word_start(text: str, position: int) -> int:
    """Where the word around ``position`` begins."""
    joined = JOINED
    while position > 0 and joined[text[position - 1 : position + 1]]:
        position -= 1
    return position


def word_end(text: str, position: int) -> int:
    """Where the word that holds the character at ``position`` ends."""
    joined = JOINED
    position += 1
    while position < len(text) and joined[text[position - 1 : position + 1]]:
        position += 1
    return position


def is_sentence_start(text: str, position: int) -> bool:
    """Whether a sentence, a heading or a quotation begins at ``position``."""
    before = text[:position].rstrip(" ") if position < 8 else text[position - 8 : position].rstrip(" ")
    return not before or before[-1] in _SENTENCE_ENDS
