"""The dataset in one file."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.routes.common import ERRORS, LookupsDep
from api.sparql import reply

router = APIRouter(tags=["Service"], responses=ERRORS)


@router.get("/dump.ttl", summary="The dataset as Turtle", response_class=Response)
async def dump(lookups: LookupsDep) -> Response:
    """All statements that may be shared, of all graphs, as one Turtle document.

    `armsgraph dump` writes the same as sorted files, in more formats and with checksums.
    """
    answer = await lookups.ask("dump.rq", graph="text/turtle")
    return reply(answer, "text/turtle; charset=utf-8")
