"""A cluster of claims as one transfer: the values taken, the choices made, the denials beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS, XSD
from rdflib.term import Node

from kg.fuse.choose import Choice, Value, choose
from kg.fuse.claims import Amount, Interval, Price, TransferClaim
from kg.namespaces import AG, ID
from kg.reference import load

Triple = tuple[Node, Node, Node]

_PLAIN = ("supplier", "recipient", "weapon", "category", "stage", "epistemicStatus", "kind", "mode", "endUser",
          "financier", "origin")  # fmt: skip
_LISTS = ("supplierBody", "recipientBody", "intermediary")


def transfer_iri(claims: Sequence[TransferClaim], base: str) -> str:
    """A readable IRI that stays as long as the first claim in order (a register's, if there is one) stays."""
    anchor = min(claims, key=lambda claim: (not claim.is_register, claim.iri))
    parties = [
        (anchor.get(role) or "unknown").rsplit("/", 1)[-1].lower() for role in ("supplier", "recipient")
    ]
    goods = (anchor.weapon or anchor.category).rsplit("/", 1)[-1].replace(".", "-").lower()
    digest = hashlib.sha256(anchor.iri.encode()).hexdigest()[:8]
    return f"{base}id/transfer/{'-'.join(parties)}-{goods}-{digest}"


def describe(
    claims: Sequence[TransferClaim], denials: Sequence[TransferClaim], base: str
) -> Iterator[Triple]:
    """The triples of one transfer.

    Args:
        claims: the claims about it, at least one. If all of them deny it, so does the transfer.
        denials: claims that deny it, beside others that affirm it. They give it no values.
        base: what the IRI of the transfer begins with.

    """
    transfer = URIRef(transfer_iri(claims, base))
    yield transfer, RDF.type, AG.Transfer
    yield from _labels(transfer, claims)
    for claim in claims:
        yield transfer, AG.claim, URIRef(claim.iri)
    for claim in denials:
        yield transfer, AG.deniedBy, URIRef(claim.iri)
        yield transfer, AG.claim, URIRef(claim.iri)
    for name in _PLAIN:
        values = _plain(claims, name)
        if values:
            choice = choose(name, values)
            if name == "stage" and (part := _part_delivered(claims, choice)):
                choice = part
            yield transfer, AG[name], URIRef(choice.taken.node)
            yield from _choice(transfer, name, choice)
        elif name in ("supplier", "recipient"):
            yield transfer, AG.unknownProperty, AG[name]
    for name in _LISTS:
        for iri in sorted(set().union(*(claim.several.get(name, frozenset()) for claim in claims))):
            yield transfer, AG[name], URIRef(iri)
    yield from _quantities(transfer, claims)
    yield from _times(transfer, claims)
    yield from _price(transfer, claims)


_WORDING = {
    "en": ("{supplier} to {recipient}: {goods}", "unknown"),
    "ar": ("{supplier} إلى {recipient}: {goods}", "مجهول"),
}


def _labels(transfer: URIRef, claims: Sequence[TransferClaim]) -> Iterator[Triple]:
    """What a reader calls it, in English and Arabic, by the names of the reference knowledge."""
    anchor = min(claims, key=lambda claim: (not claim.is_register, claim.weapon is None, claim.iri))
    for language, (wording, unknown) in _WORDING.items():
        names = {"goods": _name(anchor.weapon, language) or _name(anchor.get("category"), language)}
        names |= {role: _name(anchor.get(role), language) for role in ("supplier", "recipient")}
        yield (
            transfer,
            RDFS.label,
            Literal(wording.format(**{role: name or unknown for role, name in names.items()}), lang=language),
        )


def _name(iri: str | None, language: str) -> str | None:
    entity = load().get(iri) if iri else None
    return entity.labels.get(language) if entity else None


def _plain(claims: Sequence[TransferClaim], name: str) -> list[Value]:
    by_value: dict[str, list[TransferClaim]] = {}
    for claim in claims:
        node = claim.get(name)
        if node is not None and not (name == "kind" and node == str(ID["kind/unknown"])):
            by_value.setdefault(node, []).append(claim)
    return [
        Value(
            node.rsplit("/", 1)[-1] if name == "stage" else node,
            node,
            tuple(given),
            float(node.rsplit("/", 1)[-1].count(".")) if name == "category" else 0.0,
        )
        for node, given in sorted(by_value.items())
    ]


def _part_delivered(claims: Sequence[TransferClaim], choice: Choice) -> Choice | None:
    """Three of 24 handed over: the deal is being delivered, although the three are there."""
    agreed = [c.quantity for c in claims if c.quantity and c.quantity.known and not c.counts_handed_over]
    handed = [c.quantity for c in claims if c.quantity and c.quantity.known and c.counts_handed_over]
    if choice.taken.key != "delivered" or not agreed or not handed:
        return None
    if max(amount.high for amount in handed) >= max(amount.low for amount in agreed):
        return None
    taken = Value("delivering", str(ID["stage/delivering"]), choice.taken.claims)
    ordered = Value("ordered", str(ID["stage/ordered"]), tuple(c for c in claims if not c.is_delivery))
    return Choice(
        taken, (ordered,), "part-delivery", "fewer were handed over than were ordered, as far as is known"
    )


def _quantities(transfer: URIRef, claims: Sequence[TransferClaim]) -> Iterator[Triple]:
    """What was agreed and what was handed over are two numbers and no contradiction."""
    agreed = [c for c in claims if c.quantity and c.quantity.known and not c.counts_handed_over]
    handed = [c for c in claims if c.quantity and c.quantity.known and c.counts_handed_over]
    found = False
    for name, given in (("quantity", agreed or handed), ("quantityDelivered", handed)):
        values = _amounts(given)
        if not values:
            continue
        found = True
        choice = choose(name, values)
        node = URIRef(f"{transfer}#{name}")
        amount = next(c.quantity for c in choice.taken.claims if c.quantity)
        yield transfer, AG[name], node
        yield from _amount(node, amount)
        yield from _choice(transfer, name, choice)
    if not found:
        yield transfer, AG.unknownProperty, AG.quantity


def _amounts(claims: Sequence[TransferClaim]) -> list[Value]:
    by_value: dict[tuple[Decimal | None, Decimal | None, str], list[TransferClaim]] = {}
    for claim in claims:
        if claim.quantity:
            by_value.setdefault(
                (claim.quantity.minimum, claim.quantity.maximum, claim.quantity.unit), []
            ).append(claim)
    return [
        Value(
            key, given[0].quantity.node if given[0].quantity else "", tuple(given), -_width(given[0].quantity)
        )
        for key, given in sorted(by_value.items(), key=lambda entry: entry[1][0].iri)
    ]


def _width(amount: Amount | None) -> float:
    """How far the bounds of an amount are apart, as a ratio: 1 for an exact number."""
    if amount is None or amount.minimum is None or amount.maximum is None:
        return float("inf")
    return float((amount.maximum + 1) / (amount.minimum + 1))


def _amount(node: URIRef, amount: Amount) -> Iterator[Triple]:
    yield node, RDF.type, AG.Quantity
    for name, number in (("minimum", amount.minimum), ("maximum", amount.maximum)):
        if number is not None:
            yield node, AG[name], Literal(f"{number.normalize():f}", datatype=XSD.decimal, normalize=False)
    yield node, AG.unit, Literal(amount.unit)
    yield node, PROV.wasDerivedFrom, URIRef(amount.node)


def _times(transfer: URIRef, claims: Sequence[TransferClaim]) -> Iterator[Triple]:
    phases = {
        "ordered": [(c, c.order_time) for c in claims],
        "delivered": [(c, c.delivery_time) for c in claims],
        "when": [(c, c.when) for c in claims],
    }
    for name, dated in phases.items():
        by_value: dict[str, list[tuple[TransferClaim, Interval]]] = {}
        for claim, interval in dated:
            if interval is not None:
                by_value.setdefault(interval.edtf, []).append((claim, interval))
        if not by_value:
            continue
        values = [
            Value(edtf, given[0][1].node, tuple(claim for claim, _ in given), -float(given[0][1].days))
            for edtf, given in sorted(by_value.items())
        ]
        if name == "when":
            # The date of the furthest stage is the date of the transfer; no choice between rivals.
            latest = choose("stage", _plain(claims, "stage")).taken.claims
            dates = [interval for claim, interval in dated if claim in latest and interval is not None]
            chosen = min(dates, key=lambda interval: (interval.days, interval.node)) if dates else None
        else:
            choice = choose(name, values)
            chosen = next(i for c, i in dated if i is not None and i.edtf == choice.taken.key)
            yield from _choice(transfer, name, choice)
        if chosen is not None:
            node = URIRef(f"{transfer}#{name}")
            yield transfer, AG[name], node
            yield from _interval(node, chosen)


def _interval(node: URIRef, interval: Interval) -> Iterator[Triple]:
    yield node, RDF.type, AG.Interval
    yield node, AG.edtf, Literal(interval.edtf)
    for bounds, end in ((interval.start, "Start"), (interval.end, "End")):
        if bounds:
            yield node, AG[f"earliest{end}"], Literal(bounds[0].isoformat(), datatype=XSD.date)
            yield node, AG[f"latest{end}"], Literal(bounds[1].isoformat(), datatype=XSD.date)
    yield node, AG.endState, Literal(interval.end_state)
    yield node, PROV.wasDerivedFrom, URIRef(interval.node)


def _price(transfer: URIRef, claims: Sequence[TransferClaim]) -> Iterator[Triple]:
    by_value: dict[tuple[Decimal, str], list[TransferClaim]] = {}
    for claim in claims:
        if claim.value and claim.value.amount is not None:
            by_value.setdefault((claim.value.amount, claim.value.currency), []).append(claim)
    if not by_value:
        return
    values = [
        Value(key, given[0].value.node if given[0].value else "", tuple(given))
        for key, given in sorted(by_value.items())
    ]
    choice = choose("value", values)
    price: Price = next(c.value for c in choice.taken.claims if c.value)
    node = URIRef(f"{transfer}#value")
    yield transfer, AG.value, node
    yield node, RDF.type, AG.MonetaryValue
    if price.amount is not None:
        yield node, AG.amount, Literal(f"{price.amount.normalize():f}", datatype=XSD.decimal, normalize=False)
    if price.currency:
        yield node, AG.currency, Literal(price.currency)
    yield node, PROV.wasDerivedFrom, URIRef(price.node)
    yield from _choice(transfer, "value", choice)


def _choice(transfer: URIRef, name: str, choice: Choice) -> Iterable[Triple]:
    """A choice is written down only where there was one to make."""
    if not choice.rivals:
        return
    node = URIRef(f"{transfer}#choice-{name}")
    yield transfer, AG.choice, node
    yield node, RDF.type, AG.Choice
    yield node, AG.chosenProperty, AG[name]
    yield node, AG.rule, ID[f"rule/{choice.rule}"]
    yield node, AG.reason, Literal(choice.reason, lang="en")
    for claim in choice.taken.claims:
        yield node, AG.chosenFrom, URIRef(claim.iri)
    for rival in choice.rivals:
        for claim in rival.claims:
            yield node, AG.rival, URIRef(claim.iri)
