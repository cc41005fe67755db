"""The graphs that are worked out from all records together, and what the builder writes down about a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF, XSD

from kg import __version__
from kg.fuse import fuse
from kg.infer import inferences
from kg.ledger import DERIVED, Ledger, builder_hash
from kg.namespaces import AG, graph_iri
from kg.settings import Settings
from kg.store import Change, Store
from kg.store.select import select_in
from kg.store.terms import triples_of
from kg.summary import FileCounts, Summary


@dataclass(frozen=True, slots=True)
class BuildRun:
    """One run of the builder that changed something. The clock stands here and nowhere else in the graph."""

    iri: str
    started: datetime
    ended: datetime
    total: FileCounts
    refusals: tuple[tuple[str, str], ...]

    def triples(self) -> Iterator[ox.Triple]:
        """The run as an ``ag:BuildRun``, which is a ``prov:Activity``."""
        node = ox.NamedNode(self.iri)
        for kind in (AG.BuildRun, PROV.Activity):
            yield ox.Triple(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(kind)))
        for term, moment in ((PROV.startedAtTime, self.started), (PROV.endedAtTime, self.ended)):
            value = ox.Literal(moment.isoformat(), datatype=ox.NamedNode(str(XSD.dateTime)))
            yield ox.Triple(node, ox.NamedNode(str(term)), value)
        yield ox.Triple(node, ox.NamedNode(str(AG.softwareVersion)), ox.Literal(__version__))
        counts = {
            "recordsRead": self.total.found,
            "recordsMended": self.total.mended,
            "recordsAdded": self.total.added,
            "recordsReplaced": self.total.replaced,
            "recordsUnchanged": self.total.unchanged + self.total.same,
            "recordsRefused": self.total.refused,
        }
        for name, count in counts.items():
            value = ox.Literal(str(count), datatype=ox.NamedNode(str(XSD.integer)))
            yield ox.Triple(node, ox.NamedNode(str(AG[name])), value)
        for place, reason in self.refusals:
            yield ox.Triple(node, ox.NamedNode(str(AG.refusalReason)), ox.Literal(f"{place}: {reason}"))


def refresh(store: Store, ledger: Ledger, settings: Settings, run: BuildRun | None = None) -> None:
    """Make the derived graphs fit the records again, if they do not, and write down the run.

    They are replaced, and the marks that they are stale taken away, in one transaction each; a crash in between
    leaves the mark and the next build comes back to it.
    """
    if _stale(ledger, settings):
        transfers, inferred = (graph_iri(name, settings.base) for name in DERIVED)
        _put(store, ledger, transfers, fuse(store, settings), drop=(inferred,))
        # What was inferred before must be out of sight, or it would be read as if it were stated.
        _put(store, ledger, inferred, triples_of(inferences(select_in(store))))
    if run is not None:
        store.commit(Change(add={ledger.meta: run.triples()}))


def _stale(ledger: Ledger, settings: Settings) -> bool:
    graphs = [graph_iri(name, settings.base) for name in DERIVED]
    return any(
        ledger.stated(graph, "builderHash") != builder_hash() or ledger.stated(graph, "stale") is not None
        for graph in graphs
    )


def _put(
    store: Store, ledger: Ledger, graph: str, triples: Iterable[ox.Triple], drop: tuple[str, ...] = ()
) -> None:
    """Replace a derived graph and take away the mark that it is stale; what is dropped gets that mark."""
    mark = ox.Triple(ox.NamedNode(graph), ox.NamedNode(str(AG.builderHash)), ox.Literal(builder_hash()))
    store.commit(
        Change(
            drop=drop,
            put={graph: triples},
            forget=ledger.forget(graph),
            add={ledger.meta: [mark, *(ledger.mark_stale(name) for name in drop)]},
        )
    )


def count_into(summary: Summary, store: Store, ledger: Ledger, settings: Settings) -> None:
    """Count what the store holds now."""
    transfers = graph_iri("transfers", settings.base)
    answer = store.query(f"SELECT (COUNT(?t) AS ?n) WHERE {{ GRAPH <{transfers}> {{ ?t a ag:Transfer }} }}")
    summary.transfers = int(next(answer.rows())["n"].value)
    summary.records = len(ledger.entries)
    summary.claims = sum(entry.claims for entry in ledger.entries.values())
    summary.quarantined = len(ledger.quarantine)
