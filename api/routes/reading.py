"""Reading what is sent: a text for its facts, RDF for what breaks the shapes. Nothing of it is kept."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError

from api import negotiate
from api.answers import JSON
from api.errors import Problem, ProblemDetails
from api.models.reading import TextToRead, ValidationReport
from api.readers import Readers
from api.routes.common import invalid
from kg.settings import Settings

_REPORTS = (JSON, negotiate.TURTLE, negotiate.HTML)
_RDF = (
    negotiate.TURTLE,
    negotiate.N_TRIPLES,
    negotiate.N_QUADS,
    negotiate.TRIG,
    negotiate.RDF_XML,
    negotiate.JSON_LD,
)
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML_ENCODING = re.compile(r"^\ufeff?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})
_TURTLE_EXAMPLE = """@prefix ag: <https://w3id.org/armsgraph/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:example:quantity> a ag:Quantity ; ag:minimum 4.0 ; ag:maximum 2.0 ; ag:unit "piece" .
"""
FACTS_SCHEMA = "Facts"
"""The name of the schema of the facts in the OpenAPI description."""


def _error(description: str) -> dict[str, Any]:
    return {"model": ProblemDetails, "description": description}


_ERRORS: dict[int | str, dict[str, Any]] = {
    400: _error("The body is not UTF-8, or does not parse."),
    413: _error("The body is too large, or has too many characters or statements."),
    415: _error("The body is of a type that is not taken, or compressed."),
    501: _error("The operator has switched this off."),
    503: _error("It took too long or too much memory and was stopped, or too many wait."),
}
router = APIRouter(tags=["Reading"], responses=_ERRORS)


@router.post(
    "/extract",
    summary="The facts of a text",
    response_class=Response,
    responses={
        200: {
            "description": "The facts, in the format of `armsgraph extract` (docs/facts.md).",
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{FACTS_SCHEMA}"}}},
        },
        422: _error("A member of the JSON is not as it must be, or there is no text."),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/TextToRead"}},
                "text/plain": {
                    "schema": {"type": "string"},
                    "example": "Russia delivered two S-400 batteries to Türkiye in July 2019.",
                },
            },
        }
    },
)
async def extract(request: Request) -> Response:
    """Who supplied what to whom, how many, when and at which stage, as the text says it, each with the words that say so.

    The text comes as plain text in UTF-8 or as JSON with what is known of it. Entities are linked to the reference knowledge.
    Offsets are Unicode code points into the text as it was sent. Nothing is stored, and no address is fetched.
    """
    settings: Settings = request.app.state.settings
    _offered(settings.extraction, "Reading texts")
    media_type = _media_type(request)
    body = await _text_of(request)
    if media_type == "application/json":
        asked = _asked(body)
    elif media_type == "text/plain":
        asked = TextToRead.model_construct(text=body)
    else:
        raise _unsupported(media_type, "text/plain", "application/json")
    if len(asked.text) > settings.extraction_chars:
        raise Problem(
            413,
            "too-large",
            f"The text has {len(asked.text):,} characters, {settings.extraction_chars:,} are allowed.",
            advice="Send it in parts; armsgraph extract takes more.",
        )
    if not asked.text.strip() or "\x00" in asked.text:
        what = "there is no text in it" if "\x00" not in asked.text else "the text has a NUL character"
        raise invalid("text", what)
    metadata = {
        "language": asked.language,
        "published": asked.published.isoformat() if asked.published else None,
        "title": asked.title,
        "url": asked.url,
    }
    readers: Readers = request.app.state.extraction
    answer = await readers.do({"text": asked.text, "metadata": metadata})
    return Response(answer["body"], media_type=JSON.media_type, headers={"Cache-Control": "no-store"})


@router.post(
    "/validate",
    summary="What breaks the shapes",
    response_class=Response,
    responses={
        200: {
            "description": "The report: that something violates a shape is no error.",
            "model": ValidationReport,
            "content": {negotiate.TURTLE.media_type: {}, negotiate.HTML.media_type: {}},
        },
        406: _error("None of the formats asked for is to be had."),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                form.media_type: {
                    "schema": {"type": "string"},
                    **({"example": _TURTLE_EXAMPLE} if form is negotiate.TURTLE else {}),
                }
                for form in _RDF
            },
        }
    },
)
async def validate(
    request: Request,
    format: Annotated[  # noqa: A002 - the name of the parameter
        str | None,
        Query(description="json, ttl or html; goes before the Accept header.", examples=["json"]),
    ] = None,
) -> Response:
    """Check RDF against the shapes of the project (SHACL), together with what the reference knowledge says of what it names.

    Named graphs are taken together. The report comes as JSON, as Turtle in the vocabulary of SHACL, or as a page. Nothing is
    stored and nothing fetched: contexts of JSON-LD must stand in the document, and RDF/XML may declare no document type.
    """
    settings: Settings = request.app.state.settings
    _offered(settings.validation, "Validation")
    report, content_type = negotiate.pick(request.headers.get("accept"), format, _REPORTS)
    media_type = _media_type(request)
    form = negotiate.by_name(media_type, _RDF) if "/" in media_type else None
    if form is None:
        raise _unsupported(media_type, *(known.media_type for known in _RDF))
    data = await _text_of(request)
    if form is negotiate.RDF_XML:
        _refuse_declarations(data)
    readers: Readers = request.app.state.validation
    answer = await readers.do(
        {
            "data": data,
            "media_type": form.media_type,
            "report": report.names[0],
            "most": settings.validation_statements,
        }
    )
    headers = {"Content-Type": content_type, "Vary": "Accept", "Cache-Control": "no-store"}
    return Response(answer["body"], headers=headers)


def _offered(is_on: bool, what: str) -> None:
    if not is_on:
        raise Problem(
            501, "not-offered", f"{what} is switched off here.", advice="Run armsgraph yourself: it is on there."
        )  # fmt: skip


def _media_type(request: Request) -> str:
    """The type of the body, without parameters. Raises a 415 Problem for another charset than UTF-8, or a compressed body."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Problem(
            415,
            "unsupported-media-type",
            "Compressed bodies are not taken.",
            advice="Send it as it is, without Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )
    media_type, *parameters = (part.strip() for part in request.headers.get("content-type", "").split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(' "').lower() not in _UTF_8:
            raise Problem(
                415, "unsupported-media-type", "The body is to be in UTF-8.", advice="Send it in UTF-8."
            )
    return media_type.lower()


def _unsupported(media_type: str, *taken: str) -> Problem:
    return Problem(
        415,
        "unsupported-media-type",
        f"A body of the type {media_type[:100]} is not taken here."
        if media_type
        else "The body has no Content-Type.",
        advice=f"Send one of {', '.join(taken)}.",
        headers={"Accept-Post": ", ".join(taken)},
    )


async def _text_of(request: Request) -> str:
    body = await request.body()
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            400,
            "bad-request",
            f"The body is not UTF-8: byte {error.start} does not fit.",
            advice="Send it in UTF-8.",
        ) from None


def _asked(body: str) -> TextToRead:
    try:
        return TextToRead.model_validate_json(body)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        if any(fault["type"] == "json_invalid" for fault in faults):
            raise Problem(
                400,
                "bad-request",
                f"The body is not JSON: {faults[0]['msg'][:300]}.",
                advice='Send an object with a member "text".',
            ) from None
        wrong = [
            {"parameter": ".".join(str(part) for part in fault["loc"])[:200], "reason": fault["msg"][:300]}
            for fault in faults[:10]
        ]
        detail = "; ".join(f"{item['parameter'] or 'body'}: {item['reason']}" for item in wrong)
        raise Problem(422, "invalid-parameter", detail, parameters=wrong) from None


def _refuse_declarations(data: str) -> None:
    """Refuse entities before anything parses the document: they can make gigabytes of some hundred bytes."""
    if _DOCTYPE.search(data):
        raise Problem(
            400,
            "rdf-syntax",
            "RDF/XML with a document type declaration is refused: entities can grow without bound.",
            advice="Write the entities out, or send Turtle.",
        )
    declared = _XML_ENCODING.match(data)
    if declared is not None and declared[1].lower() not in _UTF_8:
        raise Problem(
            415,
            "unsupported-media-type",
            f"The document says that it is in {declared[1]}.",
            advice="Send it in UTF-8.",
        )
