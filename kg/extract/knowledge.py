"""The reference knowledge as the frames need it: an actor's state, a weapon's category, an entity's facts id."""

from __future__ import annotations

from dataclasses import dataclass

from kg import reference
from kg.extract.mentions import describe
from kg.facts import Entity, EntityType
from kg.namespaces import AG, ID_PREFIXES

_FORCES = frozenset({str(AG.ArmedForce)})


@dataclass(frozen=True, slots=True)
class Actor:
    """What the frames need to know of an entity of the reference knowledge."""

    iri: str
    label: str
    state: str | None
    category: str | None
    origin: str | None
    organisation_kind: str | None
    is_company: bool
    is_force: bool


def actor(iri: str) -> Actor:
    """What the frames need to know of an entity: of the reference knowledge, or generated from a pattern."""
    known = reference.load().get(iri)
    if known is None:
        described = describe(iri)
        return Actor(iri, described.label, described.state, None, None, None, False, "force" in described.iri or "army" in iri or "navy" in iri)
    return Actor(
        iri=iri,
        label=known.label,
        state=known.state if known.kind != "state" else iri,
        category=known.category,
        origin=known.origin,
        organisation_kind=getattr(known, 'organisation_kind', None),
        is_company="/company/" in iri,
        is_force=bool(known.classes & _FORCES),
    )


def facts_id(kind: EntityType, iri: str) -> str:
    """The id of an entity within a facts record: the ISO code of a state, else a prefix and the IRI's last part."""
    last = iri.rstrip("/").rsplit("/", 1)[-1]
    return last if kind == "state" else f"{ID_PREFIXES[kind]}:{last}"


def facts_entity(kind: EntityType, iri: str, aliases: tuple[str, ...]) -> Entity:
    """An entity of a facts record, linked to the reference knowledge."""
    known = reference.load().get(iri)
    if known is None:
        described = describe(iri)
        state = described.state.rsplit("/", 1)[-1] if described.state else None
        return Entity(id=facts_id(kind, iri), type=kind, name=described.label, state=state, aliases=aliases)
    state = known.state.rsplit("/", 1)[-1] if known.state and kind != "state" else None
    return Entity(
        id=facts_id(kind, iri),
        type=kind,
        name=known.label,
        subtype="company" if "/company/" in iri else getattr(known, 'organisation_kind', None),
        iso3=known.iso3,
        wikidata=known.wikidata,
        iri=iri,
        state=state,
        **{"class": known.category if kind.startswith("weapon") else None},
        origin=known.origin.rsplit("/", 1)[-1] if known.origin else None,
        aliases=aliases,
    )
