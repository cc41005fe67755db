"""What follows from the fused transfers: who supplies whom, who was in office then, and which embargo was in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib.namespace import RDF

from kg.index import Index
from kg.infer.days import Span, holding, span
from kg.namespaces import AG, ID
from kg.packaged import packaged_knowledge
from kg.store.terms import ag

NO_GROUND = frozenset({str(ID["epistemic/denied"]), str(ID["epistemic/hypothetical"])})
"""A claim of such a status is no ground for saying that somebody supplies somebody."""

Dated = dict[str, list[tuple[Span, str]]]
"""Whom or what it is about -> when it held, and what held."""

_TYPE = str(RDF.type)
_TRANSFER = str(AG.Transfer)
_SUPPLIER, _RECIPIENT, _STAGE, _STATUS = (
    str(AG.supplier),
    str(AG.recipient),
    str(AG.stage),
    str(AG.epistemicStatus),
)
_CLAIM, _DENIED_BY, _DELIVERY, _YEAR, _WHEN = (
    str(AG.claim), str(AG.deniedBy), str(AG.delivery), str(AG.year), str(AG.when),
)  # fmt: skip
_PHASES = {"ordered": str(AG.ordered), "delivered": str(AG.delivered)}
_STARTS = (str(AG.earliestStart), str(AG.earliestEnd))
_ENDS = (str(AG.latestEnd), str(AG.latestStart))
_DATED_BY_STAGE = {
    str(ID["stage/ordered"]): "ordered",
    str(ID["stage/delivering"]): "delivered",
    str(ID["stage/delivered"]): "delivered",
}


@dataclass(frozen=True)
class Background:
    """What of the reference knowledge bears on transfers.

    ``ordered`` are the stages that imply an order, ``tenures`` of leading offices stand by party, ``embargoes`` by
    target.
    """

    ordered: frozenset[str]
    tenures: Dated
    embargoes: Dated

    @classmethod
    def of(cls, known: Index) -> Background:
        """Read from statements of the reference knowledge."""
        leading = set(known.of_type(str(AG.LeadingOffice)))
        implied = {stage for stage in known if known.text(stage, str(AG.impliesOrder)) == "true"}
        tenures: Dated = defaultdict(list)
        embargoes: Dated = defaultdict(list)
        for thing in known:
            for tenure in known.texts(thing, str(AG.tenure)):
                held = _held(known, tenure)
                if held is not None and not leading.isdisjoint(known.texts(tenure, str(AG.office))):
                    for party in known.texts(tenure, str(AG.officeOf)):
                        tenures[party].append((held, thing))
            if str(AG.Embargo) in known.types(thing) and (force := _held(known, thing)) is not None:
                for target in known.texts(thing, str(AG.target)):
                    embargoes[target].append((force, thing))
        return cls(frozenset(implied), dict(tenures), dict(embargoes))


@cache
def packaged_background() -> Background:
    """The background of the reference knowledge that comes with this package."""
    return Background.of(packaged_knowledge())


def _held(known: Index, thing: str) -> Span | None:
    return holding(known.text(thing, str(AG["from"])), known.text(thing, str(AG.until)))


def transfers(stated: Index, background: Background) -> Iterator[ox.Triple]:
    """All that follows from some transfers.

    Args:
        stated: all that is said about them, and stage and epistemic status of their claims.
        background: what holds beside them.

    """
    for transfer in stated.of_type(_TRANSFER):
        suppliers, recipients = stated.iris(transfer, _SUPPLIER), stated.iris(transfer, _RECIPIENT)
        node = ox.NamedNode(transfer)
        for actor in suppliers:
            yield ox.Triple(ox.NamedNode(actor), ag("supplierOf"), node)
        for actor in recipients:
            yield ox.Triple(ox.NamedNode(actor), ag("recipientOf"), node)
        if _ordered_on_firm_ground(transfer, stated, background.ordered):
            for supplier in map(ox.NamedNode, suppliers):
                for recipient in map(ox.NamedNode, recipients):
                    yield ox.Triple(supplier, ag("suppliesTo"), recipient)
                    yield ox.Triple(recipient, ag("receivesFrom"), supplier)
        when = times(transfer, stated)
        for phase, relation in (("ordered", "inOfficeAtOrder"), ("delivered", "inOfficeAtDelivery")):
            for person in _meeting(background.tenures, [*suppliers, *recipients], when[phase]):
                yield ox.Triple(node, ag(relation), ox.NamedNode(person))
        for embargo in _meeting(background.embargoes, recipients, when["ordered"] | when["delivered"]):
            yield ox.Triple(node, ag("embargoCandidate"), ox.NamedNode(embargo))


def _ordered_on_firm_ground(transfer: str, stated: Index, implied: frozenset[str]) -> bool:
    """Whether it is at a stage that implies an order, and a claim that is no denial puts it at such a stage too."""
    if implied.isdisjoint(stated.texts(transfer, _STAGE)):
        return False
    if not NO_GROUND.isdisjoint(stated.texts(transfer, _STATUS)):
        return False
    denials = set(stated.texts(transfer, _DENIED_BY))
    return any(
        claim not in denials
        and not implied.isdisjoint(stated.texts(claim, _STAGE))
        and bool(set(stated.texts(claim, _STATUS)) - NO_GROUND)
        for claim in stated.texts(transfer, _CLAIM)
    )


def times(transfer: str, stated: Index) -> dict[str, set[Span]]:
    """When a transfer can have been ordered, and when delivered.

    An end that is not known counts as not later than the latest start, so that nobody is drawn in who came later.
    ``ag:when`` dates the stage; yearly deliveries stand in where there is no interval of delivery.
    """
    found = {name: _spans(transfer, prop, stated) for name, prop in _PHASES.items()}
    for stage in stated.texts(transfer, _STAGE):
        phase = _DATED_BY_STAGE.get(stage)
        if phase and not found[phase]:
            found[phase] = _spans(transfer, _WHEN, stated)
    if not found["delivered"]:
        years = (stated.text(delivery, _YEAR) for delivery in stated.texts(transfer, _DELIVERY))
        found["delivered"] = {days for year in years if (days := span(year)) is not None}
    return found


def _spans(transfer: str, prop: str, stated: Index) -> set[Span]:
    return {days for node in stated.texts(transfer, prop) if (days := _days(node, stated)) is not None}


def _days(node: str, stated: Index) -> Span | None:
    first = next((days for prop in _STARTS if (days := span(stated.text(node, prop)))), None)
    last = next((days for prop in _ENDS if (days := span(stated.text(node, prop)))), None)
    return Span(first.first, last.last) if first and last and first.first <= last.last else None


def _meeting(dated: Dated, actors: Iterable[str], when: set[Span]) -> Iterator[str]:
    """What held of one of the actors on one of these days, each once."""
    if when:
        seen: set[str] = set()
        for actor in actors:
            for held, what in dated.get(actor, ()):
                if what not in seen and any(held.meets(days) for days in when):
                    seen.add(what)
                    yield what
