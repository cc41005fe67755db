"""Claims of many records in, one transfer for each deal out, with every rival claim kept.

The transfers go into a graph of their own that can be thrown away and made anew: no claim is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.fuse.claims import TransferClaim, read_claims
from kg.fuse.match import clusters, compare, likeness, related
from kg.fuse.write import Triple, describe
from kg.settings import Settings
from kg.store import Store
from kg.store.select import select_in
from kg.store.terms import triples_of

__all__ = ["compare", "fuse", "fused", "likeness"]


def fuse(store: Store, settings: Settings) -> Iterable[ox.Triple]:
    """The triples of all transfers that the claims of a store tell of, in a fixed order."""
    return triples_of(fused(read_claims(select_in(store)), settings.base))


def fused(claims: list[TransferClaim], base: str) -> list[Triple]:
    """The triples of all transfers that these claims tell of.

    A claim that only denies stands beside every transfer of the same parties and goods that others affirm; a denial
    of what nobody affirms is a transfer of its own, with the epistemic status ``denied``.
    """
    affirmed = clusters([claim for claim in claims if not claim.denied])
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
    found: set[Triple] = set()
    for number, cluster in enumerate(affirmed):
        found.update(describe(cluster, denials.get(number, []), base))
    for cluster in clusters(alone):
        found.update(describe(cluster, [], base))
    return sorted(found, key=lambda triple: tuple(term.n3() for term in triple))


def _denies(denial: TransferClaim, claim: TransferClaim) -> bool:
    """Whether a denial is of what a claim says: same parties, and goods that fit; "arms" is all goods."""
    if (denial.supplier, denial.recipient) != (claim.supplier, claim.recipient):
        return False
    if denial.weapon and claim.weapon:
        return related(denial.weapon, claim.weapon)
    wide, narrow = sorted((denial.category, claim.category), key=len)
    return denial.category == "arms" or wide == narrow or narrow.startswith(wide + ".")
