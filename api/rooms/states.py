"""One state, in one answer."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pyoxigraph as ox

from api.lookups import Lookups
from api.models.actors import TradeInCategory, TradeInWeapon, TradeOfYear
from api.models.states import State
from api.rooms.actors import ARMED_FORCES, COMPANIES, GOVERNMENT_BODIES, GROUPS, matching, partners, shown
from api.rooms.reading import (
    TOP,
    Reading,
    described,
    embargoes,
    events,
    office_holders,
    reading,
    shown_events,
)
from api.rooms.trade import Line, Trade, trade

_NOTHING = Line()


async def state_of(lookups: Lookups, code: str) -> ox.NamedNode | None:
    """The state with a code; None if there is none."""
    found = await described(lookups, lookups.things(f"id/state/{code.upper()}"))
    return found[0] if found else None


async def profile(lookups: Lookups, code: str, *, on: date | None, root: str) -> State | None:
    """All there is to say of a state; None if there is none with that code."""
    found = await described(lookups, lookups.things(f"id/state/{code.upper()}"))
    if found is None:
        return None
    iri, triples = found
    # In two steps, so that the queries are asked in the same order each time.
    around, others = await asyncio.gather(
        asyncio.gather(
            trade(lookups, iri),
            lookups.triples("predecessors.rq", {"state": iri}),
            embargoes(lookups, iri),
            office_holders(lookups, iri, on),
            events(lookups, iri, limit=TOP),
        ),
        asyncio.gather(
            matching(lookups, COMPANIES, {"state": iri}, limit=TOP),
            matching(lookups, ARMED_FORCES, {"state": iri}, limit=TOP),
            matching(lookups, GOVERNMENT_BODIES, {"state": iri}, limit=TOP),
            matching(lookups, GROUPS, {"active": iri}, limit=TOP),
        ),
    )
    (exports, imports), before, (against, imposed), leaders, happened = around
    companies, forces, offices, groups = others
    buyers, sellers = exports.partners(), imports.partners()
    goods, categories = (
        merged(exports.weapons(), imports.weapons()),
        merged(exports.categories(), imports.categories()),
    )
    named = [iri for lines in (buyers, sellers, goods, categories) for iri in list(lines)[:TOP]]
    labels, some, lists = await asyncio.gather(
        reading(lookups, named),
        shown_events(lookups, happened[1]),
        asyncio.gather(*(shown(lookups, found[1]) for found in others)),
    )
    views = Reading(triples, lookups.base)
    code = views.state_summary(iri.value).code
    here = f"{root}/states/{code}"
    return State(
        **views.state_summary(iri.value).model_dump(),
        **views.of_state(iri.value),
        succeeds=[Reading(before, lookups.base).thing(one) for one in before.subjects("ag:succeededBy", iri.value)],
        exports=len(exports),
        imports=len(imports),
        export_tiv=exports.tiv,
        import_tiv=imports.tiv,
        undated=exports.undated + imports.undated,
        years=by_year(exports, imports),
        categories=[
            TradeInCategory(category=labels.thing(one), **amounts(*lines))
            for one, lines in list(categories.items())[:TOP]
        ],
        weapons=[in_weapon(labels, one, lines) for one, lines in list(goods.items())[:TOP]],
        recipients=partners(buyers, labels, TOP),
        suppliers=partners(sellers, labels, TOP),
        embargoes=against[:TOP],
        embargoes_imposed=imposed[:TOP],
        leaders=leaders[:TOP],
        companies=lists[0],
        armed_forces=lists[1],
        government_bodies=lists[2],
        groups=lists[3],
        events=some,
        totals={
            "categories": len(categories), "weapons": len(goods), "recipients": len(buyers),
            "suppliers": len(sellers), "embargoes": len(against), "embargoes_imposed": len(imposed),
            "leaders": len(leaders), "companies": companies[0], "armed_forces": forces[0],
            "government_bodies": offices[0], "groups": groups[0], "events": happened[0],
        },
        lists={
            "exports": f"{root}/transfers?supplier={code}",
            "imports": f"{root}/transfers?recipient={code}",
            "partners": f"{here}/partners",
            "weapons": f"{here}/weapons",
            "categories": f"{here}/categories",
            "embargoes": f"{here}/embargoes?role=target",
            "embargoes_imposed": f"{here}/embargoes?role=imposer",
            "leaders": f"{here}/leaders",
            "events": f"{here}/events",
            "companies": f"{root}/companies?state={code}",
            "armed_forces": f"{root}/organisations?kind=ArmedForce&state={code}",
            "government_bodies": f"{root}/organisations?kind=GovernmentBody&state={code}",
            "groups": f"{root}/groups?active_in={code}",
            "volumes": f"{root}/volumes?by=supplier-year&supplier={code}",
            "concentration": f"{here}/concentration",
            "embargo_candidates": f"{root}/embargo-candidates?recipient={code}",
        },
    )  # fmt: skip


def merged(exports: dict[str, Line], imports: dict[str, Line]) -> dict[str, tuple[Line, Line]]:
    """Lines of both directions by what they are about, those with most transfers first."""
    found = {one: (exports.get(one, _NOTHING), imports.get(one, _NOTHING)) for one in {*exports, *imports}}
    return dict(sorted(found.items(), key=lambda one: (-one[1][0].transfers - one[1][1].transfers, one[0])))


def amounts(exports: Line, imports: Line) -> dict[str, Any]:
    """The members of ``Trade``."""
    return {
        "exports": exports.transfers,
        "imports": imports.transfers,
        "export_tiv": exports.tiv,
        "import_tiv": imports.tiv,
    }


def by_year(exports: Trade, imports: Trade) -> list[TradeOfYear]:
    """The trade of each year in which there is any."""
    out, into = exports.years(), imports.years()
    return [
        TradeOfYear(year=year, **amounts(out.get(year, _NOTHING), into.get(year, _NOTHING)))
        for year in sorted({*out, *into})
    ]


def in_weapon(labels: Reading, weapon: str, lines: tuple[Line, Line]) -> TradeInWeapon:
    """The trade in one weapon system."""
    firsts = [line.first for line in lines if line.first is not None]
    lasts = [line.last for line in lines if line.last is not None]
    return TradeInWeapon(
        weapon=labels.thing(weapon),
        first=min(firsts, default=None),
        last=max(lasts, default=None),
        **amounts(*lines),
    )
