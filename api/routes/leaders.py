"""Leaders: a person and the offices held."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api import models as m
from api.answers import AnswerRoute
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Actors"], responses=ERRORS)


@router.get("/leaders/{id}", summary="One leader", responses=NOT_FOUND)
async def get_leader(
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/person/` in the IRI.", examples=["kim-jong-un"])],  # noqa: A002
) -> m.Leader:
    """A person with names in all languages and the offices held, from when until when."""
    iris = lookups.things(f"id/person/{id}")
    triples = await lookups.triples("things.rq", {"thing": iris})
    for iri in iris:
        if iri.value in triples:
            return Views(triples, lookups.base).leader(iri.value)
    raise not_found(f"There is no person {id}.", "GET /api/v1/search?q=... finds persons by name.")
