"""Terms of rdflib and of pyoxigraph, turned into each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from kg.errors import StoreError
from kg.index import Index
from kg.namespaces import AG, named

_XSD = str(XSD)
_XSD_STRING = _XSD + "string"


@cache
def ag(name: str) -> ox.NamedNode:
    """A term of the project's ontology by its local name."""
    return ox.NamedNode(str(AG) + name)


@cache
def xsd(name: str) -> ox.NamedNode:
    """A datatype of XML Schema by its local name."""
    return ox.NamedNode(_XSD + name)


def boolean(value: bool) -> ox.Literal:
    """True or false as xsd:boolean."""
    return ox.Literal("true" if value else "false", datatype=xsd("boolean"))


def decimal(number: Decimal) -> ox.Literal:
    """A number as xsd:decimal, always written out in full."""
    return ox.Literal(f"{number.normalize():f}", datatype=xsd("decimal"))


def from_rdflib(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A term of rdflib as one of pyoxigraph; its lexical form is kept as it is written."""
    match term:
        case Literal():
            if term.language:
                return ox.Literal(str(term), language=term.language)
            if term.datatype:
                return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
            return ox.Literal(str(term))
        case BNode():
            return ox.BlankNode(str(term))
        case URIRef():
            return ox.NamedNode(str(term))
    raise StoreError(f"a {type(term).__name__} cannot be stored")


def to_rdflib(term: object) -> URIRef | BNode | Literal:
    """A term of pyoxigraph as one of rdflib, not normalised."""
    match term:
        case ox.NamedNode():
            return named(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            if term.datatype.value == _XSD_STRING:
                return Literal(term.value)
            return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise StoreError(f"a {type(term).__name__} has no counterpart in rdflib")


def n_quads(triples: Iterable[ox.Triple], graph: str) -> bytes:
    """The statements of one graph as N-Quads, in which they go to other processes and through the bulk loader."""
    # A triple writes itself as N-Triples, three times as fast as the serializer writes quads made of its parts.
    end = f" {ox.NamedNode(graph)} .\n"
    return "".join([f"{triple}{end}" for triple in triples]).encode()


def index_of(statements: Iterable[tuple[Node, Node, Node]]) -> Index:
    """The statements of an rdflib graph, to be looked up."""
    index = Index()
    index.add_parts((str(subject), str(predicate), _same(value)) for subject, predicate, value in statements)
    return index


def n_quads_of(statements: Iterable[tuple[Node, Node, Node]], graph: str) -> bytes:
    """As ``n_quads``, of the statements of an rdflib graph; no term is made twice."""
    end = f" {ox.NamedNode(graph)} .\n"
    lines = [
        f"{_text(subject)} {_text(predicate)} {_text(value)}{end}" for subject, predicate, value in statements
    ]
    return "".join(lines).encode()


def triples_of(statements: Iterable[tuple[Node, Node, Node]]) -> Iterator[ox.Triple]:
    """The statements of an rdflib graph as pyoxigraph triples."""
    for subject, predicate, value in statements:
        yield ox.Triple(_same(subject), _same(predicate), _same(value))  # type: ignore[arg-type]


_same = lru_cache(maxsize=65_536)(from_rdflib)
"""Every statement of a thing names it again, and many records name the same."""


@lru_cache(maxsize=65_536)
def _text(term: Node) -> str:
    """A term as it stands in N-Quads."""
    return str(from_rdflib(term))
