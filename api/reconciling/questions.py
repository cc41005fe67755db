"""What a client asks, read from JSON that may hold anything."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from api.errors import Problem

BATCH_SIZE = 50
"""How many questions one request may have."""
MOST_IDS = 1000
"""How many things one request may ask properties of."""
MOST_PROPERTIES = 50
MOST_CANDIDATES = 50
_MOST_VALUES = 50
_LARGEST = 10**18
_SHOWN = 5
Read = TypeVar("Read")


class _Question(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Reference(_Question):
    """A thing that was matched before."""

    id: str
    name: str | None = None


Number = Annotated[int, Field(strict=True, ge=-_LARGEST, le=_LARGEST)] | Annotated[float, Field(strict=True)]
Value = Annotated[str, Field(strict=True)] | Annotated[bool, Field(strict=True)] | Number | Reference


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class Given(_Question):
    """What is known of a row: a property and one value of it or several."""

    pid: str
    v: Annotated[list[Value], BeforeValidator(_listed), Field(max_length=_MOST_VALUES)]


def _type_id(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) and "id" in value else value


TypeId = Annotated[str, BeforeValidator(_type_id)]


class Question(_Question):
    """One reconciliation query: a name, or properties, or both."""

    query: str | None = None
    type: Annotated[list[TypeId], BeforeValidator(_listed), Field(max_length=_MOST_VALUES)] = []
    limit: Annotated[int, Field(ge=1)] | None = None
    properties: Annotated[list[Given], Field(max_length=MOST_PROPERTIES)] = []
    type_strict: Literal["any", "all", "should"] = "any"

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        """What is null is not given: clients write out fields that were left empty."""
        if isinstance(value, dict):
            return {name: member for name, member in value.items() if member is not None}
        return value

    @model_validator(mode="after")
    def _asks_something(self) -> Question:
        if not (self.query or "").strip() and not self.properties:
            raise ValueError("give a query that is not empty, or properties")
        return self


class Wanted(_Question):
    """A property that is asked for."""

    id: str


class Extension(_Question):
    """A data extension query: properties of things that were matched."""

    ids: Annotated[list[str], Field(max_length=MOST_IDS)]
    properties: Annotated[list[Wanted], Field(max_length=MOST_PROPERTIES)]


_BATCH = TypeAdapter(dict[str, Question])
_EXTENSION = TypeAdapter(Extension)


def read_batch(text: str) -> dict[str, Question]:
    """The questions of a batch by their keys.

    Raises:
        Problem: 400 for what is no JSON, 413 for too many questions, 422 for questions that are not as they must be.

    """
    found = _json("queries", text)
    if isinstance(found, dict) and len(found) > BATCH_SIZE:
        raise Problem(
            413,
            "too-large",
            f"queries has {len(found)} queries, a batch may have {BATCH_SIZE}.",
            advice="Send several batches; the manifest says batchSize.",
        )
    return _valid("queries", _BATCH, found)


def read_extension(text: str) -> Extension:
    """A data extension query. Raises as ``read_batch``."""
    found = _json("extend", text)
    ids = found.get("ids") if isinstance(found, dict) else None
    if isinstance(ids, list) and len(ids) > MOST_IDS:
        raise Problem(
            413,
            "too-large",
            f"extend has {len(ids)} ids, it may have {MOST_IDS}.",
            advice="Send fewer at once.",
        )
    return _valid("extend", _EXTENSION, found)


def _json(parameter: str, text: str) -> Any:
    try:
        found = json.loads(text, parse_constant=_no_number)
        # What cannot be written as UTF-8 cannot be answered either: half a pair of surrogates.
        json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        reason = "the JSON is nested too deep"
    except UnicodeEncodeError:
        reason = "the JSON holds half a surrogate pair, which is no character"
    except ValueError as error:
        reason = f"this is not JSON: {error}"
    else:
        return found
    raise Problem(
        400,
        "bad-request",
        f"{parameter}: {reason}.",
        advice="Send one JSON object, form-encoded.",
        parameters=[{"parameter": parameter, "reason": reason}],
    )


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _valid(parameter: str, adapter: TypeAdapter[Read], found: Any) -> Read:
    try:
        return adapter.validate_python(found)
    except ValidationError as error:
        wrong = [
            {"parameter": ".".join([parameter, *map(str, item["loc"])])[:200], "reason": item["msg"]}
            for item in error.errors(include_url=False, include_context=False, include_input=False)[:_SHOWN]
        ]
        detail = "; ".join(f"{item['parameter']}: {item['reason']}" for item in wrong)
        raise Problem(422, "invalid-parameter", detail, parameters=wrong) from None
