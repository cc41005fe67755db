"""States: the list, and one with its names, partners, embargoes and office-holders."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path

from api import models as m
from api.answers import AnswerRoute
from api.routes.common import ERRORS, NOT_FOUND, Limit, LookupsDep, Offset, not_found, partners
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Actors"], responses=ERRORS)


@router.get("/states", summary="All states")
async def list_states(lookups: LookupsDep, limit: Limit = 500, offset: Offset = 0) -> m.Page[m.StateSummary]:
    """Current states and those that are gone, by code."""
    triples = await lookups.triples("states.rq")
    views = Views(triples, lookups.base)
    states = sorted((views.state_summary(iri) for iri in triples.of_type("ag:State")), key=lambda s: s.code)
    return m.Page[m.StateSummary](
        total=len(states), limit=limit, offset=offset, items=states[offset : offset + limit]
    )


@router.get("/states/{code}", summary="One state", responses=NOT_FOUND)
async def get_state(
    lookups: LookupsDep,
    code: Annotated[
        str,
        Path(
            description="ISO 3166-1 alpha-3; SUN, YUG, DDR, ... for states that are gone.", examples=["RUS"]
        ),
    ],
) -> m.State:
    """A state with its names in all languages, its partners, embargoes against it, and who held which office."""
    iris = lookups.things(f"id/state/{code.upper()}")
    triples = await lookups.triples("things.rq", {"thing": iris})
    iri = next((node for node in iris if node.value in triples), None)
    if iri is None:
        raise not_found(f"There is no state with the code {code}.", "GET /api/v1/states lists the codes.")
    rows, embargoes, offices = await asyncio.gather(
        lookups.rows("partners.rq", {"state": iri}),
        lookups.triples("embargoes.rq", {"state": iri}),
        lookups.triples("office-holders.rq", {"state": iri}),
    )
    found = await partners(lookups, rows, "direction", "partner")
    return Views(triples, lookups.base).state(
        iri.value,
        recipients=found.get("export", []),
        suppliers=found.get("import", []),
        embargoes=Views(embargoes, lookups.base).embargoes(),
        leaders=Views(offices, lookups.base).office_holders(offices.subjects("ag:officeOf", iri.value)),
    )
