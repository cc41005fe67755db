"""Counts over all transfers that fit, by the values of one property."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pyoxigraph as ox

from api.lookups import Lookups, Values
from api.models.transfers import FacetCount
from api.routes.common import invalid
from api.views import Views
from kg.store.terms import ag

_PROPERTIES = {
    "supplier": "supplier", "recipient": "recipient", "weapon": "weapon", "kind": "kind", "stage": "stage",
    "epistemic": "epistemicStatus",
}  # fmt: skip
FACETS = (*_PROPERTIES, "category", "year")
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
    answers = await asyncio.gather(*(_rows(lookups, name, filters) for name in names))
    things = {row["value"] for rows in answers for row in rows if isinstance(row["value"], ox.NamedNode)}
    labels = await lookups.triples("labels.rq", {"thing": sorted(things, key=str)})
    views = Views(labels, lookups.base)
    return {
        name: [_counted(views, name, row) for row in rows] for name, rows in zip(names, answers, strict=True)
    }


async def _rows(lookups: Lookups, name: str, filters: Values) -> list[dict[str, ox.NamedNode | ox.Literal]]:
    if name in _PROPERTIES:
        return await lookups.rows("transfers-facet.rq", {**filters, "property": ag(_PROPERTIES[name])})
    return await lookups.rows(f"transfers-facet-{name}.rq", filters)


def _counted(views: Views, name: str, row: dict[str, ox.NamedNode | ox.Literal]) -> FacetCount:
    value, transfers = row["value"], int(row["transfers"].value)
    if isinstance(value, ox.Literal):
        return FacetCount(value=value.value, transfers=transfers)
    path = views.path(value.value)
    shown = path.partition("/")[2] if name in _BY_LAST_PART and not path.startswith("http") else path
    return FacetCount(value=shown, thing=views.thing(value.value), transfers=transfers)
