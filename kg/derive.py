"""The graphs that are worked out from all records together, kept in step with them.

A change of a record leaves marks in the builder's book: which blocks of claims it touched, and which things it
describes that others may describe as well. ``refresh`` works them off, and takes each away with its result or after it;
a crash in between leaves the mark, and the next build comes back to it. Where nothing is there yet, or another builder
made it, everything is made anew by the same functions, with the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import pyoxigraph as ox
from rdflib.namespace import RDF

from kg.blocks import Blocks
from kg.footprint import Footprint, unpacked
from kg.fuse import Decisions, TransferClaim, fused
from kg.fuse.stored import decisions_in
from kg.fuse.units import units
from kg.garbage import collector_paused
from kg.index import Index
from kg.infer import kinds, packaged_background, transfers
from kg.ledger import DERIVED, Ledger, builder_hash
from kg.namespaces import AG, GRAPH_ONTOLOGY, GRAPH_REFERENCE, graph_iri, record_graph_iri
from kg.packaged import packaged_knowledge
from kg.runs import BuildRun
from kg.settings import Settings
from kg.store import Change, Store
from kg.store.loader import Loader
from kg.store.terms import ag, n_quads
from kg.summary import Summary
from kg.workers import Workers, batches

NOTHING: Mapping[str, Footprint] = MappingProxyType({})
"""No record was just stored."""
Watch = Callable[[int, int], None]
"""Called with how many blocks are done, and how many there are."""

_MANY = 300
"""From so many blocks on, all records are gone through once instead of being asked for block by block."""
_AT_ONCE = 100_000
"""Statements that are held in memory before they go into the store."""
RECORDS_TOGETHER = 200
"""Records out of the store that are looked through together in one process."""
_CLAIMS_TOGETHER = 300
"""Claims that are fused together in one process, be it one block or many."""
_FEW = 5_000
"""Up to so many statements go in with one transaction."""
_ABOUT_KINDS = {str(RDF.type), str(AG.inCategory), str(AG.withinFamily), str(AG.holdsOffice)}
_SUPPLIER, _RECIPIENT, _CLAIM = str(AG.supplier), str(AG.recipient), str(AG.claim)


def refresh(
    store: Store,
    ledger: Ledger,
    settings: Settings,
    run: BuildRun | None = None,
    *,
    fresh: Mapping[str, Footprint] = NOTHING,
    watch: Watch | None = None,
    workers: Workers | None = None,
) -> None:
    """Make the derived graphs fit the records again, if they do not, and write down the run.

    ``fresh`` are records that were just stored, by id. With ``workers``, processes share in what is much.
    """
    derived = _Derived(
        store, ledger, settings, workers or Workers(), watch=watch or (lambda *_: None), fresh=fresh
    )
    with collector_paused():
        if ledger.keeps_step():
            derived.work_off_marks()
        else:
            derived.make_anew()
    if run is not None:
        store.commit(Change(add={ledger.meta: run.triples()}))


def count_into(summary: Summary, store: Store, ledger: Ledger, settings: Settings) -> None:
    """Count what the store holds now."""
    summary.transfers = count_transfers(store, settings)
    counts = ledger.counts()
    summary.records, summary.claims = counts.records, counts.claims
    summary.superseded, summary.quarantined = counts.superseded, counts.quarantined


def count_transfers(store: Store, settings: Settings) -> int:
    """How many fused transfers a store holds."""
    graph = graph_iri("transfers", settings.base)
    answer = store.query(f"SELECT (COUNT(?t) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?t a ag:Transfer }} }}")
    return int(next(answer.rows())["n"].value)


def derive(
    store: Store,
    settings: Settings,
    *,
    fresh: Mapping[str, Footprint] = NOTHING,
    workers: Workers | None = None,
) -> None:
    """Fill the derived graphs of a store that has none, such as a copy of a part of another. The rest as ``refresh``."""
    with collector_paused():
        _Derived(store, Ledger(store, settings.base), settings, workers or Workers(), fresh=fresh).fill()


@dataclass
class _Batch:
    """Statements on their way into and out of the store, and the marks that go when they are there."""

    add: dict[str, list[ox.Triple]] = field(default_factory=dict)
    remove: dict[str, list[ox.Triple]] = field(default_factory=dict)
    marks: list[ox.Triple] = field(default_factory=list)

    def change(self, graph: str, old: set[ox.Triple], new: set[ox.Triple]) -> None:
        """Replace statements of a graph by others; what is in both stays untouched."""
        self.add.setdefault(graph, []).extend(new - old)
        self.remove.setdefault(graph, []).extend(old - new)

    @property
    def size(self) -> int:
        return sum(map(len, self.add.values())) + sum(map(len, self.remove.values()))


class _Derived:
    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        settings: Settings,
        workers: Workers,
        *,
        watch: Watch = lambda *_: None,
        fresh: Mapping[str, Footprint] = NOTHING,
    ) -> None:
        self.fresh = fresh
        self.workers = workers
        self.store = store
        self.ledger = ledger
        self.base = settings.base
        self.blocks = Blocks(store, settings.base)
        self.watch = watch
        self.transfers, self.inferred = (graph_iri(name, settings.base) for name in DERIVED)
        self.decisions = Decisions(decisions_in(store, settings.base))

    # All at once -------------------------------------------------------------------------------

    def make_anew(self) -> None:
        """Throw the derived graphs away and make them from all that is stored."""
        graphs = (self.transfers, self.inferred)
        stale = [self.ledger.mark_stale(graph) for graph in graphs]
        self.store.commit(Change(add={self.ledger.meta: stale}))
        self.store.drop(graphs)
        self.fill()
        fit = [
            ox.Triple(ox.NamedNode(graph), ag("builderHash"), ox.Literal(builder_hash())) for graph in graphs
        ]
        self.store.commit(Change(forget=self.ledger.forget(*graphs), add={self.ledger.meta: fit}))

    def fill(self) -> None:
        """Fill the derived graphs, which are empty."""
        loader = Loader(self.store)
        known = Index(self.store.triples(GRAPH_ONTOLOGY))
        known.add(self.store.triples(GRAPH_REFERENCE))
        for thing in known:
            loader.add(n_quads(_named(thing, known, known), self.inferred))
        by_block: dict[str, list[bytes]] = {}
        shared = Index()
        for record in self._all_records():
            for block, claims in record.claims:
                by_block.setdefault(block, []).append(claims)
            loader.add(record.own)
            shared.add(record.shared_triples())
        for thing in shared:
            loader.add(n_quads(kinds(thing, shared, packaged_knowledge()), self.inferred))
        fuse = partial(_fuse, base=self.base, decisions=self.decisions)
        done, total = 0, len(by_block)
        groups = batches(self._groups(by_block), _CLAIMS_TOGETHER, len)
        for together, quads in self.workers.map(fuse, groups):
            loader.add(quads)
            done += len(together)
            self.watch(min(done, total), total)
        loader.finish()

    def _groups(self, by_block: Mapping[str, list[bytes]]) -> Iterator[list[bytes]]:
        """All claims, packed, those that are fused together in one list."""
        for blocks in units(by_block, self.decisions, self.blocks.of_claim):
            yield [packed for block in blocks for packed in by_block.get(block, ())]

    # What changed ------------------------------------------------------------------------------

    def work_off_marks(self) -> None:
        """Fuse the blocks that were touched, and infer about the things that were, and nothing else."""
        stale = self.ledger.stated_all(self.transfers, "staleBlock")
        things = self.ledger.stated_all(self.inferred, "staleThing")
        if not stale and not things:
            return
        groups = units(stale, self.decisions, self.blocks.of_claim)
        blocks = {block for group in groups for block in group}
        claims_in, about = self._lookups(blocks, set(things))
        batch = _Batch()
        for number, group in enumerate(groups):
            self.watch(number, len(groups))
            old = {triple for block in group for triple in self.blocks.transfers_of(block)}
            claims = [claim for block in sorted(group) for claim in claims_in(block)]
            new, follows = _fused(claims, self.base, self.decisions)
            batch.change(self.inferred, self._followed(old), follows)
            batch.change(self.transfers, old, new)
            batch.marks += [
                ox.Triple(ox.NamedNode(self.transfers), ag("staleBlock"), ox.Literal(block))
                for block in group
            ]
            self._flush(batch, _AT_ONCE)
        for thing in things:
            old = {t for t in self.store.match(self.inferred, thing) if t.predicate.value in _ABOUT_KINDS}
            batch.change(self.inferred, old, set(_named(thing, about(thing), packaged_knowledge())))
            batch.marks.append(ox.Triple(ox.NamedNode(self.inferred), ag("staleThing"), ox.NamedNode(thing)))
            self._flush(batch, _AT_ONCE)
        self._flush(batch, 0)

    def _lookups(
        self, blocks: set[str], things: set[str]
    ) -> tuple[Callable[[str], list[TransferClaim]], Callable[[str], Index]]:
        """How to get at the claims of a block, and at what records say about a thing."""
        if len(blocks) + len(things) < _MANY:
            return self.blocks.claims_in, self._about
        by_block: dict[str, list[TransferClaim]] = {}
        shared = Index()
        for record in self._all_records():
            for block, claims in record.claims:
                if block in blocks:
                    by_block.setdefault(block, []).extend(unpacked(claims))
            if not record.marks.things.isdisjoint(things):
                shared.add(t for t in record.shared_triples() if t.subject.value in things)  # type: ignore[union-attr]
        return lambda block: by_block.get(block, []), lambda _: shared

    def _all_records(self) -> Iterator[Footprint]:
        """All records: what was just stored as it is at hand, the others out of the store."""
        yield from self.fresh.values()
        prefix = record_graph_iri("", self.base)
        older = [name for name in self.store.graph_names() if name.startswith(prefix)]
        older = [name for name in older if name.removeprefix(prefix) not in self.fresh]
        graphs: Iterable[tuple[str, list[ox.Triple]]]
        if len(older) < _MANY:
            graphs = ((name, list(self.store.triples(name))) for name in older)
        else:
            wanted = set(older)
            graphs = (found for found in self.store.graphs(prefix) if found[0] in wanted)
        records = ((name.removeprefix(prefix), n_quads(triples, name)) for name, triples in graphs)
        look = partial(_footprints, base=self.base)
        for _, found in self.workers.map(look, batches(records, RECORDS_TOGETHER)):
            yield from found

    def _about(self, thing: str) -> Index:
        rows = self.store.query(
            f"SELECT DISTINCT ?p ?o WHERE {{ GRAPH ?g {{ <{thing}> ?p ?o }} "
            f"FILTER(STRSTARTS(STR(?g), '{record_graph_iri('', self.base)}')) }}"
        ).rows()
        node = ox.NamedNode(thing)
        return Index(ox.Triple(node, row["p"], row["o"]) for row in rows)

    def _followed(self, old: set[ox.Triple]) -> set[ox.Triple]:
        """What was inferred from these transfers."""
        stated = Index(old)
        found = set(transfers(stated, packaged_background()))
        for transfer in stated.of_type(str(AG.Transfer)):
            for supplier in stated.iris(transfer, _SUPPLIER):
                for recipient in stated.iris(transfer, _RECIPIENT):
                    for subject, name, value in (
                        (supplier, "suppliesTo", recipient),
                        (recipient, "receivesFrom", supplier),
                    ):
                        found.update(
                            self.store.match(self.inferred, subject, str(AG[name]), ox.NamedNode(value))
                        )
        return found

    def _flush(self, batch: _Batch, above: int) -> None:
        """Bring what waits into the store if it is more than so much; 0: whatever there is."""
        if batch.size <= above and not (above == 0 and batch.marks):
            return
        if batch.size > _FEW:
            self.store.extend(b"".join(n_quads(triples, name) for name, triples in batch.add.items()))
            batch.add.clear()
        remove = {**batch.remove, self.ledger.meta: batch.marks} if batch.marks else batch.remove
        self.store.commit(Change(remove=remove, add=batch.add))
        batch.add, batch.remove, batch.marks = {}, {}, []


def _footprints(records: Sequence[tuple[str, bytes]], *, base: str) -> list[Footprint]:
    """What some records bring to the derived graphs."""
    with collector_paused():
        return [Footprint.in_quads(quads, name, base) for name, quads in records]


def _fuse(groups: Sequence[Sequence[bytes]], *, base: str, decisions: Decisions) -> bytes:
    """The transfers of groups of claims, and what follows from them, as N-Quads."""
    transfer_graph, inferred_graph = (graph_iri(name, base) for name in DERIVED)
    found = []
    with collector_paused():
        for group in groups:
            claims = [claim for packed in group for claim in unpacked(packed)]
            new, follows = _fused(claims, base, decisions)
            found += [n_quads(new, transfer_graph), n_quads(follows, inferred_graph)]
    return b"".join(found)


def _fused(
    claims: list[TransferClaim], base: str, decisions: Decisions
) -> tuple[set[ox.Triple], set[ox.Triple]]:
    """The transfers of some claims, and what follows from them."""
    new = fused(claims, base, decisions)
    stated = Index(new)
    stated.add(_ground(claims))
    return new, set(transfers(stated, packaged_background()))


def _named(thing: str, stated: Index, known: Index) -> Iterator[ox.Triple]:
    """What follows about a thing that has an IRI."""
    return kinds(thing, stated, known) if ":" in thing else iter(())


def _ground(claims: Iterable[TransferClaim]) -> Iterator[ox.Triple]:
    """Stage and epistemic status of claims: what may be concluded from a transfer depends on them."""
    for claim in claims:
        for name in ("stage", "epistemicStatus"):
            if (value := claim.get(name)) is not None:
                yield ox.Triple(ox.NamedNode(claim.iri), ag(name), ox.NamedNode(value))
