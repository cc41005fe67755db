"""The data that a record is checked in: its own triples, and what is known of the things that they name.

It answers as a graph of both and the ``neighbourhood`` would, but looks things up when it is asked and copies nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from rdflib import URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from kg.validate.neighbourhood import NEEDED, Lookup, Triple

TYPE, SUBCLASS = RDF.type, RDFS.subClassOf

Values = Collection[Node]
Statements = Mapping[Node, Values]


class Classes:
    """Which class is below which others."""

    def __init__(self, hierarchy: Iterable[Triple]) -> None:
        parents: dict[Node, set[Node]] = {}
        for child, _, parent in hierarchy:
            parents.setdefault(child, set()).add(parent)
        self._above: dict[Node, frozenset[Node]] = {}
        for child in parents:
            above, waiting = {child}, [child]
            while waiting:
                for parent in parents.get(waiting.pop(), set()) - above:
                    above.add(parent)
                    waiting.append(parent)
            self._above[child] = frozenset(above)

    def above(self, kinds: Iterable[Node]) -> frozenset[Node]:
        """These classes and all above them."""
        found = [self._above.get(kind) or frozenset((kind,)) for kind in kinds]
        return found[0] if len(found) == 1 else frozenset().union(*found)


class _Known(NamedTuple):
    """What is kept of a thing that records name and do not describe."""

    statements: Statements
    classes: frozenset[Node]


_NOTHING = _Known({}, frozenset())


class Knowledge:
    """What look-ups gave of things that records name. Thousands of records name the same few states and weapons.

    A ``Lookup`` is held to give the same for as long as it lives.
    """

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self._known: WeakKeyDictionary[Lookup, dict[Node, _Known]] = WeakKeyDictionary()

    def of(self, look: Lookup) -> dict[Node, _Known]:
        """What is remembered of one look-up."""
        known = self._known.get(look)
        if known is None:
            known = self._known[look] = {}
        return known


class Data:
    """A record and what is known around it. The things that it ``describes`` are those that can be found wanting."""

    def __init__(self, graph: Iterable[Triple], look: Lookup, knowledge: Knowledge) -> None:
        self._look = look
        self._known = knowledge.of(look)
        self._hierarchy = knowledge.classes
        self._classes: dict[Node, frozenset[Node]] = {}
        self._subjects: dict[Node, dict[Node, list[Node]]] = {}
        self._named: set[Node] = set()
        self.describes: dict[Node, dict[Node, list[Node]]] = {}
        for subject, predicate, value in graph:
            self._add(subject, predicate, value)
        for subject in self.describes:
            for predicate, value in look(subject):
                self._add(subject, predicate, value)

    def _add(self, subject: Node, predicate: Node, value: Node) -> None:
        own = self.describes.get(subject)
        if own is None:
            own = self.describes[subject] = {}
        if predicate in own:
            own[predicate].append(value)
        else:
            own[predicate] = [value]
        if isinstance(value, URIRef):
            self._named.add(value)

    @cached_property
    def has_own_classes(self) -> bool:
        """Whether the record says itself which class is below which, which ``classes`` does not look at."""
        return any(SUBCLASS in own for own in self.describes.values())

    def values(self, thing: Node, predicate: Node) -> Values:
        """The values of a property; one may stand there twice."""
        own = self.describes.get(thing)
        return (self._around(thing).statements if own is None else own).get(predicate, ())

    def objects(self, predicate: Node) -> Collection[Node]:
        """All values of a property that things have which the record describes, each once."""
        return self._backwards(predicate).keys()

    def subjects(self, predicate: Node, value: Node) -> Values:
        """The things with a value of a property, of those that the record describes."""
        return self._backwards(predicate).get(value, ())

    def _backwards(self, predicate: Node) -> dict[Node, list[Node]]:
        found = self._subjects.get(predicate)
        if found is None:
            found = self._subjects[predicate] = {}
            for subject, own in self.describes.items():
                for value in own.get(predicate, ()):
                    found.setdefault(value, []).append(subject)
        return found

    def classes(self, thing: Node) -> frozenset[Node]:
        """The classes of a thing and all above them."""
        found = self._classes.get(thing)
        if found is None:
            own = self.describes.get(thing)
            above = self._hierarchy.above
            found = self._around(thing).classes if own is None else above(own.get(TYPE, ()))
            self._classes[thing] = found
        return found

    def _around(self, thing: Node) -> _Known:
        """What is known of a thing that is not described; of one that is not even named nothing is wanted."""
        if thing not in self._named:
            return _NOTHING
        found = self._known.get(thing)
        if found is None:
            statements: dict[Node, list[Node]] = {}
            for predicate, value in self._look(thing):
                if predicate in NEEDED:
                    statements.setdefault(predicate, []).append(value)
            if not statements:
                return _NOTHING
            found = self._known[thing] = _Known(statements, self._hierarchy.above(statements.get(TYPE, ())))
        return found
