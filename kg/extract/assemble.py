"""From deals and events to a facts record: ids, entities, mentions, quotes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from kg.extract.book import Book
from kg.extract.draft import Draft, Side
from kg.extract.merge import leading, most_specific, repeated
from kg.extract.scene import Goods, Scene
from kg.extract.status import Voice
from kg.facts import (
    NARRATOR,
    Attribution,
    Epistemic,
    Item,
    Mention,
    Money,
    Quantity,
    Quote,
    Transfer,
    When,
)

_CLEAR, _DOUBTFUL = 0.9, 0.6
"""How probable its parties must be for a transfer to be of high confidence, and of medium."""
CONFIDENCE = {"high": Decimal("0.9"), "medium": Decimal("0.75"), "low": Decimal("0.5")}
"""How often a transfer of each class is right, as measured on annotated news (docs/extraction.md)."""


def quote(scene: Scene, start: int, end: int) -> Quote:
    """A quote of the text, white space and loose punctuation at its ends left out."""
    loose = " \t\r\n,،;؛:"
    while start < end and scene.text[start] in loose:
        start += 1
    while end > start and scene.text[end - 1] in loose:
        end -= 1
    return Quote(start=start, end=end, text=scene.text[start:end])


def mentions(scene: Scene, book: Book) -> tuple[Mention, ...]:
    """All mentions of a document, in order."""
    made = []
    for number, found in enumerate(scene.mentions, 1):
        entity = book.use_mention(found)
        made.append(
            Mention(
                id=f"m{number:02d}",
                entity=entity,
                start=found.start,
                end=found.end,
                text=found.text,
                form=found.form,
                proclitic=found.proclitic,
            )
        )
    return tuple(made)


def transfers(scene: Scene, deals: list[list[Draft]], book: Book) -> tuple[Transfer, ...]:
    """One transfer for each group of deals that one sentence tells of the same parties in the same way."""
    groups: dict[tuple[Any, ...], list[list[Draft]]] = {}
    for deal in deals:
        lead = leading(deal)
        first = deal[0]
        together = (
            first.sentence,
            first.trigger,
            lead.supplier.actor if lead.supplier else None,
            lead.recipient.actor if lead.recipient else None,
            lead.status.stage,
            lead.status.epistemic,
            len(deal) == 1 or id(deal),
        )
        groups.setdefault(together, []).append(deal)
    again = repeated(deals)
    return tuple(
        _transfer(scene, f"t{number}", group, book, again=any(id(deal) in again for deal in group))
        for number, group in enumerate(groups.values(), 1)
    )


def _transfer(scene: Scene, name: str, group: list[list[Draft]], book: Book, *, again: bool) -> Transfer:
    lead = leading(group[0])
    items = []
    for number, deal in enumerate(group, 1):
        goods = most_specific(deal).goods
        shared = [f"{name}.{n}" for n in range(1, len(group) + 1) if n != number]
        items.append(
            Item(
                id=f"{name}.{number}",
                weapon=book.use_goods(goods),
                quantity=_quantity(scene, deal, group, shared),
                **{"class": goods.category},
            )
        )
    every = [draft for deal in group for draft in deal]
    supplier, recipient = _joined([d.supplier for d in every]), _joined([d.recipient for d in every])
    attributions = _attributions(scene, every, book)
    confidence = _confidence(lead, supplier, recipient, again=again)
    when = _when(lead, every)
    stage = lead.status.stage
    if stage == "delivered" and when is not None and when.end_state == "open":
        stage = "delivering"
    users = [d.beneficiary for d in every if d.beneficiary]
    return Transfer(
        id=name,
        supplier=book.use_actor(supplier.actor) if supplier else None,
        recipient=book.use_actor(recipient.actor) if recipient else None,
        supplier_orgs=tuple(book.use("organisation", b) for b in supplier.bodies) if supplier else (),
        recipient_orgs=tuple(book.use("organisation", b) for b in recipient.bodies) if recipient else (),
        end_user=book.use_actor(users[0]) if users else None,
        items=tuple(items),
        stage=stage,
        epistemic=_epistemic(scene, lead, supplier, recipient),
        mode=next((d.mode for d in every if d.mode), None),
        kind=next((d.kind for d in every if d.kind != "unknown"), "unknown"),
        when=when,
        ordered=_dated(every, _ORDER),
        delivered=_dated(every, _DELIVERY),
        value=_money(scene, lead, every, [i.id for i in items]),
        attributions=attributions or (NARRATOR,),
        roles={
            role: side.how
            for role, side in (("supplier", supplier), ("recipient", recipient))
            if side is not None
        },
        evidence=_evidence(scene, every),
        confidence=CONFIDENCE[confidence],
        confidence_class=confidence,
    )


def _joined(sides: list[Side | None]) -> Side | None:
    """One side of a deal from all statements about it: the plainest wording counts."""
    there = [side for side in sides if side is not None]
    if not there:
        return None
    order = {"explicit": 0, "implicit": 1, "inferred": 2}
    best = min(there, key=lambda side: order[side.how])
    bodies = sorted({body for side in there for body in side.bodies})
    return Side(best.actor, bodies, best.how, best.mention)


def _epistemic(scene: Scene, lead: Draft, supplier: Side | None, recipient: Side | None) -> Epistemic:
    """A party that says so itself confirms it."""
    if lead.status.epistemic == "claimed":
        parties = {side.actor for side in (supplier, recipient) if side}
        for voice in lead.status.voices:
            if voice.speaker and voice.speaker.entity and voice.stance == "affirm" and not voice.accuses:
                state = scene.entity(voice.speaker.entity).state
                if state in parties:
                    return "confirmed"
    return lead.status.epistemic


def _evidence(scene: Scene, drafts: list[Draft]) -> tuple[Quote, ...]:
    """For each sentence, the stretch from the first to the last word that the transfer rests on."""
    found: dict[int, Quote] = {}
    for draft in drafts:
        spans = [(draft.trigger.start, draft.trigger.end), *draft.goods.spans]
        spans += [
            (side.mention.start, side.mention.end)
            for side in (draft.supplier, draft.recipient)
            if side and side.mention and side.mention.start in draft.sentence
        ]
        if draft.time:
            spans.append((draft.time.start, draft.time.end))
        # A denial or a rumour quoted without the word that says so would read as a fact.
        spans += [
            (v.start, v.end)
            for v in draft.status.voices
            if v.stance in ("deny", "doubt") or v.kind == "rumour"
        ]
        if draft.goods.amount and not draft.goods.named_before:
            spans.append((draft.goods.amount.start, draft.goods.amount.end))
        start, end = min(s for s, _ in spans), max(e for _, e in spans)
        start, end = _whole_words(scene.text, start, end)
        old = found.get(draft.sentence.start)
        if old:
            start, end = min(start, old.start), max(end, old.end)
        found[draft.sentence.start] = quote(scene, start, end)
        if draft.goods.named_before and not any(
            one.start <= draft.goods.named_before[0] < one.end for one in found.values()
        ):
            start, end = _whole_words(scene.text, *_with_amount(draft.goods, draft.goods.named_before))
            found[start] = quote(scene, start, end)
    return tuple(found.values())


def _with_amount(goods: Goods, span: tuple[int, int]) -> tuple[int, int]:
    amount = goods.amount
    return span if amount is None else (min(span[0], amount.start), max(span[1], amount.end))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _quantity(
    scene: Scene, deal: list[Draft], group: list[list[Draft]], others: list[str]
) -> Quantity | None:
    amount = next((d.goods.amount for d in deal if d.goods.amount), None)
    shared: tuple[str, ...] = ()
    if amount is None and group[0] is not deal:
        # "hundreds of thousands of shells and rockets": one number before a list counts for all of it.
        first = next((d.goods.amount for d in group[0] if d.goods.amount), None)
        if first is not None and first.min != first.max:
            amount = first
    if amount is None:
        return None
    if amount.min != amount.max and others:
        shared = tuple(others)
    return Quantity(
        text=Quote(start=amount.start, end=amount.end, text=scene.text[amount.start : amount.end]),
        min=amount.min,
        max=amount.max,
        approximate=amount.approximate,
        shared_with=shared,
    )


def _money(scene: Scene, lead: Draft, drafts: list[Draft], items: list[str]) -> Money | None:
    draft = lead if lead.money else next((d for d in drafts if d.money), None)
    if draft is None or draft.money is None:
        return None
    price = draft.money
    return Money(
        amount=price.amount,
        max=price.max,
        currency=price.currency,
        text=Quote(start=price.start, end=price.end, text=scene.text[price.start : price.end]),
        shared_with=tuple(items[1:]) if draft.money_shared else (),
    )


def _when(lead: Draft, drafts: list[Draft]) -> When | None:
    for draft in (lead, *drafts):
        if draft.time is not None and draft.time.when is not None:
            return draft.time.when
    return None


_ORDER, _DELIVERY = ("agreed", "ordered"), ("delivering", "delivered")


def _dated(drafts: list[Draft], stages: tuple[str, ...]) -> When | None:
    """When a phase of the deal was, by the first statement of that phase that has a date."""
    dates = (d.time.when for d in drafts if d.status.stage in stages and d.time is not None)
    return next((when for when in dates if when is not None), None)


def attribution(scene: Scene, voice: Voice, book: Book) -> Attribution:
    """A voice as the facts format has it."""
    source = book.use_mention(voice.speaker) if voice.speaker is not None else None
    return Attribution(
        source=source or "unnamed",
        kind=voice.kind,
        stance=voice.stance,
        quote=quote(scene, voice.start, voice.end),
    )


def _attributions(scene: Scene, drafts: list[Draft], book: Book) -> tuple[Attribution, ...]:
    made: dict[tuple[str, str], Attribution] = {}
    for draft in drafts:
        for voice in draft.status.voices:
            one = attribution(scene, voice, book)
            made.setdefault((one.source, one.stance), one)
    return tuple(made.values())


def _confidence(
    lead: Draft, supplier: Side | None, recipient: Side | None, *, again: bool
) -> Literal["high", "medium", "low"]:
    """How sure a transfer is: by the probability of its parties, and by whether the document may have told it ``again``.

    High also asks for goods that are named or counted, and for parties that the text itself names; a role that is left
    open makes for low confidence. What counts was chosen by how often it is right on annotated passages that were not
    learned from; docs/extraction.md has the figures.
    """
    if supplier is None or recipient is None or again or lead.probability < _DOUBTFUL:
        return "low"
    told = supplier.how == recipient.how == "explicit"
    counted = lead.goods.named or lead.goods.amount is not None
    return "high" if lead.probability >= _CLEAR and told and counted else "medium"
