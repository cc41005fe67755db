"""What is in a dump, in the words of VoID and DCAT, so that a machine can find and check it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID, XSD

from kg import __version__
from kg.namespaces import AG
from kg.share.shareable import Part
from kg.share.write import FORMATS

SPDX = Namespace("http://spdx.org/rdf/terms#")
_TYPE = str(RDF.type)


def describe(part: Part, files: Iterable[Path], base: str) -> bytes:
    """Turtle that describes a dump: how much of what it holds, its files with size and checksum, what was left out.

    There is no date in it: the same graph gives the same description.
    """
    graph = Graph()
    for prefix, namespace in (("void", VOID), ("dcat", DCAT), ("spdx", SPDX), ("ag", AG)):
        graph.bind(prefix, namespace)
    dataset = URIRef(base + "dataset")
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, RDF.type, DCAT.Dataset))
    graph.add((dataset, DCTERMS.title, Literal("Arms transfers with their evidence", lang="en")))
    graph.add((dataset, DCTERMS.title, Literal("عمليات نقل الأسلحة مع أدلتها", lang="ar")))
    graph.add((dataset, DCTERMS.description, Literal(_left_out(part), lang="en")))
    graph.add((dataset, VOID.uriSpace, Literal(base + "id/")))
    graph.add((dataset, VOID.vocabulary, URIRef(str(AG))))
    graph.add((dataset, AG.softwareVersion, Literal(__version__)))
    _statistics(graph, dataset, part)
    for file in files:
        _distribution(graph, dataset, file, base)
    return _sorted(graph)


def _left_out(part: Part) -> str:
    if not part.withheld_records and not part.withheld_texts:
        return "Complete: nothing was left out."
    return (
        f"{part.withheld_records} records were left out because their terms forbid passing them on; "
        f"of {part.withheld_texts} more, the claims and quotes are here and the full text is not."
    )


def _statistics(graph: Graph, dataset: URIRef, part: Part) -> None:
    merged = {triple for triples in part.graphs.values() for triple in triples}
    classes = Counter(str(t.object).strip("<>") for t in merged if t.predicate.value == _TYPE)
    properties = Counter(t.predicate.value for t in merged)
    for name, count in (
        ("triples", len(merged)),
        ("distinctSubjects", len({t.subject for t in merged})),
        ("distinctObjects", len({t.object for t in merged})),
        ("classes", len(classes)),
        ("properties", len(properties)),
    ):
        graph.add((dataset, VOID[name], Literal(count)))
    for name, what, counts, size in (
        ("classPartition", VOID["class"], classes, VOID.entities),
        ("propertyPartition", VOID.property, properties, VOID.triples),
    ):
        for iri, count in counts.items():
            node = URIRef(f"{dataset}#{name}-{hashlib.sha256(iri.encode()).hexdigest()[:12]}")
            graph.add((dataset, VOID[name], node))
            graph.add((node, what, URIRef(iri)))
            graph.add((node, size, Literal(count)))


def _distribution(graph: Graph, dataset: URIRef, file: Path, base: str) -> None:
    node = URIRef(f"{base}dumps/{file.name}")
    checksum = URIRef(f"{node}#sha256")
    graph.add((dataset, DCAT.distribution, node))
    graph.add((dataset, VOID.dataDump, node))
    graph.add((node, RDF.type, DCAT.Distribution))
    media_type = FORMATS[file.suffix.removeprefix(".")][1]
    graph.add((node, DCAT.mediaType, URIRef("https://www.iana.org/assignments/media-types/" + media_type)))
    graph.add((node, DCAT.byteSize, Literal(file.stat().st_size, datatype=XSD.nonNegativeInteger)))
    graph.add((node, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    graph.add((checksum, SPDX.checksumValue, Literal(digest)))


def _sorted(graph: Graph) -> bytes:
    """Turtle of a small graph without blank nodes: rdflib sorts subjects and predicates."""
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)  # noqa: S101 - an invariant of this file
    return graph.serialize(format="turtle").encode()
