"""Ids that were merged into others or renamed: 308 to the one that holds, on every REST path and at ``/id/...``.

Two things are known of the past. ``dcterms:isReplacedBy``, of Dublin Core, says it of any thing. And the id of a transfer ends
in a digest of the claim that it was named for (``kg.fuse``): when the claim comes to belong to another transfer, or the
transfer is called otherwise because its weapon got another name, the digest still tells which one is meant. Where that
leaves more than one, nothing is guessed. It is asked only when nothing is at an address; an answer that is there costs
nothing.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from api.errors import Problem, response
from api.failures import QueryFailed
from api.lookups import Lookups
from api.moments import Moment
from kg.namespaces import BASE

ROOMS = {
    "transfers": "transfer", "states": "state", "leaders": "person", "weapons": "weapon", "companies": "company",
    "groups": "group", "organisations": "organisation", "records": "record",
}  # fmt: skip
"""The room of REST -> the path of its things below ``/id/``."""

_KINDS = {kind: room for room, kind in ROOMS.items()}
_REST = re.compile(r"(?:/api/v1)?/(?P<room>[a-z]+)/\{\w+(?::path)?\}(?P<rest>(?:/[a-z-]+)*)")
_PREFIX = "/api/v1"
_ID = "/id/{path:path}"
_TRANSFER = re.compile(r"transfer/(?:.*-)?([0-9a-f]{10})", re.ASCII)
_SUFFIX = re.compile(r"\.[a-z]+", re.ASCII)


async def canonical(lookups: Lookups, path: str) -> str | None:
    """The path below ``/id/`` of the thing that is meant by one that is not there; None if nothing tells.

    Args:
        lookups: the store as the request wants it.
        path: such as ``transfer/rus-tur-s-400-0123456789``.

    Raises:
        QueryFailed: if the store does not answer.

    """
    things = lookups.things(f"id/{path}")
    rows = await lookups.rows("replaced.rq", {"thing": things}) if things else []
    if not rows and (match := _TRANSFER.fullmatch(path)):
        rows = await lookups.rows("transfer-moved.rq", {"digest": ox.Literal(match[1])})
    found = {below for row in rows if (below := _below(row["now"].value, lookups.base)) is not None}
    return found.pop() if len(found) == 1 and found != {path} else None


def _below(iri: str, base: str) -> str | None:
    return next((iri.removeprefix(f"{one}id/") for one in (base, BASE) if iri.startswith(f"{one}id/")), None)


async def moved(request: Request) -> str | None:
    """The address of what a request is for, if it is at another one now."""
    route = getattr(request.scope.get("route"), "path", "")
    match = _REST.fullmatch(route)
    if request.method not in ("GET", "HEAD") or not (route == _ID or match):
        return None
    asked = str(next(iter(request.path_params.values()), ""))
    if match is None:
        now = await canonical(_lookups(request), asked)
        return None if now is None else _address(request, f"/id/{quote(now)}")
    if match["room"] not in ROOMS:
        return None
    now = await canonical(_lookups(request), f"{ROOMS[match['room']]}/{asked}")
    kind, _, id_ = (now or "").partition("/")
    if kind not in _KINDS:
        return None
    root = _PREFIX if request.url.path.startswith(f"{_PREFIX}/") else ""
    below = f"{root}/{_KINDS[kind]}/{quote(id_)}{match['rest']}"
    return _address(request, below + _format(request, asked + match["rest"]))


def _format(request: Request, asked: str) -> str:
    """The suffix that names a format, which is no part of the id."""
    _, _, after = request.url.path.rpartition(asked)
    return after if _SUFFIX.fullmatch(after) else ""


def _lookups(request: Request) -> Lookups:
    held: Moment | None = getattr(request.state, "held", None)
    if held is not None:
        return held.lookups
    now: Lookups = request.app.state.moments.now.lookups
    return now


def _address(request: Request, path: str) -> str:
    return f"{path}?{request.url.query}" if request.url.query else path


def install(app: FastAPI) -> None:
    """Have an address where nothing is send on to where it is now."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, error: Problem) -> Response:
        if error.slug == "not-found":
            try:
                address = await moved(request)
            except QueryFailed:
                address = None  # then what is said is what was found: nothing
            if address is not None:
                return RedirectResponse(address, 308)
        return response(request, error)
