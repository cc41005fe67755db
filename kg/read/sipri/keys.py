"""What the record of each deal is known by: the same in every reading, whatever the order of the rows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal

from kg.facts import Release
from kg.read.sipri.gather import Share
from kg.read.sipri.join import Deal


def with_keys(deals: Sequence[Deal], release: Release) -> Iterator[tuple[str, Deal]]:
    """All deals with their keys: SIPRI's id where it is known, else a digest of what tells the deal from others.

    Deals that share even that are numbered by what else their rows say.
    """
    bases = [f"{release.name}/{_base(deal)}" for deal in deals]
    groups: dict[str, list[int]] = defaultdict(list)
    for index, base in enumerate(bases):
        groups[base].append(index)
    keys = list(bases)
    for base, members in groups.items():
        for number, index in enumerate(sorted(members, key=lambda one: _text(deals[one])), 1):
            keys[index] = base if number == 1 else f"{base}-{number}"
    yield from zip(keys, deals, strict=True)


def _base(deal: Deal) -> str:
    if deal.yearly and deal.yearly.first.id:
        return deal.yearly.first.id
    if deal.entry:
        row = deal.entry.row
        return _digest(deal.entry.share, row.years, row.delivered or Decimal(0), row.designation)
    if deal.yearly:
        return _digest(
            deal.yearly.share, deal.yearly.years, deal.yearly.number(), deal.yearly.first.designation
        )
    raise ValueError("a deal stands in one shape of the register at least")


def _digest(share: Share, years: tuple[int, ...], number: Decimal, designation: str) -> str:
    supplier, recipient, order_year, condition, unit = share
    values: list[Hashable] = [supplier, recipient, order_year, condition, ";".join(map(str, years))]
    values += [_digits(number), None if unit is None else _digits(unit), designation]
    text = "\n".join("" if value is None else str(value) for value in values)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _text(deal: Deal) -> tuple[str, ...]:
    rows = [deal.entry.row.text] if deal.entry else []
    return (*rows, *(row.text for row in (deal.yearly.rows if deal.yearly else ())))
