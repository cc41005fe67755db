"""Companies, armed groups and other organisations: one room; what tells them apart is data."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from api.graph import expand
from api.lookups import Lookups, Values
from api.models import actors as a
from api.rooms.reading import (
    TOP,
    Reading,
    described,
    embargoes,
    events,
    office_holders,
    page_of,
    reading,
    shown_events,
)
from api.rooms.trade import Line, Trade, trade


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of actor: its path in REST, those of its IRIs, its classes, its name in an error, and the query of its list."""

    room: str
    paths: tuple[str, ...]
    classes: tuple[str, ...]
    name: str
    query: str = "actors"

    def things(self, lookups: Lookups, id_: str) -> list[ox.NamedNode]:
        """The things that an id may mean: of the reference knowledge, or named by a record alone."""
        return [thing for path in self.paths for thing in lookups.things(f"id/{path}/{id_}")]

    @property
    def nodes(self) -> list[ox.NamedNode]:
        return [ox.NamedNode(expand(name)) for name in self.classes]


COMPANIES = Kind("companies", ("company", "provisional/organisation"), ("ag:Company",), "company")
GROUPS = Kind("groups", ("group", "provisional/group"), ("ag:NonStateGroup",), "armed group")
ORGANISATIONS = Kind(
    "organisations",
    ("organisation", "provisional/organisation"),
    ("ag:Organisation", "ag:ArmedForce", "ag:GovernmentBody", "ag:InternationalOrganisation"),
    "organisation",
    "organisations",
)
ARMED_FORCES = Kind("organisations", ("organisation",), ("ag:ArmedForce",), "armed force")
GOVERNMENT_BODIES = Kind("organisations", ("organisation",), ("ag:GovernmentBody",), "government body")

_ROLES = {
    "ag:supplier": "supplier", "ag:recipient": "recipient", "ag:supplierBody": "supplier_body",
    "ag:recipientBody": "recipient_body", "ag:intermediary": "intermediary", "ag:financier": "financier",
    "ag:endUser": "end_user", "ag:origin": "origin",
}  # fmt: skip
_NAMED = {expand(name): role for name, role in _ROLES.items()}


async def matching(
    lookups: Lookups, kind: Kind, values: Values, *, limit: int, offset: int = 0
) -> tuple[int, list[ox.NamedNode]]:
    """How many actors of a kind fit, and a page of them."""
    given: Values = {"kind": kind.nodes, **values}
    return await page_of(lookups, kind.query, "actor", given, limit=limit, offset=offset)


async def shown(lookups: Lookups, found: list[ox.NamedNode]) -> list[a.Actor]:
    """Actors as lists show them."""
    if not found:
        return []
    views = Reading(await lookups.triples("actors-described.rq", {"actor": found}), lookups.base)
    return [views.actor(node.value) for node in found]


def partners(lines: Mapping[str, Line], views: Reading, most: int | None = None) -> list[a.Partner]:
    """Partners as lists show them."""
    return [
        a.Partner(
            party=views.thing(iri), transfers=line.transfers, first=line.first, last=line.last, tiv=line.tiv
        )
        for iri, line in list(lines.items())[:most]
    ]


def both(supplied: Trade, received: Trade) -> a.Trade:
    """The whole trade of a party."""
    return a.Trade(
        exports=len(supplied), imports=len(received), export_tiv=supplied.tiv, import_tiv=received.tiv
    )


async def profile(
    lookups: Lookups, kind: Kind, id_: str, *, on: date | None, root: str
) -> a.ActorProfile | None:
    """All there is to say of an actor; None if there is none of that kind under the id."""
    found = await described(lookups, kind.things(lookups, id_))
    if found is None:
        return None
    iri, triples = found
    classes = {node.value for node in kind.nodes}
    if classes.isdisjoint(triples.iris(iri.value, "rdf:type")):
        return None
    (
        relatives,
        (supplied, received),
        roles,
        (against, imposed),
        leaders,
        (event_count, happened),
    ) = await asyncio.gather(
        lookups.triples("relatives.rq", {"actor": iri}),
        trade(lookups, iri),
        lookups.rows("roles.rq", {"actor": iri}),
        embargoes(lookups, iri),
        office_holders(lookups, iri, on),
        events(lookups, iri, limit=TOP),
    )
    buyers, sellers = supplied.partners(), received.partners()
    parties, some = await asyncio.gather(
        reading(lookups, [*list(buyers)[:TOP], *list(sellers)[:TOP]]), shown_events(lookups, happened)
    )
    views, near = Reading(triples, lookups.base), Reading(relatives, lookups.base)
    parts = relatives.subjects("ag:partOf", iri.value)
    made = relatives.subjects("ag:manufacturer", iri.value)
    path = views.path(iri.value)
    return a.ActorProfile(
        **views.actor(iri.value).model_dump(),
        **views.identity(iri.value),
        parts=[near.thing(part) for part in parts[:TOP]],
        trade=both(supplied, received),
        roles={_NAMED[row["role"].value]: int(row["transfers"].value) for row in roles},
        recipients=partners(buyers, parties, TOP),
        suppliers=partners(sellers, parties, TOP),
        manufactures=[near.thing(weapon) for weapon in made[:TOP]],
        embargoes=against[:TOP],
        embargoes_imposed=imposed[:TOP],
        leaders=leaders[:TOP],
        events=some,
        totals={
            "parts": len(parts), "recipients": len(buyers), "suppliers": len(sellers), "manufactures": len(made),
            "embargoes": len(against), "embargoes_imposed": len(imposed), "leaders": len(leaders),
            "events": event_count,
        },
        lists={
            "supplied": f"{root}/transfers?supplier={path}",
            "received": f"{root}/transfers?recipient={path}",
            "manufactures": f"{root}/weapons?manufacturer={path}",
            "parts": f"{root}/{kind.room}?part_of={path}",
            "leaders": f"{root}/leaders?state={path}",
        },
    )  # fmt: skip
