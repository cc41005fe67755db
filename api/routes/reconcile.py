"""The Reconciliation Service API 0.2, as OpenRefine speaks it: at ``/reconcile``, not below the REST paths."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api import moments
from api.errors import Problem, ProblemDetails
from api.models.reconcile import ExtensionAnswer, Manifest, ReconciliationResult
from api.moments import Moment
from api.reconciling.answers import extension, manifest, results
from api.reconciling.questions import BATCH_SIZE, read_batch, read_extension
from api.routes.common import ERRORS, MomentDep

router = APIRouter(tags=["Reconciliation"], responses=ERRORS)

FORM = "application/x-www-form-urlencoded"
_ASKED = ("queries", "extend")
_MOST_FIELDS = 20
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The manifest; or the candidates of each query, by its key; or the values of properties.",
        "model": Manifest | dict[str, ReconciliationResult] | ExtensionAnswer,
    },
    400: {"model": ProblemDetails, "description": "No JSON, or not one question."},
    413: {"model": ProblemDetails, "description": "More queries than a batch may have."},
}
_BATCH = '{"q0": {"query": "С-400", "type": "WeaponSystem", "properties": [{"pid": "state", "v": "Russia"}]}}'
_EXTENSION = '{"ids": ["weapon/s-400"], "properties": [{"id": "state"}, {"id": "label_ar"}]}'
_QUERIES = f"Reconciliation queries by keys, as JSON; at most {BATCH_SIZE}."
_EXTEND = "A data extension query, as JSON."


def address_of(request: Request) -> tuple[str, dict[str, str]]:
    """Where the service is reached from outside, without a slash at the end, and headers for answers that say so.

    What is only as the request says it is for that client alone: anyone may write another host into a request, and what
    was answered then must not be kept for others.
    """
    public: str | None = request.app.state.settings.public_url
    if public is not None:
        return public.rstrip("/"), {}
    return str(request.base_url).rstrip("/"), {"Cache-Control": "no-store"}


@router.get("/reconcile", summary="Match by GET", responses=_RESPONSES, response_class=JSONResponse)
async def reconcile_by_get(
    request: Request,
    moment: MomentDep,
    queries: Annotated[str | None, Query(description=_QUERIES, examples=[_BATCH])] = None,  # noqa: ARG001 - read below
    extend: Annotated[str | None, Query(description=_EXTEND, examples=[_EXTENSION])] = None,  # noqa: ARG001
) -> Response:
    """The service manifest; with `queries` the candidates for each, with `extend` the values of properties.

    This is the Reconciliation Service API 0.2 of the W3C community group. JSONP, which it leaves to the service, is not
    offered: every origin may read the answers.
    """
    asked = _asked(_pairs(request.url.query.encode("ascii", "replace")))
    if asked is None:
        times = moments.asked_of(request.query_params.multi_items())[:1]
        address, headers = address_of(request)
        return _answer(manifest(address, urlencode({"as_of": times[0]}) if times else ""), headers)
    return await _worked_out(*asked, moment)


@router.post(
    "/reconcile",
    summary="Match by POST",
    responses={**_RESPONSES, 415: {"model": ProblemDetails, "description": "A body that is no form."}},
    response_class=JSONResponse,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "queries": {"type": "string", "description": _QUERIES, "examples": [_BATCH]},
                            "extend": {"type": "string", "description": _EXTEND, "examples": [_EXTENSION]},
                        },
                    }
                }
            },
        }
    },
)
async def reconcile_by_post(request: Request, moment: MomentDep) -> Response:
    """The candidates for each of `queries`, or with `extend` the values of properties: the way for many at once."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise Problem(
            415,
            "unsupported-media-type",
            "The body is no form.",
            advice=f"Send {FORM} with queries or extend.",
        )
    asked = _asked(_pairs(await request.body()))
    if asked is None:
        raise Problem(
            400,
            "query-missing",
            "The form has neither queries nor extend.",
            advice="GET /reconcile is the manifest.",
        )
    return await _worked_out(*asked, moment)


def _pairs(form: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            form.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except UnicodeError:
        reason = "The form is not percent-encoded UTF-8."
    except ValueError:
        reason = f"The form has more than {_MOST_FIELDS} fields."
    raise Problem(400, "bad-request", reason, advice="Send one field: queries or extend.")


def _asked(pairs: list[tuple[str, str]]) -> tuple[str, str] | None:
    """The one field that asks something, with its name."""
    if any(name == "callback" for name, _ in pairs):
        raise Problem(
            400,
            "jsonp-refused",
            "There is a callback, and JSONP is not offered.",
            advice="Leave callback out: answers allow any origin (CORS).",
        )
    asked = [(name, value) for name, value in pairs if name in _ASKED]
    if len(asked) > 1:
        raise Problem(400, "query-repeated", "queries and extend may be given once, and not both.")
    return asked[0] if asked else None


async def _worked_out(name: str, text: str, moment: Moment) -> Response:
    if name == "extend":
        wanted = read_extension(text)
        known = await moment.facts.known()
        return _answer(await asyncio.to_thread(extension, wanted, known))
    batch = read_batch(text)
    known = await moment.facts.known()
    found = await asyncio.to_thread(results, batch, known)
    return _answer({key: _plain(one) for key, one in found.items()})


def _answer(content: BaseModel | dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(_plain(content) if isinstance(content, BaseModel) else content, headers=headers)


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(exclude_none=True)
