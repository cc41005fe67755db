"""What in the derived graphs hangs on one record: which blocks of claims, which things, and what follows from it alone."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.fuse import block_of, claims_of
from kg.index import Index
from kg.infer import kinds
from kg.ledger import Marks
from kg.packaged import packaged_knowledge


def marks_of(stated: Index, record_id: str, base: str) -> Marks:
    """The blocks of a record's claims, and the things that it describes and other records may describe as well."""
    return Marks(
        frozenset(block_of(claim) for claim in claims_of(stated)),
        frozenset(thing for thing in stated if not _is_own(thing, record_id, base)),
    )


def own_inferences(stated: Index, record_id: str, base: str) -> Iterator[ox.Triple]:
    """What follows about the record itself, its claims and their parts. Nobody else describes these."""
    known = packaged_knowledge()
    for thing in stated:
        if _is_own(thing, record_id, base):
            yield from kinds(thing, stated, known)


def _is_own(thing: str, record_id: str, base: str) -> bool:
    return thing.partition("#")[0] == f"{base}id/record/{record_id}" or thing.startswith(
        f"{base}id/claim/{record_id}/"
    )
