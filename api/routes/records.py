"""Records: where claims come from."""

from __future__ import annotations

from typing import Annotated, Literal

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request

from api import models as m
from api.answers import AnswerRoute
from api.graph import expand
from api.models.records import RecordLine
from api.rooms import records as room
from api.routes.common import ERRORS, NOT_FOUND, Limit, LookupsDep, Offset, day, not_found
from api.routes.filters import Named, Title, named, page, text
from api.views import Views

router = APIRouter(route_class=AnswerRoute, tags=["Records"], responses=ERRORS)
_KINDS = {"document": "ag:Document", "register-entry": "ag:RegisterEntry"}
_CLASSES = [ox.NamedNode(expand(name)) for name in _KINDS.values()]


@router.get("/records", summary="Records that fit")
async def list_records(
    *,
    request: Request,
    lookups: LookupsDep,
    kind: Annotated[
        Literal["document", "register-entry"] | None, Query(description="What kind of record.")
    ] = None,
    language: Annotated[
        list[str] | None, Query(description="Language tag, as the record has it.", examples=["ar"])
    ] = None,
    publisher: Annotated[
        str | None,
        Query(max_length=300, description="The whole name, in any case.", examples=["Example Gazette"]),
    ] = None,
    register: Annotated[Named, Query(description="Of which register.", examples=["sipri"])] = None,
    release: Annotated[Named, Query(description="Of which release.", examples=["sipri-2025"])] = None,
    from_: Annotated[
        str | None,
        Query(alias="from", description="Published on or after this day, month or year.", examples=["2019"]),
    ] = None,
    to: Annotated[
        str | None, Query(description="Published by this day, month or year.", examples=["2024-06"])
    ] = None,
    q: Title = None,
    has_claims: Annotated[
        bool | None, Query(description="Only those that make claims, or only the others.")
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Page[RecordLine]:
    """Documents and entries of registers, the latest published first. Those without a day fit no filter by day."""
    filters = {
        "kind": None if kind is None else ox.NamedNode(expand(_KINDS[kind])),
        "language": [one for tag in language if (one := text("language", tag))] if language else None,
        "publisher": text("publisher", publisher),
        "register": named(lookups, "register", register, "register"),
        "release": named(lookups, "release", release, "release"),
        "from": day("from", from_, last=False),
        "to": day("to", to, last=True),
        "q": text("q", q),
        "making": _CLASSES if has_claims is True else None,
        "silent": _CLASSES if has_claims is False else None,
    }
    total, found = await room.listed(lookups, filters, limit=limit, offset=offset)
    return m.Page[RecordLine](**page(request, found, total, limit, offset))


@router.get("/records/{id:path}", summary="One record", responses=NOT_FOUND)
async def get_record(
    lookups: LookupsDep,
    id: Annotated[str, Path(description="What follows `/id/record/` in the IRI.", examples=["3f2a"])],  # noqa: A002
) -> m.Record:
    """A document or an entry of a register, with its claims and the transfers that rest on them."""
    iris = lookups.things(f"id/record/{id}")
    triples = await lookups.triples("record.rq", {"record": iris})
    for iri in iris:
        if iri.value in triples:
            return Views(triples, lookups.base).record(iri.value)
    raise not_found(f"There is no record {id}.", "The claims of a transfer name their records.")
