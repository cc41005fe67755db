"""The types and properties that data can be matched by, from ``schema.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

from api.searching import fold
from kg.namespaces import BASE
from kg.yaml_data import yaml_data

ID_SPACE = f"{BASE}id/"
"""Identifiers are what follows this in an IRI: ``state/RUS``."""
SCHEMA_SPACE = f"{BASE}ontology#"
Item = TypeVar("Item", "Type", "Property")
ValueKind = Literal["thing", "text", "number", "interval", "name"]


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of thing that data can be matched to."""

    id: str
    name: str
    kinds: frozenset[str]
    path: str = ""
    broader: str | None = None

    def has(self, iri: str, kinds: frozenset[str]) -> bool:
        """Whether a thing with these classes is of the type."""
        return not self.kinds.isdisjoint(kinds) and iri.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Property:
    """Something that can be asked of a thing, or given to tell it from others.

    ``of``: the type of values that are things; ``within``: the property by which they lie within one another, so that who
    names the whole means its parts too. ``language`` of a property that is a name.
    """

    id: str
    name: str
    value: ValueKind
    types: frozenset[str]
    of: str | None = None
    within: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """All types and properties, by id. ``fits_date``: the intervals of a thing that the date of a row may lie in."""

    types: Mapping[str, Type]
    default_types: tuple[Type, ...]
    properties: Mapping[str, Property]
    date: Property
    fits_date: tuple[str, ...]

    def types_of(self, iri: str, kinds: frozenset[str]) -> list[Type]:
        """The types of a thing, the narrowest first."""
        found = [one for one in self.types.values() if one.has(iri, kinds)]
        return sorted(found, key=lambda one: (one.broader is None, one.id))

    def kinds(self, types: Iterable[Type]) -> frozenset[str]:
        """The classes of the members of these types."""
        return frozenset(kind for one in types for kind in one.kinds)

    def properties_of(self, type_id: str) -> list[Property]:
        """What can be asked of things of a type; of all things for an id that is none."""
        wanted = self.types.get(type_id)
        if wanted is None:
            return list(self.properties.values())
        names = {wanted.id, wanted.broader}
        return [one for one in self.properties.values() if not one.types.isdisjoint(names)]


@cache
def schema() -> Schema:
    """What the file says, with the properties for names in each language."""
    data = yaml_data(files("api") / "reconciling" / "schema.yaml")
    types = {
        key: Type(
            key,
            said["name"],
            frozenset(said["kinds"]),
            ID_SPACE + said["path"] if "path" in said else "",
            said.get("broader"),
        )
        for key, said in data["types"].items()
    }
    properties = {
        key: Property(
            key, said["name"], said["value"], frozenset(said["types"]), said.get("of"), said.get("within")
        )
        for key, said in data["properties"].items()
    }
    for key, name in (("label", "Label"), ("names", "Names")):
        properties[key] = Property(key, name, "name", frozenset(types))
        for language in data["languages"]:
            properties[f"{key}_{language}"] = Property(
                f"{key}_{language}", f"{name} ({language})", "name", frozenset(types), language=language
            )
    return Schema(
        types=types,
        default_types=tuple(types[key] for key in data["default_types"]),
        properties=properties,
        date=Property("date", data["date"]["name"], "interval", frozenset(types)),
        fits_date=tuple(data["date"]["fits"]),
    )


def suggested(items: Iterable[Item], prefix: str) -> list[Item]:
    """Those whose id or name, or a word of it, begins so; best first. All of them for an empty prefix."""
    wanted = fold(prefix)
    found = []
    for item in items:
        name, key = fold(item.name), fold(item.id)
        if wanted in (name, key) or prefix == item.id:
            found.append((0, item))
        elif name.startswith(wanted) or key.startswith(wanted):
            found.append((1, item))
        elif f" {wanted}" in f" {name}":
            found.append((2, item))
    return [item for _, item in sorted(found, key=lambda pair: (pair[0], pair[1].name))]
