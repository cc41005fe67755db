"""The reference knowledge, ready to be looked up by what facts say of an entity."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from kg.facts import Entity
from kg.fold import key
from kg.reference import Reference, ReferenceEntity, load

_NEAR = 90.0
"""How alike (0 to 100) two names must be to be taken for one."""
_MARGIN = 5.0
"""By how much the best name must beat that of the next entity."""
_LONG_ENOUGH = 7
"""Shorter names differ by too little: KN-23 and KN-25 are two missiles."""
_LOOSE = frozenset({"person", "organisation", "group", "place", "facility"})
"""Kinds whose names are spelt in many ways. A designation that differs in one sign is another weapon."""
_SAME_WORK = (
    {"air_defence", "missile", "armour", "artillery"},
    {"missile", "ammunition", "armour", "artillery"},
    {"armour", "vehicle"},
    {"artillery", "ammunition"},
)
"""Kinds of weapons between which one register draws the line here and the next there."""
_ALIKE = {"place": "facility", "facility": "place", "group": "organisation", "organisation": "group"}
"""Kinds that two people may well tell apart differently; used for exact names alone."""


class Index:
    """Finds the entity of the reference knowledge that an entity of the facts is."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._by_wikidata = {entity.wikidata: entity for entity in reference if entity.wikidata}
        self._of_kind: dict[str, list[ReferenceEntity]] = defaultdict(list)
        for entity in reference:
            self._of_kind[entity.kind].append(entity)
        self._names: dict[str, dict[str, dict[str, ReferenceEntity]]] = {}
        self._near_names: dict[str, dict[str, dict[str, list[ReferenceEntity]]]] = {}

    def _by_name(self, kind: str) -> Mapping[str, Mapping[str, ReferenceEntity]]:
        """Folded name -> IRI -> entity, of one kind; made when first asked for, because a record has few kinds."""
        found = self._names.get(kind)
        if found is None:
            found = self._names[kind] = defaultdict(dict)
            for entity in self._of_kind.get(kind, ()):
                for name in entity.names:
                    if name.use in {"name", "designation"}:
                        found[key(name.text)][entity.iri] = entity
        return found

    def _near(self, kind: str, script: str) -> Mapping[str, list[ReferenceEntity]]:
        """Folded name -> entities, of the longer names of one kind in one script."""
        found = self._near_names.get(kind)
        if found is None:
            found = self._near_names[kind] = defaultdict(dict)
            for folded, entities in self._by_name(kind).items():
                if len(folded) >= _LONG_ENOUGH:
                    found[_script(folded)][folded] = list(entities.values())
        return found.get(script, {})

    def find(self, entity: Entity, state: str | None) -> str | None:
        """The IRI of the entity that is meant, None if that is not sure. ``state`` is the IRI of its state."""
        if entity.type == "state":
            return self._find_state(entity)
        if entity.wikidata and (found := self._by_wikidata.get(entity.wikidata)):
            return found.iri
        if entity.type == "weapon_class" and entity.weapon_class:
            found = self._reference.category(entity.weapon_class)
            return found.iri if found else None
        return self._by_exact_name(entity, state) or self._by_near_name(entity, state)

    def _find_state(self, entity: Entity) -> str | None:
        found = self._reference.state_by_iso3(entity.iso3 or entity.id)
        if found is None and entity.wikidata:
            found = self._by_wikidata.get(entity.wikidata)
        return found.iri if found else self._by_exact_name(entity, None)

    def _by_exact_name(self, entity: Entity, state: str | None) -> str | None:
        """The one entity that has the entity's name; failing that, the one that has one of its aliases."""
        for names in ((entity.name,), entity.aliases):
            for kind in (entity.type, _ALIKE.get(entity.type)):
                found = {
                    iri: one
                    for name in names
                    for iri, one in self._by_name(kind or "").get(key(name), {}).items()
                    if self._agrees(one, state) and _may_be(one, entity)
                }
                if len(found) == 1:
                    return next(iter(found))
        return None

    def _by_near_name(self, entity: Entity, state: str | None) -> str | None:
        folded = key(entity.name)
        # Without a state on both sides nothing but a few letters would speak for the link.
        if entity.type not in _LOOSE or len(folded) < _LONG_ENOUGH or state is None:
            return None
        choices = self._near(entity.type, _script(folded))
        best = process.extract(
            folded, choices.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR - _MARGIN, limit=None
        )
        scores: dict[str, float] = {}
        for name, score, _ in best:
            for one in choices[name]:
                scores[one.iri] = max(score, scores.get(one.iri, 0.0))
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        if not ranked or ranked[0][1] < _NEAR or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN):
            return None
        found = self._reference[ranked[0][0]]
        return found.iri if found.state == state and _digits(folded) in _all_digits(found) else None

    def _agrees(self, found: ReferenceEntity, state: str | None) -> bool:
        """Whether the states do not contradict each other; a state that is not given contradicts nothing."""
        return state is None or found.state is None or found.state == state


def _may_be(found: ReferenceEntity, entity: Entity) -> bool:
    """Whether a weapon of the reference can be what a record puts into a class: the P-15 is a radar and a missile."""
    if entity.type != "weapon_system" or not entity.weapon_class or not found.category:
        return True
    one, other = (notation.partition(".")[0] for notation in (found.category, entity.weapon_class))
    return one == other or "arms" in {one, other} or any({one, other} <= kinds for kinds in _SAME_WORK)


def _script(name: str) -> str:
    """The script of the first letter, such as ``ARABIC``."""
    letter = next((character for character in name if character.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())


def _all_digits(entity: ReferenceEntity) -> Iterable[str]:
    return {_digits(name.text) for name in entity.names}


@cache
def index() -> Index:
    """The index of the reference knowledge of this package, made once per process."""
    return Index(load())
