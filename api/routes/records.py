"""Records: where claims come from."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api import models as m
from api.answers import AnswerRoute
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Records"], responses=ERRORS)


@router.get("/records/{id:path}", summary="One record", responses=NOT_FOUND)
async def get_record(
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/record/` in the IRI.", examples=["3f2a"])],  # noqa: A002
) -> m.Record:
    """A document or an entry of a register, with its claims and the transfers that rest on them."""
    iris = lookups.things(f"id/record/{id}")
    triples = await lookups.triples("record.rq", {"record": iris})
    for iri in iris:
        if iri.value in triples:
            return Views(triples, lookups.base).record(iri.value)
    raise not_found(f"There is no record {id}.", "The claims of a transfer name their records.")
