"""The events that explain a transfer, and the offices that persons hold.

``events.yaml`` of a language says for each type which words tell of it and which tie (as in ``roles.yaml``)
makes a mention which participant; the engine knows no event by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kg.extract.assemble import attribution, quote
from kg.extract.book import Book
from kg.extract.layout import Sentence
from kg.extract.parties import marker_of
from kg.extract.patterns import Cue
from kg.extract.pointing import states_before
from kg.extract.roles import Party
from kg.extract.scene import Scene, Trigger
from kg.extract.spans import FoundMention, TimeExpression, starting
from kg.extract.status import status_of, voices
from kg.extract.ties import distance, tie
from kg.facts import NARRATOR, Event, Participant, Relation

_REACH = 16
_OFFICE_REACH = 3


@dataclass(frozen=True, slots=True)
class _Role:
    """How a participant is found: the ties that fit, best first, and the kinds of entity."""

    name: str
    ties: tuple[str, ...]
    kinds: tuple[str, ...]
    required: bool
    many: int


def events(scene: Scene, book: Book) -> tuple[Event, ...]:
    """All events of a document; two that say the same of the same participants become one."""
    found: dict[tuple[str, frozenset[tuple[str, str | None]], str | None], Event] = {}
    for sentence in scene.sentences:
        cues = scene.cues(scene.lexicon.events, sentence)
        here = scene.within(sentence) if cues else scene
        for cue in cues:
            event = _event(here, sentence, cue, book)
            if event is None:
                continue
            key = (
                event.type,
                frozenset((p.role, p.entity) for p in event.participants),
                event.when.edtf if event.when else None,
            )
            if key in found:
                old = found[key]
                found[key] = old.model_copy(update={"evidence": (*old.evidence, *event.evidence)})
            else:
                found[key] = event
    return tuple(
        event.model_copy(update={"id": f"ev{number:02d}"}) for number, event in enumerate(found.values(), 1)
    )


def _event(scene: Scene, sentence: Sentence, cue: Cue, book: Book) -> Event | None:
    parties = _parties(scene, sentence)
    trigger = Trigger(
        cue.start,
        cue.end,
        str(cue.get("frame", "nominal_give")),
        "delivered",
        "unknown",
        False,
        False,
        open=True,
    )
    taken: list[tuple[str, Party]] = []
    for role in _roles(cue):
        chosen = _fill(scene, trigger, role, parties, [party for _, party in taken])
        if not chosen and role.required:
            return None
        taken += [(role.name, party) for party in chosen]
    if len({party.actor for _, party in taken}) < int(cue.get("needs", 1)):
        return None
    time = _time(scene, sentence, trigger)
    spans = [(cue.start, cue.end), *((p.mention.start, p.mention.end) for _, p in taken)]
    place = _place(scene, sentence, trigger, [party for _, party in taken])
    if place is not None:
        spans.append((place.start, place.end))
    heard = voices(scene, sentence)
    status = status_of(scene, sentence, trigger, heard)
    participants = tuple(Participant(role=name, entity=_id(party, book)) for name, party in taken)
    return Event(
        id="ev",
        type=cue.get("type"),
        participants=participants,
        evidence=(quote(scene, min(s for s, _ in spans), max(e for _, e in spans)),),
        when=time.when if time else None,
        place=book.use_mention(place) if place else None,
        epistemic=status.epistemic,
        attributions=tuple(attribution(scene, voice, book) for voice in heard) or (NARRATOR,),
        stance=cue.get("stance"),
        direction=cue.get("direction"),
    )


def _roles(cue: Cue) -> list[_Role]:
    made = []
    for name, rule in cue.get("roles", {}).items():
        made.append(
            _Role(
                name,
                tuple(rule.get("ties", ())),
                tuple(rule.get("kinds", ("state", "organisation", "group", "person"))),
                bool(rule.get("required", False)),
                int(rule.get("many", 1)),
            )
        )
    return made


def _parties(scene: Scene, sentence: Sentence) -> list[Party]:
    """Every actor of a sentence as itself: a visitor is the president, not the state."""
    found: list[Party] = []
    for mention in scene.mentions:
        if mention.start not in sentence or mention.entity is None:
            continue
        if mention.kind in ("state", "organisation", "group", "person", "place", "facility"):
            found.append(
                Party(
                    mention,
                    mention.entity,
                    kind=mention.kind,
                    marker=marker_of(scene, mention),
                )
            )
    for before, party in pairwise(found):
        between = scene.flat[before.mention.end : party.mention.start]
        if party.marker is None and between.strip() and scene.lexicon.conjunction.fullmatch(between):
            party.marker = before.marker
    for cue in scene.both:
        if cue.start in sentence:
            for state in states_before(scene, cue.start):
                mention = FoundMention(
                    cue.start, cue.end, scene.text[cue.start : cue.end], "state", "anaphor", state
                )
                found.append(Party(mention, state, kind="state", marker="between", inferred=True))
    return found


def _fill(
    scene: Scene, trigger: Trigger, role: _Role, parties: list[Party], taken: list[Party]
) -> list[Party]:
    """The parties that fit a role best: by tie, then by kind of entity and nearness."""
    ranked: list[tuple[float, int, Party]] = []
    actors = {party.actor for party in taken}
    for party in parties:
        if party.kind not in role.kinds or party.actor in actors:
            continue
        cost = _cost(scene, trigger, role, party, parties)
        if cost is not None:
            ranked.append((cost, party.mention.start, party))
    ranked.sort(key=lambda entry: entry[:2])
    chosen: dict[str, Party] = {}
    for _, _, party in ranked:
        if len(chosen) < role.many:
            chosen.setdefault(party.actor, party)
    return list(chosen.values())


def _cost(scene: Scene, trigger: Trigger, role: _Role, party: Party, parties: list[Party]) -> float | None:
    """How badly a party fits a role; None if it does not fit at all."""
    span = (party.mention.start, party.mention.end)
    if span[0] < trigger.end and trigger.start < span[1] and not party.inferred:
        return None
    gap = distance(scene, span, (trigger.start, trigger.end))
    name = tie(scene, party, trigger, parties)
    if gap > _REACH or name not in role.ties:
        return None
    wrong_side = 3.0 if span[1] <= trigger.start and name in ("none", "of", "adjective") else 0.0
    nested = 1.5 if party.mention.nested else 0.0
    return role.ties.index(name) * 3.0 + role.kinds.index(party.kind) + gap + wrong_side + nested


def _id(party: Party, book: Book) -> str | None:
    if party.inferred:
        return book.use_actor(party.actor)
    return book.use_mention(party.mention)


def _time(scene: Scene, sentence: Sentence, trigger: Trigger) -> TimeExpression | None:
    times = [t for t in scene.times if t.start in sentence and t.when is not None]
    span = (trigger.start, trigger.end)
    near = [(distance(scene, (t.start, t.end), span), t.start, t) for t in times]
    return min(near)[2] if near else None


def _place(scene: Scene, sentence: Sentence, trigger: Trigger, taken: list[Party]) -> FoundMention | None:
    span = (trigger.start, trigger.end)
    places = [
        (distance(scene, (m.start, m.end), span), m.start, m)
        for m in scene.mentions
        if m.start in sentence
        and m.kind in ("place", "facility")
        and all(party.mention is not m for party in taken)
    ]
    near = [entry for entry in places if entry[0] <= _REACH]
    return min(near)[2] if near else None


def relations(scene: Scene, book: Book) -> tuple[Relation, ...]:
    """Offices held, second names and classes of systems, as the text states them side by side."""
    found: list[Relation] = [*_offices(scene, book), *_names(scene, book)]
    return tuple(one.model_copy(update={"id": f"r{number}"}) for number, one in enumerate(found, 1))


def _offices(scene: Scene, book: Book) -> list[Relation]:
    found = []
    for sentence in scene.sentences:
        cues = scene.cues(scene.lexicon.offices, sentence)
        if not cues:
            continue
        named = starting(scene.mentions, sentence.start, sentence.end)
        people = [m for m in named if m.kind == "person"]
        states = [m for m in named if m.kind == "state" and m.entity]
        for cue in cues:
            at = (cue.start, cue.end)
            near = [(distance(scene, (p.start, p.end), at), p) for p in people]
            near = [entry for entry in near if entry[0] <= _OFFICE_REACH]
            if not near:
                continue
            person = min(near, key=lambda entry: (entry[0], entry[1].start))[1]
            owners = [(distance(scene, (s.start, s.end), at), s) for s in states]
            owners = [entry for entry in owners if entry[0] <= 1]
            state = min(owners, key=lambda entry: (entry[0], entry[1].start))[1] if owners else None
            spans = [at, (person.start, person.end), *([(state.start, state.end)] if state else [])]
            found.append(
                Relation(
                    id="r",
                    type="holds_office",
                    person=book.use_mention(person),
                    office=str(cue.get("office")),
                    state=book.use_mention(state) if state else None,
                    evidence=quote(scene, min(s for s, _ in spans), max(e for _, e in spans)),
                )
            )
    return found


def _names(scene: Scene, book: Book) -> list[Relation]:
    found = []
    weapons = [m for m in scene.mentions if m.kind in ("weapon_system", "weapon_class") and not m.nested]
    for before, after in pairwise(weapons):
        between = scene.flat[before.end : after.start]
        touching = len(between.strip(" ,،()\"'")) <= 3 and "\n" not in between
        if before.kind == after.kind == "weapon_system" and before.entity == after.entity and before.entity:
            if touching and before.text != after.text:
                found.append(
                    Relation(
                        id="r",
                        type="same_as",
                        a=before.text,
                        b=after.text,
                        entity=book.use_mention(before),
                        evidence=quote(scene, before.start, after.end),
                    )
                )
        elif (
            touching
            and {before.kind, after.kind} == {"weapon_system", "weapon_class"}
            and not between.strip()
        ):
            system, kind = (before, after) if before.kind == "weapon_system" else (after, before)
            if kind.category:
                found.append(
                    Relation(
                        id="r",
                        type="is_a",
                        entity=book.use_mention(system),
                        evidence=quote(scene, before.start, after.end),
                        **{"class": kind.category},
                    )
                )
    return found
