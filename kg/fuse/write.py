"""A cluster of claims as one transfer: the values taken, the choices made, the denials beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF, RDFS

from kg.fuse.choose import Choice, Value, choose
from kg.fuse.claims import Amount, Interval, TransferClaim, YearlyDelivery
from kg.namespaces import ID
from kg.reference import load
from kg.store.terms import ag, boolean, decimal, xsd

_A = ox.NamedNode(str(RDF.type))
_LABEL = ox.NamedNode(str(RDFS.label))
_DERIVED = ox.NamedNode(str(PROV.wasDerivedFrom))
_PLAIN = ("supplier", "recipient", "weapon", "category", "stage", "epistemicStatus", "kind", "mode", "endUser",
          "financier", "origin", "condition", "sipriCategory")  # fmt: skip
_LISTS = ("supplierBody", "recipientBody", "intermediary")
_UNKNOWN_KIND = str(ID["kind/unknown"])


def transfer_iri(claims: Sequence[TransferClaim], base: str) -> str:
    """A readable IRI that stays as long as the first claim in order (a register's, if there is one) stays.

    Where a register gives its entries ids, it stays over all releases.
    """
    anchor = min(claims, key=lambda claim: (not claim.is_register, claim.iri))
    parties = [
        (anchor.get(role) or "unknown").rsplit("/", 1)[-1].lower() for role in ("supplier", "recipient")
    ]
    goods = (anchor.weapon or anchor.category).rsplit("/", 1)[-1].replace(".", "-").lower()
    stays = (
        f"{anchor.register} {anchor.register_id}" if anchor.register and anchor.register_id else anchor.iri
    )
    digest = hashlib.sha256(stays.encode()).hexdigest()[:10]
    return f"{base}id/transfer/{'-'.join(parties)}-{goods}-{digest}"


def describe(
    claims: Sequence[TransferClaim], denials: Sequence[TransferClaim], base: str
) -> Iterator[ox.Triple]:
    """The triples of one transfer.

    Args:
        claims: the claims about it, at least one. If all of them deny it, so does the transfer.
        denials: claims that deny it, beside others that affirm it. They give it no values.
        base: what the IRI of the transfer begins with.

    """
    transfer = ox.NamedNode(transfer_iri(claims, base))
    yield ox.Triple(transfer, _A, ag("Transfer"))
    yield from _labels(transfer, claims)
    for claim in claims:
        yield ox.Triple(transfer, ag("claim"), ox.NamedNode(claim.iri))
    for release in sorted({claim.release for claim in claims if claim.release}):
        yield ox.Triple(transfer, ag("release"), ox.NamedNode(release))
    for claim in denials:
        yield ox.Triple(transfer, ag("deniedBy"), ox.NamedNode(claim.iri))
        yield ox.Triple(transfer, ag("claim"), ox.NamedNode(claim.iri))
    for name in _PLAIN:
        values = _plain(claims, name)
        if values:
            choice = choose(name, values)
            if name == "stage" and (part := _part_delivered(claims, choice)):
                choice = part
            yield ox.Triple(transfer, ag(name), ox.NamedNode(choice.taken.node))
            yield from _choice(transfer, name, choice)
        elif name in ("supplier", "recipient"):
            yield ox.Triple(transfer, ag("unknownProperty"), ag(name))
    for name in _LISTS:
        for iri in sorted(set().union(*(claim.several.get(name, frozenset()) for claim in claims))):
            yield ox.Triple(transfer, ag(name), ox.NamedNode(iri))
    yield from _local_production(transfer, claims)
    yield from _quantities(transfer, claims)
    yield from _times(transfer, claims)
    yield from _price(transfer, claims)
    yield from _deliveries(transfer, claims)
    yield from _volumes(transfer, claims)


_WORDING = {
    "en": ("{supplier} to {recipient}: {goods}", "unknown"),
    "ar": ("{supplier} إلى {recipient}: {goods}", "مجهول"),
}


def _labels(transfer: ox.NamedNode, claims: Sequence[TransferClaim]) -> Iterator[ox.Triple]:
    """What a reader calls it, in English and Arabic, by the names of the reference knowledge."""
    anchor = min(claims, key=lambda claim: (not claim.is_register, claim.weapon is None, claim.iri))
    for language, (wording, unknown) in _WORDING.items():
        goods = (
            _name(anchor.weapon, language) or anchor.weapon_label or _name(anchor.get("category"), language)
        )
        names = {role: _name(anchor.get(role), language) for role in ("supplier", "recipient")}
        words = {role: name or unknown for role, name in {**names, "goods": goods}.items()}
        yield ox.Triple(transfer, _LABEL, ox.Literal(wording.format(**words), language=language))


@cache
def _name(iri: str | None, language: str) -> str | None:
    entity = load().get(iri) if iri else None
    return entity.labels.get(language) if entity else None


def _plain(claims: Sequence[TransferClaim], name: str) -> list[Value]:
    by_value: dict[str, list[TransferClaim]] = {}
    for claim in claims:
        node = claim.get(name)
        if node is not None and not (name == "kind" and node == _UNKNOWN_KIND):
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
    agreed = [amount for c in claims if (amount := c.agreed_amount)]
    handed = [amount for c in claims if (amount := c.handed_over_amount)]
    if choice.taken.key != "delivered" or not agreed or not handed:
        return None
    if any(claim.is_register for claim in choice.taken.claims):
        return None  # a register that counts a deal as delivered has seen to its end
    if max(amount.high for amount in handed) >= max(amount.low for amount in agreed):
        return None
    taken = Value("delivering", str(ID["stage/delivering"]), choice.taken.claims)
    ordered = Value("ordered", str(ID["stage/ordered"]), tuple(c for c in claims if not c.is_delivery))
    return Choice(
        taken, (ordered,), "part-delivery", "fewer were handed over than were ordered, as far as is known"
    )


def _local_production(transfer: ox.NamedNode, claims: Sequence[TransferClaim]) -> Iterator[ox.Triple]:
    by_value: dict[bool, list[TransferClaim]] = {}
    for claim in claims:
        if claim.local_production is not None:
            by_value.setdefault(claim.local_production, []).append(claim)
    if by_value:
        values = [Value(key, str(key), tuple(given)) for key, given in sorted(by_value.items())]
        choice = choose("localProduction", values)
        yield ox.Triple(transfer, ag("localProduction"), boolean(choice.taken.key))
        yield from _choice(transfer, "localProduction", choice)


def _quantities(transfer: ox.NamedNode, claims: Sequence[TransferClaim]) -> Iterator[ox.Triple]:
    """What was agreed and what was handed over are two numbers and no contradiction."""
    agreed = [(c, amount) for c in claims if (amount := c.agreed_amount)]
    handed = [(c, amount) for c in claims if (amount := c.handed_over_amount)]
    found = False
    for name, given in (("quantity", agreed or handed), ("quantityDelivered", handed)):
        values = _amounts(given)
        if not values:
            continue
        found = True
        choice = choose(name, values)
        node = ox.NamedNode(f"{transfer.value}#{name}")
        amount = next(amount for claim, amount in given if claim is choice.taken.claims[0])
        yield ox.Triple(transfer, ag(name), node)
        yield from _amount(node, amount)
        yield from _choice(transfer, name, choice)
    if not found:
        yield ox.Triple(transfer, ag("unknownProperty"), ag("quantity"))


def _amounts(given: Sequence[tuple[TransferClaim, Amount]]) -> list[Value]:
    by_value: dict[tuple[Decimal | None, Decimal | None, str], list[tuple[TransferClaim, Amount]]] = {}
    for claim, amount in given:
        by_value.setdefault((amount.minimum, amount.maximum, amount.unit), []).append((claim, amount))
    return [
        Value(key, those[0][1].node, tuple(claim for claim, _ in those), -_width(those[0][1]))
        for key, those in sorted(by_value.items(), key=lambda entry: entry[1][0][0].iri)
    ]


def _width(amount: Amount) -> float:
    """How far the bounds of an amount are apart, as a ratio: 1 for an exact number."""
    if amount.minimum is None or amount.maximum is None:
        return float("inf")
    return float((amount.maximum + 1) / (amount.minimum + 1))


def _amount(node: ox.NamedNode, amount: Amount) -> Iterator[ox.Triple]:
    yield ox.Triple(node, _A, ag("Quantity"))
    for name, number in (("minimum", amount.minimum), ("maximum", amount.maximum)):
        if number is not None:
            yield ox.Triple(node, ag(name), decimal(number))
    yield ox.Triple(node, ag("unit"), ox.Literal(amount.unit))
    if amount.estimate is not None:
        yield ox.Triple(node, ag("isEstimate"), boolean(amount.estimate))
    yield ox.Triple(node, _DERIVED, ox.NamedNode(amount.node))


def _times(transfer: ox.NamedNode, claims: Sequence[TransferClaim]) -> Iterator[ox.Triple]:
    phases = {
        "ordered": [(c, time) for c in claims if (time := c.order_time)],
        "delivered": [(c, time) for c in claims if (time := c.delivery_time)],
        "when": [(c, c.when) for c in claims if c.when],
    }
    for name, dated in phases.items():
        if not dated:
            continue
        if name == "when":
            # The date of the furthest stage is the date of the transfer; no choice between rivals.
            latest = choose("stage", _plain(claims, "stage")).taken.claims
            dates = [interval for claim, interval in dated if claim in latest]
            chosen = min(dates, key=lambda interval: (interval.days, interval.node)) if dates else None
        else:
            choice = choose(name, _intervals(dated))
            chosen = next(i for _, i in dated if i.edtf == choice.taken.key)
            yield from _choice(transfer, name, choice)
        if chosen is not None:
            node = ox.NamedNode(f"{transfer.value}#{name}")
            yield ox.Triple(transfer, ag(name), node)
            yield from _interval(node, chosen)


def _intervals(dated: Sequence[tuple[TransferClaim, Interval]]) -> list[Value]:
    by_value: dict[str, list[tuple[TransferClaim, Interval]]] = {}
    for claim, interval in dated:
        by_value.setdefault(interval.edtf, []).append((claim, interval))
    return [
        Value(edtf, given[0][1].node, tuple(claim for claim, _ in given), -float(given[0][1].days))
        for edtf, given in sorted(by_value.items())
    ]


def _interval(node: ox.NamedNode, interval: Interval) -> Iterator[ox.Triple]:
    yield ox.Triple(node, _A, ag("Interval"))
    yield ox.Triple(node, ag("edtf"), ox.Literal(interval.edtf))
    for bounds, end in ((interval.start, "Start"), (interval.end, "End")):
        if bounds:
            for name, day in (("earliest", bounds[0]), ("latest", bounds[1])):
                yield ox.Triple(node, ag(name + end), ox.Literal(day.isoformat(), datatype=xsd("date")))
    yield ox.Triple(node, ag("endState"), ox.Literal(interval.end_state))
    if interval.estimate is not None:
        yield ox.Triple(node, ag("isEstimate"), boolean(interval.estimate))
    yield ox.Triple(node, _DERIVED, ox.NamedNode(interval.node))


def _price(transfer: ox.NamedNode, claims: Sequence[TransferClaim]) -> Iterator[ox.Triple]:
    by_value: dict[tuple[Decimal, Decimal, str], list[TransferClaim]] = {}
    for claim in claims:
        if (price := claim.value) and price.amount is not None:
            key = (price.amount, price.maximum if price.maximum is not None else price.amount, price.currency)
            by_value.setdefault(key, []).append(claim)
    if not by_value:
        return
    values = [Value(key, given[0].iri, tuple(given)) for key, given in sorted(by_value.items())]
    choice = choose("value", values)
    amount, maximum, currency = choice.taken.key
    taken = choice.taken.claims[0].value
    node = ox.NamedNode(f"{transfer.value}#value")
    yield ox.Triple(transfer, ag("value"), node)
    yield ox.Triple(node, _A, ag("MonetaryValue"))
    yield ox.Triple(node, ag("amount"), decimal(amount))
    if maximum != amount:
        yield ox.Triple(node, ag("maximumAmount"), decimal(maximum))
    if currency:
        yield ox.Triple(node, ag("currency"), ox.Literal(currency))
    if taken:
        yield ox.Triple(node, _DERIVED, ox.NamedNode(taken.node))
    yield from _choice(transfer, "value", choice)


def _deliveries(transfer: ox.NamedNode, claims: Sequence[TransferClaim]) -> Iterator[ox.Triple]:
    """What was handed over in each year, all years from one claim: figures of two sources do not add up."""
    by_value: dict[tuple[tuple[object, ...], ...], list[TransferClaim]] = {}
    for claim in claims:
        if claim.deliveries:
            key = tuple((one.year, one.count, one.tiv) for one in claim.deliveries)
            by_value.setdefault(key, []).append(claim)
    if not by_value:
        return
    values = [
        Value(key, given[0].iri, tuple(given), float(sum(tiv is not None for _, _, tiv in key)))
        for key, given in sorted(by_value.items(), key=lambda entry: entry[1][0].iri)
    ]
    choice = choose("delivery", values)
    yield from _choice(transfer, "delivery", choice)
    for one in choice.taken.claims[0].deliveries:
        node = ox.NamedNode(f"{transfer.value}#{one.node.rpartition('#')[2]}")
        yield ox.Triple(transfer, ag("delivery"), node)
        yield from _delivery(node, one)


def _delivery(node: ox.NamedNode, one: YearlyDelivery) -> Iterator[ox.Triple]:
    yield ox.Triple(node, _A, ag("Delivery"))
    yield ox.Triple(node, ag("year"), ox.Literal(str(one.year), datatype=xsd("integer")))
    for name, number in (("count", one.count), ("tiv", one.tiv)):
        if number is not None:
            yield ox.Triple(node, ag(name), decimal(number))
    for name, flag in (("yearIsEstimate", one.year_estimate), ("countIsEstimate", one.count_estimate)):
        if flag is not None:
            yield ox.Triple(node, ag(name), boolean(flag))
    yield ox.Triple(node, _DERIVED, ox.NamedNode(one.node))


def _volumes(transfer: ox.NamedNode, claims: Sequence[TransferClaim]) -> Iterator[ox.Triple]:
    """Trend-indicator values are one register's, so there is nothing to choose between."""
    for claim in sorted(claims, key=lambda claim: claim.iri):
        if claim.tiv:
            for name, number in sorted(claim.tiv.items()):
                yield ox.Triple(transfer, ag(name), decimal(number))
            return


def _choice(transfer: ox.NamedNode, name: str, choice: Choice) -> Iterable[ox.Triple]:
    """A choice is written down only where there was one to make."""
    if not choice.rivals:
        return
    node = ox.NamedNode(f"{transfer.value}#choice-{name}")
    yield ox.Triple(transfer, ag("choice"), node)
    yield ox.Triple(node, _A, ag("Choice"))
    yield ox.Triple(node, ag("chosenProperty"), ag(name))
    yield ox.Triple(node, ag("rule"), ox.NamedNode(str(ID[f"rule/{choice.rule}"])))
    yield ox.Triple(node, ag("reason"), ox.Literal(choice.reason, language="en"))
    for claim in choice.taken.claims:
        yield ox.Triple(node, ag("chosenFrom"), ox.NamedNode(claim.iri))
    for rival in choice.rivals:
        for claim in rival.claims:
            yield ox.Triple(node, ag("rival"), ox.NamedNode(claim.iri))
