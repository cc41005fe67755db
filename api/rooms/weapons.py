"""Weapon systems: the list, and one with its family tree, makers, operators and suppliers."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence

from api.graph import Triples
from api.lookups import Lookups, Values
from api.models.weapons import Relative, Weapon, WeaponSummary, WeaponYear
from api.rooms.actors import partners
from api.rooms.reading import TOP, described, page_of, reading
from api.rooms.trade import Line, Row
from api.views import Views

_LINKS = ("variantOf", "family", "derivedFrom")
_GENERAL = frozenset({"WeaponSystem", "WeaponFamily"})


class WeaponViews(Views):
    """Views on weapon systems."""

    def summary(self, iri: str) -> WeaponSummary:
        return WeaponSummary(
            **self._thing_fields(iri),
            categories=self._things(iri, "ag:category"),
            families=self._things(iri, "ag:family"),
            manufacturers=self._things(iri, "ag:manufacturer"),
            origin_states=self._things(iri, "ag:originState"),
            provisional=self._t.flag(iri, "ag:provisional"),
        )

    def details(self, iri: str) -> Weapon:
        """All that is said of the system itself."""
        return Weapon(
            **self.summary(iri).model_dump(),
            names=self._names(iri),
            variant_of=self._things(iri, "ag:variantOf"),
            derived_from=self._things(iri, "ag:derivedFrom"),
            range_km=self._t.number(iri, "ag:rangeKm"),
            warhead_kg=self._t.number(iri, "ag:warheadKg"),
            calibre_mm=self._t.number(iri, "ag:calibreMm"),
            introduced_in=self._t.text(iri, "ag:introducedIn"),
            typical_use=self._texts(iri, "ag:typicalUse"),
            sipri_categories=self._things(iri, "ag:sipriCategory"),
            unroca_categories=self._things(iri, "ag:unrocaCategory"),
            kinds=sorted({*self.classes(iri)} - _GENERAL),
            same_as=self._t.iris(iri, "skos:exactMatch"),
        )

    def tree(self) -> list[Relative]:
        """All ties between the systems of this answer."""
        return [
            Relative(**self._thing_fields(iri), link=link, to=to)
            for iri in self._t.names()
            for link in _LINKS
            for to in self._t.iris(iri, f"ag:{link}")
        ]


async def listed(
    lookups: Lookups, filters: Values, *, limit: int, offset: int
) -> tuple[int, list[WeaponSummary]]:
    """How many weapon systems fit, and a page of them."""
    total, found = await page_of(lookups, "weapons", "weapon", filters, limit=limit, offset=offset)
    views = WeaponViews(await lookups.triples("weapons-described.rq", {"weapon": found}), lookups.base)
    return total, [views.summary(node.value) for node in found]


async def profile(lookups: Lookups, id_: str, root: str) -> Weapon | None:
    """A weapon system with all that bears on it; None if there is none under the id."""
    things = [*lookups.things(f"id/weapon/{id_}"), *lookups.things(f"id/provisional/weapon/{id_}")]
    found = await described(lookups, things)
    if found is None:
        return None
    iri, triples = found
    relatives, rows = await asyncio.gather(
        lookups.triples("weapon-relatives.rq", {"weapon": iri}),
        lookups.rows("weapon-trade.rq", {"system": iri}),
    )
    years, operators, suppliers = _trade(rows)
    parties = await reading(lookups, [*list(operators)[:TOP], *list(suppliers)[:TOP]])
    near = WeaponViews(relatives, lookups.base)
    weapon = WeaponViews(triples, lookups.base).details(iri.value)
    weapon.variants = [near.thing(one) for one in _variants(relatives, iri.value)]
    weapon.tree = near.tree()
    weapon.transfers = len({row["transfer"].value for row in rows})
    weapon.years = [WeaponYear(year=year, transfers=count) for year, count in sorted(years.items())]
    weapon.operators = partners(operators, parties, TOP)
    weapon.suppliers = partners(suppliers, parties, TOP)
    weapon.totals = {"operators": len(operators), "suppliers": len(suppliers)}
    weapon.lists = {
        "transfers": f"{root}/transfers?weapon={weapon.id}",
        "family": f"{root}/weapons?family={weapon.id}",
        "flows": f"{root}/flows?weapon={weapon.id}",
    }
    return weapon


def _variants(relatives: Triples, iri: str) -> list[str]:
    """What is stated to be a variant of a system, or of its family if it is one."""
    return sorted({*relatives.subjects("ag:variantOf", iri), *relatives.subjects("ag:family", iri)})


def _trade(rows: Sequence[Row]) -> tuple[Counter[int], dict[str, Line], dict[str, Line]]:
    """Transfers by year, by recipient and by supplier; each transfer once."""
    years: dict[str, int] = {}
    parties: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in ("recipient", "supplier")}
    for row in rows:
        transfer = row["transfer"].value
        if "on" in row:
            years[transfer] = min(int(row["on"].value[:4]), years.get(transfer, 9999))
        for name, found in parties.items():
            if name in row:
                found[row[name].value].add(transfer)
    operators, suppliers = (_lines(found, years) for found in parties.values())
    return Counter(years.values()), operators, suppliers


def _lines(found: dict[str, set[str]], years: dict[str, int]) -> dict[str, Line]:
    lines: dict[str, Line] = {}
    for party, transfers in found.items():
        lines[party] = Line()
        for transfer in transfers:
            lines[party].add(years.get(transfer))
    return dict(sorted(lines.items(), key=lambda one: (-one[1].transfers, one[0])))
