"""Claims of many records in, one transfer for each deal out, with every rival claim kept.

The transfers go into a graph of their own that can be thrown away and made anew: no claim is ever changed. Claims with
the same parties are a block, and what becomes of a block depends on nothing outside of it; so a new record changes the
transfers of the blocks that it touches, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.fuse.claims import TransferClaim, claims_of
from kg.fuse.decisions import NONE, Decision, Decisions
from kg.fuse.match import block_of, clusters, compare, likeness, related
from kg.fuse.write import describe

__all__ = ["Decision", "Decisions", "TransferClaim", "block_of", "claims_of", "compare", "fused", "likeness"]


def fused(claims: Sequence[TransferClaim], base: str, decisions: Decisions = NONE) -> set[ox.Triple]:
    """The triples of all transfers that these claims tell of.

    A claim that only denies stands beside every transfer of the same parties and goods that others affirm; a denial
    of what nobody affirms is a transfer of its own, with the epistemic status ``denied``.
    """
    affirmed = clusters([claim for claim in claims if not claim.denied], decisions)
    denials: dict[int, list[TransferClaim]] = {}
    alone: list[TransferClaim] = []
    for denial in (claim for claim in claims if claim.denied):
        targets = [
            number for number, cluster in enumerate(affirmed) if any(_denies(denial, c) for c in cluster)
        ]
        for number in targets:
            denials.setdefault(number, []).append(denial)
        if not targets:
            alone.append(denial)
    found: set[ox.Triple] = set()
    for number, cluster in enumerate(affirmed):
        found.update(describe(cluster, denials.get(number, []), base))
    for cluster in clusters(alone, decisions):
        found.update(describe(cluster, [], base))
    return found


def _denies(denial: TransferClaim, claim: TransferClaim) -> bool:
    """Whether a denial is of what a claim says: same parties, and goods that fit; "arms" is all goods."""
    if block_of(denial) != block_of(claim):
        return False
    if denial.weapon and claim.weapon:
        return related(denial.weapon, claim.weapon)
    wide, narrow = sorted((denial.category, claim.category), key=len)
    return denial.category == "arms" or wide == narrow or narrow.startswith(wide + ".")
