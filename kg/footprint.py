"""What a record brings to the graphs that are worked out from all records together, and what of them it touches."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.fuse import TransferClaim, block_of, claims_of
from kg.index import Index
from kg.infer import kinds
from kg.ledger import NO_MARKS, Marks
from kg.namespaces import graph_iri
from kg.packaged import packaged_knowledge
from kg.store.terms import n_quads


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a record brings to the derived graphs, in a form that passes between processes and waits in little room.

    ``claims``: its claims about transfers, packed, by the block that they are fused in. ``shared``: what it says of
    things that others may speak of as well, ``own``: what follows from it alone, as N-Quads for graph/inferred.
    ``marks``: what has to be worked out anew when it comes or goes.
    """

    marks: Marks = NO_MARKS
    claims: tuple[tuple[str, bytes], ...] = ()
    shared: bytes = b""
    own: bytes = b""

    @classmethod
    def of(cls, stated: Index, record_id: str, base: str) -> Footprint:
        """Made of the statements of the record."""
        others = {thing for thing in stated if not _is_own(thing, record_id, base)}
        shared = (triple for thing in sorted(others) for triple in stated.triples(thing))
        own = (
            triple
            for thing in stated
            if thing not in others
            for triple in kinds(thing, stated, packaged_knowledge())
        )
        blocks: dict[str, list[TransferClaim]] = {}
        for claim in claims_of(stated):
            blocks.setdefault(block_of(claim), []).append(claim)
        graph = graph_iri("inferred", base)
        return cls(
            Marks(frozenset(blocks), frozenset(others)),
            tuple((block, pickle.dumps(claims)) for block, claims in blocks.items()),
            n_quads(shared, graph) if others else b"",
            n_quads(own, graph),
        )

    @classmethod
    def in_quads(cls, quads: bytes, record_id: str, base: str) -> Footprint:
        """Made of the statements of the record as N-Quads."""
        return cls.of(Index(triples_in(quads)), record_id, base)

    def shared_triples(self) -> Iterator[ox.Triple]:
        """``shared`` as triples."""
        return triples_in(self.shared)

    def own_triples(self) -> Iterator[ox.Triple]:
        """``own`` as triples."""
        return triples_in(self.own)


NO_FOOTPRINT = Footprint()
"""It brings nothing."""


def triples_in(quads: bytes) -> Iterator[ox.Triple]:
    """The statements of N-Quads without their graph."""
    return (quad.triple for quad in ox.parse(input=quads, format=ox.RdfFormat.N_QUADS)) if quads else iter(())


def unpacked(claims: bytes) -> list[TransferClaim]:
    """Claims that a footprint holds. They were packed by this program; nobody else's bytes may come here."""
    found: list[TransferClaim] = pickle.loads(claims)  # noqa: S301 - see above
    return found


def _is_own(thing: str, record_id: str, base: str) -> bool:
    """Whether a thing is a record, one of its claims, or a part of one."""
    return thing.partition("#")[0] == f"{base}id/record/{record_id}" or thing.startswith(
        f"{base}id/claim/{record_id}/"
    )
