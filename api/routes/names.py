"""Lists of things with names: ``q`` finds them in any script, through the search index; and a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pyoxigraph as ox
from fastapi import Depends, Query, Request

from api import models as m
from api.lookups import Lookups
from api.moments import Moment
from api.routes.common import Limit, LookupsDep, MomentDep, Offset
from api.routes.filters import page
from api.searching.query import LONGEST_QUERY

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of things with names is asked beside the filters of its own."""

    request: Request
    lookups: Lookups
    moment: Moment
    q: str | None
    limit: int
    offset: int

    async def by_name(self, *kinds: str) -> list[ox.NamedNode] | None:
        """The things of these classes that the name may mean, those that fit best; None if there is no name."""
        if self.q is None:
            return None
        found = await self.moment.search.search(self.q, frozenset(kinds), frozenset())
        self.lookups.rests_on("names.rq")
        return [ox.NamedNode(match.entry.iri) for match in found.page(0, _MOST)]

    def page(self, items: Sequence[m.Item], total: int) -> dict[str, Any]:
        """The members of ``Page`` for items that are cut already."""
        return page(self.request, items, total, self.limit, self.offset)


async def _asked(
    *,
    request: Request,
    moment: MomentDep,
    lookups: LookupsDep,
    q: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=LONGEST_QUERY,
            description="A name, or its beginning, in any script.",
            examples=["إس-400"],
        ),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Asked:
    return Asked(request, lookups, moment, q, limit, offset)


AskedDep = Annotated[Asked, Depends(_asked)]
