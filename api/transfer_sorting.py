"""By what a list of transfers is sorted: up to three keys, each upwards or downwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from api.cursors import Cursor
from api.named_queries import Term
from api.routes.common import invalid
from kg.store.terms import xsd

MAX_KEYS = 3
_TEXT, _DAY, _NUMBER = xsd("string"), xsd("date"), xsd("decimal")
_MISSING = {_TEXT: "", _DAY: "0001-01-01", _NUMBER: "-1"}
"""What stands for a key that is missing: it is less than all others of its datatype."""
KEYS = {
    "date": _DAY, "ordered": _DAY, "delivered": _DAY, "supplier": _TEXT, "recipient": _TEXT, "weapon": _TEXT,
    "stage": _TEXT, "quantity": _NUMBER, "value": _NUMBER,
}  # fmt: skip
"""Name of a key -> its datatype. Each has a pattern of its own in ``queries/_transfer-key-NAME.rq``."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a sort order."""

    name: str
    down: bool

    @property
    def file(self) -> str:
        return f"_transfer-key-{self.name}.rq"


def keys_of(sort: str, order: Literal["asc", "desc"] | None) -> list[Key]:
    """The keys that ``sort`` names: ``-delivered,supplier`` is by delivery downwards, then by supplier upwards.

    A single key without a sign goes by ``order``, downwards if that is left out. Raises a 422 Problem.
    """
    names = [name.strip() for name in sort.split(",")]
    found: list[Key] = []
    for name in names:
        key = Key(name.lstrip("+-").strip(), down=name.startswith("-"))
        if key.name not in KEYS:
            raise invalid("sort", f"{name!r} is not one of {', '.join(KEYS)}")
        if key.name in (one.name for one in found):
            raise invalid("sort", f"{key.name} is named twice")
        found.append(key)
    if len(found) > MAX_KEYS:
        raise invalid("sort", f"there can be {MAX_KEYS} keys")
    if names == [found[0].name]:
        return [Key(found[0].name, down=order != "asc")]
    if order is not None:
        raise invalid(
            "order", "it goes with one key; with several, or a sign, put - before those that are to descend"
        )
    return found


def slots(keys: Sequence[Key], cursor: Cursor | None) -> dict[str, list[str]]:
    """The files that fill the slots of ``transfers.rq``."""
    return {"keys": [key.file for key in keys], "after": ["_transfer-after.rq"] if cursor else []}


def descending(keys: Sequence[Key]) -> set[str]:
    """The variables of ``transfers.rq`` that are sorted downwards."""
    return {f"key{i}" for i, key in enumerate(keys, 1) if key.down}


def after(keys: Sequence[Key], cursor: Cursor) -> dict[str, Term]:
    """The parameters that say where the page before ended."""
    values: dict[str, Term] = {"after": ox.Literal(cursor.last)}
    for i, (key, last) in enumerate(zip(keys, cursor.keys, strict=True), 1):
        datatype = KEYS[key.name]
        missing = ox.Literal(_MISSING[datatype], datatype=datatype)
        values[f"after{i}"] = missing if last is None else ox.Literal(last, datatype=datatype)
        values[f"missing{i}"] = missing
        values[f"down{i}"] = ox.Literal("true" if key.down else "false", datatype=xsd("boolean"))
    return values
