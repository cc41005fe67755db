"""Flows: how much goes from whom to whom, for maps and networks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.answers import TableRoute
from api.models.flows import Flows
from api.rooms import flows as room
from api.routes.common import ERRORS, LookupsDep, Offset
from api.routes.filters import Named, Stages, Statuses, Supplier, Weapon, Year, between, named, page

router = APIRouter(route_class=TableRoute, tags=["Volumes"], responses=ERRORS)


@router.get("/flows", summary="Flows between parties")
async def get_flows(
    *,
    request: Request,
    lookups: LookupsDep,
    by: Annotated[room.By, Query(description="What a flow is.", examples=["pair-year"])] = "pair",
    supplier: Supplier = None,
    recipient: Annotated[Named, Query(description="As for supplier.", examples=["TUR"])] = None,
    weapon: Weapon = None,
    category: Annotated[
        Named,
        Query(description="Notation of a category, with all that is narrower.", examples=["missile.sam"]),
    ] = None,
    stage: Stages = None,
    epistemic: Statuses = None,
    from_: Annotated[
        Year, Query(alias="from", description="Not over before this year.", examples=[2015])
    ] = None,
    to: Annotated[Year, Query(description="Begun by this year.", examples=[2024])] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="How many at most.", examples=[1000])] = 1000,
    offset: Offset = 0,
) -> Flows:
    """From whom to whom: transfers, of how many of them a quantity is known, TIV delivered, first and last year.

    The filters are those of `/transfers`. By year, a transfer counts in the one in which delivery began (else the order,
    else the time given). TIV follow the rule of `/volumes`: they are of deliveries that lie in the years asked for as a
    whole, by year of delivery; a flow may have them in a year in which no transfer began.
    """
    filters = {
        "supplier": named(lookups, "supplier", supplier, "state"),
        "recipient": named(lookups, "recipient", recipient, "state"),
        "weapon": named(lookups, "weapon", weapon, "weapon"),
        "category": named(lookups, "category", category, "category"),
        "stage": named(lookups, "stage", stage, "stage"),
        "epistemic": named(lookups, "epistemic", epistemic, "epistemic"),
    }
    dates = between(*(str(year) if year is not None else None for year in (from_, to)))
    found = await room.flows(lookups, by, filters, dates, (from_, to))
    items = await room.shown(lookups, list(found.items())[offset : offset + limit])
    return Flows(
        by=by,
        from_=from_,
        to=to,
        transfers=sum(amount.transfers for amount in found.values()),
        **page(request, items, len(found), limit, offset),
    )
