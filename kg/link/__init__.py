"""Names to entities of the reference knowledge.

The surest sign comes first: the ISO code of a state, a Wikidata id, the notation of a weapon category, the exact
name, and only then a name that is nearly the same. What stays unlinked becomes a provisional entity of its own:
a missing link can be made later, a wrong one spoils what is counted.
"""

from __future__ import annotations

from kg.facts import Facts
from kg.link.index import Index, index
from kg.namespaces import ID

__all__ = ["link"]


def link(facts: Facts, using: Index | None = None) -> Facts:
    """The same facts with the IRI of the reference knowledge on each entity that it knows.

    An entity that has an IRI already keeps it. ``using`` is another reference knowledge than the built-in one.
    """
    known = using or index()
    states = {entity.id: _state(entity.state, facts) for entity in facts.entities}
    linked = tuple(
        entity if entity.iri else entity.model_copy(update={"iri": known.find(entity, states[entity.id])})
        for entity in facts.entities
    )
    return facts.model_copy(update={"entities": linked})


def _state(value: str | None, facts: Facts) -> str | None:
    """The IRI of the state that an entity is said to belong to."""
    if value is None:
        return None
    for entity in facts.entities:
        if entity.id == value:
            return entity.iri or (str(ID[f"state/{entity.iso3}"]) if entity.iso3 else _bare(value))
    return _bare(value)


def _bare(value: str) -> str | None:
    return str(ID[f"state/{value}"]) if len(value) == 3 and value.isascii() and value.isupper() else None
