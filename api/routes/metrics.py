"""``/metrics``, for a monitor."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.errors import Problem
from api.metrics import Metrics
from api.tokens import Tokens
from kg.settings import Settings

router = APIRouter(tags=["Service"])


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """What the service counts, in the text format 0.0.4 of Prometheus or as OpenMetrics.

    Not for who comes from this machine without a token: behind a proxy on it, that is everyone.
    """
    settings: Settings = request.app.state.settings
    if settings.metrics == "off":
        raise Problem(404, "not-found", "Nothing is at /metrics.")
    if settings.metrics == "token":
        if settings.metrics_token is None:
            raise Problem(
                403,
                "forbidden",
                "No token is set for it.",
                advice="The operator sets ARMSGRAPH_METRICS_TOKEN, or ARMSGRAPH_METRICS to public.",
            )
        Tokens({"metrics": settings.metrics_token}).holder(request.scope)
    counted: Metrics = request.app.state.metrics
    body, media_type = counted.exposition(request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": media_type, "Vary": "Accept", "Cache-Control": "no-store"})
