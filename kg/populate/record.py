"""What a record says about itself."""

from __future__ import annotations

import re
from urllib.parse import quote

from rdflib import RDF, Literal, URIRef
from rdflib.namespace import DCTERMS

from kg.facts import Facts
from kg.namespaces import AG, register_iri, release_iri
from kg.populate.nodes import Writer

REGISTER_ENTRY = "register entry"
"""The genre of a record that is a row of a register and no text of a writer."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S", re.ASCII)
_NO_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")


def describe_record(writer: Writer, facts: Facts, key: str) -> None:
    """The record's own node, with the entities that it mentions."""
    document, record = facts.document, writer.names.record
    writer.add(record, RDF.type, AG.RegisterEntry if document.genre == REGISTER_ENTRY else AG.Document)
    writer.add(record, AG.recordKey, Literal(key))
    writer.add(record, AG.contentHash, writer.literal(document.sha256))
    writer.add(record, AG.redistribution, Literal(document.redistribution))
    writer.add(record, AG.text, writer.words(document.text))
    writer.title(record, document.title)
    writer.add(record, DCTERMS.identifier, Literal(document.id))
    writer.add(record, DCTERMS.language, Literal(document.lang))
    published = document.release.published if document.release else None
    writer.add(record, DCTERMS.issued, writer.day(document.date or published))
    writer.add(record, DCTERMS.publisher, writer.literal(document.publisher))
    writer.add(record, DCTERMS.source, address(document.url))
    writer.add(record, DCTERMS.license, address(document.licence))
    if document.date_estimate:
        writer.add(record, AG.dateEstimatedFrom, writer.day(document.date_estimate[0]))
        writer.add(record, AG.dateEstimatedUntil, writer.day(document.date_estimate[1]))
    writer.add(record, AG.referenceDate, writer.day(document.reference_date))
    writer.add(record, AG.genre, writer.literal(document.genre))
    if document.release:
        writer.add(record, AG.register, register_iri(document.release.register_name, writer.names.base))
        writer.add(record, AG.release, release_iri(document.release.name, writer.names.base))
    writer.add(record, AG.registerId, writer.literal(document.register_id))
    writer.add(record, AG.translatedFrom, writer.literal(document.translated_from))
    writer.add(record, AG.translation, writer.literal(document.translation))
    writer.add(record, AG.extractor, writer.literal(facts.extractor))
    writer.add_all(record, AG.mentions, {writer.names.entity(entity.id) for entity in facts.entities})


def address(value: str | None) -> URIRef | Literal | None:
    """A URL as an IRI, with what no IRI may hold escaped; other words stay words."""
    if value is None:
        return None
    if _ADDRESS.match(value):
        return URIRef(_NO_IRI.sub(lambda match: quote(match.group()), value.strip()))
    return Literal(value)
