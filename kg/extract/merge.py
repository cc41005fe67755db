"""From drafts of sentences to deals of a document: open roles filled, statements about one deal joined."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter

from kg.extract.drafts import Draft, Side
from kg.extract.goods import compatible
from kg.extract.parties import marker_of
from kg.extract.scene import Scene
from kg.extract.spans import starting
from kg.extract.ties import distance
from kg.facts import STAGES, When

RANK = {stage: rank for rank, stage in enumerate(STAGES)}
_BACK = 3
_AROUND = 3_000
"""Characters around a sentence in which only one other state may be named for it to be the supplier."""
_STRONG = 2.5
_CLEAR = 1.0
_NO_SUPPLIER = frozenset({"to", "in", "against", "none"})
"""Markers of a state that is only a place, a target or another taker: "the sale to Greece", "critics in Israel"."""
_UNSAID = frozenset({"arms", "technology"})
_REMEMBERED = 50
"""So many deals of two parties, and statements about a deal, are looked back at: no text for readers has more."""


def deals(scene: Scene, drafts: list[Draft]) -> list[list[Draft]]:
    """The deals of a document, each as the drafts that tell of it, the first one first."""
    _turn(drafts)
    whole = [draft for draft in drafts if draft.complete]
    listed: dict[tuple[int, int], set[str]] = {}
    for draft in drafts:
        if draft.recipient is not None and draft.supplier is None:
            listed.setdefault(_told_at(draft), set()).add(draft.recipient.actor)
    for draft in drafts:
        _fill(scene, draft, whole, listed.get(_told_at(draft), set()))
    filled = [draft for draft in drafts if _worth_keeping(draft)]
    found: list[list[Draft]] = []
    by_parties: dict[tuple[str | None, str | None], list[list[Draft]]] = {}
    filled.sort(key=lambda d: d.goods.category == "arms" and not d.goods.named)
    for draft in filled:
        between = by_parties.setdefault(_parties(draft), [])
        recent = between[-_REMEMBERED:]
        home = next(
            (deal for deal in recent if all(_same_deal(scene, o, draft) for o in deal[-_REMEMBERED:])), None
        )
        if home is None and _only_arms(draft):
            # "arms for Iran and Libya", told again as "helicopters and missiles": the specific goods say it all.
            home = next((deal for deal in recent if _summed_up(deal[0], draft)), None)
        if home is None:
            between.append([draft])
            found.append(between[-1])
        else:
            home.append(draft)
    found.sort(key=lambda deal: (min(d.sentence.start for d in deal), deal[0].goods.start))
    return found


def _turn(drafts: list[Draft]) -> None:
    """Give an undecided pair ("talks between the two on a purchase") the direction that the rest of the text gives it."""
    ways = Counter(
        (d.supplier.actor, d.recipient.actor)
        for d in drafts
        if d.supplier and d.recipient and d.margin >= _CLEAR
    )
    for draft in drafts:
        if draft.supplier is None or draft.recipient is None or draft.margin >= _CLEAR:
            continue
        here = (draft.supplier.actor, draft.recipient.actor)
        if ways[here[::-1]] > ways[here]:
            draft.supplier, draft.recipient = draft.recipient, draft.supplier


def _told_at(draft: Draft) -> tuple[int, int]:
    """The place of a statement: its verb and its goods, which all recipients of one list share."""
    return draft.trigger.start, draft.goods.start


def _fill(scene: Scene, draft: Draft, whole: list[Draft], listed: set[str]) -> None:
    """Work out an open role: from who speaks, from another statement, or from where the system is made.

    ``listed`` are the recipients that the same words name.
    """
    if draft.complete:
        return
    if draft.supplier is None:
        draft.supplier = _speaking_supplier(scene, draft)
    if not draft.complete:
        _take_over(draft, whole)
    if not draft.complete:
        _same_partner(scene, draft, whole)
    if draft.supplier is None:
        draft.supplier = _maker(draft)
    if draft.supplier is None:
        draft.supplier = _only_other(scene, draft, listed)


def _speaking_supplier(scene: Scene, draft: Draft) -> Side | None:
    """The speaker's state: "he told me that he will not sell arms to Iran".

    Of one who says that another gets something, only if his state makes it.
    """
    if draft.recipient is None:
        return None
    gives = draft.trigger.frame in ("give", "provide")
    for voice in draft.status.voices:
        if voice.speaker is None or voice.speaker.entity is None or voice.speaker.kind != "person":
            continue
        state = scene.entity(voice.speaker.entity).state
        if state and state != draft.recipient.actor and (gives or state in draft.goods.makers):
            return Side(state, how="implicit", mention=voice.speaker)
    return None


def _take_over(draft: Draft, whole: list[Draft]) -> None:
    """Take open roles from the nearest complete statement about the same goods that names nobody else.

    Of two that are equally near the earlier one counts; a headline has its own behind it.
    """
    position = draft.sentence.start

    def nearness(other: Draft) -> tuple[int, bool]:
        return _sentences_between(other, draft), other.sentence.start > position

    for other in sorted(_near(whole, draft), key=nearness):
        if not _same_goods(other, draft):
            continue
        if _apart(draft.supplier, other.supplier) or _apart(draft.recipient, other.recipient):
            continue
        draft.supplier = draft.supplier or _inferred(other.supplier)
        draft.recipient = draft.recipient or _inferred(other.recipient)
        return


def _near(whole: list[Draft], draft: Draft) -> list[Draft]:
    """The complete statements of the sentences around a draft."""
    here = draft.sentence.number
    first = bisect_left(whole, here - _BACK, key=_number)
    return whole[first : bisect_right(whole, here + _BACK, key=_number)]


def _same_partner(scene: Scene, draft: Draft, whole: list[Draft]) -> None:
    """Take what is open from a statement nearby that fits, where the sentence names nobody else.

    "Paris sold Egypt 24 fighters. In May Egypt received missiles. The contract also includes radars."
    """
    both_open = draft.supplier is None and draft.recipient is None
    if draft.trigger.weak or (both_open and draft.trigger.frame not in ("deal", "part")):
        return
    told = [
        other
        for other in _near(whole, draft)
        if not _apart(draft.supplier, other.supplier) and not _apart(draft.recipient, other.recipient)
    ]
    if len({_parties(other) for other in told}) != 1:
        return
    here = starting(scene.mentions, draft.sentence.start, draft.sentence.end)
    named = {m.entity for m in here if m.kind in ("state", "group") and m.entity}
    if not named <= {*_parties(told[0])}:
        return
    draft.supplier = draft.supplier or _inferred(told[0].supplier)
    draft.recipient = draft.recipient or _inferred(told[0].recipient)


def _only_other(scene: Scene, draft: Draft, listed: set[str]) -> Side | None:
    """The only other state that the text around names, where it names the recipients plainly and no supplier."""
    if draft.recipient is None or draft.recipient.how != "explicit" or draft.trigger.weak:
        return None
    around = [
        m
        for m in starting(scene.before, draft.sentence.start - _AROUND, draft.sentence.end + _AROUND)
        if m.entity and m.kind in ("state", "organisation", "group", "person") and not m.nested
    ]
    named = [
        (m.entity if m.kind in ("state", "group") else scene.entity(m.entity).state, m)
        for m in around
        if m.entity
    ]
    states = {state for state, _ in named} - {None, draft.recipient.actor, *listed}
    if len(states) != 1:
        return None
    (state,) = states
    # "Italian police", "in Rome": an adjective or a place alone says nothing of who supplies.
    may_supply = any(
        one == state and m.form != "demonym" and marker_of(scene, m) not in _NO_SUPPLIER for one, m in named
    )
    return Side(state, how="inferred") if state and may_supply else None


def _apart(one: Side | None, two: Side | None) -> bool:
    return one is not None and two is not None and one.actor != two.actor


_TAKING = (
    "get", "get_passive", "nominal_get", "deal", "arrive", "give_passive", "provide_passive", "nominal_give", "nominal_provide",
)  # fmt: skip
"""Frames that need not name who supplies."""


def _maker(draft: Draft) -> Side | None:
    """The state that makes the system, where somebody else buys it and nobody is named as selling."""
    origin = draft.goods.origin
    if origin is None or draft.recipient is None or origin == draft.recipient.actor:
        return None
    return Side(origin, how="inferred") if draft.trigger.frame in _TAKING else None


def _inferred(side: Side | None) -> Side | None:
    return Side(side.actor, list(side.bodies), "inferred", side.mention) if side else None


def _worth_keeping(draft: Draft) -> bool:
    """A transfer with both parties, or with one that the text plainly marks and a plain trigger."""
    if draft.complete:
        # "no plans to procure such types" denies nothing of a deal told elsewhere.
        plain = {side.how for side in (draft.supplier, draft.recipient) if side} == {"explicit"}
        return plain or draft.status.epistemic not in ("denied", "hypothetical") or _anaphoric(draft)
    # "Russia sold arms to 61 countries" is general talk, and a Russian submarine for Russia is its own procurement.
    side = draft.recipient
    return (
        side is not None
        and side.actor not in draft.goods.makers
        and side.how == "explicit"
        and not draft.trigger.weak
        and draft.trigger.frame != "part"
        and not _only_arms(draft)
        and draft.strength >= _STRONG
    )


def _anaphoric(draft: Draft) -> bool:
    return any(
        side is not None and side.mention is not None and side.mention.start in draft.sentence
        for side in (draft.supplier, draft.recipient)
        if side is not None and side.how != "explicit"
    )


def _sentences_between(a: Draft, b: Draft) -> int:
    return abs(a.sentence.number - b.sentence.number)


def _number(draft: Draft) -> int:
    return draft.sentence.number


def _same_goods(a: Draft, b: Draft) -> bool:
    if a.goods.named and b.goods.named:
        return a.goods.entity == b.goods.entity and a.goods.name == b.goods.name
    return compatible(a.goods.category, b.goods.category)


def _only_arms(draft: Draft) -> bool:
    return (
        not draft.goods.named
        and draft.goods.category == "arms"
        and draft.goods.amount is None
        and draft.money is None
    )


def _summed_up(specific: Draft, draft: Draft) -> bool:
    """Whether a draft of "arms" sums up what a sentence nearby tells of in kind, and as firmly."""
    near = _sentences_between(specific, draft) <= 1
    alike = (specific.status.epistemic == "denied") == (draft.status.epistemic == "denied")
    return near and alike


def _parties(draft: Draft) -> tuple[str | None, str | None]:
    return (
        draft.supplier.actor if draft.supplier else None,
        draft.recipient.actor if draft.recipient else None,
    )


def _same_deal(scene: Scene, a: Draft, b: Draft) -> bool:
    """Whether two drafts of the same parties tell of one deal: goods that fit, no number or time that tells them apart."""
    if not _same_goods(a, b):
        return False
    if a.sentence == b.sentence and a.goods is not b.goods and a.trigger is b.trigger:
        return False
    x, y = a.goods.amount, b.goods.amount
    if x and y and x.min is not None and y.min is not None and (x.min, x.max) != (y.min, y.max):
        return False
    if y and (_more(scene, b) or (not x and _still_to_come(a, b))):
        return False
    same_name = a.goods.entity == b.goods.entity
    if not same_name and not (a.goods.named or b.goods.named) and _sentences_between(a, b) > _BACK:
        return False
    if _told_again(a, b):
        return True
    return not (_times_apart(a, b) and (not same_name or _phase(a) == _phase(b)))


def _told_again(a: Draft, b: Draft) -> bool:
    """Whether "the drone promised to Switzerland" speaks of a deal told before: no number, no name, no date of its own.

    A day like "on Wednesday" dates what the sentence is about, not the deal.
    """
    dated = b.time is not None and not b.time.relative
    bare = b.goods.amount is None and not b.goods.named and not dated
    return bare and _phase(b) == "order" and a.sentence != b.sentence


def _more(scene: Scene, draft: Draft) -> bool:
    """Whether a statement counts goods beside those told of before: "another eight"."""
    amount = draft.goods.amount
    return amount is not None and any(
        cue.start in draft.sentence and distance(scene, (cue.start, cue.end), (amount.start, amount.end)) <= 1
        for cue in scene.further
    )


def _still_to_come(told: Draft, draft: Draft) -> bool:
    """Whether goods are only planned where others of their kind are there already."""
    return _phase(told) == "delivery" and RANK[draft.status.stage] <= RANK["announced"]


def _phase(draft: Draft) -> str:
    return "delivery" if draft.status.stage in ("delivering", "delivered") else "order"


def _times_apart(a: Draft, b: Draft) -> bool:
    one, two = (_bounds(d.time.when) if d.time and d.time.when else None for d in (a, b))
    if one is None or two is None:
        return False
    return one[1] < two[0] or two[1] < one[0]


def _bounds(when: When) -> tuple[str, str] | None:
    """First and last possible day of the beginning; the end where there is no beginning."""
    pair = when.start or when.end
    if pair is None:
        return None
    last = when.end[1] if when.start and when.end else pair[1]
    return pair[0].isoformat(), last.isoformat()


def leading(deal: list[Draft]) -> Draft:
    """The draft that gives a deal its stage: the one furthest in the life of a deal, a denial only if alone."""
    affirmed = [d for d in deal if d.status.epistemic != "denied"] or deal
    return max(affirmed, key=lambda d: RANK[d.status.stage])


def most_specific(deal: list[Draft]) -> Draft:
    """The draft that names the goods best: a system before a class, a narrow class before a wide one."""
    return max(deal, key=lambda d: (d.goods.named, d.goods.category.count("."), d.goods.category != "arms"))


def repeated(deals: list[list[Draft]]) -> set[int]:
    """The ``id`` of each deal that another one of the document may have told already.

    That is an earlier one of the same parties with goods that fit, or any of theirs where the goods are not said.
    """
    found: set[int] = set()
    between: dict[tuple[str | None, str | None], list[list[Draft]]] = {}
    for deal in deals:
        between.setdefault(_parties(leading(deal)), []).append(deal)
    for told in between.values():
        seen: set[str] = set()
        for deal in told:
            category = most_specific(deal).goods.category
            unsaid = category in _UNSAID and len(told) > 1
            if unsaid or any(compatible(one, category) for one in seen):
                found.add(id(deal))
            seen.add(category)
    return found
