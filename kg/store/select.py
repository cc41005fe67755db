"""How later stages ask: by SELECT queries in rdflib terms, whoever answers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.namespaces import PREFIXES
from kg.store.base import Store
from kg.store.terms import to_rdflib

Triple = tuple[Node, Node, Node]
Row = Mapping[str, Node | None]

_PREFIXES = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


class Select(Protocol):
    """Answers a SELECT query over the union of the graphs, one mapping of variable to term for each row."""

    def __call__(self, sparql: str, /) -> Iterable[Row]: ...


def select_from(graph: Graph) -> Select:
    """Answers out of an rdflib graph."""

    def select(sparql: str, /) -> Iterable[Row]:
        return [{str(name): term for name, term in row.asdict().items()} for row in graph.query(sparql)]  # type: ignore[union-attr]

    return select


def select_in(store: Store) -> Select:
    """Answers out of a store, over the union of its graphs."""

    def select(sparql: str, /) -> Iterable[Row]:
        answer = store.query(sparql)
        names = answer.variables
        for row in answer.rows():
            yield {name: None if row[name] is None else to_rdflib(row[name]) for name in names}

    return select


def ask(select: Select, pattern: str, *variables: str) -> Iterator[tuple[Node | None, ...]]:
    """The rows of a graph pattern, in the order of the variables; each different row once."""
    names = " ".join(f"?{name}" for name in variables)
    for row in select(f"{_PREFIXES}SELECT DISTINCT {names} WHERE {{ {pattern} }}"):
        yield tuple(row.get(name) for name in variables)


def links(select: Select, pattern: str) -> dict[URIRef, set[URIRef]]:
    """What ``?from`` is linked with by a pattern: for each the set of ``?to``. Nodes without an IRI are passed over."""
    found: dict[URIRef, set[URIRef]] = {}
    for start, end in ask(select, pattern, "from", "to"):
        if isinstance(start, URIRef) and isinstance(end, URIRef):
            found.setdefault(start, set()).add(end)
    return found
