"""Claims: what one record says, and the words that it rests on, in their context."""

from __future__ import annotations

import asyncio
from typing import Annotated

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.evidence_view import in_context
from api.lookups import Lookups, Values
from api.models.transfers import ClaimDetail, EvidenceInContext
from api.routes.common import ERRORS, NOT_FOUND, Limit, LookupsDep, Offset, not_found
from api.routes.filters import named, page
from api.views import Views
from kg.store.terms import xsd

router = APIRouter(route_class=AnswerRoute, tags=["Transfers"], responses=ERRORS)
Id = Annotated[str, Path(description="What follows `/id/claim/` in its IRI.", examples=["r-en/t1"])]
Context = Annotated[
    int,
    Query(ge=0, le=2000, description="How many characters before and after, where the text may be shown."),
]


@router.get("/claims/{id:path}/evidence", summary="The words that a claim rests on", responses=NOT_FOUND)
async def get_claim_evidence(
    *,
    request: Request,
    lookups: LookupsDep,
    id: Id,  # noqa: A002 - the name of the parameter
    context: Context = 200,
    limit: Limit = 500,
    offset: Offset = 0,
) -> m.Page[EvidenceInContext]:
    """Every quote of a claim, also those of single values, with the text around it."""
    claim = await _found(lookups, id)
    return await _page(
        request, lookups, {"claim": ox.NamedNode(claim.iri)}, characters=context, limit=limit, offset=offset
    )


@router.get("/claims/{id:path}", summary="One claim", responses=NOT_FOUND)
async def get_claim(lookups: LookupsDep, id: Id) -> ClaimDetail:  # noqa: A002 - the name of the parameter
    """What one record says: values, quotes, attributions, and the transfers that rest on it."""
    return await _found(lookups, id)


@router.get("/evidence", summary="Evidence in context")
async def list_evidence(
    *,
    request: Request,
    lookups: LookupsDep,
    claim: Annotated[
        str | None, Query(description="Id or IRI of a claim.", examples=["r-en/t1"], max_length=1000)
    ] = None,
    transfer: Annotated[
        str | None, Query(description="Id or IRI of a transfer.", examples=["rus-tur-s-400"], max_length=1000)
    ] = None,
    record: Annotated[
        str | None, Query(description="Id or IRI of a record.", examples=["r-en"], max_length=1000)
    ] = None,
    language: Annotated[
        str | None,
        Query(
            pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
            description="Of the record (BCP 47).",
            examples=["ar"],
        ),
    ] = None,
    context: Context = 200,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[EvidenceInContext]:
    """Verbatim pieces of records that fit all filters given, with the text around them and who says so.

    `start` and `end` count characters (code points) of the record's text. Where the terms of a record do not let its text be
    shown, the few characters that are kept with the quote stand for it.
    """
    filters: Values = {
        **{
            kind: named(lookups, kind, None if value is None else [value], kind)
            for kind, value in (("claim", claim), ("transfer", transfer), ("record", record))
        },
        "language": ox.Literal(language) if language is not None else None,
    }
    return await _page(request, lookups, filters, characters=context, limit=limit, offset=offset)


async def _found(lookups: Lookups, name: str) -> ClaimDetail:
    """A claim. Raises a 404 Problem."""
    iris = lookups.things(f"id/claim/{name}")
    triples = await lookups.triples("claim.rq", {"claim": iris})
    iri = next((iri.value for iri in iris if iri.value in triples), None)
    if iri is None:
        raise not_found(f"There is no claim {name}.", "A transfer and a record name their claims.")
    views = Views(triples, lookups.base)
    return ClaimDetail(
        **dict(views.claim(iri)),
        type=views.class_of(iri, "Claim"),
        transfers=sorted({*triples.subjects("ag:claim", iri), *triples.subjects("ag:deniedBy", iri)}),
    )


async def _page(
    request: Request, lookups: Lookups, filters: Values, *, characters: int, limit: int, offset: int
) -> m.Page[EvidenceInContext]:
    counted, rows = await asyncio.gather(
        lookups.rows("evidence-count.rq", filters),
        lookups.rows("evidence-list.rq", filters, limit=limit, offset=offset),
    )
    total = int(counted[0]["total"].value)
    found = [ox.NamedNode(row["evidence"].value) for row in rows]
    length = ox.Literal(str(characters), datatype=xsd("integer"))
    triples, around = await asyncio.gather(
        lookups.triples("evidence.rq", {"evidence": found}),
        lookups.rows("evidence-surroundings.rq", {"evidence": found, "characters": length}),
    )
    views = Views(triples, lookups.base)
    texts = {row["evidence"].value: (row["before"].value, row["after"].value) for row in around}
    items = [in_context(node.value, triples, views, texts) for node in found]
    return m.Page[EvidenceInContext](**page(request, items, total, limit, offset))
