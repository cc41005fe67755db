"""One deal of the register, told by one or both of its shapes, as facts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from kg.facts import (
    Delivery,
    Document,
    Entity,
    Facts,
    Item,
    Kind,
    Quantity,
    Quote,
    Release,
    RoleStatus,
    Stage,
    Transfer,
    Volume,
    content_hash,
)
from kg.link.registers import party
from kg.read.sipri.cast import Cast
from kg.read.sipri.commented import CANCELLED, NOT_ORDERED, NOTHING, said_in
from kg.read.sipri.descriptions import category_of, sipri_category_of
from kg.read.sipri.join import Deal
from kg.read.sipri.names import Aliases
from kg.read.sipri.preamble import Window
from kg.read.sipri.rows import DealRow, YearRow
from kg.read.sipri.times import in_year, over_years
from kg.read.sipri.values import Estimate
from kg.read.sipri.weapon import weapon_of

PUBLISHER = "Stockholm International Peace Research Institute"
GENRE = "register entry"
ORDER_AFTER_DELIVERY = "order-after-delivery"
WITHDRAWN = "not-in-register-by-year"
REVISED = "revised-within-release"
_ONE = "t1"
"""The id of the one transfer of a record, and of its one item."""


def facts_of(deal: Deal, key: str, release: Release, aliases: Aliases) -> Facts:
    """The facts of a deal. ``key`` is what its record is known by."""
    return _Telling(deal, release, aliases).facts(key)


class _Telling:
    """What both shapes say of a deal, each value from the one that says it best.

    The 17 columns have the numbers of each year, the category and three-valued flags; the 16 have the order and the
    comment, and count the whole life of a deal where the 17 cover some years of it.
    """

    def __init__(self, deal: Deal, release: Release, aliases: Aliases) -> None:
        self.release = release
        self.entry = deal.entry
        self.withdrawn = deal.withdrawn
        self.revised = deal.revised
        self.row: DealRow | None = deal.entry.row if deal.entry else None
        self.years: tuple[YearRow, ...] = tuple(deal.yearly.rows) if deal.yearly else ()
        self.first = self.years[0] if self.years else None
        # The total stands in the 16 columns, unless these were cut down to fewer years than the 17 have.
        entry = deal.entry if not deal.revised else None
        if entry and not all(row.year in entry.window for row in self.years):
            entry = None
        self.total: DealRow | None = entry.row if entry else None
        self.window = entry.window if entry else deal.yearly.window if deal.yearly else Window()
        self.text = "\n".join([row.text for row in (self.row, *self.years) if row])
        comment = self.row.comments if self.row else ""
        self.said = said_in(comment, self.row.comment_at) if self.row and comment else NOTHING
        self.weapon = weapon_of(self.row, self.first, self.said.aliases, aliases)

    def facts(self, key: str) -> Facts:
        """All facts of the deal."""
        either = self._either
        transfer, entities = self._transfer()
        document = Document(
            id=key,
            lang="en",
            text=self.text,
            sha256=content_hash(self.text),
            length=len(self.text),
            publisher=PUBLISHER,
            title=f"{either.supplier} to {either.recipient}: {self.weapon.name}",
            genre=GENRE,
            release=self.release,
            register_id=self.first.id if self.first else None,
            redistribution="none",
        )
        return Facts(document=document, entities=entities, transfers=(transfer,))

    @property
    def _either(self) -> DealRow | YearRow:
        either = self.first or self.row
        if either is None:
            raise ValueError("a deal stands in one shape of the register at least")
        return either

    def _transfer(self) -> tuple[Transfer, tuple[Entity, ...]]:
        said, either = self.said, self._either
        cast = Cast()
        estimates = self._year_estimates()
        local = self._local_production
        supplier, recipient = party(either.supplier), party(either.recipient)
        # Where goods come from and who uses them is worth saying only if it is none of the two.
        origin = said.origin if said.origin and said.origin.id not in {supplier.id, recipient.id} else None
        end_user = said.end_user if said.end_user and said.end_user.id != recipient.id else None
        kind = self._kind(local=local)
        told = {"origin": origin is not None, "endUser": end_user is not None, "kind": kind == said.kind}
        transfer = Transfer(
            id=_ONE,
            supplier=cast.id_of(supplier),
            recipient=cast.id_of(recipient),
            items=(self._item(cast),),
            stage=self._stage(),
            epistemic="hedged" if said.hedged else "asserted",
            evidence=(Quote(start=0, end=len(self.text), text=self.text),),
            end_user=cast.id_if(end_user),
            intermediaries=tuple(cast.id_of(one) for one in said.intermediaries),
            financier=cast.id_if(said.financier),
            origin=cast.id_if(origin),
            kind=kind,
            condition=either.condition or said.condition,
            local_production=local,
            status_tags=self._tags(),
            ordered=in_year(either.order_year, self._order_estimate),
            delivered=over_years(sorted(estimates.items(), key=lambda one: one[0])),
            value=said.value,
            roles=self._roles(),
            uncertain=tuple(one for one in said.uncertain if told.get(one, True)),
            supports=tuple(one for one in said.supports if told.get(one.property, True)),
            notes=self._note(),
        )
        return transfer, cast.entities

    def _item(self, cast: Cast) -> Item:
        description = self._either.description
        sipri_category = (self.first.category if self.first else None) or sipri_category_of(description)
        return Item(
            id=_ONE,
            weapon=cast.id_of(self.weapon),
            weapon_class=category_of(description, sipri_category),
            quantity=_exactly(self.row.ordered, self.row.ordered_estimate) if self.row else None,
            delivered=self._delivered(),
            deliveries=self._deliveries(),
            volume=self._volume(),
            description=description or None,
            sipri_category=sipri_category,
        )

    # Numbers -----------------------------------------------------------------------------------

    @property
    def _number(self) -> Decimal | None:
        """How many were handed over in all."""
        if self.total:
            return self.total.delivered
        numbers = [row.number for row in self.years]
        return (
            sum((one or Decimal(0) for one in numbers), Decimal(0))
            if any(one is not None for one in numbers)
            else None
        )

    def _delivered(self) -> Quantity | None:
        number = self._number
        estimate = (
            self.total.delivered_estimate
            if self.total
            else _together(row.number_estimate for row in self.years)
        )
        if number is not None and self._is_cut:
            return Quantity(min=number, estimate=estimate)
        return _exactly(number, estimate)

    def _deliveries(self) -> tuple[Delivery, ...]:
        """What came in each year. A total is never split over the years; in one year alone all of it came.

        The register by year is right about the years, so a deal that it no longer has adds nothing to any.
        """
        if self.years:
            return tuple(
                Delivery(
                    year=row.year,
                    count=row.number,
                    tiv=row.tiv,
                    year_estimate=row.year_estimate,
                    count_estimate=row.number_estimate,
                )
                for row in self.years
            )
        row = self.row
        if row is None or len(row.years) != 1 or not row.every_year or self.withdrawn:
            return ()
        return (
            Delivery(
                year=row.years[0],
                count=row.delivered,
                tiv=row.tiv_delivered,
                count_estimate=row.delivered_estimate,
            ),
        )

    def _volume(self) -> Volume | None:
        tivs = [row.tiv for row in self.years if row.tiv is not None]
        delivered = self.total.tiv_delivered if self.total else None
        if delivered is None and tivs:
            delivered = sum(tivs, Decimal(0))
        new_unit = self.first.new_unit if self.first else None
        unit = self._either.unit
        ordered = self.row.tiv_ordered if self.row else None
        if new_unit is None and unit is None and ordered is None and delivered is None:
            return None
        return Volume(new_unit=new_unit, unit=unit, ordered=ordered, delivered=delivered)

    # Times -------------------------------------------------------------------------------------

    @property
    def _order_estimate(self) -> Estimate:
        flags = [row.order_estimate for row in (self.first, self.row) if row]
        return True if True in flags else flags[0]

    def _year_estimates(self) -> dict[int, Estimate]:
        """Every year in which something came, and whether that year is an estimate."""
        row = None if self.revised else self.row
        flags: dict[int, Estimate] = dict.fromkeys(row.years, None) if row else {}
        return flags | {row.year: row.year_estimate for row in self.years}

    @property
    def _is_cut(self) -> bool:
        """Whether there may be deliveries in years that the file does not cover."""
        if not self.window.stated:
            return False
        first, last = self.window.first, self.window.last
        published = self.release.published
        known_until = int(published[:4]) - 1 if published else None
        begins_before = first is not None and self._either.order_year < first
        return begins_before or (last is not None and known_until is not None and last < known_until)

    def _note(self) -> str | None:
        notes = []
        if self.withdrawn:
            notes.append(
                "The register by year has no such deal: it may have been withdrawn or merged with another."
            )
        if self.revised:
            notes.append(
                "The file by deal has other numbers or years of it; the file by year was made later."
            )
        if self._is_cut:
            first, last = self.window.first, self.window.last
            covered = (
                f"from {first}" if last is None else f"until {last}" if first is None else f"{first}-{last}"
            )
            notes.append(
                f"The file covers deliveries {covered}; those of other years are not in this record."
            )
        return " ".join(notes) or None

    # How it stands -----------------------------------------------------------------------------

    def _stage(self) -> Stage:
        number = self._number or Decimal(0)
        if not number and not self._year_estimates():
            if CANCELLED in self.said.tags:
                return "cancelled"
            return "planned" if NOT_ORDERED in self.said.tags else "ordered"
        if self.row is None:
            return "delivered"
        return "delivered" if self.row.ordered is not None and number >= self.row.ordered else "delivering"

    @property
    def _local_production(self) -> bool | None:
        if self.first and self.first.local_production is not None:
            return self.first.local_production
        return self.row.licence if self.row else None

    def _kind(self, *, local: bool | None) -> Kind:
        if local:
            return "licence"
        if self.said.kind:
            return self.said.kind
        condition = self._either.condition or self.said.condition
        return "secondhand" if condition in {"second-hand", "modernized"} else "unknown"

    def _tags(self) -> tuple[str, ...]:
        first = min(self._year_estimates(), default=None)
        late = first is not None and first < self._either.order_year
        return tuple(
            dict.fromkeys(
                [
                    *self.said.tags,
                    *([ORDER_AFTER_DELIVERY] if late else []),
                    *([WITHDRAWN] if self.withdrawn else []),
                    *([REVISED] if self.revised else []),
                ]
            )
        )

    def _roles(self) -> dict[str, RoleStatus]:
        side = self.entry.inferred_party if self.entry else None
        return {side: "inferred"} if side else {}


@lru_cache(maxsize=16_384)
def _exactly(number: Decimal | None, estimate: Estimate) -> Quantity | None:
    return None if number is None else Quantity(min=number, max=number, estimate=estimate)


def _together(flags: Iterable[Estimate]) -> Estimate:
    """What several flags say of a sum."""
    found = set(flags)
    return True if True in found else None if None in found else False
