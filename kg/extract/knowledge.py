"""The reference knowledge as the frames need it: an actor's state, a weapon's category, an entity's facts id."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg import reference
from kg.errors import KnowledgeError
from kg.extract.mentions import describe
from kg.facts import Entity, EntityType
from kg.namespaces import AG, ID_PREFIXES

_REMEMBERED = 50_000
"""So many ids are remembered: those of a text are asked for at each of its mentions."""
_FORCES = frozenset({str(AG.ArmedForce)})
_FORCE_SLUGS = frozenset(
    {
        "armed-forces",
        "army",
        "air-force",
        "navy",
        "national-guard",
        "coast-guard",
        "border-guard",
        "marine-corps",
        "troops",
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """What the frames need to know of an entity of the reference knowledge."""

    iri: str
    label: str
    state: str | None = None
    category: str | None = None
    origin: str | None = None
    makers: frozenset[str] = frozenset()
    organisation_kind: str | None = None
    is_company: bool = False
    is_force: bool = False

    @property
    def maker(self) -> str | None:
        """The state that makes it, if that state is still there."""
        return self.origin if self.makers == {self.origin} else None


def actor(iri: str) -> Actor:
    """What the frames need to know of an entity: of the reference knowledge, or generated from a pattern.

    Raises:
        KnowledgeError: if the IRI is neither.

    """
    known = reference.load().get(iri)
    if known is None:
        body = describe(iri)
        if body is None:
            raise KnowledgeError(f"{iri} is neither in the reference knowledge nor a body of a state")
        state = None if body.is_group else body.state
        return Actor(iri, body.label, state=state, is_force=body.slug in _FORCE_SLUGS)
    return Actor(
        iri=iri,
        label=known.label,
        state=known.state if known.kind != "state" else iri,
        category=known.category,
        origin=known.origin,
        makers=_makers(known.origin),
        organisation_kind=known.organisation_kind,
        is_company="/company/" in iri,
        is_force=bool(known.classes & _FORCES),
    )


def _makers(origin: str | None) -> frozenset[str]:
    """A state and, if it is gone, those that came after it: Soviet designs are sold by Russia and Ukraine."""
    state = reference.load().get(origin) if origin else None
    return frozenset({state.iri, *state.succeeded_by}) if state else frozenset()


@lru_cache(_REMEMBERED)
def facts_id(kind: EntityType, iri: str) -> str:
    """The id of an entity within a facts record: the ISO code of a state, else a prefix and the IRI's last part."""
    last = iri.rstrip("/").rsplit("/", 1)[-1]
    return last if kind == "state" else f"{ID_PREFIXES[kind]}:{last}"


def facts_entity(kind: EntityType, iri: str, aliases: tuple[str, ...]) -> Entity:
    """An entity of a facts record, linked to the reference knowledge."""
    known = reference.load().get(iri)
    if known is None:
        known_as = actor(iri)
        state = known_as.state.rsplit("/", 1)[-1] if known_as.state else None
        return Entity(id=facts_id(kind, iri), type=kind, name=known_as.label, state=state, aliases=aliases)
    state = known.state.rsplit("/", 1)[-1] if known.state and kind != "state" else None
    return Entity(
        id=facts_id(kind, iri),
        type=kind,
        name=known.label,
        subtype="company" if "/company/" in iri else known.organisation_kind,
        iso3=known.iso3,
        wikidata=known.wikidata,
        iri=iri,
        state=state,
        **{"class": known.category if kind.startswith("weapon") else None},
        origin=known.origin.rsplit("/", 1)[-1] if known.origin else None,
        aliases=aliases,
    )
