"""Whether the service is alive, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api import models as m
from api.failures import QueryFailed
from api.lifecycle import Lifecycle
from api.routes.common import CurrentLookupsDep

router = APIRouter(tags=["Service"])


@router.get("/healthz", summary="Alive")
async def health() -> m.Health:
    """The service runs; says nothing of the store."""
    return m.Health(status="ok")


@router.get(
    "/readyz",
    summary="Ready",
    responses={503: {"model": m.Health, "description": "The store is shut, or the service starts or stops."}},
)
async def ready(request: Request, lookups: CurrentLookupsDep, response: Response) -> m.Health:
    """The store answers, and the service is not about to stop."""
    response.headers["Cache-Control"] = "no-store"
    lifecycle: Lifecycle = request.app.state.lifecycle
    if (obstacle := await lifecycle.obstacle()) is not None:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
        return m.Health(status="unavailable", detail=obstacle)
    try:
        answer = await lookups.ask("ready.rq")
    except QueryFailed as failed:
        response.status_code = 503
        return m.Health(status="unavailable", detail=failed.detail)
    return m.Health(status="ok", dataset=answer.version)
