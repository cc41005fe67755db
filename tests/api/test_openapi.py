"""The description of the service is sound by the standard and tells a reader what they need, at every operation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.app import create_app

DESCRIPTION: dict[str, Any] = create_app("nowhere").openapi()
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_PROBLEM = "application/problem+json"
Operation = dict[str, Any]


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Method, path and operation."""
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method in _METHODS:
                yield method, path, operation


def test_the_description_is_sound_by_the_standard():
    assert not [
        f"{'/'.join(map(str, one.path))}: {one.message}"
        for one in OpenAPIV31SpecValidator(DESCRIPTION).iter_errors()
    ]


# --- rules of our own: each gives what is wrong with one operation ---


def _has_a_summary(method: str, path: str, operation: Operation) -> Iterator[str]:
    summary = operation.get("summary", "")
    if not summary:
        yield "no summary"
    elif summary.endswith(".") or len(summary) > 60:
        yield f"a summary is a few words without a full stop: {summary}"


def _has_a_description(method: str, path: str, operation: Operation) -> Iterator[str]:
    if len(operation.get("description", "")) < 15:
        yield "no description"


def _has_a_tag(method: str, path: str, operation: Operation) -> Iterator[str]:
    declared = {tag["name"] for tag in DESCRIPTION["tags"]}
    if not operation.get("tags"):
        yield "no tag"
    yield from (f"tag {tag} is not declared" for tag in operation.get("tags", []) if tag not in declared)


def _parameters_are_told(method: str, path: str, operation: Operation) -> Iterator[str]:
    for parameter in operation.get("parameters", []):
        if not parameter.get("description"):
            yield f"parameter {parameter['name']} has no description"
        # A cursor means nothing to a reader: it is taken from the answer before.
        if not _has_example(parameter) and parameter["name"] != "cursor":
            yield f"parameter {parameter['name']} has no example"


def _has_example(part: dict[str, Any]) -> bool:
    """Whether a reader sees what a value looks like: an example, or all values there are."""
    schema = part.get("schema", {})
    choices = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    choices += [choice.get("items", {}) for choice in choices]
    shown = ("examples", "example", "enum", "const", "default")
    return (
        any(key in part for key in ("examples", "example"))
        or any(key in choice for choice in choices for key in shown)
        or any(choice.get("type") == "boolean" for choice in choices)
    )


def _path_and_parameters_agree(method: str, path: str, operation: Operation) -> Iterator[str]:
    told = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
    named = set(re.findall(r"{(\w+)}", path))
    yield from (
        f"{name} is in the path or among the parameters, not in both" for name in sorted(told ^ named)
    )
    twice = Counter((one["in"], one["name"]) for one in operation.get("parameters", []))
    yield from (f"parameter {name} is told twice" for (_, name), count in twice.items() if count > 1)


def _refusals_are_told(method: str, path: str, operation: Operation) -> Iterator[str]:
    responses = operation["responses"]
    if not any(status.startswith("4") for status in responses):
        yield "no refusal"
    parameters = {one["in"] for one in operation.get("parameters", [])}
    if "path" in parameters and "404" not in responses:
        yield "has a path parameter and no 404"
    if parameters & {"query", "path"} and not {"400", "422"} & set(responses):
        yield "has parameters and neither 400 nor 422"
    if "requestBody" in operation and not {"413", "415", "4XX"} & set(responses):
        yield "takes a body and refuses none"
    for status, response in responses.items():
        # What is not ready says in which way: that is its answer, not a refusal.
        if status[0] in "45" and _PROBLEM not in response.get("content", {}) and path != "/readyz":
            yield f"{status} is not told as problem details"


def _answers_are_told(method: str, path: str, operation: Operation) -> Iterator[str]:
    responses = operation["responses"]
    if not any(status[0] in "23" for status in responses):
        yield "no answer"
    for status, response in responses.items():
        if not response.get("description"):
            yield f"{status} has no description"
        if status == "200" and not response.get("content"):
            yield "200 tells no media type"


def _bodies_are_told(method: str, path: str, operation: Operation) -> Iterator[str]:
    body = operation.get("requestBody")
    if body is None:
        return
    if not body.get("content"):
        yield "a body of no media type"
    if "required" not in body:
        yield "a body that is neither required nor not"


RULES: dict[str, Callable[[str, str, Operation], Iterator[str]]] = {
    "a summary": _has_a_summary,
    "a description": _has_a_description,
    "a tag": _has_a_tag,
    "parameters with a description and an example": _parameters_are_told,
    "a path that fits its parameters": _path_and_parameters_agree,
    "refusals": _refusals_are_told,
    "answers": _answers_are_told,
    "bodies": _bodies_are_told,
}


@pytest.mark.parametrize("rule", RULES)
def test_every_operation_has(rule):
    wrong = [
        f"{method.upper()} {path}: {what}"
        for method, path, operation in _operations(DESCRIPTION)
        for what in RULES[rule](method, path, operation)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_operation_has_an_id_of_its_own():
    ids = Counter(operation.get("operationId", "") for _, _, operation in _operations(DESCRIPTION))
    assert "" not in ids
    assert [one for one, count in ids.items() if count > 1] == []


def test_every_tag_is_told_and_used():
    used = {tag for _, _, operation in _operations(DESCRIPTION) for tag in operation["tags"]}
    assert {tag["name"] for tag in DESCRIPTION["tags"]} == used
    assert all(tag["description"] for tag in DESCRIPTION["tags"])


def test_the_service_says_what_it_is_and_under_which_terms():
    info = DESCRIPTION["info"]
    assert all(info[name] for name in ("title", "version", "summary", "description", "license"))


def test_every_shape_is_used():
    text = str(DESCRIPTION)
    unused = [
        name for name in DESCRIPTION["components"]["schemas"] if f"#/components/schemas/{name}'" not in text
    ]
    assert unused == []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_sees_what_breaks_it(rule):
    """A description with nothing right breaks all rules."""
    nothing: Operation = {
        "tags": ["Unheard of"],
        "parameters": [
            {"name": "a", "in": "query", "schema": {}},
            {"name": "a", "in": "query", "schema": {}},
        ],
        "requestBody": {},
        "responses": {"500": {"content": {"text/plain": {}}}},
    }
    assert list(RULES[rule]("post", "/{b}", nothing))
