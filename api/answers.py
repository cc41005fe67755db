"""One typed model, all formats: the route class of the REST paths.

A route gives a model; what the client gets is chosen by a suffix of the path (``/transfers.csv``), by ``?format=`` or by the
Accept header. The table (CSV) is made from the JSON answer and the declared model; the RDF formats hold what the CONSTRUCT
queries of this very request gave; ``rq`` is the text of its queries. ``APIRouter(route_class=AnswerRoute)`` is all it takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.routing import Match
from starlette.types import Scope

from api import negotiate, query_text, tables
from api.errors import Problem
from api.moments import Moment
from api.negotiate import CSV, JSON_LD, N_TRIPLES, TURTLE, Format
from api.trace import Trace
from kg.namespaces import PREFIXES

JSON = Format(("json",), "application/json")
QUERIES = Format(("rq", "sparql"), "application/sparql-query")
RDF = {TURTLE: ox.RdfFormat.TURTLE, N_TRIPLES: ox.RdfFormat.N_TRIPLES, JSON_LD: ox.RdfFormat.JSON_LD}
_SUFFIX = "armsgraph.suffix"
_RELATIONS = {"next": "next", "previous": "prev"}


class AnswerRoute(APIRoute):
    """A route whose answers come in every format. The endpoint must declare a model and ask through ``LookupsDep``."""

    offered: ClassVar[tuple[Format, ...]] = (JSON, CSV, *RDF, QUERIES)
    """The first is given to who doesn't mind."""
    own_table: ClassVar[bool] = False
    """Whether the endpoint writes its table itself, when ``wants_table`` says so."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        responses = dict(options.pop("responses", None) or {})
        described = dict(responses.get(200, {}))
        described["content"] = {
            **{
                offer.media_type: {"schema": {"type": ["object", "array"] if offer is JSON_LD else "string"}}
                for offer in self.offered
                if offer is not JSON
            },
            **described.get("content", {}),
        }
        super().__init__(path, endpoint, responses={**responses, 200: described}, **options)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the path is of this route, as it stands or without the suffix that names a format."""
        split = negotiate.split_suffix(scope["path"], self.offered) if scope["type"] == "http" else None
        if split is None:
            return super().matches(scope)
        stem, suffix = split
        match, child = super().matches({**scope, "path": stem})
        return match, ({**child, _SUFFIX: suffix} if match is not Match.NONE else child)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that answers in the format chosen; the endpoint's own gives the JSON."""
        answer_in_json = super().get_route_handler()

        async def answer(request: Request) -> Response:
            chosen, content_type = self._chosen(request)
            request.state.trace = trace = Trace()
            request.state.chosen = chosen
            response = await answer_in_json(request)
            if response.status_code == 200 and chosen not in self._of_endpoint():
                response = self._as(chosen, content_type, response, request)
            response.headers.add_vary_header("Accept")
            if trace.version is not None:
                response.headers.setdefault("X-Dataset-Version", trace.version)
            return response

        return answer

    def _of_endpoint(self) -> tuple[Format, ...]:
        """The formats that the endpoint gives by itself."""
        return (JSON, CSV) if self.own_table else (JSON,)

    def _chosen(self, request: Request) -> tuple[Format, str]:
        suffix: Format | None = request.scope.get(_SUFFIX)
        named = request.query_params.getlist("format")
        by_name = {negotiate.by_name(name, self.offered) for name in named} | ({suffix} if suffix else set())
        if None in by_name:
            raise negotiate.not_acceptable(self.offered)
        if len(by_name) > 1:
            raise Problem(
                400, "bad-request", "The request names two formats.",
                advice="Name one: as a suffix of the path, or as ?format=.",
            )  # fmt: skip
        only = next(iter(by_name), None)
        if only is not None:
            return only, only.content_type
        return negotiate.pick(request.headers.get("accept"), None, self.offered)

    def _as(self, chosen: Format, content_type: str, answered: Response, request: Request) -> Response:
        body = bytes(answered.body)
        trace: Trace = request.state.trace
        if chosen is CSV:
            content: str | bytes = tables.as_csv(self.response_model, body)
        elif chosen is QUERIES:
            moment: Moment | None = getattr(request.state, "held", None)
            until = moment.until if moment is not None else None
            content = query_text.document(trace.queries, as_of=until.day if until is not None else None)
        else:
            content = _serialised(trace, RDF[chosen])
        response = Response(content, headers=_page_headers(body))
        response.headers["content-type"] = content_type
        _keep(answered.headers, response.headers)
        return response


class TableRoute(AnswerRoute):
    """A route whose answers do not come from CONSTRUCT queries, so that there is no RDF of them."""

    offered = (JSON, CSV, QUERIES)


class OwnTableRoute(TableRoute):
    """As a ``TableRoute``, but the endpoint writes the table: it has columns of its own."""

    own_table = True


def wants_table(request: Request) -> bool:
    """Whether the endpoint of an ``OwnTableRoute`` is to answer with its table."""
    return request.state.chosen is CSV


def _serialised(trace: Trace, rdf: ox.RdfFormat) -> bytes:
    """The statements of a request, sorted, with the prefixes of the project; IRIs as they are in the dataset."""
    triples = sorted(trace.triples(), key=str)
    return ox.serialize(triples, format=rdf, prefixes=PREFIXES) or b""


def _page_headers(body: bytes) -> dict[str, str]:
    """What a page says beside its items, for formats that hold items alone: neighbours (RFC 8288) and the total."""
    data = json.loads(body)
    links = ", ".join(
        f'<{data[name]}>; rel="{relation}"' for name, relation in _RELATIONS.items() if data.get(name)
    )
    headers = {"Link": links} if links else {}
    if isinstance(data.get("total"), int):
        headers["X-Total-Count"] = str(data["total"])
    return headers


def _keep(before: MutableHeaders, after: MutableHeaders) -> None:
    """The headers that an endpoint set, but for those of its body."""
    for name, value in before.items():
        if name.lower() not in ("content-type", "content-length"):
            after.append(name, value)
