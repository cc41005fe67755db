"""Flows between suppliers and recipients."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pyoxigraph as ox

from api import named_queries
from api.lookups import Lookups, Values
from api.models.flows import Flow, FlowParty
from api.rooms.trade import Cells
from api.views import Views

By = Literal["pair", "pair-year"]
Key = tuple[str | None, str | None, int | None]
_QUERIES = {"pair": "flows", "pair-year": "flows-year"}
_EVER = "flows-ever-tiv.rq"
"""Volumes of flows where no years are asked for: which years a deal spans need not be worked out."""


@dataclass(slots=True)
class Amount:
    """What one flow comes to."""

    transfers: int = 0
    with_quantity: int = 0
    first: int | None = None
    last: int | None = None
    tiv: Decimal | None = None


class FlowViews(Views):
    """Views on the parties of flows."""

    def party(self, iri: str) -> FlowParty:
        return FlowParty(
            **self._thing_fields(iri),
            code=self._t.text(iri, "ag:iso3"),
            capitals=self._things(iri, "ag:capital"),
        )


async def flows(
    lookups: Lookups, by: By, filters: Values, dates: Values, years: tuple[int | None, int | None]
) -> dict[Key, Amount]:
    """All flows that fit, the largest first.

    Args:
        lookups: what to ask.
        by: what a flow is: a pair of parties, or one in one year.
        filters: those of transfers but for the dates.
        dates: the first and last day, as filters of transfers; with ``pair-year`` only years within are given.
        years: the same in years, for volumes.

    """
    name = _QUERIES[by]
    ints = {"firstYear": years[0], "lastYear": years[1]}
    window = {key: ox.Literal(year) for key, year in ints.items() if year is not None}
    counting, measuring = f"{name}.rq", _EVER if by == "pair" and not window else f"{name}-tiv.rq"
    counted, volumes = await asyncio.gather(
        lookups.cells(named_queries.bind(counting, {**filters, **dates}), counting),
        lookups.cells(named_queries.bind(measuring, {**filters, **window}), measuring),
    )
    found: dict[Key, Amount] = {}
    for row in counted:
        key = _key(row)
        if _lies_in(key[2], years):
            found[key] = Amount(
                int(row["transfers"]),
                int(row["withQuantity"]),
                _year(row, "first"),
                _year(row, "last"),
            )
    for row in volumes:
        if "volume" in row:
            found.setdefault(_key(row), Amount()).tiv = Decimal(row["volume"])
    return dict(sorted(found.items(), key=lambda one: (-one[1].transfers, one[0][2] or 0, *map(str, one[0]))))


def _key(row: Cells) -> Key:
    return row.get("supplier"), row.get("recipient"), _year(row, "year")


def _year(row: Cells, name: str) -> int | None:
    return int(row[name]) if name in row else None


def _lies_in(year: int | None, years: tuple[int | None, int | None]) -> bool:
    first, last = years
    return year is None or ((first is None or year >= first) and (last is None or year <= last))


async def shown(lookups: Lookups, found: Sequence[tuple[Key, Amount]]) -> list[Flow]:
    """Flows with their parties."""
    iris = sorted(_parties(key for key, _ in found))
    views = FlowViews(
        await lookups.triples("flow-parties.rq", {"party": [ox.NamedNode(iri) for iri in iris]}),
        lookups.base,
    )
    parties = {iri: views.party(iri) for iri in iris}
    return [
        Flow(
            supplier=parties[supplier] if supplier else None,
            recipient=parties[recipient] if recipient else None,
            year=year,
            transfers=amount.transfers,
            with_quantity=amount.with_quantity,
            tiv=amount.tiv,
            first=amount.first,
            last=amount.last,
        )
        for (supplier, recipient, year), amount in found
    ]


def _parties(keys: Iterable[Key]) -> set[str]:
    return {party for supplier, recipient, _ in keys for party in (supplier, recipient) if party is not None}
