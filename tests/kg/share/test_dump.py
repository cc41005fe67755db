"""Dumps: the same bytes for the same graph, the same quads when read back, and nothing that terms forbid."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from kg.build import build
from kg.errors import InputError
from kg.settings import Settings
from kg.share import FORMATS, dump
from kg.share.shareable import shareable
from kg.store import open_store

ONTOLOGY = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
ex:A a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty ex:p ; owl:hasValue "x" ] .
ex:B a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty ex:p ; owl:hasValue "مرحبا"@ar ] .
"""
BASE = Settings().base


@pytest.fixture
def store(tmp_path):
    """A small store: a graph with blank nodes and three records with different terms."""
    opened = open_store(str(tmp_path / "a.store"))
    yield opened
    opened.close()


def fill(store, shuffled: bool = False):
    graphs = {BASE + "graph/ontology": list(ox.parse(ONTOLOGY.encode(), format=ox.RdfFormat.TURTLE))}
    for name in ("full", "facts", "none"):
        turtle = f"""
            @prefix ag: <{BASE}ontology#> . @prefix id: <{BASE}id/> .
            <{BASE}id/record/{name}> a ag:Document ; ag:redistribution "{name}" ; ag:text "text of {name}"@en .
            <{BASE}id/claim/{name}/t1.1> a ag:TransferReport ; ag:record <{BASE}id/record/{name}> ;
                ag:supplier <{BASE}id/state/RUS> ; ag:recipient <{BASE}id/state/{"IRQ" if name == "none" else "EGY"}> ;
                ag:category <{BASE}id/category/armour.tank> ; ag:stage <{BASE}id/stage/delivered> ;
                ag:epistemicStatus <{BASE}id/epistemic/asserted> .
        """
        graphs[f"{BASE}graph/record/{name}"] = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    graphs[BASE + "graph/meta"] = list(
        ox.parse(
            f"<{BASE}graph/ontology> <{BASE}ontology#builderHash> 'x' .".encode(), format=ox.RdfFormat.TURTLE
        )
    )
    store.replace(
        {
            name: [
                ox.Triple(t.subject, t.predicate, t.object) for t in (reversed(graph) if shuffled else graph)
            ]
            for name, graph in graphs.items()
        }
    )
    return graphs


def quads(path: Path, form: ox.RdfFormat) -> set[str]:
    return {str(quad) for quad in ox.parse(path=str(path), format=form)}


def test_the_same_graph_gives_the_same_bytes_however_it_was_loaded(store, tmp_path):
    fill(store)
    first = {path.name: path.read_bytes() for path in dump(store, tmp_path / "one")}
    other = open_store(str(tmp_path / "b.store"))
    fill(other, shuffled=True)
    second = {path.name: path.read_bytes() for path in dump(other, tmp_path / "two")}
    other.close()
    assert first == second


def test_all_formats_with_graphs_hold_the_same_quads_and_rdflib_reads_them_alike(store, tmp_path):
    fill(store)
    dump(store, tmp_path / "d")
    expected = quads(tmp_path / "d/armsgraph.nq", ox.RdfFormat.N_QUADS)
    assert expected == {str(quad) for quad in shareable(store, BASE).quads()}
    for name in ("trig", "jsonld"):
        assert quads(tmp_path / f"d/armsgraph.{name}", FORMATS[name][0]) == expected
    for name, form in (("nq", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")):
        read = Dataset()
        read.parse(tmp_path / f"d/armsgraph.{name}", format=form)
        assert sum(len(graph) for graph in read.graphs()) == len(expected)


def test_turtle_holds_the_statements_of_all_graphs(store, tmp_path):
    fill(store)
    dump(store, tmp_path / "d", ["ttl", "nq"])
    turtle = Graph().parse(tmp_path / "d/armsgraph.ttl")
    with_graphs, merged = Dataset(), Graph()
    with_graphs.parse(tmp_path / "d/armsgraph.nq", format="nquads")
    for subject, predicate, value, _ in with_graphs.quads():
        merged.add((subject, predicate, value))
    assert isomorphic(turtle, merged)


def test_what_the_terms_forbid_stays_out_and_nothing_shows_through(store, tmp_path):
    fill(store)
    dump(store, tmp_path / "d")
    for path in (tmp_path / "d").iterdir():
        content = path.read_text(encoding="utf-8")
        assert (
            "text of full" in content
            or path.suffix not in {".ttl", ".trig", ".nq", ".jsonld"}
            or path.name == "void.ttl"
        )
        assert "text of facts" not in content
        assert "record/none" not in content
        assert "/state/IRQ" not in content
    assert "1 records were left out" in (tmp_path / "d/void.ttl").read_text(encoding="utf-8")


def test_the_builders_own_book_is_not_dumped(store, tmp_path):
    fill(store)
    dump(store, tmp_path / "d", ["nq"])
    assert "builderHash" not in (tmp_path / "d/armsgraph.nq").read_text(encoding="utf-8")


def test_checksums_fit_the_files(store, tmp_path):
    fill(store)
    files = dump(store, tmp_path / "d")
    for line in (tmp_path / "d/SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "d" / name).read_bytes()).hexdigest() == digest
    assert {path.name for path in files} == {path.name for path in (tmp_path / "d").iterdir()}


def test_an_unknown_format_and_a_folder_that_cannot_be_are_named(store, tmp_path):
    with pytest.raises(InputError, match="no format 'docx'"):
        dump(store, tmp_path / "d", ["docx"])
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        dump(store, tmp_path / "file" / "d")


def test_a_built_graph_is_dumped_with_its_transfers(tmp_path):
    text = "Russia delivered tanks to Iraq in 2019."
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"id": "a", "language": "en", "text": text}) + "\n", encoding="utf-8"
    )
    settings = Settings(store=str(tmp_path / "s.store"))
    build([str(tmp_path / "in.jsonl")], settings)
    opened = open_store(settings.store, read_only=True)
    dump(opened, tmp_path / "d", ["ttl"], settings)
    opened.close()
    turtle = (tmp_path / "d/armsgraph.ttl").read_text(encoding="utf-8")
    assert "a ag:Transfer" in turtle
    assert f'ag:quote "{text.removesuffix(".")}"@en' in turtle
