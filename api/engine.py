"""The store as a query process sees it: a folder opened for reading, or a SPARQL server elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import pyoxigraph as ox

from api.frames import Question
from kg.store.version import fingerprint

TABLE, TRUTH, GRAPH = "table", "truth", "graph"
"""The kinds of answers: SELECT; ASK; CONSTRUCT and DESCRIBE."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that has begun: its kind and the native result."""

    kind: str
    content: ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]

    def write(self, out: IO[bytes], media_type: str, prefixes: dict[str, str]) -> None:
        """Write the answer as it comes, without holding it whole."""
        if isinstance(self.content, ox.QuerySolutions):
            self.content.serialize(out, format=ox.QueryResultsFormat.from_media_type(media_type))
        elif isinstance(self.content, ox.QueryBoolean):
            if media_type.startswith("text/"):  # CSV and TSV: the standard gives ASK no form, this is ours
                out.write(b"true\n" if self.content else b"false\n")
            else:
                self.content.serialize(out, format=ox.QueryResultsFormat.from_media_type(media_type))
        else:
            ox.serialize(self.content, out, ox.RdfFormat.from_media_type(media_type), prefixes=prefixes)


class Engine(Protocol):
    """What answers questions within a query process."""

    def version(self) -> str:
        """A name for the state of the dataset that questions are answered from."""

    def ask(self, question: Question, *, dataset_in_query: bool) -> Found:
        """Begin an answer. Raises SyntaxError for a query that does not parse, ValueError for bad graph names."""


class FolderEngine:
    """The embedded store, opened read-only; opened anew when a build has committed since."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version = fingerprint(path)
        self._store = ox.Store.read_only(str(path))

    def version(self) -> str:
        return self._version

    def ask(self, question: Question, *, dataset_in_query: bool) -> Found:
        self._follow()
        default, named = question.default_graphs, question.named_graphs
        given = default is not None or named is not None
        result = self._store.query(
            question.query,
            prefixes=question.prefixes,
            # The engine's union switch would override a FROM clause of the query.
            use_default_graph_as_union=question.union and not given and not dataset_in_query,
            default_graph=[ox.NamedNode(iri) for iri in default or []] if given else None,
            named_graphs=[ox.NamedNode(iri) for iri in named or []] if given else None,
        )
        if isinstance(result, ox.QuerySolutions):
            return Found(TABLE, result)
        if isinstance(result, ox.QueryBoolean):
            return Found(TRUTH, result)
        return Found(GRAPH, result)

    def _follow(self) -> None:
        now = fingerprint(self._path)
        if now == self._version:
            return
        try:
            self._store = ox.Store.read_only(str(self._path))
        except OSError:
            return  # in the middle of a change: the state that is open stays good
        self._version = now


class ServerEngine:
    """A SPARQL server that the user named; its own limits hold there, ours end the waiting here."""

    def __init__(self, url: str) -> None:
        from kg.store import open_store

        self._store = open_store(url, read_only=True)

    def version(self) -> str:
        return "server"

    def ask(self, question: Question, *, dataset_in_query: bool) -> Found:
        if question.default_graphs is not None or question.named_graphs is not None:
            raise ValueError("default-graph-uri and named-graph-uri are not passed on; use FROM in the query")
        answer = self._store.query(
            question.query, union=question.union and not dataset_in_query, prefixes=question.prefixes
        )
        if answer.is_table:
            raw = answer.serialize("json")
            return Found(TABLE, _results(raw))
        if answer.is_graph:
            return Found(GRAPH, answer.triples())
        return Found(TRUTH, _results(answer.serialize("json")))


def _results(raw: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    return ox.parse_query_results(raw, format=ox.QueryResultsFormat.JSON)


def open_engine(where: str) -> Engine:
    """The engine for a store, by its folder or URL. Raises OSError or a StoreError of ``kg`` if there is none."""
    if where.startswith(("http://", "https://")):
        return ServerEngine(where)
    path = Path(where)
    if not (path / "CURRENT").exists():
        raise OSError(f"{where}: there is no store here")
    return FolderEngine(path)
