"""What is wrong with a mapping beyond its form: stages, roles and categories that do not exist, missing lookups.

Checked before any row is read, so that a slip of the pen costs a second and not a day.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from typing import get_args

import pyoxigraph as ox

from kg import facts
from kg.namespaces import ID
from kg.read.tabular.mapping import (
    MakesEvent,
    MakesRelation,
    MakesTransfer,
    Mapping,
    Participation,
    Path,
    parts,
)
from kg.read.tabular.values import Day, Party, Time, Value
from kg.reference import load
from ontology import vocabulary_files

STAGES = frozenset(get_args(facts.Stage))
EPISTEMIC = frozenset(get_args(facts.Epistemic))
KINDS = frozenset(get_args(facts.Kind))
CONDITIONS = frozenset(get_args(facts.Condition))
EVENT_TYPES = frozenset(get_args(facts.EventType))

_PLAIN = {"year", "told_apart_by"}


@cache
def categories() -> frozenset[str]:
    """All notations of the weapon category tree."""
    return frozenset(one.category for one in load().of_kind("weapon_class") if one.category)


@cache
def _roles() -> frozenset[str]:
    prefix = str(ID) + "event-role/"
    (file,) = (file for file in vocabulary_files() if file.name == "event-roles.ttl")
    subjects = {quad.subject.value for quad in ox.parse(input=file.read_bytes(), format=ox.RdfFormat.TURTLE)}
    return frozenset(one.removeprefix(prefix) for one in subjects if one.startswith(prefix))


def allowed(made: object) -> dict[str, frozenset[str]]:
    """Member of what a row makes -> the values that it may have."""
    if isinstance(made, MakesTransfer):
        return {
            "stage": STAGES,
            "epistemic": EPISTEMIC,
            "kind": KINDS,
            "condition": CONDITIONS,
            "category": categories(),
        }
    if isinstance(made, MakesEvent):
        return {"type": EVENT_TYPES, "epistemic": EPISTEMIC}
    if isinstance(made, MakesRelation):
        return {"category": categories()}
    return {}


def wrong_with(mapping: Mapping) -> Iterator[tuple[Path, str]]:
    """Every fault with the path of the member that has it."""
    for at, part in parts(mapping):
        if isinstance(part, Value):
            yield from _value(at, part, mapping)
        if isinstance(part, Participation) and part.role not in _roles():
            yield (*at, "role"), _no_such("role", part.role, _roles())
        for member, values in allowed(part).items():
            value = getattr(part, member)
            if isinstance(value, Value):
                for written in sorted(outcomes(value, mapping) - values):
                    yield (*at, member), _no_such(member, written, values)
        if isinstance(part, Time | Day):
            yield from _single(at, part)


def _value(at: Path, value: Value, mapping: Mapping) -> Iterator[tuple[Path, str]]:
    for member in ("lookup", "rename"):
        name = getattr(value, member)
        if isinstance(name, str) and name not in mapping.lookups:
            yield (*at, member), _no_such("lookup", name, frozenset(mapping.lookups))
    if isinstance(value, Party):
        for name in _PLAIN:
            if getattr(value, name) is not None and getattr(value, name).split:
                yield (*at, name), f"{name!r} is one value and cannot be split"


def _single(at: Path, part: Time | Day) -> Iterator[tuple[Path, str]]:
    for name in ("date", "year", "month", "day"):
        value = getattr(part, name)
        if value is not None and value.split:
            yield (*at, name), f"{name!r} is one value and cannot be split"


def outcomes(value: Value, mapping: Mapping) -> set[str]:
    """What a value is known to give: its constant, what its lookup and renaming lead to, what stands in for others."""
    found = {value.otherwise} if value.otherwise else set()
    if value.lookup is not None:
        return found | (set(table_of(value.lookup, mapping).values()) - {""})
    names = table_of(value.rename, mapping)
    found |= set(names.values()) - {""}
    if value.constant is not None:
        found.add(names.get(value.constant, value.constant))
    for one in (*(value.first or ()), *(value.cases or {}).values()):
        found |= outcomes(one, mapping)
    return found


def table_of(given: str | dict[str, str] | None, mapping: Mapping) -> dict[str, str]:
    """A table of words and what they mean: written out, or one of the ``lookups`` of the mapping by its name."""
    return mapping.lookups.get(given, {}) if isinstance(given, str) else given or {}


def _no_such(what: str, written: str, known: frozenset[str]) -> str:
    near = difflib.get_close_matches(written, sorted(known), n=1)
    some = ", ".join(sorted(known)[:20])
    return f"there is no {what} {written!r}; {f'is {near[0]!r} meant?' if near else f'there are: {some}'}"
