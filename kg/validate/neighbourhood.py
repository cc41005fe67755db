"""The part of the reference knowledge that a record names: enough to validate it, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS
from rdflib.term import Node

from kg import packaged
from kg.namespaces import named
from kg.store.terms import to_rdflib

Triple = tuple[Node, Node, Node]
Lookup = Callable[[Node], Iterable[tuple[Node, Node]]]
"""From a thing to the properties and values that some body of knowledge has of it."""

NEEDED = frozenset({RDF.type, SKOS.inScheme})
"""What the shapes ask about a thing that a record names and does not describe."""


@cache
def class_hierarchy() -> tuple[Triple, ...]:
    """The ``rdfs:subClassOf`` statements between named classes of the ontology, what ``sh:class`` needs of it."""
    core = packaged.packaged_ontology()
    return tuple(
        sorted(
            (named(narrow), RDFS.subClassOf, named(wide))
            for narrow in core
            for wide in core.iris(narrow, str(RDFS.subClassOf))
        )
    )


@cache
def packaged_knowledge() -> Lookup:
    """Look-up in the vocabularies and the reference knowledge that the project brings along."""
    known = packaged.packaged_knowledge()

    found: dict[Node, tuple[tuple[Node, Node], ...]] = {}

    def look(thing: Node) -> tuple[tuple[Node, Node], ...]:
        # What is not known is not remembered: a record names dozens of things that only it knows.
        if (about := found.get(thing)) is not None or str(thing) not in known:
            return about or ()
        about = tuple(
            (named(prop), to_rdflib(value))
            for prop, values in known.about(str(thing)).items()
            for value in values
        )
        found[thing] = about
        return about

    return look


def lookup_in(reference: Graph | None) -> Lookup:
    """Look-up in ``reference`` and, for what it does not know, in what the project brings along."""
    packaged = packaged_knowledge()
    if reference is None:
        return packaged

    def look(thing: Node) -> Iterable[tuple[Node, Node]]:
        return list(reference.predicate_objects(thing)) or packaged(thing)

    return look


def neighbourhood(graph: Graph, look: Lookup) -> set[Triple]:
    """What is known of the things that a graph names: of those that it describes itself all, of others the kind."""
    described = set(graph.subjects())
    found: set[Triple] = set()
    for thing in described:
        found.update((thing, predicate, value) for predicate, value in look(thing))
    named = {value for value in graph.objects() if isinstance(value, URIRef)}
    named.update(value for _, _, value in found if isinstance(value, URIRef))
    for thing in named - described:
        found.update((thing, predicate, value) for predicate, value in look(thing) if predicate in NEEDED)
    return found
