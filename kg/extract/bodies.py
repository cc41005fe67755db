"""Bodies of states: "Ukrainian intelligence", "وزارة الدفاع الفرنسية"; and who fights the state: "Syrian rebels".

Most are not worth an entry of the reference knowledge each. A noun for such a body beside a state or its
adjective names one, and its IRI follows from the two: ``id/organisation/ukr-intelligence``. Rebels are a group and
never stand for the state: ``id/group/syr-rebels``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.gazetteer import BODY_PATH, Entry
from kg.extract.hits import Hit
from kg.extract.scan import Scan
from kg.namespaces import ID
from kg.reference import Reference, ReferenceEntity, load

_WIDEST_LINK = 12
_GROUP_PATH = str(ID) + "group/"
_GROUPS = frozenset({"rebels"})


@dataclass(frozen=True, slots=True)
class Body:
    """A body of a state, or a group in it, that follows from its name. ``state`` is an IRI, ``label`` English."""

    iri: str
    label: str
    state: str
    slug: str

    @property
    def is_group(self) -> bool:
        """Whether it does not stand for the state."""
        return self.slug in _GROUPS


def describe(iri: str, reference: Reference | None = None) -> Body | None:
    """What a generated IRI of a state's body stands for; None if it is not one.

    >>> describe("https://w3id.org/armsgraph/id/organisation/fra-defence-ministry").label  # doctest: +SKIP
    'Defence ministry of France'
    """
    known = reference or load()
    path = _GROUP_PATH if iri.startswith(_GROUP_PATH) else BODY_PATH
    code, _, slug = iri.removeprefix(path).partition("-")
    state = known.state_by_iso3(code.upper()) if iri.startswith(path) and len(code) == 3 else None
    if state is None or not slug or iri in known or (path == _GROUP_PATH) != (slug in _GROUPS):
        return None
    words = slug.replace("-", " ")
    if slug in _GROUPS:
        return Body(iri, f"{_adjective(state)} {words}", state.iri, slug)
    return Body(iri, f"{words.capitalize()} of {state.label}", state.iri, slug)


def _adjective(state: ReferenceEntity) -> str:
    """The English adjective of a state, else its name."""
    adjectives = (name.text for name in state.names if name.use == "demonym" and name.language == "en")
    return next(adjectives, state.label)


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
                path, kind = (_GROUP_PATH, "group") if slug in _GROUPS else (BODY_PATH, "organisation")
                entries[Entry(f"{path}{iso3.lower()}-{slug}", kind, "name")] = None
    return tuple(entries)
