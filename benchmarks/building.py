"""Building, in quads per second, beside rdflib alone reading the same quads.

Ours checks the facts, links names, makes the triples, validates them with SHACL and commits each record to disk with its
entry in the builder's book. The peer parses N-Quads into memory and does none of that.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset

from benchmarks.corpus import facts_lines
from benchmarks.harness import Figure, Report, seconds, timed
from kg.build import build
from kg.facts import Facts
from kg.link import link
from kg.namespaces import record_graph_iri
from kg.populate import populate
from kg.settings import Settings
from kg.store import Change, open_store
from kg.store.terms import triples_of
from kg.validate import validate_many


def measure(records: int = 300, repeats: int = 3) -> Report:
    """Populate, validate and store that many records; then the same as a whole build."""
    report = Report("building", "quads per second")
    lines = facts_lines(records)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stages: dict[str, float] = {}
        _stages(lines[:1], folder / "warm", {})  # the shapes are read on first use
        spent = seconds(lambda: _stages(lines, Path(tempfile.mkdtemp(dir=folder)) / "store", stages), repeats)
        quads = _stages(lines, folder / "last", {})
        (folder / "facts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        # The first build also loads the reference knowledge, which is not what is measured.
        whole = Settings(store=str(folder / "whole"))
        empty = folder / "first.jsonl"
        empty.write_text(facts_lines(records + 1)[-1] + "\n", encoding="utf-8")
        build([str(empty)], whole)
        built = seconds(lambda: build([str(folder / "facts.jsonl")], whole), 1)
        data = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        theirs = seconds(lambda: Dataset().parse(data=data, format="nquads"), repeats)
    count = len(quads)
    peer = "rdflib parsing N-Quads"
    report.figures = [
        Figure(
            "link, populate, validate, store",
            "quads",
            count / spent,
            peer,
            count / theirs,
            "checked with SHACL and on disk",
        ),
        Figure("whole build, with fuse and infer", "quads", count / built, peer, count / theirs),
    ]
    total = sum(stages.values())
    report.parts = {part: time / total for part, time in stages.items()}
    return report


def _stages(lines: list[str], where: Path, into: dict[str, float]) -> list[ox.Quad]:
    """The stages one after the other, as ``kg.work`` runs them; the quads that were stored are returned."""
    settings = Settings()
    store = open_store(str(where))
    stored: list[ox.Quad] = []
    for start in range(0, len(lines), 25):
        graphs = {}
        for line in lines[start : start + 25]:
            with timed(into, "check, link"):
                facts = link(Facts.model_validate_json(line))
            with timed(into, "populate"):
                graphs[facts.document.id] = populate(facts, facts.document.id, settings)
        with timed(into, "validate"):
            validate_many(graphs)
        for record, graph in graphs.items():
            with timed(into, "store"):
                triples = list(triples_of(graph))
                store.commit(Change(put={record_graph_iri(record): triples}))
            name = ox.NamedNode(record_graph_iri(record))
            stored += [ox.Quad(t.subject, t.predicate, t.object, name) for t in triples]
    store.close()
    return stored
