"""The parties of a sentence: which mentions may supply or receive, and what marks each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kg.extract.lexicon import Lexicon, window
from kg.extract.roles import Candidate, Party, weights
from kg.extract.scene import Goods, Scene, Trigger
from kg.extract.spans import FoundMention

_NO_PARTY = frozenset({"media", "forum", "research"})
_NEAR = 1
_SUBJECT_REACH = 14
_BRACKET_REACH = 12
_BENEFICIARY_REACH = 3
_APPOSITION = 4
_FARTHEST = 25


def parties(scene: Scene, start: int, end: int) -> list[Party]:
    """Every mention between two offsets that may be a party, with its marker, coordinated ones sharing it."""
    found: list[Party] = []
    for mention in scene.mentions:
        if mention.end <= start or mention.start >= end or mention.nested:
            continue
        party = _party(scene, mention)
        # "the China Shipbuilding Trading Company (CSTC)": the same once more.
        if (
            party is not None
            and found
            and party.actor == found[-1].actor
            and _in_brackets(scene, found[-1], party)
        ):
            continue
        if party is not None:
            party.marker = marker(scene.lexicon, scene.flat, mention)
            found.append(party)
    found = _heads(scene, found)
    for before, party in pairwise(found):
        if party.marker is None and party.mention.form != "demonym" and _coordinated(scene, before, party):
            party.marker = before.marker
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


def _heads(scene: Scene, found: list[Party]) -> list[Party]:
    """Of "to Sudan's Rapid Support Forces", the forces are the party, with the marker of the whole phrase."""
    kept = list(found)
    for before, party in pairwise(found):
        between = scene.flat[before.mention.end : party.mention.start]
        if before.mention.kind == "state" and party.mention.kind != "state" and between in ("'s ", "' "):
            party.marker = party.marker or (before.marker if before.marker != "of" else None)
            kept.remove(before)
    return kept


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


def marker(lexicon: Lexicon, flat_text: str, mention: FoundMention) -> str | None:
    """The name of the marker of a mention (``to``, ``from``, ``by``...), None where nothing marks it."""
    view = window(flat_text, mention.start, mention.end)
    for name, pattern in lexicon.markers:
        if pattern.search(view):
            return name
    clitics = mention.proclitic or ""
    inside = flat_text[mention.start : mention.start + 2]
    for letters, name in lexicon.proclitic_markers.items():
        if clitics.endswith(letters) or (len(letters) > 1 and inside == letters):
            return name
    return None


def _coordinated(scene: Scene, before: Party, party: Party) -> bool:
    between = scene.flat[before.mention.end : party.mention.start]
    if not between.strip() or scene.lexicon.conjunction.fullmatch(between) is None:
        return False
    if scene.lexicon.preverbal:
        return True
    # "to Iraq, and China delivered", "to Russia, Ukraine said": what a verb follows begins a clause of its own.
    verbs = [(t.start, t.end) for t in scene.triggers if not t.nominal and t.frame != "deal"]
    verbs += [(cue.start, cue.end) for cue in scene.attribution]
    return not any(
        start >= party.mention.end and scene.words.between(party.mention.end, start) == 0
        for start, _ in verbs
    )


def coordinated_with(scene: Scene, party: Party, others: Sequence[Party]) -> list[Party]:
    """The party and those that stand in one list with it ("to Egypt, Jordan and Iraq")."""
    ordered = sorted(others, key=lambda p: p.mention.start)
    position = next(i for i, p in enumerate(ordered) if p is party)
    chain = [party]
    for step in (1, -1):
        i = position
        while 0 <= i + step < len(ordered):
            left, right = sorted((ordered[i], ordered[i + step]), key=lambda p: p.mention.start)
            if left.marker != right.marker or not _coordinated(scene, left, right):
                break
            chain.append(ordered[i + step])
            i += step
    return chain


def distance(scene: Scene, a: tuple[int, int], b: tuple[int, int]) -> int:
    """Words between two spans, 0 where they touch."""
    return scene.words.between(a[1], b[0]) if a[1] <= b[0] else scene.words.between(b[1], a[0])


def tie(scene: Scene, party: Party, trigger: Trigger, others: Sequence[Party]) -> str:
    """What ties a party to a trigger: its marker or its place. Names as in ``roles.yaml``."""
    span, cue = (party.mention.start, party.mention.end), (trigger.start, trigger.end)
    gap = distance(scene, span, cue)
    before = span[1] <= cue[0]
    nominal = trigger.frame.startswith("nominal") or trigger.frame == "deal"
    if party.marker is not None:
        if party.marker == "to" and trigger.get_source_is_to:
            return "from"
        return party.marker
    if party.mention.form == "demonym":
        if gap <= _NEAR:
            return "adjective" if nominal or trigger.frame == "arrive" else "subject" if before else "none"
        return "none"
    if _beside_light_verb(scene, span, others):
        return "subject"
    order = scene.lexicon.order
    if before:
        rival = any(
            p is not party
            and p.marker is None
            and p.mention.form != "demonym"
            and span[1] <= p.mention.start < cue[0]
            for p in others
        )
        if not nominal and _led_by_light_verb(scene, party, others):
            return "object"  # "China könnte Ägypten Kampfjets verkaufen"
        if nominal:
            reach = 3 if trigger.frame != "deal" else _SUBJECT_REACH
            return "subject" if gap <= reach and not rival else "none"
        return "subject" if gap <= _SUBJECT_REACH and not rival else "none"
    if order == "vso":
        return _after_verb(scene, party, trigger, others, gap, nominal=nominal)
    return "object" if gap <= _NEAR else "none"


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


def _led_by_light_verb(scene: Scene, party: Party, others: Sequence[Party]) -> bool:
    """Whether a party stands right behind a verb like "may" whose subject stands before it."""
    for cue in scene.light_verbs:
        if cue.end <= party.mention.start and scene.words.between(cue.end, party.mention.start) == 0:
            return not _beside_light_verb(scene, (party.mention.start, party.mention.end), others)
    return False


def _beside_light_verb(scene: Scene, span: tuple[int, int], others: Sequence[Party]) -> bool:
    """Whether a party is the subject of a verb like "began" or "may": right before it, or, where nobody else is, behind."""
    for cue in scene.light_verbs:
        if span[1] <= cue.start and scene.words.between(span[1], cue.start) == 0:
            return True
        if cue.end <= span[0] and scene.words.between(cue.end, span[0]) == 0:
            return not any(
                other.marker is None
                and other.mention.end <= cue.start
                and scene.words.between(other.mention.end, cue.start) == 0
                for other in others
            )
    return False


def score(
    scene: Scene, party: Party, triggers: Sequence[Trigger], goods: Goods, others: Sequence[Party]
) -> Candidate:
    """A party's fitness for both roles of the transfer of these goods; the first trigger counts most."""
    features = weights()["features"]
    candidate = Candidate(party)
    for index, trigger in enumerate(triggers):
        _add_tie(scene, candidate, trigger, triggers, others, leading=index == 0)
    _add_distance(scene, candidate, triggers)
    _add_adjective(scene, candidate, triggers, goods)
    if party.actor in goods.makers:
        candidate.add("goods_origin", features["goods_origin"])
    if party.kind in ("company", "group", "force"):
        candidate.add(party.kind, features[party.kind])
    if party.beneficiary:
        candidate.add("beneficiary", features["beneficiary"])
    if party.speaker:
        candidate.add("speaker", features["speaker"])
    return candidate


def _add_tie(
    scene: Scene,
    candidate: Candidate,
    trigger: Trigger,
    triggers: Sequence[Trigger],
    others: Sequence[Party],
    *,
    leading: bool,
) -> None:
    table, features, party = weights()["frames"], weights()["features"], candidate.party
    name = tie(scene, party, trigger, others)
    factor = 1.0 if leading else float(features["second_trigger"])
    deal = next((t for t in triggers[1:] if t.frame == "deal"), None)
    if deal is not None and _stands_between(deal, party, triggers[0]):
        # "X signed a contract with Y for the delivery": both belong to the contract, not to the delivery.
        name = "none" if leading and name in ("subject", "with", "none") else name
        factor = 1.0
    if party.mention.form == "demonym" and party.marker is not None:
        factor *= float(features["marked_adjective"])
    candidate.add(f"{trigger.frame}:{name}", table[trigger.frame][name], factor)


def _add_distance(scene: Scene, candidate: Candidate, triggers: Sequence[Trigger]) -> None:
    features, trigger = weights()["features"], triggers[0]
    span = (candidate.party.mention.start, candidate.party.mention.end)
    nearest = min(distance(scene, span, (t.start, t.end)) for t in triggers)
    candidate.add("far", features["far"], min(nearest, _FARTHEST))
    low, high = sorted((span, (trigger.start, trigger.end)))
    crossed = sum(1 for t in scene.triggers if low[1] <= t.start and t.end <= high[0] and t not in triggers)
    if crossed:
        candidate.add("crosses_trigger", features["crosses_trigger"], min(crossed, 2))
    if span[1] <= trigger.start and any(
        t.end <= span[0] and t not in triggers for t in _in_sentence(scene, trigger)
    ):
        candidate.add("others_trigger", features["others_trigger"])


def _add_adjective(scene: Scene, candidate: Candidate, triggers: Sequence[Trigger], goods: Goods) -> None:
    mention, features = candidate.party.mention, weights()["features"]
    if mention.form != "demonym" or candidate.party.marker is not None:
        return
    span = (mention.start, mention.end)
    if min(distance(scene, span, at) for at in goods.spans) <= _NEAR:
        candidate.add("goods_adjective", features["goods_adjective"])
    elif not any(distance(scene, span, (t.start, t.end)) <= _NEAR for t in triggers):
        candidate.add("other_adjective", features["other_adjective"])


def _in_sentence(scene: Scene, trigger: Trigger) -> list[Trigger]:
    sentence = next(s for s in scene.sentences if trigger.start in s)
    return [t for t in scene.triggers if t.start in sentence and t.frame != "deal"]


def _stands_between(deal: Trigger, party: Party, trigger: Trigger) -> bool:
    """Whether a deal is mentioned between a party and the trigger, or right beside the party on that side."""
    low, high = sorted((party.mention.start, trigger.start))
    return low <= deal.start <= high or (party.marker == "with" and deal.start < trigger.start)
