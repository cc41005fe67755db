"""One spelling of a name for looking it up: what is put aside, where its words end, and what else it may be called.

Only keys are folded, never what is stored or shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.fold import key as folded_name

_NO_LETTER = re.compile(r"[\W_]+")
_DIGITS_AND_LETTERS = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_FINAL_FORMS = str.maketrans("ךםןףץ", "כמנפצ")
_ARTICLE = "ال"
_LONGER_THAN_AN_ARTICLE = 4
# A single letter is more often a letter than a number, and no name of ours counts beyond 39.
_ROMAN = re.compile(r"(?=[ivx]{2})(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_SYLLABLE = re.compile("[가-힣]")
_FIRST_SYLLABLE = ord("가")
_INITIAL, _VOWEL, _FINAL = 0x1100, 0x1161, 0x11A7
# A final consonant by the initials that it may yet become, so that 진 is the beginning of 지나.
_FINALS = ("", "0", "1", "09", "2", "2c", "2i", "3", "5", "50", "56", "57", "59", "5g", "5h", "5i", "6", "7", "79",
           "9", "a", "b", "c", "e", "f", "g", "h", "i")  # fmt: skip
_FINAL_AS_INITIALS = tuple("".join(chr(_INITIAL + int(c, 36)) for c in final) for final in _FINALS)


def fold(text: str) -> str:
    """A name as it is compared: ``"إس-٤٠٠"`` and ``"اس 400"`` are the same, so are ``"S-400"`` and ``"s400"``.

    Case, marks on letters, vowel signs, seats of hamza, final forms, traditional Chinese characters, digits of other
    scripts, hyphens and all other signs are put aside; words are set apart by one space, and so are letters and digits.
    """
    plain = folded_name(text).translate(_FINAL_FORMS)
    return _DIGITS_AND_LETTERS.sub(" ", _NO_LETTER.sub(" ", plain)).strip()


def spelt_out(folded: str) -> str:
    """Hangul by its letters, so that a syllable that is still being typed is the beginning of the one it will be."""
    return _SYLLABLE.sub(lambda syllable: _letters(syllable[0]), folded)


def _letters(syllable: str) -> str:
    initial, vowel, final = jamo(syllable)
    return chr(_INITIAL + initial) + chr(_VOWEL + vowel) + _FINAL_AS_INITIALS[final]


def jamo(syllable: str) -> tuple[int, int, int]:
    """The numbers of initial, vowel and final of a Hangul syllable (The Unicode Standard, section 3.12)."""
    number, final = divmod(ord(syllable) - _FIRST_SYLLABLE, 28)
    initial, vowel = divmod(number, 21)
    return initial, vowel, final


def is_hangul(character: str) -> bool:
    """Whether it is a whole syllable of Hangul."""
    return "가" <= character <= "힣"


def tight(folded: str) -> str:
    """Without the spaces: who writes ``kimjongun`` means the same."""
    return folded.replace(" ", "")


def variants(folded: str) -> Iterator[str]:
    """Other spellings of a folded name that mean the same: without Arabic articles, with Roman numerals as numbers."""
    words = folded.split(" ")
    bare = [
        word[2:] if word.startswith(_ARTICLE) and len(word) > _LONGER_THAN_AN_ARTICLE else word
        for word in words
    ]
    if bare != words:
        yield " ".join(bare)
    counted = words[:1] + [_number(word) or word for word in words[1:]]
    if counted != words:
        yield " ".join(counted)


def _number(word: str) -> str | None:
    """A Roman numeral of two or more signs as a number."""
    if not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_VALUES[sign] for sign in word]
    following = [*values[1:], 0]
    return str(sum(-v if v < n else v for v, n in zip(values, following, strict=True)))


def digits(folded: str) -> tuple[str, ...]:
    """The numbers in a name: two designations that differ in one are two weapons, however alike they look."""
    return tuple(re.findall(r"\d+", folded))
