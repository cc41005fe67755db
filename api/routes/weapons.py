"""Weapon systems: what they are, who makes them, who has them from whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.models.weapons import Weapon, WeaponSummary
from api.rooms import weapons as room
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from api.routes.filters import Named, Provisional, flag, named, root_of
from api.routes.names import AskedDep

router = APIRouter(route_class=AnswerRoute, tags=["Weapons"], responses=ERRORS)


@router.get("/weapons", summary="Weapon systems")
async def list_weapons(
    *,
    asked: AskedDep,
    category: Annotated[
        Named,
        Query(
            description="Notation of a category with all that is narrower; also `sipri-category/missiles`, "
            "`unroca-category/7`.",
            examples=["missile.sam"],
        ),
    ] = None,
    manufacturer: Annotated[Named, Query(description="Id of a company.", examples=["almaz-antey"])] = None,
    origin: Annotated[Named, Query(description="Code of the state of origin.", examples=["RUS"])] = None,
    family: Annotated[
        Named, Query(description="Of which family, or variants of which system.", examples=["su-27"])
    ] = None,
    provisional: Provisional = None,
) -> m.Page[WeaponSummary]:
    """Weapon systems that fit all filters given, by id."""
    filters = {
        "weapon": await asked.by_name("WeaponSystem"),
        "category": named(asked.lookups, "category", category, "category"),
        "manufacturer": named(asked.lookups, "manufacturer", manufacturer, "company"),
        "origin": named(asked.lookups, "origin", origin, "state"),
        "family": named(asked.lookups, "family", family, "weapon"),
        "provisional": flag(provisional),
    }
    total, found = await room.listed(asked.lookups, filters, limit=asked.limit, offset=asked.offset)
    return m.Page[WeaponSummary](**asked.page(found, total))


@router.get("/weapons/{id}", summary="One weapon system", responses=NOT_FOUND)
async def get_weapon(
    request: Request,
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/weapon/` in the IRI.", examples=["s-400"])],  # noqa: A002
) -> Weapon:
    """A weapon system with its designations, category, characteristics, family tree, makers, operators and suppliers."""
    found = await room.profile(lookups, id, root_of(request))
    if found is None:
        raise not_found(f"There is no weapon system {id}.", "GET /api/v1/weapons?q=... finds them by name.")
    return found
