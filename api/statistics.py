"""How much of what the dataset holds, as VoID counts it: worked out once for each state of the dataset, then kept."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

import pyoxigraph as ox

from api.failures import QueryFailed
from api.lookups import Lookups, Values
from api.moments import Moment
from kg.namespaces import graph_iri

_KEPT = 4
"""States of the dataset whose figures are kept: the current one, and those as of other times."""
_TRUSTED_SECONDS = 600.0
"""How long figures are passed on of a store whose changes cannot be seen: a SPARQL server elsewhere."""
_TOO_MUCH = frozenset({"time", "memory", "died", "syntax"})
"""Why one figure can be missing while the store answers: it is too large to count, or a server elsewhere can't."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of one state of the dataset. None, or nothing, stands for what could not be counted.

    ``properties`` gives statements by property, ``classes`` things by class, ``graphs`` statements by graph (without the
    graphs of single records, of which there are ``records``), and ``licenses`` records by the terms that they name.
    """

    version: str
    triples: int | None = None
    subjects: int | None = None
    objects: int | None = None
    entities: int | None = None
    records: int | None = None
    properties: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    graphs: dict[str, int] = field(default_factory=dict)
    licenses: dict[str, int] = field(default_factory=dict)

    def vocabularies(self) -> list[str]:
        """The namespaces of all properties and classes in use, sorted."""
        return sorted({_namespace(iri) for iri in (*self.properties, *self.classes)})


class StatisticsCache:
    """The figures of the states of the dataset that were asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Statistics, float]] = OrderedDict()
        self._counting = asyncio.Lock()

    async def of(self, moment: Moment) -> Statistics:
        """The figures of the state of the dataset that a request is answered from.

        Raises:
            QueryFailed: if the store does not answer.

        """
        version, now = moment.pool.version, asyncio.get_running_loop().time()
        async with self._counting:  # those who come meanwhile wait for the same figures
            found, counted_at = self._kept.get(version, (None, now))
            if found is None or (moment.pool.modified is None and now - counted_at > _TRUSTED_SECONDS):
                found = await count(moment.lookups, version)
                self._kept[version] = found, now
            self._kept.move_to_end(version)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return found


async def count(lookups: Lookups, version: str) -> Statistics:
    """Count, one question after the other, so that the other questions of the service keep a lane."""
    space = ox.Literal(f"{lookups.base}id/")
    records = ox.Literal(graph_iri("record/", lookups.base))
    properties = await _table(lookups, "void-properties.rq", "property", "triples")
    totals = await _numbers(lookups, "void-totals.rq", {"space": space})
    return Statistics(
        version,
        triples=sum(properties.values()) if properties is not None else None,
        subjects=totals.get("subjects"),
        objects=totals.get("objects"),
        entities=totals.get("entities"),
        records=(await _numbers(lookups, "void-records.rq", {"space": records})).get("records"),
        properties=properties or {},
        classes=await _table(lookups, "void-classes.rq", "class", "entities") or {},
        graphs=await _table(lookups, "void-graphs.rq", "graph", "triples", {"space": records}) or {},
        licenses=await _table(lookups, "void-licenses.rq", "license", "records") or {},
    )


async def _table(
    lookups: Lookups, name: str, key: str, number: str, values: Values | None = None
) -> dict[str, int] | None:
    """The rows of a query as a number for each IRI, sorted; None if it is too much to count."""
    rows = await _rows(lookups, name, values)
    if rows is None:
        return None
    return dict(sorted((row[key].value, int(row[number].value)) for row in rows if key in row))


async def _numbers(lookups: Lookups, name: str, values: Values | None = None) -> dict[str, int]:
    """The one row of a query as numbers by name; empty if it is too much to count."""
    rows = await _rows(lookups, name, values)
    return {key: int(term.value) for key, term in rows[0].items()} if rows else {}


async def _rows(
    lookups: Lookups, name: str, values: Values | None
) -> list[dict[str, ox.NamedNode | ox.Literal]] | None:
    try:
        return await lookups.rows(name, values)
    except QueryFailed as failed:
        if failed.code in _TOO_MUCH:
            return None
        raise


def _namespace(iri: str) -> str:
    """An IRI without its last name."""
    if "#" in iri:
        return iri.partition("#")[0] + "#"
    return iri.rpartition("/")[0] + "/" if "/" in iri.partition("://")[2] else iri
