"""What this package brings along, its ontology, vocabularies and reference knowledge, as statements in memory."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources.abc import Traversable

import pyoxigraph as ox

from kg.errors import KnowledgeError
from kg.index import Index
from ontology import ontology_files, reference_files, vocabulary_files


@cache
def packaged_ontology() -> Index:
    """The classes and properties."""
    return _read(ontology_files())


@cache
def packaged_knowledge() -> Index:
    """The vocabularies and the reference knowledge, read once in the life of the process."""
    return _read((*vocabulary_files(), *reference_files()))


def _read(files: Iterable[Traversable]) -> Index:
    index = Index()
    for number, file in enumerate(files):
        try:
            quads = ox.parse(input=file.read_bytes(), format=ox.RdfFormat.TURTLE)
            index.add(own_nodes(quad.triple, number) for quad in quads)
        except SyntaxError as error:
            raise KnowledgeError(f"{file}: {error}") from error
    return index


def own_nodes(triple: ox.Triple, file: int) -> ox.Triple:
    """The same triple with blank nodes that no other file uses: names such as ``_:a`` hold within one file only."""
    subject, value = triple.subject, triple.object
    if not (isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode)):
        return triple
    if isinstance(subject, ox.BlankNode):
        subject = ox.BlankNode(f"f{file}{subject.value}")
    if isinstance(value, ox.BlankNode):
        value = ox.BlankNode(f"f{file}{value.value}")
    return ox.Triple(subject, triple.predicate, value)
