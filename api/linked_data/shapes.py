"""``/shape/...`` and ``/shapes``: the shapes that reports of validation name, at their own addresses."""

from __future__ import annotations

from functools import cache
from typing import Annotated

import pyoxigraph as ox
from fastapi import APIRouter, Path, Request, Response

from api import negotiate, pages
from api.graph import Triples
from api.linked_data import documents, frame
from api.linked_data.describing import Describing
from api.linked_data.documents import Document
from api.linked_data.languages import Languages
from api.linked_data.things import RESPONSES, FormatParameter, LanguageParameter
from api.routes.common import NOT_FOUND, not_found
from kg.namespaces import BASE, PREFIXES
from shapes import shape_files

router = APIRouter(tags=["Linked data"], responses=NOT_FOUND)
_SHAPE = BASE + "shape/"
_SH = "http://www.w3.org/ns/shacl#"


@router.get("/shapes", summary="The shapes", response_class=Response, responses=RESPONSES)
async def get_shapes(
    request: Request,
    format: FormatParameter = None,  # noqa: A002 - the name of the parameter
    lang: LanguageParameter = None,
) -> Response:
    """All shapes that records are validated against (SHACL), in one document."""
    return _answer(request, "/shapes", _SHAPE, list(_triples()), name=format, lang=lang)


@router.get("/shapes.{suffix}", include_in_schema=False)
async def get_shapes_document(
    request: Request,
    suffix: str,
    format: FormatParameter = None,  # noqa: A002
    lang: LanguageParameter = None,
) -> Response:
    """All shapes in one format."""
    form = documents.format_of(f"shapes.{suffix}")
    return _answer(request, "/shapes", _SHAPE, list(_triples()), name=format, lang=lang, suffix=form)


@router.get("/shape/{name}", summary="A shape", response_class=Response, responses=RESPONSES)
async def get_shape(
    request: Request,
    name: Annotated[
        str, Path(description="What follows `/shape/` in its IRI.", examples=["Quantity-ordered"])
    ],
    format: FormatParameter = None,  # noqa: A002
    lang: LanguageParameter = None,
) -> Response:
    """One shape (SHACL), with all that it consists of: what a report of `/api/v1/validate` names as `sh:sourceShape`."""
    for stem, suffix in ((name, None), documents.split_suffix(name) or (name, None)):
        if found := _of(_SHAPE + stem):
            return _answer(
                request, f"/shape/{stem}", _SHAPE + stem, found, name=format, lang=lang, suffix=suffix
            )
    raise not_found(f"There is no shape {name}.", "GET /shapes gives them all.")


def _answer(
    request: Request,
    path: str,
    iri: str,
    found: list[ox.Triple],
    *,
    name: str | None,
    lang: str | None,
    suffix: negotiate.Format | None = None,
) -> Response:
    form, content_type = documents.pick(request.headers.get("accept"), name, suffix)
    parameters = (("lang", lang),) if lang is not None and form is negotiate.HTML else ()
    document = Document(path, iri, form, parameters)
    if form is not negotiate.HTML:
        return Response(_written(found, form.media_type), headers=document.headers(content_type))
    languages = Languages.of(lang, request.headers.get("accept-language"))
    wide = Describing(Triples(found), languages, BASE, lang=lang)
    best = languages.best(
        triple.object
        for triple in found
        if triple.subject == ox.NamedNode(iri)
        and triple.predicate.value == _SH + "name"
        and isinstance(triple.object, ox.Literal)
    )
    page = pages.render(
        "shape.html",
        **frame.of(document, languages),
        title=wide.shown(best) if best is not None else wide.label(iri),
        messages=[wide.shown(triple.object) for triple in found if triple.predicate.value == _SH + "message"],
        turtle=_written(found, negotiate.TURTLE.media_type).decode(),
    )
    headers = {**document.headers(content_type), "Content-Language": languages.interface}
    return Response(page, headers=headers)


@cache
def _triples() -> tuple[ox.Triple, ...]:
    return tuple(
        quad.triple
        for file in shape_files()
        for quad in ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    )


def _of(iri: str) -> list[ox.Triple]:
    """The statements of a shape and of what in it has no name."""
    about: dict[str, list[ox.Triple]] = {}
    for triple in _triples():
        about.setdefault(str(triple.subject), []).append(triple)
    found: list[ox.Triple] = []
    waiting = [f"<{iri}>"]
    while waiting:
        for triple in about.pop(waiting.pop(), ()):
            found.append(triple)
            if isinstance(triple.object, ox.BlankNode):
                waiting.append(str(triple.object))
    return found


def _written(found: list[ox.Triple], media_type: str) -> bytes:
    form = ox.RdfFormat.from_media_type(media_type)
    prefixes = {**PREFIXES, "sh": _SH, "shape": _SHAPE}
    return ox.serialize(sorted(found, key=str), format=form, prefixes=prefixes) or b""
