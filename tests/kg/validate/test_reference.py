"""The reference knowledge keeps the rules that records must keep."""

from __future__ import annotations

from rdflib import Graph

from kg.validate import validate_graph
from ontology import reference_files, vocabulary_files


def test_the_reference_knowledge_conforms():
    graph = Graph()
    for file in (*vocabulary_files(), *reference_files()):
        graph.parse(data=file.read_text("utf-8"), format="turtle")
    report = validate_graph(graph)
    broken = [result for result in report.results if result.severity == "Violation"]
    assert not broken, "\n".join(
        f"{one.focus} {one.path}: {one.message} ({one.value})" for one in broken[:20]
    )
