"""Asks the named queries through the query processes, and gives terms back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from api import named_queries
from api.frames import Question
from api.graph import Triples
from api.named_queries import Term
from api.pool import Answer, Pool, Reading
from kg.namespaces import BASE

Values = Mapping[str, Iterable[Term] | Term | None]


class Lookups:
    """What the routes ask of the store. ``base`` is where the IRIs that a build mints start."""

    def __init__(self, pool: Pool | Reading, base: str) -> None:
        self._pool = pool
        self.base = base

    async def version(self) -> str:
        """The version of the dataset that the next answer is from. Raises QueryFailed if there is no dataset."""
        if isinstance(self._pool, Reading):
            return self._pool.version
        return (await self._pool.place()).version + self._pool.label

    async def triples(self, name: str, values: Values | None = None) -> Triples:
        """The answer of a CONSTRUCT."""
        answer = await self.ask(name, values)
        return Triples.parse(answer.start + await _rest(answer))

    async def rows(
        self, name: str, values: Values | None = None, *, limit: int | None = None, offset: int | None = None
    ) -> list[dict[str, ox.NamedNode | ox.Literal]]:
        """The answer of a SELECT, without the variables that have no value."""
        return await self.select(named_queries.bind(name, values, limit=limit, offset=offset))

    async def select(self, query: str) -> list[dict[str, ox.NamedNode | ox.Literal]]:
        """The answer of a SELECT of ours that stands in another room, bound already."""
        answer = await self._ask(query)
        results = ox.parse_query_results(
            answer.start + await _rest(answer), format=ox.QueryResultsFormat.JSON
        )
        assert isinstance(results, ox.QuerySolutions)  # noqa: S101 - for the type checker
        names = [variable.value for variable in results.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in results]

    async def results(self, name: str, values: Values | None = None) -> bytes:
        """The answer of a SELECT in SPARQL Results JSON, for who has more of it than the event loop should read."""
        answer = await self.ask(name, values)
        return answer.start + await _rest(answer)

    async def ask(
        self,
        name: str,
        values: Values | None = None,
        *,
        limit: int | None = None,
        offset: int | None = None,
        graph: str = "application/n-triples",
    ) -> Answer:
        """The answer of a named query as it comes from the process."""
        return await self._ask(named_queries.bind(name, values, limit=limit, offset=offset), graph)

    async def _ask(self, query: str, graph: str = "application/n-triples") -> Answer:
        question = Question(query, graph=graph, seconds=self._pool.seconds)
        return await self._pool.ask(question, own=True)

    def things(self, path: str) -> list[ox.NamedNode]:
        """The things that an address may mean: one of this dataset, or one of the published reference knowledge."""
        try:
            return [ox.NamedNode(iri) for iri in dict.fromkeys((f"{self.base}{path}", f"{BASE}{path}"))]
        except ValueError:  # no IRI could look like that, so nothing has that address
            return []


async def _rest(answer: Answer) -> bytes:
    if answer.rest is None:
        return b""
    try:
        return b"".join([piece async for piece in answer.rest])
    finally:
        answer.rest.close()
