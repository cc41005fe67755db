"""The entities of one record, each with an id that no other one has."""

from __future__ import annotations

from kg.facts import Entity


class Cast:
    """Collects the entities of a record in the order in which they are first named."""

    def __init__(self) -> None:
        self._entities: dict[str, Entity] = {}

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All that were named."""
        return tuple(self._entities.values())

    def id_of(self, entity: Entity) -> str:
        """The id by which this record knows an entity: its own, unless another one has that already."""
        name = entity.id
        number = 1
        while (known := self._entities.get(name)) is not None and not _same(known, entity):
            number += 1
            name = f"{entity.id}-{number}"
        if known is None:
            self._entities[name] = entity if name == entity.id else entity.model_copy(update={"id": name})
        return name

    def id_if(self, entity: Entity | None) -> str | None:
        """The same of an entity that may not be there."""
        return None if entity is None else self.id_of(entity)


def _same(one: Entity, other: Entity) -> bool:
    return (one.iri, one.type) == (other.iri, other.type) and (one.iri is not None or one.name == other.name)
