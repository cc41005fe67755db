"""The OpenAPI description, with errors as they really are: problem details, under their own media type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from api import openapi_common
from api.errors import MEDIA_TYPE

_PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
_STANDARD = ("HTTPValidationError", "ValidationError")


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
    for methods in schema["paths"].values():
        for operation in methods.values():
            for response in operation["responses"].values():
                content = response.get("content", {})
                referred = content.get("application/json", {}).get("schema", {}).get("$ref", "")
                if referred == _PROBLEM["$ref"] or referred.endswith(_STANDARD):
                    response["content"] = {MEDIA_TYPE: {"schema": _PROBLEM}}
    for name in _STANDARD:
        schema["components"]["schemas"].pop(name, None)
