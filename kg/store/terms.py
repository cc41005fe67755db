"""Terms of rdflib and of pyoxigraph, turned into each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from kg.errors import StoreError

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


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
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            if term.datatype.value == _XSD_STRING:
                return Literal(term.value)
            return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise StoreError(f"a {type(term).__name__} has no counterpart in rdflib")


def triples_of(statements: Iterable[tuple[Node, Node, Node]]) -> Iterator[ox.Triple]:
    """The statements of an rdflib graph as pyoxigraph triples."""
    for subject, predicate, value in statements:
        yield ox.Triple(from_rdflib(subject), from_rdflib(predicate), from_rdflib(value))  # type: ignore[arg-type]
