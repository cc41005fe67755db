"""Entities that the reference knowledge does not know, as far as the record describes them."""

from __future__ import annotations

import unicodedata

from rdflib import RDF, Literal, URIRef
from rdflib.namespace import SKOS

from kg.facts import Entity, Facts
from kg.namespaces import AG
from kg.populate.names import category
from kg.populate.nodes import Writer

_CLASSES = {
    "state": AG.State,
    "person": AG.Person,
    "organisation": AG.Organisation,
    "group": AG.NonStateGroup,
    "place": AG.Place,
    "facility": AG.Facility,
    "weapon_system": AG.WeaponSystem,
    "weapon_class": SKOS.Concept,
}
_SUBTYPES = {
    "company": AG.Company,
    "government_body": AG.GovernmentBody,
    "ministry": AG.GovernmentBody,
    "armed_force": AG.ArmedForce,
    "international_organisation": AG.InternationalOrganisation,
}
_NOT_LATIN = frozenset({"ar", "fa", "he", "ko", "ru", "uk", "zh"})


def describe_entities(writer: Writer, facts: Facts) -> None:
    """Each entity without an IRI of the reference knowledge, marked as provisional."""
    own_words = {mention.text for mention in facts.mentions}
    for entity in facts.entities:
        if not entity.iri:
            _describe(writer, entity, own_words)


def _describe(writer: Writer, entity: Entity, own_words: set[str]) -> None:
    node = writer.names.entity(entity.id)
    subtype = (entity.subtype or "").replace("-", "_").replace(" ", "_").lower()
    writer.add(node, RDF.type, _SUBTYPES.get(subtype) or _CLASSES[entity.type])
    writer.add(node, AG.provisional, Literal(True))
    language = writer.document.lang
    writer.add(node, SKOS.prefLabel, _label(entity.name, language, own_words))
    for alias in entity.aliases:
        if alias != entity.name:
            writer.add(node, SKOS.altLabel, _label(alias, language, own_words))
    if entity.type == "state":
        writer.add(node, AG.iso3, writer.literal(entity.iso3))
    if entity.wikidata:
        writer.add(node, SKOS.exactMatch, URIRef(f"http://www.wikidata.org/entity/{entity.wikidata}"))
    origin = writer.names.state(entity.origin)
    if entity.type == "weapon_system":
        writer.add(node, AG.originState, origin)
        if entity.weapon_class:
            writer.add(node, AG.category, category(entity.weapon_class))
    elif entity.weapon_class:
        writer.add(node, SKOS.broader, category(entity.weapon_class))
    if (state := writer.names.state(entity.state)) != node:
        writer.add(node, AG.ofState, state)
    if entity.part_of and writer.names.knows(entity.part_of):
        writer.add(node, AG.partOf, writer.names.entity(entity.part_of))
    writer.note(node, entity.note)


def _label(text: str, language: str, own_words: set[str]) -> Literal:
    """A name with the language of the document if it is one of its words in its script, else without a tag."""
    latin = any(unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha())
    if text in own_words and not (latin and language in _NOT_LATIN):
        return Literal(text, lang=language)
    return Literal(text)
