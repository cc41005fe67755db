"""``/graphs`` and ``/graph/...``: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by its IRI (``?graph=``), as the default graph (``?default``), or by asking for the address that its own IRI
has here. The default graph is the union of all graphs, as for queries. Whole graphs go through the query processes of the
public, under the same limits, and are passed on as they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request, Response

from api import moments, negotiate
from api.errors import Problem
from api.frames import Question
from api.moments import Moment
from api.replies import reply
from api.routes.common import ERRORS, NOT_FOUND
from kg.namespaces import PREFIXES

_ADDRESS = "graphs"
_WHOLE = "CONSTRUCT { ?subject ?property ?object } WHERE { ?subject ?property ?object }"
_OFFERED = negotiate.GRAPHS
_ADVICE = "GET /graphs?graph=IRI, or GET /graphs?default for the union of all graphs."
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The graph.", "content": {f.media_type: {} for f in _OFFERED}},
    **ERRORS,
    **NOT_FOUND,
    400: {**NOT_FOUND[404], "description": "No graph is named, or more than one, or not by an IRI."},
    406: {**NOT_FOUND[404], "description": "None of the formats asked for is to be had."},
}
_FORMAT = f"Goes before the Accept header. One of {', '.join(f.names[0] for f in _OFFERED)}, or a media type."
_AS_OF = "The graph as it was known then: a day, month or year (with its last day), or the name of a release."

router = APIRouter(tags=["SPARQL"])
Format = Annotated[str | None, Query(description=_FORMAT)]
AsOf = Annotated[str | None, Query(alias="as-of", description=_AS_OF, examples=["2024-03-31", "sipri-2024"])]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request wants: a graph by the IRIs that may be meant, or the default graph if there are none."""

    graphs: tuple[ox.NamedNode, ...]
    format: str | None
    as_of: list[str]


@router.get(f"/{_ADDRESS}", summary="A graph", response_class=Response, responses=_RESPONSES)
async def get_graph(
    *,
    request: Request,
    graph: Annotated[  # noqa: ARG001 - declared for the description; read with repetitions below
        str | None,
        Query(
            description="The absolute IRI of a graph.",
            examples=["https://w3id.org/armsgraph/graph/transfers"],
        ),
    ] = None,
    default: Annotated[  # noqa: ARG001 - the same
        str | None, Query(description="Given, with or without a value: the union of all graphs.")
    ] = None,
    format: Format = None,  # noqa: A002, ARG001 - the same
    as_of: AsOf = None,  # noqa: ARG001 - the same
) -> Response:
    """A graph by its IRI, or the union of all graphs (SPARQL 1.1 Graph Store HTTP Protocol, section 4.2)."""
    pairs = _pairs(request)
    named = [value for name, value in pairs if name == "graph"]
    defaults = sum(name == "default" for name, _ in pairs)
    if len(named) + defaults != 1:
        what = "names no graph" if not named and not defaults else "names more than one graph"
        raise Problem(400, "bad-request", f"The request {what}.", advice=_ADVICE)
    return await _answer(request, _asked(pairs, [_iri(named[0])] if named else []))


@router.get(
    "/graph/{path:path}", summary="A graph by its address", response_class=Response, responses=_RESPONSES
)
async def get_graph_at_its_address(
    *,
    request: Request,
    path: Annotated[str, Path(description="The path of its IRI after /graph/.", examples=["transfers"])],
    format: Format = None,  # noqa: A002, ARG001 - declared for the description; read with repetitions below
    as_of: AsOf = None,  # noqa: ARG001 - the same
) -> Response:
    """A graph that the dataset mints, at the path of its IRI (the same protocol, section 4.1)."""
    moments_: moments.Moments = request.app.state.moments
    lookups = moments_.now.lookups
    # An IRI is the same letter by letter or it is another: both the path as it was sent and as it reads may be meant.
    spellings = dict.fromkeys((path, quote(path, safe="/:@!$&'()*+,;=~")))
    graphs = [iri for spelling in spellings for iri in lookups.things(f"graph/{spelling}")]
    if not graphs:
        raise _not_there(path)
    return await _answer(request, _asked(_pairs(request), graphs))


def _pairs(request: Request) -> list[tuple[str, str]]:
    try:
        return parse_qsl(request.url.query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError:
        raise Problem(400, "bad-request", "The request is not UTF-8.", advice="Encode it as UTF-8.") from None
    except ValueError:
        raise Problem(400, "bad-request", "The request has too many parameters.", advice=_ADVICE) from None


def _asked(pairs: list[tuple[str, str]], graphs: Sequence[ox.NamedNode]) -> _Asked:
    formats = [value for name, value in pairs if name == "format"]
    if len(formats) > 1:
        raise Problem(400, "bad-request", "The request names more than one format.", advice="Name one.")
    return _Asked(tuple(graphs), formats[0] if formats else None, moments.asked_of(pairs))


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError:
        raise Problem(400, "dataset", "The graph is not named by an absolute IRI.", advice=_ADVICE) from None


async def _answer(request: Request, asked: _Asked) -> Response:
    chosen, content_type = negotiate.pick(request.headers.get("accept"), asked.format, _OFFERED)
    moment = await moments.hold(request, asked.as_of)
    graph = await _there(moment, asked.graphs) if asked.graphs else None
    if asked.graphs and graph is None:
        raise _not_there(asked.graphs[0].value)
    question = Question(
        _WHOLE,
        None,
        chosen.media_type,
        [graph.value] if graph is not None else None,
        seconds=moment.pool.seconds,
        prefixes=dict(PREFIXES),
    )
    return reply(await moment.pool.ask(question), content_type)


async def _there(moment: Moment, graphs: Sequence[ox.NamedNode]) -> ox.NamedNode | None:
    """The first of these graphs that holds anything."""
    found = {row["graph"].value for row in await moment.lookups.rows("graphs-there.rq", {"graph": graphs})}
    return next((graph for graph in graphs if graph.value in found), None)


def _not_there(name: str) -> Problem:
    return Problem(
        404,
        "not-found",
        f"There is no graph {name[:500]}.",
        advice="SELECT ?graph { GRAPH ?graph {} } at /sparql lists the graphs; /void those that are not of records.",
    )
