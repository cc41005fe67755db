"""Platforms: the ships, vehicles, aircraft and systems that goods are for. They are read at a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.read.sipri.comment_model import Words
from kg.read.sipri.comment_parts import MOST, KnownParty, parties, range_of, words
from kg.read.sipri.comment_rules import Grammar

_WORD = re.compile(r"\s?(?P<word>\w+(?:[-/'’.+&]\w*)*\+?|[^\w\s])")
_COUNT = re.compile(
    r"(?:(?:some|about|up to|over|modernized|all|the|first|last) ){0,2}?(?P<least>\d{1,5})(?:-(?P<most>\d{1,5}))? "
)
_MOST_WORDS = 24
"""How many words may stand before the noun of a platform."""
_SPLIT = re.compile(
    r" (?:and/or|and|or) (?:for )?(?:(?P<hedge>possibly|probably) )?(?:for |some ){0,2}"
    r"(?=(?:modernized )?(?:\d{1,4} )?(?:modernized )?[A-Z0-9])"
)
"""What stands between two platforms."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A ship, vehicle, aircraft or system at a place: how many, which, what it is, and who makes it."""

    name: Words | None
    description: Words
    least: int | None
    most: int | None
    maker: Words | None
    hedge: Words | None


def carriers(
    grammar: Grammar, known: KnownParty, text: str, start: int, end: int
) -> tuple[list[Carrier], int]:
    """The platforms that are listed from ``start`` on, and where the list ends."""
    found: list[Carrier] = []
    position = done = start
    hedge: Words | None = None
    while len(found) < MOST and (read := _carrier_words(grammar, text, position, end)) is not None:
        noun_start, noun_end = read
        done, maker = noun_end, None
        if link := grammar.platform_maker.match(text, noun_end, end):
            makers, after = parties(grammar, known, text, link.end(), end)
            if makers:
                maker, done = makers[0].name if len(makers) == 1 else None, after
        found.extend(_named(text, position, (noun_start, noun_end), maker=maker, hedge=hedge))
        join = _SPLIT.match(text, done, end)
        if not join:
            return found, done
        position, hedge = join.end(), _hedge_of(join)
    return found, done


def _hedge_of(join: re.Match[str]) -> Words | None:
    return Words(join.start("hedge"), join.end("hedge"), join["hedge"]) if join["hedge"] else None


def _named(
    text: str, start: int, noun: tuple[int, int], *, maker: Words | None, hedge: Words | None
) -> Iterator[Carrier]:
    """One platform for each of the names before a noun: "MiG-21 and Su-22 combat aircraft" are two."""
    description = words(text, *noun)
    pieces = []
    for split in _SPLIT.finditer(text, start, noun[0]):
        if text.count("(", start, split.start()) == text.count(")", start, split.start()):
            pieces.append((start, split.start(), hedge))
            start, hedge = split.end(), _hedge_of(split)
    for first, last, doubted in [*pieces, (start, noun[0], hedge)]:
        count = _COUNT.match(text, first, last)
        least, most = range_of(count) if count else (None, None)
        name = words(text, count.end() if count else first, last)
        yield Carrier(name if name.text else None, description, least, most, maker, doubted)


def _carrier_words(grammar: Grammar, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the noun of a platform begins and ends ("combat aircraft"), or None if there is none in reach."""
    noun = -1
    inside = False
    for _ in range(_MOST_WORDS):
        match = _WORD.match(text, start, end)
        if not match:
            return None
        word, lower, start = match["word"], match["word"].lower(), match.end()
        if inside:
            inside = word != ")"
        elif word == "(":
            inside, noun = True, -1
        elif _is_noun(grammar, text, lower, start, end):
            if not _is_followed(grammar, text, start, end):
                return None
            return (noun if noun >= 0 else match.start("word")), start
        elif lower in grammar.platform_qualifiers and (word == lower or word.isupper() or "/" in word):
            noun = noun if noun >= 0 else match.start("word")
        elif word[0].isupper() or any(c.isdigit() for c in word):
            noun = -1
        elif lower in grammar.platform_inside or lower in grammar.hedges:
            noun = noun if word in "-/'" else -1
        else:
            return None
    return None


def _is_noun(grammar: Grammar, text: str, lower: str, start: int, end: int) -> bool:
    """Whether a word is the noun; one that can also describe it is not where the noun follows: "tank destroyers"."""
    if lower not in grammar.platform_nouns:
        return False
    match = _WORD.match(text, start, end) if lower in grammar.platform_qualifiers else None
    if not match:
        return True
    behind = match["word"].lower()
    describes = behind in grammar.platform_qualifiers and behind == match["word"]
    return not (behind in grammar.platform_nouns or describes)


def _is_followed(grammar: Grammar, text: str, start: int, end: int) -> bool:
    return bool(grammar.closed.match(text, start, end) or grammar.platform_followed.match(text, start, end))
