"""The rows of all files of one release, put together to deals: one deal may stand in several files.

Two files of one release may overlap (all suppliers, and one of them alone), cover other years, or be of another day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from kg.facts import Condition
from kg.link.registers import party
from kg.read.sipri.preamble import Window
from kg.read.sipri.register_file import RegisterFile
from kg.read.sipri.rows import DealRow, Place, YearRow

Share = tuple[str, str, int, Condition | None, Decimal | None]
"""What both shapes say of a deal in the same words: supplier, recipient, order year, condition, TIV of one unit."""


def party_key(name: str) -> str:
    """What is compared of a party: files of one release may spell it differently."""
    entity = party(name)
    return entity.iri or f"{entity.type}:{entity.name}"


@dataclass
class YearlyDeal:
    """A deal of the 17 columns: its rows, one per year. ``also``: rows of other files that say the same."""

    rows: list[YearRow]
    window: Window
    also: list[YearRow] = field(default_factory=list)
    remarks: tuple[str, ...] = ()

    @property
    def first(self) -> YearRow:
        return self.rows[0]

    @cached_property
    def share(self) -> Share:
        row = self.first
        return party_key(row.supplier), party_key(row.recipient), row.order_year, row.condition, row.unit

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({row.year for row in self.rows}))

    def number(self, window: Window | None = None) -> Decimal:
        """How many were handed over, in all years or in those of a window."""
        return sum(
            (row.number or Decimal(0) for row in self.rows if window is None or row.year in window),
            Decimal(0),
        )

    @property
    def places(self) -> Iterator[Place]:
        return (row.place for row in (*self.rows, *self.also))


@dataclass
class Entry:
    """A deal of the 16 columns. ``also``: rows of other files that say the same, or less because of their window."""

    row: DealRow
    window: Window
    also: list[DealRow] = field(default_factory=list)
    inferred_party: str | None = None
    generated: date | None = None

    @cached_property
    def share(self) -> Share:
        row = self.row
        return party_key(row.supplier), party_key(row.recipient), row.order_year, row.condition, row.unit

    @property
    def places(self) -> Iterator[Place]:
        return (row.place for row in (self.row, *self.also))


def yearly_deals(files: Sequence[RegisterFile]) -> list[YearlyDeal]:
    """The deals of all files with 17 columns.

    Where two files know the years of a deal differently, the one that was made later is right.
    """
    found: dict[object, YearlyDeal] = {}
    for file in sorted((one for one in files if one.years), key=_newest_first):
        for identity, rows in _by_deal(file.years).items():
            if identity not in found:
                found[identity] = YearlyDeal(rows, file.window)
            else:
                _add(found[identity], rows, file.window)
    return list(found.values())


def _newest_first(file: RegisterFile) -> int:
    return -(file.generated or date.min).toordinal()


def _by_deal(rows: Iterable[YearRow]) -> dict[object, list[YearRow]]:
    """The rows of one file by what tells their deal, in the order of years.

    That is SIPRI's id. Where rows with one id contradict each other, or have none, it is all that a deal has in common.
    """
    found: dict[tuple[object, ...], list[YearRow]] = defaultdict(list)
    for row in rows:
        worth = (row.condition, row.new_unit, row.unit)
        deal = (
            party_key(row.supplier),
            party_key(row.recipient),
            row.designation,
            row.description,
            row.order_year,
        )
        found[row.id, *deal, *worth].append(row)
    times = Counter(key[0] for key in found)
    for deal_rows in found.values():
        deal_rows.sort(key=lambda row: (row.year, row.text))
    return {(key[0] if key[0] and times[key[0]] == 1 else key): deal_rows for key, deal_rows in found.items()}


def _add(deal: YearlyDeal, rows: Sequence[YearRow], window: Window) -> None:
    """Count in the rows that an older, or an equal, file has of a deal."""
    more = [row for row in rows if row.year not in deal.window]
    known = {_said(row) for row in deal.rows}
    for row in rows:
        if row not in more and _said(row) not in known:
            remark = f"{row.place} says otherwise of {row.year}; the file that was made later is followed"
            deal.remarks = (*deal.remarks, remark)
    deal.also += [row for row in rows if row not in more]
    deal.rows = sorted([*deal.rows, *more], key=lambda row: (row.year, row.text))
    if more:
        deal.window = _hull(deal.window, window)


def _said(row: YearRow) -> tuple[object, ...]:
    return row.year, row.number, row.tiv, row.year_estimate, row.number_estimate


def _hull(one: Window, other: Window) -> Window:
    firsts, lasts = (one.first, other.first), (one.last, other.last)
    return Window(
        None if None in firsts else min(year for year in firsts if year is not None),
        None if None in lasts else max(year for year in lasts if year is not None),
        stated=one.stated and other.stated,
    )


def entries(files: Sequence[RegisterFile]) -> list[Entry]:
    """The deals of all files with 16 columns, each once."""
    known: dict[tuple[object, ...], Entry] = {}
    for file in files:
        seen: Counter[tuple[object, ...]] = Counter()
        for row in file.deals:
            content = _content(row)
            seen[content] += 1
            # A deal that stands twice in one file is two deals; one that stands in two files is one.
            key = (*content, seen[content])
            if key in known:
                known[key].also.append(row)
                known[key].window = _hull(known[key].window, file.window)
            else:
                known[key] = Entry(
                    row, file.window, inferred_party=file.inferred_party, generated=file.generated
                )
    found = list(known.values())
    return _without_parts(found) if len({entry.window for entry in found}) > 1 else found


def _content(row: DealRow) -> tuple[object, ...]:
    return (
        *_deal(row),
        row.ordered_estimate,
        row.delivered,
        row.delivered_estimate,
        row.years,
        row.tiv_delivered,
    )


def _deal(row: DealRow) -> tuple[object, ...]:
    """What a deal row says that does not depend on the years of delivery that its file covers."""
    return (
        party_key(row.supplier), party_key(row.recipient), row.order_year, row.order_estimate, row.ordered,
        row.designation, row.description, row.condition, row.comments, row.unit, row.licence,
    )  # fmt: skip


def _without_parts(found: list[Entry]) -> list[Entry]:
    """The same without those that are another one cut down to the fewer years that its file covers."""
    by_deal: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in found:
        by_deal[_deal(entry.row)].append(entry)
    parts: set[int] = set()
    for group in by_deal.values():
        if len(group) > 1:
            parts |= _parts(group)
    return [entry for entry in found if id(entry) not in parts]


def _parts(group: Sequence[Entry]) -> set[int]:
    """Those of some entries of one deal that are a part of another one, which takes their rows over."""
    parts: set[int] = set()
    for entry in sorted(group, key=lambda one: len(one.row.years)):
        wholes = [
            other
            for other in group
            if other is not entry
            and id(other) not in parts
            and other.window != entry.window
            and _is_part(entry, other)
        ]
        if len(wholes) == 1:
            wholes[0].also += [entry.row, *entry.also]
            parts.add(id(entry))
    return parts


def _is_part(entry: Entry, whole: Entry) -> bool:
    if entry.window.within(whole.row.years) != whole.window.within(entry.row.years):
        return False
    if not set(entry.row.years) <= set(whole.row.years):
        return False
    return (entry.row.delivered or Decimal(0)) <= (whole.row.delivered or Decimal(0))
