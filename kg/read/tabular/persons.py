"""Leaders whom a register gives by surname and term: found among those whom the reference knowledge knows.

A surname alone says nothing: there were two Trudeaus and many Johnsons. With the state and a term that overlaps one
that is known, it does.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from kg.facts import Entity, When
from kg.fold import key
from kg.read.tabular.times import read_date
from kg.reference import ReferenceEntity, Tenure, load

_LONG_ENOUGH = 31
"""So many days in office must be common: where one leader follows another, a month is not."""

_Term = tuple[date, date]


def known_leader(person: Entity, name: str, state: Entity | None, when: When | None) -> Entity:
    """The same person, with the IRI of the reference knowledge if exactly one there fits name, state and term."""
    if person.iri or state is None or state.iri is None or when is None or when.start is None:
        return person
    until = when.end[1] if when.end else date.max if when.end_state == "open" else when.start[1]
    term = (when.start[0], until)
    found = [
        one
        for one in _by_state().get(state.iri, ())
        if _fits(name, one) and any(_alike(term, held) for held in _terms(one, state.iri))
    ]
    return person.model_copy(update={"iri": found[0].iri}) if len(found) == 1 else person


@cache
def _by_state() -> dict[str, list[ReferenceEntity]]:
    leaders: dict[str, list[ReferenceEntity]] = {}
    for one in load().of_kind("person"):
        for state in {tenure.state for tenure in one.tenures if tenure.state}:
            leaders.setdefault(state, []).append(one)
    return leaders


def _fits(name: str, one: ReferenceEntity) -> bool:
    """Whether a register's name is one of a leader's, or its last word is, or it has a whole name of theirs in it."""
    words = key(name).split()
    return bool(words) and any(
        words == known or words[-1] == known[-1] or (len(known) > 1 and set(known) <= set(words))
        for known in _names(one.iri)
    )


@cache
def _names(iri: str) -> tuple[list[str], ...]:
    """The names of a leader in Latin letters, as words."""
    names = load()[iri].names
    latin = (key(name.text).split() for name in names if name.language in {None, "en"} or name.text.isascii())
    return tuple(words for words in latin if words)


def _terms(one: ReferenceEntity, state: str) -> list[_Term]:
    return [term for tenure in one.tenures if tenure.state == state and (term := _term(tenure))]


def _term(tenure: Tenure) -> _Term | None:
    try:
        start = read_date(tenure.start or "", "year-month-day").bounds()[0]
        until = read_date(tenure.until, "year-month-day").bounds()[1] if tenure.until else date.max
    except ValueError:
        return None
    return start, until


def _alike(one: _Term, other: _Term) -> bool:
    """Whether two terms have enough days in common, for their length."""
    common = (min(one[1], other[1]) - max(one[0], other[0])).days + 1
    shorter = min((one[1] - one[0]).days, (other[1] - other[0]).days) + 1
    return common > 0 and common >= min(_LONG_ENOUGH, shorter)
