"""Parties of a sentence that it does not name: "the two countries", "his country", "we", and who was named before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.layout import Sentence
from kg.extract.parties import coordinated_with, marker_of, parties_of
from kg.extract.roles import Party
from kg.extract.scene import Scene
from kg.extract.spans import FoundMention, starting
from kg.extract.status import Voice

_SENTENCES_BACK = 2
"""So many sentences before, somebody may still be whom a sentence without a subject is about."""
_RECALL = 3_000
"""Characters within which somebody named is still meant."""


def named_before(scene: Scene, sentence: Sentence, here: Sequence[Party]) -> list[Party]:
    """Who the two sentences before name and this one does not, the first unmarked party of the last one as its topic.

    An adjective alone names nobody, and of a list ("Ankara and Rome") nobody can be meant alone.
    """
    found: dict[str, Party] = {}
    if scene.whole is None:
        return []
    named = {party.actor for party in here}
    for back, before in enumerate(
        reversed(scene.whole.sentences[max(0, sentence.number - _SENTENCES_BACK) : sentence.number])
    ):
        everybody = parties_of(scene.whole, before)
        around = scene.whole.within(before) if len(everybody) > 1 else scene
        there = [
            party
            for party in everybody
            if party.actor not in named
            and len({one.actor for one in coordinated_with(around, party, everybody)}) == 1
            and party.actor not in found
            and not (party.mention.form == "demonym" and party.kind == "state")
        ]
        for place, party in enumerate(there):
            topic = back == 0 and place == 0 and party.marker is None
            found.setdefault(
                party.actor,
                replace(party, marker="topic" if topic else "earlier", inferred=True, speaker=False),
            )
    return list(found.values())


def pointed_at(scene: Scene, sentence: Sentence, heard: list[Voice]) -> list[Party]:
    """All such parties of a sentence, with their markers. ``heard``: who is said to say something in it."""
    return [*_both(scene, sentence), *_own_country(scene, sentence), *_we(scene, sentence, heard)]


def _both(scene: Scene, sentence: Sentence) -> list[Party]:
    """Parties that "the two countries" stands for: the last two states named before it."""
    found: list[Party] = []
    for cue in scene.both:
        if cue.start not in sentence:
            continue
        pair = states_before(scene, cue.start)
        for state in pair:
            mention = FoundMention(
                cue.start, cue.end, scene.text[cue.start : cue.end], "state", "anaphor", state
            )
            found.append(Party(mention, state, marker="between", inferred=True))
    return found


def _own_country(scene: Scene, sentence: Sentence) -> list[Party]:
    """Parties that "his country" stands for: the state of whoever is named last before it."""
    found: list[Party] = []
    for cue in scene.own:
        if cue.start not in sentence:
            continue
        state = _state_of_last(scene, sentence, cue.start)
        if state is not None:
            words = scene.text[cue.start : cue.end]
            mention = FoundMention(cue.start, cue.end, words, "state", "anaphor", state)
            found.append(Party(mention, state, marker=marker_of(scene, mention), inferred=True))
    return found


def _state_of_last(scene: Scene, sentence: Sentence, position: int) -> str | None:
    """The state of the person or body named last, in the sentence if it names one; else of "the Danish minister"."""
    before = [
        m for m in starting(scene.before, position - _RECALL, position) if m.end <= position and m.entity
    ]
    here = [m for m in before if m.start in sentence]
    whose = [m for m in here if m.kind in ("person", "organisation")]
    whose = whose or [m for m in here if m.kind == "state"]
    whose = whose or [m for m in before if m.kind in ("person", "organisation")]
    if not whose or whose[-1].entity is None:
        return None
    return whose[-1].entity if whose[-1].kind == "state" else scene.entity(whose[-1].entity).state


def _we(scene: Scene, sentence: Sentence, heard: list[Voice]) -> list[Party]:
    """Parties that "we" stands for: the state of who is speaking, in this sentence or last before it."""
    cues = [cue for cue in scene.ours if cue.start in sentence]
    if not cues:
        return []
    speaking = [voice.speaker for voice in heard if voice.speaker]
    before = starting(scene.before, sentence.start - _RECALL, sentence.start)
    speaking += [m for m in before if m.kind in ("person", "organisation")][-1:]
    states = (scene.entity(m.entity).state for m in speaking if m.entity)
    state = next((one for one in states if one), None)
    if state is None:
        return []
    found = []
    for cue in cues:
        words = scene.text[cue.start : cue.end]
        mention = FoundMention(cue.start, cue.end, words, "state", "anaphor", state)
        found.append(Party(mention, state, marker=marker_of(scene, mention), inferred=True))
    return found


def states_before(scene: Scene, position: int) -> list[str]:
    """The two states named last before a position, in the order of their naming; fewer if there are fewer."""
    seen: list[str] = []
    for mention in reversed(scene.before):
        if (
            mention.end <= position
            and mention.kind == "state"
            and mention.entity
            and mention.entity not in seen
        ):
            seen.append(mention.entity)
            if len(seen) == 2:
                break
    return seen[::-1]
