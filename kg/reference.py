"""The reference knowledge as plain Python: who and what has which names, and how they belong together.

It is read from the Turtle files of ``ontology`` and from nothing else, once per process. The gazetteer, the
linker and the registers' readers work on this; queries work on the graph itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal

import pyoxigraph
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from kg.errors import KnowledgeError
from kg.facts import EntityType
from kg.namespaces import AG, ENTITY_PATHS, ID
from kg.packaged import packaged_knowledge
from ontology import reference_files, vocabulary_files

NameUse = Literal["name", "short", "demonym", "capital", "metonym", "designation"]

_KINDS: dict[str, EntityType] = {
    "State": "state",
    "VanishedState": "state",
    "Person": "person",
    "Leader": "person",
    "NonStateGroup": "group",
    "UnknownParty": "group",
    "Organisation": "organisation",
    "GovernmentBody": "organisation",
    "ArmedForce": "organisation",
    "Company": "organisation",
    "InternationalOrganisation": "organisation",
    "Place": "place",
    "Facility": "facility",
    "WeaponSystem": "weapon_system",
    "WeaponFamily": "weapon_system",
}
_KIND_OF_PATH: dict[str, EntityType] = {
    **{path: kind for kind, path in ENTITY_PATHS.items()},  # type: ignore[misc]
    "company": "organisation",
}
_SKOS = str(SKOS)
_NAME_PROPERTIES: dict[str, NameUse] = {
    _SKOS + "prefLabel": "name",
    _SKOS + "altLabel": "name",
    str(AG.shortName): "short",
    str(AG.demonym): "demonym",
    str(AG.metonym): "metonym",
    str(AG.localDesignation): "designation",
}
_CATEGORIES = str(ID) + "category/"
_ID = str(ID)


@dataclass(frozen=True, slots=True)
class Name:
    """One way to call an entity. ``language`` is None for a designation that is the same in every language."""

    text: str
    language: str | None
    use: NameUse = "name"


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office held by a person, ``start`` and ``until`` as written (a day, a month or a year; None: open)."""

    office: str | None
    state: str | None
    start: str | None
    until: str | None
    titles: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceEntity:
    """Somebody or something that the reference knowledge knows.

    ``state`` is the IRI of the state that it belongs to (of a weapon: the state it comes from), ``category`` the
    notation of its place in the weapon category tree, ``broader`` the categories above it.
    """

    iri: str
    kind: EntityType
    classes: frozenset[str]
    names: tuple[Name, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    iso3: str | None = None
    iso2: str | None = None
    state: str | None = None
    category: str | None = None
    broader: tuple[str, ...] = ()
    origin: str | None = None
    manufacturers: tuple[str, ...] = ()
    family: str | None = None
    variant_of: str | None = None
    capitals: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    active_in: tuple[str, ...] = ()
    succeeded_by: tuple[str, ...] = ()
    existed_from: str | None = None
    existed_until: str | None = None
    ambiguous: bool = False
    tenures: tuple[Tenure, ...] = ()
    sipri_names: tuple[str, ...] = ()
    organisation_kind: str | None = None
    wikidata: str | None = None

    @property
    def label(self) -> str:
        """The English name; failing that any name, failing that the last part of the IRI."""
        return self.labels.get("en") or next(iter(self.labels.values()), self.iri.rsplit("/", 1)[-1])

    @property
    def is_unknown(self) -> bool:
        """Whether it stands for a party that nobody could name."""
        return "UnknownParty" in self.classes


class Reference:
    """All entities of the reference knowledge, and how to find them."""

    def __init__(
        self, entities: Iterable[ReferenceEntity], sources: Callable[[], tuple[bytes, ...]] = tuple
    ) -> None:
        self.entities: dict[str, ReferenceEntity] = {entity.iri: entity for entity in entities}
        self._sources = sources
        self._by_iso3 = {e.iso3: e for e in self.entities.values() if e.kind == "state" and e.iso3}
        self._by_notation = {
            e.category: e for e in self.entities.values() if e.kind == "weapon_class" and e.category
        }

    @classmethod
    def from_turtle(cls, *documents: str | bytes) -> Reference:
        """Read from Turtle documents.

        Raises:
            KnowledgeError: if one of them is not Turtle.

        """
        sources = tuple(d.encode() if isinstance(d, str) else d for d in documents)
        return cls(_entities(_statements(enumerate(sources))), lambda: sources)

    @cached_property
    def designs(self) -> Counter[str]:
        """How many weapon systems come from each state, by its IRI."""
        return Counter(e.origin for e in self.entities.values() if e.kind == "weapon_system" and e.origin)

    @cached_property
    def graph(self) -> Graph:
        """The same knowledge as an rdflib graph, read on first use."""
        graph = Graph()
        for source in self._sources():
            graph.parse(data=source, format="turtle")
        return graph

    def get(self, iri: str) -> ReferenceEntity | None:
        """The entity with that IRI, or None."""
        return self.entities.get(iri)

    def __getitem__(self, iri: str) -> ReferenceEntity:
        return self.entities[iri]

    def __contains__(self, iri: object) -> bool:
        return iri in self.entities

    def __iter__(self) -> Iterator[ReferenceEntity]:
        return iter(self.entities.values())

    def of_kind(self, kind: EntityType) -> Iterator[ReferenceEntity]:
        """All entities of one kind."""
        return (entity for entity in self.entities.values() if entity.kind == kind)

    def state_by_iso3(self, iso3: str) -> ReferenceEntity | None:
        """The state with that ISO 3166-1 alpha-3 code, or None."""
        return self._by_iso3.get(iso3)

    def category(self, notation: str) -> ReferenceEntity | None:
        """The weapon category with that notation (``missile.ballistic``), or None."""
        return self._by_notation.get(notation)

    def category_parent(self, notation: str) -> str | None:
        """The notation of the next wider category, or None at the top."""
        entity = self._by_notation.get(notation)
        if entity is not None and entity.broader:
            parent = self.entities.get(entity.broader[0])
            return parent.category if parent is not None else None
        return notation.rpartition(".")[0] or None

    def is_within(self, narrow: str, wide: str) -> bool:
        """Whether category ``narrow`` is ``wide`` or lies below it."""
        seen: set[str] = set()
        notation: str | None = narrow
        while notation is not None and notation not in seen:
            if notation == wide:
                return True
            seen.add(notation)
            notation = self.category_parent(notation)
        return False

    def state_of(self, iri: str) -> str | None:
        """The IRI of the state that an entity is or belongs to (a company's seat, a person's state), or None."""
        entity = self.entities.get(iri)
        if entity is None:
            return None
        return iri if entity.kind == "state" else entity.state


@cache
def load() -> Reference:
    """The reference knowledge that comes with this package, read once per process.

    Raises:
        KnowledgeError: if a file of it is broken.

    """
    files = (*vocabulary_files(), *reference_files())
    return Reference(_entities(packaged_knowledge().all), lambda: tuple(file.read_bytes() for file in files))


_Values = Mapping[str, Sequence[Any]]


def _statements(sources: Iterable[tuple[object, bytes]]) -> Mapping[str, _Values]:
    """Subject -> property -> objects."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for place, source in sources:
        try:
            for quad in pyoxigraph.parse(input=source, format=pyoxigraph.RdfFormat.TURTLE):
                found[quad.subject.value][quad.predicate.value].append(quad.object)
        except SyntaxError as error:
            raise KnowledgeError(f"{place}: not Turtle: {error}") from error
    return found


def _entities(statements: Mapping[str, _Values]) -> Iterator[ReferenceEntity]:
    for iri, values in statements.items():
        classes = frozenset(t.value.rpartition("#")[2] for t in values.get(str(RDF.type), ()))
        kind = _kind(iri, classes)
        if kind is not None:
            yield _entity(iri, kind, classes, values, statements)


def _kind(iri: str, classes: frozenset[str]) -> EntityType | None:
    if not iri.startswith(_ID) or "#" in iri:
        return None
    for name in classes:
        if name in _KINDS:
            return _KINDS[name]
    return _KIND_OF_PATH.get(iri[len(_ID) :].partition("/")[0]) if classes else None


def _entity(
    iri: str, kind: EntityType, classes: frozenset[str], values: _Values, statements: Mapping[str, _Values]
) -> ReferenceEntity:
    names = list(_names(values))
    capitals = _all(values, AG.capital)
    for place in capitals:
        if place in statements:
            names += [
                Name(n.text, n.language, "capital") for n in _names(statements[place]) if n.use == "name"
            ]
    category = _first(values, AG.category)
    notation = category[len(_CATEGORIES) :] if category and category.startswith(_CATEGORIES) else None
    if kind == "weapon_class":
        notation = _first(values, SKOS.notation) or iri[len(_CATEGORIES) :]
    origin = _first(values, AG.originState)
    if origin is None and kind == "weapon_system":
        origin = _inherited(values, AG.originState, statements)
    matches = [m for m in _all(values, SKOS.exactMatch) if "wikidata.org/entity/" in m]
    return ReferenceEntity(
        iri=iri,
        kind=kind,
        classes=classes,
        names=tuple(dict.fromkeys(names)),
        labels={v.language or "": v.value for v in values.get(_SKOS + "prefLabel", ())},
        iso3=_first(values, AG.iso3) or (iri.rsplit("/", 1)[-1] if kind == "state" else None),
        iso2=_first(values, AG.iso2),
        state=_first(values, AG.ofState)
        or (origin if kind == "weapon_system" else None)
        or _office_state(values, statements),
        category=notation or (_inherited_category(values, statements) if kind == "weapon_system" else None),
        broader=tuple(_all(values, SKOS.broader)),
        origin=origin,
        manufacturers=tuple(_all(values, AG.manufacturer)),
        family=_first(values, AG.family),
        variant_of=_first(values, AG.variantOf),
        capitals=tuple(capitals),
        part_of=tuple(_all(values, AG.partOf)),
        active_in=tuple(_all(values, AG.activeIn)),
        succeeded_by=tuple(_all(values, AG.succeededBy)),
        existed_from=_first(values, AG.existedFrom),
        existed_until=_first(values, AG.existedUntil),
        ambiguous=_first(values, AG.ambiguousName) == "true",
        tenures=tuple(_tenure(statements[t]) for t in _all(values, AG.tenure) if t in statements),
        organisation_kind=_first(values, AG.organisationKind),
        sipri_names=tuple(_all(values, AG.sipriName)),
        wikidata=matches[0].rsplit("/", 1)[-1] if matches else None,
    )


def _names(values: _Values) -> Iterator[Name]:
    for iri, use in _NAME_PROPERTIES.items():
        for value in values.get(iri, ()):
            yield Name(value.value, value.language, use)


def _all(values: _Values, term: object) -> list[str]:
    return [value.value for value in values.get(str(term), ())]


def _first(values: _Values, term: object) -> str | None:
    found = values.get(str(term))
    return found[0].value if found else None


def _inherited(values: _Values, term: object, statements: Mapping[str, _Values]) -> str | None:
    """A value of the design that this one is a variant of, or of its family."""
    for link in (AG.variantOf, AG.family):
        for parent in _all(values, link):
            found = _first(statements[parent], term) if parent in statements else None
            if found is not None:
                return found
    return None


def _inherited_category(values: _Values, statements: Mapping[str, _Values]) -> str | None:
    found = _inherited(values, AG.category, statements)
    return found[len(_CATEGORIES) :] if found and found.startswith(_CATEGORIES) else None


def _office_state(values: _Values, statements: Mapping[str, _Values]) -> str | None:
    """The state that a person holds or held an office of, where the person's own state is not given."""
    for tenure in _all(values, AG.tenure):
        state = _first(statements[tenure], AG.officeOf) if tenure in statements else None
        if state is not None:
            return state
    return None


def _tenure(values: _Values) -> Tenure:
    return Tenure(
        office=_first(values, AG.office),
        state=_first(values, AG.officeOf),
        start=_first(values, AG["from"]),
        until=_first(values, AG.until),
        titles=tuple(Name(v.value, v.language) for v in values.get(str(AG.officeTitle), ())),
    )
