"""The defined classes of the ontology, as the inference needs them: read from core.ttl, so that none is stated twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDFS, XSD
from rdflib.term import Node

from kg.namespaces import AG
from ontology import ontology_files


@dataclass(frozen=True)
class RangeClass:
    """A class of weapon systems of one kind whose range, in kilometres, lies above ``above`` and up to ``up_to``."""

    iri: URIRef
    kind: URIRef
    above: Decimal | None
    up_to: Decimal | None

    def holds(self, range_km: Decimal) -> bool:
        """Whether a range lies within the bounds."""
        return (self.above is None or range_km > self.above) and (
            self.up_to is None or range_km <= self.up_to
        )


@dataclass(frozen=True)
class Definitions:
    """``superclasses`` of each named class at any remove; the class of each category; the classes by range."""

    superclasses: dict[URIRef, frozenset[URIRef]]
    by_category: dict[URIRef, URIRef]
    by_range: tuple[RangeClass, ...]


@cache
def definitions() -> Definitions:
    """What core.ttl defines."""
    graph = Graph()
    for file in ontology_files():
        graph.parse(data=file.read_text("utf-8"), format="turtle")
    by_category: dict[URIRef, URIRef] = {}
    by_range: list[RangeClass] = []
    for defined, parts in _intersections(graph):
        for part in parts:
            prop = graph.value(part, OWL.onProperty)
            value = graph.value(part, OWL.hasValue)
            if prop == AG.inCategory and isinstance(value, URIRef):
                by_category[value] = defined
            elif prop == AG.rangeKm:
                kind = next(part for part in parts if isinstance(part, URIRef))
                by_range.append(
                    RangeClass(defined, kind, *_facets(graph, graph.value(part, OWL.someValuesFrom)))
                )
    return Definitions(_superclasses(graph), by_category, tuple(sorted(by_range, key=lambda one: one.iri)))


def _intersections(graph: Graph) -> Iterator[tuple[URIRef, list[Node]]]:
    for defined, expression in graph.subject_objects(OWL.equivalentClass):
        members = graph.value(expression, OWL.intersectionOf)
        if isinstance(defined, URIRef) and members is not None:
            yield defined, list(Collection(graph, members))


def _facets(graph: Graph, datatype: Node | None) -> tuple[Decimal | None, Decimal | None]:
    above = up_to = None
    facets = graph.value(datatype, OWL.withRestrictions)
    for facet in () if facets is None else Collection(graph, facets):
        above = graph.value(facet, XSD.minExclusive, default=above)
        up_to = graph.value(facet, XSD.maxInclusive, default=up_to)
    return _decimal(above), _decimal(up_to)


def _decimal(bound: object) -> Decimal | None:
    return None if bound is None else Decimal(str(bound))


def _superclasses(graph: Graph) -> dict[URIRef, frozenset[URIRef]]:
    direct: dict[URIRef, set[URIRef]] = defaultdict(set)
    for narrow, wide in graph.subject_objects(RDFS.subClassOf):
        if isinstance(narrow, URIRef) and isinstance(wide, URIRef):
            direct[narrow].add(wide)
    for defined, parts in _intersections(graph):
        direct[defined].update(part for part in parts if isinstance(part, URIRef))
    return {narrow: frozenset(closure(narrow, direct)) for narrow in direct}


def closure(start: URIRef, steps: dict[URIRef, set[URIRef]]) -> set[URIRef]:
    """Everything that can be reached from ``start`` in one step or more, without ``start`` itself."""
    reached: set[URIRef] = set()
    waiting = [start]
    while waiting:
        for one in steps.get(waiting.pop(), ()):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    return reached - {start}
