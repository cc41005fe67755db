"""Leaders: persons and the offices held."""

from __future__ import annotations

from typing import Annotated

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.models.leaders import Leader, LeaderSummary
from api.rooms import leaders as room
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from api.routes.filters import Named, On, named, one_day, root_of
from api.routes.names import AskedDep

router = APIRouter(route_class=AnswerRoute, tags=["Actors"], responses=ERRORS)


@router.get("/leaders", summary="Leaders and ministers")
async def list_leaders(
    asked: AskedDep,
    state: Annotated[
        Named, Query(description="Of which state, or group (`group/hezbollah`).", examples=["PRK"])
    ] = None,
    office: Annotated[Named, Query(description="Id of an office.", examples=["head-of-state"])] = None,
    on: On = None,
) -> m.Page[LeaderSummary]:
    """Persons who hold or held an office, by id, each with the tenures that fit.

    With `on`, those in office on that day; `certainty` says where the bounds leave that open.
    """
    day = one_day("on", on)
    filters = {
        "person": await asked.by_name("Person"),
        "state": named(asked.lookups, "state", state, "state"),
        "office": named(asked.lookups, "office", office, "office"),
        "on": None if day is None else ox.Literal(day.isoformat()),
    }
    total, found = await room.listed(asked.lookups, filters, day, limit=asked.limit, offset=asked.offset)
    return m.Page[LeaderSummary](**asked.page(found, total))


@router.get("/leaders/{id}", summary="One leader", responses=NOT_FOUND)
async def get_leader(
    request: Request,
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/person/` in the IRI.", examples=["kim-jong-un"])],  # noqa: A002
) -> Leader:
    """A person with names in all languages, the offices held, and the transfers of the state meanwhile."""
    found = await room.profile(lookups, id, root_of(request))
    if found is None:
        raise not_found(f"There is no person {id}.", "GET /api/v1/search?q=... finds persons by name.")
    return found
