"""A handful of triples in memory, as the views read them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pyoxigraph as ox

from kg.namespaces import PREFIXES

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def expand(name: str) -> str:
    """``ag:supplier`` -> its IRI."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def statements(ntriples: bytes) -> list[ox.Triple]:
    """The statements of N-Triples, each once, in the order of their text.

    A CONSTRUCT gives one for each row that it follows from: what repeats is left out before anything is made of it.
    """
    lines = b"\n".join(sorted(set(ntriples.split(b"\n"))))
    return [quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES)]


class Triples:
    """The answer to a CONSTRUCT, by subject and property. Values come in a stable order.

    ``in_order``: the triples are those of ``statements``, so that nothing is left to be sorted.
    """

    def __init__(self, triples: Iterable[ox.Triple], *, in_order: bool = False) -> None:
        self._values: dict[str, dict[str, list[Node]]] = {}
        for triple in triples if in_order else sorted(set(triples), key=str):
            if isinstance(triple.subject, ox.NamedNode):
                properties = self._values.setdefault(triple.subject.value, {})
                properties.setdefault(triple.predicate.value, []).append(triple.object)

    @classmethod
    def parse(cls, ntriples: bytes) -> Triples:
        return cls(statements(ntriples), in_order=True)

    def __contains__(self, subject: str) -> bool:
        return subject in self._values

    def names(self) -> list[str]:
        """The IRIs of all subjects, sorted."""
        return sorted(self._values)

    def properties(self, subject: str) -> list[tuple[str, list[Node]]]:
        """The IRIs of the properties of a thing with their values, sorted."""
        return sorted(self._values.get(subject, {}).items())

    def all(self, subject: str, name: str) -> list[Node]:
        """All values of a property."""
        return self._values.get(subject, {}).get(expand(name), [])

    def iris(self, subject: str, name: str) -> list[str]:
        """The values that are things."""
        return [value.value for value in self.all(subject, name) if isinstance(value, ox.NamedNode)]

    def iri(self, subject: str, name: str) -> str | None:
        """The first value that is a thing."""
        return next(iter(self.iris(subject, name)), None)

    def literals(self, subject: str, name: str) -> list[ox.Literal]:
        """The values that are text, numbers or dates."""
        return [value for value in self.all(subject, name) if isinstance(value, ox.Literal)]

    def text(self, subject: str, name: str) -> str | None:
        """The first literal, as it is written."""
        return next((literal.value for literal in self.literals(subject, name)), None)

    def number(self, subject: str, name: str) -> Decimal | None:
        """The first literal as a decimal."""
        text = self.text(subject, name)
        return None if text is None else Decimal(text)

    def whole(self, subject: str, name: str) -> int | None:
        """The first literal as a whole number."""
        text = self.text(subject, name)
        return None if text is None else int(text)

    def flag(self, subject: str, name: str) -> bool:
        """Whether a boolean is true; absent is false."""
        return self.text(subject, name) in ("true", "1")

    def texts(self, subject: str, name: str) -> dict[str, str]:
        """Language -> text; ``und`` for text without a language. The first of each."""
        found: dict[str, str] = {}
        for literal in self.literals(subject, name):
            found.setdefault(literal.language or "und", literal.value)
        return found

    def subjects(self, name: str, value: str) -> list[str]:
        """The things that have this thing as a value of the property, sorted."""
        wanted = expand(name)
        return sorted(
            subject
            for subject, properties in self._values.items()
            if any(isinstance(o, ox.NamedNode) and o.value == value for o in properties.get(wanted, []))
        )

    def of_type(self, name: str) -> list[str]:
        """The things of a class, sorted."""
        return self.subjects("rdf:type", expand(name))
