"""Shapes as functions: whether a node keeps to a shape, without the words for what is wrong if it does not.

What is asked of a literal is asked of rdflib, as pySHACL does. Where the two might part, nothing is guessed: a shape
with something unfamiliar is ``Unknown``, and a value that cannot be compared leaves the answer ``Unsure``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from kg.validate.compare import Comparison, Unsure, holds, order
from kg.validate.data import Data, Values
from kg.validate.paths import DEEPEST, Unknown, forward, members, path_of
from kg.validate.shapes import TARGETS

Test = Callable[[Data, Node], bool]
"""Whether a node keeps to a shape."""

Constraint = Callable[[Data, Node, Values], bool]
"""Whether the values of a focus node keep to one component of a shape."""

SILENT = {
    *TARGETS,
    RDF.type, RDFS.comment, RDFS.label, SH.defaultValue, SH.description, SH.group, SH.message, SH.name, SH.order,
    SH.path, SH.severity,
}  # fmt: skip
"""What a shape may say that asks nothing of a node."""

DATATYPES: dict[Node, tuple[type, ...]] = {
    XSD.string: (str, bytes), RDF.langString: (str, bytes), XSD.integer: (int,), XSD.float: (float,),
    XSD.decimal: (Decimal,), XSD.boolean: (bool,), XSD.date: (date,), XSD.time: (time,), XSD.dateTime: (datetime,),
}  # fmt: skip
"""What a literal of a datatype is in Python; of another datatype, it is enough that it is not ill-typed."""

STRING, LANG_STRING = XSD.string, RDF.langString

BLANK = frozenset({SH.BlankNode, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral})
LITERAL = frozenset({SH.Literal, SH.BlankNodeOrLiteral, SH.IRIOrLiteral})
IRI = frozenset({SH.IRI, SH.BlankNodeOrIRI, SH.IRIOrLiteral})


@dataclass(frozen=True)
class Shape:
    """One shape of a shapes graph, and how many it stands within."""

    graph: Graph
    node: Node
    depth: int = 0

    def test(self) -> Test | None:
        """What it asks of a node, or None if it asks nothing.

        Raises:
            Unknown: if it has a component, or a parameter of one, that is not known here.

        """
        constraints = tuple(self._constraints())
        if not constraints:
            return None
        if not self.has_path:
            return lambda data, focus: _all([ask(data, focus, (focus,)) for ask in constraints])
        path = path_of(self.graph, self.one(SH.path))
        if any((self.node, demand, None) in self.graph for demand in DEMANDING):
            return lambda data, focus: _ask(constraints, data, focus, path(data, focus))

        def test(data: Data, focus: Node) -> bool:
            values = path(data, focus)
            return not values or _ask(constraints, data, focus, values)

        return test

    @property
    def has_path(self) -> bool:
        """Whether it is a property shape."""
        return (self.node, SH.path, None) in self.graph

    def needs_path(self) -> None:
        """Have it refused if it is a node shape."""
        if not self.has_path:
            raise Unknown(f"a node shape with what only a property shape can have: {self.node}")

    def one(self, predicate: URIRef) -> Node:
        """The only value of a property."""
        values = list(self.graph.objects(self.node, predicate))
        if len(values) != 1:
            raise Unknown(f"{len(values)} values of {predicate}")
        return values[0]

    def whole(self, predicate: URIRef) -> int:
        """The only value of a property, zero or a whole number above."""
        value = self.one(predicate)
        number = value.value if isinstance(value, Literal) and value.datatype == XSD.integer else None
        if not isinstance(number, int) or number < 0:
            raise Unknown(f"{value} of {predicate} is no count")
        return number

    def members(self, head: Node) -> list[Node]:
        """The members of a list that has some."""
        if not (found := members(self.graph, head)):
            raise Unknown(f"an empty list in {self.node}")
        return found

    def inner(self, node: Node) -> Test:
        """What a shape asks that this one refers to."""
        if self.depth >= DEEPEST:
            raise Unknown(f"shapes without end, or nearly: {node}")
        return Shape(self.graph, node, self.depth + 1).test() or (lambda _data, _node: True)

    def _constraints(self) -> Iterator[Constraint]:
        for predicate, value in self.graph.predicate_objects(self.node):
            if predicate in EACH:
                yield _each(EACH[predicate](self, value))
            elif predicate in TOGETHER:
                if constraint := TOGETHER[predicate](self, value):
                    yield constraint
            elif predicate not in SILENT:
                raise Unknown(f"{predicate}")


# Nothing is left out once the answer is known: what could not be judged must come to light, as it does in pySHACL.


def _all(answers: list[bool]) -> bool:
    return False not in answers


def _ask(constraints: tuple[Constraint, ...], data: Data, focus: Node, values: Values) -> bool:
    return _all([ask(data, focus, values) for ask in constraints])


def _each(test: Test) -> Constraint:
    return lambda data, _, values: _all([test(data, value) for value in values])


# Components that ask something of each value


def _string(node: Node) -> str:
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        raise Unknown(f"{node!r} is no string")
    return str(node)


def _class(_: Shape, kind: Node) -> Test:
    return lambda data, node: not isinstance(node, Literal) and kind in data.classes(node)


def _datatype(shape: Shape, wanted: Node) -> Test:
    shape.one(SH.datatype)
    if not isinstance(wanted, URIRef) or wanted in {RDFS.Literal, RDFS.Datatype}:
        raise Unknown(f"the datatype {wanted}")
    types = DATATYPES.get(wanted, (object,))

    def test(_: Data, node: Node) -> bool:
        if not isinstance(node, Literal):
            return False
        datatype = node.datatype
        if datatype is None:
            datatype = STRING if node.language is None else LANG_STRING
        return datatype == wanted and node.ill_typed is not True and isinstance(node.value, types)

    return test


def _node_kind(shape: Shape, kind: Node) -> Test:
    shape.one(SH.nodeKind)
    if kind not in BLANK | LITERAL | IRI:
        raise Unknown(f"the kind of node {kind}")
    blank, literal, iri = kind in BLANK, kind in LITERAL, kind in IRI
    return lambda _, node: blank if isinstance(node, BNode) else literal if isinstance(node, Literal) else iri


def _in(shape: Shape, head: Node) -> Test:
    shape.one(SH["in"])
    members = frozenset(shape.members(head))
    return lambda _, node: node in members


def _or(shape: Shape, head: Node) -> Test:
    choices = [shape.inner(choice) for choice in shape.members(head)]
    return lambda data, node: True in [choice(data, node) for choice in choices]


def _not(shape: Shape, other: Node) -> Test:
    test = shape.inner(other)
    return lambda data, node: not test(data, node)


def _property(shape: Shape, other: Node) -> Test:
    if (other, SH.path, None) not in shape.graph:
        raise Unknown(f"a property shape without path: {other}")
    return shape.inner(other)


def _min_length(shape: Shape, _: Node) -> Test:
    least = shape.whole(SH.minLength)
    return lambda _, node: least == 0 or (not isinstance(node, BNode) and len(str(node)) >= least)


def _pattern(_: Shape, pattern: Node) -> Test:
    try:
        search = re.compile(_string(pattern)).search
    except re.error as error:
        raise Unknown(f"the pattern {pattern}: {error}") from error
    return lambda _, node: not isinstance(node, BNode) and search(str(node)) is not None


def _language_in(shape: Shape, head: Node) -> Test:
    shape.one(SH.languageIn)
    languages = {_string(item).lower() for item in shape.members(head)}

    def test(_: Data, node: Node) -> bool:
        language = (node.language or "").lower() if isinstance(node, Literal) else ""
        return language != "" and not languages.isdisjoint(("*", language, language.split("-")[0]))

    return test


def _bound(keeps: Callable[[int], bool]) -> Callable[[Shape, Node], Test]:
    def component(_: Shape, bound: Node) -> Test:
        if not isinstance(bound, Literal):
            raise Unknown(f"a bound that is no literal: {bound}")
        is_text = isinstance(bound.value, str)

        def test(_: Data, node: Node) -> bool:
            if not isinstance(node, Literal) or isinstance(node.value, str) is not is_text:
                return False
            place = order(node, bound)
            return place is not None and keeps(place)

        return test

    return component


# Components that ask something of all values together


def _min_count(shape: Shape, _: Node) -> Constraint:
    shape.needs_path()
    least = shape.whole(SH.minCount)
    if least <= 1:
        return lambda _data, _focus, values: len(values) >= least
    return lambda _data, _focus, values: len(values) >= least and len(set(values)) >= least


def _max_count(shape: Shape, _: Node) -> Constraint:
    shape.needs_path()
    most = shape.whole(SH.maxCount)
    return lambda _data, _focus, values: len(values) <= most or len(set(values)) <= most


def _has_value(_: Shape, wanted: Node) -> Constraint:
    return lambda _data, _focus, values: wanted in values


def _unique_lang(shape: Shape, value: Node) -> Constraint | None:
    shape.needs_path()
    shape.one(SH.uniqueLang)
    if not isinstance(value, Literal) or not isinstance(value.value, bool):
        raise Unknown(f"{value} of sh:uniqueLang is no boolean")
    if not value.value:
        return None

    def constraint(_: Data, _focus: Node, values: Values) -> bool:
        if len(values) == 1:
            return True
        languages = [one.language.lower() for one in set(values) if isinstance(one, Literal) and one.language]
        return len(languages) == len(set(languages))

    return constraint


def _disjoint(_: Shape, predicate: Node) -> Constraint:
    others = forward(predicate)
    return lambda data, focus, values: set(values).isdisjoint(others(data, focus))


def _below(comparison: Comparison) -> Callable[[Shape, Node], Constraint]:
    def component(shape: Shape, predicate: Node) -> Constraint:
        shape.needs_path()
        others = forward(predicate)

        def constraint(data: Data, focus: Node, values: Values) -> bool:
            limits = others(data, focus)
            if any(isinstance(value, BNode) for value in values):
                raise Unsure(f"a blank node of {focus!r} has no order")
            return _all([holds(comparison, value, limit) for value in values for limit in limits])

        return constraint

    return component


def _qualified(shape: Shape, other: Node) -> Constraint:
    shape.needs_path()
    least, test = shape.whole(SH.qualifiedMinCount), shape.inner(other)
    return lambda data, _, values: [test(data, value) for value in set(values)].count(True) >= least


def _qualified_min_count(shape: Shape, _: Node) -> None:
    shape.one(SH.qualifiedValueShape)


EACH: dict[Node, Callable[[Shape, Node], Test]] = {
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH["in"]: _in,
    SH["or"]: _or,
    SH["not"]: _not,
    SH.property: _property,
    SH.minLength: _min_length,
    SH.pattern: _pattern,
    SH.languageIn: _language_in,
    SH.minInclusive: _bound(lambda place: place >= 0),
    SH.minExclusive: _bound(lambda place: place > 0),
    SH.maxInclusive: _bound(lambda place: place <= 0),
    SH.maxExclusive: _bound(lambda place: place < 0),
}
"""Parameter -> what each value is asked."""

TOGETHER: dict[Node, Callable[[Shape, Node], Constraint | None]] = {
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH.hasValue: _has_value,
    SH.uniqueLang: _unique_lang,
    SH.disjoint: _disjoint,
    SH.lessThan: _below(operator.lt),
    SH.lessThanOrEquals: _below(operator.le),
    SH.qualifiedValueShape: _qualified,
    SH.qualifiedMinCount: _qualified_min_count,
}
"""Parameter -> what all values together are asked."""

DEMANDING = (SH.minCount, SH.hasValue, SH.qualifiedValueShape)
"""The components that a focus node without values may break."""
