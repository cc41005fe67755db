"""The shapes of the project as one graph, in the form in which they are run."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.errors import KnowledgeError
from kg.packaged import own_nodes
from kg.store.terms import to_rdflib
from shapes import shape_files

TARGETS = (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf, SH.targetNode)


@cache
def shapes_graph() -> Graph:
    """All shapes, read once in the life of the process."""
    graph = Graph()
    for number, file in enumerate(shape_files()):
        try:
            # Several times faster than rdflib's own parser.
            for quad in ox.parse(input=file.read_bytes(), format=ox.RdfFormat.TURTLE):
                triple = own_nodes(quad.triple, number)
                graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
        except SyntaxError as error:
            raise KnowledgeError(f"{file}: {error}") from error
    return _flattened(graph)


@cache
def ordered_properties() -> frozenset[Node]:
    """The properties of whose values the shapes want an order to those of another, and these others."""
    shapes = shapes_graph()
    pairs = [*shapes.subject_objects(SH.lessThan), *shapes.subject_objects(SH.lessThanOrEquals)]
    return frozenset(node for shape, other in pairs for node in (*shapes.objects(shape, SH.path), other))


def _flattened(shapes: Graph) -> Graph:
    """Give every named property shape the target of its node shape, which means the same and runs several times faster.

    pySHACL runs what hangs on ``sh:property`` once for each focus node, and a shape with a target once for all.
    """
    for parent, child in list(shapes.subject_objects(SH.property)):
        targets = [(kind, value) for kind in TARGETS for value in shapes.objects(parent, kind)]
        if isinstance(child, URIRef) and targets:
            shapes.remove((parent, SH.property, child))
            for kind, value in targets:
                shapes.add((child, kind, value))
    return shapes
