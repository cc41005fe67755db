"""Both shapes of one release become one deal each: they have no key in common, but say seven things alike.

Supplier, recipient, order year, condition, years of delivery, total number and TIV of one unit are the same to the
last digit wherever a deal stands in both, so they are compared exactly. A file that covers fewer years than the other
has less of the deals that go beyond; these are compared within the years that both cover.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.read.sipri.gather import Entry, Share, YearlyDeal
from kg.read.sipri.names import Aliases, folded, likeness

_MANY = 2_000
"""So many pairs of deals that look the same are compared by name; of more, which no register has, none is."""
_MOST_ENTRIES = 200
"""So many deals are looked at as the possible match of one that began before the years covered."""


@dataclass
class Deal:
    """One deal of the register as both shapes tell it, or the one of them in which it stands.

    ``withdrawn``: it stands in the 16 columns alone, though a file of 17 that was not made earlier covers it.
    ``revised``: the 17 columns, which were not made earlier, have other numbers or years of it.
    """

    entry: Entry | None
    yearly: YearlyDeal | None
    withdrawn: bool = False
    revised: bool = False


@dataclass
class Joined:
    """All deals of a release, in the order of the files, and how many were found to be the same."""

    deals: list[Deal]
    aliases: Aliases
    exactly: int
    by_window: int
    revised: int = 0


Both = tuple[list[Entry], list[YearlyDeal]]
Pairs = dict[int, Entry]
"""``id`` of a deal of 17 columns -> the same deal of 16."""


def join(
    entries: Sequence[Entry], yearly: Sequence[YearlyDeal], covers: Callable[[Entry], bool] = lambda _: False
) -> Joined:
    """Put the deals of both shapes together.

    ``covers`` tells of a deal of 16 columns whether it would stand in the 17 too if SIPRI still held to it.
    """
    groups = _groups(entries, yearly)
    # Those that fit one another alone teach which names go together; then the others can be told apart by name.
    pairs: Pairs = {id(theirs[0]): ours[0] for ours, theirs in groups if len(ours) == len(theirs) == 1}
    aliases = _learnt(pairs, yearly)
    for ours, theirs in groups:
        if not len(ours) == len(theirs) == 1:
            pairs |= _by_name(ours, theirs, aliases)
    exactly = len(pairs)
    pairs |= _by_window(entries, yearly, pairs, aliases)
    by_window = len(pairs) - exactly
    revised = _revised(entries, yearly, pairs, aliases, covers)
    pairs |= revised
    whose = {id(entry): deal for deal in yearly if (entry := pairs.get(id(deal)))}
    deals = [
        Deal(
            entry,
            mine := whose.get(id(entry)),
            withdrawn=mine is None and covers(entry),
            revised=id(mine) in revised,
        )
        for entry in entries
    ]
    deals += [Deal(None, deal) for deal in yearly if id(deal) not in pairs]
    return Joined(deals, _learnt(pairs, yearly), exactly, by_window, len(revised))


def _groups(entries: Sequence[Entry], yearly: Sequence[YearlyDeal]) -> list[Both]:
    """The deals of both shapes that have all seven values in common."""
    found: dict[Hashable, Both] = defaultdict(lambda: ([], []))
    for entry in entries:
        found[entry.share, entry.row.years, entry.row.delivered or Decimal(0)][0].append(entry)
    for deal in yearly:
        found[deal.share, deal.years, deal.number()][1].append(deal)
    return [both for both in found.values() if both[0] and both[1]]


def _learnt(pairs: Pairs, yearly: Sequence[YearlyDeal]) -> Aliases:
    return Aliases(
        (entry.row.designation, entry.row.description, deal.first.designation)
        for deal in yearly
        if (entry := pairs.get(id(deal)))
    )


def _by_name(entries: Sequence[Entry], yearly: Sequence[YearlyDeal], aliases: Aliases) -> Pairs:
    """Pairs of some deals that all fit one another: those with the most alike names first.

    The order of the rows says nothing, and rows in another order shall give the same pairs.
    """
    entries = sorted(entries, key=lambda entry: entry.row.text)
    yearly = sorted(yearly, key=lambda deal: deal.first.text)
    if len(entries) * len(yearly) > _MANY:
        return {id(deal): entry for entry, deal in zip(entries, yearly, strict=False)}
    ranked = sorted(
        (
            (_alike(entry, deal, aliases), i, j)
            for i, entry in enumerate(entries)
            for j, deal in enumerate(yearly)
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    pairs: Pairs = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if i not in taken and id(yearly[j]) not in pairs:
            taken.add(i)
            pairs[id(yearly[j])] = entries[i]
    return pairs


def _alike(entry: Entry, deal: YearlyDeal, aliases: Aliases) -> float:
    """How much speaks for two deals being the same, beside the values that they have in common."""
    row, other = entry.row, deal.first
    known = aliases.fits(row.designation, row.description, other.designation)
    described = folded(row.description) == folded(other.description)
    return 1000 * known + 100 * described + likeness(row.designation, other.designation)


def _by_window(
    entries: Sequence[Entry], yearly: Sequence[YearlyDeal], pairs: Pairs, aliases: Aliases
) -> Pairs:
    """Pairs among the deals left over that differ only because their files cover other years.

    No pair is made that could as well be another one; deals of one name are looked at first.
    """
    free: dict[Share, list[Entry]] = defaultdict(list)
    used = {id(entry) for entry in pairs.values()}
    for entry in entries:
        if id(entry) not in used:
            free[entry.share].append(entry)
    left = [deal for deal in yearly if id(deal) not in pairs]
    possible = [
        (deal, entry)
        for deal in left
        for entry in free.get(deal.share, ())[:_MOST_ENTRIES]
        if _same_within(entry, deal)
    ]
    found: Pairs = {}
    for named in (True, False):
        matched = {id(entry) for entry in found.values()}
        rest = [
            (deal, entry)
            for deal, entry in possible
            if id(deal) not in found
            and id(entry) not in matched
            and (not named or _same_name(entry, deal, aliases))
        ]
        found |= dict(_forced(rest))
    return found


def _revised(
    entries: Sequence[Entry],
    yearly: Sequence[YearlyDeal],
    pairs: Pairs,
    aliases: Aliases,
    covers: Callable[[Entry], bool],
) -> Pairs:
    """Pairs among the deals left over that have parties, order year, condition, TIV of one unit and name in common.

    SIPRI corrects numbers and years between its yearly releases as well, and the two files may be of different days.
    """
    used = {id(entry) for entry in pairs.values()}
    free: dict[Share, list[Entry]] = defaultdict(list)
    for entry in entries:
        if id(entry) not in used and covers(entry):
            free[entry.share].append(entry)
    possible = [
        (deal, entry)
        for deal in yearly
        if id(deal) not in pairs
        for entry in free.get(deal.share, ())[:_MANY]
        if _same_name(entry, deal, aliases)
    ]
    return dict(_forced(possible))


def _forced(possible: Sequence[tuple[YearlyDeal, Entry]]) -> Iterator[tuple[int, Entry]]:
    """The pairs that there is no choice about: the one entry that is left for a deal and for no other such deal."""
    left: dict[int, dict[int, Entry]] = defaultdict(dict)
    for deal, entry in possible:
        left[id(deal)][id(entry)] = entry
    while True:
        only = {deal: next(iter(some.values())) for deal, some in left.items() if len(some) == 1}
        wanted = Counter(id(entry) for entry in only.values())
        sure = {deal: entry for deal, entry in only.items() if wanted[id(entry)] == 1}
        if not sure:
            return
        yield from sure.items()
        used = {id(entry) for entry in sure.values()}
        left = {
            deal: {name: entry for name, entry in some.items() if name not in used}
            for deal, some in left.items()
            if deal not in sure
        }


def _same_name(entry: Entry, deal: YearlyDeal, aliases: Aliases) -> bool:
    row, name = entry.row, deal.first.designation
    return folded(row.designation) == folded(name) or aliases.fits(row.designation, row.description, name)


def _same_within(entry: Entry, deal: YearlyDeal) -> bool:
    """Whether two deals are the same in the years that both files cover, and one file does not cover all their years."""
    inside = deal.window.within(entry.row.years)
    if not inside or inside != entry.window.within(deal.years):
        return False
    entry_goes_on = len(inside) < len(entry.row.years)
    deal_goes_on = len(inside) < len(deal.years)
    if not (entry_goes_on or deal_goes_on):
        return False
    number = deal.number(entry.window)
    delivered = entry.row.delivered or Decimal(0)
    return delivered > number if entry_goes_on else delivered == number
