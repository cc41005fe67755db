"""The inference over the embedded store gives what it gives over a graph."""

from __future__ import annotations

from rdflib import Graph

from kg.infer import inferences, select_from, select_in
from kg.namespaces import AG, ID
from kg.store import open_store
from kg.store.terms import triples_of

TURTLE = f"""
@prefix ag: <{AG}> .
@prefix ex: <https://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{ID}category/missile.ballistic> a skos:Concept ; skos:broader <{ID}category/missile> .
ex:missile a ag:WeaponSystem ; ag:category <{ID}category/missile.ballistic> ; ag:rangeKm 690.0 .
ex:old a ag:State ; ag:existedUntil "1991-12-26"^^xsd:date .
"""


def test_a_store_answers_as_a_graph_does(tmp_path):
    graph = Graph().parse(data=TURTLE, format="turtle")
    store = open_store(str(tmp_path / "store"))
    store.replace({"https://example.org/graph": triples_of(graph)})
    found = inferences(select_in(store))
    assert found == inferences(select_from(graph))
    assert len(found) > 5
