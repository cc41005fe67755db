"""What fusion needs to know of each claim, read out of the graph of its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rdflib.namespace import DCTERMS, SKOS

from kg.index import Index
from kg.namespaces import AG
from kg.reference import load

_STATE = "/id/state/"


@dataclass(frozen=True, slots=True)
class Interval:
    """When something was ordered or delivered: bounds of its start and its end, and the node that says so.

    ``estimate``: whether its source marks it as an estimate; None if it says neither.
    """

    node: str
    edtf: str
    start: tuple[date, date] | None
    end: tuple[date, date] | None
    end_state: str
    estimate: bool | None = None

    @property
    def first(self) -> date:
        """The first possible day."""
        bounds = self.start or self.end
        return bounds[0] if bounds else date.min

    @property
    def last(self) -> date:
        """The last possible day; far in the future where it goes on or the end is not known."""
        if self.end:
            return self.end[1]
        if self.start and self.end_state == "closed":
            return self.start[1]
        return date.max

    @property
    def days(self) -> int:
        """How wide it is: the narrower, the more exact."""
        return (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class Amount:
    """How many, and the node that says so. ``estimate`` as in ``Interval``."""

    node: str
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str
    estimate: bool | None = None

    @property
    def low(self) -> Decimal:
        return self.minimum if self.minimum is not None else Decimal(0)

    @property
    def high(self) -> Decimal:
        return self.maximum if self.maximum is not None else Decimal("Infinity")

    @property
    def known(self) -> bool:
        return self.minimum is not None or self.maximum is not None


@dataclass(frozen=True, slots=True)
class Price:
    """What is paid, and the node that says so."""

    node: str
    amount: Decimal | None
    currency: str
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class YearlyDelivery:
    """What was handed over in one year, with SIPRI's trend-indicator value in millions, and the node that says so."""

    year: int
    count: Decimal | None
    tiv: Decimal | None
    year_estimate: bool | None
    count_estimate: bool | None
    node: str


@dataclass(slots=True)
class TransferClaim:
    """One ``ag:TransferReport``. Multi-valued properties are sets of IRIs.

    ``register`` and ``release`` are IRIs, ``register_id`` is what the register calls the entry. ``handed_over`` is how
    many were delivered where the record tells that apart from ``quantity``. ``tiv`` holds trend-indicator values by
    the local name of their property.
    """

    iri: str
    record: str
    is_register: bool = False
    register: str | None = None
    release: str | None = None
    register_id: str | None = None
    issued: str = ""
    publisher: str = ""
    weapon_label: str | None = None
    single: dict[str, str] = field(default_factory=dict)
    several: dict[str, frozenset[str]] = field(default_factory=dict)
    quantity: Amount | None = None
    handed_over: Amount | None = None
    when: Interval | None = None
    ordered: Interval | None = None
    delivered: Interval | None = None
    value: Price | None = None
    deliveries: tuple[YearlyDelivery, ...] = ()
    tiv: dict[str, Decimal] = field(default_factory=dict)
    local_production: bool | None = None
    confidence: Decimal = Decimal(0)

    def get(self, name: str) -> str | None:
        return self.single.get(name)

    @property
    def supplier(self) -> str | None:
        return self.get("supplier")

    @property
    def recipient(self) -> str | None:
        return self.get("recipient")

    @property
    def weapon(self) -> str | None:
        return self.get("weapon")

    @property
    def category(self) -> str:
        """Notation of the category."""
        return (self.get("category") or "arms").rsplit("/", 1)[-1]

    @property
    def stage(self) -> str:
        return (self.get("stage") or "delivered").rsplit("/", 1)[-1]

    @property
    def epistemic(self) -> str:
        return (self.get("epistemicStatus") or "asserted").rsplit("/", 1)[-1]

    @property
    def denied(self) -> bool:
        return self.epistemic == "denied"

    @property
    def is_delivery(self) -> bool:
        """Whether it tells of goods handed over, all or some."""
        return self.stage in ("delivering", "delivered")

    @property
    def counts_handed_over(self) -> bool:
        """Whether its quantity is of what was handed over, rather than of what was agreed.

        A record that also gives the number handed over, or the day of the order of a deal that is being delivered,
        counts what was ordered.
        """
        if self.handed_over is not None:
            return False
        return self.is_delivery and not (self.stage == "delivering" and self.ordered is not None)

    @property
    def agreed_amount(self) -> Amount | None:
        """How many the deal is about, as far as this claim says."""
        return (
            self.quantity if self.quantity and self.quantity.known and not self.counts_handed_over else None
        )

    @property
    def handed_over_amount(self) -> Amount | None:
        """How many were handed over, as far as this claim says."""
        amount = self.quantity if self.counts_handed_over else self.handed_over
        return amount if amount and amount.known else None

    @property
    def order_time(self) -> Interval | None:
        return self.ordered or (self.when if self.stage in ("agreed", "ordered") else None)

    @property
    def delivery_time(self) -> Interval | None:
        return self.delivered or (self.when if self.is_delivery else None)

    @property
    def official(self) -> bool:
        """Whether a register, or a party to the deal, says so."""
        if self.is_register or self.epistemic == "confirmed":
            return True
        parties = {self.supplier, self.recipient}
        return any(_state_of(source) in parties for source in self.several.get("attributedTo", ()))

    @property
    def source(self) -> str:
        """Whom it goes back to in the end; two claims with one source are not independent."""
        sources = sorted(self.several.get("attributedTo", ()))
        return " ".join(sources) or self.publisher or self.record


def _state_of(iri: str) -> str | None:
    return iri if _STATE in iri else load().state_of(iri)


_SINGLE = {
    name: str(AG[name])
    for name in (
        "supplier", "recipient", "weapon", "category", "stage", "epistemicStatus", "kind", "mode", "endUser",
        "financier", "origin", "weaponDescription", "condition", "sipriCategory",
    )
}  # fmt: skip
_SEVERAL = {name: str(AG[name]) for name in ("supplierBody", "recipientBody", "intermediary", "attributedTo")}
_TIV = {name: str(AG[name]) for name in ("tivPerNewUnit", "tivPerUnit", "tivOrdered", "tivDelivered")}
_REPORT, _ENTRY = str(AG.TransferReport), str(AG.RegisterEntry)
_RECORD, _REGISTER, _RELEASE, _REGISTER_ID = (
    str(AG.record),
    str(AG.register),
    str(AG.release),
    str(AG.registerId),
)
_ISSUED, _PUBLISHER, _LABEL = str(DCTERMS.issued), str(DCTERMS.publisher), str(SKOS.prefLabel)
_CONFIDENCE, _LOCAL, _ESTIMATE = str(AG.confidence), str(AG.localProduction), str(AG.isEstimate)
_MINIMUM, _MAXIMUM, _UNIT = str(AG.minimum), str(AG.maximum), str(AG.unit)
_EDTF, _END_STATE = str(AG.edtf), str(AG.endState)
_BOUNDS = (str(AG.earliestStart), str(AG.latestStart), str(AG.earliestEnd), str(AG.latestEnd))
_AMOUNT, _MAXIMUM_AMOUNT, _CURRENCY = str(AG.amount), str(AG.maximumAmount), str(AG.currency)
_DELIVERY, _YEAR, _COUNT, _YEARLY_TIV = str(AG.delivery), str(AG.year), str(AG["count"]), str(AG.tiv)
_YEAR_ESTIMATE, _COUNT_ESTIMATE = str(AG.yearIsEstimate), str(AG.countIsEstimate)
_QUANTITY, _HANDED_OVER, _VALUE = str(AG.quantity), str(AG.quantityDelivered), str(AG.value)
_TIMES = {name: str(AG[name]) for name in ("when", "ordered", "delivered")}


def claims_of(stated: Index) -> Iterator[TransferClaim]:
    """Every transfer report among some statements, which hold at least the whole graph of its record."""
    for iri in stated.of_type(_REPORT):
        record = stated.text(iri, _RECORD)
        if record is not None:
            yield _claim(iri, record, stated)


def _claim(iri: str, record: str, stated: Index) -> TransferClaim:
    about = stated.about(iri)
    claim = TransferClaim(
        iri,
        record,
        is_register=_ENTRY in stated.types(record),
        register=stated.text(record, _REGISTER),
        release=stated.text(record, _RELEASE),
        register_id=stated.text(record, _REGISTER_ID),
        issued=stated.text(record, _ISSUED) or "",
        publisher=stated.text(record, _PUBLISHER) or "",
        single={
            name: min(value.value for value in about[prop]) for name, prop in _SINGLE.items() if prop in about
        },
        several={
            name: frozenset(value.value for value in about[prop])
            for name, prop in _SEVERAL.items()
            if prop in about
        },
        quantity=_amount(stated.text(iri, _QUANTITY), stated),
        handed_over=_amount(stated.text(iri, _HANDED_OVER), stated),
        value=_price(stated.text(iri, _VALUE), stated),
        deliveries=tuple(sorted(_deliveries(iri, stated), key=lambda one: (one.year, one.node))),
        tiv={name: Decimal(about[prop][0].value) for name, prop in _TIV.items() if prop in about},
        local_production=_truth(stated.text(iri, _LOCAL)),
        confidence=_number(stated.text(iri, _CONFIDENCE)) or Decimal(0),
    )
    for name, prop in _TIMES.items():
        setattr(claim, name, _interval(stated.text(iri, prop), stated))
    if claim.weapon:
        claim.weapon_label = stated.text(claim.weapon, _LABEL)
    return claim


def _amount(node: str | None, stated: Index) -> Amount | None:
    if node is None:
        return None
    return Amount(
        node,
        _number(stated.text(node, _MINIMUM)),
        _number(stated.text(node, _MAXIMUM)),
        stated.text(node, _UNIT) or "piece",
        _truth(stated.text(node, _ESTIMATE)),
    )


def _interval(node: str | None, stated: Index) -> Interval | None:
    edtf = stated.text(node, _EDTF) if node else None
    if node is None or edtf is None:
        return None
    a, b, c, d = (stated.text(node, prop) for prop in _BOUNDS)
    return Interval(
        node,
        edtf,
        _bounds(a, b),
        _bounds(c, d),
        stated.text(node, _END_STATE) or "unknown",
        _truth(stated.text(node, _ESTIMATE)),
    )


def _price(node: str | None, stated: Index) -> Price | None:
    if node is None:
        return None
    return Price(
        node,
        _number(stated.text(node, _AMOUNT)),
        stated.text(node, _CURRENCY) or "",
        _number(stated.text(node, _MAXIMUM_AMOUNT)),
    )


def _deliveries(iri: str, stated: Index) -> Iterator[YearlyDelivery]:
    for node in stated.texts(iri, _DELIVERY):
        if (year := stated.text(node, _YEAR)) is not None:
            yield YearlyDelivery(
                int(year),
                _number(stated.text(node, _COUNT)),
                _number(stated.text(node, _YEARLY_TIV)),
                _truth(stated.text(node, _YEAR_ESTIMATE)),
                _truth(stated.text(node, _COUNT_ESTIMATE)),
                node,
            )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _truth(text: str | None) -> bool | None:
    return None if text is None else text in ("true", "1")


def _bounds(first: str | None, last: str | None) -> tuple[date, date] | None:
    days = [date.fromisoformat(text) for text in (first, last) if text is not None]
    return (days[0], days[-1]) if days else None
