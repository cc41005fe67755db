"""Search by name, in any script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api import models as m
from api.answers import TableRoute
from api.graph import Triples
from api.routes.common import ERRORS, Limit, LookupsDep, MomentDep, Offset
from api.search import fold
from api.views import Views

router = APIRouter(route_class=TableRoute, tags=["Search"], responses=ERRORS)


@router.get("/search", summary="Search by name")
async def search_names(
    *,
    moment: MomentDep,
    lookups: LookupsDep,
    q: Annotated[
        str,
        Query(
            min_length=1, max_length=200, description="A name, or its beginning.", examples=["روسيا", "S-400"]
        ),
    ],
    kind: Annotated[
        list[str] | None,
        Query(description="Only things of this class; repeated: any of them.", examples=["State"]),
    ] = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> m.SearchResult:
    """Things by any of their names, in any language and script, best first, each with the name that matched.

    Hyphens, case, vowel marks and the seats of hamza make no difference: `s400` finds `S-400`.
    """
    index, found = await moment.search.search(q, frozenset(kind or ()))
    lookups.rests_on("names.rq")
    views = Views(Triples([]), lookups.base)
    items = []
    for match in found[offset : offset + limit]:
        entry = match.entry
        labels = index.labels.get(entry.iri, {})
        items.append(
            m.Hit(
                iri=entry.iri,
                id=views.path(entry.iri),
                label=labels.get("en") or next(iter(labels.values()), entry.name),
                labels=dict(labels),
                kind=entry.kind,
                score=round(match.score, 4),
                matched=entry.name,
                language=entry.language,
                use=entry.use,
                how=match.how,
            )
        )
    return m.SearchResult(query=q, folded=fold(q), total=len(found), limit=limit, offset=offset, items=items)
