"""``/sparql``: the query operation of the SPARQL 1.1 Protocol, by GET, by form and by direct POST."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api import errors, moments, negotiate, pages
from api.entries import entry
from api.errors import Problem
from api.failures import QueryFailed
from api.frames import Question
from api.pool import Answer
from api.replies import reply
from api.routes.void import OFFERED, described
from kg.namespaces import PREFIXES
from kg.settings import Settings

PATH = "/sparql"
router = APIRouter(tags=["SPARQL"])
FORM, DIRECT, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
UNION = "union-default-graph"
"""What switches between the union of all graphs and the default graph of the store, as in other engines."""
PARTIAL = "partial"
_SWITCH = {"": True, "true": True, "false": False}
_ON_OR_OFF: dict[str, Any] = {"enum": ["true", "false"]}
_UNION_TEXT = (
    "Whether the default graph is the union of all graphs, where neither the query nor the request names a dataset. "
    "With false it is the store's own, which is empty: everything is in named graphs."
)
_PARTIAL_TEXT = (
    "With true, an answer that is too large is cut and marked: by a member `truncated` after `results` in JSON, by a comment "
    "at the end in XML, RDF/XML, Turtle, TriG, N-Triples and N-Quads. Else, and in other formats, it is refused."
)
_DATASET_PARAMETERS = ("default-graph-uri", "named-graph-uri")
_SOON_SECONDS = 0.2
"""For so long it does not matter whether the client is still there."""
_UPDATE_PARAMETERS = ("update", "using-graph-uri", "using-named-graph-uri")
_FORMATS_TEXT = ", ".join(f.names[0] for f in (*negotiate.RESULTS, *negotiate.GRAPHS))
_AS_OF = (
    "Answer with what was known then: a day, month or year (with its last day), or the name of a release. "
    "`FROM <.../graph/as-of/2024-03-31>` in the query does the same."
)
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, in the format asked for.",
        "content": {f.media_type: {} for f in (*negotiate.RESULTS, *negotiate.GRAPHS)},
    },
    400: {
        "model": errors.ProblemDetails,
        "description": "No query, two queries, or one that does not parse.",
    },
    403: {"model": errors.ProblemDetails, "description": "An update, or an answer that is too large."},
    406: {"model": errors.ProblemDetails, "description": "None of the formats asked for fits the query."},
    415: {"model": errors.ProblemDetails, "description": "A body of another type."},
    422: {"model": errors.ProblemDetails, "description": "`as-of` is neither a day nor a release."},
    501: {"model": errors.ProblemDetails, "description": "`as-of` is not offered for this store."},
    503: {
        "model": errors.ProblemDetails,
        "description": "The query was stopped: too long, or too large; or the view is still being made.",
    },
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What the protocol carries, whichever way it came."""

    query: str
    default_graphs: list[str]
    named_graphs: list[str]
    format: str | None
    as_of: list[str]
    union: bool = True
    partial: bool = False


@router.get("/sparql", responses=_RESPONSES, response_class=Response, summary="Query by GET")
async def query_by_get(
    *,
    request: Request,
    query: Annotated[  # noqa: ARG001 - declared for the description; read with repetitions below
        str | None,
        Query(
            description="A SPARQL 1.1 query. The prefixes ag, id, dcterms, skos, ... need no declaration.",
            examples=["SELECT ?transfer WHERE { ?transfer a ag:Transfer } LIMIT 10"],
        ),
    ] = None,
    default_graph_uri: Annotated[  # noqa: ARG001 - declared for the description; read with repetitions below
        list[str] | None,
        Query(
            alias="default-graph-uri", description="Graphs whose union is the default graph of this query."
        ),
    ] = None,
    named_graph_uri: Annotated[  # noqa: ARG001 - declared for the description; read with repetitions below
        list[str] | None, Query(alias="named-graph-uri", description="Graphs that GRAPH may name.")
    ] = None,
    format: Annotated[  # noqa: A002, ARG001 - the name of the parameter; read with the others below
        str | None,
        Query(description=f"Goes before the Accept header. One of {_FORMATS_TEXT}, or a media type."),
    ] = None,
    as_of: Annotated[  # noqa: ARG001 - declared for the description; read with repetitions below
        str | None,
        Query(
            alias="as-of",
            description=_AS_OF,
            examples=["2024-03-31", "sipri-2024"],
        ),
    ] = None,
    union_default_graph: Annotated[  # noqa: ARG001 - declared for the description; read with the others below
        str | None, Query(alias=UNION, description=_UNION_TEXT, json_schema_extra=_ON_OR_OFF)
    ] = None,
    partial: Annotated[  # noqa: ARG001 - the same
        str | None, Query(description=_PARTIAL_TEXT, json_schema_extra=_ON_OR_OFF)
    ] = None,
) -> Response:
    """Answer a query, or describe the service when there is none.

    Without a dataset in the query or the request, the default graph is the union of all graphs.
    """
    return await _by_get(request)


async def _by_get(request: Request) -> Response:
    pairs = decoded(request.scope["query_string"])
    if not any(name == "query" for name, _ in pairs):
        if all(name in ("format", *moments.PARAMETERS) for name, _ in pairs):
            return await _describe(request, dict(pairs).get("format"), moments.asked_of(pairs))
        raise _missing()
    return await _answer(request, _operation(pairs))


@router.post(
    "/sparql",
    responses=_RESPONSES,
    response_class=Response,
    summary="Query by POST",
    openapi_extra={
        "parameters": [
            {"name": "as-of", "in": "query", "schema": {"type": "string"}, "description": _AS_OF},
            *(
                {
                    "name": name,
                    "in": "query",
                    "schema": {"type": "string", **_ON_OR_OFF},
                    "description": text,
                }
                for name, text in ((UNION, _UNION_TEXT), (PARTIAL, _PARTIAL_TEXT))
            ),
        ],
        "requestBody": {
            "required": True,
            "content": {
                DIRECT: {"schema": {"type": "string"}, "example": "ASK { ?transfer a ag:Transfer }"},
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {
                            "query": {"type": "string"},
                            **{
                                name: {"type": "array", "items": {"type": "string"}}
                                for name in _DATASET_PARAMETERS
                            },
                            "as-of": {"type": "string"},
                            **{name: {"type": "string", **_ON_OR_OFF} for name in (UNION, PARTIAL)},
                        },
                    }
                },
            },
        },
    },
)
async def query_by_post(request: Request) -> Response:
    """Answer a query that comes as a form or as the body itself (``application/sparql-query``)."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    if media_type == UPDATE:
        raise _update_refused()
    if media_type not in (FORM, DIRECT):
        raise Problem(
            415,
            "unsupported-media-type",
            f"A body of type {media_type or 'unknown'} is not taken.",
            advice=f"Send {FORM} with query=..., or the query itself as {DIRECT}.",
            headers={"Accept-Post": f"{FORM}, {DIRECT}"},
        )
    charset = parameters.lower().partition("charset=")[2].strip().strip('"')
    if charset and charset not in ("utf-8", "utf8"):
        raise Problem(
            415, "unsupported-media-type", f"The charset {charset} is not taken.", advice="Send UTF-8."
        )
    body = await request.body()
    address = decoded(request.scope["query_string"])
    if media_type == FORM:
        return await _answer(request, _operation([*decoded(body), *address]))
    try:
        query = body.decode()
    except UnicodeDecodeError:
        raise _not_utf8() from None
    if not query.strip():
        raise _missing()
    return await _answer(request, _operation([*address, ("query", query)]))


ANSWERS: dict[str, Callable[[Request], Awaitable[Response]]] = {"GET": _by_get, "POST": query_by_post}
"""What answers a request, by its method, for who has found its way to ``PATH``."""


def decoded(raw: bytes) -> list[tuple[str, str]]:
    """The pairs of a form or an address, decoded once."""
    try:
        return parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise Problem(400, "bad-request", "The request has too many parameters.") from None


def by_name(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """All values of each parameter."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def only_format(values: dict[str, list[str]]) -> str | None:
    """What ``format`` says. Raises a 400 Problem if it says two things."""
    if len(formats := values.get("format", [])) > 1:
        raise Problem(400, "bad-request", "The request names more than one format.", advice="Name one.")
    return formats[0] if formats else None


def _operation(pairs: list[tuple[str, str]]) -> Operation:
    values = by_name(pairs)
    if any(name in values for name in _UPDATE_PARAMETERS):
        raise _update_refused()
    queries = values.get("query", [])
    if len(queries) > 1:
        raise Problem(400, "query-repeated", "The request holds more than one query.", advice="Send one.")
    if not queries or not queries[0].strip():
        raise _missing()
    default, named = (values.get(name, []) for name in _DATASET_PARAMETERS)
    return Operation(
        queries[0],
        default,
        named,
        only_format(values),
        moments.asked_of(pairs),
        _switch(values, UNION, default=True),
        _switch(values, PARTIAL, default=False),
    )


def _switch(values: dict[str, list[str]], name: str, *, default: bool) -> bool:
    """What a switch says; given without a value, it is on."""
    given = values.get(name, [])
    said = {_SWITCH.get(value.strip().lower()) for value in given}
    if None in said or len(said) > 1:
        raise Problem(
            400,
            "bad-request",
            f"{name} is neither true nor false: {', '.join(given)[:100]}.",
            advice="Say true or false, once.",
        )
    return said.pop() is True if said else default


def size_of(settings: Settings) -> int | None:
    """How many bytes one answer may have."""
    return None if settings.answer_megabytes is None else settings.answer_megabytes * 1_000_000


async def _answer(request: Request, operation: Operation) -> Response:
    results = _format(request, operation, negotiate.RESULTS)
    graph = _format(request, operation, negotiate.GRAPHS)
    if results is None and graph is None:
        raise negotiate.not_acceptable((*negotiate.RESULTS, *negotiate.GRAPHS))
    settings: Settings = request.app.state.settings
    given = bool(operation.default_graphs or operation.named_graphs)
    question = Question(
        operation.query,
        results[0].media_type if results else None,
        graph[0].media_type if graph else None,
        operation.default_graphs if given else None,
        operation.named_graphs if given else None,
        settings.query_seconds,
        settings.base,
        operation.union,
        settings.answer_rows,
        size_of(settings),
        operation.partial,
    )
    try:
        answer = await _ask(request, question, operation.as_of)
    except QueryFailed as failed:
        if failed.code == "not_acceptable":
            is_graph = failed.more.get("kind") == "graph"
            raise negotiate.not_acceptable(negotiate.GRAPHS if is_graph else negotiate.RESULTS) from None
        raise
    entry(request.scope).query = answer.kind
    chosen = graph if answer.kind == "graph" else results
    return reply(answer, chosen[1] if chosen else answer.media_type)


async def _ask(request: Request, question: Question, as_of: list[str]) -> Answer:
    """Ask the store, or the view as of the time that the request or the query itself names."""
    moment = await moments.hold(request, as_of)
    try:
        return await _while_connected(request, moment.pool.ask(question))
    except QueryFailed as failed:
        if failed.code != "as_of":
            raise
        found = failed.more
    moment = await moments.hold(request, [*as_of, found["when"]])
    return await _while_connected(
        request, moment.pool.ask(replace(question, query=found["query"], base=None))
    )


async def _while_connected(request: Request, asking: Coroutine[None, None, Answer]) -> Answer:
    """Give up a query when its client has gone: nobody would read the answer."""
    task = asyncio.create_task(asking)
    try:
        await asyncio.wait({task}, timeout=_SOON_SECONDS)
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
    if task.done():
        return task.result()
    gone = asyncio.create_task(_disconnect(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            raise QueryFailed("time", "The client has gone.")
        return task.result()
    finally:
        gone.cancel()
        if not task.done():
            task.cancel()
        await asyncio.gather(gone, task, return_exceptions=True)


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _format(
    request: Request, operation: Operation, offered: tuple[negotiate.Format, ...]
) -> tuple[negotiate.Format, str] | None:
    if operation.format is not None:
        found = negotiate.by_name(operation.format, offered)
        return (found, found.content_type) if found else None
    return negotiate.choose(request.headers.get("accept"), offered)


async def _describe(request: Request, name: str | None, as_of: list[str]) -> Response:
    chosen, content_type = negotiate.pick(request.headers.get("accept"), name, (*OFFERED, negotiate.HTML))
    if chosen is negotiate.HTML:
        return HTMLResponse(pages.render("sparql.html", prefixes=PREFIXES), headers={"Vary": "Accept"})
    moment = await moments.hold(request, as_of)
    return await described(request, moment, chosen.media_type, content_type)


def _missing() -> Problem:
    return Problem(
        400, "query-missing", "The request holds no query.", advice="Send it as the parameter query."
    )


def _not_utf8() -> Problem:
    return Problem(400, "bad-request", "The request is not UTF-8.", advice="Encode it as UTF-8.")


def _update_refused() -> Problem:
    return Problem(403, "update-refused", "This endpoint answers queries; it takes no updates.")
