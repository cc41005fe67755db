"""Reads one number at a place of a text: digits in any convention, with or without a scale, or number words.

The words come from ``languages/<language>/amounts.yaml``:

``decimal`` ``group``   the decimal sign; the signs between groups of three digits
``numbers``       value -> words that are added ("three", "forty", "двести")
``multipliers``   value -> words that multiply what stands before them ("hundred", "million", "万")
``scales``        value -> abbreviations that multiply, behind digits only ("тыс.", "k")
``joiners``       what may stand between number words ("and"); ``~`` for "no space here"
``compound``      ``true`` where number words are written together
``units_first``   ``true`` where the units may come before the tens ("vierundzwanzig")
``halves``        words behind a number that add a half, of its scale if it has one ("ونصف", "and a half")
``fractions``     value -> words before a scale ("half a" million, "полтора" миллиарда)
``articles``      number words that alone are articles or something else: counted only beside another number word
                  or before one of the ``counters``
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from kg.errors import KnowledgeError
from kg.extract.languages import load
from kg.extract.time_text import SPACE, alternation, words

_DIGITS = re.compile(
    r"\d{1,3}(?:(?P<sep>[.,' \u066c])\d{3})(?:(?P=sep)\d{3})*(?:[.,\u066b]\d+)?(?!\d)|\d+(?:[.,\u066b]\d+)?"
)
_LONGEST = 15
"""Digits of the longest number that is read; longer strings are no amounts."""


class Number(NamedTuple):
    """A number that ends at ``end`` of the plain text. ``scale`` is 1 unless a multiplier word was read last."""

    value: Decimal
    end: int
    scale: int = 1
    digits: bool = True
    bare: bool = False


class NumberLanguage:
    """The number words of one language, compiled."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.right = r"(?!\w)" if data.get("right_boundary", data.get("boundary", True)) else ""
        self.decimal = str(data.get("decimal", "."))
        self.group = {str(sign) for sign in data.get("group", ())} | {"\u066c"}
        self.addends = {
            s: int(value) for value, forms in data.get("numbers", {}).items() for s in words(forms)
        }
        self.multipliers = {
            s: int(value) for value, forms in data.get("multipliers", {}).items() for s in words(forms)
        }
        self.scales = {s: int(value) for value, forms in data.get("scales", {}).items() for s in words(forms)}
        self.articles = set(words(data.get("articles", ())))
        self.units_first = bool(data.get("units_first"))
        self.compound = compound = bool(data.get("compound"))
        boundary = "" if compound or not self.right else self.right
        self.word = re.compile(alternation([*self.addends, *self.multipliers]) + boundary)
        self.scale = re.compile(
            rf"(?:{SPACE})?-?(?P<scale>{alternation([*self.multipliers, *self.scales])}{self.right})"
        )
        self.large = re.compile(rf"(?:{SPACE})?-?(?P<scale>{alternation(self._large())}{self.right})")
        glued = [s for s in words(data.get("joiners", ())) if s.endswith("~")]
        free = [s for s in words(data.get("joiners", ())) if not s.endswith("~")]
        lead = "" if compound else SPACE
        choices = [rf"{SPACE}{alternation(free)}{SPACE}", rf"{lead}{alternation(glued)}"]
        if compound or not self.right:
            choices.append(" ?")
        self.joiner = re.compile("|".join([*choices, r" ?- ?" if self.right else r"(?!)", SPACE]))
        halves = alternation(words(data.get("halves", ())))
        self.half = re.compile(rf"(?:{SPACE}){halves}{self.right}")
        fractions = {
            s: Decimal(str(value)) for value, forms in data.get("fractions", {}).items() for s in words(forms)
        }
        self.fractions = fractions
        self.fraction = re.compile(alternation(fractions) + self.right)
        self.counter = re.compile(rf" ?{alternation(words(data.get('counters', ())))}")
        self.end = re.compile(self.right)

    def _large(self) -> list[str]:
        return [s for s, value in {**self.multipliers, **self.scales}.items() if value >= 1000]

    def starts(self) -> list[str]:
        """All words that a number may begin with."""
        return [*self.addends, *self.multipliers, *self.fractions]

    def at(self, text: str, position: int) -> Number | None:
        """The longest number of a plain text that begins at ``position``."""
        if fraction := self.fraction.match(text, position):
            value = self.fractions[re.sub(r"\s+", " ", fraction[0])]
            return self._times_scale(text, value, fraction.end())
        number = (
            self._digits(text, position)
            if text[position : position + 1].isdecimal()
            else self._words(text, position)
        )
        # "two and a half billion"
        if number and number.scale == 1 and (half := self.half.match(text, number.end)):
            return self._times_scale(text, number.value + Decimal("0.5"), half.end()) or number
        return number

    def _times_scale(self, text: str, value: Decimal, end: int) -> Number | None:
        """A value with a fraction that a scale follows: "half a million"."""
        scale = self.large.match(text, end)
        if scale is None:
            return None
        factor = self._factor(scale["scale"])
        return Number(tidy(value * factor), scale.end(), factor, digits=False)

    def _digits(self, text: str, position: int) -> Number | None:
        match = _DIGITS.match(text, position)
        if match is None or len(match[0]) > _LONGEST:
            return None
        written = match[0]
        separator = match["sep"]
        if separator == " " and " " not in self.group:
            written, separator = written.split(" ")[0], None
        end = position + len(written)
        value = _value(written, separator, self.decimal, self.group)
        if value is None:
            return None
        scale = 1
        while found := (self.scale if scale == 1 else self.large).match(text, end):
            factor = self._factor(found["scale"])
            if scale > 1 and factor <= scale and not (scale == 100 and factor >= 1000):
                break
            value, scale, end = value * factor, scale * factor, found.end()
        if scale > 1:
            if half := self.half.match(text, end):
                return Number(tidy(value + Decimal(scale) / 2), half.end(), scale)
            if not self.right and (rest := self._rest(text, end, scale)):
                return Number(tidy(value + rest.value), rest.end, scale)
        return Number(tidy(value), end, scale)

    def _rest(self, text: str, position: int, below: int) -> Number | None:
        """The smaller part of a number that goes on behind a scale: "1만 2000", "2亿3000万"."""
        start = position + 1 if text[position : position + 1] == " " else position
        if not text[start : start + 1].isdecimal():
            return None
        rest = self._digits(text, start)
        return rest if rest and rest.value < below and rest.value >= below // 1000 else None

    def _factor(self, spelling: str) -> int:
        spelling = re.sub(r"\s+", " ", spelling)
        return self.multipliers.get(spelling) or self.scales[spelling]

    def _words(self, text: str, position: int) -> Number | None:
        """Number words, as many as make one number."""
        parts: list[int] = []
        read: list[str] = []
        best: tuple[int, list[int], int] | None = None
        at = position
        while match := self.word.match(text, at):
            spelling = re.sub(r"\s+", " ", match[0])
            taken = self._take(parts, spelling)
            if taken is None:
                break
            parts = taken
            read.append(spelling)
            if self.end.match(text, match.end()):
                best = (match.end(), parts, len(read))
            joiner = self.joiner.match(text, match.end())
            if joiner is None:
                break
            at = joiner.end()
        if best is None:
            return None
        end, parts, count = best
        bare = count == 1 and read[0] in self.articles
        if bare and self.counter.match(text, end):
            bare = False
        # a word for two thousand, two million (Arabic, Hebrew) scales as well as it counts
        last = self.addends.get(read[count - 1], 1)
        scale = self.multipliers.get(read[count - 1]) or (_granularity(last) if last >= 1000 else 1)
        value = Decimal(sum(parts))
        if scale > 1 and (half := self.half.match(text, end)):
            value, end = tidy(value + Decimal(scale) / 2), half.end()
        return Number(value, end, scale, digits=False, bare=bare)

    def _take(self, parts: list[int], spelling: str) -> list[int] | None:
        """The parts of the number with one more word, or None if that word begins another number."""
        if (factor := self.multipliers.get(spelling)) is not None:
            keep = [part for part in parts if part >= factor]
            small = parts[len(keep) :]
            if keep and not small and keep[-1] % (factor * 10):
                return None
            return [*keep, (sum(small) or 1) * factor]
        value = self.addends[spelling]
        if not parts:
            return [value]
        last = parts[-1]
        if value < _granularity(last):
            return [*parts, value]
        # "five and twenty": units before tens, the tens a multiple of ten
        if self.units_first and last < 10 and value % 10 == 0 and 20 <= value <= 90:
            return [*parts, value]
        return None


def tidy(value: Decimal) -> Decimal:
    """Without a fraction of zeros."""
    return Decimal(int(value)) if value == value.to_integral_value() else value


def _granularity(number: int) -> int:
    """The power of ten that a number is a multiple of: what may still be added to it is smaller."""
    if number in (60, 80):
        return 20  # soixante-dix, quatre-vingt-dix
    size = 1
    while number and number % (size * 10) == 0:
        size *= 10
    return size


def _value(written: str, separator: str | None, decimal: str, group: set[str]) -> Decimal | None:
    """What digits with separators mean; where both readings are possible the language decides."""
    written = written.replace("\u066b", "\u0000")
    if separator:
        last = max(written.rfind(sign) for sign in ".,\u0000")
        groups = written.count(separator)
        if (
            groups == 1
            and separator == decimal
            and separator not in group
            and last == written.find(separator)
        ):
            return Decimal(written.replace(separator, "."))
        head = written
        tail = ""
        for sign in ".,\u0000":
            if sign != separator and sign in written:
                head, tail = written.rsplit(sign, 1)
        return Decimal(head.replace(separator, "") + (f".{tail}" if tail else ""))
    return Decimal(written.replace(",", ".").replace("\u0000", "."))


@cache
def number_language(language: str) -> NumberLanguage:
    """The compiled number words of a language; ``KnowledgeError`` if its file is missing or broken."""
    try:
        return NumberLanguage(load(language, "amounts"))
    except (TypeError, AttributeError, ValueError, re.error) as error:
        place = f"kg/extract/languages/{language}/amounts.yaml"
        raise KnowledgeError(f"{place}: not as the format wants it: {error!r}") from error
