"""The whole dataset in one file."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.frames import Question
from api.pool import Pool
from api.routes.common import ERRORS
from api.sparql import reply
from kg.namespaces import PREFIXES

router = APIRouter(tags=["Service"], responses=ERRORS)
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@router.get("/dump.ttl", summary="The dataset as Turtle", response_class=Response)
async def dump(request: Request) -> Response:
    """All statements of all graphs as Turtle."""
    pool: Pool = request.app.state.pool
    answer = await pool.ask(
        Question(_ALL, graph="text/turtle", seconds=pool.seconds, prefixes=dict(PREFIXES))
    )
    return reply(answer, "text/turtle; charset=utf-8")
