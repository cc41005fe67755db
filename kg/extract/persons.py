"""Persons named by their surname alone, and persons whose full name has one letter wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from kg.extract.fold import Folded
from kg.extract.gazetteer import Entry, Gazetteer
from kg.extract.hits import Hit

_TOKEN = re.compile(r"[^\s.,;:!?،؛؟()\"«»\[\]]+")
_SHORTEST_DIFFERING = 4  # letters of the word with the slip: in "Un" every slip makes another name
_BEFORE = 60


def resolve(shorts: list[Hit], chosen: list[Hit], text: str, folded: Folded, known: Gazetteer) -> list[Hit]:
    """Of the surnames those that are certain.

    A surname counts if its bearer's full name stands in the text, if a title stands before or behind it, or if
    only one person of the reference has it and that person's state is named in the text.
    """
    named = {entry.entity for hit in chosen for entry in hit.entries}
    found: list[Hit] = []
    for hit in shorts:
        bearers = {entry.entity: entry for entry in hit.entries}
        in_text = {iri: entry for iri, entry in bearers.items() if iri in named}
        if not in_text:
            if _goes_on(text, folded, hit, known):
                continue
            compatriots = {i: e for i, e in bearers.items() if known.reference.state_of(i) in named}
            if _has_title(folded.text, hit, known):
                in_text = compatriots or bearers
            elif len(bearers) == 1:
                in_text = compatriots
        if in_text:
            found.append(replace(hit, entries=tuple(in_text.values())))
    return found


def _has_title(string: str, hit: Hit, known: Gazetteer) -> bool:
    before = string[max(0, hit.clitic - _BEFORE) : hit.start]
    return bool(known.rules.title_before.search(before) or known.rules.title_after.match(string, hit.end))


def _goes_on(text: str, folded: Folded, hit: Hit, known: Gazetteer) -> bool:
    """Whether another name follows, so that this one is likely the first name of somebody else."""
    if not known.rules.cased:
        return False
    following = _TOKEN.match(folded.text, hit.end + 1) if folded.text[hit.end : hit.end + 1] == " " else None
    return following is not None and text[folded.start_of(following.start())].isupper()


def near_misses(text: str, folded: Folded, chosen: list[Hit], known: Gazetteer) -> list[Hit]:
    """Full names of two words or more in which one word is one letter off, if they fit one person only."""
    index = known.persons
    if not index:
        return []
    tokens = [(m.group(), m.start()) for m in _TOKEN.finditer(folded.text)]
    covered = {position for hit in chosen if hit.of("person") for position in (hit.start, hit.end - 1)}
    fitting: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for place, (token, _) in enumerate(tokens):
        for words, iri in index.get(token, ()):
            for position, word in enumerate(words):
                first = place - position
                if word != token or first < 0 or first + len(words) > len(tokens):
                    continue
                span = _near(words, tokens[first : first + len(words)], known)
                if span is not None and covered.isdisjoint(range(*span)):
                    fitting[span][iri] = None
    found: list[Hit] = []
    for (start, end), iris in fitting.items():
        if len(iris) == 1 and (not known.rules.cased or text[folded.start_of(start)].isupper()):
            found.append(Hit(start, end, start, (Entry(next(iter(iris)), "person", "name"),)))
    return found


def _near(words: tuple[str, ...], tokens: list[tuple[str, int]], known: Gazetteer) -> tuple[int, int] | None:
    slips = 0
    start = tokens[0][1]
    for position, (word, (token, _)) in enumerate(zip(words, tokens, strict=True)):
        if token == word:
            continue
        head = len(token) - len(word)
        if position == 0 and head > 0 and token.endswith(word) and known.rules.before.fullmatch(token[:head]):
            start += head
            continue
        slips += 1
        if (
            slips > 1
            or len(word) < _SHORTEST_DIFFERING
            or Levenshtein.distance(word, token, score_cutoff=1) > 1
        ):
            return None
    last, place = tokens[-1]
    return (start, place + len(last)) if slips else None
