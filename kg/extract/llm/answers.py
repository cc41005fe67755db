"""The form of an answer: the members of the facts format that a language model is asked for, and no others.

All enumerations are those of ``kg.facts``; the classes of weapons are those of the reference knowledge.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kg.facts import AttributionKind, Epistemic, Kind, Stage, Stance
from kg.reference import load

_LONG = 1_000
_MOST = 200
_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
_SHOWN_FAULTS = 5

Words = Annotated[str, Field(min_length=1, max_length=_LONG)]
Number = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]


class BadAnswer(ValueError):  # noqa: N818 - named for what is wrong
    """An answer is not what it was asked to be. ``str(error)`` tells the model what is wrong."""


class Model(BaseModel):
    """Every member must be there and no other may be, so that a server can hold a model to it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=True)


class Dated(Model):
    """A time: the words of the text, and the same as a day, month or year, or two of them with a slash between."""

    words: Words
    value: str = Field(pattern=f"^{_DAY}(/{_DAY})?$")


class Count(Model):
    """A number of goods, as in ``kg.facts.Quantity``."""

    words: Words
    min: Number | None
    max: Number | None
    approximate: bool


class Source(Model):
    """Who says so; the name is null if it is somebody unnamed."""

    name: Words | None
    kind: AttributionKind
    stance: Stance


class Told(Model):
    """One transfer as the model tells it."""

    sentence: int
    quote: Words
    supplier: Words | None
    recipient: Words | None
    weapon: Words
    weapon_class: str = Field(alias="class")
    quantity: Count | None
    stage: Stage
    epistemic: Epistemic
    kind: Kind
    date: Dated | None
    ordered: Dated | None
    delivered: Dated | None
    source: Source | None

    @field_validator("weapon_class")
    @classmethod
    def _is_a_class(cls, value: str) -> str:
        if value not in weapon_classes():
            raise ValueError("is none of the given classes")
        return value


class Answer(Model):
    """All transfers of one piece of a document."""

    transfers: Annotated[list[Told], Field(max_length=_MOST)]


@cache
def weapon_classes() -> tuple[str, ...]:
    """The notations of the weapon category tree, sorted."""
    return tuple(sorted({one.category for one in load().of_kind("weapon_class") if one.category}))


@cache
def answer_schema() -> dict[str, Any]:
    """The JSON Schema of an answer, in the words that every server understands: types, enumerations, no references.

    Limits on lengths and numbers are left out, because some servers refuse them; ``parse`` checks them all the same.
    """
    whole = Answer.model_json_schema(by_alias=True)
    schema: dict[str, Any] = _plain(whole, whole["$defs"])
    told = schema["properties"]["transfers"]["items"]
    told["properties"]["class"]["enum"] = list(weapon_classes())
    return schema


def _plain(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return _plain(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        (given,) = (_plain(one, definitions) for one in schema["anyOf"] if one.get("type") != "null")
        if "properties" in given:
            return {"anyOf": [given, {"type": "null"}]}
        return given | {"type": [given["type"], "null"]}
    plain: dict[str, Any] = {name: schema[name] for name in ("type", "enum", "required") if name in schema}
    if "items" in schema:
        plain["items"] = _plain(schema["items"], definitions)
    if "properties" in schema:
        plain["properties"] = {name: _plain(one, definitions) for name, one in schema["properties"].items()}
        plain["additionalProperties"] = False
    return plain


def parse(answer: str | dict[str, Any]) -> Answer:
    """An answer, checked.

    Raises:
        BadAnswer: if it is not JSON, or not of the form that was asked for.

    """
    if isinstance(answer, str):
        try:
            answer = json.loads(answer, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise BadAnswer(f"it is not JSON: {error}") from error
    try:
        return Answer.model_validate_json(json.dumps(answer))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        told = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults[:_SHOWN_FAULTS]]
        raise BadAnswer("; ".join(told)) from error


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
