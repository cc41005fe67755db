"""Every thing at its own address: ``/id/...``, ``/ontology``, ``/graph/...``, as RDF or as a page."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from api import moments, negotiate, pages
from api.graph import Triples
from api.replies import reply
from api.routes.common import ERRORS, NOT_FOUND, LookupsDep, not_found
from api.views import Views
from kg.namespaces import BASE, PREFIXES

router = APIRouter(tags=["Linked data"], responses={**ERRORS, **NOT_FOUND})
_GRAPHS = negotiate.GRAPHS[:4]
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {f.media_type: {} for f in (*_GRAPHS, negotiate.HTML)}}
}
Format = Annotated[
    str | None, Query(description="ttl, nt, rdf, jsonld or html; goes before the Accept header.")
]


@router.get("/id/{path:path}", summary="A thing", response_class=Response, responses=_RESPONSES)
async def get_thing(
    request: Request,
    lookups: LookupsDep,
    path: Annotated[str, Path(description="The path of its IRI after /id/.", examples=["state/RUS"])],
    format: Format = None,  # noqa: A002
) -> Response:
    """A thing with all its statements, those of its parts, and the labels of what it points at."""
    chosen, content_type = negotiate.pick(request.headers.get("accept"), format, (*_GRAPHS, negotiate.HTML))
    iris = lookups.things(f"id/{path}")
    triples = await lookups.triples("things.rq", {"thing": iris})
    iri = next((node for node in iris if node.value in triples), None)
    if iri is None:
        raise not_found(f"There is no {path}.", "GET /api/v1/search?q=... finds things by name.")
    if chosen is negotiate.HTML:
        incoming = await lookups.triples("incoming.rq", {"thing": iri})
        return _page(iri.value, triples, incoming, lookups.base, request)
    answer = await lookups.ask("things.rq", {"thing": iri}, graph=chosen.media_type)
    return reply(answer, content_type)


@router.get("/ontology", summary="The vocabulary", response_class=Response, responses=_RESPONSES)
async def get_ontology(request: Request, lookups: LookupsDep, format: Format = None) -> Response:  # noqa: A002
    """All classes and properties with labels and definitions."""
    chosen, content_type = negotiate.pick(request.headers.get("accept"), format, (*_GRAPHS, negotiate.HTML))
    ontology = ox.NamedNode(f"{BASE}ontology")
    if chosen is negotiate.HTML:
        triples = await lookups.triples("ontology.rq", {"ontology": ontology})
        terms = [_described(iri, triples) for iri in triples.subjects("rdfs:isDefinedBy", ontology.value)]
        return HTMLResponse(pages.render("ontology.html", terms=terms), headers={"Vary": "Accept"})
    answer = await lookups.ask("ontology.rq", {"ontology": ontology}, graph=chosen.media_type)
    return reply(answer, content_type)


def _described(iri: str, triples: Triples) -> dict[str, object]:
    return {
        "name": shorten(iri),
        "anchor": iri.rpartition("#")[2],
        "labels": triples.literals(iri, "rdfs:label"),
        "definitions": triples.literals(iri, "skos:definition"),
    }


def _page(iri: str, triples: Triples, incoming: Triples, base: str, request: Request) -> HTMLResponse:
    asked = moments.asked_of(request.query_params.multi_items())[:1]
    time = urlencode({"as_of": asked[0]}) if asked else ""
    views = Views(triples, base)
    parts = [subject for subject in triples.names() if subject == iri or subject.startswith(iri + "#")]
    sections = [
        {
            "iri": subject,
            "anchor": subject.removeprefix(iri + "#") if subject != iri else None,
            "rows": [
                {"property": shorten(name), "values": [_shown(value, views, base, time) for value in values]}
                for name, values in triples.properties(subject)
            ],
        }
        for subject in parts
    ]
    inward = Views(incoming, base)
    links = [
        {"property": shorten(name), **_link(subject, inward, base, time)}
        for subject in incoming.names()
        for name, values in incoming.properties(subject)
        if any(isinstance(value, ox.NamedNode) and value.value == iri for value in values)
    ]
    body = pages.render(
        "thing.html",
        title=views.thing(iri).label,
        iri=iri,
        sections=sections,
        incoming=links,
        as_of=asked[0] if asked else None,
        time=time,
    )
    return HTMLResponse(body, headers={"Vary": "Accept"})


def _shown(value: object, views: Views, base: str, time: str) -> dict[str, str | None]:
    if isinstance(value, ox.Literal):
        return {"text": value.value, "language": value.language, "href": None}
    if isinstance(value, ox.NamedNode):
        return _link(value.value, views, base, time)
    return {"text": str(value), "language": None, "href": None}


def _link(iri: str, views: Views, base: str, time: str) -> dict[str, str | None]:
    """A thing as a link; ``time`` is the parameter that keeps to the view that the page is from."""
    thing = views.thing(iri)
    text = thing.label if thing.labels else shorten(iri)
    local = next((iri.removeprefix(b) for b in (base, BASE) if iri.startswith(b)), None)
    if local is not None and time:
        path, hash_, part = local.partition("#")
        local = f"{path}?{time}{hash_}{part}"
    href = f"/{local}" if local is not None else (iri if iri.startswith(("http://", "https://")) else None)
    return {"text": text, "language": None, "href": href}


def shorten(iri: str) -> str:
    """``ag:supplier`` for its IRI, where a prefix fits."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and len(iri) > len(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri
