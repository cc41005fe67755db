"""How well a party fits the supplier's and the recipient's role: its ties and features, weighed by ``roles.yaml``."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.roles import Candidate, Party, weights
from kg.extract.scene import Goods, Scene, Trigger
from kg.extract.ties import distance, tie

_NEAR = 1
_FARTHEST = 25


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
    others = [t for t in scene.triggers if t not in triggers]
    crossed = sum(1 for t in others if low[1] <= t.start and t.end <= high[0] and not _of_a_package(scene, t))
    if crossed:
        candidate.add("crosses_trigger", features["crosses_trigger"], min(crossed, 2))
    if span[1] <= trigger.start and any(t.end <= span[0] and t.frame != "deal" for t in others):
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


def _of_a_package(scene: Scene, trigger: Trigger) -> bool:
    """Whether "includes" says what is in a deal named right before it; then nobody else comes between."""
    return trigger.frame == "part" and any(
        t.frame == "deal" and t.end <= trigger.start and scene.words.between(t.end, trigger.start) <= _NEAR
        for t in scene.triggers
    )


def _stands_between(deal: Trigger, party: Party, trigger: Trigger) -> bool:
    """Whether a deal is mentioned between a party and the trigger, or right beside the party on that side."""
    low, high = sorted((party.mention.start, trigger.start))
    return low <= deal.start <= high or (party.marker == "with" and deal.start < trigger.start)
