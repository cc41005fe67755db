"""Records and releases."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from api.lookups import Lookups, Values
from api.models.records import Coverage, RecordLine, Release
from api.rooms.reading import page_of
from api.views import Views
from kg import facts


class RecordViews(Views):
    """Views on records and releases."""

    def line(self, iri: str, claims: int) -> RecordLine:
        return RecordLine(
            **self._record_fields(iri),
            kind=self.class_of(iri, "Record"),
            redistribution=self._t.text(iri, "ag:redistribution"),
            register_name=self._last("ag:register", iri),
            release=self._last("ag:release", iri),
            claims=claims,
        )

    def release(self, iri: str, counts: tuple[int, int], root: str) -> Release:
        name = self._t.text(iri, "ag:releaseName") or iri.rsplit("/", 1)[-1]
        forms = [
            form for part in self._t.iris(iri, "ag:covers") if (form := self._t.text(part, "ag:coverage"))
        ]
        return Release(
            iri=iri,
            id=self.path(iri),
            name=name,
            register_name=self._last("ag:register", iri) or "",
            published=self._t.text(iri, "dcterms:issued"),
            records=counts[0],
            transfers=counts[1],
            covers=[_coverage(form) for form in forms],
            lists={"records": f"{root}/records?release={name}"},
        )

    def _last(self, name: str, iri: str) -> str | None:
        value = self._t.iri(iri, name)
        return value.rsplit("/", 1)[-1] if value else None


def _coverage(form: str) -> Coverage:
    read = facts.Coverage.model_validate_json(form)
    return Coverage(
        suppliers=list(read.suppliers) if read.suppliers is not None else None,
        recipients=list(read.recipients) if read.recipients is not None else None,
        first_year=read.first_year,
        last_year=read.last_year,
        shapes=list(read.shapes),
    )


async def listed(
    lookups: Lookups, filters: Values, *, limit: int, offset: int
) -> tuple[int, list[RecordLine]]:
    """How many records fit, and a page of them."""
    total, found = await page_of(lookups, "records", "record", filters, limit=limit, offset=offset)
    triples = await lookups.triples("records-described.rq", {"record": found})
    views = RecordViews(triples, lookups.base)
    claims: dict[str, int] = defaultdict(int)
    for subject in triples.names():
        for record in triples.iris(subject, "ag:record"):
            claims[record] += 1
    return total, [views.line(node.value, claims[node.value]) for node in found]


async def releases(lookups: Lookups, root: str) -> list[Release]:
    """All releases, by register and day of publication, each with the later ones of its register."""
    triples, rows = await asyncio.gather(lookups.triples("releases.rq"), lookups.rows("release-counts.rq"))
    counts = {row["release"].value: (int(row["records"].value), int(row["transfers"].value)) for row in rows}
    views = RecordViews(triples, lookups.base)
    found = [views.release(iri, counts.get(iri, (0, 0)), root) for iri in triples.of_type("ag:Release")]
    found.sort(key=lambda one: (one.register_name, one.published or "", one.name))
    for i, release in enumerate(found):
        release.later = [one.name for one in found[i + 1 :] if one.register_name == release.register_name]
    return found
