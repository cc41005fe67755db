"""Companies, armed groups and other organisations: lists, and one of each with its part in transfers."""

from __future__ import annotations

from typing import Annotated, Literal

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.lookups import Lookups, Values
from api.models.actors import Actor, ActorProfile
from api.rooms import actors as room
from api.rooms.actors import COMPANIES, GROUPS, ORGANISATIONS, Kind
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from api.routes.filters import Named, On, Provisional, flag, named, one_day, root_of, text
from api.routes.names import Asked, AskedDep
from kg.namespaces import AG

router = APIRouter(route_class=AnswerRoute, tags=["Actors"], responses=ERRORS)
State = Annotated[Named, Query(description="Of which state: a code, repeated any of them.", examples=["RUS"])]
PartOf = Annotated[
    Named, Query(description="Part of which: id, path or IRI.", examples=["organisation/are-armed-forces"])
]
OrganisationClass = Literal["Organisation", "ArmedForce", "GovernmentBody", "InternationalOrganisation"]


async def _listed(asked: Asked, kind: Kind, filters: Values) -> m.Page[Actor]:
    # The index knows a thing by one class, which may be a wider one; the query tells them apart.
    classes = ("Organisation", *(name.removeprefix("ag:") for name in kind.classes))
    values: Values = {"actor": await asked.by_name(*classes), **filters}
    total, found = await room.matching(asked.lookups, kind, values, limit=asked.limit, offset=asked.offset)
    return m.Page[Actor](**asked.page(await room.shown(asked.lookups, found), total))


async def _one(request: Request, lookups: Lookups, kind: Kind, id_: str, on: str | None) -> ActorProfile:
    found = await room.profile(lookups, kind, id_, on=one_day("on", on), root=root_of(request))
    if found is None:
        raise not_found(
            f"There is no {kind.name} {id_}.", f"GET /api/v1/{kind.room}?q=... finds them by name."
        )
    return found


@router.get("/companies", summary="Companies")
async def list_companies(
    asked: AskedDep,
    state: State = None,
    part_of: PartOf = None,
    provisional: Provisional = None,
) -> m.Page[Actor]:
    """Makers and sellers of arms, by id."""
    filters = {
        "state": named(asked.lookups, "state", state, "state"),
        "whole": named(asked.lookups, "part_of", part_of, "company"),
        "provisional": flag(provisional),
    }
    return await _listed(asked, COMPANIES, filters)


@router.get("/companies/{id}", summary="One company", responses=NOT_FOUND)
async def get_company(
    request: Request,
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/company/` in the IRI.", examples=["almaz-antey"])],  # noqa: A002
    on: On = None,
) -> ActorProfile:
    """A company: owner, parts, the weapon systems that it makes, and its part in transfers."""
    return await _one(request, lookups, COMPANIES, id, on)


@router.get("/groups", summary="Armed groups")
async def list_groups(
    asked: AskedDep,
    active_in: Annotated[
        Named, Query(description="Code of a state where it is active.", examples=["LBN"])
    ] = None,
    part_of: PartOf = None,
    provisional: Provisional = None,
) -> m.Page[Actor]:
    """Non-state armed groups, by id. None is counted for the state where it fights."""
    filters = {
        "active": named(asked.lookups, "active_in", active_in, "state"),
        "whole": named(asked.lookups, "part_of", part_of, "group"),
        "provisional": flag(provisional),
    }
    return await _listed(asked, GROUPS, filters)


@router.get("/groups/{id}", summary="One armed group", responses=NOT_FOUND)
async def get_group(
    request: Request,
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/group/` in the IRI.", examples=["hezbollah"])],  # noqa: A002
    on: On = None,
) -> ActorProfile:
    """A non-state armed group: where it is active, its leaders, embargoes against it, who supplies it with what."""
    return await _one(request, lookups, GROUPS, id, on)


@router.get("/organisations", summary="Organisations")
async def list_organisations(
    *,
    asked: AskedDep,
    kind: Annotated[
        list[OrganisationClass] | None, Query(description="Only of these classes.", examples=["ArmedForce"])
    ] = None,
    organisation_kind: Annotated[
        str | None,
        Query(
            max_length=100,
            description="The kind as the reference knowledge words it.",
            examples=["air force"],
        ),
    ] = None,
    state: State = None,
    part_of: PartOf = None,
    provisional: Provisional = None,
) -> m.Page[Actor]:
    """Armed forces, ministries, international organisations, media and others that are no companies, by id."""
    filters = {
        "kind": [ox.NamedNode(str(AG[name])) for name in kind] if kind else ORGANISATIONS.nodes,
        "organisationKind": text("organisation_kind", organisation_kind),
        "state": named(asked.lookups, "state", state, "state"),
        "whole": named(asked.lookups, "part_of", part_of, "organisation"),
        "provisional": flag(provisional),
    }
    return await _listed(asked, ORGANISATIONS, filters)


@router.get("/organisations/{id}", summary="One organisation", responses=NOT_FOUND)
async def get_organisation(
    request: Request,
    lookups: LookupsDep,
    id: Annotated[  # noqa: A002
        str, Path(description="What follows `/id/organisation/` in the IRI.", examples=["african-union"])
    ],
    on: On = None,
) -> ActorProfile:
    """An armed force, ministry, international or other organisation, and its part in transfers."""
    return await _one(request, lookups, ORGANISATIONS, id, on)
