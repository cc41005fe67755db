"""How the things of one record are called: IRIs of the record, its claims and its entities."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

from rdflib import URIRef

from kg.facts import Entity, Facts
from kg.namespaces import ENTITY_PATHS, ID, slug

_ISO3 = re.compile("[A-Z]{3}")
_SLUG_LENGTH = 60


def concept(scheme: str, value: str) -> URIRef:
    """The concept of a scheme (``stage``, ``kind`` ...) for a value of the facts format."""
    return ID[f"{scheme}/{quote(value, safe='')}"]


def category(notation: str) -> URIRef:
    """The weapon category with a notation such as ``missile.ballistic``."""
    return ID[f"category/{quote(notation, safe='')}"]


def provisional_iri(entity: Entity, base: str) -> URIRef:
    """The IRI of an entity that a record brought and the reference knowledge does not know.

    Made of type and name, so that two records that use one name mean one thing until a person says otherwise.
    A name that loses letters on the way to ASCII gets a hash, so that no two names share an IRI.
    """
    name = " ".join(entity.name.split())
    segment = slug(name)
    plain = unicodedata.normalize("NFKD", name)
    if len(plain) > _SLUG_LENGTH or any(c.isalnum() and not c.isascii() for c in plain):
        digest = hashlib.sha256(name.encode()).hexdigest()[:10]
        segment = segment if segment == digest else f"{segment}-{digest}"
    return URIRef(f"{base}id/provisional/{ENTITY_PATHS[entity.type]}/{segment}")


class Names:
    """The IRIs of one record."""

    def __init__(self, facts: Facts, record_id: str, base: str) -> None:
        self.base = base
        self.record = URIRef(f"{base}id/record/{record_id}")
        self._claims = f"{base}id/claim/{record_id}/"
        self._entities = {entity.id: entity for entity in facts.entities}
        self._iris = {entity.id: self._iri_of(entity) for entity in facts.entities}
        self._items = {t.id: tuple(item.id for item in t.items) for t in facts.transfers}

    def _iri_of(self, entity: Entity) -> URIRef:
        return URIRef(entity.iri) if entity.iri else provisional_iri(entity, self.base)

    def claim(self, local_id: str) -> URIRef:
        """The claim with that id within the record."""
        return URIRef(self._claims + quote(local_id, safe="."))

    def claims_about(self, transfer_id: str) -> tuple[URIRef, ...]:
        """The claims of a transfer of the facts (one per item), or the one of an item, by its id."""
        return tuple(self.claim(item) for item in self._items.get(transfer_id, (transfer_id,)))

    def entity(self, entity_id: str) -> URIRef:
        """The entity with that id in the facts."""
        return self._iris[entity_id]

    def knows(self, entity_id: str) -> bool:
        """Whether the facts have an entity with that id."""
        return entity_id in self._iris

    def about(self, entity_id: str) -> Entity:
        """What the facts say of an entity."""
        return self._entities[entity_id]

    def state(self, value: str | None) -> URIRef | None:
        """A state that is named by the id of an entity or by its bare ISO 3166-1 alpha-3 code."""
        if value is None:
            return None
        if value in self._iris:
            return self._iris[value]
        return ID[f"state/{value}"] if _ISO3.fullmatch(value) else None
