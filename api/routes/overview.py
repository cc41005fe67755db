"""What the dataset holds, and how good it is."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.answers import TableRoute
from api.models.overview import Catalogue, Quality
from api.rooms import overview as room
from api.routes.common import ERRORS, LookupsDep
from api.routes.filters import root_of

router = APIRouter(route_class=TableRoute, tags=["Service"], responses=ERRORS)


@router.get("/catalogue", summary="What there is")
async def get_catalogue(request: Request, lookups: LookupsDep) -> Catalogue:
    """How much of what the dataset holds, its version, releases, the terms of its records, and where everything is."""
    return await room.catalogue(lookups, root_of(request))


@router.get("/quality", summary="Quality of the data")
async def get_quality(lookups: LookupsDep) -> Quality:
    """Records by kind, language and year; claims by status; what transfers state, and which want a second look."""
    return await room.quality(lookups)
