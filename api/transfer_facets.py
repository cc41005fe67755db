"""Counts over all transfers that fit, by the values of one property."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pyoxigraph as ox

from api.lookups import Lookups, Values
from api.models.transfers import FacetCount
from api.rooms.reading import reading
from api.routes.common import invalid
from api.views import Views

FACETS = ("supplier", "recipient", "weapon", "kind", "stage", "epistemic", "category", "year")
"""Each has a pattern of its own in ``queries/_transfer-value-NAME.rq``."""
_BY_LAST_PART = ("weapon", "kind", "stage", "epistemic", "category")
"""Filters that take the last part of an id; parties take the whole of it."""


def named(values: Sequence[str] | None) -> list[str]:
    """The facets that the parameter names, separated by commas or repeated. Raises a 422 Problem."""
    names = [name.strip() for value in values or () for name in value.split(",") if name.strip()]
    for name in names:
        if name not in FACETS:
            raise invalid("facets", f"{name!r} is not one of {', '.join(FACETS)}")
    return list(dict.fromkeys(names))


async def count(lookups: Lookups, names: Sequence[str], filters: Values) -> dict[str, list[FacetCount]]:
    """Each facet with its counts, asked for side by side."""
    answers = await asyncio.gather(
        *(
            lookups.rows("transfers-facet.rq", filters, slots={"value": [f"_transfer-value-{name}.rq"]})
            for name in names
        )
    )
    values = (row["value1"] for rows in answers for row in rows)
    views = await reading(lookups, (value.value for value in values if isinstance(value, ox.NamedNode)))
    return {
        name: [_counted(views, name, row) for row in rows] for name, rows in zip(names, answers, strict=True)
    }


def _counted(views: Views, name: str, row: dict[str, ox.NamedNode | ox.Literal]) -> FacetCount:
    value, transfers = row["value1"], int(row["transfers"].value)
    if isinstance(value, ox.Literal):
        return FacetCount(value=value.value, transfers=transfers)
    path = views.path(value.value)
    last = path.partition("/")[2]
    shown = last if name in _BY_LAST_PART and "/" not in last else path
    return FacetCount(value=shown, thing=views.thing(value.value), transfers=transfers)
