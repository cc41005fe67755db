"""Every error of the service in one shape: problem details (RFC 9457), whatever went wrong and wherever.

``type`` is a stable address that names the kind of problem, ``title`` says it in a few words, ``detail`` says
what happened this time and ``advice`` what to do. A query's syntax error also has ``line`` and ``column``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.allowed import allowed
from api.entries import entry
from api.failures import QueryFailed
from api.headers import SECURITY
from api.logs import FIELDS
from kg.namespaces import BASE

_log = logging.getLogger("armsgraph.api")
MEDIA_TYPE = "application/problem+json"


class ProblemDetails(BaseModel):
    """The shape of every error (RFC 9457)."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": BASE + "problem/not-found",
                    "title": "There is no such thing here",
                    "status": 404,
                    "detail": "There is no state with the code XYZ.",
                    "advice": "GET /api/v1/states lists the codes.",
                    "instance": "/api/v1/states/XYZ",
                }
            ]
        },
    )

    type: str = Field(description="A stable address for the kind of problem.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The HTTP status, again.")
    detail: str | None = Field(None, description="What went wrong this time.")
    advice: str | None = Field(None, description="What to do about it.")
    instance: str | None = Field(None, description="The path that was asked for.")


class Problem(Exception):  # noqa: N818 - the name of the standard
    """Raise this wherever a request cannot be answered."""

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str,
        *,
        advice: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.slug = slug
        self.detail = detail
        self.advice = advice
        self.headers = dict(headers or {})
        self.more = more


TITLES = {
    "not-found": "There is no such thing here",
    "method-not-allowed": "This address does not take that method",
    "invalid-parameter": "A parameter is not as it must be",
    "bad-request": "The request is not as it must be",
    "cursor-outdated": "The dataset has changed since the page before",
    "query-syntax": "The query does not parse",
    "query-too-complex": "The query is too deep or too large",
    "query-missing": "There is no query",
    "query-repeated": "There is more than one query",
    "jsonp-refused": "JSONP is not offered",
    "dataset": "The dataset asked for is not one",
    "service-refused": "SERVICE is refused",
    "update-refused": "Updates are refused",
    "not-acceptable": "None of the formats asked for is to be had",
    "unsupported-media-type": "The body is of a type that is not taken",
    "too-large": "The request is too large",
    "query-stopped": "The query was stopped",
    "answer-too-large": "The answer is too large",
    "busy": "The service is busy",
    "view-being-made": "The view is still being made",
    "not-offered": "That is not offered here",
    "rdf-syntax": "The data do not parse, or hold what is refused",
    "unreadable": "What was sent cannot be read",
    "reading-stopped": "Reading was stopped",
    "store-unavailable": "The store cannot be read",
    "internal": "The service made a mistake",
    "too-many-requests": "There were too many requests",
    "too-slow": "The request came too slowly",
    "headers-too-large": "The headers of the request are too large",
    "unauthorized": "A token is needed",
    "forbidden": "That may not be done",
    "locked": "The store is being written to",
}
# What a query process says -> status, kind, advice.
_QUERY = {
    "syntax": (400, "query-syntax", "Line and column say where the query stopped making sense."),
    "service": (400, "service-refused", "Ask the other server on its own and join the answers."),
    "update": (403, "update-refused", "Send SELECT, ASK, CONSTRUCT or DESCRIBE."),
    "dataset": (400, "dataset", "Give absolute IRIs of graphs of this dataset."),
    "not_acceptable": (406, "not-acceptable", None),
    "too_large": (
        403,
        "answer-too-large",
        "Ask for less: add a LIMIT, name the things; with partial=true a part is to be had; /dump.ttl is the whole.",
    ),
    "time": (503, "query-stopped", "Ask for less: add a LIMIT, name the things, split the query."),
    "memory": (503, "query-stopped", "Ask for less: avoid ORDER BY, DISTINCT and GROUP BY over everything."),
    "complex": (400, "query-too-complex", "Make the query smaller and flatter."),
    "died": (503, "query-stopped", "Make the query smaller and flatter."),
    "busy": (503, "busy", "Try again in a moment."),
    "making": (503, "view-being-made", "Ask again in a while: its making goes on."),
    "store": (503, "store-unavailable", "Try again later; the operator sees why in /readyz."),
}
_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type"}


def body_of(problem: Problem, path: str) -> dict[str, Any]:
    """The problem as the object that the client gets."""
    body = {
        "type": f"{BASE}problem/{problem.slug}",
        "title": TITLES[problem.slug],
        "status": problem.status,
        "detail": problem.detail,
        "advice": problem.advice,
        "instance": path,
        **problem.more,
    }
    return {key: value for key, value in body.items() if value is not None}


def from_query(failed: QueryFailed) -> Problem:
    """The problem that a query ran into."""
    status, slug, advice = _QUERY[failed.code]
    headers = {"Retry-After": "5"} if status == 503 else None
    return Problem(status, slug, failed.detail, advice=advice, headers=headers, **failed.more)


def unanswered(request: Request, failed: QueryFailed) -> JSONResponse:
    """The answer to a question that got none."""
    entry(request.scope).ended = failed.code
    return response(request, from_query(failed))


def response(request: Request, problem: Problem) -> JSONResponse:
    """The answer that tells of a problem."""
    return JSONResponse(
        body_of(problem, request.url.path),
        problem.status,
        headers={"Cache-Control": "no-store", **problem.headers},
        media_type=MEDIA_TYPE,
    )


def install(app: FastAPI) -> None:
    """Give every error of the application the one shape."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, error: Problem) -> JSONResponse:
        return response(request, error)

    @app.exception_handler(QueryFailed)
    async def on_query(request: Request, error: QueryFailed) -> JSONResponse:
        return unanswered(request, error)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        slug = _STATUS.get(error.status_code, "internal" if error.status_code >= 500 else "bad-request")
        detail = {
            404: f"Nothing is at {request.url.path}.",
            405: f"{request.method} is not possible at {request.url.path}.",
        }.get(error.status_code, str(error.detail))
        headers = dict(error.headers or {})
        if error.status_code == 405:  # the framework names the methods of one route only
            headers["Allow"] = ", ".join(allowed(request.app.router.routes, request.scope))
        return response(request, Problem(error.status_code, slug, detail, headers=headers))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [
            {"parameter": ".".join(str(part) for part in item["loc"][1:]), "reason": item["msg"]}
            for item in error.errors()
        ]
        detail = "; ".join(f"{item['parameter']}: {item['reason']}" for item in wrong)
        return response(request, Problem(422, "invalid-parameter", detail, parameters=wrong))

    @app.exception_handler(Exception)
    async def on_mistake(request: Request, error: Exception) -> JSONResponse:
        # The layers that name a request and its route are within this one: what they noted is taken from the entry.
        noted = entry(request.scope)
        _log.error(
            "%s %s failed", noted.method, noted.route, exc_info=error, extra={FIELDS: {"id": noted.id}}
        )
        return response(
            request,
            Problem(
                500,
                "internal",
                "The request could not be answered.",
                advice="Tell the operator the id of the request.",
                headers={"X-Request-Id": noted.id, **SECURITY},
            ),
        )
