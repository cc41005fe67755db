"""Finds prices: "$5 billion", "12 مليار دولار", "1,2 milliard d'euros", "9.5亿美元", "$519-560 m".

The signs and codes of currencies are in ``languages/common/amounts.yaml``. Further members of
``languages/<language>/amounts.yaml``:

``currencies``      ISO 4217 code -> words; ``unknown`` for words that several countries use ("dinars")
``money_scales``    value -> abbreviations that multiply a price ("m", "bn"), beside those that ``numbers.py`` reads
``currency_links``  words between the number and the currency ("de"); ``~`` at the end for "no space here"
``modifiers``       as in ``amounts.py``: they belong to the price
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from kg.errors import KnowledgeError
from kg.extract.languages import load
from kg.extract.numbers import Number, NumberLanguage, number_language, tidy
from kg.extract.spans import MoneyAmount
from kg.extract.time_text import SPACE, Plain, alternation, plain, words

_RANGE = re.compile(r" ?- ?")
_REACH = 60
"""How far before a currency its number may begin."""


@dataclass(frozen=True, slots=True)
class MoneyLanguage:
    """The currencies of one language, compiled."""

    numbers: NumberLanguage
    currency: re.Pattern[str]
    currency_behind: re.Pattern[str]
    codes: Mapping[str, str | None]
    links: re.Pattern[str]
    scale: re.Pattern[str]
    scales: Mapping[str, int]
    modifier: re.Pattern[str]
    between: re.Pattern[str]
    range_link: re.Pattern[str]
    between_link: re.Pattern[str]
    number_start: re.Pattern[str]


@cache
def money_language(language: str) -> MoneyLanguage:
    """The compiled currencies of a language; ``KnowledgeError`` if its file is missing or broken."""
    try:
        return _compile(load(language, "amounts"), number_language(language), load("common", "amounts"))
    except (KeyError, TypeError, AttributeError, re.error) as error:
        place = f"kg/extract/languages/{language}/amounts.yaml"
        raise KnowledgeError(f"{place}: not as the format wants it: {error!r}") from error


def _compile(data: Mapping[str, Any], numbers: NumberLanguage, common: Mapping[str, Any]) -> MoneyLanguage:
    codes: dict[str, str | None] = {}
    for table in (common.get("currency_signs", {}), data.get("currencies", {})):
        for code, forms in table.items():
            codes.update(dict.fromkeys(words(forms), None if code == "unknown" else code))
    scales = {**numbers.multipliers, **numbers.scales}
    scales.update({s: int(n) for n, forms in data.get("money_scales", {}).items() for s in words(forms)})
    signs = [s for s in codes if not s[-1].isalnum()]
    named = [s for s in codes if s[-1].isalnum()]
    right = numbers.right
    word_start = r"(?<![^\W_\d])" if right else ""
    lettered = [s for s in signs if s[0].isalpha()]
    signs = [s for s in signs if not s[0].isalpha()]
    currency = rf"(?:{word_start}{alternation(lettered)}|{alternation(signs)}|{word_start}{alternation(named)}{right})"
    links = words(data.get("currency_links", ()))
    free = alternation(s for s in links if not s.endswith("~"))
    glued = alternation(s for s in links if s.endswith("~"))
    link = rf"(?:{SPACE})?(?:{free}{SPACE}|{glued})?"
    modifiers = data.get("modifiers", {})
    spellings = [s for entries in modifiers.values() for s in words(entries)]
    ranges = data.get("ranges", {})
    space = rf"(?:{SPACE})" if right else rf"(?:{SPACE})?"
    to_words, and_words = words(ranges.get("to", ())), words(ranges.get("and", ()))
    chunks = {s.split(" ")[0][:5] for s in numbers.starts()}
    left = r"(?<![^\W_])" if data.get("boundary", True) else ""
    proclitics = data.get("proclitics", "")
    return MoneyLanguage(
        numbers=numbers,
        currency=re.compile(currency),
        currency_behind=re.compile(rf"[ -]?{link}{currency}"),
        codes=codes,
        links=re.compile(link),
        scale=re.compile(rf"(?:{SPACE})?-?(?P<scale>{alternation(scales)}\.?{right})"),
        scales=scales,
        modifier=re.compile(
            (left + (f"[{proclitics}]?" if proclitics else ""))
            + rf"(?P<words>(?:{alternation(s for s in spellings if '~' not in s)}{space}"
            rf"|{alternation(s for s in spellings if '~' in s)}(?:{SPACE})?)+)$"
        ),
        between=re.compile(rf"{left}(?P<words>{alternation(words(ranges.get('between', ())))}{space})$"),
        range_link=re.compile(rf" ?- ?|{space}{alternation(s.replace('~', '') for s in to_words)}{space}"),
        between_link=re.compile(rf"{space}?{alternation(s.replace('~', '') for s in and_words)}{space}?"),
        number_start=re.compile(rf"(?<![\d])(?<!\d[.,])\d|{left}{alternation(chunks)}"),
    )


def find_money(text: str, language: str) -> list[MoneyAmount]:
    """All prices of a text in their order, without overlap. ``amount`` is in whole units of the currency."""
    words_of = money_language(language)
    view = plain(text)
    found: list[MoneyAmount] = []
    position = 0
    for match in words_of.currency.finditer(view.text):
        if match.start() < position:
            continue
        read = _after_sign(words_of, view.text, match, position) or _before_word(
            words_of, view, match, position
        )
        if read is None:
            continue
        start, end, low, high, code = read
        start, approximate = _modified(words_of, view.text, start, position, ranged=high is not None)
        position = end
        first, last = view.span(start, end)
        found.append(_price(view, first, last, low=low, high=high, code=code, approximate=approximate))
    return found


def _price(
    view: Plain,
    start: int,
    end: int,
    *,
    low: Decimal,
    high: Decimal | None,
    code: str | None,
    approximate: bool,
) -> MoneyAmount:
    return MoneyAmount(start, end, view.original[start:end], low, code, high, approximate)


_Read = tuple[int, int, Decimal, Decimal | None, str | None]


def _code(words_of: MoneyLanguage, spelling: str) -> str | None:
    return words_of.codes[re.sub(r"\s+", " ", spelling)]


def _link(words_of: MoneyLanguage, text: str, start: int, end: int) -> re.Match[str] | None:
    """What joins the two ends of a range: a dash, "to"; "and" only behind a "between" before the price."""
    if link := words_of.range_link.match(text, end):
        return link
    if words_of.between.search(text[max(0, start - 30) : start]):
        return words_of.between_link.match(text, end)
    return None


def _scaled(words_of: MoneyLanguage, text: str, number: Number) -> Number:
    """The number with a scale that only prices have ("m", "bn") behind it."""
    if number.scale > 1:
        return number
    if match := words_of.scale.match(text, number.end):
        spelling = re.sub(r"\s+", " ", match["scale"])
        factor = words_of.scales.get(spelling) or words_of.scales.get(spelling.rstrip("."))
        if factor and factor >= 1000:
            return Number(tidy(number.value * factor), match.end(), factor)
    return number


def _after_sign(words_of: MoneyLanguage, text: str, match: re.Match[str], floor: int) -> _Read | None:
    """A price whose currency stands first: "$5 billion", "EUR 230 m"."""
    at = match.end() + (text[match.end() : match.end() + 1] == " ")
    if not text[at : at + 1].isdecimal() or text[max(floor, match.start() - 1) : match.start()].isdecimal():
        return None
    number = words_of.numbers.at(text, at)
    if number is None:
        return None
    first = _scaled(words_of, text, number)
    code = _code(words_of, match[0])
    if link := _link(words_of, text, match.start(), first.end):
        second_at = link.end()
        if sign := words_of.currency.match(text, second_at):
            second_at = sign.end() + (text[sign.end() : sign.end() + 1] == " ")
        if text[second_at : second_at + 1].isdecimal() and (other := words_of.numbers.at(text, second_at)):
            last = _scaled(words_of, text, other)
            low = first.value * last.scale if first.scale == 1 and last.scale > 1 else first.value
            if low < last.value:
                return match.start(), last.end, low, last.value, code
    if first.scale == 1 and first.value < 1000 and not _is_sign(match[0]):
        # "euro 5" is too little to go by; a word before a number is a price only with a scale
        return None
    return match.start(), first.end, first.value, None, code


def _is_sign(spelling: str) -> bool:
    return not spelling[-1].isalnum() or (spelling.isascii() and len(spelling) <= 4)


def is_name(words_of: MoneyLanguage, view: Plain, match: re.Match[str]) -> bool:
    """Whether what looks like a currency is a name by its capital: "eight Yuan submarines"."""
    if words_of.numbers.data.get("capital_nouns") or len(match[0]) <= 3:
        return False
    return view.is_upper(match.end() - len(match[0].split()[-1])) and not view.is_upper(match.end() - 1)


def _before_word(words_of: MoneyLanguage, view: Plain, match: re.Match[str], floor: int) -> _Read | None:
    """A price whose currency stands last: "12 billion dollars", "10 мільярдів доларів"."""
    text = view.text
    begin = max(floor, match.start() - _REACH)
    done = begin
    for candidate in words_of.number_start.finditer(text, begin, match.start()):
        at = candidate.start()
        if at < done:
            continue
        read = words_of.numbers.at(text, at)
        if read is None or read.end > match.start():
            continue
        done = read.end
        read = _scaled(words_of, text, read) if read.digits else read
        if read.scale == 1 and is_name(words_of, view, match):
            continue
        if words_of.links.fullmatch(text, read.end, match.start()):
            return at, match.end(), read.value, None, _code(words_of, match[0])
        if link := _link(words_of, text, at, read.end):
            other = words_of.numbers.at(text, link.end())
            if other is not None:
                last = _scaled(words_of, text, other) if other.digits else other
                if last.end <= match.start() and words_of.links.fullmatch(text, last.end, match.start()):
                    low = read.value * last.scale if read.scale == 1 and last.scale > 1 else read.value
                    if low < last.value:
                        return at, match.end(), low, last.value, _code(words_of, match[0])
    return None


def _modified(
    words_of: MoneyLanguage, text: str, start: int, floor: int, *, ranged: bool
) -> tuple[int, bool]:
    """The start with "about", "more than" before the price, and whether there was such a word."""
    window = text[max(floor, start - 40) : start]
    base = start - len(window)
    if match := words_of.modifier.search(window):
        return base + match.start("words"), True
    if ranged and (match := words_of.between.search(window)):
        return base + match.start("words"), False
    return start, False
