"""A quick look at a record: nearly all break no shape, and pySHACL need not be asked about those.

The shapes are compiled once into functions. They say of a record that nothing at all would be found, or that one has
to look closer, which is pySHACL's work. To look closer in vain costs time; to pass a record with which something is
wrong must not happen. So whatever is not known here, in a shape or in a value, is left to pySHACL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Node

from kg.validate.compare import Unsure
from kg.validate.components import Shape, Test
from kg.validate.data import Classes, Data, Knowledge
from kg.validate.neighbourhood import NEEDED, Lookup, Triple, class_hierarchy
from kg.validate.paths import Unknown
from kg.validate.shapes import TARGETS, shapes_graph

OUT_OF_SIGHT: dict[URIRef, AbstractSet[Node]] = {
    SH.targetObjectsOf: NEEDED | {RDFS.subClassOf},
    SH.targetSubjectsOf: {RDFS.subClassOf},
}
"""Properties by which more things become focus nodes than those that a record describes tell."""


def clean(graph: Iterable[Triple], look: Lookup) -> bool:
    """Whether pySHACL would find nothing in a record: no violation, no warning and no info.

    ``look`` is held to give the same for as long as it lives: what it gave is remembered.
    """
    return _screen().clean(graph, look)


@cache
def _screen() -> Screen:
    return Screen(shapes_graph(), class_hierarchy())


class Screen:
    """The shapes of a graph, compiled. ``unknown`` are those that could not be, each with the reason.

    Where one has to look closer than at the focus nodes of such a shape, no record passes.
    """

    def __init__(self, shapes: Graph, hierarchy: Iterable[Triple]) -> None:
        self.unknown: dict[Node, str] = {}
        self._knowledge = Knowledge(Classes(hierarchy))
        self._blind = False
        self._tests: dict[Node, dict[Node, list[Test]]] = {kind: {} for kind in TARGETS}
        self._plans: dict[frozenset[Node], tuple[Test, ...]] = {}
        compiled: dict[Node, Test | None] = {}
        for shape, kind, target in _targets(shapes):
            if shape not in compiled:
                compiled[shape] = self._compile(shapes, shape)
            if target in OUT_OF_SIGHT.get(kind, frozenset()) or _tells_of_others(shapes, shape):
                self.unknown[shape] = f"what {kind} {target} leads to is out of sight"
                self._blind = True
            if (test := compiled[shape]) is not None:
                self._tests[kind].setdefault(target, []).append(test)

    def clean(self, graph: Iterable[Triple], look: Lookup) -> bool:
        """Whether nothing would be found in a record."""
        data = Data(graph, look, self._knowledge)
        if self._blind or data.has_own_classes:
            return False
        try:
            return all(test(data, focus) for focus, tests in self._due(data) for test in tests)
        except Unsure:
            return False

    def _compile(self, shapes: Graph, shape: Node) -> Test | None:
        try:
            return Shape(shapes, shape).test()
        except Unknown as reason:
            self.unknown[shape] = str(reason)
            return lambda _data, _focus: False

    def _due(self, data: Data) -> Iterator[tuple[Node, Iterable[Test]]]:
        """The focus nodes that a record describes, and what is asked of each. One may come several times."""
        for thing in data.describes:
            yield thing, self._plan(data.classes(thing))
        for predicate, tests in self._tests[SH.targetSubjectsOf].items():
            for thing, own in data.describes.items():
                if predicate in own:
                    yield thing, tests
        for predicate, tests in self._tests[SH.targetObjectsOf].items():
            for thing in data.objects(predicate):
                if thing in data.describes:
                    yield thing, tests
        for thing, tests in self._tests[SH.targetNode].items():
            if thing in data.describes:
                yield thing, tests

    def _plan(self, classes: frozenset[Node]) -> tuple[Test, ...]:
        """What is asked of a thing of these classes."""
        plan = self._plans.get(classes)
        if plan is None:
            tests = self._tests[SH.targetClass]
            plan = self._plans[classes] = tuple(test for kind in classes for test in tests.get(kind, ()))
        return plan


def _targets(shapes: Graph) -> Iterator[tuple[Node, URIRef, Node]]:
    """Every target of every shape: shape, kind of target, what is aimed at. A shape that is a class aims at itself."""
    for kind in TARGETS:
        for shape, target in shapes.subject_objects(kind):
            yield shape, kind, target
    for metaclass in {RDFS.Class, OWL.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class)}:
        for shape in shapes.subjects(RDF.type, metaclass):
            yield shape, SH.targetClass, shape


def _tells_of_others(shapes: Graph, shape: Node) -> bool:
    """Whether what it finds may be wrong with another thing than its focus node, which is the one described."""
    seen, waiting = {shape}, [shape]
    while waiting:
        one = waiting.pop()
        inner = {other for kind in (SH.property, SH.node) for other in shapes.objects(one, kind)}
        if inner and (one, SH.path, None) in shapes:
            return True
        waiting += inner - seen
        seen |= inner
    return False
