"""The dataset in one file."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from api import moments
from api.dumper import Dumps
from api.routes.common import ERRORS, CurrentLookupsDep, invalid

router = APIRouter(tags=["Service"], responses=ERRORS)


@router.get(
    "/dump.ttl",
    summary="The dataset as Turtle",
    response_class=Response,
    responses={200: {"content": {"text/turtle": {}}}},
)
async def dump(request: Request, lookups: CurrentLookupsDep) -> FileResponse:
    """All statements that may be shared, as one sorted Turtle document: the same dataset gives the same bytes.

    Made when first asked for after a build, which takes a while for a large dataset.
    """
    if moments.asked_of(request.query_params.multi_items()):
        raise invalid("as_of", "the dump is of the dataset as it is now")
    dumps: Dumps = request.app.state.dumps
    version = (await lookups.ask("ready.rq")).version
    return FileResponse(
        await dumps.file(version),
        media_type="text/turtle",
        filename="armsgraph.ttl",
        headers={"X-Dataset-Version": version},
    )
