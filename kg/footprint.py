"""What in the derived graphs hangs on one record: which blocks of claims, which things, and what follows from it alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.fuse import TransferClaim, block_of, claims_of
from kg.index import Index
from kg.infer import kinds
from kg.ledger import Marks
from kg.packaged import packaged_knowledge


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a record that was just stored brings to the derived graphs: to read it again would take far longer.

    Its claims, what it says of things that others may speak of as well, and what follows from it alone.
    """

    claims: tuple[TransferClaim, ...]
    shared: tuple[ox.Triple, ...]
    own: tuple[ox.Triple, ...]

    @classmethod
    def of(cls, triples: Sequence[ox.Triple], record_id: str, base: str) -> Fresh:
        """Made of the statements of the record."""
        stated = Index(triples)
        others = {thing for thing in stated if not is_own(thing, record_id, base)}
        return cls(
            tuple(claims_of(stated)),
            tuple(triple for triple in triples if triple.subject.value in others) if others else (),  # type: ignore[union-attr]
            tuple(own_inferences(stated, record_id, base)),
        )


def marks_of(stated: Index, record_id: str, base: str) -> Marks:
    """The blocks of a record's claims, and the things that it describes and other records may describe as well."""
    return Marks(
        frozenset(block_of(claim) for claim in claims_of(stated)),
        frozenset(thing for thing in stated if not is_own(thing, record_id, base)),
    )


def own_inferences(stated: Index, record_id: str, base: str) -> Iterator[ox.Triple]:
    """What follows about the record itself, its claims and their parts. Nobody else describes these."""
    known = packaged_knowledge()
    for thing in stated:
        if is_own(thing, record_id, base):
            yield from kinds(thing, stated, known)


def is_own(thing: str, record_id: str, base: str) -> bool:
    """Whether a thing is a record, one of its claims, or a part of one."""
    return thing.partition("#")[0] == f"{base}id/record/{record_id}" or thing.startswith(
        f"{base}id/claim/{record_id}/"
    )
