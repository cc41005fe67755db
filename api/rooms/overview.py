"""What the dataset holds, and how good it is."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from api.lookups import Lookups
from api.models import overview as o
from api.rooms.reading import reading
from api.rooms.records import releases
from api.rooms.trade import Row
from kg.namespaces import AG

_JUDGED = (
    "supplier", "recipient", "endUser", "weapon", "category", "quantity", "quantityDelivered", "ordered",
    "delivered", "when", "delivery", "stage", "kind", "condition", "value", "tivDelivered", "financier",
    "intermediary", "origin",
)  # fmt: skip
_COUNTED = {
    "Transfer": "transfers", "TransferReport": "claims", "EventReport": "events", "RelationReport": "relations",
    "Document": "documents", "RegisterEntry": "register_entries", "Release": "releases", "Register": "registers",
    "State": "states", "NonStateGroup": "groups", "Company": "companies", "ArmedForce": "armed_forces",
    "GovernmentBody": "government_bodies", "InternationalOrganisation": "international_organisations",
    "Person": "persons", "WeaponSystem": "weapons", "WeaponFamily": "weapon_families", "Embargo": "embargoes",
    "Place": "places",
}  # fmt: skip
_ROOMS = (
    "transfers", "flows", "volumes", "embargo-candidates", "states", "leaders", "companies", "groups",
    "organisations", "weapons", "records", "releases", "quality", "search",
)  # fmt: skip
_SERVICE = {
    "sparql": "/sparql",
    "ontology": "/ontology",
    "description": "/openapi.json",
    "documentation": "/docs",
}


async def quality(lookups: Lookups) -> o.Quality:
    """How good the data are, counted anew."""
    records, claims, stated_rows, unknown_rows, transfers = await asyncio.gather(
        lookups.rows("quality-records.rq"),
        lookups.rows("quality-claims.rq"),
        lookups.rows("quality-stated.rq"),
        lookups.rows("quality-unknown.rq"),
        lookups.rows("quality-transfers.rq"),
    )
    statuses = await reading(lookups, {row["status"].value for row in claims if "status" in row})
    counts = [_record_count(row) for row in records]
    stated, unknown = _by_property(stated_rows), _by_property(unknown_rows)
    row = transfers[0]
    total = int(row["transfers"].value)
    return o.Quality(
        records=sum(one.records for one in counts),
        claims=sum(int(one["claims"].value) for one in claims),
        by_kind=_summed((one.kind, one.records) for one in counts),
        by_language=_summed((one.language or "unknown", one.records) for one in counts),
        by_year=_summed((str(one.year or "unknown"), one.records) for one in counts),
        record_counts=counts,
        claim_counts=[
            o.ClaimCount(
                kind=_local(one["kind"].value),
                epistemic=statuses.thing(one["status"].value) if "status" in one else None,
                claims=int(one["claims"].value),
            )
            for one in claims
        ],
        transfers=o.TransferQuality(
            transfers=total,
            with_rivals=stated.get("choice", 0),
            denied=stated.get("deniedBy", 0),
            without_date=int(row["withoutDate"].value),
            without_quantity=total - stated.get("quantity", 0),
            with_provisional_weapon=int(row["withProvisional"].value),
            single_claim=total - int(row["withSeveral"].value),
        ),
        completeness=[_completeness(name, total, stated, unknown) for name in _JUDGED],
    )


def _record_count(row: Row) -> o.RecordCount:
    return o.RecordCount(
        kind=_local(row["kind"].value),
        language=row["language"].value if "language" in row else None,
        year=int(row["year"].value) if "year" in row else None,
        records=int(row["records"].value),
    )


def _summed(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, number in counted:
        sums[name] += number
    return dict(sorted(sums.items()))


def _by_property(rows: Iterable[Row]) -> dict[str, int]:
    return {_local(row["property"].value): int(row["transfers"].value) for row in rows}


def _completeness(
    name: str, total: int, stated: Mapping[str, int], unknown: Mapping[str, int]
) -> o.Completeness:
    there = stated.get(name, 0)
    said = min(unknown.get(name, 0), total - there)
    missing = total - there - said
    return o.Completeness(
        property=name,
        stated=there,
        unknown=said,
        missing=missing,
        stated_share=_share(there, total),
        unknown_share=_share(said, total),
        missing_share=_share(missing, total),
    )


def _share(part: int, total: int) -> Decimal:
    return round(Decimal(100 * part) / total, 2) if total else Decimal(0)


def _local(iri: str) -> str:
    return iri.removeprefix(str(AG))


async def catalogue(lookups: Lookups, root: str) -> o.Catalogue:
    """What there is."""
    version, counts, terms, held = await asyncio.gather(
        lookups.ask("ready.rq"),
        lookups.rows("catalogue-counts.rq"),
        lookups.rows("catalogue-terms.rq"),
        releases(lookups, root),
    )
    found = {_COUNTED[_local(row["kind"].value)]: int(row["things"].value) for row in counts}
    return o.Catalogue(
        dataset=version.version,
        base=lookups.base,
        counts={name: found.get(name, 0) for name in _COUNTED.values()},
        releases=[
            o.CatalogueRelease(name=one.name, register_name=one.register_name, published=one.published)
            for one in held
        ],
        terms=[
            o.Terms(
                redistribution=row["redistribution"].value if "redistribution" in row else None,
                license=row["license"].value if "license" in row else None,
                records=int(row["records"].value),
            )
            for row in terms
        ],
        links={**{name: f"{root}/{name}" for name in _ROOMS}, **_SERVICE},
    )
