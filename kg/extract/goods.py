"""The goods of a sentence: weapon mentions grouped into items, with their amounts, means of attack left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.layout import Sentence
from kg.extract.scene import Goods, Scene
from kg.extract.spans import Amount, FoundMention, starting
from kg.extract.ties import distance
from kg.namespaces import ID

_APPOSITION = 2
_GLUED = ('"', "'", "(", '("', "-")
"""What binds a system and a class noun whatever their categories: 'the "Gepard" tank', "Gepard-Panzer".
"""
_COUNTER_REACH = 2
_COUNTED_NEAR = 4
"""Words within which a unit belongs to goods that are named: "24 units of the F-16"."""
_SENTENCES_BACK = 3
_RECALL = 500
"""Characters within which units may be of goods named before."""


def goods_of(scene: Scene, sentence: Sentence) -> list[Goods]:
    """The goods of a sentence, in order: those it names, else those it points at or speaks of by a word like "military aid"."""
    return _named(scene, sentence) or list(_pointed_at(scene, sentence)) or list(_implied(scene, sentence))


def _named(scene: Scene, sentence: Sentence) -> list[Goods]:
    """The goods named in a sentence, and those it counts, in order."""
    weapons = [
        m
        for m in scene.mentions
        if m.start in sentence and m.kind in ("weapon_system", "weapon_class") and not m.nested
    ]
    used = scene.cues(scene.lexicon.goods_use, sentence)
    weapons = [m for m in weapons if not any(cue.start < m.end and m.start < cue.end for cue in used)]
    groups: list[list[FoundMention]] = []
    for mention in weapons:
        if groups and _same_goods(scene, groups[-1], mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    found = [_goods(scene, group) for group in groups]
    _count(scene, sentence, found)
    found += _only_counted(scene, sentence, found)
    return sorted(found, key=lambda goods: goods.start)


def _pointed_at(scene: Scene, sentence: Sentence) -> Iterator[Goods]:
    """Goods that a sentence points at ("the cargo was bound for Yemen"): those of the last sentence that names any."""
    cue = next((cue for cue in scene.cargo if cue.start in sentence), None)
    if cue is None or scene.whole is None:
        return
    for earlier in reversed(
        scene.whole.sentences[max(0, sentence.number - _SENTENCES_BACK) : sentence.number]
    ):
        named = _named(scene.whole.within(earlier), earlier)
        for goods in named:
            mentions = [_at(scene, m, cue.start, cue.end) for m in goods.mentions]
            yield replace(goods, mentions=mentions, named_before=(goods.start, goods.end))
        if named:
            return


def _implied(scene: Scene, sentence: Sentence) -> Iterator[Goods]:
    """What a word like "military aid" tells of by itself."""
    for trigger in scene.triggers:
        if trigger.start in sentence and trigger.goods is not None:
            entity = f"{ID}category/{trigger.goods}"
            words = scene.text[trigger.start : trigger.end]
            mention = FoundMention(
                trigger.start, trigger.end, words, "weapon_class", "class", entity, trigger.goods
            )
            yield Goods([mention], entity, trigger.goods, words, None)


def _only_counted(scene: Scene, sentence: Sentence, named: list[Goods]) -> Iterator[Goods]:
    """Goods that a sentence only counts ("Qatar then ordered 24 units"): those that were named last before it."""
    units = scene.lexicon.units
    if units is None:
        return
    taken = {id(goods.amount) for goods in named}
    for amount in scene.amounts:
        match = (
            units.match(scene.flat, amount.end)
            if amount.start in sentence and id(amount) not in taken
            else None
        )
        if match is None or amount.ordinal or _elsewhere(scene, amount):
            continue
        at = (amount.start, match.end())
        if any(distance(scene, at, (goods.start, goods.end)) <= _COUNTED_NEAR for goods in named):
            continue
        meant = _named_last(scene, amount.start)
        if meant is not None:
            mention = _at(scene, meant, *at)
            goods = _goods(scene, [mention])
            goods.amount = amount
            yield goods


def _at(scene: Scene, meant: FoundMention, start: int, end: int) -> FoundMention:
    """A mention of the same goods by the words between two offsets."""
    return meant._replace(start=start, end=end, text=scene.text[start:end], form="anaphor", proclitic=None)


def _named_last(scene: Scene, position: int) -> FoundMention | None:
    """The system named last before a place, if it is not far, else the last class of weapons."""
    before = [
        m
        for m in starting(scene.before, max(0, position - _RECALL), position)
        if m.kind in ("weapon_system", "weapon_class") and not m.nested and m.end <= position
    ]
    systems = [m for m in before if m.kind == "weapon_system"]
    return systems[-1] if systems else before[-1] if before else None


def _same_goods(scene: Scene, group: list[FoundMention], mention: FoundMention) -> bool:
    """Whether a mention says more of the goods just named: "F-16 fighters", "Hwasong-11A, or KN-23"."""
    last = group[-1]
    if any(m.entity is not None and m.entity == mention.entity and m.kind == mention.kind for m in group):
        return distance(scene, (last.start, last.end), (mention.start, mention.end)) <= _APPOSITION
    between = scene.flat[last.end : mention.start]
    kinds = {last.kind, mention.kind}
    if between.strip() in _GLUED and kinds == {"weapon_system", "weapon_class"}:
        return True
    # "AH-64E Apache": a designation and a name
    named_twice = not between.strip(" \"'") and kinds == {"weapon_system"}
    if named_twice or (kinds == {"weapon_system", "weapon_class"} and _of_type(scene, between)):
        return compatible(category_of(scene, last), category_of(scene, mention))
    if any(mark in between for mark in ",،;؛、\n") and "(" not in between:
        return False
    if scene.lexicon.conjunction.fullmatch(between) and between.strip():
        return False
    if any(a.start >= last.end and a.end <= mention.start for a in scene.amounts):
        return False
    # Where adjectives follow, "drones Turkish of type X" are one thing.
    adjectives = sum(
        m.form == "demonym" and last.end <= m.start and m.end <= mention.start for m in scene.mentions
    )
    if distance(scene, (last.start, last.end), (mention.start, mention.end)) - adjectives > _APPOSITION:
        return False
    if kinds == {"weapon_system", "weapon_class"}:
        system, kind = (last, mention) if last.kind == "weapon_system" else (mention, last)
        return compatible(category_of(scene, system), category_of(scene, kind))
    if kinds == {"weapon_class"}:
        return compatible(category_of(scene, last), category_of(scene, mention))
    return False


def _of_type(scene: Scene, between: str) -> bool:
    """Whether "of the type" links a class noun to a name behind it, whatever adjectives and commas stand between."""
    return scene.lexicon.of_type is not None and scene.lexicon.of_type.fullmatch(between) is not None


def category_of(scene: Scene, mention: FoundMention) -> str:
    """The notation of a weapon mention's category; ``arms`` where nothing more is known."""
    if mention.category:
        return mention.category
    return (scene.entity(mention.entity).category if mention.entity else None) or "arms"


def compatible(a: str, b: str) -> bool:
    """Whether one category lies within the other. ``arms`` is compatible only with itself."""
    return a == b or a.startswith(b + ".") or b.startswith(a + ".") or {a, b} in _NEAR


_NEAR = [
    {"missile.sam", "air_defence"},
    {"missile.atgm", "smallarms.antitank"},
    {"aircraft.trainer", "aircraft.combat"},
    {"ammunition.rocket", "artillery.mlrs"},
    {"ammunition.guided", "artillery.mlrs"},
    {"missile", "artillery.mlrs"},
    {"missile", "air_defence"},
    {"missile", "air_defence.manpads"},
    {"armour.apc", "armour.ifv"},
    {"artillery", "armour"},
    {"missile.cruise", "missile.antiship"},
]


def _goods(scene: Scene, group: list[FoundMention]) -> Goods:
    systems = [m for m in group if m.kind == "weapon_system"]
    if systems:
        first = next((m for m in systems if m.entity), systems[0])
        actor = scene.entity(first.entity) if first.entity else None
        classes = [category_of(scene, m) for m in group if m.kind == "weapon_class"]
        category = (
            (actor.category if actor else None) or first.category or (classes[0] if classes else "arms")
        )
        return Goods(
            group,
            first.entity,
            category,
            actor.label if actor else first.text,
            actor.maker if actor else None,
            actor.makers if actor else frozenset(),
        )
    # The most specific class noun names the goods.
    best = max(group, key=lambda m: category_of(scene, m).count("."))
    category = category_of(scene, best)
    return Goods(group, best.entity, category, best.text, None)


def _count(scene: Scene, sentence: Sentence, found: list[Goods]) -> None:
    """Give each amount to the goods that it counts, on the side where the language has its numbers first."""
    free = [a for a in scene.amounts if a.start in sentence and not a.ordinal and not _elsewhere(scene, a)]
    sides = [_inside, _before, _behind]
    if scene.lexicon.amount_behind:
        sides = [_inside, _behind, _before]
    for side in sides:
        for goods in found:
            if goods.amount is None:
                goods.amount = side(scene, goods, free, found)
                free = [amount for amount in free if amount is not goods.amount]


def _before(scene: Scene, goods: Goods, free: list[Amount], found: list[Goods]) -> Amount | None:
    """The last number ahead of the goods, with no other goods and no trigger between."""
    near = [
        a
        for a in free
        if a.end <= goods.start
        and distance(scene, (a.start, a.end), (goods.start, goods.end)) <= scene.lexicon.amount_reach
        and not any(a.end <= t.start and t.end <= goods.start for t in scene.triggers)
        and not any(a.end <= other.start < goods.start for other in found)
    ]
    return near[-1] if near else None


def _behind(scene: Scene, goods: Goods, free: list[Amount], found: list[Goods]) -> Amount | None:
    """The first number behind the goods, with no other goods between."""
    near = [
        a
        for a in free
        if a.start >= goods.end
        and distance(scene, (goods.start, goods.end), (a.start, a.end)) <= _COUNTER_REACH
        and not any(goods.end <= other.start < a.start for other in found)
    ]
    return near[0] if near else None


def _inside(scene: Scene, goods: Goods, free: list[Amount], found: list[Goods]) -> Amount | None:  # noqa: ARG001 - as the others
    """A number within the noun itself, such as an Arabic dual."""
    return next((a for a in free if any(s <= a.start and a.end <= e for s, e in goods.spans)), None)


def _elsewhere(scene: Scene, amount: Amount) -> bool:
    """Whether the number belongs to a time, a price or a designation, or counts something else."""
    others = scene.lexicon.counts_others
    if others is not None and others.match(scene.flat, amount.end):
        return True
    taken = [(t.start, t.end) for t in scene.times]
    taken += [(m.start, m.end) for m in scene.money]
    taken += [(m.start, m.end) for m in scene.mentions if m.kind == "weapon_system"]
    return any(start < amount.end and amount.start < end for start, end in taken)
