"""What follows from the fused transfers: who supplies whom, who was in office then, and which embargo was in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rdflib import URIRef
from rdflib.term import Node

from kg.infer.days import Span, holding, span
from kg.namespaces import AG, ID
from kg.store.select import Select, Triple, ask, links

NO_GROUND = frozenset({ID["epistemic/denied"], ID["epistemic/hypothetical"]})
"""A claim of such a status is no ground for saying that somebody supplies somebody."""

Times = dict[URIRef, set[Span]]


def transfers(select: Select) -> Iterator[Triple]:
    """All that follows from the transfers."""
    suppliers = links(select, "?from a ag:Transfer ; ag:supplier ?to .")
    recipients = links(select, "?from a ag:Transfer ; ag:recipient ?to .")
    ordered, delivered = times(select)
    yield from parties(select, suppliers, recipients)
    yield from in_office(select, AG.inOfficeAtOrder, ordered, suppliers, recipients)
    yield from in_office(select, AG.inOfficeAtDelivery, delivered, suppliers, recipients)
    yield from embargoes(select, ordered, delivered, recipients)


def parties(
    select: Select, suppliers: dict[URIRef, set[URIRef]], recipients: dict[URIRef, set[URIRef]]
) -> Iterator[Triple]:
    """The transfers of each actor, and who supplies whom in a transfer that was ordered and rests on firm ground."""
    for transfer, actors in suppliers.items():
        for actor in actors:
            yield actor, AG.supplierOf, transfer
    for transfer, actors in recipients.items():
        for actor in actors:
            yield actor, AG.recipientOf, transfer
    for transfer in _ordered_on_firm_ground(select):
        for supplier in suppliers.get(transfer, ()):
            for recipient in recipients.get(transfer, ()):
                yield supplier, AG.suppliesTo, recipient
                yield recipient, AG.receivesFrom, supplier


def _ordered_on_firm_ground(select: Select) -> Iterator[URIRef]:
    """Transfers at a stage that implies an order, where a claim that is no denial puts them at such a stage too."""
    implied = {stage for (stage,) in ask(select, "?stage ag:impliesOrder true .", "stage")}
    denials = links(select, "?from ag:deniedBy ?to .")
    stages = links(select, "?from a ag:Transfer ; ag:stage ?to .")
    statuses = links(select, "?from a ag:Transfer ; ag:epistemicStatus ?to .")
    firm: dict[URIRef, bool] = defaultdict(bool)
    rows = ask(
        select,
        "?transfer a ag:Transfer ; ag:claim ?claim . ?claim ag:stage ?stage ; ag:epistemicStatus ?status .",
        "transfer",
        "claim",
        "stage",
        "status",
    )
    for transfer, claim, stage, status in rows:
        if isinstance(transfer, URIRef):
            firm[transfer] |= (
                stage in implied and status not in NO_GROUND and claim not in denials.get(transfer, set())
            )
    for transfer, grounded in firm.items():
        if (
            grounded
            and stages.get(transfer, set()) & implied
            and not statuses.get(transfer, set()) & NO_GROUND
        ):
            yield transfer


def times(select: Select) -> tuple[Times, Times]:
    """When each transfer can have been ordered, and when delivered.

    An end that is not known counts as not later than the latest start, so that nobody is drawn in who came later.
    ``ag:when`` dates the stage; yearly deliveries stand in where there is no interval of delivery.
    """
    ordered = _intervals(select, "?transfer ag:ordered ?interval .")
    delivered = _intervals(select, "?transfer ag:delivered ?interval .")
    for stage, found in (("ordered", ordered), ("delivering", delivered), ("delivered", delivered)):
        pattern = f"?transfer ag:when ?interval ; ag:stage <{ID}stage/{stage}> ."
        for transfer, spans in _intervals(select, pattern).items():
            found.setdefault(transfer, spans)
    yearly: Times = defaultdict(set)
    pattern = "?transfer a ag:Transfer ; ag:delivery ?delivery . ?delivery ag:year ?year ."
    for dated, year in ask(select, pattern, "transfer", "year"):
        if isinstance(dated, URIRef) and (days := span(year)) is not None:
            yearly[dated].add(days)
    for transfer, spans in yearly.items():
        delivered.setdefault(transfer, spans)
    return ordered, delivered


def _intervals(select: Select, pattern: str) -> Times:
    ends = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")
    optional = " ".join(f"OPTIONAL {{ ?interval ag:{end} ?{end} }}" for end in ends)
    found: Times = defaultdict(set)
    for row in ask(select, f"?transfer a ag:Transfer . {pattern} {optional}", "transfer", *ends):
        transfer, *days = row
        if isinstance(transfer, URIRef) and (spanned := _days(*days)) is not None:
            found[transfer].add(spanned)
    return found


def _days(
    earliest_start: Node | None, latest_start: Node | None, earliest_end: Node | None, latest_end: Node | None
) -> Span | None:
    first = span(earliest_start) or span(earliest_end)
    last = span(latest_end) or span(latest_start)
    return Span(first.first, last.last) if first and last and first.first <= last.last else None


def in_office(
    select: Select,
    relation: URIRef,
    when: Times,
    suppliers: dict[URIRef, set[URIRef]],
    recipients: dict[URIRef, set[URIRef]],
) -> Iterator[Triple]:
    """Who held a leading office of a party at a time when it can have happened."""
    tenures: dict[Node, list[tuple[Span, Node]]] = defaultdict(list)
    rows = ask(
        select,
        "?person ag:tenure ?tenure . ?tenure ag:office ?office ; ag:officeOf ?party ; ag:from ?from . "
        "?office a ag:LeadingOffice . OPTIONAL { ?tenure ag:until ?until }",
        "person",
        "tenure",
        "party",
        "from",
        "until",
    )
    for person, _, party, start, until in rows:
        held = holding(start, until)
        if held is not None and party is not None and person is not None:
            tenures[party].append((held, person))
    for transfer, spans in when.items():
        for party in suppliers.get(transfer, set()) | recipients.get(transfer, set()):
            for held, person in tenures.get(party, ()):
                if any(held.meets(days) for days in spans):
                    yield transfer, relation, person


def embargoes(
    select: Select, ordered: Times, delivered: Times, recipients: dict[URIRef, set[URIRef]]
) -> Iterator[Triple]:
    """Embargoes on the recipient that were in force when it can have been ordered or delivered."""
    targeted: dict[Node, list[tuple[Span, Node]]] = defaultdict(list)
    rows = ask(
        select,
        "?embargo a ag:Embargo ; ag:target ?target ; ag:from ?from . OPTIONAL { ?embargo ag:until ?until }",
        "embargo",
        "target",
        "from",
        "until",
    )
    for embargo, target, start, until in rows:
        force = holding(start, until)
        if force is not None and target is not None and embargo is not None:
            targeted[target].append((force, embargo))
    for transfer, actors in recipients.items():
        spans = ordered.get(transfer, set()) | delivered.get(transfer, set())
        for recipient in actors:
            for force, embargo in targeted.get(recipient, ()):
                if any(force.meets(days) for days in spans):
                    yield transfer, AG.embargoCandidate, embargo
