"""Open roles of drafts, worked out from what stands around them: who speaks, what was told before, who makes the system."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter

from kg.extract.draft import Draft, Side, same_goods, sentences_between
from kg.extract.parties import marker_of
from kg.extract.scene import Scene
from kg.extract.spans import starting

_BACK = 3
_AROUND = 3_000
"""Characters around a sentence in which only one other state may be named for it to be the supplier."""
_STRONG = 2.5
_CLEAR = 1.0
_NO_SUPPLIER = frozenset({"to", "in", "against", "none"})
"""Markers of a state that is only a place, a target or another taker: "the sale to Greece", "critics in Israel"."""


def fill(scene: Scene, drafts: list[Draft]) -> None:
    """Fill the open roles of the drafts of a document, as far as the rules can tell."""
    _turn(drafts)
    whole = [draft for draft in drafts if draft.complete]
    listed: dict[tuple[int, int], set[str]] = {}
    for draft in drafts:
        if draft.recipient is not None and draft.supplier is None:
            listed.setdefault(draft.place, set()).add(draft.recipient.actor)
    for draft in drafts:
        _fill(scene, draft, whole, listed.get(draft.place, set()))


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
        return sentences_between(other, draft), other.sentence.start > position

    for other in sorted(_near(whole, draft), key=nearness):
        if not same_goods(other, draft):
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
    if len({other.parties for other in told}) != 1:
        return
    here = starting(scene.mentions, draft.sentence.start, draft.sentence.end)
    named = {m.entity for m in here if m.kind in ("state", "group") and m.entity}
    if not named <= {*told[0].parties}:
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


def worth_keeping(draft: Draft) -> bool:
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
        and not draft.only_arms
        and draft.strength >= _STRONG
    )


def _anaphoric(draft: Draft) -> bool:
    return any(
        side is not None and side.mention is not None and side.mention.start in draft.sentence
        for side in (draft.supplier, draft.recipient)
        if side is not None and side.how != "explicit"
    )


def _number(draft: Draft) -> int:
    return draft.sentence.number
