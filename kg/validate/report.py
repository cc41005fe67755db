"""What a validation found: results a person can read, and the same as SHACL report, JSON and HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Literal

from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import Identifier, Node

from kg.namespaces import ID, PREFIXES

Severity = Literal["Violation", "Warning", "Info"]
SEVERITIES: tuple[Severity, ...] = ("Violation", "Warning", "Info")
REPORT = str(ID.report)


@dataclass(frozen=True)
class Result:
    """One thing that is wrong, or may be.

    ``path`` is the IRI of a property, or a SPARQL property path with the project's prefixes, or ``None`` where the
    node as a whole is meant. ``constraint`` is the SHACL component that failed. ``focus`` and ``value`` are RDF terms, which are strings as well.
    """

    focus: Identifier
    path: str | None
    value: Identifier | None
    severity: Severity
    message: str
    shape: str
    message_ar: str = ""
    constraint: str = ""

    def sort_key(self) -> tuple[int, str, str, str, str, str]:
        """Violations first, then by where they are."""
        severity = SEVERITIES.index(self.severity)
        return (
            severity,
            str(self.focus),
            self.path or "",
            self.shape,
            self.constraint,
            self.value.n3() if self.value is not None else "",
        )


@dataclass(frozen=True)
class Report:
    """All results of one validation. It conforms unless there is a violation; warnings and infos are kept."""

    results: tuple[Result, ...] = ()

    @classmethod
    def of(cls, results: Iterable[Result]) -> Report:
        """A report of these results in their order, each once."""
        return cls(tuple(sorted(set(results), key=Result.sort_key)))

    @property
    def conforms(self) -> bool:
        """Whether nothing violates a shape."""
        return not any(result.severity == "Violation" for result in self.results)

    def graph(self, iri: str = REPORT) -> Graph:
        """The report in the vocabulary of SHACL. Its nodes are named below ``iri``."""
        graph = Graph(bind_namespaces="none")
        for prefix, namespace in {**PREFIXES, "sh": str(SH)}.items():
            graph.bind(prefix, namespace)
        report = URIRef(iri)
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, RdfLiteral(self.conforms)))
        for number, result in enumerate(self.results, 1):
            node = URIRef(f"{iri}#result-{number}")
            graph.add((report, SH.result, node))
            graph.add((node, RDF.type, SH.ValidationResult))
            graph.add((node, SH.focusNode, result.focus))
            graph.add((node, SH.resultSeverity, SH[result.severity]))
            graph.add((node, SH.sourceShape, URIRef(result.shape)))
            graph.add((node, SH.resultMessage, RdfLiteral(result.message, lang="en")))
            if result.constraint:
                graph.add((node, SH.sourceConstraintComponent, URIRef(result.constraint)))
            if result.message_ar:
                graph.add((node, SH.resultMessage, RdfLiteral(result.message_ar, lang="ar")))
            if result.path is not None:
                graph.add((node, SH.resultPath, _path_node(graph, result.path)))
            if result.value is not None:
                graph.add((node, SH.value, result.value))
        return graph

    def to_turtle(self, iri: str = REPORT) -> str:
        """The report in the vocabulary of SHACL, as Turtle."""
        return self.graph(iri).serialize(format="turtle")

    def to_json(self) -> str:
        """The report as one JSON object: ``conforms`` and ``results``."""
        members: list[dict[str, Any]] = [
            {name: None if value is None else str(value) for name, value in asdict(result).items()}
            for result in self.results
        ]
        return json.dumps({"conforms": self.conforms, "results": members}, ensure_ascii=False, indent=2)

    def to_html(self) -> str:
        """The report as an HTML page of its own."""
        head = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Validation report</title>\n</head>\n'
        verdict = "Nothing violates a shape." if self.conforms else "Something violates a shape."
        columns = ("Severity", "Where", "Path", "Value", "What is wrong", "Shape")
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td>{escape(str(cell))}</td>"
                for cell in (
                    result.severity,
                    result.focus,
                    result.path or "",
                    "" if result.value is None else result.value,
                )
            )
            + f'<td>{escape(result.message)}<br><span lang="ar" dir="rtl">{escape(result.message_ar)}</span></td>'
            + f"<td>{escape(result.shape)}</td></tr>\n"
            for result in self.results
        )
        header = "".join(f"<th>{column}</th>" for column in columns)
        table = f"<table>\n<tr>{header}</tr>\n{rows}</table>\n" if self.results else ""
        return f"{head}<body>\n<h1>Validation report</h1>\n<p>{verdict}</p>\n{table}</body>\n</html>\n"


def path_text(graph: Graph, path: Node) -> str:
    """A SHACL path as text: the IRI of a property, or a SPARQL path of prefixed names."""
    return str(path) if isinstance(path, URIRef) else _steps(graph, path)


def _steps(graph: Graph, path: Node) -> str:
    if isinstance(path, URIRef):
        return _shorten(str(path))
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        return "^" + _steps(graph, inverse)
    if (choices := graph.value(path, SH.alternativePath)) is not None:
        return "|".join(_steps(graph, step) for step in Collection(graph, choices))
    return "/".join(_steps(graph, step) for step in Collection(graph, path))


def _shorten(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if prefix != "id" and iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _path_node(graph: Graph, path: str) -> Node:
    """The other way round: the node of a path that ``path_text`` wrote."""
    if path.startswith(("http:", "https:", "urn:")):
        return URIRef(path)
    head = BNode()
    if "|" in path:
        choices = BNode()
        Collection(graph, choices, [_step_node(graph, step) for step in path.split("|")])
        graph.add((head, SH.alternativePath, choices))
        return head
    steps = [_step_node(graph, step) for step in path.split("/")]
    if len(steps) == 1:
        return steps[0]
    Collection(graph, head, steps)
    return head


def _step_node(graph: Graph, step: str) -> Node:
    if step.startswith("^"):
        node = BNode()
        graph.add((node, SH.inversePath, _step_node(graph, step[1:])))
        return node
    prefix, _, name = step.partition(":")
    return URIRef(PREFIXES[prefix] + name)
