"""What a comparison of two releases gives: the deals that came, went and changed, and what that sums up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Value = str | bool | int | Decimal | tuple[str, ...] | None
"""One value of a deal; None if the release says nothing."""
Kind = Literal["revision", "progress", "wording"]
"""What a change is.

``revision``: the register says something else now. ``progress``: it tells of years that the other release does not
cover, or that were not over when the earlier one came out. ``wording``: other words for what is known to be the same.
"""
Pairing = Literal["register-id", "identity", "likeness"]
"""By what two entries are known to be one deal: the register's own id; parties, weapon and order year; a scored table."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a deal in both releases. ``property`` is its name in the ontology; ``year`` that of a delivery."""

    property: str
    old: Value
    new: Value
    kind: Kind = "revision"
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as one release tells it, as far as is needed to name it."""

    key: str
    register_id: str | None
    supplier: str | None
    recipient: str | None
    weapon: str
    ordered: str | None
    quantity: Value
    delivered: Value
    tiv_delivered: Decimal | None


@dataclass(frozen=True, slots=True)
class ChangedDeal:
    """A deal that both releases have, named as the newer one tells it, with all values that differ.

    ``old_key`` is the key of its record in the older release.
    """

    deal: Deal
    old_key: str
    pairing: Pairing
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class NotCovered:
    """A deal of one release that the files of the other, ``missing_in``, cannot hold."""

    deal: Deal
    missing_in: str


@dataclass(frozen=True, slots=True)
class Moved:
    """TIV of what a supplier delivered, in millions, in the deals and years that both releases cover.

    ``came`` is that of added deals, ``went`` of removed ones, ``revised`` the balance of changed ones.
    """

    supplier: str
    old: Decimal
    new: Decimal
    came: Decimal
    went: Decimal
    revised: Decimal

    @property
    def balance(self) -> Decimal:
        """How much more there is in the newer release."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """In how many deals a property changed."""

    kind: Kind
    property: str
    deals: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How many deals there are of each sort.

    ``changed`` have at least one revised value, ``continued`` only values of years that the other release could not
    know, ``reworded`` only other words.
    """

    old: int
    new: int
    added: int
    removed: int
    changed: int
    continued: int
    reworded: int
    unchanged: int
    not_covered: int


@dataclass(frozen=True, slots=True)
class Incomparable:
    """A property that the files of one release do not hold at all, so that it was not compared."""

    property: str
    missing_in: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is different between two releases of one register. Every list has a fixed order.

    ``changed`` holds the deals with revised values, ``continued`` those that only went on, ``reworded`` those with
    other words alone; the last is empty unless it was asked for.
    """

    register: str
    old: str
    new: str
    totals: Totals
    properties: tuple[PropertyCount, ...]
    moved: tuple[Moved, ...]
    incomparable: tuple[Incomparable, ...]
    added: tuple[Deal, ...] = ()
    removed: tuple[Deal, ...] = ()
    changed: tuple[ChangedDeal, ...] = ()
    continued: tuple[ChangedDeal, ...] = ()
    reworded: tuple[ChangedDeal, ...] = ()
    not_covered: tuple[NotCovered, ...] = ()
