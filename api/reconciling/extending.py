"""The values of properties of things that were matched."""

from __future__ import annotations

from api.reconciling.comparing import iri_of
from api.reconciling.facts import Known
from api.reconciling.questions import Extension
from api.reconciling.schema import ID_SPACE, Property, schema

Cell = dict[str, str | float]


def wanted_properties(extension: Extension) -> list[Property]:
    """The properties that are asked for and that there are, each once."""
    found = (schema().properties.get(wanted.id) for wanted in extension.properties)
    return list(dict.fromkeys(one for one in found if one is not None))


def rows(extension: Extension, known: Known) -> dict[str, dict[str, list[Cell]]]:
    """Id -> property -> cells; without cells where nothing is known, also of ids that there are not."""
    wanted = wanted_properties(extension)
    return {
        identifier: {one.id: _cells(iri_of(identifier), one, known) for one in wanted}
        for identifier in extension.ids
    }


def _cells(iri: str | None, of: Property, known: Known) -> list[Cell]:
    if iri is None:
        return []
    if of.value == "name":
        return [{"str": name} for name in known.names(iri, of)]
    values = known.values(iri, of.id)
    if of.value == "thing":
        return [{"id": identifier(value), "name": name_of(value, known)} for value in values]
    if of.value == "number":
        return [{"float": float(value)} for value in values]
    return [{"str": value} for value in values]


def identifier(iri: str) -> str:
    """The id of a thing; its IRI, if it is not in our space."""
    return iri.removeprefix(ID_SPACE)


def name_of(iri: str, known: Known) -> str:
    """What a thing is called in English, or at all."""
    return known.index.label(iri) or identifier(iri)
