"""Writing over HTTP: records in and out, and what a person has reviewed. Only there with ``write_tokens``."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from api.entries import entry
from api.errors import Problem, ProblemDetails
from api.jobs import Job, Jobs, Work
from api.tokens import Tokens
from kg.facts import Facts

_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/json": ".json",
}
"""What may be handed in, and what the file is called that the builder reads."""
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PREFER_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})\b")
_WAIT_SECONDS = 5.0
_LONGEST_WAIT = 60.0
_STATUS: Mapping[str, tuple[int, str, str | None]] = {
    "refused": (422, "bad-request", "Correct what was handed in; refused records wait in quarantine."),
    "not found": (404, "not-found", "GET /api/v1/records lists the records."),
    "locked": (409, "locked", "Send it again when the build that is going on has ended."),
    "failed": (503, "store-unavailable", "The operator sees in the log what happened."),
}
"""The answer to a write whose outcome is none of the good ones: status, problem, advice."""


class JobState(BaseModel):
    """A write and what became of it."""

    id: str
    action: str = Field(description="`build`, `retract` or `decide`.")
    outcome: str | None = Field(
        description="`done`, `partly refused`, `refused`, `not found`, `locked` or `failed`; null while it goes on."
    )
    by: str = Field(description="Name of the token.")
    begun: datetime
    ended: datetime | None = None
    records: list[str] = Field([], description="Ids of the records that were written or taken out.")
    summary: dict[str, int] = Field({}, description="How many records had which fate.")
    refusals: list[list[str]] = Field([], description="Where in what was handed in, and why.")
    detail: str | None = None

    @classmethod
    def of(cls, job: Job) -> JobState:
        """As it is now."""
        result: Mapping[str, Any] = job.result or {}
        return cls(
            id=job.id,
            action=job.action,
            outcome=result.get("outcome"),
            by=job.token,
            begun=job.begun,
            ended=job.ended,
            records=result.get("records", []),
            summary=result.get("summary", {}),
            refusals=result.get("refusals", []),
            detail=result.get("detail") or None,
        )


class Decision(BaseModel):
    """What a person says about two claims: it wins over every weight, and the transfers follow."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["decision"]
    one: str = Field(min_length=1, max_length=1000, description="IRI or id of a claim or transfer.")
    other: str = Field(min_length=1, max_length=1000, description="Likewise.")
    verdict: Literal["same", "not-same"] = Field(description="Whether they are about one transfer.")
    reason: str = Field("", max_length=2000)


class Correction(BaseModel):
    """A record as it should be, in the place of the one with the same id."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["correction"]
    facts: Facts


_REVIEW: TypeAdapter[Decision | Correction] = TypeAdapter(
    Annotated[Decision | Correction, Field(discriminator="kind")]
)


def _holder(request: Request) -> str:
    tokens: Tokens = request.app.state.write_tokens
    name = tokens.holder(request.scope)
    entry(request.scope).token = name
    _refuse_other_sites(request)
    return name


def _refuse_other_sites(request: Request) -> None:
    """No page of another site may write through the browser of somebody, whatever it got hold of."""
    origin = request.headers.get("origin")
    foreign = (
        origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
    )
    if foreign or request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Problem(403, "forbidden", "A page of another site may not write here.")


Holder = Annotated[str, Depends(_holder)]
_PROBLEM = {"model": ProblemDetails}
router = APIRouter(
    tags=["Writing"],
    responses={
        401: {**_PROBLEM, "description": "No token, or an unknown one."},
        403: {**_PROBLEM, "description": "Asked for by a page of another site."},
        503: {**_PROBLEM, "description": "Another write goes on, or the store cannot be written."},
    },
)
_WRITES: dict[int | str, dict[str, Any]] = {
    202: {"model": JobState, "description": "It goes on; `Location` says where to ask for it."},
    409: {**_PROBLEM, "description": "Another program is writing to the store."},
    422: {**_PROBLEM, "description": "Nothing of it could be taken in."},
}


@router.post(
    "/records",
    summary="Take records in",
    response_model=JobState,
    responses={
        **_WRITES,
        400: {**_PROBLEM, "description": "There is nothing in it."},
        415: {**_PROBLEM, "description": "A body of another type."},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {name: {"schema": {"type": "string"}} for name in _SUFFIXES},
        }
    },
)
async def add_records(
    request: Request,
    holder: Holder,
    key: Annotated[
        str | None,
        Query(
            description="What a document that names neither id nor URL is known by: handed in again under the same key, it "
            "takes the place of the earlier one. Told by the content if left out.",
            examples=["report-2024-03.md"],
        ),
    ] = None,
) -> Response:
    """A document, or facts as JSON Lines, is built into the store as `armsgraph build` does it.

    What is quick is answered at once, with 200; else there is a job to ask for. `Prefer: wait=10` waits up to so many
    seconds, `Prefer: respond-async` not at all.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    suffix = _SUFFIXES.get(media_type)
    if suffix is None:
        raise Problem(
            415,
            "unsupported-media-type",
            f"A body of type {media_type or 'unknown'} is not taken.",
            advice=f"Send one of {', '.join(_SUFFIXES)}.",
            headers={"Accept-Post": ", ".join(_SUFFIXES)},
        )
    if key is not None and not _KEY.fullmatch(key):
        raise Problem(
            422,
            "invalid-parameter",
            "key: only letters, digits, and . _ - (ASCII), 100 at most",
            parameters=[{"parameter": "key", "reason": "not of that form"}],
        )
    body = await request.body()
    if not body.strip():
        raise Problem(400, "bad-request", "There is nothing in the body.", advice="Send a document or facts.")
    digest = sha256(body).hexdigest()
    name = key or digest[:24]
    if not name.endswith(suffix):
        name += suffix
    what = {"sha256": digest, "bytes": len(body), "type": media_type, **({"key": key} if key else {})}
    return await _do(request, holder, Work("build", {"file": name}, what, (name, body)))


@router.delete(
    "/records/{id:path}",
    summary="Take a record out",
    response_model=JobState,
    responses={**_WRITES, 404: {**_PROBLEM, "description": "There is no such record."}},
)
async def remove_record(
    request: Request,
    holder: Holder,
    id: Annotated[str, Path(description="Id or key of the record.", examples=["3f2a"])],  # noqa: A002
) -> Response:
    """The record, and all that came from it alone, is retracted."""
    return await _do(request, holder, Work("retract", {"record": id}, {"record": id}))


@router.post(
    "/reviews",
    summary="Hand in a review",
    response_model=JobState,
    responses=_WRITES,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "example": {
                        "kind": "decision",
                        "one": "3f2a-t1",
                        "other": "8c1d-t1",
                        "verdict": "same",
                        "reason": "Both are the order of 2017.",
                    }
                }
            },
        }
    },
)
async def add_review(request: Request, holder: Holder) -> Response:
    """What a person has found: a `decision` about two claims, or a `correction` of a record, as `armsgraph review` exports it.

    The name of the token is noted as that of who decided.
    """
    try:
        review = _REVIEW.validate_json(await request.body())
    except ValidationError as error:
        wrong = [
            {"parameter": ".".join(map(str, item["loc"])) or "body", "reason": item["msg"]}
            for item in error.errors(include_url=False, include_input=False)[:20]
        ]
        detail = "; ".join(f"{item['parameter']}: {item['reason']}" for item in wrong)
        raise Problem(422, "invalid-parameter", detail, parameters=wrong) from None
    if isinstance(review, Correction):
        body = json.dumps(review.facts.model_dump(mode="json", by_alias=True, exclude_defaults=True)).encode()
        what = {
            "record": review.facts.document.id,
            "sha256": sha256(body).hexdigest(),
            "bytes": len(body),
        }
        work = Work("build", {"file": "correction.jsonl"}, what, ("correction.jsonl", body))
    else:
        said = review.model_dump(exclude={"kind"})
        work = Work("decide", {**said, "by": holder}, said)
    return await _do(request, holder, work)


@router.get(
    "/jobs/{id}",
    summary="A write that was asked for",
    responses={404: {**_PROBLEM, "description": "There is no such job, or no more."}},
)
async def get_job(
    request: Request,
    holder: Holder,  # noqa: ARG001 - only who may write may see it
    id: Annotated[str, Path(description="As `Location` named it.", examples=["bXlqb2I"])],  # noqa: A002
    response: Response,
) -> JobState:
    """What became of it so far. `Prefer: wait=10` waits for the end, up to so many seconds."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.get(id)
    if job is None:
        raise Problem(
            404, "not-found", "There is no such job, or no more.", advice="The audit log has them all."
        )
    await _over(job, _patience(request.headers.get("prefer", ""), otherwise=0.0))
    response.headers["Cache-Control"] = "no-store"
    if job.result is None:
        response.headers["Retry-After"] = "1"
    return JobState.of(job)


async def _do(request: Request, holder: str, work: Work) -> Response:
    jobs: Jobs = request.app.state.jobs
    job = await jobs.begin(work, token=holder, request=entry(request.scope).id)
    await _over(job, _patience(request.headers.get("prefer", ""), otherwise=_WAIT_SECONDS))
    state = JobState.of(job)
    place = f"/api/v1/jobs/{job.id}"
    headers = {"Cache-Control": "no-store", "Location": place}
    if state.outcome is not None and state.outcome in _STATUS:
        status, slug, advice = _STATUS[state.outcome]
        more = {"Retry-After": "10"} if status in (409, 503) else {}
        raise Problem(
            status,
            slug,
            state.detail or "It was not done.",
            advice=advice,
            headers={**headers, **more},
            job=place,
            refusals=[{"place": place, "reason": reason} for place, reason in state.refusals] or None,
        )
    if state.outcome is None:
        headers["Retry-After"] = "1"
    return JSONResponse(state.model_dump(mode="json"), 202 if state.outcome is None else 200, headers=headers)


async def _over(job: Job, seconds: float) -> None:
    if seconds:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(job.over.wait(), seconds)


def _patience(prefer: str, *, otherwise: float) -> float:
    """How long the client wants to wait for the outcome (RFC 7240), in seconds."""
    if "respond-async" in prefer.lower():
        return 0.0
    found = _PREFER_WAIT.search(prefer.lower())
    return min(float(found[1]), _LONGEST_WAIT) if found else otherwise
