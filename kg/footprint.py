"""What in the derived graphs hangs on one record: which blocks of claims, which things, and what follows from it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.fuse import TransferClaim, block_of, claims_of
from kg.index import Index
from kg.infer import kinds
from kg.ledger import Marks
from kg.packaged import packaged_knowledge


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a record brings to the derived graphs.

    Its claims, what it says of things that others may speak of as well, and what follows from it alone.
    """

    claims: tuple[TransferClaim, ...]
    shared: tuple[ox.Triple, ...]
    own: tuple[ox.Triple, ...]

    @classmethod
    def of(cls, triples: Sequence[ox.Triple], record_id: str, base: str) -> Footprint:
        """Made of the statements of the record."""
        stated = Index(triples)
        others = {thing for thing in stated if not _is_own(thing, record_id, base)}
        return cls(
            tuple(claims_of(stated)),
            tuple(triple for triple in triples if triple.subject.value in others) if others else (),  # type: ignore[union-attr]
            tuple(
                triple
                for thing in stated
                if thing not in others
                for triple in kinds(thing, stated, packaged_knowledge())
            ),
        )

    @property
    def marks(self) -> Marks:
        """What has to be worked out anew when the record comes or goes."""
        return Marks(
            frozenset(block_of(claim) for claim in self.claims),
            frozenset(triple.subject.value for triple in self.shared),  # type: ignore[union-attr]
        )


def _is_own(thing: str, record_id: str, base: str) -> bool:
    """Whether a thing is a record, one of its claims, or a part of one."""
    return thing.partition("#")[0] == f"{base}id/record/{record_id}" or thing.startswith(
        f"{base}id/claim/{record_id}/"
    )
