"""``/void``: what the dataset holds and how much of it, where VoID says that it is found."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import negotiate
from api.description import Place, describe
from api.lookups import Lookups
from api.routes.common import ERRORS, LookupsDep
from api.statistics import StatisticsCache

router = APIRouter(tags=["SPARQL"], responses=ERRORS)
OFFERED = negotiate.GRAPHS[:4]
_RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {f.media_type: {} for f in OFFERED}}}


@router.get("/void", summary="The dataset in figures", response_class=Response, responses=_RESPONSES)
async def void(
    request: Request,
    lookups: LookupsDep,
    format: Annotated[  # noqa: A002 - the name of the parameter
        str | None, Query(description="ttl, nt, rdf or jsonld; goes before the Accept header.")
    ] = None,
) -> Response:
    """Statements, things by class, statements by property, graphs, vocabularies, terms and example queries."""
    chosen, content_type = negotiate.pick(request.headers.get("accept"), format, OFFERED)
    return await described(request, lookups, chosen.media_type, content_type)


@router.get(
    "/.well-known/void",
    summary="Where the dataset is described",
    status_code=303,
    response_class=RedirectResponse,
    responses={303: {"description": "See /void."}},
)
async def well_known() -> RedirectResponse:
    """The place of the description, at the address that VoID has registered for it (RFC 8615)."""
    return RedirectResponse("/void", 303)


async def described(request: Request, lookups: Lookups, media_type: str, content_type: str) -> Response:
    """The description of service and dataset as an answer. Raises QueryFailed if the store does not answer."""
    cache: StatisticsCache = request.app.state.statistics
    statistics = await cache.of(lookups)
    body = describe(Place(str(request.base_url), lookups.base), statistics, media_type)
    headers = {"Vary": "Accept", "Content-Type": content_type, "X-Dataset-Version": statistics.version}
    return Response(body, headers=headers)
