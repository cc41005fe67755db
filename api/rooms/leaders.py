"""Leaders: the list with its filters, and one with the transfers of the state meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from api.lookups import Lookups
from api.models.leaders import Leader, LeaderSummary, Tenure, TransfersInOffice
from api.rooms.reading import Reading, described, page_of, reading


async def listed(
    lookups: Lookups, filters: dict[str, Any], on: date | None, *, limit: int, offset: int
) -> tuple[int, list[LeaderSummary]]:
    """How many persons fit, and a page of them with the tenures that do."""
    total, found = await page_of(lookups, "leaders", "person", filters, limit=limit, offset=offset)
    triples = await lookups.triples("leaders-described.rq", {"person": found})
    views = Reading(triples, lookups.base)
    wanted = {name: _iris(filters.get(name)) for name in ("state", "office")}
    people = []
    for node in found:
        tenures = [
            tenure
            for tenure in triples.iris(node.value, "ag:tenure")
            if _fits(triples.iris(tenure, "ag:officeOf"), wanted["state"])
            and _fits(triples.iris(tenure, "ag:office"), wanted["office"])
        ]
        held = [one for tenure in tenures if (one := views.office(tenure, on=on)) is not None]
        person = views.thing(node.value).model_dump()
        people.append(LeaderSummary(**person, tenures=sorted(held, key=lambda one: one.from_ or "")))
    return total, people


def _iris(terms: Sequence[ox.NamedNode] | None) -> set[str] | None:
    return None if terms is None else {term.value for term in terms}


def _fits(values: list[str], wanted: set[str] | None) -> bool:
    return wanted is None or not wanted.isdisjoint(values)


async def profile(lookups: Lookups, id_: str, root: str) -> Leader | None:
    """A person with the offices held and what of the state's transfers falls into them."""
    things = [*lookups.things(f"id/person/{id_}"), *lookups.things(f"id/provisional/person/{id_}")]
    found = await described(lookups, things)
    if found is None:
        return None
    iri, triples = found
    rows = await lookups.rows("in-office.rq", {"person": iri})
    states = await reading(lookups, {row["state"].value for row in rows})
    views = Reading(triples, lookups.base)
    held = [one for node in triples.iris(iri.value, "ag:tenure") if (one := views.office(node)) is not None]
    return Leader(
        **views.thing(iri.value).model_dump(),
        **views.person(iri.value),
        tenures=[
            Tenure(
                **one.model_dump(), **_lists(one.state.id, one.from_, one.until, root) if one.state else {}
            )
            for one in sorted(held, key=lambda one: one.from_ or "")
        ],
        transfers=[
            TransfersInOffice(
                state=states.thing(row["state"].value),
                role="supplier" if row["role"].value == "supplier" else "recipient",
                phase="ordered" if row["phase"].value == "ordered" else "delivered",
                transfers=int(row["transfers"].value),
            )
            for row in rows
        ],
    )


def _lists(state: str, start: str | None, until: str | None, root: str) -> dict[str, str]:
    """Where the transfers of a state in those days are listed, by what it is in them."""
    days = {name: value for name, value in (("from", start), ("to", until)) if value}
    return {
        member: f"{root}/transfers?{urlencode({role: state, **days}, safe='/')}"
        for member, role in (("supplied", "supplier"), ("received", "recipient"))
    }
