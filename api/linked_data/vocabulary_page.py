"""The page of the vocabulary: classes and properties in the order of their labels, each at its own anchor."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from api import pages
from api.graph import Triples
from api.linked_data import frame
from api.linked_data.describing import Describing, Shown, shorten
from api.linked_data.documents import Document
from api.linked_data.languages import Languages
from kg.namespaces import BASE

_RELATIONS = (
    ("narrower_than", ("rdfs:subClassOf", "rdfs:subPropertyOf")),
    ("domain", ("rdfs:domain",)),
    ("range", ("rdfs:range",)),
)
_CLASSES = frozenset({"http://www.w3.org/2002/07/owl#Class", "http://www.w3.org/2000/01/rdf-schema#Class"})


def of(document: Document, found: list[ox.Triple], languages: Languages) -> str:
    """The page, from the statements of the vocabulary."""
    read = Triples(found)
    asked = dict(document.parameters)
    wide = Describing(read, languages, BASE, asked.get("as_of"), asked.get("lang"))
    terms = read.subjects("rdfs:isDefinedBy", document.iri)
    classes = [iri for iri in terms if _CLASSES & set(read.iris(iri, "rdf:type"))]
    properties = sorted(set(terms) - set(classes))
    return pages.render(
        "ontology.html",
        **frame.of(document, languages),
        about=[*wide.values(document.iri, "dcterms:title"), *wide.values(document.iri, "dcterms:description")],
        groups=[
            {"heading": heading, "terms": sorted((_term(wide, iri) for iri in iris), key=lambda term: str(term["label"].text))}
            for heading, iris in (("classes", classes), ("properties", properties))
        ],
    )  # fmt: skip


def _term(wide: Describing, iri: str) -> dict[str, Any]:
    label = wide.label(iri)
    return {
        "name": shorten(iri),
        "anchor": iri.rpartition("#")[2],
        "label": Shown(label.text, label.language, f"#{iri.rpartition('#')[2]}"),
        "labels": [text for text in wide.values(iri, "rdfs:label") if text.text != label.text],
        "definitions": wide.values(iri, "skos:definition"),
        "relations": [
            (relation, [value for name in names for value in _named(wide, iri, name)])
            for relation, names in _RELATIONS
        ],
    }


def _named(wide: Describing, iri: str, name: str) -> list[Shown]:
    return [wide.link(value) for value in wide.triples.iris(iri, name)]
