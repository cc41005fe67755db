"""What the SPARQL endpoint says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

import pyoxigraph as ox

from api.negotiate import GRAPHS, RESULTS
from kg.namespaces import PREFIXES

_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
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


def service_description(endpoint: str, media_type: str) -> bytes:
    """The description of the endpoint at this address, serialised."""
    return (
        ox.serialize(
            _statements(endpoint),
            format=ox.RdfFormat.from_media_type(media_type),
            prefixes={**PREFIXES, "sd": _SD},
        )
        or b""
    )


def _statements(endpoint: str) -> list[ox.Triple]:
    service = ox.NamedNode(endpoint)
    dataset = ox.NamedNode(endpoint + "#dataset")
    default = ox.NamedNode(endpoint + "#default-graph")

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    statements = [
        ox.Triple(service, _RDF_TYPE, term("Service")),
        ox.Triple(service, term("endpoint"), service),
        ox.Triple(service, term("supportedLanguage"), term("SPARQL11Query")),
        ox.Triple(service, term("feature"), term("UnionDefaultGraph")),
        ox.Triple(service, term("defaultDataset"), dataset),
        ox.Triple(dataset, _RDF_TYPE, term("Dataset")),
        ox.Triple(dataset, term("defaultGraph"), default),
        ox.Triple(default, _RDF_TYPE, term("Graph")),
    ]
    statements += [
        ox.Triple(
            service,
            term("resultFormat"),
            ox.NamedNode("http://www.w3.org/ns/formats/" + _FORMATS[offer.media_type]),
        )
        for offer in (*RESULTS, *GRAPHS)
    ]
    return statements
