"""The OpenAPI description, with errors as they really are (problem details) and the formats that answers come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api import openapi_common
from api.answers import QUERIES, AnswerRoute
from api.errors import MEDIA_TYPE
from api.models.reading import TextToRead
from api.routes.reading import FACTS_SCHEMA
from kg.facts import Facts

_PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
_STANDARD = ("HTTPValidationError", "ValidationError")
_NOT_ACCEPTABLE = {
    "description": "None of the formats asked for is to be had.",
    "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
}


def install(app: FastAPI) -> None:
    """Have the application describe itself truthfully."""
    standard: Callable[[], dict[str, Any]] = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _correct(standard())
            openapi_common.complete(standard())
        schema = app.openapi_schema
        assert schema is not None  # noqa: S101 - the line above made it
        return schema

    app.openapi = described  # type: ignore[method-assign]


def _correct(schema: dict[str, Any]) -> None:
    _add_what_is_read(schema["components"]["schemas"])
    for methods in schema["paths"].values():
        for operation in methods.values():
            _name_formats(operation)
            for response in operation["responses"].values():
                content = response.get("content", {})
                referred = content.get("application/json", {}).get("schema", {}).get("$ref", "")
                if referred == _PROBLEM["$ref"] or referred.endswith(_STANDARD):
                    response["content"] = {MEDIA_TYPE: {"schema": _PROBLEM}}
    for name in _STANDARD:
        schema["components"]["schemas"].pop(name, None)


def _add_what_is_read(schemas: dict[str, Any]) -> None:
    """The facts, and what is sent to be read: their routes take and give bodies that the framework does not look into."""
    template = f"#/components/schemas/{FACTS_SCHEMA}.{{model}}"
    facts = Facts.model_json_schema(by_alias=True, mode="serialization", ref_template=template)
    # Names of their own, as the answers of the service have a Transfer and a Quantity too.
    schemas |= {f"{FACTS_SCHEMA}.{name}": part for name, part in facts.pop("$defs").items()}
    schemas[FACTS_SCHEMA] = facts
    _, sent = models_json_schema([(TextToRead, "validation")], ref_template="#/components/schemas/{model}")
    schemas |= sent["$defs"]


def _name_formats(operation: dict[str, Any]) -> None:
    """Describe ``?format=`` where one model is answered in several formats, which the media types of the answer show."""
    content = operation["responses"].get("200", {}).get("content", {})
    names = [offer.names[0] for offer in AnswerRoute.offered if offer.media_type in content]
    if QUERIES.media_type not in content:
        return
    parameter = {
        "name": "format",
        "in": "query",
        "required": False,
        "description": "Goes before the Accept header. A suffix of the path, such as `.csv`, does the same.",
        "schema": {"type": "string", "enum": names},
    }
    operation["parameters"] = [*operation.get("parameters", []), parameter]
    operation["responses"].setdefault("406", _NOT_ACCEPTABLE)
