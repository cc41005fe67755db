"""Bodies of states: "Ukrainian intelligence", "وزارة الدفاع الفرنسية".

Most are not worth an entry of the reference knowledge each. A noun for such a body beside a state or its
adjective names one, and its IRI follows from the two: ``id/organisation/ukr-intelligence``.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.gazetteer import BODY_PATH, Entry, Gazetteer
from kg.extract.hits import Hit
from kg.reference import Reference, load

_WIDEST_LINK = 12


@dataclass(frozen=True, slots=True)
class Body:
    """A body of a state that follows from its name. ``state`` is an IRI, ``label`` English."""

    iri: str
    label: str
    state: str
    slug: str


def describe(iri: str, reference: Reference | None = None) -> Body | None:
    """What a generated IRI of a state's body stands for; None if it is not one.

    >>> describe("https://w3id.org/armsgraph/id/organisation/fra-defence-ministry").label  # doctest: +SKIP
    'Defence ministry of France'
    """
    known = reference or load()
    code, _, slug = iri.removeprefix(BODY_PATH).partition("-")
    state = known.state_by_iso3(code.upper()) if iri.startswith(BODY_PATH) and len(code) == 3 else None
    if state is None or not slug or iri in known:
        return None
    return Body(iri, f"{slug.replace('-', ' ').capitalize()} of {state.label}", state.iri, slug)


def compose(string: str, hits: list[Hit], known: Gazetteer) -> list[Hit]:
    """Join each noun for a body with the state that stands before or behind it."""
    rules = known.rules
    states = [hit for hit in hits if hit.of("state")]
    starts: dict[int, list[Hit]] = {}
    ends: dict[int, list[Hit]] = {}
    for state in states:
        starts.setdefault(state.start, []).append(state)
        ends.setdefault(state.end, []).append(state)
    composed: list[Hit] = []
    for body in hits:
        slugs = [entry.entity for entry in body.entries if entry.kind == "body"]
        if not slugs:
            continue
        for gap in range(_WIDEST_LINK):
            for state in starts.get(body.end + gap, ()):
                if state.clitic == state.start and rules.body_before_state.fullmatch(
                    string, body.end, state.start
                ):
                    composed.append(Hit(body.start, state.end, body.clitic, _entries(slugs, state, known)))
            for state in ends.get(body.start - gap, ()):
                if rules.state_before_body.fullmatch(string, state.end, body.start):
                    composed.append(Hit(state.start, body.end, state.clitic, _entries(slugs, state, known)))
    return composed


def _entries(slugs: list[str], state: Hit, known: Gazetteer) -> tuple[Entry, ...]:
    entries: dict[Entry, None] = {}
    for named in state.entries:
        iso3 = known.reference[named.entity].iso3 if named.kind == "state" else None
        if iso3:
            for slug in slugs:
                entries[Entry(f"{BODY_PATH}{iso3.lower()}-{slug}", "organisation", "name")] = None
    return tuple(entries)
