"""The parties of a sentence: which mentions may supply or receive, and what marks each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.extract.layout import Sentence
from kg.extract.lexicon import Lexicon, window
from kg.extract.roles import Party
from kg.extract.scene import Scene
from kg.extract.spans import FoundMention
from kg.extract.ties import coordinated

_NO_PARTY = frozenset({"media", "forum", "research"})
_NO_LIST = frozenset({"against", "none"})
_COMMAS = frozenset({",", "،", "、", "，"})
_BRACKET_REACH = 12
_BENEFICIARY_REACH = 3
_RULER_REACH = 24
_OFFICE_REACH = 8


def parties_of(scene: Scene, sentence: Sentence) -> list[Party]:
    """The parties of a sentence, looked for once: the sentences behind it ask for them as well.

    ``scene`` is the document or that part of it which the sentence is.
    """
    if sentence.start not in scene.parties:
        part = scene if scene.whole is not None else scene.within(sentence)
        scene.parties[sentence.start] = parties(part, sentence.start, sentence.end)
    return scene.parties[sentence.start]


def parties(scene: Scene, start: int, end: int) -> list[Party]:
    """Every mention between two offsets that may be a party, with its marker, coordinated ones sharing it."""
    found: list[Party] = []
    for mention in scene.mentions:
        if mention.end <= start or mention.start >= end or mention.nested:
            continue
        party = _party(scene, with_rulers(scene, mention))
        # "the China Shipbuilding Trading Company (CSTC)": the same once more.
        if (
            party is not None
            and found
            and party.actor == found[-1].actor
            and _in_brackets(scene, found[-1], party)
        ):
            continue
        if party is not None:
            party.marker = marker_of(scene, party.mention)
            found.append(party)
    found = _heads(scene, found)
    for before, party in pairwise(found):
        if party.marker is None and party.mention.form != "demonym" and coordinated(scene, before, party):
            party.marker = None if _set_apart(scene, before, party) else before.marker
    for cue in scene.beneficiary:
        reached = [
            p
            for p in found
            if p.mention.start >= cue.end
            and scene.words.between(cue.end, p.mention.start) <= _BENEFICIARY_REACH
        ]
        if reached and start <= cue.start < end:
            reached[0].beneficiary = True
    return found


def _set_apart(scene: Scene, before: Party, party: Party) -> bool:
    """Whether a comma ends a phrase that names no party: "according to Poland, Ukraine received"."""
    between = scene.flat[before.mention.end : party.mention.start].strip()
    return before.marker in _NO_LIST and between in _COMMAS


def with_rulers(scene: Scene, mention: FoundMention) -> FoundMention:
    """Of "the Sudanese government", "Mali's junta" or "the Biden administration" the whole phrase, which names the state."""
    start, end = mention.start, mention.end
    behind, before = scene.lexicon.rulers_behind, scene.lexicon.rulers_before
    if mention.form != "demonym" and mention.kind != "person":
        if mention.kind != "state" or scene.lexicon.rulers_of is None:
            return mention
        behind, before = scene.lexicon.rulers_of, None
    if behind and (match := behind.match(scene.flat, end)):
        end = match.end()
    elif before and (match := before.search(scene.flat[max(0, start - _RULER_REACH) : start])):
        start -= len(match.group())
    else:
        return mention
    form = "name" if mention.form == "demonym" else mention.form
    return mention._replace(start=start, end=end, text=scene.text[start:end], form=form)


def _heads(scene: Scene, found: list[Party]) -> list[Party]:
    """Of "to Sudan's Rapid Support Forces", the forces are the party, with the marker of the whole phrase.

    Where words are not spaced, a state stands right before its firm, its force or its minister ("法国防长勒科尔尼").
    """
    kept = list(found)
    for before, party in pairwise(found):
        between = scene.flat[before.mention.end : party.mention.start]
        joined = between in ("'s ", "' ") or _led_by_state(scene, before, party, between)
        if before.mention.kind == "state" and party.mention.kind != "state" and joined:
            party.marker = party.marker or (before.marker if before.marker != "of" else None)
            kept.remove(before)
    return kept


def _led_by_state(scene: Scene, before: Party, party: Party, between: str) -> bool:
    """Whether a state without words of its own stands before the name of its firm, force or office-holder."""
    if scene.lexicon.spaced or before.actor != party.actor:
        return False
    return not between or (party.marker is None and len(between) <= _OFFICE_REACH and between.isalpha())


def _in_brackets(scene: Scene, before: Party, party: Party) -> bool:
    between = scene.flat[before.mention.end : party.mention.start]
    return between.endswith(("(", "（", "[")) and len(between) <= _BRACKET_REACH


def _party(scene: Scene, mention: FoundMention) -> Party | None:
    if mention.entity is None or mention.kind not in ("state", "group", "organisation", "person"):
        return None
    if mention.kind in ("state", "group"):
        return Party(mention, mention.entity, kind=mention.kind)
    entity = scene.entity(mention.entity)
    if mention.kind == "person":
        return Party(mention, entity.state, mention.entity, "person") if entity.state else None
    if entity.organisation_kind in _NO_PARTY:
        return None
    if entity.state is None:
        return Party(mention, mention.entity, kind="organisation")
    kind = "company" if entity.is_company else "force" if entity.is_force else "body"
    return Party(mention, entity.state, mention.entity, kind)


def marker_of(scene: Scene, mention: FoundMention) -> str | None:
    """The marker of a mention of the document, looked for once: every event and deal around it asks."""
    if mention not in scene.markers:
        scene.markers[mention] = marker(scene.lexicon, scene.flat, mention)
    return scene.markers[mention]


def marker(lexicon: Lexicon, flat_text: str, mention: FoundMention) -> str | None:
    """The name of the marker of a mention (``to``, ``from``, ``by``...), None where nothing marks it."""
    view = window(flat_text, mention.start, mention.end)
    at = view.index("<")
    places = lexicon.marker_index.places(view[:at])
    for one in lexicon.markers:
        if one.marks(view, at, places):
            return one.name
    clitics = mention.proclitic or ""
    inside = flat_text[mention.start : mention.start + 2]
    for letters, name in lexicon.proclitic_markers.items():
        if clitics.endswith(letters) or (len(letters) > 1 and inside == letters):
            return name
    return None


def coordinated_with(scene: Scene, party: Party, others: Sequence[Party]) -> list[Party]:
    """The party and those that stand in one list with it ("to Egypt, Jordan and Iraq")."""
    ordered = sorted(others, key=lambda p: p.mention.start)
    position = next(i for i, p in enumerate(ordered) if p is party)
    chain = [party]
    for step in (1, -1):
        i = position
        while 0 <= i + step < len(ordered):
            left, right = sorted((ordered[i], ordered[i + step]), key=lambda p: p.mention.start)
            if left.marker != right.marker or not coordinated(scene, left, right):
                break
            chain.append(ordered[i + step])
            i += step
    return chain
