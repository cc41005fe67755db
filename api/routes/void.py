"""``/void``: what the dataset holds and how much of it, where VoID says that it is found."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import negotiate
from api.description import Place, describe
from api.moments import Moment
from api.routes.common import ERRORS, MomentDep
from api.statistics import StatisticsCache

router = APIRouter(tags=["SPARQL"], responses=ERRORS)
OFFERED = negotiate.GRAPHS[:4]
_RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {f.media_type: {} for f in OFFERED}}}


@router.get("/void", summary="The dataset in figures", response_class=Response, responses=_RESPONSES)
async def void(
    request: Request,
    moment: MomentDep,
    format: Annotated[  # noqa: A002 - the name of the parameter
        str | None, Query(description="ttl, nt, rdf or jsonld; goes before the Accept header.")
    ] = None,
) -> Response:
    """Statements, things by class, statements by property, graphs, vocabularies, terms and example queries."""
    chosen, content_type = negotiate.pick(request.headers.get("accept"), format, OFFERED)
    return await described(request, moment, chosen.media_type, content_type)


@router.get(
    "/.well-known/void",
    summary="Where the dataset is described",
    include_in_schema=False,
)
async def well_known() -> RedirectResponse:
    """The place of the description, at the address that VoID has registered for it (RFC 8615)."""
    return RedirectResponse("/void", 303)


async def described(request: Request, moment: Moment, media_type: str, content_type: str) -> Response:
    """The description of service and dataset as an answer. Raises QueryFailed if the store does not answer."""
    cache: StatisticsCache = request.app.state.statistics
    statistics = await cache.of(moment)
    body = describe(Place(str(request.base_url), moment.lookups.base), statistics, media_type)
    return Response(body, headers={"Vary": "Accept", "Content-Type": content_type})
