"""The store in a folder: Oxigraph within this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadQuery, StoreError, StoreLocked
from kg.index import Term
from kg.namespaces import PREFIXES
from kg.store import succession
from kg.store.base import Answer, Change, Triples
from kg.store.guard import refuse_outside_access


class EmbeddedStore:
    """Oxigraph on disk, or in memory without a path.

    One process at a time may write; any number may read (``read_only``), each seeing the state of when it opened.
    """

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        self._where = str(path) if path else "the store in memory"
        self._read_only = read_only
        self._path = path
        self._before: ox.Store | None = None
        """The store as it was, while what follows goes into its successor. That it is open keeps others from writing."""
        self._open: ox.Store | None = None
        try:
            if path is None:
                self._open = ox.Store()
            elif read_only:
                self._open = ox.Store.read_only(str(succession.current(path)))
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                succession.restore(path)
                self._open = ox.Store(str(path))
                succession.tidy(path)
        except (OSError, ValueError) as error:
            raise _opening_failed(self._where, error) from error

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise StoreError(f"{self._where}: the store is closed")
        return self._open

    def query(
        self,
        sparql: str,
        *,
        union: bool = True,
        prefixes: Mapping[str, str] = PREFIXES,
        base: str | None = None,
    ) -> Answer:
        found = refuse_outside_access(sparql)
        try:
            result = self._store.query(
                sparql,
                # The engine's union switch would override a FROM clause of the query.
                use_default_graph_as_union=union and not found.dataset,
                prefixes=dict(prefixes),
                base_iri=base,
            )
        except (SyntaxError, RuntimeError) as error:
            raise BadQuery(f"the query does not parse: {error}") from error
        except OSError as error:
            raise StoreError(f"{self._where}: the store cannot be read: {error}") from error
        return Answer(result)

    def commit(self, change: Change) -> None:
        if self._read_only:
            raise StoreError(f"{self._where}: the store was opened for reading only")
        try:
            if change.only_adds:
                self._store.extend(change.added())
            elif update := change.as_update():
                self._store.update(update)
        except (OSError, SyntaxError, ValueError) as error:
            raise StoreError(f"{self._where}: the change could not be written: {error}") from error

    def replace(self, graphs: Mapping[str, Triples], drop: Iterable[str] = ()) -> None:
        self.commit(Change(put=graphs, drop=tuple(drop)))

    def bulk_load(self, graphs: Mapping[str, Triples]) -> None:
        try:
            self._store.bulk_extend(
                ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(name))
                for name, triples in graphs.items()
                for triple in triples
            )
        except OSError as error:
            raise StoreError(f"{self._where}: the store could not be filled: {error}") from error

    def extend(self, quads: bytes) -> None:
        try:
            # Lenient: the IRIs were seen to be sound when the terms were made.
            self._store.bulk_load(input=quads, format=ox.RdfFormat.N_QUADS, lenient=True)
        except (OSError, SyntaxError) as error:
            raise StoreError(f"{self._where}: the store could not be filled: {error}") from error

    def drop(self, graphs: Iterable[str]) -> None:
        if self._read_only:
            raise StoreError(f"{self._where}: the store was opened for reading only")
        try:
            for name in graphs:
                graph = ox.NamedNode(name)
                # A transaction for a whole graph takes twice the time, and gigabytes of memory for a large one.
                for quad in self._store.quads_for_pattern(None, None, None, graph):
                    self._store.remove(quad)
                self._store.remove_graph(graph)
        except OSError as error:
            raise StoreError(f"{self._where}: the change could not be written: {error}") from error

    def begin_anew(self, without: Iterable[str]) -> bool:
        if self._path is None or self._read_only or self._before is not None:
            return False
        if not succession.is_possible(self._path):
            return False
        leave = set(without)
        kept = [ox.NamedNode(name) for name in self.graph_names() if name not in leave]
        try:
            successor = ox.Store(str(succession.next_to(self._path)))
            successor.bulk_extend(
                quad for graph in kept for quad in self._store.quads_for_pattern(None, None, None, graph)
            )
        except OSError as error:
            raise StoreError(f"{self._where}: no copy could be made beside it: {error}") from error
        self._before, self._open = self._open, successor
        return True

    def take_over(self) -> None:
        if self._path is None or self._before is None:
            return
        self._store.flush()
        self._open = self._before = None
        succession.swap(self._path)
        self._open = ox.Store(str(self._path))

    def match(
        self,
        graph: str,
        subject: str | None = None,
        predicate: str | None = None,
        value: Term | None = None,
    ) -> Iterator[ox.Triple]:
        quads = self._store.quads_for_pattern(
            None if subject is None else ox.NamedNode(subject),
            None if predicate is None else ox.NamedNode(predicate),
            value,
            ox.NamedNode(graph),
        )
        return (quad.triple for quad in quads)

    def graphs(self, prefix: str = "") -> Iterator[tuple[str, list[ox.Triple]]]:
        if self._path is None:
            # In memory statements stand in the order in which they came.
            for name in self.graph_names():
                if name.startswith(prefix):
                    yield name, list(self.triples(name))
            return
        # On disk those of a graph stand side by side, and going through all is far quicker than looking each graph up.
        current, wanted = "", False
        triples: list[ox.Triple] = []
        for quad in self._store:
            name = quad.graph_name.value
            if name != current:
                if triples:
                    yield current, triples
                current, wanted, triples = name, name.startswith(prefix), []
            if wanted:
                triples.append(quad.triple)
        if triples:
            yield current, triples

    def triples(self, graph: str) -> Iterator[ox.Triple]:
        for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
            yield quad.triple

    def quads(self) -> Iterator[ox.Quad]:
        return iter(self._store)

    def graph_names(self) -> list[str]:
        # A graph that was only dropped stays known to Oxigraph by name; it counts when it holds something.
        return sorted(name.value for name in self._store.named_graphs() if self._holds(name))

    def _holds(self, name: ox.NamedNode | ox.BlankNode) -> bool:
        return next(iter(self._store.quads_for_pattern(None, None, None, name)), None) is not None

    def count(self, graph: str | None = None) -> int:
        if graph is None:
            return len(self._store)
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    def close(self) -> None:
        if self._open is None:
            return
        if not self._read_only:
            (self._before or self._open).flush()
        if self._before is not None and self._path is not None:
            self._open = None
            succession.tidy(self._path)
            self._before = None
        self._open = None


def _opening_failed(where: str, error: Exception) -> StoreError:
    if "lock" in str(error).lower():
        return StoreLocked(
            f"{where}: the store is in use by another process. Wait until that build has ended, or stop it"
        )
    return StoreError(f"{where}: the store cannot be opened: {error}")
