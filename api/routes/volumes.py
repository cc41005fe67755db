"""Volumes of transfers in SIPRI's trend-indicator value, and how far a recipient depends on few suppliers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from api import models as m
from api.answers import OwnTableRoute, wants_table
from api.lookups import Lookups
from api.negotiate import CSV
from api.rooms.reading import reading
from api.rooms.states import state_of
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, invalid, not_found
from api.routes.filters import named
from api.views import Views
from kg.volumes import By, Question, Volumes, concentration, form, percent, sparql, top
from kg.volumes.categories import sipri_categories
from kg.volumes.concentration import DEFINITION
from kg.volumes.model import NOTE, UNPLACED_NOTE, Release, answer

router = APIRouter(route_class=OwnTableRoute, tags=["Volumes"], responses=ERRORS)
Year = Annotated[int | None, Query(ge=1900, le=2100, examples=[2020])]


@router.get("/volumes", summary="Volumes in TIV", response_model=m.Volumes)
async def get_volumes(
    *,
    request: Request,
    lookups: LookupsDep,
    by: Annotated[By, Query(description="What is summed up.", examples=["supplier-year"])] = "supplier",
    supplier: Annotated[
        list[str] | None,
        Query(
            description="Code of a state, path (`group/hezbollah`) or IRI; repeated: any of them.",
            examples=["RUS"],
        ),
    ] = None,
    recipient: Annotated[list[str] | None, Query(description="As for supplier.", examples=["IND"])] = None,
    category: Annotated[
        str | None,
        Query(
            description="One of SIPRI's armament categories (`aircraft`), or a notation of the category tree with all "
            "that is narrower (`missile.ballistic`, `category/aircraft`).",
            examples=["aircraft"],
        ),
    ] = None,
    from_: Annotated[Year, Query(alias="from", description="First year of delivery.")] = None,
    to: Annotated[Year, Query(description="Last year of delivery.")] = None,
    release: Annotated[
        str | None, Query(description="Only deals of this release, or register.", examples=["sipri-2025"])
    ] = None,
    shares: Annotated[bool, Query(description="Also per cent of the world total of these years.")] = False,
    largest: Annotated[
        int | None,
        Query(alias="top", ge=1, le=10_000, description="Only so many lines, the largest.", examples=[10]),
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=10_000, description="How many lines at most.", examples=[500])
    ] = 500,
) -> Response:
    """Sums of trend-indicator values (millions) of deliveries: military capability, not money.

    What is sold but not delivered does not count. A deal over several years that no source tells apart counts if it
    lies within the years asked for as a whole; otherwise it is `unplaced`, and never split over years. Registers
    whose terms forbid to pass them on, such as SIPRI's, are not in what a public service answers from.
    """
    _in_order(from_, to)
    known = await _releases(lookups)
    question = Question(
        by=by,
        suppliers=_iris(named(lookups, "supplier", supplier, "state")),
        recipients=_iris(named(lookups, "recipient", recipient, "state")),
        category=_category(lookups, category),
        first=from_,
        last=to,
        releases=_release(release, known),
    )
    found = await _ask(lookups, question, known)
    if shares:
        rows = await lookups.select(
            sparql.queries(question.of_the_world(), lookups.base)["used"], "volumes-world.rq"
        )
        world = sparql.counted(question, {"lines": [], "used": rows, "unplaced": []})
        found = replace(found, world=sum((used.tiv for used in world.used), Decimal(0)))
    if largest is not None:
        found = top(found, largest)
    found = replace(found, lines=found.lines[:limit])
    views = await _views(lookups, (part for line in found.lines for part in line.key))
    if wants_table(request):
        labels = {
            part: views.thing(part).label
            for line in found.lines
            for part in line.key
            if isinstance(part, str)
        }
        return _csv(form.as_csv(replace(found, labels=labels)), found)
    lines = [
        m.VolumeLine(
            **{
                name: views.thing(part) if isinstance(part, str) else part
                for name, part in zip(question.columns, line.key, strict=True)
            },
            tiv=line.tiv,
            deals=line.deals,
            share=percent(line.tiv, found.world),
        )
        for line in found.lines
    ]
    return _json(
        m.Volumes(**_basis(found), by=by, world_tiv=found.world, total=found.groups, limit=limit, items=lines)
    )


@router.get(
    "/states/{code}/concentration",
    summary="Concentration of a state's suppliers",
    response_model=m.RecipientConcentration,
    responses=NOT_FOUND,
)
async def get_concentration(
    *,
    request: Request,
    lookups: LookupsDep,
    code: Annotated[str, Path(description="ISO 3166-1 alpha-3 code of the recipient.", examples=["IND"])],
    category: Annotated[str | None, Query(description="As for /volumes.", examples=["aircraft"])] = None,
    from_: Annotated[Year, Query(alias="from", description="First year of delivery.")] = None,
    to: Annotated[Year, Query(description="Last year of delivery.")] = None,
    release: Annotated[
        str | None, Query(description="Only deals of this release, or register.", examples=["sipri-2025"])
    ] = None,
) -> Response:
    """From how few suppliers a state receives its arms: shares, the largest, and the Herfindahl-Hirschman index."""
    _in_order(from_, to)
    state = await state_of(lookups, code)
    if state is None:
        raise not_found(f"There is no state with the code {code}.", "GET /api/v1/states lists the codes.")
    iri = state.value
    known = await _releases(lookups)
    question = Question(
        by="pair",
        recipients=(iri,),
        category=_category(lookups, category),
        first=from_,
        last=to,
        releases=_release(release, known),
    )
    found, unknown = await asyncio.gather(
        _ask(lookups, question, known),
        lookups.select(sparql.bind("unknown.rq", base=lookups.base), "unknown.rq"),
    )
    given = concentration(found, {row["party"].value for row in unknown})
    views = await _views(lookups, (iri, *(part.supplier for one in given for part in one.suppliers)))
    if wants_table(request):
        parties = {party for line in found.lines for party in line.key if isinstance(party, str)} | {iri}
        labels = {party: views.thing(party).label for party in parties}
        return _csv(form.concentration_csv(replace(found, labels=labels), given), found)
    one = given[0] if given else None
    return _json(
        m.RecipientConcentration(
            **_basis(found),
            recipient=views.thing(iri),
            definition=DEFINITION,
            index=one.index if one else None,
            number=one.number if one else 0,
            largest_share=one.largest_share if one else None,
            unknown_share=one.unknown_share if one else None,
            suppliers=[
                m.SupplierShare(
                    supplier=views.thing(part.supplier) if part.supplier else None,
                    tiv=part.tiv,
                    share=part.share,
                )
                for part in (one.suppliers if one else ())
            ],
        )
    )


async def _ask(lookups: Lookups, question: Question, known: dict[str, Release]) -> Volumes:
    """The answer to a question, by the query processes, side by side."""
    asked = sparql.queries(question, lookups.base)
    rows = await asyncio.gather(
        *(lookups.select(query, f"volumes-{name}.rq") for name, query in asked.items())
    )
    return answer(question, sparql.counted(question, dict(zip(asked, rows, strict=True))), known)


async def _releases(lookups: Lookups) -> dict[str, Release]:
    return sparql.releases_in(
        await lookups.select(sparql.bind("releases.rq", base=lookups.base), "releases.rq")
    )


async def _views(lookups: Lookups, parts: Iterable[str | int | None]) -> Views:
    """The labels of things."""
    return await reading(lookups, (part for part in parts if isinstance(part, str)))


def _basis(found: Volumes) -> dict[str, Any]:
    return {
        "note": NOTE,
        "from": found.question.first,
        "to": found.question.last,
        "releases": [
            m.VolumeRelease(
                iri=used.release.iri,
                name=used.release.name,
                register_name=used.release.register,
                published=used.release.published,
                deals=used.deals,
            )
            for used in found.releases
        ],
        "deals": found.deals,
        "tiv": found.tiv,
        "unplaced": m.Unplaced(tiv=found.unplaced.tiv, deals=found.unplaced.deals, note=UNPLACED_NOTE),
    }


def _json(body: m.VolumeBasis) -> Response:
    return JSONResponse(body.model_dump(mode="json", by_alias=True))


def _csv(text: str, found: Volumes) -> Response:
    """Rows, with what does not fit into rows in headers."""
    return Response(
        text,
        media_type=CSV.content_type,
        headers={
            "X-Unit": "million TIV",
            "X-Unplaced": f"tiv={form.plain(found.unplaced.tiv)}; deals={found.unplaced.deals}",
        },
    )


def _in_order(first: int | None, last: int | None) -> None:
    if first is not None and last is not None and first > last:
        raise invalid("from", f"{first} is after {last}")


def _iris(things: list[ox.NamedNode] | None) -> tuple[str, ...]:
    return tuple(thing.value for thing in things or ())


def _category(lookups: Lookups, value: str | None) -> str | None:
    if value is None:
        return None
    if value.startswith(("http://", "https://")):
        return _iris(named(lookups, "category", [value], "category"))[0]
    name = value.strip().lower()
    sipri = {iri.rsplit("/", 1)[-1] for iri in sipri_categories()}
    path = name if "/" in name else f"sipri-category/{name}" if name in sipri else f"category/{name}"
    things = lookups.things(f"id/{path}")
    if not name or not things:
        raise invalid("category", f"{value!r} is not the id of a category")
    return things[-1].value  # categories belong to the published reference knowledge


def _release(name: str | None, known: dict[str, Release]) -> tuple[str, ...]:
    if name is None:
        return ()
    found = tuple(sorted(one.iri for one in known.values() if name in (one.name, one.iri, one.register)))
    if not found:
        there = ", ".join(sorted(one.name for one in known.values())) or "none"
        raise invalid("release", f"the dataset holds no release {name!r}; it holds: {there}")
    return found
