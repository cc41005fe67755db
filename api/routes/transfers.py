"""Transfers: the list with its filters, and one with all that it rests on."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request
from starlette.datastructures import URL

from api import cursors, transfer_facets, transfer_sorting
from api import models as m
from api.answers import AnswerRoute
from api.cursors import Cursor
from api.errors import Problem, ProblemDetails
from api.graph import Triples
from api.lookups import Lookups
from api.models.transfers import Rivals, Timeline, TransferPage
from api.routes.common import ERRORS, NOT_FOUND, Limit, LookupsDep, Offset, invalid, not_found, page_links
from api.routes.filters import page
from api.transfer_filters import FiltersDep
from api.transfer_life import rivals_of, timeline_of
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Transfers"], responses=ERRORS)
Id = Annotated[
    str, Path(description="What follows `/id/transfer/` in its IRI.", examples=["rus-tur-s-400-2017"])
]


@router.get(
    "/transfers",
    summary="Transfers that fit",
    responses={
        400: {"model": ProblemDetails, "description": "The cursor is not one of this question."},
        410: {"model": ProblemDetails, "description": "The dataset has changed since the cursor was given."},
    },
)
async def list_transfers(
    *,
    request: Request,
    lookups: LookupsDep,
    filters: FiltersDep,
    facets: Annotated[
        list[str] | None,
        Query(
            description=f"Also counts over all that fits: {', '.join(transfer_facets.FACETS)}, separated by commas.",
            examples=["supplier,year"],
        ),
    ] = None,
    sort: Annotated[
        str,
        Query(
            max_length=200,
            description="Up to three keys, separated by commas, with `-` before those that are to descend: "
            f"{', '.join(transfer_sorting.KEYS)}. `date` is the start of delivery, else of the order, else of the time "
            "given. A single key without a sign goes by `order`.",
            examples=["-delivered,supplier"],
        ),
    ] = "date",
    order: Annotated[
        Literal["asc", "desc"] | None,
        Query(description="Upwards or downwards (if left out), for a single key."),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
    cursor: Annotated[
        str | None,
        Query(max_length=cursors.MAX_CHARS, description="Where the page before ended, as `next` gives it."),
    ] = None,
) -> TransferPage:
    """Transfers that fit all filters given, a page at a time, with the total.

    Of a filter given more than once any value will do. Filters by record, release, register, source, language and confidence
    hold for one and the same claim. A transfer without a date fits no filter by that date.
    """
    keys = transfer_sorting.keys_of(sort, order)
    wanted = transfer_facets.named(facets)
    question = cursors.digest([*sorted(filters.items(), key=lambda item: item[0]), keys])
    begin = cursors.decode(cursor, question=question) if cursor is not None else None
    if begin is not None and offset:
        raise invalid("offset", "a cursor says where to go on, so there is nothing to pass over")
    if begin is not None and len(begin.keys) != len(keys):
        raise Problem(400, "bad-request", "cursor: it belongs to another order.")
    total, rows, counts = await asyncio.gather(
        lookups.rows("transfers-count.rq", filters),
        lookups.rows(
            "transfers.rq",
            {**filters, **(transfer_sorting.after(keys, begin) if begin else {})},
            limit=limit,
            offset=offset,
            descending=transfer_sorting.descending(keys),
            slots=transfer_sorting.slots(keys, begin),
        ),
        transfer_facets.count(lookups, wanted, filters) if wanted else _nothing(),
    )
    version = request.state.trace.version
    if begin is not None:
        cursors.check_version(begin, version)
    found = [ox.NamedNode(row["transfer"].value) for row in rows]
    views = Views(await lookups.triples("transfers-summary.rq", {"transfer": found}), lookups.base)
    position = begin.position if begin is not None else offset
    number, reached = int(total[0]["total"].value), position + len(rows)
    end = Cursor(
        version=version,
        question=question,
        position=reached,
        keys=[row[name].value if (name := f"key{i}") in row else None for i in range(1, len(keys) + 1)],
        last=row["transfer"].value,
    ) if reached < number and rows and (row := rows[-1]) else None  # fmt: skip
    links = page_links(request, number, limit, position)
    return TransferPage(
        total=number,
        limit=limit,
        offset=position,
        items=[views.transfer_summary(node.value) for node in found],
        facets=counts,
        next=_following(request, end, limit) if end is not None else None,
        previous=_without_cursor(links["previous"]),
    )


@router.get("/transfers/{id:path}/claims", summary="The claims about a transfer", responses=NOT_FOUND)
async def get_claims(
    lookups: LookupsDep,
    id: Id,  # noqa: A002 - the name of the parameter
    request: Request,
    limit: Limit = 500,
    offset: Offset = 0,
) -> m.Page[m.Claim]:
    """Every claim about a transfer with its quotes, its source and who it is attributed to, those that deny it too."""
    transfer, _ = await _found(lookups, id)
    shown = transfer.claims[offset : offset + limit]
    return m.Page[m.Claim](**page(request, shown, len(transfer.claims), limit, offset))


@router.get("/transfers/{id:path}/timeline", summary="The life of a deal", responses=NOT_FOUND)
async def get_timeline(lookups: LookupsDep, id: Id) -> Timeline:  # noqa: A002 - the name of the parameter
    """What happened in order: order, stages, deliveries by year, and when which claim was published; each with its source.

    Order and deliveries are the values taken for the transfer; stages are those of each claim, on the day that it gives.
    """
    transfer, triples = await _found(lookups, id)
    return timeline_of(transfer, triples)


@router.get("/transfers/{id:path}/rivals", summary="What claims say side by side", responses=NOT_FOUND)
async def get_rivals(
    lookups: LookupsDep,
    id: Id,  # noqa: A002
    contested: Annotated[bool, Query(description="Only properties that claims disagree about.")] = False,
) -> Rivals:
    """Property by property the value of every claim, which was taken, by which rule and for what reason."""
    transfer, _ = await _found(lookups, id)
    found = rivals_of(transfer)
    return found.model_copy(update={"items": [one for one in found.items if one.contested or not contested]})


@router.get("/transfers/{id:path}", summary="One transfer", responses=NOT_FOUND)
async def get_transfer(lookups: LookupsDep, id: Id) -> m.Transfer:  # noqa: A002
    """A transfer with every claim and with the choices made between rival claims.

    Each claim has its quotes in context, its source and who it is attributed to; each choice the value taken, the
    rule and the reason.
    """
    transfer, _ = await _found(lookups, id)
    return transfer


async def _found(lookups: Lookups, name: str) -> tuple[m.Transfer, Triples]:
    """A transfer, and the triples that it was read from. Raises a 404 Problem."""
    iris = lookups.things(f"id/transfer/{name}")
    triples = await lookups.triples("transfer.rq", {"transfer": iris})
    for iri in iris:
        if iri.value in triples:
            return Views(triples, lookups.base).transfer(iri.value), triples
    raise not_found(f"There is no transfer {name}.", "GET /api/v1/transfers lists them.")


async def _nothing() -> None:
    return None


def _following(request: Request, end: Cursor, limit: int) -> str:
    """The address of the next page."""
    address = URL(str(request.url)).remove_query_params(["offset", "cursor"])
    moved = address.include_query_params(limit=limit, cursor=cursors.encode(end))
    return f"{moved.path}?{moved.query}"


def _without_cursor(address: str | None) -> str | None:
    if address is None:
        return None
    plain = URL(address).remove_query_params("cursor")
    return f"{plain.path}?{plain.query}"
