"""Persons named by their office: "the Russian president" is the president whom the text or the day points to."""

from __future__ import annotations

from datetime import date

from kg.extract.patterns import Cue
from kg.extract.spans import FoundMention, starting
from kg.extract.words import Words
from kg.reference import Tenure, load

_BESIDE_NAME = 2
_NEARBY = 120


def office_holders(
    text: str, words: Words, cues: list[Cue], mentions: list[FoundMention], day: date | None
) -> list[FoundMention]:
    """Mentions of persons by office and state, where no name stands beside them.

    The one person of that state whom the text names is meant; else whoever held the office on the day.
    """
    of_state: dict[str, set[str]] = {}
    for mention in mentions:
        if mention.kind == "person" and mention.entity:
            of_state.setdefault(load().state_of(mention.entity) or "", set()).add(mention.entity)
    found: list[FoundMention] = []
    for cue in cues:
        near = starting(mentions, cue.start - _NEARBY, cue.end + _NEARBY)
        state = _state_beside(words, cue, near)
        if state is None:
            continue
        start, end = min(cue.start, state.start), max(cue.end, state.end)
        if any(
            p.kind == "person" and _gap(words, (start, end), (p.start, p.end)) <= _BESIDE_NAME for p in near
        ):
            continue
        named = of_state.get(state.entity or "", set())
        office = str(cue.get("concept", ""))
        holder = next(iter(named)) if len(named) == 1 else _in_office(state.entity, office, day)
        if holder:
            found.append(FoundMention(start, end, text[start:end], "person", "role", holder))
    return found


def _state_beside(words: Words, cue: Cue, mentions: list[FoundMention]) -> FoundMention | None:
    beside = [
        m
        for m in mentions
        if m.kind == "state" and m.entity and _gap(words, (cue.start, cue.end), (m.start, m.end)) == 0
    ]
    return beside[0] if beside else None


def _gap(words: Words, a: tuple[int, int], b: tuple[int, int]) -> int:
    low, high = sorted((a, b))
    return words.between(low[1], high[0])


def _in_office(state: str | None, office: str, day: date | None) -> str | None:
    if day is None or not office or state is None:
        return None
    holders = {
        person.iri
        for person in load().of_kind("person")
        for tenure in person.tenures
        if tenure.state == state and (tenure.office or "").endswith("/" + office) and _covers(tenure, day)
    }
    return holders.pop() if len(holders) == 1 else None


def _covers(tenure: Tenure, day: date) -> bool:
    """Dates of a tenure may be years or months: text of equal length compares rightly."""
    text = day.isoformat()
    start, until = tenure.start, tenure.until
    return (start is None or start <= text[: len(start)]) and (until is None or text[: len(until)] <= until)
