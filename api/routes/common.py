"""What the routes share: parameters, pages, and errors that they document."""

from __future__ import annotations

import calendar
import re
from typing import Annotated, Any

import pyoxigraph as ox
from fastapi import Depends, Query, Request
from starlette.datastructures import URL

from api import moments
from api.errors import Problem, ProblemDetails
from api.lookups import Lookups
from api.moments import Moment
from api.trace import Trace

MAX_LIMIT = 500


async def _moment(
    request: Request,
    as_of: Annotated[  # noqa: ARG001 - declared for the description; read with repetitions below
        str | None,
        Query(
            description="Answer with what was known then: a day, month or year (with its last day), or the name of a "
            "release. Documents published later and later releases of registers are left out.",
            examples=["2024-03-31", "sipri-2024"],
        ),
    ] = None,
) -> Moment:
    return await moments.hold(request, moments.asked_of(request.query_params.multi_items()))


MomentDep = Annotated[Moment, Depends(_moment)]


def _lookups(request: Request, moment: MomentDep) -> Lookups:
    trace: Trace | None = getattr(request.state, "trace", None)
    return moment.lookups if trace is None else moment.lookups.traced(trace)


def _current_lookups(request: Request) -> Lookups:
    now: Moment = request.app.state.moments.now
    return now.lookups


LookupsDep = Annotated[Lookups, Depends(_lookups)]
"""Of the dataset as the request wants it: as it is now, or as of another time. Tells the trace of the request."""
CurrentLookupsDep = Annotated[Lookups, Depends(_current_lookups)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many at most.", examples=[50])]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to pass over.", examples=[0])]

NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemDetails, "description": "There is no such thing here."},
}
ERRORS: dict[int | str, dict[str, Any]] = {
    422: {"model": ProblemDetails, "description": "A parameter is not as it must be."},
    501: {
        "model": ProblemDetails,
        "description": "Answers as of another time are not to be had of this store.",
    },
    503: {
        "model": ProblemDetails,
        "description": "The store does not answer, or not in time; or the view as of a time is still being made.",
    },
}
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def not_found(what: str, advice: str | None = None) -> Problem:
    return Problem(404, "not-found", what, advice=advice)


def invalid(parameter: str, reason: str) -> Problem:
    """The 422 for a parameter whose form alone does not show that it is wrong."""
    return Problem(
        422,
        "invalid-parameter",
        f"{parameter}: {reason}",
        parameters=[{"parameter": parameter, "reason": reason}],
    )


def day(parameter: str, text: str | None, *, last: bool) -> ox.Literal | None:
    """A year, month or day as its first (or last) day. Raises a 422 Problem."""
    if text is None:
        return None
    match = _DATE.fullmatch(text.strip())
    year, month, number = (
        (int(part) if part else None for part in match.groups()) if match else (0, None, None)
    )
    months = month if month is not None else (12 if last else 1)
    if not match or not year or not 1 <= months <= 12:
        raise invalid(parameter, "give a year, month or day: 2019, 2019-07 or 2019-07-12")
    length = calendar.monthrange(year, months)[1]
    days = number if number is not None else (length if last else 1)
    if not 1 <= days <= length:
        raise invalid(parameter, f"there is no such day: {text}")
    return ox.Literal(
        f"{year:04}-{months:02}-{days:02}",
        datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"),
    )


def page_links(request: Request, total: int, limit: int, offset: int) -> dict[str, str | None]:
    """The addresses of the neighbouring pages, relative to the service."""
    address = URL(str(request.url))

    def at(start: int) -> str:
        moved = address.include_query_params(limit=limit, offset=start)
        return f"{moved.path}?{moved.query}"

    return {
        "next": at(offset + limit) if offset + limit < total else None,
        "previous": at(max(0, offset - limit)) if offset > 0 else None,
    }
