"""``/ontology``: the classes and properties, each at its own place in one document."""

from __future__ import annotations

import asyncio

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from api import moments, negotiate
from api.linked_data import documents, vocabulary_page
from api.linked_data.documents import Document
from api.linked_data.languages import Languages
from api.linked_data.things import (
    RESPONSES,
    FormatParameter,
    LanguageParameter,
    labels_of,
    parse,
    serialise,
)
from api.lookups import Lookups
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep
from kg.namespaces import BASE

router = APIRouter(tags=["Linked data"], responses={**ERRORS, **NOT_FOUND})


@router.get("/ontology", summary="The vocabulary", response_class=Response, responses=RESPONSES)
async def get_ontology(
    request: Request,
    lookups: LookupsDep,
    format: FormatParameter = None,  # noqa: A002 - the name of the parameter
    lang: LanguageParameter = None,
) -> Response:
    """All classes and properties with labels and definitions; the IRI of each is this address with its name after a #."""
    return await _answer(request, lookups, format, lang, None)


@router.get("/ontology.{suffix}", include_in_schema=False)
async def get_ontology_document(
    request: Request,
    lookups: LookupsDep,
    suffix: str,
    format: FormatParameter = None,  # noqa: A002
    lang: LanguageParameter = None,
) -> Response:
    """The vocabulary in one format."""
    return await _answer(request, lookups, format, lang, documents.format_of(f"ontology.{suffix}"))


async def _answer(
    request: Request, lookups: Lookups, name: str | None, lang: str | None, suffix: negotiate.Format | None
) -> Response:
    form, content_type = documents.pick(request.headers.get("accept"), name, suffix)
    ontology = ox.NamedNode(f"{BASE}ontology")
    triples = parse(await lookups.read("ontology.rq", {"ontology": ontology}))
    asked = moments.asked_of(request.query_params.multi_items())[:1]
    parameters = [("as_of", when) for when in asked]
    if form is negotiate.HTML and lang is not None:
        parameters.append(("lang", lang))
    license_ = documents.license_of(ontology.value, triples)
    document = Document("/ontology", ontology.value, form, tuple(parameters), license_)
    headers = document.headers(content_type)
    if form is negotiate.HTML:
        languages = Languages.of(lang, request.headers.get("accept-language"))
        named = {t.object for t in triples if isinstance(t.object, ox.NamedNode)}
        triples += await labels_of(lookups, sorted(named, key=str))
        page = await asyncio.to_thread(vocabulary_page.of, document, triples, languages)
        return Response(page, headers={**headers, "Content-Language": languages.interface})
    body = await asyncio.to_thread(serialise, triples, form.media_type)
    return Response(body, headers=headers)
