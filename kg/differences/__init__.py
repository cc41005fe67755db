"""What moved between two releases of a register: deals that came, went and changed, value by value.

``values`` takes of each entry what is compared, ``pair`` finds the entries that are one deal, ``compare`` says what
differs between them, ``write`` prints it. A deal that the files of the other release cannot hold is neither come nor
gone, but not covered; and what the earlier release could not know yet is no revision, but progress.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import pyoxigraph as ox

from kg.differences.compare import PROPERTIES, Presence, changes, incomparable
from kg.differences.filter import Role, Wanted, wanted
from kg.differences.model import (
    Change,
    ChangedDeal,
    Deal,
    Difference,
    Incomparable,
    Moved,
    NotCovered,
    PropertyCount,
    Totals,
)
from kg.differences.pair import Pair, Paired, pair
from kg.differences.values import Slim, slim
from kg.errors import InputError
from kg.facts import Facts
from kg.garbage import collector_paused
from kg.namespaces import graph_iri
from kg.releases import KnownRelease, Releases
from kg.settings import Settings
from kg.store import Store

__all__ = [
    "Change",
    "ChangedDeal",
    "Deal",
    "Difference",
    "Incomparable",
    "Moved",
    "NotCovered",
    "PropertyCount",
    "Totals",
    "difference",
]

_NOBODY = "unknown"


def difference(
    store: Store,
    settings: Settings,
    old: str,
    new: str,
    *,
    supplier: str | None = None,
    recipient: str | None = None,
    wording: bool = False,
) -> Difference:
    """What is different in one release against another of the same register.

    Args:
        store: with the entries of both.
        settings: for the base of its IRIs.
        old: name of the release that is compared with.
        new: name of the release that is looked at.
        supplier: only deals with this supplier in either release, by name in any language, code or IRI.
        recipient: likewise.
        wording: also tell where only the words differ.

    Raises:
        InputError: if there is no such release or party, or the two are of two registers.

    """
    before, after = _releases(store, settings, old, new)
    only = wanted(supplier, recipient)
    years = sorted(int(release.published[:4]) for release in (before, after) if release.published)
    not_over = years[0] if len(years) == 2 else None
    presence = {before.name: Presence(), after.name: Presence()}
    with collector_paused():
        sides = [
            list(_deals(_entries(store, settings, own.name), other, not_over, presence[own.name]))
            for own, other in ((before, after), (after, before))
        ]
    missing = incomparable((before.name, presence[before.name]), (after.name, presence[after.name]))
    asked: tuple[tuple[Role, str | None], ...] = (("supplier", supplier), ("recipient", recipient))
    for role, name in asked:
        if name is not None and not any(only.has(role, deal) for side in sides for deal in side):
            raise InputError(
                f"neither {old} nor {new} has a deal with the {role} {name!r}",
                advice="Give its name as the register writes it, its code or its IRI",
            )
    paired = _filtered(pair(*sides), only)
    return _Telling(before, after, missing, wording=wording).tell(paired)


def _releases(store: Store, settings: Settings, old: str, new: str) -> tuple[KnownRelease, KnownRelease]:
    known = Releases(store, settings.base).by_name
    for name in (old, new):
        if name not in known:
            there = f"There are {', '.join(sorted(known))}" if known else "The store has no releases"
            raise InputError(f"there is no release {name!r}", advice=there)
    before, after = known[old], known[new]
    if old == new:
        raise InputError(f"{old!r} is compared with itself", advice="Name two releases")
    if before.register != after.register:
        raise InputError(
            f"{old!r} is a release of {before.register}, {new!r} one of {after.register}",
            advice="Only releases of one register can be compared",
        )
    return before, after


def _deals(
    entries: Iterable[tuple[str, str]],
    other: KnownRelease,
    not_over: int | None,
    presence: Presence,
) -> Iterator[Slim]:
    for key, form in entries:
        for deal in slim(Facts.model_validate_json(form), key, other, not_over):
            presence.note(deal)
            yield deal


def _entries(store: Store, settings: Settings, release: str) -> Iterator[tuple[str, str]]:
    """Key and facts of all entries of a release, current or superseded, read as they come.

    One query for all: asked for one by one, as ``Ledger.of_release`` does, they take several times as long.
    """
    name = ox.Literal(release)
    rows = store.query(
        f"SELECT ?key ?facts WHERE {{ GRAPH <{graph_iri('meta', settings.base)}> {{ "
        f"?entry ag:releaseName {name} ; ag:recordKey ?key ; ag:facts ?facts ; a ag:LedgerEntry }} }}"
    ).rows()
    for row in rows:
        yield row["key"].value, row["facts"].value


def _filtered(paired: Paired, only: Wanted) -> Paired:
    """Only the deals that are wanted; one that changed hands counts for both."""
    return Paired(
        [one for one in paired.pairs if only.fits(one[0]) or only.fits(one[1])],
        [deal for deal in paired.old if only.fits(deal)],
        [deal for deal in paired.new if only.fits(deal)],
    )


class _Telling:
    """Sorts what was found into a ``Difference``."""

    def __init__(
        self, old: KnownRelease, new: KnownRelease, missing: tuple[Incomparable, ...], *, wording: bool
    ) -> None:
        self.old, self.new = old, new
        self.missing = missing
        self.leave_out = frozenset(one.property for one in missing)
        self.wording = wording
        self.moved = _Moves()
        self.changed: list[ChangedDeal] = []
        self.continued: list[ChangedDeal] = []
        self.reworded: list[ChangedDeal] = []
        self.unchanged = 0
        self.rewordings = 0
        self.counts: Counter[tuple[str, str]] = Counter()

    def tell(self, paired: Paired) -> Difference:
        for one in paired.pairs:
            self._pair(one)
        removed = [deal for deal in paired.old if deal.covered]
        added = [deal for deal in paired.new if deal.covered]
        for deal in removed:
            self.moved.went(deal)
        for deal in added:
            self.moved.came(deal)
        not_covered = [
            NotCovered(deal.shown(), missing_in)
            for deals, missing_in in ((paired.old, self.new.name), (paired.new, self.old.name))
            for deal in deals
            if not deal.covered
        ]
        pairs = len(paired.pairs)
        totals = Totals(
            old=pairs + len(paired.old),
            new=pairs + len(paired.new),
            added=len(added),
            removed=len(removed),
            changed=len(self.changed),
            continued=len(self.continued),
            reworded=self.rewordings,
            unchanged=self.unchanged,
            not_covered=len(not_covered),
        )
        return Difference(
            self.old.register,
            self.old.name,
            self.new.name,
            totals,
            tuple(self._properties()),
            tuple(self.moved),
            self.missing,
            tuple(sorted((deal.shown() for deal in added), key=_place)),
            tuple(sorted((deal.shown() for deal in removed), key=_place)),
            _sorted(self.changed),
            _sorted(self.continued),
            _sorted(self.reworded),
            tuple(sorted(not_covered, key=lambda one: (one.missing_in, _place(one.deal)))),
        )

    def _pair(self, one: Pair) -> None:
        old, new, pairing = one
        found = changes(old, new, self.leave_out)
        kinds = {change.kind for change in found}
        self.moved.stayed(old, new)
        self.counts.update({(change.kind, change.property) for change in found})
        told = found if self.wording else tuple(change for change in found if change.kind != "wording")
        changed = ChangedDeal(new.shown(), old.key, pairing, told)
        if "revision" in kinds:
            self.changed.append(changed)
        elif "progress" in kinds:
            self.continued.append(changed)
        elif kinds:
            self.rewordings += 1
            if self.wording:
                self.reworded.append(changed)
        else:
            self.unchanged += 1

    def _properties(self) -> Iterator[PropertyCount]:
        order = ("revision", "progress", "wording")
        for (kind, prop), deals in sorted(
            self.counts.items(), key=lambda item: (order.index(item[0][0]), PROPERTIES[item[0][1]])
        ):
            yield PropertyCount(kind, prop, deals)  # type: ignore[arg-type]


def _place(deal: Deal) -> tuple[str, ...]:
    """Where a deal stands in a list."""
    return deal.supplier or "", deal.recipient or "", deal.weapon, deal.ordered or "", deal.key


def _sorted(deals: Sequence[ChangedDeal]) -> tuple[ChangedDeal, ...]:
    return tuple(sorted(deals, key=lambda one: (_place(one.deal), one.old_key)))


class _Moves:
    """TIV by supplier, in what both releases cover."""

    def __init__(self) -> None:
        self._sums: dict[str, list[Decimal]] = {}

    def came(self, deal: Slim) -> None:
        tiv = deal.tiv_within(deal.beyond)
        self._add(deal, new=tiv, came=tiv)

    def went(self, deal: Slim) -> None:
        tiv = deal.tiv_within(deal.beyond)
        self._add(deal, old=tiv, went=tiv)

    def stayed(self, old: Slim, new: Slim) -> None:
        """A deal that both have. One that changed hands moves all it has from one supplier to the other."""
        beyond = old.beyond | new.beyond
        was, now = old.tiv_within(beyond), new.tiv_within(beyond)
        together = bool(beyond) and not (old.deliveries and new.deliveries)
        if together:
            # What came in the years that only one of them can know is not told apart from the rest.
            now = was
        same = old.supplier is new.supplier or (
            old.supplier and new.supplier and old.supplier.is_same(new.supplier)
        )
        if same:
            self._add(new, old=was, new=now, revised=now - was)
        else:
            self._add(old, old=was, revised=-was)
            self._add(new, new=now, revised=now)

    def _add(self, deal: Slim, **numbers: Decimal) -> None:
        name = deal.supplier.label if deal.supplier else _NOBODY
        sums = self._sums.setdefault(name, [Decimal(0)] * 5)
        for place, member in enumerate(("old", "new", "came", "went", "revised")):
            sums[place] += numbers.get(member, Decimal(0))

    def __iter__(self) -> Iterator[Moved]:
        """Those of whom anything moved, the largest first."""
        found = [Moved(name, *sums) for name, sums in self._sums.items() if any(sums[2:])]
        yield from sorted(found, key=lambda one: (-abs(one.balance), one.supplier))
