"""Bodies of states: "Ukrainian intelligence", "وزارة الدفاع الفرنسية".

Most are not worth an entry of the reference knowledge each. A noun for such a body beside a state or its
adjective names one, and its IRI follows from the two: ``id/organisation/ukr-intelligence``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.gazetteer import BODY_PATH, Entry
from kg.extract.hits import Hit
from kg.extract.scan import Scan
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


def compose(scan: Scan, hits: list[Hit]) -> tuple[list[Hit], set[Hit]]:
    """Join each noun for a body with the state beside it; also says which nouns that were.

    What a bare noun may name by itself ("the ministry" of the language's own state) is then not meant.
    """
    starts: dict[int, list[Hit]] = {}
    ends: dict[int, list[Hit]] = {}
    for state in hits:
        if state.of("state"):
            starts.setdefault(state.start, []).append(state)
            ends.setdefault(state.end, []).append(state)
    composed: list[Hit] = []
    used: set[Hit] = set()
    for body in hits:
        slugs = [entry.entity for entry in body.entries if entry.kind == "body"]
        if slugs:
            joined = [*_before_state(scan, body, slugs, starts), *_behind_state(scan, body, slugs, ends)]
            if joined:
                used.add(body)
                composed += joined
    return composed, used


def _before_state(scan: Scan, body: Hit, slugs: list[str], starts: dict[int, list[Hit]]) -> Iterator[Hit]:
    link = scan.known.rules.body_before_state
    for start in range(body.end, body.end + _WIDEST_LINK):
        for state in starts.get(start, ()):
            if state.clitic == start and link.fullmatch(scan.string, body.end, start):
                yield Hit(body.start, state.end, body.clitic, _entries(scan, slugs, state))


def _behind_state(scan: Scan, body: Hit, slugs: list[str], ends: dict[int, list[Hit]]) -> Iterator[Hit]:
    link = scan.known.rules.state_before_body
    for end in range(body.start, max(-1, body.start - _WIDEST_LINK), -1):
        for state in ends.get(end, ()):
            if link.fullmatch(scan.string, end, body.start):
                yield Hit(state.start, body.end, state.clitic, _entries(scan, slugs, state))


def _entries(scan: Scan, slugs: list[str], state: Hit) -> tuple[Entry, ...]:
    entries: dict[Entry, None] = {}
    for named in state.entries:
        iso3 = scan.known.reference[named.entity].iso3 if named.kind == "state" else None
        if iso3:
            for slug in slugs:
                entries[Entry(f"{BODY_PATH}{iso3.lower()}-{slug}", "organisation", "name")] = None
    return tuple(entries)
