"""SIPRI's armament categories, by which its own volumes are told apart."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

_FILE = "sipri-categories.ttl"
_SCHEME = "/id/sipri-category/"


@cache
def sipri_categories() -> dict[str, str]:
    """SIPRI's armament categories: IRI and English name."""
    import ontology

    path = next(file for file in ontology.vocabulary_files() if file.name == _FILE)
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    return {
        quad.subject.value: quad.object.value
        for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE)
        if quad.predicate == label
        and isinstance(quad.object, ox.Literal)
        and quad.object.language == "en"
        and isinstance(quad.subject, ox.NamedNode)
        and _SCHEME in quad.subject.value
    }


def is_sipri_category(iri: str) -> bool:
    """Whether a category is one of SIPRI's, not one of the category tree."""
    return _SCHEME in iri
