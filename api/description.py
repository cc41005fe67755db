"""What the service says of itself and of its dataset: SPARQL 1.1 Service Description, VoID, and example queries.

One description serves both ways in: ``/sparql`` without a query, and ``/void``. Its figures are those of ``api.statistics``;
what could not be counted is left out. Examples and prefixes are in the terms of SHACL (``sh:SPARQLExecutable``,
``sh:declare``), which editors of SPARQL read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from api.errors import Problem
from api.examples import examples
from api.negotiate import GRAPHS, RESULTS
from api.statistics import Statistics
from kg import __version__
from kg.namespaces import PREFIXES, graph_iri
from kg.store.scan import scan

_NAMESPACES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "sh": "http://www.w3.org/ns/shacl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "format": "http://www.w3.org/ns/formats/",
}
_ALL = {**PREFIXES, **_NAMESPACES}
_FORMATS = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
}
_EXECUTABLE = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}
"""Form of a query -> its class and property in SHACL, which has none for DESCRIBE."""
_TERMS = (
    "The terms of each record hold for what is taken from it: dcterms:license names them, ag:redistribution says what "
    "may be passed on. Ontology and reference knowledge are under the licence that they name."
)

Object = ox.NamedNode | ox.Literal
Part = tuple[ox.NamedNode, str, Object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service stands, as its client addressed it, and where the IRIs start that its dataset mints.

    ``service`` ends in a slash. It comes from the request, so it may be anything that a client sends as its Host.
    """

    service: str
    base: str

    def at(self, path: str) -> ox.NamedNode:
        """An address of the service. Raises a 400 Problem if none can be made of what the request says."""
        try:
            return ox.NamedNode(self.service + path)
        except ValueError:
            raise Problem(
                400, "bad-request", "The Host header is not a host.", advice="Send the host's name."
            ) from None

    @property
    def dataset(self) -> ox.NamedNode:
        """The dataset. It has the same IRI in the description of a dump."""
        return ox.NamedNode(f"{self.base}dataset")


def describe(place: Place, statistics: Statistics, media_type: str) -> bytes:
    """The description, serialised. Raises a 400 Problem as ``Place.at``."""
    parts = (_service, _dataset, _graphs, _partitions, _examples)
    by_subject: dict[ox.NamedNode, list[ox.Triple]] = {}
    for part in parts:
        for subject, name, value in part(place, statistics):
            by_subject.setdefault(subject, []).append(ox.Triple(subject, _term(name), value))
    triples = [triple for triples in by_subject.values() for triple in triples]
    rdf = ox.RdfFormat.from_media_type(media_type)
    return ox.serialize(triples, format=rdf, prefixes=_ALL) or b""


def _service(place: Place, _: Statistics) -> Iterator[Part]:
    service = place.at("sparql")
    yield service, "rdf:type", _term("sd:Service")
    yield service, "sd:endpoint", service
    yield service, "sd:supportedLanguage", _term("sd:SPARQL11Query")
    yield service, "sd:feature", _term("sd:UnionDefaultGraph")
    yield service, "sd:defaultEntailmentRegime", ox.NamedNode("http://www.w3.org/ns/entailment/Simple")
    for offer in (*RESULTS, *GRAPHS):
        yield service, "sd:resultFormat", _term(f"format:{_FORMATS[offer.media_type]}")
    yield service, "sd:defaultDataset", place.dataset
    yield service, "sd:availableGraphs", place.dataset


def _dataset(place: Place, statistics: Statistics) -> Iterator[Part]:
    document, dataset = place.at("void"), place.dataset
    yield document, "rdf:type", _term("void:DatasetDescription")
    yield document, "foaf:primaryTopic", dataset
    for kind in ("void:Dataset", "sd:Dataset", "sd:GraphCollection"):
        yield dataset, "rdf:type", _term(kind)
    yield dataset, "dcterms:title", ox.Literal("Arms transfers with their evidence", language="en")
    yield dataset, "dcterms:title", ox.Literal("عمليات نقل الأسلحة مع أدلتها", language="ar")
    yield dataset, "dcterms:rights", ox.Literal(_TERMS, language="en")
    for license_ in statistics.licenses:
        yield dataset, "dcterms:license", ox.NamedNode(license_)
    yield dataset, "dcterms:identifier", ox.Literal(statistics.version)
    yield dataset, "ag:softwareVersion", ox.Literal(__version__)
    yield dataset, "foaf:homepage", place.at("")
    yield dataset, "void:sparqlEndpoint", place.at("sparql")
    yield dataset, "void:dataDump", place.at("dump.ttl")
    yield dataset, "void:uriSpace", ox.Literal(f"{place.base}id/")
    for offer in GRAPHS[:4]:
        yield dataset, "void:feature", _term(f"format:{_FORMATS[offer.media_type]}")
    for vocabulary in statistics.vocabularies():
        yield dataset, "void:vocabulary", ox.NamedNode(vocabulary)
    yield from _figures(dataset, statistics)


def _figures(dataset: ox.NamedNode, statistics: Statistics) -> Iterator[Part]:
    counted = statistics.properties
    for name, number in (
        ("void:triples", statistics.triples),
        ("void:entities", statistics.entities),
        ("void:distinctSubjects", statistics.subjects),
        ("void:distinctObjects", statistics.objects),
        ("void:properties", len(counted) if counted else None),
        ("void:classes", len(statistics.classes) if counted else None),
        ("void:documents", statistics.records),
    ):
        if number is not None:
            yield dataset, name, _number(number)


def _graphs(place: Place, statistics: Statistics) -> Iterator[Part]:
    """The default graph, the graphs that are few, and those of records as one subset: there is one for each."""
    dataset, default = place.dataset, ox.NamedNode(f"{place.base}dataset#default-graph")
    yield dataset, "sd:defaultGraph", default
    yield default, "rdf:type", _term("sd:Graph")
    yield default, "rdf:type", _term("void:Dataset")
    yield default, "rdfs:comment", ox.Literal("The union of all named graphs.", language="en")
    if statistics.triples is not None:
        yield default, "void:triples", _number(statistics.triples)
    for iri, triples in statistics.graphs.items():
        named, graph = (_hashed(dataset, kind, iri) for kind in ("named-graph", "graph"))
        yield dataset, "sd:namedGraph", named
        yield named, "rdf:type", _term("sd:NamedGraph")
        yield named, "sd:name", ox.NamedNode(iri)
        yield named, "sd:graph", graph
        yield graph, "rdf:type", _term("sd:Graph")
        yield graph, "rdf:type", _term("void:Dataset")
        yield graph, "void:triples", _number(triples)
    if statistics.records is not None:
        records = ox.NamedNode(f"{place.base}dataset#records")
        yield dataset, "void:subset", records
        yield records, "rdf:type", _term("void:Dataset")
        yield records, "dcterms:title", ox.Literal("Records, each in a named graph of its own", language="en")
        yield records, "void:uriSpace", ox.Literal(graph_iri("record/", place.base))
        yield records, "void:documents", _number(statistics.records)


def _partitions(place: Place, statistics: Statistics) -> Iterator[Part]:
    for name, what, size, counts in (
        ("classPartition", "void:class", "void:entities", statistics.classes),
        ("propertyPartition", "void:property", "void:triples", statistics.properties),
    ):
        for iri, number in counts.items():
            node = _hashed(place.dataset, name, iri)
            yield place.dataset, f"void:{name}", node
            yield node, "rdf:type", _term("void:Dataset")
            yield node, what, ox.NamedNode(iri)
            yield node, size, _number(number)


def _examples(place: Place, _: Statistics) -> Iterator[Part]:
    service = place.at("sparql")
    for prefix, namespace in PREFIXES.items():
        node = place.at(f"sparql#prefix-{prefix}")
        yield service, "sh:declare", node
        yield node, "rdf:type", _term("sh:PrefixDeclaration")
        yield node, "sh:prefix", ox.Literal(prefix)
        yield node, "sh:namespace", ox.Literal(namespace, datatype=_term("xsd:anyURI"))
    for example in examples():
        form = scan(example.query).form
        if form not in _EXECUTABLE:
            continue
        kind, holds = _EXECUTABLE[form]
        node = place.at(f"sparql#example-{example.name}")
        yield node, "rdf:type", _term("sh:SPARQLExecutable")
        yield node, "rdf:type", _term(f"sh:{kind}")
        yield node, "rdfs:label", ox.Literal(example.title, language="en")
        yield node, "rdfs:comment", ox.Literal(example.title, language="en")
        yield node, "sh:prefixes", service
        yield node, f"sh:{holds}", ox.Literal(example.query)
        yield node, "schema:target", service


def _term(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(_ALL[prefix] + local)


def _number(number: int) -> ox.Literal:
    return ox.Literal(number)


def _hashed(dataset: ox.NamedNode, name: str, iri: str) -> ox.NamedNode:
    """The same IRI for the same part, here and in the description of a dump."""
    return ox.NamedNode(f"{dataset.value}#{name}-{hashlib.sha256(iri.encode()).hexdigest()[:12]}")
