"""Flows between suppliers and recipients."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pyoxigraph as ox

from api.lookups import Lookups, Values
from api.models.flows import Flow, FlowParty
from api.rooms.trade import Row
from api.views import Views

By = Literal["pair", "pair-year"]
Key = tuple[str | None, str | None, int | None]
_QUERIES = {"pair": "flows", "pair-year": "flows-year"}


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

    def party(self, iri: str | None) -> FlowParty | None:
        if iri is None:
            return None
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
    counted, volumes = await asyncio.gather(
        lookups.rows(f"{name}.rq", {**filters, **dates}),
        lookups.rows(f"{name}-tiv.rq", {**filters, **window}),
    )
    found: dict[Key, Amount] = {}
    for row in counted:
        key = _key(row)
        if _lies_in(key[2], years):
            found[key] = Amount(
                int(row["transfers"].value),
                int(row["withQuantity"].value),
                _year(row, "first"),
                _year(row, "last"),
            )
    for row in volumes:
        if "volume" in row:
            found.setdefault(_key(row), Amount()).tiv = Decimal(row["volume"].value)
    return dict(sorted(found.items(), key=lambda one: (-one[1].transfers, one[0][2] or 0, *map(str, one[0]))))


def _key(row: Row) -> Key:
    supplier, recipient = (row[name].value if name in row else None for name in ("supplier", "recipient"))
    return supplier, recipient, _year(row, "year")


def _year(row: Row, name: str) -> int | None:
    return int(row[name].value) if name in row else None


def _lies_in(year: int | None, years: tuple[int | None, int | None]) -> bool:
    first, last = years
    return year is None or ((first is None or year >= first) and (last is None or year <= last))


async def shown(lookups: Lookups, found: Sequence[tuple[Key, Amount]]) -> list[Flow]:
    """Flows with their parties."""
    parties = sorted(_parties(key for key, _ in found))
    views = FlowViews(
        await lookups.triples("flow-parties.rq", {"party": [ox.NamedNode(iri) for iri in parties]}),
        lookups.base,
    )
    return [
        Flow(
            supplier=views.party(supplier),
            recipient=views.party(recipient),
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
