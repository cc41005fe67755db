"""Materialised inferences: what queries would otherwise have to work out again and again.

They go into a graph of their own, ``graph/inferred``. What follows about a thing follows from what is said about it
and from the reference knowledge alone, and what follows from a transfer from that transfer and its claims; so a change
of one record changes only what is about its things and its transfers.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import pyoxigraph as ox

from kg.index import Index
from kg.infer.kinds import kinds
from kg.infer.transfers import Background, packaged_background, transfers

__all__ = ["Background", "inferences", "kinds", "packaged_background", "transfers"]


def inferences(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Everything that follows from these statements, each statement once and in a fixed order."""
    stated = Index(triples)
    found = set(chain.from_iterable(kinds(thing, stated, stated) for thing in stated))
    found.update(transfers(stated, Background.of(stated)))
    return sorted(found, key=str)
