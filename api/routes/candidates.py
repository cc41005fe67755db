"""Embargo candidates: transfers whose recipient was under an embargo on the day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.models.actors import Certainty
from api.models.candidates import EmbargoCandidate
from api.rooms import candidates as room
from api.routes.common import ERRORS, Limit, LookupsDep, Offset
from api.routes.filters import Named, Stages, Statuses, Supplier, Weapon, between, named, page

router = APIRouter(route_class=AnswerRoute, tags=["Transfers"], responses=ERRORS)


@router.get("/embargo-candidates", summary="Transfers to parties under an embargo")
async def list_candidates(
    *,
    request: Request,
    lookups: LookupsDep,
    embargo: Annotated[
        Named, Query(description="Id of an embargo.", examples=["un-north-korea-2006"])
    ] = None,
    imposer: Annotated[
        Named,
        Query(
            description="Who set the embargo: path, IRI, or code of a state.",
            examples=["organisation/european-union"],
        ),
    ] = None,
    supplier: Supplier = None,
    recipient: Annotated[Named, Query(description="As for supplier.", examples=["PRK"])] = None,
    weapon: Weapon = None,
    category: Annotated[
        Named, Query(description="Notation of a category, with all that is narrower.", examples=["missile"])
    ] = None,
    stage: Stages = None,
    epistemic: Statuses = None,
    from_: Annotated[
        str | None,
        Query(alias="from", description="Not over before this year, month or day.", examples=["2015"]),
    ] = None,
    to: Annotated[
        str | None, Query(description="Begun by this year, month or day.", examples=["2024"])
    ] = None,
    certainty: Annotated[
        Certainty | None,
        Query(
            description="Only those of which the days leave no doubt, or only the others.",
            examples=["certain"],
        ),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[EmbargoCandidate]:
    """Transfers whose recipient was under an embargo when the goods were ordered or delivered, or can have been.

    Each with the embargo, the days, how sure that is, and the claims in their words. Whether the embargo covered the
    goods is for a person to judge: this finds candidates, and accuses nobody.
    """
    filters = {
        "embargo": named(lookups, "embargo", embargo, "embargo"),
        "imposer": named(lookups, "imposer", imposer, "state"),
        "supplier": named(lookups, "supplier", supplier, "state"),
        "recipient": named(lookups, "recipient", recipient, "state"),
        "weapon": named(lookups, "weapon", weapon, "weapon"),
        "category": named(lookups, "category", category, "category"),
        "stage": named(lookups, "stage", stage, "stage"),
        "epistemic": named(lookups, "epistemic", epistemic, "epistemic"),
        **between(from_, to),
    }
    found = await room.pairs(lookups, filters)
    if certainty is None:
        total, chosen = len(found), await room.judged(lookups, found[offset : offset + limit])
    else:
        fitting = [one for one in await room.judged(lookups, found) if one.certainty == certainty]
        total, chosen = len(fitting), fitting[offset : offset + limit]
    return m.Page[EmbargoCandidate](**page(request, await room.shown(lookups, chosen), total, limit, offset))
