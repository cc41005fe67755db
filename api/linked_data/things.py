"""``/id/...``: every thing at its own address."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request, Response

from api import moments, negotiate
from api.linked_data import documents, memento, thing_page
from api.linked_data.documents import Document
from api.linked_data.languages import Languages
from api.lookups import Lookups
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from kg.namespaces import PREFIXES

INCOMING = 100
"""How many statements that point at a thing one page has."""
_MAX_PAGE = 100_000
_LABELS_TOGETHER = 1000
_MOST_LABELLED = 5000
"""A state may have tens of thousands of transfers; beyond so many things labels would be most of the answer."""
router = APIRouter(tags=["Linked data"], responses={**ERRORS, **NOT_FOUND})
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {form.media_type: {} for form in documents.FORMATS},
        "headers": {
            "Content-Location": {
                "description": "The address of this document.",
                "schema": {"type": "string", "format": "uri-reference"},
            },
            "Link": {
                "description": "Other formats, the IRI, how to cite it, its licence, TimeGate and TimeMap.",
                "schema": {"type": "string"},
            },
        },
    }
}
FormatParameter = Annotated[
    str | None,
    Query(
        description="ttl, jsonld, nt, rdf or html; goes before the Accept header.", examples=["ttl", "html"]
    ),
]
LanguageParameter = Annotated[
    str | None,
    Query(
        max_length=35,
        description="Language of a page, as a tag (BCP 47); goes before the Accept-Language header.",
        examples=["ar", "en"],
    ),
]


@router.get("/id/{path:path}", summary="A thing", response_class=Response, responses=RESPONSES)
async def get_thing(
    *,
    request: Request,
    lookups: LookupsDep,
    path: Annotated[
        str,
        Path(
            description="The path of its IRI after /id/; with .ttl, .jsonld, .nt, .rdf or .html that document.",
            examples=["state/RUS", "state/RUS.ttl"],
        ),
    ],
    format: FormatParameter = None,  # noqa: A002 - the name of the parameter
    lang: LanguageParameter = None,
    incoming: Annotated[
        int,
        Query(
            ge=1,
            le=_MAX_PAGE,
            description=f"Which page of what points at the thing, {INCOMING} statements each.",
            examples=[1],
        ),
    ] = 1,
) -> Response:
    """A thing with its statements and those of its parts, a page of what points at it, the records behind it, and labels.

    The labels are those of what the answer names (of the first 5,000 things), also of the properties, in all languages. A page for people
    if HTML is asked for, else RDF.
    """
    found = await _find(lookups, path, incoming)
    form, content_type = documents.pick(request.headers.get("accept"), format, found.suffix)
    asked = moments.asked_of(request.query_params.multi_items())[:1]
    parameters = [("as_of", when) for when in asked]
    if incoming > 1:
        parameters.append(("incoming", str(incoming)))
    if form is negotiate.HTML and lang is not None:
        parameters.append(("lang", lang))
    iri = found.iri.value
    license_ = documents.license_of(iri, found.triples)
    document = Document(f"/id/{found.path}", iri, form, tuple(parameters), license_)
    here = sum(triple.object == found.iri for triple in found.triples)
    more = here >= INCOMING and await _has_more(lookups, found.iri, incoming)
    headers = document.headers(
        content_type,
        [
            *_page_links(document, incoming, more=more),
            *await memento.links(request, found.iri, document, as_of=bool(asked)),
        ],
    )
    if form is negotiate.HTML:
        languages = Languages.of(lang, request.headers.get("accept-language"))
        shown, left_out = thing_page.at_most(found.triples, iri)
        triples = await _with_labels(lookups, shown)
        page = await thing_page.of(
            lookups,
            document,
            triples,
            languages,
            left_out=left_out,
            incoming=incoming,
            more_incoming=more,
        )
        return Response(page, headers={**headers, "Content-Language": languages.interface})
    triples = await _with_labels(lookups, found.triples)
    body = await asyncio.to_thread(serialise, triples, form.media_type)
    return Response(body, headers=headers)


@dataclass(frozen=True, slots=True)
class _Found:
    """A thing that is there: its path, the format of the suffix after it, and its statements."""

    iri: ox.NamedNode
    path: str
    suffix: negotiate.Format | None
    triples: list[ox.Triple]


async def _find(lookups: Lookups, path: str, page: int) -> _Found:
    """The thing at a path. An id that ends as a suffix does stays whole."""
    readings: list[tuple[str, negotiate.Format | None]] = [(path, None)]
    if (split := documents.split_suffix(path)) is not None:
        readings.append(split)
    for stem, suffix in readings:
        for iri in lookups.things(f"id/{stem}"):
            offset = INCOMING * (page - 1)
            triples = parse(await lookups.read("thing.rq", {"thing": iri}, limit=INCOMING, offset=offset))
            if page > 1 and triples and not any(triple.object == iri for triple in triples):
                raise not_found(f"Nothing points at {stem} on page {page}.", "Ask for an earlier page.")
            if triples:
                return _Found(iri, stem, suffix, triples)
    raise not_found(f"There is no {path}.", "GET /api/v1/search?q=... finds things by name.")


async def _with_labels(lookups: Lookups, triples: list[ox.Triple]) -> list[ox.Triple]:
    """Statements with the labels of what they name, of the properties first."""
    properties = {triple.predicate for triple in triples}
    others = {
        term
        for triple in triples
        for term in (triple.subject, triple.object)
        if isinstance(term, ox.NamedNode)
    }
    named = [*sorted(properties, key=str), *sorted(others - properties, key=str)]
    labels = await labels_of(lookups, named[:_MOST_LABELLED])
    return list(dict.fromkeys([*triples, *labels]))


def _page_links(document: Document, page: int, *, more: bool) -> list[str]:
    """The pages before and after of what points at the thing."""
    others = [("prev", page - 1)] * (page > 1) + [("next", page + 1)] * more
    return [
        documents.link(document.with_parameter("incoming", str(other)).address(), relation)
        for relation, other in others
    ]


async def _has_more(lookups: Lookups, iri: ox.NamedNode, page: int) -> bool:
    """Whether more points at a thing than is on this page and those before."""
    return bool(await lookups.rows("thing-incoming.rq", {"thing": iri}, limit=1, offset=INCOMING * page))


async def labels_of(lookups: Lookups, named: list[ox.NamedNode]) -> list[ox.Triple]:
    """What some things are called, in all languages."""
    found: list[ox.Triple] = []
    for start in range(0, len(named), _LABELS_TOGETHER):
        some = named[start : start + _LABELS_TOGETHER]
        found += parse(await lookups.read("thing-labels.rq", {"named": some}))
    return found


def parse(ntriples: bytes) -> list[ox.Triple]:
    """The statements of an answer, each once."""
    return list(dict.fromkeys(quad.triple for quad in ox.parse(ntriples, ox.RdfFormat.N_TRIPLES)))


def serialise(triples: list[ox.Triple], media_type: str) -> bytes:
    """Statements in a format, in a stable order."""
    form = ox.RdfFormat.from_media_type(media_type)
    return ox.serialize(sorted(triples, key=str), format=form, prefixes=PREFIXES) or b""
