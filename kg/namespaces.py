"""The IRIs of the project: namespaces, named graphs, and how the IRI of a thing is made.

The ontology and the reference knowledge have fixed, published IRIs, so that two graphs built by two people
agree on what a state or a weapon is. What a build mints itself (records, claims, transfers, graphs) stands
below the base of ``Settings``, which is the published one unless the user sets another.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

_STANDARD = {
    str(vocabulary[name]): vocabulary[name]
    for vocabulary in (RDF, RDFS, SKOS, DCTERMS, XSD)
    for name in vocabulary.__annotations__
    if not name.startswith("_")
}
"""The objects that rdflib has for the terms of standards."""


@lru_cache(maxsize=100_000)
def named(iri: str) -> URIRef:
    """An IRI as a term of rdflib, the same object each time.

    rdflib checks every new one, and a dictionary compares two letter by letter where it could see that they are one.
    """
    return _STANDARD.get(iri) or URIRef(iri)


class Terms(Namespace):
    """A namespace that makes each of its terms once."""

    @lru_cache(maxsize=100_000)  # noqa: B019 - the namespaces live as long as the process
    def term(self, name: str) -> URIRef:
        """The IRI of a term."""
        return named(f"{self}{name}")


BASE = "https://w3id.org/armsgraph/"
AG = Terms(BASE + "ontology#")
ID = Terms(BASE + "id/")
OA = Terms("http://www.w3.org/ns/oa#")
TIME = Terms("http://www.w3.org/2006/time#")

PREFIXES: dict[str, str] = {
    "ag": str(AG),
    "id": str(ID),
    "dcterms": str(DCTERMS),
    "oa": str(OA),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "time": str(TIME),
    "xsd": str(XSD),
}
"""Prefixes that every serialisation of ours binds and every query of the command line may use undeclared."""

GRAPH_ONTOLOGY = BASE + "graph/ontology"
GRAPH_REFERENCE = BASE + "graph/reference"


def graph_iri(name: str, base: str = BASE) -> str:
    """The IRI of a named graph: ``ontology``, ``reference``, ``transfers``, ``inferred``, ``meta``."""
    return f"{base}graph/{name}"


def record_graph_iri(record_id: str, base: str = BASE) -> str:
    """The named graph that holds all claims of one record and nothing else."""
    return f"{base}graph/record/{record_id}"


def register_iri(name: str, base: str = BASE) -> URIRef:
    """The IRI of a register, such as ``sipri``."""
    return URIRef(f"{base}id/register/{name}")


def release_iri(name: str, base: str = BASE) -> URIRef:
    """The IRI of a release of a register, such as ``sipri-2025``."""
    return URIRef(f"{base}id/release/{name}")


def slug(text: str, limit: int = 60) -> str:
    """A readable, stable IRI segment: ASCII letters, digits and hyphens.

    Text with no ASCII letters or digits at all becomes the first ten hex digits of its SHA-256, so that two
    Arabic names never share a segment.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:limit].strip("-")
    return plain or hashlib.sha256(text.encode()).hexdigest()[:10]


ENTITY_PATHS = {
    "state": "state",
    "person": "person",
    "organisation": "organisation",
    "group": "group",
    "place": "place",
    "facility": "facility",
    "weapon_system": "weapon",
    "weapon_class": "category",
}
"""Entity type of a facts record -> path segment of its IRI. Companies are organisations with their own path."""

ID_PREFIXES = {
    "person": "per",
    "organisation": "org",
    "group": "grp",
    "place": "loc",
    "facility": "fac",
    "weapon_system": "wpn",
    "weapon_class": "cls",
}
"""Entity type -> prefix of its id in a facts record; a state's id is its bare ISO 3166-1 alpha-3 code."""
