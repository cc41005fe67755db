"""Property paths as functions: from a node to the nodes at the end of the path."""

from __future__ import annotations

from collections.abc import Callable

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from kg.validate.data import Data, Values
from kg.validate.neighbourhood import NEEDED

Path = Callable[[Data, Node], Values]
"""From a node to the nodes at the end; one may stand there twice."""

DEEPEST = 8
"""Steps within steps, and shapes within shapes. pySHACL gives up at a little more."""


class Unknown(Exception):  # noqa: N818 - no error: pySHACL knows it
    """A shape, or a part of it, that is not known here."""


def members(graph: Graph, head: Node) -> list[Node]:
    """The members of a list.

    Raises:
        Unknown: if it has no end.

    """
    try:
        return list(graph.items(head))
    except ValueError as error:
        raise Unknown(f"a list without end: {head}") from error


def path_of(graph: Graph, path: Node, depth: int = 0) -> Path:
    """The way that a path takes.

    Raises:
        Unknown: if it has a kind of step that is not known here.

    """
    if depth > DEEPEST:
        raise Unknown("a very long path")
    if isinstance(path, URIRef):
        return forward(path)
    if (path, RDF.first, None) in graph:
        return _sequence([path_of(graph, step, depth + n) for n, step in enumerate(members(graph, path), 1)])
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        return _backward(inverse)
    if (choices := graph.value(path, SH.alternativePath)) is not None:
        return _alternatives([path_of(graph, choice, depth + 1) for choice in members(graph, choices)])
    raise Unknown(f"a path of another kind: {path}")


def forward(predicate: Node) -> Path:
    """The way from a thing to the values of a property.

    Raises:
        Unknown: if the property is one of which a record does not have all values in sight.

    """
    if not isinstance(predicate, URIRef) or predicate == RDFS.subClassOf:
        raise Unknown(f"a path along {predicate}")
    return lambda data, node: data.values(node, predicate)


def _backward(predicate: Node) -> Path:
    if not isinstance(predicate, URIRef) or predicate in NEEDED or predicate == RDFS.subClassOf:
        raise Unknown(f"a path back along {predicate}")
    return lambda data, node: data.subjects(predicate, node)


def _sequence(steps: list[Path]) -> Path:
    if len(steps) < 2:
        raise Unknown("a sequence of one step")

    def path(data: Data, node: Node) -> Values:
        reached: Values = (node,)
        for step in steps:
            reached = {value for place in reached for value in step(data, place)}
        return reached

    return path


def _alternatives(choices: list[Path]) -> Path:
    if len(choices) < 2:
        raise Unknown("an alternative of one path")
    return lambda data, node: [value for choice in choices for value in choice(data, node)]
