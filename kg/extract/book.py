"""The entities of a record: who and what it names, each entered once, with its facts id."""

from __future__ import annotations

from kg.extract.goods import category_of
from kg.extract.knowledge import facts_entity, facts_id
from kg.extract.scene import Goods, Scene
from kg.extract.spans import FoundMention
from kg.facts import Entity, EntityType
from kg.namespaces import ID, slug
from kg.reference import load


class Entities:
    """The entities of a record, by id, in the order in which they are first needed."""

    def __init__(self) -> None:
        self._entities: dict[str, Entity] = {}

    def enter(self, entity: Entity) -> str:
        """Enter an entity, unless one of its id is there, and give its id."""
        return self._entities.setdefault(entity.id, entity).id

    def use(self, kind: EntityType, iri: str) -> str:
        """Enter an entity of the reference knowledge and give its facts id."""
        entity_id = facts_id(kind, iri)
        if entity_id not in self._entities:
            self.enter(facts_entity(kind, iri, self._names_in_text(entity_id)))
        return entity_id

    def _names_in_text(self, entity_id: str) -> tuple[str, ...]:  # noqa: ARG002 - a book knows
        return ()

    @property
    def entities(self) -> tuple[Entity, ...]:
        return tuple(self._entities.values())


class Book(Entities):
    """The entities of a record whose text was looked through, with the names that they go by in it."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene
        self._aliases: dict[str, dict[str, None]] = {}
        for mention in scene.mentions:
            entity_id = self.id_of(mention)
            if entity_id:
                self._aliases.setdefault(entity_id, {}).setdefault(mention.text)

    def _names_in_text(self, entity_id: str) -> tuple[str, ...]:
        return tuple(self._aliases.get(entity_id, {}))

    def id_of(self, mention: FoundMention) -> str | None:
        """The facts id of what a mention names; an unknown designation gets a provisional one."""
        if mention.entity is not None:
            return facts_id(mention.kind, mention.entity)
        return f"wpn:{slug(mention.text)}" if mention.kind == "weapon_system" else None

    def use_mention(self, mention: FoundMention) -> str | None:
        """Enter what a mention names."""
        if mention.entity is not None:
            return self.use(mention.kind, mention.entity)
        entity_id = self.id_of(mention)
        if entity_id and entity_id not in self._entities:
            category = category_of(self._scene, mention)
            self._entities[entity_id] = Entity(
                id=entity_id,
                type="weapon_system",
                name=mention.text,
                aliases=(mention.text,),
                **{"class": category},
            )
        return entity_id

    def use_goods(self, goods: Goods) -> str:
        """Enter the goods of a transfer: the named system, or the class."""
        systems = [m for m in goods.mentions if m.kind == "weapon_system"]
        if systems:
            best = next((m for m in systems if m.entity), systems[0])
            return self.use_mention(best) or self.use("weapon_class", str(ID) + "category/" + goods.category)
        return self.use("weapon_class", goods.entity or str(ID) + "category/" + goods.category)

    def use_actor(self, iri: str) -> str:
        """Enter a party by its IRI."""
        known = load().get(iri)
        generated: EntityType = "group" if "/group/" in iri else "organisation"
        return self.use(known.kind if known else generated, iri)
