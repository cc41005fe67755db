"""Memento (RFC 7089): from a thing as it is to the same as of other days, and a list of the days that matter for it.

Of the patterns of the RFC this is 2.1: original, TimeGate and mementos are three addresses. Datetime negotiation happens at
``/timegate/id/...`` alone, which sends on to ``/id/...?as_of=DAY``; the original ignores Accept-Datetime, so that its answers
can be kept whatever a client sends. A memento is of a whole day, as publications are dated by the day.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from api.errors import Problem, ProblemDetails
from api.linked_data.documents import Document, link, split_suffix
from api.lookups import Lookups
from api.moments import PARAMETERS, Moments, hold
from api.routes.common import ERRORS, NOT_FOUND, not_found

DAYS_TOGETHER = 500
"""How many mementos one page of a TimeMap lists."""
_LINK_FORMAT = "application/link-format"
_JSON = "application/json"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATETIME = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) GMT",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?", re.ASCII)
_SAFE = "/:@!$&'()*+,;=~"

router = APIRouter(tags=["Linked data"], responses={**ERRORS, **NOT_FOUND})
ThingPath = Annotated[
    str, Path(description="The path of a thing after /id/, as there.", examples=["state/RUS"])
]


async def links(request: Request, iri: ox.NamedNode, document: Document, *, as_of: bool) -> list[str]:
    """The ``Link`` values of a thing (``as_of``: of a memento of it): TimeGate and TimeMap, first and last memento.

    The original of a memento is named by whoever sends Memento-Datetime, see ``api.moments``.
    """
    moments: Moments = request.app.state.moments
    if not moments.offered:
        return []
    found = _gate_links(document.path)
    if as_of:
        found += _ends(document.path, await _days(moments.now.lookups, [iri]), ())
    return found


@router.get(
    "/timegate/id/{path:path}",
    summary="TimeGate of a thing",
    status_code=302,
    response_class=Response,
    responses={
        302: {
            "description": "The thing as of the last day not after the time asked for, on which something was published "
            "that concerns it; of an earlier time the first such day, without Accept-Datetime the last one.",
            "headers": {
                "Location": {"description": "The memento.", "schema": {"type": "string", "format": "uri-reference"}},
                "Link": {
                    "description": "The original, the TimeMap, the first and the last memento.",
                    "schema": {"type": "string"},
                },
            },
        },
        400: {"model": ProblemDetails, "description": "Accept-Datetime is not a date of HTTP in GMT."},
    },
    openapi_extra={
        "parameters": [
            {
                "name": "Accept-Datetime",
                "in": "header",
                "required": False,
                "description": "The time from which the thing is wanted (RFC 7089), in the format of HTTP, in GMT.",
                "schema": {"type": "string"},
                "example": "Fri, 01 Mar 2024 00:00:00 GMT",
            }
        ]
    },
)  # fmt: skip
async def get_timegate(request: Request, path: ThingPath) -> Response:
    """Negotiate the time (RFC 7089): on to the thing as of the day that fits Accept-Datetime.

    Other parameters, such as `format`, go along. What is not there any more is sent on as well: it may have been then.
    """
    moments = _offered(request)
    asked = accept_datetime(request.headers.getlist("accept-datetime"))
    original = f"/id/{path}"
    lookups = (await hold(request, [])).lookups
    iris = _readings(lookups, path)
    if not path or not iris:
        raise not_found(f"There is no {path}.", "GET /api/v1/search?q=... finds things by name.")
    days = await _days(lookups, iris)
    day = chosen(days or await moments.days(), asked)
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in PARAMETERS]
    headers = {
        "Location": _at(original, day, kept),
        "Vary": "Accept-Datetime",
        "Link": ", ".join(
            [link(_encoded(original), "original"), *_gate_links(original)[1:], *_ends(original, days, kept)]
        ),
    }
    return Response(status_code=302, headers=headers)


@router.get(
    "/timemap/{form}/id/{path:path}",
    summary="TimeMap of a thing",
    response_class=Response,
    responses={200: {"content": {_LINK_FORMAT: {}, _JSON: {}}}},
)
async def get_timemap(
    request: Request,
    form: Annotated[
        Literal["link", "json"], Path(description="link: application/link-format; json.", examples=["link"])
    ],
    path: ThingPath,
    page: Annotated[
        int, Query(ge=1, le=100_000, description=f"Which page, {DAYS_TOGETHER} mementos each.", examples=[1])
    ] = 1,
) -> Response:
    """The days on which something was published that concerns a thing, each with the address of the thing as of then.

    That is: the days of the records that name it or that it rests on, and of the releases of their registers. Of a thing that
    only the reference knowledge tells of there are none.
    """
    _offered(request)
    lookups = (await hold(request, [])).lookups
    iris = _readings(lookups, path)
    if not iris or not await lookups.rows("thing-head.rq", {"thing": iris}):
        raise not_found(
            f"There is no {path}.", f"If it was there once: GET /id/{path}?as_of=DAY answers from a day."
        )
    days = await _days(lookups, iris)
    last_page = max(1, -(-len(days) // DAYS_TOGETHER))
    if page > last_page:
        raise not_found(f"This TimeMap has {last_page} pages.", "Ask for one of them.")
    timemap = _TimeMap(_origin(request), f"/id/{path}", days, page, last_page)
    if form == "link":
        return Response(timemap.as_links(), media_type=_LINK_FORMAT)
    return JSONResponse(timemap.as_json())


def accept_datetime(values: Sequence[str]) -> datetime | None:
    """The time that a request asks for, None if it asks for none.

    Raises:
        Problem: 400 for anything but one date of HTTP in GMT, as RFC 7089 (4.5.3) has it.

    """
    if not values:
        return None
    match = _DATETIME.fullmatch(values[0].strip()) if len(values) == 1 else None
    try:
        if match is not None:
            day, month, year, hour, minute, second = match.groups()
            return datetime(
                int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), min(int(second), 59), tzinfo=UTC
            )  # fmt: skip
    except ValueError:
        pass
    raise Problem(
        400,
        "bad-request",
        "Accept-Datetime is not one date of HTTP in GMT.",
        advice="Write it as in Fri, 01 Mar 2024 00:00:00 GMT.",
        headers={"Vary": "Accept-Datetime"},
    )


def chosen(days: Sequence[str], asked: datetime | None) -> str:
    """The day of ``days`` (sorted, ISO 8601) for a time: the last that is not later, else the first; the last for no time.

    Without any days that of the time itself, or today's.
    """
    if not days:
        return (asked.date() if asked else datetime.now(UTC).date()).isoformat()
    if asked is None:
        return days[-1]
    return days[max(0, bisect_right(days, asked.date().isoformat()) - 1)]


class _TimeMap:
    """One page of the mementos of a thing."""

    def __init__(self, origin: str, original: str, days: list[str], page: int, last_page: int) -> None:
        self._origin = origin
        self._original = original
        self._page = page
        self._last_page = last_page
        self._all = days
        self._days = days[(page - 1) * DAYS_TOGETHER : page * DAYS_TOGETHER]

    def as_links(self) -> str:
        """In the format of RFC 7089, 5."""
        own = self._span(self._page)
        values = [
            link(self._absolute(self._original), "original"),
            link(self._absolute(f"/timegate{self._original}"), "timegate"),
            link(self._map("link"), "self", type=_LINK_FORMAT, **own),
            *(
                link(self._map("link", other), "timemap", type=_LINK_FORMAT, **self._span(other))
                for other in (self._page - 1, self._page + 1)
                if 1 <= other <= self._last_page
            ),
            *(link(self._memento(day), _relation(day, self._all), datetime=_http(day)) for day in self._days),
        ]
        return ",\n".join(values) + "\n"

    def as_json(self) -> dict[str, Any]:
        """As an object with the members that archives have agreed on."""
        listed = [{"datetime": f"{day}T00:00:00Z", "uri": self._memento(day)} for day in self._days]
        ends: dict[str, Any] = {}
        if self._all:
            first, last = self._all[0], self._all[-1]
            ends["first"] = {"datetime": f"{first}T00:00:00Z", "uri": self._memento(first)}
            ends["last"] = {"datetime": f"{last}T00:00:00Z", "uri": self._memento(last)}
        pages = {
            name: self._map("json", other)
            for name, other in (("prev", self._page - 1), ("next", self._page + 1))
            if 1 <= other <= self._last_page
        }
        return {
            "original_uri": self._absolute(self._original),
            "self": self._map("json"),
            "timegate_uri": self._absolute(f"/timegate{self._original}"),
            "timemap_uri": {"link_format": self._map("link"), "json_format": self._map("json")},
            "mementos": {**ends, "list": listed},
            **({"pages": pages} if pages else {}),
        }

    def _span(self, page: int) -> dict[str, str]:
        days = self._all[(page - 1) * DAYS_TOGETHER : page * DAYS_TOGETHER]
        return {"from": _http(days[0]), "until": _http(days[-1])} if days else {}

    def _absolute(self, path: str) -> str:
        return self._origin + _encoded(path)

    def _map(self, form: str, page: int | None = None) -> str:
        page = page or self._page
        return self._absolute(f"/timemap/{form}{self._original}") + (f"?page={page}" if page > 1 else "")

    def _memento(self, day: str) -> str:
        return self._origin + _at(self._original, day)


def _offered(request: Request) -> Moments:
    moments: Moments = request.app.state.moments
    moments.must_be_offered()
    return moments


def _readings(lookups: Lookups, path: str) -> list[ox.NamedNode]:
    """What a path may name: the thing, or the thing whose document it is."""
    split = split_suffix(path)
    return [iri for stem in (path, *(split[:1] if split else ())) for iri in lookups.things(f"id/{stem}")]


async def _days(lookups: Lookups, iris: list[ox.NamedNode]) -> list[str]:
    rows = await lookups.rows("thing-days.rq", {"thing": iris})
    return sorted({row["day"].value for row in rows if _is_day(row["day"].value)})


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _gate_links(path: str) -> list[str]:
    return [
        link(_encoded(f"/timegate{path}"), "timegate"),
        link(_encoded(f"/timemap/link{path}"), "timemap", type=_LINK_FORMAT),
        link(_encoded(f"/timemap/json{path}"), "timemap", type=_JSON),
    ]


def _ends(path: str, days: Sequence[str], kept: Iterable[tuple[str, str]]) -> list[str]:
    kept = list(kept)
    return [
        link(_at(path, day, kept), _relation(day, days), datetime=_http(day))
        for day in dict.fromkeys([*days[:1], *days[-1:]])
    ]


def _relation(day: str, days: Sequence[str]) -> str:
    words = [word for word, end in (("first", days[0]), ("last", days[-1])) if day == end]
    return " ".join([*words, "memento"])


def _at(path: str, day: str, more: Iterable[tuple[str, str]] = ()) -> str:
    return f"{_encoded(path)}?{urlencode([('as_of', day), *more])}"


def _encoded(path: str) -> str:
    return quote(path, safe=_SAFE)


def _http(day: str) -> str:
    return format_datetime(datetime.fromisoformat(day).replace(tzinfo=UTC), usegmt=True)


def _origin(request: Request) -> str:
    """Where this service stands: as the settings say, else as the client sees it.

    Empty if Host is no name, which leaves the addresses relative.
    """
    public: str | None = request.app.state.settings.public_url
    if public is not None:
        return public.rstrip("/")
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else ""
