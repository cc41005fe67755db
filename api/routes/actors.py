"""Companies, armed groups and other organisations: lists, and one of each with its part in transfers."""

from __future__ import annotations

from typing import Annotated, Literal

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.lookups import Lookups, Values
from api.models.actors import Actor, ActorProfile
from api.moments import Moment
from api.rooms import actors as room
from api.rooms.actors import COMPANIES, GROUPS, ORGANISATIONS, Kind
from api.routes.common import ERRORS, NOT_FOUND, Limit, LookupsDep, MomentDep, Offset, not_found
from api.routes.filters import Named, On, named, one_day, page, root_of, text
from api.routes.names import Q, by_name
from kg.namespaces import AG

router = APIRouter(route_class=AnswerRoute, tags=["Actors"], responses=ERRORS)
State = Annotated[Named, Query(description="Of which state: a code, repeated any of them.", examples=["RUS"])]
PartOf = Annotated[
    Named, Query(description="Part of which: id, path or IRI.", examples=["organisation/are-armed-forces"])
]
Provisional = Annotated[
    bool | None,
    Query(description="Only those that records name and nobody has placed yet, or only the others."),
]
OrganisationClass = Literal["Organisation", "ArmedForce", "GovernmentBody", "InternationalOrganisation"]


async def _listed(
    *,
    request: Request, moment: Moment, lookups: Lookups, kind: Kind, q: str | None, filters: Values,
    limit: int, offset: int,
) -> m.Page[Actor]:  # fmt: skip
    # The index knows a thing by one class, which may be a wider one; the query tells them apart.
    classes = frozenset({"Organisation", *(name.removeprefix("ag:") for name in kind.classes)})
    values: Values = {"actor": await by_name(moment, lookups, q, classes), **filters}
    total, found = await room.matching(lookups, kind, values, limit=limit, offset=offset)
    return m.Page[Actor](**page(request, await room.shown(lookups, found), total, limit, offset))


async def _one(request: Request, lookups: Lookups, kind: Kind, id_: str, on: str | None) -> ActorProfile:
    found = await room.profile(lookups, kind, id_, on=one_day("on", on), root=root_of(request))
    if found is None:
        raise not_found(
            f"There is no {kind.name} {id_}.", f"GET /api/v1/{kind.room}?q=... finds them by name."
        )
    return found


def _flag(value: bool | None) -> ox.Literal | None:
    return None if value is None else ox.Literal(value)


@router.get("/companies", summary="Companies")
async def list_companies(
    *,
    request: Request,
    moment: MomentDep,
    lookups: LookupsDep,
    state: State = None,
    part_of: PartOf = None,
    provisional: Provisional = None,
    q: Q = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[Actor]:
    """Makers and sellers of arms, by id."""
    filters = {
        "state": named(lookups, "state", state, "state"),
        "whole": named(lookups, "part_of", part_of, "company"),
        "provisional": _flag(provisional),
    }
    return await _listed(
        request=request,
        moment=moment,
        lookups=lookups,
        kind=COMPANIES,
        q=q,
        filters=filters,
        limit=limit,
        offset=offset,
    )


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
    *,
    request: Request,
    moment: MomentDep,
    lookups: LookupsDep,
    active_in: Annotated[
        Named, Query(description="Code of a state where it is active.", examples=["LBN"])
    ] = None,
    part_of: PartOf = None,
    provisional: Provisional = None,
    q: Q = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[Actor]:
    """Non-state armed groups, by id. None is counted for the state where it fights."""
    filters = {
        "active": named(lookups, "active_in", active_in, "state"),
        "whole": named(lookups, "part_of", part_of, "group"),
        "provisional": _flag(provisional),
    }
    return await _listed(
        request=request,
        moment=moment,
        lookups=lookups,
        kind=GROUPS,
        q=q,
        filters=filters,
        limit=limit,
        offset=offset,
    )


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
    request: Request,
    moment: MomentDep,
    lookups: LookupsDep,
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
    q: Q = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[Actor]:
    """Armed forces, ministries, international organisations, media and others that are no companies, by id."""
    filters = {
        "kind": [ox.NamedNode(str(AG[name])) for name in kind] if kind else ORGANISATIONS.nodes,
        "organisationKind": text("organisation_kind", organisation_kind),
        "state": named(lookups, "state", state, "state"),
        "whole": named(lookups, "part_of", part_of, "organisation"),
        "provisional": _flag(provisional),
    }
    return await _listed(
        request=request,
        moment=moment,
        lookups=lookups,
        kind=ORGANISATIONS,
        q=q,
        filters=filters,
        limit=limit,
        offset=offset,
    )


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
