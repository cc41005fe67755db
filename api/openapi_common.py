"""What the description says alike of every operation: refusals, and examples of parameters that mean the same everywhere."""

from __future__ import annotations

from typing import Any

from api import negotiate
from api.errors import MEDIA_TYPE
from kg.namespaces import graph_iri

_REFUSED = {
    "description": "Refused, for a reason that no other status here stands for: a parameter that is repeated (400), a method "
    "that is not taken (405), a format that is not to be had (406), a body or an address that is too long or of the wrong "
    "kind (413, 414, 415), too many requests (429). Problem details say which.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
}
"""What any address may answer; a status of its own stands before it."""

_EXAMPLES = {
    "as_of": "2024-03-31",
    "as-of": "2024-03-31",
    "default-graph-uri": graph_iri("transfers"),
    "named-graph-uri": graph_iri("reference"),
    "default": "",  # its presence says all
}


def complete(schema: dict[str, Any]) -> None:
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
