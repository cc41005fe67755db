"""One record in the making: its text, its entities and the ids of its claims."""

from __future__ import annotations

from collections.abc import Sequence

from kg.facts import Entity, Event, Relation, Transfer
from kg.read.tabular.cells import RowReader
from kg.read.tabular.columns import Columns
from kg.read.tabular.mapping import Mapping
from kg.read.tabular.parties import is_same
from kg.read.tabular.rows import Row


class Record:
    """The rows of a record side by side, and what they make."""

    def __init__(self, rows: Sequence[Row], columns: Columns, mapping: Mapping, separator: str) -> None:
        self.mapping = mapping
        self.readers: list[RowReader] = []
        offset = 0
        for row in rows:
            reader = RowReader(row, columns, mapping, separator, offset)
            self.readers.append(reader)
            offset += len(reader.text) + 1
        self.text = "\n".join(reader.text for reader in self.readers)
        self.transfers: list[Transfer] = []
        self.events: list[Event] = []
        self.relations: list[Relation] = []
        self.remarks: list[str] = []
        self._entities: dict[str, Entity] = {}

    @property
    def entities(self) -> tuple[Entity, ...]:
        """All that the record speaks of."""
        return tuple(self._entities.values())

    def add(self, entity: Entity) -> str:
        """The id of an entity within the record; two that would share one are told apart by a number."""
        base, number = entity.id, 1
        while (there := self._entities.get(entity.id)) is not None:
            if is_same(there, entity):
                return there.id
            number += 1
            entity = entity.model_copy(update={"id": f"{base}-{number}"})
        self._entities[entity.id] = entity
        return entity.id

    def next_id(self, kind: str) -> str:
        """An id for the next transfer (``t``), event (``e``) or relation (``r``)."""
        made = {"t": len(self.transfers), "e": len(self.events), "r": len(self.relations)}
        return f"{kind}{made[kind] + 1}"
