"""The OpenAPI description, with errors as they really are: problem details, under their own media type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from api import negotiate
from api.errors import MEDIA_TYPE
from kg.namespaces import graph_iri

_PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
_STANDARD = ("HTTPValidationError", "ValidationError")
_REFUSED = {
    "description": "Refused, for a reason that no other status here stands for: a parameter that is repeated (400), a method "
    "that is not taken (405), a format that is not to be had (406), a body or an address that is too long or of the wrong "
    "kind (413, 414, 415), too many requests (429). Problem details say which.",
    "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
}
"""What any address may answer; a status of its own stands before it."""

_EXAMPLES = {
    "as_of": "2024-03-31",
    "as-of": "2024-03-31",
    "default-graph-uri": graph_iri("transfers"),
    "named-graph-uri": graph_iri("reference"),
    "default": "",  # its presence says all
}


def install(app: FastAPI) -> None:
    """Have the application describe itself truthfully."""
    standard: Callable[[], dict[str, Any]] = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _correct(standard())
            _complete(standard())
        schema = app.openapi_schema
        assert schema is not None  # noqa: S101 - the line above made it
        return schema

    app.openapi = described  # type: ignore[method-assign]


def _correct(schema: dict[str, Any]) -> None:
    for methods in schema["paths"].values():
        for operation in methods.values():
            for response in operation["responses"].values():
                content = response.get("content", {})
                referred = content.get("application/json", {}).get("schema", {}).get("$ref", "")
                if referred == _PROBLEM["$ref"] or referred.endswith(_STANDARD):
                    response["content"] = {MEDIA_TYPE: {"schema": _PROBLEM}}
    for name in _STANDARD:
        schema["components"]["schemas"].pop(name, None)


def _complete(schema: dict[str, Any]) -> None:
    """Add what is the same everywhere: refusals, and examples of parameters that mean the same at every address."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation["responses"].setdefault("4XX", _REFUSED)
            for parameter in operation.get("parameters", []):
                name = parameter["name"]
                shown = _a_format_of(operation) if name == "format" else _EXAMPLES.get(name)
                if shown is not None and not _shows_what_it_may_be(parameter):
                    parameter["example"] = shown


def _a_format_of(operation: dict[str, Any]) -> str | None:
    """The short name of a format that answers of an operation may have."""
    content = operation["responses"].get("200", {}).get("content", {})
    offered = (*negotiate.RESULTS, *negotiate.GRAPHS)
    return next((one.names[0] for one in offered if one.media_type in content), None)


def _shows_what_it_may_be(parameter: dict[str, Any]) -> bool:
    schema = parameter.get("schema", {})
    return "example" in parameter or any(
        key in part for part in (schema, *schema.get("anyOf", [])) for key in ("examples", "example", "enum")
    )
