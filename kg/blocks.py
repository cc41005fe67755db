"""What the store holds of a block: its claims and its transfers, asked for without going through the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.fuse import TransferClaim, block_of, claims_of
from kg.index import Index
from kg.namespaces import graph_iri, record_graph_iri
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a store. A block is named by its two parties, or by the claim that lacks one of them."""

    store: Store
    base: str

    def claims_in(self, block: str) -> list[TransferClaim]:
        """The claims of a block, in the order of their records."""
        supplier, _, recipient = block.partition(" ")
        if recipient:
            wanted = f"{self._between(supplier, recipient)} ?claim ag:record ?record"
        else:
            wanted = f"<{block}> ag:record ?record"
        rows = self.store.query(f"SELECT DISTINCT ?record WHERE {{ {wanted} }}").rows()
        found = []
        for record in sorted(row["record"].value for row in rows):
            found += [claim for claim in self._claims_of(record) if block_of(claim) == block]
        return found

    def of_claim(self, claim: str) -> Iterable[str]:
        """The block that a claim stands in, if it is stored."""
        rows = self.store.query(f"SELECT ?record WHERE {{ <{claim}> ag:record ?record }}").rows()
        for row in rows:
            return [block_of(one) for one in self._claims_of(row["record"].value) if one.iri == claim]
        return []

    def transfers_of(self, block: str) -> Iterator[ox.Triple]:
        """All that is said of the transfers of a block."""
        supplier, _, recipient = block.partition(" ")
        graph = graph_iri("transfers", self.base)
        wanted = self._between(supplier, recipient, graph) if recipient else f"?claim ag:claim <{block}>"
        rows = self.store.query(f"SELECT DISTINCT ?claim WHERE {{ GRAPH <{graph}> {{ {wanted} }} }}").rows()
        for transfer in [row["claim"].value for row in rows]:
            for triple in self.store.match(graph, transfer):
                yield triple
                part = triple.object
                if isinstance(part, ox.NamedNode) and part.value.startswith(transfer + "#"):
                    yield from self.store.match(graph, part.value)

    def _claims_of(self, record: str) -> Iterator[TransferClaim]:
        name = record.removeprefix(f"{self.base}id/record/")
        return claims_of(Index(self.store.triples(record_graph_iri(name, self.base))))

    def _between(self, supplier: str, recipient: str, graph: str | None = None) -> str:
        """A pattern for ?claim with both parties.

        An engine that joins the two goes through all that a large supplier has supplied. So the party of which less
        is said is asked for, and the other one looked up for each of its claims.
        """
        one, other = f"?claim ag:supplier <{supplier}>", f"?claim ag:recipient <{recipient}>"
        if self._number(one, graph) > self._number(other, graph):
            one, other = other, one
        return f"{{ SELECT ?claim WHERE {{ {one} FILTER EXISTS {{ {other} }} }} }}"

    def _number(self, pattern: str, graph: str | None) -> int:
        where = f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern
        answer = self.store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}")
        return int(next(answer.rows())["n"].value)
