"""The store as a query process sees it: in memory, a folder opened for reading, or a SPARQL server elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import pyoxigraph as ox

from api.frames import Question
from kg.namespaces import PREFIXES
from kg.store.scan import Scan

TABLE, TRUTH, GRAPH = "table", "truth", "graph"
"""The kinds of answers: SELECT; ASK; CONSTRUCT and DESCRIBE."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that has begun: its kind and the native result."""

    kind: str
    content: ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]

    def write(self, out: IO[bytes], media_type: str) -> None:
        """Write the answer as it comes, without holding it whole."""
        if isinstance(self.content, ox.QuerySolutions):
            self.content.serialize(out, format=ox.QueryResultsFormat.from_media_type(media_type))
        elif isinstance(self.content, ox.QueryBoolean):
            if media_type.startswith("text/"):  # CSV and TSV: the standard gives ASK no form, this is ours
                out.write(b"true\n" if self.content else b"false\n")
            else:
                self.content.serialize(out, format=ox.QueryResultsFormat.from_media_type(media_type))
        else:
            ox.serialize(self.content, out, ox.RdfFormat.from_media_type(media_type), prefixes=PREFIXES)


class Engine(Protocol):
    """What answers questions within a query process."""

    def ask(self, question: Question, seen: Scan) -> Found:
        """Begin an answer; ``seen``: what stands in the query. Raises SyntaxError for a query that does not parse, ValueError for bad graph names."""


class StoreEngine:
    """A store of this process: a snapshot in memory, or a folder opened for reading.

    ``union``: all its statements, each once, in the default graph. The engine's own union gives one that stands in two graphs
    twice, and so counts it too often; it is left to queries that also ask for graphs, and to stores without the other.
    """

    def __init__(self, store: ox.Store, union: ox.Store | None = None) -> None:
        self._store = store
        self._union = union

    @classmethod
    def of_folder(cls, path: Path) -> StoreEngine:
        """Raises OSError if there is no store in the folder."""
        return cls(ox.Store.read_only(str(path)))

    def ask(self, question: Question, seen: Scan) -> Found:
        default, named = question.default_graphs, question.named_graphs
        given = default is not None or named is not None
        # The engine's union switch would override a FROM clause of the query.
        union = question.union and not given and not seen.dataset
        if union and self._union is not None and not seen.graph:
            return _found(self._union.query(question.query, prefixes=_used(question.query)))
        result = self._store.query(
            question.query,
            prefixes=_used(question.query),
            use_default_graph_as_union=union,
            default_graph=[ox.NamedNode(iri) for iri in default or []] if given else None,
            named_graphs=[ox.NamedNode(iri) for iri in named or []] if given else None,
        )
        return _found(result)


def _found(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Found:
    if isinstance(result, ox.QuerySolutions):
        return Found(TABLE, result)
    return Found(TRUTH if isinstance(result, ox.QueryBoolean) else GRAPH, result)


def _used(query: str) -> dict[str, str]:
    """The prefixes that a query may use: parsing all of them takes a third of the time of a look-up."""
    return {prefix: start for prefix, start in PREFIXES.items() if f"{prefix}:" in query}


class ServerEngine:
    """A SPARQL server that the user named; its own limits hold there, ours end the waiting here."""

    def __init__(self, url: str) -> None:
        from kg.store import open_store

        self._store = open_store(url, read_only=True)

    def ask(self, question: Question, seen: Scan) -> Found:
        if question.default_graphs is not None or question.named_graphs is not None:
            raise ValueError("default-graph-uri and named-graph-uri are not passed on; use FROM in the query")
        answer = self._store.query(
            question.query, union=question.union and not seen.dataset, prefixes=PREFIXES
        )
        if answer.is_graph:
            return Found(GRAPH, answer.triples())
        results = ox.parse_query_results(answer.serialize("json"), format=ox.QueryResultsFormat.JSON)
        return Found(TABLE if answer.is_table else TRUTH, results)
