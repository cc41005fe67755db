"""The transfers of one party, counted by year, category, weapon system and partner.

A transfer counts once in each line, in the year in which its delivery began (else its order, else the time given).
Trend-indicator values are those of ``kg.volumes``: by year of delivery, and in no year where no source tells the years
of a deal apart. They are sums of what was delivered, in millions, and null where no register gives any.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pyoxigraph as ox

from api import named_queries
from api.lookups import Lookups
from kg.volumes import sparql

Row = Mapping[str, ox.NamedNode | ox.Literal]
Cells = Mapping[str, str]


@dataclass(slots=True)
class Deal:
    """One transfer as it is counted. ``year`` is None where no time is known."""

    partners: set[str] = field(default_factory=set)
    weapons: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    year: int | None = None


@dataclass(slots=True)
class Line:
    """What one group comes to: the transfers, their sum of TIV, the first and the last year that they are counted in."""

    transfers: int = 0
    tiv: Decimal | None = None
    first: int | None = None
    last: int | None = None

    def add(self, year: int | None) -> None:
        self.transfers += 1
        if year is not None:
            self.first = year if self.first is None else min(self.first, year)
            self.last = year if self.last is None else max(self.last, year)


class Trade:
    """All transfers of a party in one direction."""

    def __init__(self, rows: Iterable[Cells], amounts: Iterable[Cells]) -> None:
        self.deals: dict[str, Deal] = {}
        for row in rows:
            deal = self.deals.setdefault(row["transfer"], Deal())
            for name, values in (
                ("partner", deal.partners), ("weapon", deal.weapons), ("category", deal.categories),
            ):  # fmt: skip
                if name in row:
                    values.add(row[name])
            if "on" in row:
                year = int(row["on"][:4])
                deal.year = year if deal.year is None else min(year, deal.year)
        self._tiv: dict[str, Decimal] = defaultdict(Decimal)
        self._tiv_of_year: dict[int, Decimal] = defaultdict(Decimal)
        for row in amounts:
            first, last, tiv = int(row["first"]), int(row["last"]), Decimal(row["tiv"])
            self._tiv[row["transfer"]] += tiv
            if first == last:
                self._tiv_of_year[first] += tiv

    def __len__(self) -> int:
        return len(self.deals)

    @property
    def tiv(self) -> Decimal | None:
        """The sum of all that was delivered."""
        return sum(self._tiv.values(), Decimal(0)) if self._tiv else None

    @property
    def undated(self) -> int:
        """How many transfers are counted in no year."""
        return sum(deal.year is None for deal in self.deals.values())

    def years(self) -> dict[int, Line]:
        """By year, the first first."""
        found: dict[int, Line] = defaultdict(Line)
        for deal in self.deals.values():
            if deal.year is not None:
                found[deal.year].add(deal.year)
        for year, tiv in self._tiv_of_year.items():
            found[year].tiv = tiv
        return dict(sorted(found.items()))

    def partners(self) -> dict[str, Line]:
        """By the party at the other end, the one with most transfers first."""
        return self._by(lambda deal: deal.partners)

    def weapons(self) -> dict[str, Line]:
        """By weapon system, the one with most transfers first."""
        return self._by(lambda deal: deal.weapons)

    def categories(self) -> dict[str, Line]:
        """By the category that each transfer has, the one with most transfers first."""
        return self._by(lambda deal: deal.categories)

    def _by(self, groups: Callable[[Deal], set[str]]) -> dict[str, Line]:
        found: dict[str, Line] = defaultdict(Line)
        for transfer, deal in self.deals.items():
            for group in groups(deal):
                line = found[group]
                line.add(deal.year)
                if transfer in self._tiv:
                    line.tiv = (line.tiv or Decimal(0)) + self._tiv[transfer]
        return dict(sorted(found.items(), key=lambda one: (-one[1].transfers, one[0])))


async def trade(lookups: Lookups, party: ox.NamedNode) -> tuple[Trade, Trade]:
    """What a party supplies, and what it receives."""
    supplied, received, supplied_tiv, received_tiv = await asyncio.gather(
        lookups.cells(named_queries.bind("supplied.rq", {"party": party}), "supplied.rq"),
        lookups.cells(named_queries.bind("received.rq", {"party": party}), "received.rq"),
        lookups.cells(sparql.bind("amounts.rq", {"supplier": [party]}, lookups.base)),
        lookups.cells(sparql.bind("amounts.rq", {"recipient": [party]}, lookups.base)),
    )
    return Trade(supplied, supplied_tiv), Trade(received, received_tiv)
