"""Materialised inferences: what queries would otherwise have to work out again and again.

They go into a graph of their own, ``graph/inferred``, that is thrown away and made anew. Take the graph of an older
run out first: what it says would be read as if it were stated.
"""

from __future__ import annotations

from itertools import chain

from kg.infer.kinds import kinds
from kg.infer.transfers import transfers
from kg.store.select import Row, Select, Triple, select_from, select_in

__all__ = ["Row", "Select", "Triple", "inferences", "select_from", "select_in"]


def inferences(select: Select) -> list[Triple]:
    """Everything that follows from what ``select`` can see, each statement once and in a fixed order.

    ``select`` answers SELECT queries over the union of all graphs, in rdflib terms: ``select_in(store)`` or
    ``select_from(graph)``.
    """
    found = set(chain(kinds(select), transfers(select)))
    return sorted(found, key=lambda triple: tuple(term.n3() for term in triple))
