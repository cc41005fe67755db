"""What fusion needs to know of each claim, read out of the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from rdflib.term import Node

from kg.reference import load
from kg.store.select import Select, ask

_STATE = "/id/state/"


@dataclass(frozen=True, slots=True)
class Interval:
    """When something was ordered or delivered: bounds of its start and its end, and the node that says so."""

    node: str
    edtf: str
    start: tuple[date, date] | None
    end: tuple[date, date] | None
    end_state: str

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
    """How many, and the node that says so."""

    node: str
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str

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


@dataclass(slots=True)
class TransferClaim:
    """One ``ag:TransferReport``. Multi-valued properties are sets of IRIs."""

    iri: str
    record: str
    is_register: bool = False
    register: str | None = None
    issued: str = ""
    publisher: str = ""
    single: dict[str, str] = field(default_factory=dict)
    several: dict[str, frozenset[str]] = field(default_factory=dict)
    quantity: Amount | None = None
    when: Interval | None = None
    ordered: Interval | None = None
    delivered: Interval | None = None
    value: Price | None = None
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

        A register's row of a deal that is being delivered, with the day of its order, counts what was ordered.
        """
        return self.is_delivery and not (self.stage == "delivering" and self.ordered is not None)

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


_SINGLE = ("supplier", "recipient", "weapon", "category", "stage", "epistemicStatus", "kind", "mode", "endUser",
           "financier", "origin", "weaponDescription")  # fmt: skip
_SEVERAL = ("supplierBody", "recipientBody", "intermediary", "attributedTo")


def read_claims(select: Select) -> list[TransferClaim]:
    """Every transfer report of all records, in the order of their IRIs."""
    claims = {
        str(iri): TransferClaim(str(iri), str(record))
        for iri, record in ask(select, "?claim a ag:TransferReport ; ag:record ?record", "claim", "record")
    }
    for name in _SINGLE:
        for iri, value in sorted(_pairs(select, f"?claim a ag:TransferReport ; ag:{name} ?value")):
            claims[iri].single.setdefault(name, value)
    for name in _SEVERAL:
        found: dict[str, set[str]] = {}
        for iri, value in _pairs(select, f"?claim a ag:TransferReport ; ag:{name} ?value"):
            found.setdefault(iri, set()).add(value)
        for iri, values in found.items():
            claims[iri].several[name] = frozenset(values)
    for iri, value in _pairs(select, "?claim a ag:TransferReport ; ag:confidence ?value"):
        claims[iri].confidence = Decimal(value)
    _records(select, claims)
    _quantities(select, claims)
    _intervals(select, claims)
    _prices(select, claims)
    return [claims[iri] for iri in sorted(claims)]


def _pairs(select: Select, pattern: str) -> Iterable[tuple[str, str]]:
    for iri, value in ask(select, pattern, "claim", "value"):
        yield str(iri), str(value)


def _records(select: Select, claims: dict[str, TransferClaim]) -> None:
    kinds = {str(r) for (r,) in ask(select, "?r a ag:RegisterEntry", "r")}
    issued = {str(r): str(v) for r, v in ask(select, "?r dcterms:issued ?v ; ag:recordKey ?k", "r", "v")}
    publishers = {str(r): str(v) for r, v in ask(select, "?r dcterms:publisher ?v", "r", "v")}
    registers = {str(r): str(v) for r, v in ask(select, "?r ag:register ?v", "r", "v")}
    for claim in claims.values():
        claim.is_register = claim.record in kinds
        claim.issued = issued.get(claim.record, "")
        claim.publisher = publishers.get(claim.record, "")
        claim.register = registers.get(claim.record)


def _quantities(select: Select, claims: dict[str, TransferClaim]) -> None:
    pattern = (
        "?claim a ag:TransferReport ; ag:quantity ?q . OPTIONAL { ?q ag:minimum ?low } "
        "OPTIONAL { ?q ag:maximum ?high } OPTIONAL { ?q ag:unit ?unit }"
    )
    for iri, node, low, high, unit in ask(select, pattern, "claim", "q", "low", "high", "unit"):
        claims[str(iri)].quantity = Amount(str(node), _number(low), _number(high), str(unit or "piece"))


def _intervals(select: Select, claims: dict[str, TransferClaim]) -> None:
    for name in ("when", "ordered", "delivered"):
        pattern = (
            f"?claim a ag:TransferReport ; ag:{name} ?i . ?i ag:edtf ?edtf ; ag:endState ?state . "
            "OPTIONAL { ?i ag:earliestStart ?a } OPTIONAL { ?i ag:latestStart ?b } "
            "OPTIONAL { ?i ag:earliestEnd ?c } OPTIONAL { ?i ag:latestEnd ?d }"
        )
        for iri, node, edtf, state, a, b, c, d in ask(
            select, pattern, "claim", "i", "edtf", "state", "a", "b", "c", "d"
        ):
            interval = Interval(str(node), str(edtf), _bounds(a, b), _bounds(c, d), str(state))
            setattr(claims[str(iri)], name, interval)


def _prices(select: Select, claims: dict[str, TransferClaim]) -> None:
    pattern = "?claim a ag:TransferReport ; ag:value ?v . OPTIONAL { ?v ag:amount ?amount } OPTIONAL { ?v ag:currency ?currency }"
    for iri, node, amount, currency in ask(select, pattern, "claim", "v", "amount", "currency"):
        claims[str(iri)].value = Price(str(node), _number(amount), str(currency or ""))


def _number(term: Node | None) -> Decimal | None:
    return None if term is None else Decimal(str(term))


def _bounds(first: Node | None, last: Node | None) -> tuple[date, date] | None:
    if first is None and last is None:
        return None
    days = [date.fromisoformat(str(term)) for term in (first, last) if term is not None]
    return days[0], days[-1]
