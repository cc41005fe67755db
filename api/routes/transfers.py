"""Transfers: the list with its filters, and one with all that it rests on."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.lookups import Lookups
from api.routes.common import (
    ERRORS,
    NOT_FOUND,
    Limit,
    LookupsDep,
    Offset,
    day,
    invalid,
    not_found,
    page_links,
)
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Transfers"], responses=ERRORS)
Stage = Literal[
    "prohibited", "requested", "negotiated", "planned", "announced", "approved", "agreed", "ordered",
    "delivering", "delivered", "stopped", "cancelled",
]  # fmt: skip
Epistemic = Literal[
    "asserted", "observed", "confirmed", "claimed", "rumoured", "hedged", "denied", "hypothetical"
]
_CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)


@router.get("/transfers", summary="Transfers that fit")
async def list_transfers(
    *,
    request: Request,
    lookups: LookupsDep,
    supplier: Annotated[
        list[str] | None,
        Query(
            description="Code of a state, path (`group/hezbollah`) or IRI; repeated: any of them.",
            examples=["RUS"],
        ),
    ] = None,
    recipient: Annotated[list[str] | None, Query(description="As for supplier.", examples=["TUR"])] = None,
    weapon: Annotated[
        list[str] | None,
        Query(description="Id of a weapon system (`s-400`), path or IRI.", examples=["s-400"]),
    ] = None,
    category: Annotated[
        list[str] | None,
        Query(description="Notation of a category; includes all that is narrower.", examples=["missile.sam"]),
    ] = None,
    from_: Annotated[
        str | None,
        Query(alias="from", description="Not over before this year, month or day.", examples=["2017"]),
    ] = None,
    to: Annotated[
        str | None,
        Query(description="Begun by this year, month or day, both ends included.", examples=["2019-12-31"]),
    ] = None,
    stage: Annotated[
        list[Stage] | None, Query(description="How far the deal has come.", examples=["delivered"])
    ] = None,
    epistemic: Annotated[
        list[Epistemic] | None, Query(description="How the records vouch for it.", examples=["asserted"])
    ] = None,
    sort: Annotated[
        Literal["date", "supplier", "recipient", "stage"],
        Query(
            description="By the start of delivery (else of order, else of the time given), party or stage."
        ),
    ] = "date",
    order: Annotated[Literal["asc", "desc"], Query(description="Upwards or downwards.")] = "desc",
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[m.TransferSummary]:
    """Transfers that fit all filters given, a page at a time, with the total.

    A transfer without any date fits no filter by date.
    """
    filters = {
        "supplier": _named(lookups, "supplier", supplier, "state"),
        "recipient": _named(lookups, "recipient", recipient, "state"),
        "weapon": _named(lookups, "weapon", weapon, "weapon"),
        "category": _named(lookups, "category", category, "category"),
        "stage": _named(lookups, "stage", stage, "stage"),
        "epistemic": _named(lookups, "epistemic", epistemic, "epistemic"),
        "from": day("from", from_, last=False),
        "to": day("to", to, last=True),
    }
    total = int((await lookups.rows("transfers-count.rq", filters))[0]["total"].value)
    rows = await lookups.rows(
        "transfers.rq",
        {**filters, "sort": ox.Literal(sort), "order": ox.Literal(order)},
        limit=limit,
        offset=offset,
    )
    found = [ox.NamedNode(row["transfer"].value) for row in rows]
    views = Views(await lookups.triples("transfers-summary.rq", {"transfer": found}), lookups.base)
    return m.Page[m.TransferSummary](
        total=total,
        limit=limit,
        offset=offset,
        items=[views.transfer_summary(node.value) for node in found],
        **page_links(request, total, limit, offset),
    )


@router.get("/transfers/{id:path}", summary="One transfer", responses=NOT_FOUND)
async def get_transfer(
    lookups: LookupsDep,
    id: Annotated[  # noqa: A002 - the name of the parameter
        str, Path(description="What follows `/id/transfer/` in its IRI.", examples=["rus-tur-s-400-2017"])
    ],
) -> m.Transfer:
    """A transfer with every claim and with the choices made between rival claims.

    Each claim has its quotes in context, its source and who it is attributed to; each choice the value taken, the
    rule and the reason.
    """
    iris = lookups.things(f"id/transfer/{id}")
    triples = await lookups.triples("transfer.rq", {"transfer": iris})
    for iri in iris:
        if iri.value in triples:
            return Views(triples, lookups.base).transfer(iri.value)
    raise not_found(f"There is no transfer {id}.", "GET /api/v1/transfers lists them.")


def _named(
    lookups: Lookups, parameter: str, values: list[str] | list[Stage] | list[Epistemic] | None, kind: str
) -> list[ox.NamedNode] | None:
    """The things that the values of a filter may mean. Raises a 422 Problem for what can't be one."""
    if not values:
        return None
    found: list[ox.NamedNode] = []
    for value in values:
        if value.startswith(("http://", "https://")):
            try:
                found.append(ox.NamedNode(value))
            except ValueError:
                raise invalid(parameter, f"{value} is not an IRI") from None
            continue
        name = value.upper() if kind == "state" and _CODE.fullmatch(value) else value
        things = lookups.things(f"id/{name}" if "/" in name else f"id/{kind}/{name}")
        if not things or not name:
            raise invalid(parameter, f"{value!r} is not the id of anything")
        found += things
    return found
