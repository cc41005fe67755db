"""What ties a party to a trigger: its marker, or its place beside the verb or the noun."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.roles import Party
from kg.extract.scene import Scene, Trigger

_NEAR = 1
_NOUN_REACH = 3
_SUBJECT_REACH = 14
_APPOSITION = 4


def distance(scene: Scene, a: tuple[int, int], b: tuple[int, int]) -> int:
    """Words between two spans, 0 where they touch."""
    return scene.words.between(a[1], b[0]) if a[1] <= b[0] else scene.words.between(b[1], a[0])


def coordinated(scene: Scene, before: Party, party: Party) -> bool:
    """Whether two parties stand in one list, one right behind the other."""
    between = scene.flat[before.mention.end : party.mention.start]
    if not between.strip() or scene.lexicon.conjunction.fullmatch(between) is None:
        return False
    if scene.lexicon.preverbal or (before.marker is None and "," not in between):
        return True  # "Germany and France sent": both are the subject
    # "to Iraq, and China delivered", "to Russia, Ukraine said": what a verb follows begins a clause of its own.
    verbs = [(t.start, t.end) for t in scene.triggers if not t.nominal and t.frame != "deal"]
    verbs += [(cue.start, cue.end) for cue in scene.attribution]
    return not any(
        start >= party.mention.end and scene.words.between(party.mention.end, start) == 0
        for start, _ in verbs
    )


def tie(scene: Scene, party: Party, trigger: Trigger, others: Sequence[Party]) -> str:
    """What ties a party to a trigger: its marker or its place. Names as in ``roles.yaml``."""
    span, cue = (party.mention.start, party.mention.end), (trigger.start, trigger.end)
    gap = distance(scene, span, cue)
    before = span[1] <= cue[0]
    nominal = trigger.frame.startswith("nominal") or trigger.frame == "deal"
    if party.marker is not None:
        bought_there = party.marker == "in" and trigger.buys and scene.lexicon.buys_in
        source = bought_there or (party.marker == "to" and trigger.get_source_is_to)
        return "from" if source else party.marker
    if party.mention.form == "demonym":
        return _adjective(trigger, gap, before=before, nominal=nominal)
    if _beside_light_verb(scene, span, others):
        return "subject"
    if trigger.frame == "deal" and _joint(scene, party, trigger, others):
        return "between"
    if before:
        return _before(scene, party, trigger, others, nominal=nominal)
    if scene.lexicon.order == "vso":
        return _after_verb(scene, party, trigger, others, gap, nominal=nominal)
    return "object" if gap <= _NEAR else "none"


def _adjective(trigger: Trigger, gap: int, *, before: bool, nominal: bool) -> str:
    if gap > _NEAR:
        return "none"
    if nominal or trigger.frame == "arrive":
        return "adjective"
    return "subject" if before else "none"


def _before(scene: Scene, party: Party, trigger: Trigger, others: Sequence[Party], *, nominal: bool) -> str:
    """The tie of an unmarked party ahead of a trigger: its subject, if nobody else stands nearer."""
    rival = any(
        p is not party
        and p.marker is None
        and p.mention.form != "demonym"
        and party.mention.end <= p.mention.start < trigger.start
        for p in others
    )
    if not nominal and _led_by_light_verb(scene, party, others):
        return "object"  # "China könnte Ägypten Kampfjets verkaufen"
    reach = _NOUN_REACH if nominal and trigger.frame != "deal" else _SUBJECT_REACH
    return (
        "subject" if not rival and scene.words.between(party.mention.end, trigger.start) <= reach else "none"
    )


def _after_verb(
    scene: Scene, party: Party, trigger: Trigger, others: Sequence[Party], gap: int, *, nominal: bool
) -> str:
    """The tie of an unmarked party behind a trigger where the verb comes first: "provided Iran Russia with drones"."""
    unmarked = [
        p
        for p in others
        if p.marker is None
        and p.mention.form != "demonym"
        and p.mention.start >= trigger.end
        and not p.inferred
    ]
    before = [p for p in unmarked if p.mention.end <= party.mention.start]
    follows = any(
        0 <= scene.words.between(party.mention.end, p.mention.start) <= _NEAR
        and p.mention.start >= party.mention.end
        for p in unmarked
    )
    if before:
        return (
            "object"
            if scene.words.between(before[-1].mention.end, party.mention.start) <= _NEAR and len(before) == 1
            else "none"
        )
    if gap > (_NEAR if nominal else _APPOSITION):
        return "none"
    if nominal:
        return "subject" if follows else "of"
    led = any(_leads(scene, p, trigger) for p in others if p is not party)
    return "object" if led else "subject"


def _leads(scene: Scene, party: Party, trigger: Trigger) -> bool:
    """Whether an unmarked party stands so close before a verb, or at a verb that governs it, that it is its subject."""
    return (
        party.marker is None
        and party.mention.form != "demonym"
        and party.mention.end <= trigger.start
        and (
            scene.words.between(party.mention.end, trigger.start) <= 2
            or _beside_light_verb(scene, (party.mention.start, party.mention.end), ())
        )
    )


def _joint(scene: Scene, party: Party, trigger: Trigger, others: Sequence[Party]) -> bool:
    """Whether a party of a deal is named in one breath with another: "Algeria and Russia signed"."""
    return any(
        p is not party
        and p.marker is None
        and p.kind == party.kind == "state"
        and p.mention.end <= trigger.start
        and party.mention.end <= trigger.start
        and coordinated(scene, *sorted((p, party), key=lambda one: one.mention.start))
        for p in others
    )


def _adjoining(scene: Scene, end: int, start: int) -> bool:
    """Whether nothing but times stands between two places: "the ministry on Friday approved"."""
    between = scene.words.between(end, start)
    if between:
        between -= sum(
            scene.words.between(time.start, time.end)
            for time in scene.times
            if end <= time.start and time.end <= start
        )
    return between <= 0


def _led_by_light_verb(scene: Scene, party: Party, others: Sequence[Party]) -> bool:
    """Whether a party stands right behind a verb like "may" whose subject stands before it."""
    for cue in scene.light_verbs:
        if cue.end <= party.mention.start and scene.words.between(cue.end, party.mention.start) == 0:
            return not _beside_light_verb(scene, (party.mention.start, party.mention.end), others)
    return False


def _beside_light_verb(scene: Scene, span: tuple[int, int], others: Sequence[Party]) -> bool:
    """Whether a party is the subject of a verb like "began" or "may": right before it, or, where nobody else is, behind."""
    for cue in scene.light_verbs:
        if span[1] <= cue.start and _adjoining(scene, span[1], cue.start):
            return True
        if cue.end <= span[0] and _adjoining(scene, cue.end, span[0]):
            return not any(
                other.marker is None
                and other.mention.end <= cue.start
                and _adjoining(scene, other.mention.end, cue.start)
                for other in others
            )
    return False
