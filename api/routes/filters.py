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
from kg.facts import Epistemic, Stage

_CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)
_LONGEST = 1000
_WITH_SLASHES = ("record", "claim", "transfer")
"""Kinds whose ids may have a slash of their own."""
Named = list[str] | None
Supplier = Annotated[
    Named, Query(description="Code of a state, path (`group/hezbollah`) or IRI.", examples=["RUS"])
]
Weapon = Annotated[Named, Query(description="Id of a weapon system.", examples=["s-400"])]
Stages = Annotated[
    list[Stage] | None, Query(description="How far the deal has come.", examples=["delivered"])
]
Statuses = Annotated[
    list[Epistemic] | None, Query(description="How the records vouch for it.", examples=["asserted"])
]
Provisional = Annotated[
    bool | None,
    Query(description="Only those that records name and nobody has placed yet, or only the others."),
]
Year = Annotated[int | None, Query(ge=1900, le=2100)]
On = Annotated[
    str | None, Query(description="Who was in office on this day.", examples=["2015-06-01"], max_length=40)
]
Title = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="Words of the title, in any case.", examples=["Ankara"]),
]


def named(
    lookups: Lookups, parameter: str, values: Sequence[str] | None, *kinds: str
) -> list[ox.NamedNode] | None:
    """The things that the values of a filter may mean. Raises a 422 Problem for what can't be one.

    Values are ids of the kinds, paths such as ``group/hezbollah``, or IRIs; of a state its code, in any case.
    """
    if not values:
        return None
    return list(
        dict.fromkeys(thing for value in values for thing in _meant(lookups, parameter, value, kinds))
    )


def _meant(lookups: Lookups, parameter: str, value: str, kinds: tuple[str, ...]) -> list[ox.NamedNode]:
    if value.startswith(("http://", "https://")):
        try:
            return [ox.NamedNode(value)]
        except ValueError:
            raise invalid(parameter, f"{value[:_LONGEST]} is not an IRI") from None
    name = value.upper() if "state" in kinds and _CODE.fullmatch(value) else value
    paths = [f"id/{kind}/{name}" for kind in kinds if "/" not in name or kind in _WITH_SLASHES]
    if "/" in name:
        paths.append(f"id/{name}")
    things = [thing for path in paths for thing in lookups.things(path)]
    if not things or not name:
        raise invalid(parameter, f"{value[:_LONGEST]!r} is not the id of anything")
    return things


def one_day(parameter: str, text: str | None) -> date | None:
    """A day, and no month or year."""
    if text is None:
        return None
    first, last = day(parameter, text, last=False), day(parameter, text, last=True)
    if first is None or first != last:
        raise invalid(parameter, "give a day: 2015-06-01")
    return date.fromisoformat(first.value)


def between(
    begin: str | None, end: str | None, *, first: str = "from", last: str = "to"
) -> dict[str, ox.Literal | None]:
    """The days of two parameters, years or months in full; both or none: an end that is not asked for is any day."""
    if begin is None and end is None:
        return {first: None, last: None}
    begun = day(first, begin if begin is not None else "0001", last=False)
    ended = day(last, end if end is not None else "9999", last=True)
    if begun is not None and ended is not None and begun.value > ended.value:
        raise invalid(first, f"{begin} is after {end}")
    return {first: begun, last: ended}


def text(parameter: str, value: str | None) -> ox.Literal | None:
    """A text as a term. Refuses what no RDF literal may hold."""
    if value is not None and "\x00" in value:
        raise invalid(parameter, "it holds a null character")
    return None if value is None else ox.Literal(value)


def flag(value: bool | None) -> ox.Literal | None:
    """A truth value as a term."""
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
