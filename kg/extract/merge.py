"""From the statements of a document to its deals: those about one deal are joined."""

from __future__ import annotations

from kg.extract.draft import Draft, same_goods, sentences_between
from kg.extract.goods import compatible
from kg.extract.scene import Scene
from kg.extract.ties import distance
from kg.facts import STAGES, When

RANK = {stage: rank for rank, stage in enumerate(STAGES)}
_BACK = 3
_UNSAID = frozenset({"arms", "technology"})
_REMEMBERED = 50
"""So many deals of two parties, and statements about a deal, are looked back at: no text for readers has more."""


def deals(scene: Scene, drafts: list[Draft]) -> list[list[Draft]]:
    """The deals of a document, each as the drafts that tell of it, the first one first."""
    found: list[list[Draft]] = []
    by_parties: dict[tuple[str | None, str | None], list[list[Draft]]] = {}
    for draft in sorted(drafts, key=lambda d: d.goods.category == "arms" and not d.goods.named):
        between = by_parties.setdefault(draft.parties, [])
        recent = between[-_REMEMBERED:]
        home = next(
            (deal for deal in recent if all(_same_deal(scene, o, draft) for o in deal[-_REMEMBERED:])), None
        )
        if home is None and draft.only_arms:
            # "arms for Iran and Libya", told again as "helicopters and missiles": the specific goods say it all.
            home = next((deal for deal in recent if _summed_up(deal[0], draft)), None)
        if home is None:
            between.append([draft])
            found.append(between[-1])
        else:
            home.append(draft)
    found.sort(key=lambda deal: (min(d.sentence.start for d in deal), deal[0].goods.start))
    return found


def _summed_up(specific: Draft, draft: Draft) -> bool:
    """Whether a draft of "arms" sums up what a sentence nearby tells of in kind, and as firmly."""
    near = sentences_between(specific, draft) <= 1
    alike = (specific.status.epistemic == "denied") == (draft.status.epistemic == "denied")
    return near and alike


def _same_deal(scene: Scene, a: Draft, b: Draft) -> bool:
    """Whether two drafts of the same parties tell of one deal: goods that fit, no number or time that tells them apart."""
    if not same_goods(a, b):
        return False
    if a.sentence == b.sentence and a.goods is not b.goods and a.trigger is b.trigger:
        return False
    x, y = a.goods.amount, b.goods.amount
    if x and y and x.min is not None and y.min is not None and (x.min, x.max) != (y.min, y.max):
        return False
    if y and (_more(scene, b) or (not x and _still_to_come(a, b))):
        return False
    same_name = a.goods.entity == b.goods.entity
    if not same_name and not (a.goods.named or b.goods.named) and sentences_between(a, b) > _BACK:
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
        between.setdefault(leading(deal).parties, []).append(deal)
    for told in between.values():
        seen: set[str] = set()
        for deal in told:
            category = most_specific(deal).goods.category
            unsaid = category in _UNSAID and len(told) > 1
            if unsaid or any(compatible(one, category) for one in seen):
                found.add(id(deal))
            seen.add(category)
    return found
