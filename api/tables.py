"""Typed answers as tables (CSV, RFC 4180): the model says which columns there are, also where there is no row.

A column is the dotted path of a value in the JSON answer: ``quantity.minimum``. A thing is its label, with its IRI beside it:
``suppliers`` and ``suppliers.iri``. The members of a list stand in one cell, joined by ``; ``, those of a list within a list
by `` | ``. A model with a list ``items`` has one line for each of them, any other has one line.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

_JOINED_BY = ("; ", " | ")
_THING = ("iri", "id", "label", "labels")
# What a spreadsheet takes for the beginning of a formula; wide forms too, as some of them fold these.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column, and the members of the JSON answer that lead to its value."""

    name: str
    keys: tuple[str, ...]


def as_csv(model: type[BaseModel], body: bytes) -> str:
    """The JSON answer of a model as CSV, with a line of headings.

    Text that a spreadsheet would run as a formula has an apostrophe before it; numbers are left as they are.
    """
    data = json.loads(body, parse_float=Decimal)
    row_model = _row_model(model)
    rows = data["items"] if row_model is not model else [data]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    table = columns(row_model)
    writer.writerow([column.name for column in table])
    writer.writerows([_cell(row, column.keys) for column in table] for row in rows)
    return written.getvalue()


@cache
def columns(model: type[BaseModel]) -> tuple[Column, ...]:
    """The columns of the table of a model, in the order in which it declares its members."""
    return tuple(_members(model, ()))


@cache
def _row_model(model: type[BaseModel]) -> type[BaseModel]:
    """What a line stands for: the members of ``items``, or the answer itself."""
    listed = model.model_fields.get("items")
    found = _models(listed.annotation) if listed is not None else []
    return found[0] if found else model


def _members(
    model: type[BaseModel], keys: tuple[str, ...], without: tuple[str, ...] = ()
) -> Iterator[Column]:
    for name, member in model.model_fields.items():
        if name not in without:
            yield from _below(member.annotation, (*keys, member.serialization_alias or member.alias or name))


def _below(annotation: Any, keys: tuple[str, ...]) -> Iterator[Column]:
    """The columns of one member: of a value itself, of a model those of its members."""
    name = ".".join(keys)
    models = _models(annotation)
    if not models:
        yield Column(name, keys)
        return
    for model in models:
        if all(part in model.model_fields for part in _THING):
            yield Column(name, (*keys, "label"))
            yield Column(f"{name}.iri", (*keys, "iri"))
            yield from _members(model, keys, without=_THING)
        else:
            yield from _members(model, keys)


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models in a type, such as one of ``list[Thing] | None``."""
    if get_origin(annotation) in (Annotated, Union, UnionType, list):
        return [model for part in get_args(annotation) for model in _models(part)]
    return [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []


def _cell(row: Any, keys: tuple[str, ...]) -> str:
    value = row
    for i, key in enumerate(keys):
        if not isinstance(value, dict):
            return _defused(_joined(value, keys[i:], 0))
        value = value.get(key)
    if isinstance(value, int | Decimal):
        return _plain(value)
    return _defused(_joined(value, (), 0))


def _joined(value: Any, keys: tuple[str, ...], depth: int) -> str:
    if isinstance(value, list):
        by = _JOINED_BY[min(depth, len(_JOINED_BY) - 1)]
        return by.join(_joined(part, keys, depth + 1) for part in value)
    if isinstance(value, dict):
        if keys:
            return _joined(value.get(keys[0]), keys[1:], depth)
        return "; ".join(f"{key}: {_plain(part)}" for key, part in value.items())
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _defused(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
