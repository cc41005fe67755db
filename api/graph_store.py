"""``/graphs`` and ``/graph/...``: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by its IRI (``?graph=``), as the default graph (``?default``), or by asking for the address that its own IRI
has here. The default graph is the union of all graphs, as for queries. Whole graphs go through the query processes of the
public, under the same limits of time, memory and bytes, and are passed on as they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request, Response

from api import named_queries, negotiate
from api.errors import Problem
from api.frames import Question
from api.moments import Moment
from api.replies import reply
from api.routes.common import ERRORS, NOT_FOUND, MomentDep
from api.sparql import by_name, decoded, only_format, size_of

_ADVICE = "GET /graphs?graph=IRI, or GET /graphs?default for the union of all graphs."
_OFFERED = negotiate.GRAPHS
_PROBLEM = NOT_FOUND[404]["model"]
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The graph.", "content": {f.media_type: {} for f in _OFFERED}},
    400: {"model": _PROBLEM, "description": "No graph is named, or more than one, or not by an IRI."},
    403: {"model": _PROBLEM, "description": "The graph is too large."},
    406: {"model": _PROBLEM, "description": "None of the formats asked for is to be had."},
}
_FORMATS = ", ".join(f.names[0] for f in _OFFERED)

router = APIRouter(tags=["SPARQL"], responses={**ERRORS, **NOT_FOUND})
Format = Annotated[
    str | None, Query(description=f"Goes before the Accept header. One of {_FORMATS}, or a media type.")
]


@router.get("/graphs", summary="A graph", response_class=Response, responses=_RESPONSES)
async def get_graph(
    *,
    request: Request,
    moment: MomentDep,
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
) -> Response:
    """A graph by its IRI, or the union of all graphs (SPARQL 1.1 Graph Store HTTP Protocol, section 4.2)."""
    values = _values(request)
    named, defaults = values.get("graph", []), values.get("default", [])
    if len(named) + len(defaults) != 1:
        what = "more than one graph" if named or defaults else "no graph"
        raise Problem(400, "bad-request", f"The request names {what}.", advice=_ADVICE)
    return await _answer(request, moment, values, [_iri(named[0])] if named else None)


@router.get(
    "/graph/{path:path}", summary="A graph by its address", response_class=Response, responses=_RESPONSES
)
async def get_graph_at_its_address(
    *,
    request: Request,
    moment: MomentDep,
    path: Annotated[str, Path(description="The path of its IRI after /graph/.", examples=["transfers"])],
    format: Format = None,  # noqa: A002, ARG001 - declared for the description; read with repetitions below
) -> Response:
    """A graph that the dataset mints, at the path of its IRI (the same protocol, section 4.1)."""
    # An IRI is the same letter by letter or it is another: the path as it reads and as it was sent may be meant.
    spellings = dict.fromkeys((path, quote(path, safe="/:@!$&'()*+,;=~")))
    graphs = [iri for spelling in spellings for iri in moment.lookups.things(f"graph/{spelling}")]
    if not graphs:
        raise _not_there(path)
    return await _answer(request, moment, _values(request), graphs)


def _values(request: Request) -> dict[str, list[str]]:
    """The parameters of the address, each with all its values."""
    return by_name(decoded(request.scope["query_string"]))


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError:
        raise Problem(400, "dataset", "The graph is not named by an absolute IRI.", advice=_ADVICE) from None


async def _answer(
    request: Request, moment: Moment, values: dict[str, list[str]], graphs: Sequence[ox.NamedNode] | None
) -> Response:
    """The first of these graphs that is there, or the default graph if there is None to choose from."""
    chosen, content_type = negotiate.pick(request.headers.get("accept"), only_format(values), _OFFERED)
    if graphs is None:
        query = named_queries.bind("union.rq")
    else:
        query = named_queries.bind("graph.rq", {"graph": await _there(moment, graphs)})
    question = Question(
        query,
        None,
        chosen.media_type,
        seconds=moment.pool.seconds,
        size=size_of(request.app.state.settings),
    )
    return reply(await moment.pool.ask(question), content_type)


async def _there(moment: Moment, graphs: Sequence[ox.NamedNode]) -> ox.NamedNode:
    found = {row["graph"].value for row in await moment.lookups.rows("graphs-there.rq", {"graph": graphs})}
    for graph in graphs:
        if graph.value in found:
            return graph
    raise _not_there(graphs[0].value)


def _not_there(name: str) -> Problem:
    return Problem(
        404,
        "not-found",
        f"There is no graph {name[:500]}.",
        advice="SELECT ?graph { GRAPH ?graph {} } at /sparql lists the graphs; /void those that are not of records.",
    )
