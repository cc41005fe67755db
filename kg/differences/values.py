"""What is compared of an entry of a register, in as little room as a release of thirty thousand deals allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from sys import intern

from kg.differences.model import Deal, Value
from kg.facts import Coverage, Entity, Facts, Item, Money, Quantity, Transfer, When
from kg.fold import key as folded
from kg.read.sipri.columns import DEALS
from kg.releases import KnownRelease

_COMMENT = list(DEALS.columns).index("comments")
_BEHIND = len(DEALS.columns) - _COMMENT - 1
_YEARS = list(DEALS.columns).index("years")
_NOTE_ON_FILE = "The file covers deliveries "
"""How the remark begins that the reader of SIPRI's register makes about a file, not about a deal."""


@dataclass(frozen=True, slots=True)
class Name:
    """A party or weapon: what it is known by, and what it is called.

    ``identity`` is the IRI where it is known, else made of type and name. ``words`` are those of the register.
    ``alike`` are further names that mean the same where neither side has an IRI.
    """

    identity: str
    label: str
    words: str
    alike: frozenset[str]
    known: bool

    def is_same(self, other: Name) -> bool:
        """Whether two names are of one thing."""
        if self.identity == other.identity:
            return True
        return not (self.known and other.known) and not self.alike.isdisjoint(other.alike)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came in one year."""

    count: Decimal | None
    tiv: Decimal | None
    count_estimate: bool | None
    year_estimate: bool | None


@dataclass(slots=True)
class Slim:
    """One deal of one release. ``covered``: the files of the other release could hold it.

    ``beyond`` are the years of delivery that the other release cannot know, ``values`` the plain values by property.
    """

    key: str
    register_id: str | None
    supplier: Name | None
    recipient: Name | None
    weapon: Name
    covered: bool
    values: dict[str, Value]
    deliveries: dict[int, Delivered]
    beyond: frozenset[int] = frozenset()
    names: dict[str, tuple[Name, ...]] = field(default_factory=dict)

    @property
    def order_year(self) -> int | None:
        """The year of the order, whatever the doubts about it."""
        return year_in(self.values.get("ordered"))

    @property
    def identity(self) -> tuple[str | None, str | None, str, int | None]:
        """By this the deal is known where the register gives no id."""
        return (
            self.supplier.identity if self.supplier else None,
            self.recipient.identity if self.recipient else None,
            self.weapon.identity,
            self.order_year,
        )

    @property
    def years(self) -> frozenset[int]:
        """Years in which something came: each where the register tells them, else the first and the last."""
        if self.deliveries:
            return frozenset(self.deliveries)
        return frozenset(map(int, re.findall(r"\d{4}", str(self.values.get("delivered") or ""))))

    def tiv_within(self, beyond: frozenset[int]) -> Decimal:
        """TIV of what was delivered, without that of some years, as far as the register tells the years apart."""
        if self.deliveries:
            inside = (one.tiv for year, one in self.deliveries.items() if year not in beyond)
            return sum((tiv for tiv in inside if tiv is not None), Decimal(0))
        total = self.values.get("tivDelivered")
        return total if isinstance(total, Decimal) else Decimal(0)

    def shown(self) -> Deal:
        """The deal as it is named in a result."""
        tiv, ordered = self.values.get("tivDelivered"), self.values.get("ordered")
        return Deal(
            self.key,
            self.register_id,
            self.supplier.label if self.supplier else None,
            self.recipient.label if self.recipient else None,
            self.weapon.label,
            None if ordered is None else str(ordered),
            self.values.get("quantity"),
            self.values.get("quantityDelivered"),
            tiv if isinstance(tiv, Decimal) else None,
        )


def year_in(value: Value) -> int | None:
    """The first year that a time names."""
    found = re.search(r"\d{4}", str(value)) if value is not None else None
    return int(found.group()) if found else None


def slim(facts: Facts, key: str, other: KnownRelease, not_over: int | None) -> Iterator[Slim]:
    """The deals of one entry: one for each item of each of its transfers.

    Args:
        facts: of the entry.
        key: of its record.
        other: the release that it will be compared with.
        not_over: the year in which the earlier of the two releases came out.

    """
    covered = other.holds(facts)
    entities = {entity.id: entity for entity in facts.entities}
    comment = intern(comment_of(facts))
    parts = [(transfer, item) for transfer in facts.transfers for item in transfer.items]
    for transfer, item in parts:
        own_id = facts.document.register_id
        years = {delivery.year for delivery in item.deliveries} | _years(transfer.delivered)
        beyond = frozenset(
            year
            for year in years
            if (not_over is not None and year >= not_over)
            or not any(_holds_year(coverage, year) for coverage in other.covers)
        )
        yield Slim(
            key if len(parts) == 1 else f"{key}#{item.id}",
            own_id if own_id is None or len(parts) == 1 else f"{own_id}#{item.id}",
            _name(transfer.supplier, entities),
            _name(transfer.recipient, entities),
            _named(entities[item.weapon], weapon=True),
            covered,
            {name: value for name, value in _values(transfer, item, comment) if _says(value)},
            _deliveries(item),
            beyond,
            _others(transfer, entities),
        )


def _says(value: Value) -> bool:
    """Whether there is a value. Zero and no are values."""
    return value is not None and (bool(value) or not isinstance(value, str | tuple))


def _holds_year(coverage: Coverage, year: int) -> bool:
    first, last = coverage.first_year, coverage.last_year
    return (first is None or year >= first) and (last is None or year <= last)


def _years(when: When | None) -> set[int]:
    if when is None:
        return set()
    return {day.year for bounds in (when.start, when.end) if bounds for day in bounds}


def _name(entity_id: str | None, entities: Mapping[str, Entity]) -> Name | None:
    return None if entity_id is None else _named(entities[entity_id], weapon=False)


def _others(transfer: Transfer, entities: Mapping[str, Entity]) -> dict[str, tuple[Name, ...]]:
    """Who else has to do with the deal, by property."""
    ids = {
        "endUser": (transfer.end_user,),
        "financier": (transfer.financier,),
        "origin": (transfer.origin,),
        "intermediary": transfer.intermediaries,
        "supplierBody": transfer.supplier_orgs,
        "recipientBody": transfer.recipient_orgs,
    }
    named = {
        prop: tuple(_named(entities[one], weapon=False) for one in those if one)
        for prop, those in ids.items()
        if any(those)
    }
    return {prop: tuple(sorted(names, key=lambda name: name.identity)) for prop, names in named.items()}


def _named(entity: Entity, *, weapon: bool) -> Name:
    return _cached_name(entity.iri, entity.type, entity.name, entity.aliases, weapon)


@lru_cache(maxsize=65_536)
def _cached_name(iri: str | None, kind: str, name: str, aliases: tuple[str, ...], weapon: bool) -> Name:
    """Thousands of deals name the same few parties and weapons, and share these."""
    # A linked party is called by its label and keeps the register's spelling behind it; a weapon has all designations.
    words = " / ".join((name, *aliases)) if weapon or not iri else (aliases or (name,))[0]
    alike = frozenset(f"{kind} {folded(one)}" for one in (name, *aliases))
    return Name(iri or f"{kind} {folded(name)}", name, words, alike, iri is not None)


def _values(transfer: Transfer, item: Item, comment: str) -> Iterator[tuple[str, Value]]:
    volume = item.volume
    yield "weaponDescription", item.description and intern(item.description)
    yield "category", intern(item.weapon_class)
    yield "sipriCategory", item.sipri_category and intern(item.sipri_category)
    for name, when in (("ordered", transfer.ordered), ("delivered", transfer.delivered)):
        if when is not None:
            yield name, intern(when.edtf.replace("?", ""))
            yield f"{name}IsEstimate", when.estimate
    if transfer.when is not None:
        yield "when", intern(transfer.when.edtf)
    for name, amount in (("quantity", item.quantity), ("quantityDelivered", item.delivered)):
        if amount is not None:
            yield name, amount_of(amount)
            yield f"{name}IsEstimate", amount.estimate
    if volume is not None:
        yield "tivPerNewUnit", volume.new_unit
        yield "tivPerUnit", volume.unit
        yield "tivOrdered", volume.ordered
        yield "tivDelivered", volume.delivered
    yield "condition", transfer.condition
    yield "localProduction", transfer.local_production
    yield "kind", None if transfer.kind == "unknown" else transfer.kind
    yield "stage", transfer.stage
    yield "epistemicStatus", transfer.epistemic
    yield "value", _money(transfer.value) if transfer.value else None
    yield "statusTag", tuple(sorted(map(intern, transfer.status_tags)))
    yield "uncertainProperty", tuple(sorted(map(intern, transfer.uncertain)))
    yield "comment", comment
    if transfer.notes and not transfer.notes.startswith(_NOTE_ON_FILE):
        yield "note", transfer.notes


def amount_of(amount: Quantity) -> Value:
    """A quantity: a number where it is exact, else its range in words."""
    low, high = amount.min, amount.max
    if low is None and high is None:
        return amount.text.text if amount.text else None
    unit = "" if amount.unit == "piece" else f" {amount.unit}"
    if low == high and not unit:
        return low
    if low == high:
        return f"{low:f}{unit}"
    if high is None:
        return f"at least {low:f}{unit}"
    return f"at most {high:f}{unit}" if low is None else f"{low:f}-{high:f}{unit}"


def _money(price: Money) -> Value:
    if price.amount is None:
        return price.text.text if price.text else None
    digits = f"{price.amount:f}" + ("" if price.max is None else f"-{price.max:f}")
    return f"{digits} {price.currency}" if price.currency else digits


def _deliveries(item: Item) -> dict[int, Delivered]:
    """By year. A register that has two lines for a year means both together."""
    found: dict[int, Delivered] = {}
    for one in item.deliveries:
        new = Delivered(one.count, one.tiv, one.count_estimate, one.year_estimate)
        if (old := found.get(one.year)) is not None:
            new = Delivered(
                _sum(old.count, new.count),
                _sum(old.tiv, new.tiv),
                _either(old.count_estimate, new.count_estimate),
                _either(old.year_estimate, new.year_estimate),
            )
        found[one.year] = new
    return found


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


def _either(one: bool | None, other: bool | None) -> bool | None:
    return True if True in (one, other) else None if None in (one, other) else False


def comment_of(facts: Facts) -> str:
    """The comment of a deal in SIPRI's register, out of its row as the reader keeps it; empty if it has none."""
    release, text = facts.document.release, facts.document.text
    if release is None or release.register_name != "sipri" or not text:
        return ""
    fields = text.split("\n", 1)[0].split(",")
    # A row of 16 columns has its order year in the third and its years of delivery in the eleventh.
    if len(fields) <= _COMMENT + _BEHIND or not re.fullmatch(r"\s*[([]?\d{4}[)\]]?\s*", fields[2]):
        return ""
    if not re.fullmatch(r"[\d;()\[\]? ]*", fields[_YEARS]):
        return ""
    comment = " ".join(",".join(fields[_COMMENT : len(fields) - _BEHIND]).split())
    return "" if comment == "NA" else comment
