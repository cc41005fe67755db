"""What is known of the things that data can be matched to, in memory: matching asks it of many candidates at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from api.lookups import Lookups
from api.reconciling.schema import Property
from api.search import Search
from api.searching import Index
from kg.garbage import collector_paused


@dataclass(frozen=True, slots=True)
class Known:
    """The names and the facts of one state of the dataset.

    ``facts``: IRI -> property -> values as text, sorted; a thing is its IRI. ``having``: property -> value -> IRIs.
    """

    index: Index
    facts: Mapping[str, Mapping[str, tuple[str, ...]]]
    having: Mapping[str, Mapping[str, tuple[str, ...]]]

    def values(self, iri: str, name: str) -> tuple[str, ...]:
        """The values of a property of a thing."""
        return self.facts.get(iri, {}).get(name, ())

    def with_wholes(self, iris: Iterable[str], within: str | None) -> set[str]:
        """Things with all that they lie within."""
        found: set[str] = set()
        waiting = list(iris)
        while waiting:
            iri = waiting.pop()
            if iri not in found:
                found.add(iri)
                if within is not None:
                    waiting += self.values(iri, within)
        return found

    def kinds(self, iri: str) -> frozenset[str]:
        """The classes of a thing; none of one that is not known by a name."""
        thing = self.index.thing(iri)
        return frozenset() if thing is None else self.index.names.kinds[thing]

    def names(self, iri: str, of: Property) -> list[str]:
        """The values of a property that is a name."""
        if of.id.startswith("label"):
            labels = self.index.labels(iri)
            return [text for language, text in sorted(labels.items()) if of.language in (None, language)]
        return self.index.texts(iri, of.language)


class Facts:
    """What is known in the dataset as it is now; read when first asked for, and anew after a build."""

    def __init__(self, lookups: Lookups, search: Search) -> None:
        self._lookups = lookups
        self._search = search
        self._known: Known | None = None
        self._reading = asyncio.Lock()

    async def known(self) -> Known:
        """Raises QueryFailed if the store does not answer."""
        index = await self._search.index()
        async with self._reading:
            if self._known is None or self._known.index is not index:
                results = await self._lookups.results("reconcile-facts.rq")
                self._known = await asyncio.to_thread(_read, index, results)
            return self._known


def _read(index: Index, results: bytes) -> Known:
    with collector_paused():
        answer = ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON)
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - for the type checker
        return known_from(index, answer)


def known_from(index: Index, answer: Iterable[ox.QuerySolution]) -> Known:
    """The facts in the answer to ``reconcile-facts.rq``."""
    facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    having: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in answer:
        thing, name, value = row["thing"].value, row["property"].value, row["value"].value
        facts[thing][name].add(value)
        having[name][value].add(thing)
    return Known(index, _settled(facts), _settled(having))


def _settled(found: Mapping[str, Mapping[str, set[str]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        key: {name: tuple(sorted(values)) for name, values in inner.items()} for key, inner in found.items()
    }
