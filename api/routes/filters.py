"""Parameters that several rooms take, read as terms. What cannot be meant is a 422 that names the parameter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import pyoxigraph as ox
from fastapi import Query, Request

from api import models as m
from api.lookups import Lookups
from api.routes.common import day, invalid, page_links

_CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)
_LONGEST = 1000
Named = list[str] | None
Year = Annotated[int | None, Query(ge=1900, le=2100)]
On = Annotated[
    str | None, Query(description="Who was in office on this day.", examples=["2015-06-01"], max_length=40)
]
Title = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="Words of the title, in any case.", examples=["Ankara"]),
]


def named(
    lookups: Lookups, parameter: str, values: Sequence[str] | None, kind: str
) -> list[ox.NamedNode] | None:
    """The things that the values of a filter may mean: ids of the kind, paths such as ``group/hezbollah``, or IRIs."""
    if not values:
        return None
    found: list[ox.NamedNode] = []
    for value in values:
        if value.startswith(("http://", "https://")):
            try:
                found.append(ox.NamedNode(value))
            except ValueError:
                raise invalid(parameter, f"{value[:_LONGEST]} is not an IRI") from None
            continue
        name = value.upper() if kind == "state" and _CODE.fullmatch(value) else value
        things = lookups.things(f"id/{name}" if "/" in name else f"id/{kind}/{name}")
        if not things or not name:
            raise invalid(parameter, f"{value[:_LONGEST]!r} is not the id of anything")
        found += things
    return found


def one_day(parameter: str, text: str | None) -> date | None:
    """A day, and no month or year."""
    if text is None:
        return None
    first, last = day(parameter, text, last=False), day(parameter, text, last=True)
    if first is None or first != last:
        raise invalid(parameter, "give a day: 2015-06-01")
    return date.fromisoformat(first.value)


def between(first: str | None, last: str | None) -> dict[str, ox.Literal | None]:
    """The days of ``from`` and ``to``, years or months in full; both or none: an end that is not asked for is any day."""
    if first is None and last is None:
        return {"from": None, "to": None}
    return {
        "from": day("from", first if first is not None else "0001", last=False),
        "to": day("to", last if last is not None else "9999", last=True),
    }


def in_order(first: int | None, last: int | None) -> None:
    """Refuse years in the wrong order."""
    if first is not None and last is not None and first > last:
        raise invalid("from", f"{first} is after {last}")


def text(parameter: str, value: str | None) -> ox.Literal | None:
    """A text as a term. Refuses what no RDF literal may hold."""
    if value is not None and "\x00" in value:
        raise invalid(parameter, "it holds a null character")
    return None if value is None else ox.Literal(value)


def root_of(request: Request) -> str:
    """Where the REST paths of this request stand: ``/api/v1``, or nothing where the short ones were used."""
    return "/api/v1" if request.url.path.startswith("/api/v1/") else ""


def page(request: Request, items: Sequence[m.Item], total: int, limit: int, offset: int) -> dict[str, Any]:
    """The members of ``Page`` for items that are cut already."""
    return {
        "items": list(items), "total": total, "limit": limit, "offset": offset,
        **page_links(request, total, limit, offset),
    }  # fmt: skip
