"""What is asked for, in the forms in which it is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from api.searching.folding import digits, fold, spelt_out, tight, variants
from api.searching.romanising import script_of

LONGEST_QUERY = 200
MOST_WORDS = 12
"""A longer question is compared as a whole only."""
_EDITS = ((3, 0), (6, 1), (10, 2))
_MOST_EDITS = 3


@dataclass(frozen=True, slots=True)
class Query:
    """A question: folded, without its spaces, as words; ``others`` are spellings that mean the same, without spaces."""

    folded: str
    tight: str
    words: tuple[str, ...]
    others: tuple[str, ...]
    script: str
    digits: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Query:
        """The question of a text, of which no more than 200 characters are read."""
        folded = fold(text[:LONGEST_QUERY])
        key = spelt_out(folded)
        return cls(
            folded,
            tight(key),
            tuple(key.split()),
            tuple(spelt_out(tight(variant)) for variant in variants(folded)),
            script_of(folded),
            digits(folded),
        )

    def admits(self, folded: str) -> bool:
        """Whether a name that is only alike has the same numbers. The last one may still be growing."""
        if not self.digits:
            return True
        own = digits(folded)
        *done, last = self.digits
        return all(number in own for number in done) and any(number.startswith(last) for number in own)


def edits(key: str) -> int:
    """How many slips are forgiven in a key: none in up to three letters, one in six, two in ten, then three.

    Digits don't count: none of them is a slip.
    """
    letters = sum(not character.isdigit() for character in key)
    return next((most for length, most in _EDITS if letters <= length), _MOST_EDITS)
