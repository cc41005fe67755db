"""Brings the ontology and the reference knowledge of this package into a store, when they are not there yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable

import pyoxigraph as ox

from kg.errors import KnowledgeError
from kg.ledger import Ledger
from kg.namespaces import AG, GRAPH_ONTOLOGY, GRAPH_REFERENCE
from kg.packaged import own_nodes
from kg.store import Change, Store
from ontology import alignment_files, ontology_files, reference_files, vocabulary_files


def load_knowledge(store: Store, ledger: Ledger) -> None:
    """Load ``graph/ontology`` and ``graph/reference``; each only if its files changed since."""
    parts = {
        GRAPH_ONTOLOGY: [*ontology_files(), *vocabulary_files(), *alignment_files()],
        GRAPH_REFERENCE: reference_files(),
    }
    empty = next(store.quads(), None) is None
    for graph, files in parts.items():
        digest = _hash(files)
        if ledger.stated(graph, "contentHash") == digest:
            continue
        if empty:
            # Fast, but not atomic: the mark is set behind it, so after a crash in between it is loaded again.
            store.bulk_load({graph: _triples(files)})
            mark_loaded(store, ledger, graph, files)
        else:
            mark = _mark(graph, digest)
            store.commit(
                Change(
                    put={graph: _triples(files)},
                    forget=ledger.forget(graph),
                    add={ledger.meta: [mark, *ledger.all_stale()]},
                )
            )


def mark_loaded(store: Store, ledger: Ledger, graph: str, files: Sequence[Traversable]) -> None:
    """Write down that a graph holds what these files say."""
    store.commit(Change(forget=ledger.forget(graph), add={ledger.meta: [_mark(graph, _hash(files))]}))


def _mark(graph: str, digest: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(graph), ox.NamedNode(str(AG.contentHash)), ox.Literal(digest))


def _hash(files: Sequence[Traversable]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _triples(files: Sequence[Traversable]) -> Iterator[ox.Triple]:
    seen: set[ox.Triple] = set()
    for number, file in enumerate(files):
        try:
            for quad in ox.parse(input=file.read_bytes(), format=ox.RdfFormat.TURTLE):
                triple = own_nodes(quad.triple, number)
                if triple not in seen:
                    seen.add(triple)
                    yield triple
        except SyntaxError as error:
            raise KnowledgeError(f"{file}: not Turtle: {error}") from error
