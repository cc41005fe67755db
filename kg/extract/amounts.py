"""Finds amounts of things: "24", "nearly two dozen", "مئات الآلاف", "между 10 и 15", "طائرتين".

Not amounts, and left out: dates, prices, percentages, measures (155 mm, 300 km), ages and durations, times of day, and
numbers that name something (F-16, Type 054, Block 70, Resolution 1718). Further members of
``languages/<language>/amounts.yaml``, beside those that ``numbers.py`` explains:

``several``       words for 3 to 9; ``vague``: ``words`` with a ``min`` and ``max`` of their own (``exact`` if they are)
``modifiers``     ``approximate``, ``exact``, ``at_least`` -> words before a number; ``after``: the same behind it
``ranges``        ``between`` A ``and`` B; A ``to`` B
``ordinals``      value -> words; ``ordinal_prefixes``, ``ordinal_suffixes`` of digits
``measures``      units behind a number that make it no amount; ``designators``, ``designators_after``: words that make
                  it part of a name
``number_prefixes``  what may be glued to the front of a number (a Hebrew preposition)
``number_suffixes``  what may be glued to the end of digits and does not change the amount ("-х")
``duals``         nouns that mean two by their ending; ``dual_endings``: rules that make them from other nouns
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from kg.errors import KnowledgeError
from kg.extract.languages import load
from kg.extract.money import find_money, is_name, money_language
from kg.extract.numbers import Number, NumberLanguage, number_language
from kg.extract.spans import Amount
from kg.extract.time_text import SPACE, WORD_ENDS, Plain, alternation, fold, opening, plain, words
from kg.extract.times import find_times

SEVERAL = (Decimal(3), Decimal(9))
"""What "several" and "a few" stand for."""
_MODEL = re.compile(r"[^\W\d_][-./]?$|\d[-./:,]$|[#№§] ?$")
_SHORT_NAME = re.compile(r"(?<![^\W_])(?<!-)(?!a |us|uk|un|eu|i |ii|iv|vi|ix|x )[a-z]{1,2} $")
_CLOCK = re.compile(r":\d\d|[/-]\d|-?[a-z]{1,3}-?\d|[.,]\d")
_GLUED = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"-?[a-z]")


@dataclass(frozen=True, slots=True)
class AmountLanguage:
    """The words around numbers of one language, compiled."""

    numbers: NumberLanguage
    start: re.Pattern[str]
    modifier: re.Pattern[str]
    after: re.Pattern[str]
    vague: re.Pattern[str]
    vague_values: Mapping[str, tuple[Decimal, Decimal, bool]]
    between: re.Pattern[str]
    link_and: re.Pattern[str]
    link_to: re.Pattern[str]
    ordinal: re.Pattern[str]
    ordinal_values: Mapping[str, int]
    ordinal_prefix: re.Pattern[str]
    ordinal_suffix: re.Pattern[str]
    measure: re.Pattern[str]
    designator: re.Pattern[str]
    designator_after: re.Pattern[str]
    prefix: re.Pattern[str]
    number_suffix: re.Pattern[str]
    duals: tuple[str, ...]
    dual_endings: tuple[tuple[str, tuple[str, ...]], ...]
    proclitics: str
    boundary: bool


@cache
def amount_language(language: str) -> AmountLanguage:
    """The compiled words of a language; ``KnowledgeError`` if its file is missing or broken."""
    data = load(language, "amounts")
    try:
        return _compile(data, number_language(language), load("common", "amounts"))
    except (KeyError, TypeError, AttributeError, re.error) as error:
        place = f"kg/extract/languages/{language}/amounts.yaml"
        raise KnowledgeError(f"{place}: not as the format wants it: {error!r}") from error


def _kinds(table: Mapping[str, Iterable[str]], shape: str, right: str) -> re.Pattern[str]:
    """One group for each kind of word; ``shape`` says where the words stand."""
    choices = []
    for kind, entries in table.items():
        free = [s for s in words(entries) if "~" not in s]
        glued = [s for s in words(entries) if "~" in s]
        inner = shape.replace("<free>", alternation(free) + right).replace("<glued>", alternation(glued))
        choices.append(f"(?P<{kind}>{inner})")
    return re.compile("|".join(choices) or r"(?!)")


def _compile(data: Mapping[str, Any], numbers: NumberLanguage, common: Mapping[str, Any]) -> AmountLanguage:
    right = numbers.right
    vague = dict.fromkeys(words(data.get("several", ())), (*SEVERAL, True))
    for entry in data.get("vague", ()):
        value = (Decimal(entry["min"]), Decimal(entry["max"]), not entry.get("exact", False))
        vague.update(dict.fromkeys(words(entry["words"]), value))
    ordinals = {s: int(n) for n, forms in data.get("ordinals", {}).items() for s in words(forms)}
    modifiers = data.get("modifiers", {})
    ranges = data.get("ranges", {})
    space = SPACE if right else rf"(?:{SPACE})?"
    glue = words(data.get("number_prefixes", ()))
    whole = [*numbers.fractions, *vague, *ordinals, *words(ranges.get("between", ()))]
    modifying = [s for entries in modifiers.values() for s in words(entries)]
    whole += [s for s in modifying if "~" not in s]
    parts = [s for s in modifying if "~" in s]
    (parts if numbers.compound else whole).extend(numbers.starts())
    starts = [*(s + WORD_ENDS for s in whole), *(s.replace("~", "") for s in parts)]
    number = opening([s if numbers.compound else s + WORD_ENDS for s in numbers.starts()], right)
    ordinal_prefix = rf"{alternation(words(data.get('ordinal_prefixes', ())))} ?"
    prefix = rf"{alternation(glue)}-?(?=\d)"
    boundary = bool(data.get("boundary", True))
    left = r"(?<![^\W_])" if boundary else ""
    proclitics = fold(str(data.get("proclitics", "")))
    lead = f"[{proclitics}]?" if proclitics else ""
    measures = list(words([*common.get("measures", ()), *data.get("measures", ())]))
    dashed = [s for s in measures if s.startswith("-")]
    plain_measures = [s for s in measures if not s.startswith("-")]
    signs = [s for s in plain_measures if not s[-1].isalnum()]
    return AmountLanguage(
        numbers=numbers,
        start=re.compile(
            rf"(?<!\d)(?<!\d[.,])(?P<digit>\d)|{left}{lead}(?P<at>{opening(starts, right)}|{prefix}|{ordinal_prefix}(?=\d|{number}))"
        ),
        modifier=_kinds(modifiers, rf"<free>(?:,?{space})|<glued>(?:{SPACE})?", right),
        after=_kinds(data.get("after", {}), rf"{space}<free>|(?:{SPACE})?<glued>", right),
        vague=re.compile(alternation(vague) + right),
        vague_values=vague,
        between=re.compile(rf"{alternation(words(ranges.get('between', ())))}{right}{space}"),
        link_and=_link(words(ranges.get("and", ())), space),
        link_to=_link(words(ranges.get("to", ())), space),
        ordinal=re.compile(alternation(ordinals) + right),
        ordinal_values=ordinals,
        ordinal_prefix=re.compile(ordinal_prefix),
        ordinal_suffix=re.compile(rf" ?{alternation(words(data.get('ordinal_suffixes', ())))}{right}"),
        measure=re.compile(
            rf"(?:{SPACE}|-)?(?:{alternation(plain_measures)}(?![^\W_]|-\d){'' if right else '|' + alternation(plain_measures)}"
            rf"|{alternation(signs)})|(?:{alternation(dashed)}(?!\w))"
        ),
        designator=re.compile(rf"(?<![^\W_]){alternation(words(data.get('designators', ())))}[ -]?[#\"«“]?$"),
        designator_after=re.compile(rf" ?{alternation(words(data.get('designators_after', ())))}{right}"),
        prefix=re.compile(prefix),
        number_suffix=re.compile(rf"{alternation(words(data.get('number_suffixes', ())))}{right}"),
        duals=tuple(words(data.get("duals", ()))),
        dual_endings=tuple(
            (fold(rule["from"]), tuple(fold(s) for s in rule["to"])) for rule in data.get("dual_endings", ())
        ),
        proclitics=proclitics,
        boundary=boundary,
    )


def _link(entries: Iterable[str], space: str) -> re.Pattern[str]:
    free = [s for s in entries if "~" not in s]
    glued = [s for s in entries if "~" in s]
    return re.compile(rf" ?- ?|{space}{alternation(free)}{space}|(?:{SPACE})?{alternation(glued)} ?")


def find_amounts(
    text: str,
    language: str,
    nouns: Collection[str] = (),
    taken: Iterable[tuple[int, int]] | None = None,
) -> list[Amount]:
    """All amounts of a text in their order, without overlap.

    ``nouns`` are names of countable things; where the language has a dual, their duals are amounts of two. ``taken``
    are the spans of the times and prices of the text, whose numbers count nothing; they are found if not given.
    """
    words_of = amount_language(language)
    view = plain(text)
    if taken is None:
        taken = [(time.start, time.end) for time in find_times(text, language, None)]
        taken += [(price.start, price.end) for price in find_money(text, language)]
    reader = _Reader(words_of, view, language)
    found: list[Amount] = []
    position = 0
    blocked = _Blocked(taken)
    while match := words_of.start.search(view.text, position):
        at = match.start("digit") if match["digit"] else match.start("at")
        read = reader.read(match.start()) or (reader.read(at) if at > match.start() else None)
        if read is None:
            position = _skip(view.text, at) if match["digit"] else at + 1
            continue
        amount, begin, end = read
        position = max(end, at + 1)
        start, stop = view.span(begin, end)
        if amount is None or blocked.covers(start, stop):
            continue
        found.append(
            Amount(start, stop, text[start:stop], amount.min, amount.max, amount.approximate, amount.ordinal)
        )
    return _with_duals(found, view, words_of, nouns)


class _Blocked:
    """Stretches of the text that are known to be something else, asked in ascending order."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.next = 0

    def covers(self, start: int, end: int) -> bool:
        """Whether one of them overlaps."""
        while self.next < len(self.spans) and self.spans[self.next][1] <= start:
            self.next += 1
        return any(low < end and start < high for low, high in self.spans[self.next : self.next + 2])


def _skip(text: str, at: int) -> int:
    """The end of the digits that stand at a place."""
    while at < len(text) and (
        text[at].isdecimal() or (text[at] in ".," and text[at + 1 : at + 2].isdecimal())
    ):
        at += 1
    return at


@dataclass(frozen=True, slots=True)
class _Meaning:
    min: Decimal | None
    max: Decimal | None
    approximate: bool = False
    ordinal: bool = False


class _Reader:
    """Reads one amount at a place of a plain text."""

    def __init__(self, words_of: AmountLanguage, view: Plain, language: str) -> None:
        self.words = words_of
        self.view = view
        self.text = view.text
        self.money = money_language(language)
        self._numbers: dict[int, Number | None] = {}

    def read(self, at: int) -> tuple[_Meaning | None, int, int] | None:
        """The amount that begins here, its start without a glued preposition, and its end.

        The amount is None for a number that is none.
        """
        start, modifier = at, ""
        while match := self.words.modifier.match(self.text, start):
            if match.end() == start:
                break
            start, modifier = match.end(), self._stronger(modifier, match.lastgroup or "")
        return self._read(at, start, modifier) or (self._read(at, at, "") if start > at else None)

    def _read(self, at: int, start: int, modifier: str) -> tuple[_Meaning | None, int, int] | None:
        """The amount at ``start``, behind the modifier that begins at ``at``."""
        begin = at
        if prefix := self.words.prefix.match(self.text, start):
            begin = prefix.end() if start == at else at
            start = prefix.end()
        between = self.words.between.match(self.text, start)
        if between and (pair := self._pair(between.end(), self.words.link_and, strict=True)):
            return pair[0], begin, pair[1]
        if pair := self._pair(start, self.words.link_to, strict=False):
            return pair[0], begin, pair[1]
        if vague := self.words.vague.match(self.text, start):
            low, high, approximate = self.words.vague_values[re.sub(r"\s+", " ", vague[0])]
            end = vague.end()
            if self._excluded(start, end):
                return None, begin, end
            return _Meaning(low, None if modifier == "at_least" else high, approximate), begin, end
        if ordinal := self.words.ordinal.match(self.text, start):
            value = Decimal(self.words.ordinal_values[re.sub(r"\s+", " ", ordinal[0])])
            return _Meaning(value, value, ordinal=True), begin, ordinal.end()
        if (prefix := self.words.ordinal_prefix.match(self.text, start)) and (
            number := self._number(prefix.end())
        ):
            return _Meaning(number.value, number.value, ordinal=True), begin, number.end
        number = self._number(start)
        if number is None:
            return None
        meaning, end = self._single(start, number, modifier)
        return meaning, begin, end

    def _number(self, at: int) -> Number | None:
        """The number at a place, read once: it may be the first of a range, an ordinal, or stand alone."""
        if at not in self._numbers:
            self._numbers[at] = self.words.numbers.at(self.text, at)
        return self._numbers[at]

    @staticmethod
    def _stronger(first: str, second: str) -> str:
        return "at_least" if "at_least" in (first, second) else second or first

    def _single(self, start: int, number: Number, modifier: str) -> tuple[_Meaning | None, int]:
        end = number.end
        if (
            number.digits
            and number.scale == 1
            and (suffix := self.words.ordinal_suffix.match(self.text, end))
        ):
            return _Meaning(number.value, number.value, ordinal=True), suffix.end()
        if number.digits and (suffix := self.words.number_suffix.match(self.text, end)):
            end = suffix.end()
        if number.bare or number.value == 0 or self._excluded(start, end):
            return None, end
        after = self.words.after.match(self.text, end)
        if after and after.end() > end:
            modifier, end = self._stronger(modifier, after.lastgroup or ""), after.end()
            if self._excluded(start, end):
                return None, end
        if number.value != number.value.to_integral_value() and number.scale == 1:
            return None, end
        high = None if modifier == "at_least" else number.value
        return _Meaning(number.value, high, modifier not in ("", "exact", "at_least")), end

    def _pair(self, start: int, link: re.Pattern[str], *, strict: bool) -> tuple[_Meaning | None, int] | None:
        """Two numbers with a link between them; a scale of the second counts for the first as well."""
        first = self._number(start)
        if first is None or first.bare:
            return None
        joint = link.match(self.text, first.end)
        if joint is None:
            return None
        second = self._number(joint.end())
        if second is None:
            return None
        low, high = first.value, second.value
        if second.scale > 1 and first.scale == 1 and low * second.scale < high:
            low *= second.scale
        if low >= high or (not strict and low == 0):
            return None
        if self._excluded(start, second.end):
            return None, second.end
        return _Meaning(low, high), second.end

    def _excluded(self, start: int, end: int) -> bool:
        """Whether the words around a number make it something other than an amount."""
        return self._named_before(start) or self._measured(end) or self._named_behind(start, end)

    def _named_before(self, start: int) -> bool:
        """Whether the number belongs to a name before it: "F-16", "SU 30", "Block 70"."""
        before = self.text[max(0, start - 24) : start]
        if self.text[start].isdecimal():
            if _MODEL.search(before) and not self._glued_prefix(start):
                return True
            short = _SHORT_NAME.search(before)
            if short and all(self.view.is_upper(start - back) for back in range(2, len(short[0]) + 1)):
                return True
        return self.words.designator.search(before) is not None

    def _measured(self, end: int) -> bool:
        """Whether a unit of measure or a currency follows."""
        measure = self.words.measure.match(self.text, end)
        if measure and not self._counted(end, measure.end()):
            return True
        currency = self.money.currency_behind.match(self.text, end)
        return currency is not None and not is_name(self.money, self.view, currency)

    def _named_behind(self, start: int, end: int) -> bool:
        """Whether the number is a time of day, a fraction, or goes on as a name: "054A", "11356型"."""
        if self.words.designator_after.match(self.text, end):
            return True
        if not self.text[end - 1].isdecimal():
            return False
        glued = _GLUED if self.words.numbers.right else _LATIN
        leading_zero = self.text[start] == "0" and self.text[start + 1 : start + 2].isdecimal()
        return leading_zero or any(pattern.match(self.text, end) for pattern in (_CLOCK, glued))

    def _counted(self, end: int, measure_end: int) -> bool:
        """Whether a counter behind the number is longer than what looked like a measure."""
        counter = self.words.numbers.counter.match(self.text, end)
        return counter is not None and counter.end() > measure_end

    def _glued_prefix(self, start: int) -> bool:
        """Whether the letters before a number are a preposition that is written onto it."""
        at = start
        while at > 0 and (self.text[at - 1].isalpha() or self.text[at - 1] == "-"):
            at -= 1
        if at == start:
            return False
        if (match := self.words.prefix.match(self.text, at)) and match.end() == start:
            return True
        return self.text[at:start] in self.words.proclitics or (
            not self.words.numbers.right and self.text[start - 1] > "\u0fff"
        )


def _with_duals(
    found: list[Amount], view: Plain, words_of: AmountLanguage, nouns: Collection[str]
) -> list[Amount]:
    """The amounts, and two for every noun in the dual."""
    if not words_of.duals and not words_of.dual_endings:
        return found
    pattern = _dual_pattern(words_of, frozenset(nouns))
    spans = [(one.start, one.end) for one in found]
    blocked = _Blocked(spans)
    for match in pattern.finditer(view.text):
        start, end = view.span(match.start("noun"), match.end("noun"))
        if not blocked.covers(start, end):
            found.append(Amount(start, end, view.original[start:end], Decimal(2), Decimal(2)))
    return sorted(found, key=lambda one: one.start)


_DUAL_PATTERNS: dict[tuple[int, frozenset[str]], re.Pattern[str]] = {}


def _dual_pattern(words_of: AmountLanguage, nouns: frozenset[str]) -> re.Pattern[str]:
    key = (id(words_of), nouns)
    if key not in _DUAL_PATTERNS:
        forms = set(words_of.duals)
        for noun in nouns:
            folded = fold(noun)
            for ending, endings in words_of.dual_endings:
                if folded.endswith(ending) and (ending or len(folded) > 2):
                    stem = folded[: len(folded) - len(ending)]
                    forms |= {stem + one for one in endings}
                    break
        lead = f"[{words_of.proclitics}]?" if words_of.proclitics else ""
        _DUAL_PATTERNS[key] = re.compile(rf"(?<![^\W_]){lead}(?P<noun>{alternation(forms)})(?!\w)")
    return _DUAL_PATTERNS[key]
