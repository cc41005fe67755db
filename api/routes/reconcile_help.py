"""What a client of the Reconciliation Service API shows to a person: suggestions, previews, properties to choose from."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api import pages
from api.models.reconcile import Flyout, ProposedProperties, SuggestedEntities, SuggestedTerms
from api.reconciling.answers import describe, preview, proposed, suggested_entities, suggested_terms
from api.reconciling.comparing import iri_of
from api.reconciling.facts import Known
from api.reconciling.schema import Property, Type, schema, suggested
from api.routes.common import ERRORS, NOT_FOUND, MomentDep, not_found
from api.routes.reconcile import address_of
from api.searching.query import LONGEST_QUERY

router = APIRouter(prefix="/reconcile", tags=["Reconciliation"], responses=ERRORS)

# A preview is made to be framed by others; it needs its own style and nothing else.
_FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
_PREVIEW: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    200: {"description": "A page in HTML.", "content": {"text/html": {}}},
}
_MOST_SKIPPED = 1000
Prefix = Annotated[
    str, Query(max_length=LONGEST_QUERY, description="What was typed so far.", examples=["С-4"])
]
Cursor = Annotated[
    int, Query(ge=0, le=_MOST_SKIPPED, description="How many suggestions to pass over.", examples=[0])
]
EntityId = Annotated[str, Query(max_length=500, description="The id of a thing.", examples=["weapon/s-400"])]
TermId = Annotated[str, Query(max_length=100, description="Its id.", examples=["WeaponSystem"])]


@router.get("/suggest/entity", summary="Suggest things", response_model_exclude_none=True)
async def suggest_entity(moment: MomentDep, prefix: Prefix, cursor: Cursor = 0) -> SuggestedEntities:
    """Things that data can be matched to, by the beginning of a name in any script, or by their id."""
    known = await moment.facts.known()
    return await asyncio.to_thread(suggested_entities, prefix, cursor, known)


@router.get("/suggest/type", summary="Suggest types", response_model_exclude_none=True)
async def suggest_type(prefix: Prefix, cursor: Cursor = 0) -> SuggestedTerms:
    """Types of things, by the beginning of their name or id; all of them for an empty prefix."""
    return suggested_terms(suggested(schema().types.values(), prefix), cursor)


@router.get("/suggest/property", summary="Suggest properties", response_model_exclude_none=True)
async def suggest_property(prefix: Prefix, cursor: Cursor = 0) -> SuggestedTerms:
    """Properties that rows can be matched by, by the beginning of their name or id; all of them for an empty prefix."""
    return suggested_terms(suggested((*schema().properties.values(), schema().date), prefix), cursor)


@router.get("/properties", summary="Propose properties", response_model_exclude_none=True)
async def propose_properties(
    type: Annotated[  # noqa: A002 - the name of the parameter
        str, Query(max_length=100, description="The id of a type.", examples=["WeaponSystem"])
    ] = "",
    limit: Annotated[int | None, Query(ge=1, le=500, description="How many at most.", examples=[20])] = None,
) -> ProposedProperties:
    """The properties that can be asked of things of a type; of all things for a type that there is not."""
    return proposed(type, limit)


@router.get("/preview", summary="Preview a thing", response_class=Response, responses=_PREVIEW)
async def preview_thing(request: Request, moment: MomentDep, id: EntityId) -> Response:  # noqa: A002
    """A small page about a thing, to be shown in a frame."""
    address, headers = address_of(request)
    page = pages.render("preview.html", **_shown(id, await moment.facts.known(), address))
    return HTMLResponse(page, headers={"Content-Security-Policy": _FRAMED, **headers})


@router.get("/flyout/entity", summary="A thing in a few words", responses=NOT_FOUND)
async def flyout_entity(
    request: Request,
    response: Response,
    moment: MomentDep,
    id: EntityId,  # noqa: A002
) -> Flyout:
    """A piece of HTML about a thing, to be shown beside a suggestion."""
    address, headers = address_of(request)
    response.headers.update(headers)
    shown = _shown(id, await moment.facts.known(), address)
    return Flyout(id=id, html=pages.render("flyout.html", **shown))


@router.get("/flyout/type", summary="A type in a few words", responses=NOT_FOUND)
async def flyout_type(id: TermId) -> Flyout:  # noqa: A002
    """A piece of HTML about a type, to be shown beside a suggestion."""
    return _term(id, schema().types.get(id), "type")


@router.get("/flyout/property", summary="A property in a few words", responses=NOT_FOUND)
async def flyout_property(id: TermId) -> Flyout:  # noqa: A002
    """A piece of HTML about a property, to be shown beside a suggestion."""
    found = schema().date if id == schema().date.id else schema().properties.get(id)
    return _term(id, found, "property")


def _shown(identifier: str, known: Known, address: str) -> dict[str, Any]:
    iri = iri_of(identifier)
    if iri is None or known.index.thing(iri) is None:
        raise not_found(
            f"There is no {identifier}.", "GET /reconcile/suggest/entity?prefix=... finds things."
        )
    return preview(iri, known, address)


def _term(identifier: str, term: Type | Property | None, what: str) -> Flyout:
    if term is None:
        raise not_found(
            f"There is no {what} {identifier}.", f"GET /reconcile/suggest/{what}?prefix= lists them."
        )
    html = pages.render(
        "flyout.html",
        label=term.name,
        language="en",
        href=None,
        description=describe(term),
        names=[],
        facts=[],
    )
    return Flyout(id=identifier, html=html)
