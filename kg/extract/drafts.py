"""From a sentence to drafts of transfers: goods, the trigger that governs them, the parties it ties to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from kg.extract.draft import Draft, Side
from kg.extract.goods import goods_of
from kg.extract.layout import Sentence
from kg.extract.parties import coordinated_with, parties_of
from kg.extract.pointing import named_before, pointed_at
from kg.extract.roles import Assignment, Candidate, Party, assign
from kg.extract.scene import Goods, Scene, Trigger
from kg.extract.scoring import score
from kg.extract.spans import TimeExpression, starting
from kg.extract.status import speakers, status_of, voices
from kg.extract.ties import bought_for_another, distance
from kg.facts import RoleStatus

_WEAK_REACH = 8
_VERB_REACH = 6
_PART_COST = 10.0
"""A word like "includes" governs goods where no word of transfer is near."""


def drafts_of(scene: Scene, sentence: Sentence) -> list[Draft]:
    """The drafts of a sentence; their parties may still be open."""
    triggers = [t for t in scene.triggers if t.start in sentence]
    if not triggers:
        return []
    all_parties = parties_of(scene, sentence)
    heard = voices(scene, sentence)
    accusing, saying = speakers(heard)
    unnamed = [*pointed_at(scene, sentence, heard), *named_before(scene, sentence, all_parties)]
    found: list[Draft] = []
    for goods in goods_of(scene, sentence):
        trigger = _governing(scene, triggers, goods)
        if trigger is None:
            continue
        trigger = bought_for_another(scene, trigger, all_parties)
        governing = [trigger, *[t for t in triggers if t.frame == "deal" and t is not trigger][:1]]
        pool = [*all_parties, *unnamed]
        for party in all_parties:
            party.speaker = party.mention in accusing or (
                party.mention in saying
                and (
                    _told_of_others(party, trigger, all_parties, verb_last=scene.lexicon.order == "sov")
                    or _named_beside(scene, party, trigger, all_parties)
                )
            )
        options = tuple(score(scene, party, governing, goods, pool) for party in pool)
        decision = assign(options)
        if decision.supplier is None or decision.recipient is None:
            decision = _with_verb_across(scene, triggers, trigger, goods, pool) or decision
        draft = Draft(
            sentence,
            goods,
            trigger,
            status_of(scene, sentence, trigger, heard),
            kind=_kind(scene, sentence, trigger),
            mode=_mode(scene, sentence),
            strength=decision.strength,
            margin=decision.margin,
            options=options,
            beneficiary=next((p.body for p in all_parties if p.beneficiary and p.body), None),
        )
        found.extend(_for_each_pair(scene, draft, decision, all_parties))
    _attach_times(scene, sentence, found)
    _attach_money(scene, sentence, found)
    return found


def _with_verb_across(
    scene: Scene, triggers: list[Trigger], lead: Trigger, goods: Goods, pool: list[Party]
) -> Assignment | None:
    """The parties with the help of the verb on the other side of the goods: "India received 36 jets ordered from France"."""
    across = [
        t
        for t in triggers
        if t is not lead
        and t.frame in ("give", "provide", "get")
        and (t.end <= goods.start) != (lead.end <= goods.start)
    ]
    if not across:
        return None
    verb = min(across, key=lambda t: abs(t.start - goods.start))
    decision = assign([score(scene, party, [lead, verb], goods, pool) for party in pool])
    return decision if decision.supplier is not None and decision.recipient is not None else None


def _named_beside(scene: Scene, party: Party, trigger: Trigger, others: list[Party]) -> bool:
    """Whether the sentence names the same actor in a place of its own, as in "Egypt signed..., its ministry said"."""
    return any(
        other.actor == party.actor
        and other.mention is not party.mention
        and other.marker is None
        and other.mention.form != "demonym"
        and _gap(scene, other, trigger) < _gap(scene, party, trigger)
        for other in others
    )


def _gap(scene: Scene, party: Party, trigger: Trigger) -> int:
    return distance(scene, (party.mention.start, party.mention.end), (trigger.start, trigger.end))


def _told_of_others(party: Party, trigger: Trigger, others: list[Party], *, verb_last: bool) -> bool:
    """Whether a speaker tells of what another did: "the White House said that Pyongyang delivered".

    Where the verb comes last, who says so may stand behind it all: "what the North delivered, Seoul said".
    """
    return any(
        other.marker in (None, "subject")
        and other.mention.form != "demonym"
        and other.actor != party.actor
        and (party.mention.end <= other.mention.start or (verb_last and trigger.end <= party.mention.start))
        and other.mention.end <= trigger.start
        for other in others
    )


def _governing(scene: Scene, triggers: list[Trigger], goods: Goods) -> Trigger | None:
    """The trigger nearest to the goods, by words, with a price on the wrong side and on other triggers between."""
    verb_last = scene.lexicon.order == "sov"
    best: tuple[float, Trigger] | None = None
    for trigger in triggers:
        span = (trigger.start, trigger.end)
        if any(span[0] < e and s < span[1] for s, e in goods.spans):
            if trigger.goods is not None:
                return trigger
            continue
        gap = min(distance(scene, span, at) for at in goods.spans)
        if trigger.weak and gap > _WEAK_REACH:
            continue
        cost = float(gap)
        behind = trigger.start >= goods.end
        if behind != verb_last and not (behind and trigger.frame.endswith(("passive", "arrive"))):
            # In a language like Persian the noun of a deed stands before the goods, and the verb behind them.
            verb_behind = (
                behind and scene.lexicon.preverbal and not trigger.nominal and trigger.frame != "deal"
            )
            cost += 1.0 if verb_behind else 5.0
        low, high = sorted((span, (goods.start, goods.end)))
        if behind:
            cost += 2.0 * sum(scene.flat.count(mark, low[1], high[0]) for mark in ",،、，")
        cost += 4.0 * sum(1 for t in triggers if low[1] <= t.start and t.end <= high[0])
        cost += 3.0 * sum(scene.flat.count(mark, low[1], high[0]) for mark in ";؛")
        cost += {"deal": 2.0, "part": _PART_COST}.get(trigger.frame, 0.0)
        if best is None or cost < best[0]:
            best = (cost, trigger)
    return _verb_before(scene, triggers, _package_of(triggers, best[1])) if best else None


def _package_of(triggers: list[Trigger], trigger: Trigger) -> Trigger:
    """Of "a package for Kyiv that includes missiles" the package, which tells whom it is for; not the including."""
    before = [t for t in triggers if t.frame != "part" and t.end <= trigger.start]
    return before[-1] if trigger.frame == "part" and before else trigger


def _verb_before(scene: Scene, triggers: list[Trigger], trigger: Trigger) -> Trigger:
    """The verb that governs a noun of transfer: of "delivered a shipment of rifles", the delivering."""
    if not trigger.nominal:
        return trigger
    verbs = [
        t
        for t in triggers
        if not t.nominal
        and t.frame not in ("deal", "part")
        and t.end <= trigger.start
        and scene.words.between(t.end, trigger.start) <= _VERB_REACH
        and not any(m.kind.startswith("weapon") and t.end <= m.start < trigger.start for m in scene.mentions)
    ]
    return verbs[-1] if verbs else trigger


def _for_each_pair(
    scene: Scene, draft: Draft, decision: Assignment, all_parties: list[Party]
) -> Iterator[Draft]:
    """One draft for each pair of suppliers and recipients, where a role is filled by a list."""
    suppliers = listed_with(scene, decision.supplier, all_parties, decision.recipient)
    recipients = listed_with(scene, decision.recipient, all_parties, decision.supplier)
    for supplier, recipient in product(suppliers or (None,), recipients or (None,)):
        yield replace(
            draft, supplier=side_of(supplier, all_parties), recipient=side_of(recipient, all_parties)
        )


def listed_with(
    scene: Scene, chosen: Candidate | None, all_parties: list[Party], other: Candidate | None
) -> list[Party]:
    """The chosen party and those that stand in one list with it, the other side left out."""
    if chosen is None:
        return []
    party = chosen.party
    if party.inferred or party not in all_parties:
        return [party]
    listed: dict[str, Party] = {}
    for one in coordinated_with(scene, party, all_parties):
        if other is None or one.actor != other.party.actor:
            listed.setdefault(one.actor, one)
    return list(listed.values())


def side_of(party: Party | None, all_parties: list[Party]) -> Side | None:
    if party is None:
        return None
    bodies = sorted(
        {p.body for p in all_parties if p.actor == party.actor and p.body and p.kind in ("company", "force")}
    )
    how: RoleStatus = "inferred" if party.inferred else "implicit" if party.beneficiary else "explicit"
    return Side(party.actor, bodies, how, party.mention)


def _kind(scene: Scene, sentence: Sentence, trigger: Trigger) -> str:
    cues = scene.cues(scene.lexicon.kinds, sentence)
    if cues:
        nearest = min(cues, key=lambda cue: abs(cue.start - trigger.start))
        return str(nearest.get("kind"))
    return trigger.kind


def _mode(scene: Scene, sentence: Sentence) -> str | None:
    cues = scene.cues(scene.lexicon.modes, sentence)
    return str(cues[0].get("mode")) if cues else None


def attach_prices(scene: Scene, drafts: list[Draft]) -> None:
    """Give a price that a sentence of its own tells ("the contract is worth...") to the deal of the sentence before."""
    by_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_sentence.setdefault(draft.sentence.number, []).append(draft)
    for number, sentence in enumerate(scene.sentences if scene.money else ()):
        prices = starting(scene.money, sentence.start, sentence.end)
        triggers = starting(scene.triggers, sentence.start, sentence.end)
        if number in by_sentence or not prices or not any(t.frame == "deal" for t in triggers):
            continue
        told = next((by_sentence[n] for n in (number - 1, number - 2) if n in by_sentence), [])
        without = [draft for draft in told if draft.money is None]
        for draft in without:
            draft.money, draft.money_shared = prices[0], len(without) > 1


def _attach_times(scene: Scene, sentence: Sentence, drafts: list[Draft]) -> None:
    """Date each draft with the time nearest to its trigger; times of other clauses cost more."""
    times = [t for t in scene.times if t.start in sentence and t.when is not None]
    for draft in drafts:
        if times:
            span = (draft.trigger.start, draft.trigger.end)

            def cost(time: TimeExpression, span: tuple[int, int] = span) -> float:
                low, high = sorted(((time.start, time.end), span))
                crossed = sum(1 for t in scene.triggers if low[1] <= t.start and t.end <= high[0])
                return distance(scene, (time.start, time.end), span) + 6.0 * crossed

            draft.time = min(times, key=cost)


def _attach_money(scene: Scene, sentence: Sentence, drafts: list[Draft]) -> None:
    """Give each price to the drafts whose goods are nearest; a price behind a list is shared by it."""
    prices = [m for m in scene.money if m.start in sentence]
    for draft in drafts:
        if prices:
            span = (draft.goods.start, draft.goods.end)
            draft.money = min(
                prices, key=lambda m: (m.start < span[0], distance(scene, (m.start, m.end), span))
            )
    for draft in drafts:
        draft.money_shared = draft.money is not None and sum(d.money is draft.money for d in drafts) > 1
