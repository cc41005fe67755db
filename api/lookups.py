"""Asks the named queries through the query processes, and gives terms back."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence

import pyoxigraph as ox

from api import named_queries
from api.frames import Question
from api.graph import Triples, statements
from api.named_queries import Term
from api.pool import Answer, Pool, Reading
from api.trace import Trace
from kg.namespaces import BASE

Values = Mapping[str, Iterable[Term] | Term | None]


class Lookups:
    """What the routes ask of the store. ``base`` is where the IRIs that a build mints start.

    ``trace`` is told of every question and of the statements that were given.
    """

    def __init__(self, pool: Pool | Reading, base: str, trace: Trace | None = None) -> None:
        self._pool = pool
        self._trace = trace
        self.base = base

    def traced(self, trace: Trace) -> Lookups:
        """The same store, asked on behalf of one request."""
        return Lookups(self._pool, self.base, trace)

    def rests_on(self, name: str) -> None:
        """Tell of a query whose answer was kept from before, as that of a search index."""
        if self._trace is not None:
            self._trace.asked(name, named_queries.bind(name))

    async def version(self) -> str:
        """The version of the dataset that the next answer is from. Raises QueryFailed if there is no dataset."""
        if isinstance(self._pool, Reading):
            return self._pool.version
        return (await self._pool.source.place()).version + self._pool.label

    async def triples(self, name: str, values: Values | None = None) -> Triples:
        """The answer of a CONSTRUCT."""
        data = await self.read(name, values)
        found = statements(data)
        if self._trace is not None:
            self._trace.gave(found)
        return Triples(found, in_order=True)

    async def read(
        self, name: str, values: Values | None = None, *, limit: int | None = None, offset: int | None = None
    ) -> bytes:
        """The answer of a CONSTRUCT as N-Triples, whole."""
        return await whole(await self.ask(name, values, limit=limit, offset=offset))

    async def rows(
        self,
        name: str,
        values: Values | None = None,
        *,
        limit: int | None = None,
        offset: int | None = None,
        descending: Collection[str] = (),
        slots: Mapping[str, Sequence[str]] | None = None,
    ) -> list[dict[str, ox.NamedNode | ox.Literal]]:
        """The answer of a SELECT, without the variables that have no value; see ``named_queries.bind``."""
        query = named_queries.bind(
            name, values, limit=limit, offset=offset, descending=descending, slots=slots
        )
        return await self.select(query, name)

    async def select(self, query: str, name: str = "query.rq") -> list[dict[str, ox.NamedNode | ox.Literal]]:
        """The answer of a SELECT of ours that stands in another room, bound already; ``name``: what to call it."""
        answer = await self._ask(name, query)
        results = ox.parse_query_results(await whole(answer), format=ox.QueryResultsFormat.JSON)
        assert isinstance(results, ox.QuerySolutions)  # noqa: S101 - for the type checker
        names = [variable.value for variable in results.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in results]

    async def cells(self, query: str, name: str = "query.rq") -> list[dict[str, str]]:
        """The answer of a SELECT that has many rows, as plain text: IRIs and values without their kinds.

        What has no value, or an empty one, is left out. It takes a tenth of the time of ``select``.
        """
        answer = await self._ask(name, query, results="text/csv")
        lines = csv.reader(io.StringIO((await whole(answer)).decode(), newline=""))
        names = next(lines)
        return [{name: cell for name, cell in zip(names, line, strict=True) if cell} for line in lines]

    async def results(self, name: str, values: Values | None = None) -> bytes:
        """The answer of a SELECT in SPARQL Results JSON, for who has more of it than the event loop should read."""
        return await whole(await self.ask(name, values))

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
        return await self._ask(name, named_queries.bind(name, values, limit=limit, offset=offset), graph)

    async def _ask(
        self,
        name: str,
        query: str,
        graph: str = "application/n-triples",
        results: str = "application/sparql-results+json",
    ) -> Answer:
        question = Question(query, results=results, graph=graph, seconds=self._pool.seconds)
        if self._trace is not None:
            self._trace.asked(name, query)
        answer = await self._pool.ask(question, own=True)
        if self._trace is not None:
            self._trace.version = answer.version
        return answer

    def things(self, path: str) -> list[ox.NamedNode]:
        """The things that an address may mean: one of this dataset, or one of the published reference knowledge."""
        try:
            return [ox.NamedNode(iri) for iri in dict.fromkeys((f"{self.base}{path}", f"{BASE}{path}"))]
        except ValueError:  # no IRI could look like that, so nothing has that address
            return []


async def whole(answer: Answer) -> bytes:
    """An answer to its end."""
    if answer.rest is None:
        return answer.start
    try:
        return b"".join([answer.start, *[piece async for piece in answer.rest]])
    finally:
        answer.rest.close()
