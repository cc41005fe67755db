"""The index of names of one state of the dataset, made when it is first needed and anew after a build."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from api.lookups import Lookups
from api.searching import Found, Index, Row, search
from kg.garbage import collector_paused
from kg.namespaces import AG


class Search:
    """Searches in the dataset as it is now. The event loop only waits: index and searches are worked out in threads."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._index: Index | None = None
        self._making = asyncio.Lock()

    async def index(self) -> Index:
        """The index of the newest version. Raises QueryFailed if the store does not answer."""
        version = await self._lookups.version()
        if self._index is not None and self._index.version == version:
            return self._index
        async with self._making:
            if self._index is None or self._index.version != version:
                results = await self._lookups.results("names.rq")
                self._index = await asyncio.to_thread(_build, version, results)
        return self._index

    async def search(
        self, text: str, kinds: frozenset[str] = frozenset(), languages: frozenset[str] = frozenset()
    ) -> Found:
        """What fits a text, as ``api.searching.search``. Raises as ``index``."""
        index = await self.index()
        return await asyncio.to_thread(search, index, text, kinds, languages)


def _build(version: str, results: bytes) -> Index:
    with collector_paused():
        answer = ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON)
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - for the type checker
        return Index.build(version, rows_of(answer))


def rows_of(answer: Iterable[ox.QuerySolution]) -> Iterator[Row]:
    """The names in the answer to ``names.rq``."""
    for row in answer:
        thing, kind, use, name = row["thing"], row["kind"], row["use"], row["name"]
        if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal):
            local = kind.value.removeprefix(str(AG)).rsplit("#", 1)[-1]
            yield Row(thing.value, local, use.value, name.value, name.language)
