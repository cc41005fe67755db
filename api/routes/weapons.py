"""Weapon systems: what they are, who makes them, who has them from whom."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path

from api import models as m
from api.answers import AnswerRoute
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found, partners
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Weapons"], responses=ERRORS)


@router.get("/weapons/{id}", summary="One weapon system", responses=NOT_FOUND)
async def get_weapon(
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/weapon/` in the IRI.", examples=["s-400"])],  # noqa: A002
) -> m.Weapon:
    """A weapon system with its designations, category, family and variants, makers, operators and suppliers."""
    iris = lookups.things(f"id/weapon/{id}")
    triples = await lookups.triples("things.rq", {"thing": iris})
    iri = next((node for node in iris if node.value in triples), None)
    if iri is None:
        raise not_found(f"There is no weapon system {id}.", "GET /api/v1/search?q=... finds them by name.")
    relatives, rows = await asyncio.gather(
        lookups.triples("weapon-relatives.rq", {"weapon": iri}),
        lookups.rows("weapon-users.rq", {"weapon": iri}),
    )
    found = await partners(lookups, rows, "role", "party")
    views = Views(relatives, lookups.base)
    variants = {*relatives.subjects("ag:variantOf", iri.value), *relatives.subjects("ag:family", iri.value)}
    return Views(triples, lookups.base).weapon(
        iri.value,
        variants=[views.thing(variant) for variant in sorted(variants)],
        operators=found.get("operator", []),
        suppliers=found.get("supplier", []),
    )
