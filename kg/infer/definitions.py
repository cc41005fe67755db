"""The defined classes of the ontology, as the inference needs them: read from core.ttl, so that none is stated twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rdflib.namespace import OWL, RDF, RDFS, XSD

from kg.index import Index
from kg.namespaces import AG
from kg.packaged import packaged_ontology


@dataclass(frozen=True)
class RangeClass:
    """A class of weapon systems of one kind whose range, in kilometres, lies above ``above`` and up to ``up_to``."""

    iri: str
    kind: str
    above: Decimal | None
    up_to: Decimal | None

    def holds(self, range_km: Decimal) -> bool:
        """Whether a range lies within the bounds."""
        return (self.above is None or range_km > self.above) and (
            self.up_to is None or range_km <= self.up_to
        )


@dataclass(frozen=True)
class Definitions:
    """``superclasses`` of each named class at any remove; the class of each category; the classes by range. All IRIs."""

    superclasses: dict[str, frozenset[str]]
    by_category: dict[str, str]
    by_range: tuple[RangeClass, ...]


@cache
def definitions() -> Definitions:
    """What core.ttl defines."""
    core = packaged_ontology()
    by_category: dict[str, str] = {}
    by_range: list[RangeClass] = []
    for defined, parts in _intersections(core):
        for part in parts:
            prop = core.text(part, str(OWL.onProperty))
            value = core.text(part, str(OWL.hasValue))
            if prop == str(AG.inCategory) and value is not None:
                by_category[value] = defined
            elif prop == str(AG.rangeKm):
                kind = next(part for part in parts if part.startswith("http"))
                by_range.append(
                    RangeClass(defined, kind, *_facets(core, core.text(part, str(OWL.someValuesFrom))))
                )
    return Definitions(_superclasses(core), by_category, tuple(sorted(by_range, key=lambda one: one.iri)))


def _intersections(core: Index) -> Iterator[tuple[str, list[str]]]:
    for defined in core:
        for expression in core.texts(defined, str(OWL.equivalentClass)):
            if (members := core.text(expression, str(OWL.intersectionOf))) is not None:
                yield defined, _list(core, members)


def _list(core: Index, head: str) -> list[str]:
    found = []
    while head != str(RDF.nil):
        found += core.texts(head, str(RDF.first))
        head = core.text(head, str(RDF.rest)) or str(RDF.nil)
    return found


def _facets(core: Index, datatype: str | None) -> tuple[Decimal | None, Decimal | None]:
    facets = core.text(datatype, str(OWL.withRestrictions)) if datatype else None
    bounds: dict[str, Decimal] = {}
    for facet in _list(core, facets) if facets else ():
        bounds.update({prop: Decimal(values[0].value) for prop, values in core.about(facet).items()})
    return bounds.get(str(XSD.minExclusive)), bounds.get(str(XSD.maxInclusive))


def _superclasses(core: Index) -> dict[str, frozenset[str]]:
    direct: dict[str, set[str]] = defaultdict(set)
    for narrow in core:
        direct[narrow].update(core.iris(narrow, str(RDFS.subClassOf)))
    for defined, parts in _intersections(core):
        direct[defined].update(part for part in parts if part.startswith("http"))
    return {narrow: frozenset(closure(narrow, direct)) for narrow in direct if direct[narrow]}


def closure(start: str, steps: dict[str, set[str]]) -> set[str]:
    """Everything that can be reached from ``start`` in one step or more, without ``start`` itself."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for one in steps.get(waiting.pop(), ()):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    return reached - {start}
