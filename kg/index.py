"""Statements in memory, looked up by subject and property: for what is worked out over a few of them many times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox
from rdflib.namespace import RDF

Term = ox.NamedNode | ox.BlankNode | ox.Literal
_TYPE = str(RDF.type)


class Index:
    """A set of statements. Subjects and properties are looked up by their IRI as text, values are terms.

    Of the values of a property the order is that in which they were added; none is kept twice.
    """

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._about: dict[str, dict[str, list[Term]]] = {}
        self.add(triples)

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add statements."""
        self.add_parts((t.subject.value, t.predicate.value, t.object) for t in triples)  # type: ignore[union-attr, misc]

    def add_parts(self, parts: Iterable[tuple[str, str, Term]]) -> None:
        """Add statements by their parts: the IRIs of subject and property, and the value."""
        about = self._about
        for subject, prop, value in parts:
            values = about.setdefault(subject, {}).setdefault(prop, [])
            if value not in values:
                values.append(value)

    def triples(self, subject: str) -> Iterator[ox.Triple]:
        """All statements about a subject that has an IRI."""
        node = ox.NamedNode(subject)
        for prop, values in self.about(subject).items():
            for value in values:
                yield ox.Triple(node, ox.NamedNode(prop), value)

    @property
    def all(self) -> Mapping[str, Mapping[str, list[Term]]]:
        """Subject -> property -> values."""
        return self._about

    def __iter__(self) -> Iterator[str]:
        """All subjects."""
        return iter(self._about)

    def __contains__(self, subject: object) -> bool:
        return subject in self._about

    def about(self, subject: str) -> dict[str, list[Term]]:
        """Property -> values, of one subject."""
        return self._about.get(subject, {})

    def values(self, subject: str, prop: str) -> list[Term]:
        """All values of a property."""
        return self._about.get(subject, {}).get(prop, [])

    def texts(self, subject: str, prop: str) -> list[str]:
        """All values of a property: of an IRI itself, of a literal its words."""
        return [value.value for value in self.values(subject, prop)]

    def text(self, subject: str, prop: str) -> str | None:
        """The first value of a property as in ``texts``, or None."""
        values = self.values(subject, prop)
        return values[0].value if values else None

    def iris(self, subject: str, prop: str) -> list[str]:
        """All values of a property that are IRIs."""
        return [value.value for value in self.values(subject, prop) if isinstance(value, ox.NamedNode)]

    def types(self, subject: str) -> list[str]:
        """The classes that are stated of a thing."""
        return self.iris(subject, _TYPE)

    def of_type(self, *kinds: str) -> Iterator[str]:
        """All subjects that are stated to be of one of these classes."""
        wanted = set(kinds)
        for subject, properties in self._about.items():
            if any(value.value in wanted for value in properties.get(_TYPE, ())):
                yield subject
