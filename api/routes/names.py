"""The parameter ``q``: things by their names, in any script, through the search index."""

from __future__ import annotations

from typing import Annotated

import pyoxigraph as ox
from fastapi import Query

from api.lookups import Lookups
from api.moments import Moment
from api.searching.query import LONGEST_QUERY

_MOST = 1000
Q = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=LONGEST_QUERY,
        description="A name, or its beginning, in any script.",
        examples=["إس-400"],
    ),
]


async def by_name(
    moment: Moment, lookups: Lookups, q: str | None, kinds: frozenset[str]
) -> list[ox.NamedNode] | None:
    """The things of these classes that a name may mean, those that fit best; None if there is no name."""
    if q is None:
        return None
    found = await moment.search.search(q, kinds, frozenset())
    lookups.rests_on("names.rq")
    return [ox.NamedNode(match.entry.iri) for match in found.page(0, _MOST)]
