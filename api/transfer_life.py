"""A transfer told in two other ways: its life in order, and its claims side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from api import models as m
from api.graph import Triples
from api.models.transfers import (
    ClaimedValue,
    EventSource,
    PropertyRivals,
    PropertyValue,
    Rivals,
    Timeline,
    TimelineEvent,
)
from api.views import PARTIES

_THINGS = {member: name.removeprefix("ag:") for member, name in PARTIES.items()}
_THING = {"stage": "stage", "kind": "kind", "epistemic": "epistemicStatus"}
_INTERVALS = {"ordered": "ordered", "delivered": "delivered", "when": "when"}
_QUANTITIES = {"quantity": "quantity", "quantity_delivered": "quantityDelivered"}
_DATED_BY = {
    "ordered": ("when", "ordered"),
    "delivering": ("when", "delivered"),
    "delivered": ("when", "delivered"),
}
"""Stage -> what of a claim dates it, the first that is given; others go by ``when`` alone."""
_ORDER = ("stage", "order", "delivery", "yearly delivery", "publication")
"""What comes first of events of one day."""


def rivals_of(transfer: m.Transfer) -> Rivals:
    """What the claims say property by property, in the order in which the model declares these."""
    choices = {choice.property: choice for choice in transfer.choices}
    items = []
    for member, name in _members():
        given = [(claim, value) for claim in transfer.claims if (value := _value(claim, member)) is not None]
        if given:
            choice = choices.get(name)
            items.append(
                PropertyRivals(
                    property=name,
                    contested=choice is not None,
                    taken=PropertyValue(**(_value(transfer, member) or {})),
                    rule=choice.rule if choice else None,
                    reason=choice.reason if choice else None,
                    values=[_claimed(claim, value, choice, transfer) for claim, value in given],
                )
            )
    return Rivals(iri=transfer.iri, id=transfer.id, items=items)


def _members() -> Iterator[tuple[str, str]]:
    """Members of a description with the names of their properties."""
    names = {**_THINGS, **_THING, **_INTERVALS, **_QUANTITIES, "value": "value", "deliveries": "delivery"}
    return ((member, names[member]) for member in m.Description.model_fields if member in names)


def _value(description: m.Description, member: str) -> dict[str, Any] | None:
    """The value of a member as the fields of a ``PropertyValue``; None if it has none."""
    value = getattr(description, member)
    if value is None or value == []:
        return None
    if member in _THINGS:
        return {"things": value}
    if member in _THING:
        return {"things": [value]}
    if member in _INTERVALS:
        return {"interval": value}
    if member in _QUANTITIES:
        return {"quantity": value}
    return {"money": value} if member == "value" else {"deliveries": value}


def _claimed(
    claim: m.Claim, value: dict[str, Any], choice: m.Choice | None, transfer: m.Transfer
) -> ClaimedValue:
    denies = claim.iri in transfer.denied_by
    return ClaimedValue(
        **value,
        claim=claim.iri,
        record=claim.record,
        epistemic=claim.epistemic,
        confidence=claim.confidence,
        taken=not denies and (choice is None or claim.iri in choice.chosen_from),
        denies=denies,
    )


def timeline_of(transfer: m.Transfer, triples: Triples) -> Timeline:
    """The events of a transfer in order; ``triples``: what it was read from, which says what rests on which claim."""
    events = [
        *_phases(transfer, triples),
        *_yearly(transfer, triples),
        *(event for claim in transfer.claims for event in _of_claim(claim)),
    ]
    events.sort(key=lambda event: (event.date is None, event.date or "", _ORDER.index(event.kind)))
    return Timeline(iri=transfer.iri, id=transfer.id, items=events)


def _phases(transfer: m.Transfer, triples: Triples) -> Iterator[TimelineEvent]:
    if transfer.ordered is not None:
        sources = _sources(transfer, triples, "ordered")
        yield TimelineEvent(
            date=_begin(transfer.ordered), kind="order", interval=transfer.ordered, sources=sources
        )
    if transfer.delivered is not None:
        sources = _sources(transfer, triples, "delivered")
        yield TimelineEvent(
            date=_begin(transfer.delivered), kind="delivery", interval=transfer.delivered, sources=sources
        )


def _yearly(transfer: m.Transfer, triples: Triples) -> Iterator[TimelineEvent]:
    sources = _sources(transfer, triples, "delivery")
    for one in transfer.deliveries:
        yield TimelineEvent(
            date=f"{one.year:04}-01-01",
            kind="yearly delivery",
            year=one.year,
            count=one.count,
            tiv=one.tiv,
            sources=sources,
        )


def _of_claim(claim: m.Claim) -> Iterator[TimelineEvent]:
    source = [EventSource(claim=claim.iri, record=claim.record)]
    said: dict[str, Any] = {"epistemic": claim.epistemic, "text": claim.quotes, "sources": source}
    if claim.stage is not None:
        dating = _DATED_BY.get(claim.stage.id.rpartition("/")[2], ("when",))
        interval = next((given for name in dating if (given := getattr(claim, name)) is not None), None)
        yield TimelineEvent(date=_begin(interval), kind="stage", interval=interval, stage=claim.stage, **said)
    if claim.record is not None and claim.record.issued is not None:
        yield TimelineEvent(date=claim.record.issued, kind="publication", **said)


def _begin(interval: m.Interval | None) -> str | None:
    """The first day that an interval can mean."""
    if interval is None:
        return None
    return interval.earliest_start or interval.latest_start or interval.earliest_end or interval.latest_end


def _sources(transfer: m.Transfer, triples: Triples, name: str) -> list[EventSource]:
    """The claims that a value of the transfer is taken from.

    What the value is derived from lies within the claim; where that is not said, the choice tells, and where there was
    none to make, every claim that gives it.
    """
    claims = {claim.iri: claim for claim in transfer.claims}
    derived = _derived_from(transfer.iri, triples, name)
    chosen = [iri for choice in transfer.choices if choice.property == name for iri in choice.chosen_from]
    member = "deliveries" if name == "delivery" else name
    giving = [
        iri
        for iri, claim in claims.items()
        if getattr(claim, member) not in (None, []) and iri not in transfer.denied_by
    ]
    found = next((those for those in (derived & claims.keys(), chosen, giving) if those), [])
    return [EventSource(claim=iri, record=claims[iri].record) for iri in sorted(found) if iri in claims]


def _derived_from(iri: str, triples: Triples, name: str) -> set[str]:
    nodes: Iterable[str] = triples.iris(iri, f"ag:{name}")
    return {
        origin.partition("#")[0] for node in nodes for origin in triples.iris(node, "prov:wasDerivedFrom")
    }
