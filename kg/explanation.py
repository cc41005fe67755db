"""Why a fused transfer is what it is: its claims, the values taken and their rivals, and what speaks for one transfer.

Nothing is worked out anew here but the comparison of the claims, which is that of ``kg.fuse``: what is told is what
the store holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from kg.errors import InputError
from kg.fuse import Decision, TransferClaim, claims_of, compare
from kg.fuse.claims import Amount, Interval, Price
from kg.fuse.match import Observation, weights
from kg.fuse.stored import decisions_in
from kg.index import Index
from kg.ledger import Ledger
from kg.namespaces import AG, graph_iri, record_graph_iri
from kg.reference import load
from kg.settings import Settings
from kg.store import Store

_TYPE, _LABEL, _PREFERRED = str(RDF.type), str(RDFS.label), str(SKOS.prefLabel)
_CLAIM, _DENIED_BY, _CHOICE = str(AG.claim), str(AG.deniedBy), str(AG.choice)
_VALUES = (
    "supplier", "recipient", "endUser", "intermediary", "financier", "origin", "supplierBody", "recipientBody", "weapon",
    "category", "sipriCategory", "stage", "epistemicStatus", "kind", "condition", "mode", "localProduction", "quantity",
    "quantityDelivered", "ordered", "delivered", "when", "delivery", "value", "tivPerNewUnit", "tivPerUnit", "tivOrdered",
    "tivDelivered",
)  # fmt: skip
"""Properties of a transfer, in the order in which they are told."""
_SEVERAL = frozenset({"intermediary", "supplierBody", "recipientBody"})


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim with where it comes from. ``denies``: it stands beside the transfer as a denial and gives no value."""

    iri: str
    record: str
    record_key: str | None
    title: str | None
    source: str
    release: str | None
    register_id: str | None
    issued: str | None
    official: bool
    stage: str
    epistemic: str
    denies: bool
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A value in words, with the claims that give it."""

    value: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenValue:
    """The value of one property. ``rule`` and ``reason`` say why where there are rivals."""

    property: str
    taken: Given
    rivals: tuple[Given, ...] = ()
    rule: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What speaks for and against two claims being about one transfer; ``score`` is the sum."""

    one: str
    other: str
    observations: tuple[Observation, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """All there is to say about one transfer.

    ``mean`` is that of all comparisons: clusters of claims are joined if it reaches ``threshold``, or a person said so.
    ``stale``: the store has changed since the transfers were worked out.
    """

    transfer: str
    label: str | None
    claims: tuple[ClaimView, ...]
    values: tuple[TakenValue, ...]
    comparisons: tuple[Comparison, ...]
    threshold: float
    mean: float | None
    decisions: tuple[Decision, ...]
    stale: bool


def explain(store: Store, settings: Settings, name: str) -> Explanation:
    """Explain the transfer that is meant by its IRI, the last part of that, or a claim of it.

    Raises:
        InputError: if there is none, or a claim stands beside several.

    """
    transfer = transfer_named(store, settings, name)
    return _Explaining(store, settings, transfer).explain()


def transfer_named(store: Store, settings: Settings, name: str) -> str:
    """The IRI of the transfer that is meant by its IRI, the last part of that, or a claim of it.

    Raises:
        InputError: if there is none, or a claim stands beside several.

    """
    for iri in _candidates(settings, name, "transfer"):
        if _is_transfer(store, settings, iri):
            return iri
    for iri in _candidates(settings, name, "claim"):
        if found := transfers_of_claim(store, settings, iri):
            if len(found) > 1:
                raise InputError(
                    f"this claim stands beside {len(found)} transfers",
                    place=name,
                    advice=f"Name one of them: {', '.join(_last(one) for one in found)}",
                )
            return found[0]
    raise InputError(
        "there is no such transfer or claim",
        place=name,
        advice="`armsgraph query 'SELECT ?t { ?t a ag:Transfer }'` lists the transfers",
    )


def transfers_of_claim(store: Store, settings: Settings, claim: str) -> list[str]:
    """The transfers that a claim stands in, sorted; one that denies may stand beside several."""
    if not _is_iri(claim):
        return []
    found = store.match(graph_iri("transfers", settings.base), None, _CLAIM, ox.NamedNode(claim))
    return sorted({triple.subject.value for triple in found})  # type: ignore[union-attr]


def claim_named(store: Store, settings: Settings, name: str) -> str:
    """The IRI of the claim that is meant by its IRI, the last part of that, or by a transfer.

    Of a transfer the claim that its IRI hangs on is meant: a register's, else the first in order.

    Raises:
        InputError: if there is none.

    """
    for iri in _candidates(settings, name, "claim"):
        if _is_claim(store, settings, iri):
            return iri
    for iri in _candidates(settings, name, "transfer"):
        if _is_transfer(store, settings, iri):
            transfer = _statements_of(store, settings, iri)
            denials = set(transfer.texts(iri, _DENIED_BY))
            claims = list(_claims(store, settings, transfer.texts(iri, _CLAIM)).values())
            affirming = [claim for claim in claims if claim.iri not in denials]
            if affirming:
                return min(affirming, key=lambda claim: (not claim.is_register, claim.iri)).iri
    raise InputError(
        "there is no such claim or transfer",
        place=name,
        advice="`armsgraph explain TRANSFER` shows the claims of a transfer",
    )


def _candidates(settings: Settings, name: str, kind: str) -> list[str]:
    """What may be meant by an IRI or the last part of one."""
    found = [name, f"{settings.base}id/{kind}/{name}"]
    return [iri for iri in found if _is_iri(iri)]


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _is_transfer(store: Store, settings: Settings, iri: str) -> bool:
    found = store.match(graph_iri("transfers", settings.base), iri, _TYPE, ox.NamedNode(str(AG.Transfer)))
    return next(found, None) is not None


def _is_claim(store: Store, settings: Settings, iri: str) -> bool:
    return (graph := _graph_of(iri, settings)) is not None and next(
        store.match(graph, iri, _TYPE, ox.NamedNode(str(AG.TransferReport))), None
    ) is not None


def _graph_of(claim: str, settings: Settings) -> str | None:
    """The graph that a claim stands in, told by its IRI."""
    prefix = f"{settings.base}id/claim/"
    record = claim.removeprefix(prefix).partition("/")[0]
    return record_graph_iri(record, settings.base) if claim.startswith(prefix) and record else None


def _statements_of(store: Store, settings: Settings, transfer: str) -> Index:
    """A transfer with its parts."""
    graph = graph_iri("transfers", settings.base)
    stated = Index(store.match(graph, transfer))
    parts = {
        value.value
        for values in stated.about(transfer).values()
        for value in values
        if isinstance(value, ox.NamedNode) and value.value.startswith(transfer + "#")
    }
    for part in sorted(parts):
        stated.add(store.match(graph, part))
    return stated


def _claims(
    store: Store, settings: Settings, iris: Iterable[str], labels: dict[str, str] | None = None
) -> dict[str, TransferClaim]:
    """Some claims by IRI, in order. Those that are not stored any more are left out.

    ``labels`` takes the names of what their records describe themselves.
    """
    wanted = set(iris)
    found: dict[str, TransferClaim] = {}
    for graph in sorted({graph for iri in wanted if (graph := _graph_of(iri, settings))}):
        stated = Index(store.triples(graph))
        found.update({claim.iri: claim for claim in claims_of(stated) if claim.iri in wanted})
        if labels is not None:
            named = ((thing, stated.text(thing, _PREFERRED)) for thing in stated)
            labels.update({thing: label for thing, label in named if label})
    return dict(sorted(found.items()))


class _Explaining:
    def __init__(self, store: Store, settings: Settings, transfer: str) -> None:
        self.store, self.settings, self.transfer = store, settings, transfer
        self.stated = _statements_of(store, settings, transfer)
        self.denials = set(self.stated.texts(transfer, _DENIED_BY))
        self.labels: dict[str, str] = {}
        self.claims = _claims(store, settings, self.stated.texts(transfer, _CLAIM), self.labels)
        self.affirming = [claim for claim in self.claims.values() if claim.iri not in self.denials]

    def explain(self) -> Explanation:
        comparisons = tuple(self._comparisons())
        mean = sum(one.score for one in comparisons) / len(comparisons) if comparisons else None
        labels = self.stated.values(self.transfer, _LABEL)
        english = (one.value for one in labels if isinstance(one, ox.Literal) and one.language == "en")
        return Explanation(
            self.transfer,
            next(english, labels[0].value if labels else None),
            tuple(self._view(claim) for claim in self.claims.values()),
            tuple(self._values()),
            comparisons,
            float(weights()["threshold"]),
            mean,
            tuple(
                decision
                for decision in decisions_in(self.store, self.settings.base)
                if decision.one in self.claims or decision.other in self.claims
            ),
            Ledger(self.store, self.settings.base).has_marks(),
        )

    def _view(self, claim: TransferClaim) -> ClaimView:
        graph = _graph_of(claim.iri, self.settings) or ""
        record = Index(self.store.match(graph, claim.record))
        about = Index(self.store.match(graph, claim.iri))
        sources = claim.several.get("attributedTo", frozenset())
        return ClaimView(
            claim.iri,
            claim.record,
            record.text(claim.record, str(AG.recordKey)),
            record.text(claim.record, str(DCTERMS.title)),
            ", ".join(sorted(map(self._called, sources))) or claim.publisher or "the record itself",
            claim.release and _last(claim.release),
            claim.register_id,
            claim.issued or None,
            claim.official,
            claim.stage,
            claim.epistemic,
            claim.iri in self.denials,
            tuple(about.texts(claim.iri, str(AG.quote))),
        )

    def _values(self) -> Iterator[TakenValue]:
        choices = {
            _last(prop): node
            for node in self.stated.texts(self.transfer, _CHOICE)
            if (prop := self.stated.text(node, str(AG.chosenProperty))) is not None
        }
        for prop in _VALUES:
            nodes = self.stated.texts(self.transfer, str(AG[prop]))
            if not nodes:
                continue
            taken = self._stated_value(prop, nodes)
            if (choice := choices.get(prop)) is None:
                given = tuple(claim.iri for claim in self.affirming if self._claimed(claim, prop) is not None)
                yield TakenValue(prop, Given(taken, given))
                continue
            rule = self.stated.text(choice, str(AG.rule))
            yield TakenValue(
                prop,
                Given(taken, tuple(sorted(self.stated.texts(choice, str(AG.chosenFrom))))),
                tuple(self._rivals(prop, self.stated.texts(choice, str(AG.rival)))),
                rule and _last(rule),
                self.stated.text(choice, str(AG.reason)),
            )

    def _rivals(self, prop: str, claims: Sequence[str]) -> Iterator[Given]:
        """Rival claims by the value that they give."""
        by_value: dict[str, list[str]] = {}
        for iri in sorted(claims):
            claim = self.claims.get(iri)
            value = (claim and self._claimed(claim, prop)) or "not stored any more"
            by_value.setdefault(value, []).append(iri)
        for value, given in by_value.items():
            yield Given(value, tuple(given))

    def _stated_value(self, prop: str, nodes: Sequence[str]) -> str:
        """The value of the transfer itself."""
        text = self.stated.text
        node = nodes[0]
        match prop:
            case "quantity" | "quantityDelivered":
                low, high = (_number(text(node, str(AG[end]))) for end in ("minimum", "maximum"))
                return _amount(low, high, text(node, str(AG.unit)) or "piece")
            case "ordered" | "delivered" | "when":
                return text(node, str(AG.edtf)) or "?"
            case "value":
                low, high = (_number(text(node, str(AG[end]))) for end in ("amount", "maximumAmount"))
                return _price(low, high, text(node, str(AG.currency)) or "")
            case "delivery":
                years = sorted(
                    (
                        text(one, str(AG.year)) or "",
                        _number(text(one, str(AG["count"]))),
                        _number(text(one, str(AG.tiv))),
                    )
                    for one in nodes
                )
                return _deliveries(years)
        if prop in _SEVERAL:
            return ", ".join(sorted(map(self._called, nodes)))
        return self._called(node)

    def _claimed(self, claim: TransferClaim, prop: str) -> str | None:
        """The value that a claim gives, as fusion reads it."""
        if (read := _READ.get(prop)) is not None:
            return read(claim)
        if prop in claim.tiv:
            return _digits(claim.tiv[prop])
        if several := claim.several.get(prop):
            return ", ".join(sorted(map(self._called, several)))
        single = claim.get(prop)
        return None if single is None else self._called(single)

    def _comparisons(self) -> Iterator[Comparison]:
        for one, other in combinations(self.affirming, 2):
            observations = tuple(compare(one, other))
            yield Comparison(
                one.iri, other.iri, observations, round(sum(each.score for each in observations), 6)
            )

    def _called(self, iri: str) -> str:
        """The English name of a thing; of a concept its notation."""
        if not iri.startswith(("http:", "https:", "urn:")):
            return iri
        if (known := load().get(iri)) is not None:
            return known.label
        return self.labels.get(iri) or _last(iri)


def _local_production(claim: TransferClaim) -> str | None:
    return None if claim.local_production is None else str(claim.local_production).lower()


def _yearly(claim: TransferClaim) -> str | None:
    years = [(str(one.year), one.count, one.tiv) for one in claim.deliveries]
    return _deliveries(years) if years else None


_READ: dict[str, Callable[[TransferClaim], str | None]] = {
    "quantity": lambda claim: _amount_of(claim.agreed_amount or claim.handed_over_amount),
    "quantityDelivered": lambda claim: _amount_of(claim.handed_over_amount),
    "ordered": lambda claim: _edtf(claim.order_time),
    "delivered": lambda claim: _edtf(claim.delivery_time),
    "when": lambda claim: _edtf(claim.when),
    "value": lambda claim: _price_of(claim.value),
    "localProduction": _local_production,
    "delivery": _yearly,
}
"""How a value that is not one IRI is read out of a claim."""


def _last(iri: str) -> str:
    return iri.removesuffix("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _amount_of(amount: Amount | None) -> str | None:
    return None if amount is None else _amount(amount.minimum, amount.maximum, amount.unit)


def _amount(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    behind = "" if unit == "piece" else f" {unit}"
    if low is None and high is None:
        return "unknown"
    if high is None or low is None:
        word, number = ("at least", low) if low is not None else ("at most", high)
        return f"{word} {_digits(number or Decimal(0))}{behind}"
    return f"{_digits(low)}{behind}" if low == high else f"{_digits(low)}-{_digits(high)}{behind}"


def _edtf(interval: Interval | None) -> str | None:
    return interval.edtf if interval else None


def _price_of(price: Price | None) -> str | None:
    return (
        None if price is None or price.amount is None else _price(price.amount, price.maximum, price.currency)
    )


def _price(amount: Decimal | None, maximum: Decimal | None, currency: str) -> str:
    if amount is None:
        return "unknown"
    upper = "" if maximum is None or maximum == amount else f"-{_digits(maximum)}"
    return f"{_digits(amount)}{upper} {currency}".strip()


def _deliveries(years: Iterable[tuple[str, Decimal | None, Decimal | None]]) -> str:
    return "; ".join(
        f"{year[:4]}: {'unknown' if count is None else _digits(count)}"
        + ("" if tiv is None else f" (TIV {_digits(tiv)})")
        for year, count, tiv in years
    )
