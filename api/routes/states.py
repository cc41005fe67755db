"""States: the list, and one with all that bears on it; each of its lists whole."""

from __future__ import annotations

from typing import Annotated, Literal

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute, TableRoute
from api.errors import Problem
from api.lookups import Lookups
from api.models import actors as a
from api.models.states import State
from api.rooms import states as room
from api.rooms.reading import embargoes, events, office_holders, reading, shown_events
from api.rooms.trade import Line, trade
from api.routes.common import ERRORS, NOT_FOUND, Limit, LookupsDep, Offset, not_found
from api.routes.filters import On, one_day, page, root_of
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Actors"], responses=ERRORS)
tables = APIRouter(route_class=TableRoute, tags=["Actors"], responses=ERRORS)
Code = Annotated[
    str,
    Path(
        description="ISO 3166-1 alpha-3; SUN, YUG, DDR, ... for states that are gone.",
        examples=["RUS"],
    ),
]


@router.get("/states", summary="All states")
async def list_states(
    request: Request, lookups: LookupsDep, limit: Limit = 500, offset: Offset = 0
) -> m.Page[m.StateSummary]:
    """Current states and those that are gone, by code."""
    triples = await lookups.triples("states.rq")
    views = Views(triples, lookups.base)
    states = sorted((views.state_summary(iri) for iri in triples.of_type("ag:State")), key=lambda s: s.code)
    return m.Page[m.StateSummary](
        **page(request, states[offset : offset + limit], len(states), limit, offset)
    )


@router.get("/states/{code}", summary="One state", responses=NOT_FOUND)
async def get_state(request: Request, lookups: LookupsDep, code: Code, on: On = None) -> State:
    """A state: names, trade by year, category, weapon and partner, embargoes, who held office, companies, forces, groups.

    Transfers count in the year in which delivery began (else the order, else the time given). TIV are those of
    `/volumes`, by year of delivery; null where no register that may be shown gives any. Each list is whole at its
    address in `lists`. A state that is gone is a state of its own: what it supplied is not counted for its successors.
    """
    found = await room.profile(lookups, code, on=one_day("on", on), root=root_of(request))
    if found is None:
        raise _no_state(code)
    return found


@tables.get("/states/{code}/partners", summary="Partners of a state", responses=NOT_FOUND)
async def get_partners(
    *,
    request: Request,
    lookups: LookupsDep,
    code: Code,
    direction: Annotated[
        Literal["export", "import"] | None, Query(description="Only this direction.")
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[a.TradingPartner]:
    """Whom a state supplies and who supplies it, with the number of transfers and the first and last year."""
    exports, imports = await trade(lookups, await _state(lookups, code))
    ways: tuple[tuple[Literal["export", "import"], dict[str, Line]], ...] = (
        ("export", exports.partners()), ("import", imports.partners()),
    )  # fmt: skip
    lines = [
        (way, iri, line) for way, found in ways if direction in (None, way) for iri, line in found.items()
    ]
    shown = lines[offset : offset + limit]
    labels = await reading(lookups, [iri for _, iri, _ in shown])
    items = [
        a.TradingPartner(
            direction=way, party=labels.thing(iri), transfers=line.transfers, first=line.first, last=line.last, tiv=line.tiv
        )
        for way, iri, line in shown
    ]  # fmt: skip
    return m.Page[a.TradingPartner](**page(request, items, len(lines), limit, offset))


@tables.get("/states/{code}/weapons", summary="Weapons of a state's trade", responses=NOT_FOUND)
async def get_weapons(
    request: Request, lookups: LookupsDep, code: Code, limit: Limit = 50, offset: Offset = 0
) -> m.Page[a.TradeInWeapon]:
    """The weapon systems that a state supplies or receives, those with most transfers first."""
    exports, imports = await trade(lookups, await _state(lookups, code))
    lines = list(room.merged(exports.weapons(), imports.weapons()).items())
    shown = lines[offset : offset + limit]
    labels = await reading(lookups, [iri for iri, _ in shown])
    items = [room.in_weapon(labels, iri, both) for iri, both in shown]
    return m.Page[a.TradeInWeapon](**page(request, items, len(lines), limit, offset))


@tables.get("/states/{code}/categories", summary="Categories of a state's trade", responses=NOT_FOUND)
async def get_categories(
    request: Request, lookups: LookupsDep, code: Code, limit: Limit = 500, offset: Offset = 0
) -> m.Page[a.TradeInCategory]:
    """The categories of weapons that a state supplies or receives, those with most transfers first."""
    exports, imports = await trade(lookups, await _state(lookups, code))
    lines = list(room.merged(exports.categories(), imports.categories()).items())
    shown = lines[offset : offset + limit]
    labels = await reading(lookups, [iri for iri, _ in shown])
    items = [a.TradeInCategory(category=labels.thing(iri), **room.amounts(*both)) for iri, both in shown]
    return m.Page[a.TradeInCategory](**page(request, items, len(lines), limit, offset))


@router.get("/states/{code}/leaders", summary="Office-holders of a state", responses=NOT_FOUND)
async def get_leaders(
    *, request: Request, lookups: LookupsDep, code: Code, on: On = None, limit: Limit = 50, offset: Offset = 0
) -> m.Page[a.OfficeHeld]:
    """Leaders and ministers over time, the newest first; with `on`, who held office on that day."""
    asked = one_day("on", on)
    found = await office_holders(lookups, await _state(lookups, code), asked)
    return m.Page[a.OfficeHeld](**page(request, found[offset : offset + limit], len(found), limit, offset))


@router.get("/states/{code}/embargoes", summary="Embargoes of a state", responses=NOT_FOUND)
async def get_embargoes(
    *,
    request: Request,
    lookups: LookupsDep,
    code: Code,
    role: Annotated[
        Literal["target", "imposer"] | None,
        Query(description="Only those against it, or only those that it imposes."),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[a.Embargo]:
    """Embargoes against a state and those that it imposes (`targets` and `imposers` tell them apart), the oldest first."""
    against, imposed = await embargoes(lookups, await _state(lookups, code))
    chosen = {"target": against, "imposer": imposed, None: [*against, *imposed]}[role]
    found = list({one.iri: one for one in chosen}.values())
    return m.Page[a.Embargo](**page(request, found[offset : offset + limit], len(found), limit, offset))


@router.get("/states/{code}/events", summary="Events of a state", responses=NOT_FOUND)
async def get_events(
    request: Request, lookups: LookupsDep, code: Code, limit: Limit = 50, offset: Offset = 0
) -> m.Page[a.Event]:
    """Visits, agreements, positions taken and other events in which a state takes part, the newest first."""
    total, found = await events(lookups, await _state(lookups, code), limit=limit, offset=offset)
    return m.Page[a.Event](**page(request, await shown_events(lookups, found), total, limit, offset))


async def _state(lookups: Lookups, code: str) -> ox.NamedNode:
    state = await room.state_of(lookups, code)
    if state is None:
        raise _no_state(code)
    return state


def _no_state(code: str) -> Problem:
    return not_found(f"There is no state with the code {code}.", "GET /api/v1/states lists the codes.")


router.include_router(tables)
