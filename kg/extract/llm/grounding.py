"""What a language model says, held against the text: its quotes and its names have to stand there.

A name counts if it stands in the text as words of its own, or if the reference knowledge resolves it to somebody whom
the text mentions in another form: "Egypt" for what an Arabic text calls by its Arabic name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kg.extract.goods import compatible
from kg.extract.knowledge import actor
from kg.extract.languages import is_complete
from kg.extract.llm.words import Place, Words
from kg.extract.mentions import find_mentions
from kg.extract.spans import FoundMention, starting
from kg.extract.surface import morphology
from kg.facts import Entity, EntityType, RoleStatus
from kg.fold import key
from kg.link.index import index
from kg.reference import load

_PARTIES: tuple[EntityType, ...] = ("state", "group", "organisation", "person")
_GOODS: tuple[EntityType, ...] = ("weapon_system", "weapon_class")
_SHARED_LANGUAGE = "en"
"""Names that do not stand in the text are read as the text's language has them, and as this one does."""


@dataclass(frozen=True, slots=True)
class Named:
    """Who or what a name stands for: an entity of the reference knowledge, or with no ``iri`` a provisional one.

    ``body`` is the force or company that was named for the state. ``places``: where the text names it.
    """

    kind: EntityType
    iri: str | None
    name: str
    places: tuple[Place, ...]
    how: RoleStatus = "explicit"
    category: str | None = None
    body: str | None = None


class Names:
    """The names of one document. ``mentions`` are those that the gazetteer of its language finds, if it has one."""

    def __init__(self, words: Words, language: str, mentions: Sequence[FoundMention]) -> None:
        self._words = words
        self._language = language if is_complete(language) else _SHARED_LANGUAGE
        self._mentions = sorted(mentions, key=lambda m: m.start)
        self._longest = max((m.end - m.start for m in mentions), default=0)
        self._found: dict[str, Named | None] = {}
        self._found_goods: dict[tuple[str, str], Named | None] = {}

    def party(self, name: str) -> Named | None:
        """Who a name stands for as a supplier or recipient; None if the text does not bear it out.

        For a ministry, a company or a leader it is the state behind.
        """
        found = self.source(name)
        if found is None or found.iri is None or found.kind in {"state", "group"}:
            return found
        known = actor(found.iri)
        if known.state is None:
            return None if found.kind == "person" else found
        body = found.iri if known.is_company or known.is_force else None
        return replace(found, kind="state", iri=known.state, name=actor(known.state).label, body=body)

    def source(self, name: str) -> Named | None:
        """Who or what a name stands for itself; None if the text does not bear it out."""
        bare = self._without_article(name)
        if bare not in self._found:
            self._found[bare] = self._source(bare)
        return self._found[bare]

    def _source(self, bare: str) -> Named | None:
        places = self._places(bare)
        covering = [
            m
            for place in places
            for m in self._at(place)
            if m.kind in _PARTIES and m.entity and m.start <= place.start and place.end <= m.end
        ]
        if covering:
            mention = min(covering, key=lambda m: (m.end - m.start, m.start))
            return self._known_as(mention.kind, mention.entity or "", places)
        for iri, kind in self._known(bare, _PARTIES):
            if places:
                return self._known_as(kind, iri, places)
            if seen := self._places_of(iri):
                return self._known_as(kind, iri, seen, how="implicit")
        for place in places:
            if self._is_name(place):
                return Named("organisation", None, self._shown(place), places)
        return None

    def goods(self, name: str, category: str) -> Named | None:
        """What a designation or a noun stands for; ``category`` is the class that the model gives it."""
        asked = self._without_article(name), category
        if asked not in self._found_goods:
            self._found_goods[asked] = self._goods(*asked)
        return self._found_goods[asked]

    def _goods(self, bare: str, category: str) -> Named | None:
        places = self._places(bare)
        inside = [(m, place) for place in places for m in self._at(place) if m.kind in _GOODS]
        if inside:
            best, place = _best(inside)
            if _may_be(best, place, category):
                return _weapon(best, places)
            # "spare parts for the Su-35" are no Su-35.
            if (known := load().category(category)) is not None:
                return Named("weapon_class", known.iri, self._shown(place), places, category=category)
        for iri, kind in self._known(bare, _GOODS):
            if seen := places or self._places_of(iri):
                return Named(kind, iri, bare, seen, category=load()[iri].category)
        if places:
            known = load().category(category)
            if self._is_designation(places[0]) or known is None:
                return Named("weapon_system", None, self._shown(places[0]), places, category=category)
            return Named("weapon_class", known.iri, self._shown(places[0]), places, category=category)
        return self._same_class(bare)

    # ------------------------------------------------------------------------------------------

    def _same_class(self, name: str) -> Named | None:
        """The noun of the text for a class that the model names in another language."""
        for iri, kind in self._known(name, ("weapon_class",)):
            wanted = load()[iri].category or ""
            same = [
                m
                for m in self._mentions
                if m.kind == "weapon_class" and m.category and compatible(m.category, wanted)
            ]
            if kind == "weapon_class" and same:
                return _weapon(same[0], [Place(m.start, m.end) for m in same])
        return None

    def _at(self, place: Place) -> list[FoundMention]:
        """The mentions that share a character with a place."""
        near = starting(self._mentions, place.start - self._longest, place.end)
        return [mention for mention in near if place.meets(mention)]

    def _places(self, name: str) -> tuple[Place, ...]:
        """Where a name stands, be it in a form that only the gazetteer tells from a part of another word."""
        found = {*self._words.names(name), *self._by_text.get(key(name), ())}
        return tuple(sorted(found, key=lambda place: (place.start, place.end)))

    @cached_property
    def _by_text(self) -> Mapping[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for mention in self._mentions:
            found[key(mention.text)].append(Place(mention.start, mention.end))
        return found

    @cached_property
    def _by_entity(self) -> Mapping[str, list[Place]]:
        """Where each entity is mentioned in any form, and each state by somebody or something that stands for it."""
        found: dict[str, list[Place]] = defaultdict(list)
        for mention in self._mentions:
            if mention.entity:
                state = actor(mention.entity).state if mention.kind in _PARTIES else None
                for iri in {mention.entity, state} - {None}:
                    found[str(iri)].append(Place(mention.start, mention.end))
        return found

    @staticmethod
    def _known_as(
        kind: EntityType, iri: str, places: tuple[Place, ...], how: RoleStatus = "explicit"
    ) -> Named:
        return Named(kind, iri, actor(iri).label, places, how)

    def _known(self, name: str, kinds: Sequence[EntityType]) -> Iterator[tuple[str, EntityType]]:
        """What the reference knowledge calls by a name, in the document's language or in the shared one."""
        for language in dict.fromkeys((self._language, _SHARED_LANGUAGE)):
            for mention in find_mentions(name, language):
                whole = mention.end - mention.start == len(name.strip())
                if whole and mention.entity and mention.kind in kinds:
                    yield mention.entity, mention.kind
        for kind in kinds:
            iri = index().find(Entity(id="asked", type=kind, name=name), None)
            if iri:
                yield iri, kind

    def _places_of(self, iri: str) -> tuple[Place, ...]:
        return tuple(self._by_entity.get(iri, ()))

    def _without_article(self, name: str) -> str:
        words = name.split()
        articles = morphology(self._language).leading_articles
        while len(words) > 1 and key(words[0]) in articles:
            del words[0]
        return " ".join(words)

    def _shown(self, place: Place) -> str:
        return self._words.text[place.start : place.end]

    def _is_name(self, place: Place) -> bool:
        """Whether words may be a name: a capital in a script that has them, or two characters in one that has none."""
        shown = self._shown(place)
        letters = [one for one in shown if one.isalpha()]
        cased = any(one.lower() != one.upper() for one in letters)
        return any(one.isupper() for one in letters) if cased else len(letters) > 1

    def _is_designation(self, place: Place) -> bool:
        """Whether words are those of a model rather than of a class: a number, or a capital."""
        shown = self._shown(place)
        return any(one.isdigit() or one.isupper() for one in shown)


def _best(named: Sequence[tuple[FoundMention, Place]]) -> tuple[FoundMention, Place]:
    """Of the names of one kind of goods: the known system, any system, the narrowest class."""

    def rank(pair: tuple[FoundMention, Place]) -> tuple[bool, bool, int, int]:
        mention, _ = pair
        depth = (mention.category or "").count(".")
        return mention.kind != "weapon_system", mention.entity is None, -depth, mention.start

    return min(named, key=rank)


def _category(mention: FoundMention) -> str | None:
    return mention.category or (actor(mention.entity).category if mention.entity else None)


def _may_be(mention: FoundMention, place: Place, category: str) -> bool:
    """Whether a name within some words tells what the words mean: it is all of them, or of the class that they are given."""
    whole = mention.start <= place.start and place.end <= mention.end
    known = _category(mention)
    return whole or category == "arms" or known in {None, "arms"} or compatible(known or "", category)


def _weapon(mention: FoundMention, places: Sequence[Place]) -> Named:
    return Named(mention.kind, mention.entity, mention.text, tuple(places), category=_category(mention))
