"""Persons named by their surname alone, and persons whose full name has one letter wrong."""

from __future__ import annotations

import re
from collections import defaultdict

from rapidfuzz.distance import Levenshtein

from kg.extract.gazetteer import Entry, Persons
from kg.extract.hits import Hit
from kg.extract.scan import Scan

_TOKEN = re.compile(r"[^\s.,;:!?،؛؟()\"«»\[\]]+")
_SHORTEST_DIFFERING = 4  # letters of the word with the slip: in "Un" every slip makes another name
_BEFORE = 60


def resolve(scan: Scan, shorts: list[Hit], chosen: list[Hit]) -> list[Hit]:
    """Of the surnames those that are certain.

    A surname counts if its bearer's full name stands in the text, if a title stands before or behind it, or if
    only one person of the reference has it and that person's state is named in the text. A very short one (Xi)
    always needs a title.
    """
    named = {entry.entity for hit in chosen for entry in hit.entries}
    found: list[Hit] = []
    for hit in shorts:
        bearers = {entry.entity: entry for entry in hit.entries}
        certain = {iri: entry for iri, entry in bearers.items() if iri in named}
        if hit.end - hit.start < scan.known.rules.shortest and not _has_title(scan, hit):
            continue
        if not certain and not _goes_on(scan, hit):
            compatriots = {i: e for i, e in bearers.items() if scan.known.reference.state_of(i) in named}
            if _has_title(scan, hit):
                certain = compatriots or bearers
            elif len(bearers) == 1:
                certain = compatriots
        if certain:
            found.append(hit._replace(entries=tuple(certain.values())))
    return found


def _has_title(scan: Scan, hit: Hit) -> bool:
    before = scan.string[max(0, hit.clitic - _BEFORE) : hit.start]
    rules = scan.known.rules
    return bool(rules.title_before.search(before) or rules.title_after.match(scan.string, hit.end))


def _goes_on(scan: Scan, hit: Hit) -> bool:
    """Whether another name follows, so that this one is likely the first name of somebody else."""
    if not scan.known.rules.names_in_capitals or scan.string[hit.end : hit.end + 1] != " ":
        return False
    following = _TOKEN.match(scan.string, hit.end + 1)
    return following is not None and scan.is_capital(following.start())


def near_misses(scan: Scan, chosen: list[Hit]) -> list[Hit]:
    """Full names of two words or more in which one word is one letter off, if they fit one person only."""
    persons = scan.known.persons
    if not persons.known:
        return []
    tokens = _TOKEN.findall(scan.string)
    alike = _alike(persons, tokens)
    if not alike:
        return []
    starts = [match.start() for match in _TOKEN.finditer(scan.string)]
    covered = {position for hit in chosen if hit.of("person") for position in range(hit.start, hit.end)}
    fitting: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for words, first, iri in alike:
        behind = first + len(words)
        span = _near(words, list(zip(tokens[first:behind], starts[first:behind], strict=True)), scan)
        if span is not None and covered.isdisjoint(range(*span)):
            fitting[span][iri] = None
    found: list[Hit] = []
    for (start, end), iris in fitting.items():
        if len(iris) == 1 and (not scan.known.rules.cased or scan.is_capital(start)):
            found.append(Hit(start, end, start, (Entry(next(iter(iris)), "person", "name"),)))
    return found


def _alike(persons: Persons, tokens: list[str]) -> list[tuple[tuple[str, ...], int, str]]:
    """Names with a word of the text whose word beside it may be there as well, each with its first token and bearer.

    One slip leaves the first or the last letter of a word; most names share one word with the text and no more.
    """
    alike: list[tuple[tuple[str, ...], int, str]] = []
    for place, names in enumerate(map(persons.__getitem__, tokens)):
        for words, position, iri in names:
            first = place - position
            if first >= 0 and first + len(words) <= len(tokens):
                beside = position - 1 if position else 1
                word, token = words[beside], tokens[first + beside]
                if word[0] == token[0] or word[-1] == token[-1]:
                    alike.append((words, first, iri))
    return alike


def _near(words: tuple[str, ...], tokens: list[tuple[str, int]], scan: Scan) -> tuple[int, int] | None:
    """Where the name stands if exactly one of its words is one letter off, else None."""
    slips = 0
    start = tokens[0][1]
    for position, (word, (token, _)) in enumerate(zip(words, tokens, strict=True)):
        if token == word:
            continue
        head = len(token) - len(word)
        if (
            position == 0
            and head > 0
            and token.endswith(word)
            and scan.known.rules.before.fullmatch(token[:head])
        ):
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
