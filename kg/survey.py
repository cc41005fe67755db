"""Looking into a store without changing it: what it holds, and whether that fits the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import Graph
from rdflib.namespace import RDF

from kg import __version__
from kg.derive import count_transfers
from kg.errors import InputError
from kg.fuse.stored import decisions_graph
from kg.ledger import DERIVED, Ledger
from kg.namespaces import GRAPH_REFERENCE, graph_iri, record_graph_iri
from kg.populate import populate
from kg.read import Refusal, expand, read_file
from kg.read.turtle import parse_check, rdf_format
from kg.releases import Releases
from kg.settings import Settings
from kg.store import Store, read_graph
from kg.store.terms import to_rdflib
from kg.validate import Report, Result, validate_graph, validate_many
from kg.work import Task, facts_of, wrong_with


def status_of(store: Store, settings: Settings) -> dict[str, Any]:
    """Counts of what the store holds, the last build, and whether the derived graphs fit the records."""
    ledger = Ledger(store, settings.base)
    counts = ledger.counts()
    runs = store.query(
        f"SELECT ?ended WHERE {{ GRAPH <{ledger.meta}> {{ ?run a ag:BuildRun ; prov:endedAtTime ?ended }} }} "
        "ORDER BY DESC(?ended) LIMIT 1"
    )
    names = ("ontology", "reference", *DERIVED, "meta")
    return {
        "store": settings.store,
        "version": __version__,
        "records": counts.records,
        "claims": counts.claims,
        "transfers": count_transfers(store, settings),
        "superseded": counts.superseded,
        "quarantined": counts.quarantined,
        "releases": sorted(Releases(store, settings.base).by_name),
        "statements": store.count(),
        "stale": ledger.has_marks(),
        "last_build": next((row["ended"].value for row in runs.rows()), None),
        "graphs": {name: store.count(graph_iri(name, settings.base)) for name in names},
    }


def records_of(store: Store, settings: Settings) -> list[dict[str, Any]]:
    """All records, sorted by id, with what is known of each."""
    ledger = Ledger(store, settings.base)
    answer = store.query(
        "SELECT ?record ?title ?language ?date ?url WHERE { GRAPH ?g { ?record ag:recordKey ?key ; ag:redistribution ?terms . "
        "OPTIONAL { ?record dcterms:title ?title } OPTIONAL { ?record dcterms:language ?language } "
        "OPTIONAL { ?record dcterms:issued ?date } OPTIONAL { ?record dcterms:source ?url } } }"
    )
    about = {row["record"].value: row for row in answer.rows()}
    found = []
    for entry in sorted(ledger.entries.values(), key=lambda one: one.record_id):
        if entry.superseded:
            continue
        row = about.get(f"{settings.base}id/record/{entry.record_id}")
        members = {
            name: row[name].value if row is not None and row[name] is not None else None
            for name in ("title", "language", "date", "url")
        }
        found.append({"id": entry.record_id, "key": entry.key, **members, "claims": entry.claims})
    return found


def validate_store(store: Store, settings: Settings) -> Report:
    """Check the reference knowledge, every record and the fused transfers, some at a time."""
    found: list[Result] = []
    # Transfers point at claims and provisional entities of records; what these are is told by their types.
    types = Graph(store="SimpleMemory", bind_namespaces="none")
    for name in (GRAPH_REFERENCE, decisions_graph(settings.base)):
        found += validate_graph(read_graph(store, name)).results
    records = store.graphs(record_graph_iri("", settings.base))
    for some in _some(records):
        graphs = {name: _graph(triples) for name, triples in some}
        for graph in graphs.values():
            for subject, value in graph.subject_objects(RDF.type):
                types.add((subject, RDF.type, value))
        found += _results(validate_many(graphs).values())
    transfers = _by_thing(store.triples(graph_iri("transfers", settings.base)))
    for some in _some(iter(sorted(transfers.items()))):
        graphs = {name: _graph(triples) for name, triples in some}
        found += _results(validate_many(graphs, types).values())
    return Report.of(found)


_AT_ONCE = 500
"""Graphs that are checked together, so that a large store needs little memory."""


def _some(graphs: Iterator[tuple[str, list[ox.Triple]]]) -> Iterator[list[tuple[str, list[ox.Triple]]]]:
    while some := list(islice(graphs, _AT_ONCE)):
        yield some


def _graph(triples: Iterable[ox.Triple]) -> Graph:
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    for triple in triples:
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    return graph


def _by_thing(triples: Iterable[ox.Triple]) -> dict[str, list[ox.Triple]]:
    """What is said of each thing and its parts."""
    found: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        found.setdefault(triple.subject.value.partition("#")[0], []).append(triple)  # type: ignore[union-attr]
    return found


def _results(reports: Iterable[Report]) -> Iterator[Result]:
    return (result for report in reports for result in report.results)


def validate_inputs(inputs: Iterable[str], settings: Settings) -> tuple[Report, list[str]]:
    """Check files: RDF as it is, documents and facts as a build would. The second part is what could not be read."""
    results: list[Result] = []
    refusals: list[str] = []
    graphs: dict[str, Graph] = {}
    for path in expand(inputs):
        if form := rdf_format(path):
            try:
                parse_check(path, form)
                results += validate_graph(_graph_of(path, form)).results
            except InputError as error:
                refusals.append(str(error))
            continue
        for found in read_file(path, settings):
            if isinstance(found, Refusal):
                if not found.on_purpose:
                    refusals.append(str(found))
                continue
            facts = facts_of(found.content)
            task = Task(found.place, str(path), found.key, facts, "")
            if wrong := wrong_with(facts):
                refusals.append(f"{found.place}: {'; '.join(wrong)}")
            else:
                graphs[task.record_id] = populate(facts, task.record_id, settings, key=found.key)
    for report in validate_many(graphs).values():
        results += report.results
    return Report.of(results), refusals


def _graph_of(path: Path, form: ox.RdfFormat) -> Graph:
    graph = Graph()
    for quad in ox.parse(path=str(path), format=form, base_iri="file:"):
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph
