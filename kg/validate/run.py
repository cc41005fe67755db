"""Running the shapes over records, several at a time.

Most records break no shape, and the ``screen`` sees that quickly. pySHACL judges the others and says what is wrong.
It reads the shapes anew on every run, which costs more than checking a small record. So records are checked in
batches. Two records share a batch only where neither can change what is found in the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import cast

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Identifier, Node

from kg.errors import KnowledgeError
from kg.validate.compare import as_given, comparable
from kg.validate.neighbourhood import Lookup, Triple, class_hierarchy, lookup_in, neighbourhood
from kg.validate.report import SEVERITIES, Report, Result, path_text
from kg.validate.screen import clean
from kg.validate.shapes import ordered_properties, shapes_graph

BATCH = 50
"""Records in one run. Measured: below 20 what each run costs by itself dominates, above 50 little is gained."""


def validate_record(graph: Graph, reference: Graph | None = None) -> Report:
    """Check the graph of one record together with the part of the reference knowledge that it names.

    ``reference`` stands for the knowledge that the project brings along, which still answers for what it lacks.
    """
    return validate_many({"": graph}, reference)[""]


def validate_graph(graph: Graph, reference: Graph | None = None) -> Report:
    """Check everything that a file or a store says, as one graph."""
    return validate_record(graph, reference)


def validate_many(
    records: Mapping[str, Iterable[Triple]], reference: Graph | None = None, batch: int = BATCH
) -> dict[str, Report]:
    """Check many records, each by its statements; the reports are those that ``validate_record`` gives for each alone."""
    look = lookup_in(reference)
    reports = {record: Report() for record, stated in records.items() if clean(stated, look)}
    doubtful = {record: _graph(stated) for record, stated in records.items() if record not in reports}
    for group in _batches(doubtful, batch):
        reports.update(_run({record: doubtful[record] for record in group}, look))
    return {record: reports[record] for record in records}


def _graph(stated: Iterable[Triple]) -> Graph:
    if isinstance(stated, Graph):
        return stated
    graph = Graph(bind_namespaces="none")
    for triple in stated:
        graph.add(triple)
    return graph


def _batches(graphs: Mapping[str, Graph], size: int) -> Iterator[list[str]]:
    """Groups of records that describe nothing in common, unless they say the same of it."""
    waiting = list(graphs)
    while waiting:
        group: list[str] = []
        described: dict[Node, frozenset[Triple]] = {}
        named: set[Node] = set()
        later: list[str] = []
        for record in waiting:
            graph = graphs[record]
            own = _descriptions(graph)
            objects = set(graph.objects())
            if len(group) >= size or not _independent(own, objects, described, named):
                later.append(record)
                continue
            group.append(record)
            described.update(own)
            named |= objects
        yield group
        waiting = later


def _descriptions(graph: Graph) -> dict[Node, frozenset[Triple]]:
    about: dict[Node, set[Triple]] = defaultdict(set)
    for triple in graph:
        about[triple[0]].add(triple)
    return {subject: frozenset(triples) for subject, triples in about.items()}


def _independent(
    own: dict[Node, frozenset[Triple]],
    objects: set[Node],
    described: dict[Node, frozenset[Triple]],
    named: set[Node],
) -> bool:
    """Whether neither side describes what the other only names, or describes otherwise."""
    if any(described[subject] != own[subject] for subject in own.keys() & described.keys()):
        return False
    only_ours = own.keys() - described.keys()
    only_theirs = described.keys() - own.keys()
    return only_ours.isdisjoint(named) and only_theirs.isdisjoint(objects)


def _run(records: dict[str, Graph], look: Lookup) -> dict[str, Report]:
    data = Graph(bind_namespaces="none")
    owners: dict[Node, list[str]] = defaultdict(list)
    ordered = ordered_properties()
    for record, graph in records.items():
        for subject, predicate, value in chain(graph, neighbourhood(graph, look)):
            data.add((subject, predicate, comparable(value, ordered=predicate in ordered)))
        for subject in set(graph.subjects()):
            owners[subject].append(record)
    for triple in class_hierarchy():
        data.add(triple)
    found: dict[str, list[Result]] = {record: [] for record in records}
    for result in _results(data):
        for record in owners.get(result.focus, ()):
            found[record].append(result)
    return {record: Report.of(results) for record, results in found.items()}


def _results(data: Graph) -> Iterator[Result]:
    # Here, because most runs have no record that it needs to judge.
    import pyshacl

    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=shapes_graph(),
        inference="none",
        advanced=False,
        js=False,
        meta_shacl=False,
        do_owl_imports=False,
        inplace=True,
    )
    if not isinstance(report, Graph):
        raise KnowledgeError(f"the shapes cannot be run: {report}")
    for node in report.subjects(RDF.type, SH.ValidationResult):
        if (result := _read(report, node)) is not None:
            yield result


def _read(report: Graph, node: Node) -> Result | None:
    focus, shape = report.value(node, SH.focusNode), report.value(node, SH.sourceShape)
    if not isinstance(shape, URIRef):
        return None
    messages = {getattr(text, "language", None): str(text) for text in report.objects(node, SH.resultMessage)}
    path = report.value(node, SH.resultPath)
    severity = str(report.value(node, SH.resultSeverity)).removeprefix(str(SH))
    return Result(
        focus=cast("Identifier", focus),
        path=None if path is None else path_text(report, path),
        value=cast("Identifier | None", as_given(report.value(node, SH.value))),
        severity=next(known for known in SEVERITIES if known == severity),
        message=messages.get("en") or " ".join(sorted(messages.values())),
        message_ar=messages.get("ar", ""),
        shape=str(shape),
        constraint=str(report.value(node, SH.sourceConstraintComponent)),
    )
