"""Releases: dated versions of registers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.answers import AnswerRoute
from api.models.records import Release, Releases
from api.rooms import records as room
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from api.routes.filters import root_of

router = APIRouter(route_class=AnswerRoute, tags=["Records"], responses=ERRORS)


@router.get("/releases", summary="Releases of registers")
async def list_releases(request: Request, lookups: LookupsDep) -> Releases:
    """All releases of all registers, by register and day. Any of them may stand in `as_of`."""
    found = await room.releases(lookups, root_of(request))
    return Releases(total=len(found), items=found)


@router.get("/releases/{name}", summary="One release", responses=NOT_FOUND)
async def get_release(
    request: Request,
    lookups: LookupsDep,
    name: Annotated[str, Path(description="The name of the release.", examples=["sipri-2025"])],
) -> Release:
    """A release: its register, day of publication, what its files can contain, entries and transfers, later releases."""
    for release in await room.releases(lookups, root_of(request)):
        if release.name == name:
            return release
    raise not_found(f"There is no release {name}.", "GET /api/v1/releases lists them.")
