"""The part of a store that may be passed on, by the terms of each record.

``ag:redistribution`` of a record is ``full`` (with its text), ``facts`` (claims and quotes, without the text; also
where nothing is said) or ``none`` (nothing of it). Where a record stays out, transfers and inferences are worked
out anew from the others, so that nothing of it shows through.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.derive import derive
from kg.ledger import DERIVED
from kg.namespaces import AG, graph_iri
from kg.settings import Settings
from kg.store import Store
from kg.store.embedded import EmbeddedStore

_TEXT = ox.NamedNode(str(AG.text))
_TERMS = ox.NamedNode(str(AG.redistribution))


@dataclass(frozen=True, slots=True)
class Part:
    """What may be shared of a store, and what was left out."""

    graphs: dict[str, list[ox.Triple]]
    withheld_records: int
    withheld_texts: int

    def quads(self) -> Iterator[ox.Quad]:
        """All statements, by graph, subject, predicate and object."""
        for name, triples in self.graphs.items():
            graph = ox.NamedNode(name)
            for triple in triples:
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    def triples(self) -> Iterator[ox.Triple]:
        """The statements of all graphs, each once, in order."""
        merged = {triple for triples in self.graphs.values() for triple in triples}
        yield from sorted(merged, key=_order)


def shareable(store: Store, base: str) -> Part:
    """The part of a store that may be passed on, sorted. The builder's own book (``graph/meta``) is not part of it."""
    meta = graph_iri("meta", base)
    records = graph_iri("record/", base)
    derived = [graph_iri(name, base) for name in DERIVED]
    graphs: dict[str, list[ox.Triple]] = {}
    withheld = texts = 0
    for name in store.graph_names():
        if name == meta or name in derived:
            continue
        if not name.startswith(records):
            graphs[name] = _named_alike(list(store.triples(name)))
            continue
        # Asked first, because most records of a store may be those of a register that is not passed on.
        found = store.match(name, None, _TERMS.value)
        terms = {str(triple.object).strip('"<>').rsplit("/", 1)[-1] for triple in found}
        if "none" in terms:
            withheld += 1
            continue
        triples = list(store.triples(name))
        if "full" not in terms:
            kept = [triple for triple in triples if triple.predicate != _TEXT]
            texts += len(kept) != len(triples)
            triples = kept
        graphs[name] = _named_alike(triples)
    if withheld:
        _derive_again(graphs, base)
    else:
        graphs |= {name: triples for name in derived if (triples := list(store.triples(name)))}
    return Part({name: sorted(graphs[name], key=_order) for name in sorted(graphs)}, withheld, texts)


def _derive_again(graphs: dict[str, list[ox.Triple]], base: str) -> None:
    """Work out transfers and inferences from the graphs that are left."""
    derived = [graph_iri(name, base) for name in DERIVED]
    rest = EmbeddedStore(None)
    try:
        rest.bulk_load({name: triples for name, triples in graphs.items() if name not in derived})
        derive(rest, Settings(base=base))
        for name in derived:
            graphs[name] = list(rest.triples(name))
    finally:
        rest.close()


def _named_alike(triples: list[ox.Triple]) -> list[ox.Triple]:
    """The same statements with labels of blank nodes that follow from the content (RDF Dataset Canonicalization)."""
    if not any(isinstance(term, ox.BlankNode) for t in triples for term in (t.subject, t.object)):
        return triples
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in dataset]


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """By subject, then predicate with the type first, then object."""
    predicate = str(triple.predicate)
    return str(triple.subject), not predicate.endswith("#type>"), predicate, str(triple.object)
