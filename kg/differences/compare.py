"""Which values of a deal differ between two releases, and what sort of change each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from kg.differences.model import Change, Incomparable, Kind, Value
from kg.differences.values import Name, Slim

_FEW = 50
"""A property that one release never has counts as a change where fewer deals of the other than this have it."""
_RUNNING = {
    "quantityDelivered",
    "quantityDeliveredIsEstimate",
    "tivDelivered",
    "delivered",
    "deliveredIsEstimate",
    "stage",
}
"""Properties that move on with each year, without anything having been revised."""
_SUMMED = {"quantityDelivered": "count", "tivDelivered": "tiv"}
_YEARLY = {
    "count": "count",
    "countIsEstimate": "count_estimate",
    "yearIsEstimate": "year_estimate",
    "tiv": "tiv",
}
"""Property of a year's delivery -> where its value stands."""
_ORDER = (
    "supplier", "recipient", "weapon", "weaponDescription", "category", "sipriCategory", "ordered", "orderedIsEstimate",
    "quantity", "quantityIsEstimate", "quantityDelivered", "quantityDeliveredIsEstimate", "delivered",
    "deliveredIsEstimate", "when", "count", "countIsEstimate", "yearIsEstimate", "tiv", "tivPerNewUnit", "tivPerUnit",
    "tivOrdered", "tivDelivered", "condition", "localProduction", "kind", "stage", "epistemicStatus", "value",
    "financier", "intermediary", "endUser", "origin", "supplierBody", "recipientBody", "statusTag", "uncertainProperty",
    "comment", "note",
)  # fmt: skip
PROPERTIES = {name: number for number, name in enumerate(_ORDER)}
"""All that is compared, in the order in which it is told."""


_READ_FROM: dict[str, frozenset[str]] = {
    "comment": frozenset({
        "condition", "kind", "stage", "epistemicStatus", "value", "financier", "intermediary", "endUser", "origin",
        "supplierBody", "recipientBody", "statusTag", "uncertainProperty",
    }),
    "quantity": frozenset({"stage"}),
    "localProduction": frozenset({"kind"}),
}  # fmt: skip
"""What readers work out of a property: files that do not hold the one cannot tell the others as well."""


class Presence:
    """Counts what the deals of one release say anything about."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def note(self, deal: Slim) -> None:
        """Count a deal."""
        seen = self._seen
        seen.update(deal.values.keys())
        seen.update(deal.names.keys())
        for prop, member in _YEARLY.items():
            seen[prop] += any(getattr(one, member) is not None for one in deal.deliveries.values())

    def lacks(self, other: Presence) -> set[str]:
        """What the other has in many deals and this one in none: its files have no place for it."""
        return {prop for prop, deals in other._seen.items() if deals >= _FEW and not self._seen[prop]}


def incomparable(old: tuple[str, Presence], new: tuple[str, Presence]) -> tuple[Incomparable, ...]:
    """The properties that only one of two releases has, each release with its name."""
    found: dict[str, str] = {}
    for (name, own), (_, other) in ((old, new), (new, old)):
        for prop in own.lacks(other):
            found[prop] = name
            found.update(dict.fromkeys(_READ_FROM.get(prop, ()), name))
    return tuple(Incomparable(prop, found[prop]) for prop in sorted(found, key=PROPERTIES.__getitem__))


def changes(old: Slim, new: Slim, leave_out: frozenset[str]) -> tuple[Change, ...]:
    """All that differs, in a fixed order, without the properties that are left out."""
    beyond = old.beyond | new.beyond
    found = [
        change
        for change in (*_names(old, new), *_plain(old, new, beyond), *_deliveries(old, new, beyond))
        if change.property not in leave_out
    ]
    return tuple(sorted(found, key=lambda change: (change.year or 0, PROPERTIES[change.property])))


def _names(old: Slim, new: Slim) -> Iterator[Change]:
    for prop, was, now in (
        ("supplier", old.supplier, new.supplier),
        ("recipient", old.recipient, new.recipient),
        ("weapon", old.weapon, new.weapon),
    ):
        if was is not None and now is not None and was.is_same(now):
            if was.words != now.words:
                yield Change(prop, was.words, now.words, "wording")
        elif was is not now:
            yield Change(prop, *_told(was, now))
    for prop in sorted(old.names.keys() | new.names.keys()):
        were, are = old.names.get(prop, ()), new.names.get(prop, ())
        if [one.identity for one in were] != [one.identity for one in are]:
            yield Change(
                prop, tuple(one.label for one in were) or None, tuple(one.label for one in are) or None
            )


def _told(was: Name | None, now: Name | None) -> tuple[str | None, str | None]:
    """Two different things by their names, which must not read alike."""
    if was is not None and now is not None and was.label == now.label:
        return was.identity, now.identity
    return was.label if was else None, now.label if now else None


def _plain(old: Slim, new: Slim, beyond: frozenset[int]) -> Iterator[Change]:
    for prop in old.values.keys() | new.values.keys():
        was, now = old.values.get(prop), new.values.get(prop)
        if was == now or (prop == "quantityDelivered" and _is_cut_down(was, now)):
            continue
        kind: Kind = "revision"
        if prop == "weaponDescription" and was and now and _same_category(old, new):
            kind = "wording"
        elif prop in _RUNNING and beyond and not _is_revised(prop, old, new, beyond):
            kind = "progress"
        yield Change(prop, was, now, kind)


def _same_category(old: Slim, new: Slim) -> bool:
    """Whether two descriptions are read as the same kind of weapon, so that they differ in words alone."""
    return old.values.get("category") == new.values.get("category")


def _is_cut_down(was: Value, now: Value) -> bool:
    """Whether two numbers are the same but for a file that does not cover all years and so says "at least"."""
    words = {f"at least {one:f}" for one in (was, now) if isinstance(one, Decimal)}
    return bool(words & {was, now})


def _is_revised(prop: str, old: Slim, new: Slim, beyond: frozenset[int]) -> bool:
    """Whether a sum over the years differs by other than the years that only one release can know."""
    member = _SUMMED.get(prop)
    if member is None or not (old.deliveries and new.deliveries):
        return False
    was, now = old.values.get(prop), new.values.get(prop)
    if not (isinstance(was, Decimal) and isinstance(now, Decimal)):
        return False
    return now - was != _sum(new, member, beyond) - _sum(old, member, beyond)


def _sum(deal: Slim, member: str, years: Iterable[int]) -> Decimal:
    found = (getattr(deal.deliveries[year], member) for year in years if year in deal.deliveries)
    return sum((number for number in found if number is not None), Decimal(0))


def _deliveries(old: Slim, new: Slim, beyond: frozenset[int]) -> Iterator[Change]:
    """Year by year, where both releases tell the years apart."""
    if any(not deal.deliveries and deal.years for deal in (old, new)):
        return
    for year in sorted(old.deliveries.keys() | new.deliveries.keys()):
        was, now = old.deliveries.get(year), new.deliveries.get(year)
        kind: Kind = "progress" if year in beyond else "revision"
        for prop, member in _YEARLY.items():
            before, after = getattr(was, member, None), getattr(now, member, None)
            # Whether a delivery is an estimate is nothing of its own where there is no delivery on the other side.
            if before != after and not (prop.endswith("IsEstimate") and (was is None or now is None)):
                yield Change(prop, before, after, kind, year)
