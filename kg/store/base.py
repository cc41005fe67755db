"""What every store can do, and the two things that pass through it: changes and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pyoxigraph as ox
from rdflib import Graph

from kg.errors import InputError
from kg.index import Term
from kg.namespaces import PREFIXES
from kg.store.terms import to_rdflib

Triples = Iterable[ox.Triple]


@dataclass(frozen=True)
class Change:
    """What is to be done in one transaction, in this order.

    ``drop``: graphs that go. ``put``: graphs that are replaced whole. ``forget``: (graph, subject) pairs of which
    every statement goes. ``remove``: statements that go from graphs. ``add``: statements that are added to graphs.
    """

    drop: tuple[str, ...] = ()
    put: Mapping[str, Triples] = field(default_factory=dict)
    forget: tuple[tuple[str, str], ...] = ()
    remove: Mapping[str, Triples] = field(default_factory=dict)
    add: Mapping[str, Triples] = field(default_factory=dict)

    @property
    def only_adds(self) -> bool:
        """Whether nothing goes and nothing is replaced."""
        return not (self.drop or self.put or self.forget or self.remove)

    def added(self) -> Iterator[ox.Quad]:
        """The statements of ``add``."""
        for name, triples in self.add.items():
            graph = ox.NamedNode(name)
            for triple in triples:
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    def as_update(self) -> str:
        """The change as one SPARQL 1.1 Update request."""
        parts = [f"DROP SILENT GRAPH {ox.NamedNode(name)}" for name in (*self.drop, *self.put)]
        parts += [
            f"DELETE WHERE {{ GRAPH {ox.NamedNode(graph)} {{ {ox.NamedNode(subject)} ?p ?o }} }}"
            for graph, subject in self.forget
        ]
        for verb, graphs in (("INSERT", self.put), ("DELETE", self.remove), ("INSERT", self.add)):
            for name, triples in graphs.items():
                if body := " .\n".join(str(triple) for triple in triples):
                    parts.append(f"{verb} DATA {{ GRAPH {ox.NamedNode(name)} {{\n{body} .\n}} }}")
        return " ;\n".join(parts)


MEDIA_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""Short names of the serialisations of answers."""


class Answer:
    """The answer to a query: rows (SELECT), a truth value (ASK) or triples (CONSTRUCT, DESCRIBE).

    Rows and triples can be gone through once; ``serialize`` uses them up as well.
    """

    def __init__(self, content: ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]) -> None:
        self._content = content

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns, without the question mark; empty unless there are rows."""
        if isinstance(self._content, ox.QuerySolutions):
            return tuple(variable.value for variable in self._content.variables)
        return ()

    @property
    def is_table(self) -> bool:
        """Whether this is the answer to a SELECT."""
        return isinstance(self._content, ox.QuerySolutions)

    @property
    def is_graph(self) -> bool:
        """Whether this is the answer to a CONSTRUCT or DESCRIBE."""
        return not isinstance(self._content, ox.QuerySolutions | ox.QueryBoolean)

    def __bool__(self) -> bool:
        """The truth value of an ASK. Asking for that of rows is a mistake of the caller."""
        if isinstance(self._content, ox.QueryBoolean):
            return bool(self._content)
        raise TypeError("only the answer to an ASK has a truth value")

    def rows(self) -> Iterator[ox.QuerySolution]:
        """The rows of a SELECT; each is read by variable name."""
        if not isinstance(self._content, ox.QuerySolutions):
            raise TypeError("only the answer to a SELECT has rows")
        return iter(self._content)

    def triples(self) -> Iterator[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        if isinstance(self._content, ox.QuerySolutions | ox.QueryBoolean):
            raise TypeError("only the answer to a CONSTRUCT or DESCRIBE has triples")
        return iter(self._content)

    def serialize(self, form: str) -> bytes:
        """The answer in one of ``MEDIA_TYPES`` (by short name or media type).

        Raises:
            InputError: if that form cannot hold this kind of answer.

        """
        media_type = MEDIA_TYPES.get(form, form)
        if self.is_graph:
            rdf = ox.RdfFormat.from_media_type(media_type)
            if rdf is None:
                raise InputError(
                    f"{form} does not hold the triples of a CONSTRUCT or DESCRIBE", advice="Use ttl."
                )
            return _prefixes_sorted(ox.serialize(self.triples(), format=rdf, prefixes=dict(PREFIXES)) or b"")
        results = ox.QueryResultsFormat.from_media_type(media_type)
        if results is None:
            raise InputError(
                f"{form} does not hold the answer of a SELECT or ASK", advice="Use json, csv, tsv or xml."
            )
        if not self.is_table and form in {"csv", "tsv", MEDIA_TYPES["csv"], MEDIA_TYPES["tsv"]}:
            return b"true\n" if self else b"false\n"
        assert isinstance(self._content, ox.QuerySolutions | ox.QueryBoolean)  # noqa: S101 - for the type checker
        return self._content.serialize(format=results) or b""


def _prefixes_sorted(turtle: bytes) -> bytes:
    """The same with its prefixes in a fixed order; Oxigraph writes them in another one each time."""
    lines = turtle.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"".join(sorted(lines[:count]) + lines[count:])


class Store(Protocol):
    """A quad store. Every failure is a ``StoreError``; a bad query is a ``BadQuery``."""

    def query(
        self,
        sparql: str,
        *,
        union: bool = True,
        prefixes: Mapping[str, str] = PREFIXES,
        base: str | None = None,
    ) -> Answer:
        """Answer a query. SERVICE and updates are refused.

        With ``union`` the default graph is the union of all graphs, unless the query has a FROM or FROM NAMED.

        A statement that stands in two graphs may be met twice in the union: count with DISTINCT.
        """

    def commit(self, change: Change) -> None:
        """Apply a change in one transaction."""

    def replace(self, graphs: Mapping[str, Triples], drop: Iterable[str] = ()) -> None:
        """Put these graphs in place of what they held, and drop others, in one transaction."""

    def bulk_load(self, graphs: Mapping[str, Triples]) -> None:
        """Fill an empty store fast. Not atomic: what a crash leaves must be loaded again."""

    def extend(self, quads: bytes) -> None:
        """Add statements, given as N-Quads without blank nodes, fast. Not atomic: a crash may leave a part of them."""

    def drop(self, graphs: Iterable[str]) -> None:
        """Drop graphs, of which many or large ones would be too much for one transaction. A crash may leave a part."""

    def begin_anew(self, without: Iterable[str]) -> bool:
        """Go on in a copy that lacks these graphs; False, and nothing is done, if this kind of store cannot.

        Nobody else sees what is done from here on until ``take_over``. A store that is closed before is as it was.
        Where most of a store goes, this is several times faster than to drop it.
        """

    def take_over(self) -> None:
        """Put what was done since ``begin_anew`` in the place of the store as it was. Does nothing without that."""

    def triples(self, graph: str) -> Iterator[ox.Triple]:
        """All statements of one graph."""

    def match(
        self,
        graph: str,
        subject: str | None = None,
        predicate: str | None = None,
        value: Term | None = None,
    ) -> Iterator[ox.Triple]:
        """The statements of one graph that have these parts."""

    def graphs(self, prefix: str = "") -> Iterator[tuple[str, list[ox.Triple]]]:
        """The graphs whose IRI begins so, one after the other, with all their statements."""

    def quads(self) -> Iterator[ox.Quad]:
        """All statements."""

    def graph_names(self) -> list[str]:
        """The IRIs of all graphs that hold something, sorted."""

    def count(self, graph: str | None = None) -> int:
        """How many statements one graph, or the whole store, holds."""

    def close(self) -> None:
        """Write everything out and let go of the store."""


def read_graph(store: Store, name: str) -> Graph:
    """One graph of a store as an rdflib graph."""
    graph = Graph()
    for triple in store.triples(name):
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    return graph
