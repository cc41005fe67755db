"""Asks for volumes: by which engine is decided here and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pyoxigraph as ox

from kg.errors import InputError, StoreError
from kg.namespaces import BASE, graph_iri
from kg.store import Store
from kg.volumes import columns, projection, sparql
from kg.volumes.model import Counted, Engine, Question, Release, Volumes, answer

MANY = 2_000
"""From so many transfers on it pays to make a projection: it costs about what one question costs by SPARQL."""


def volumes(
    store: Store,
    question: Question,
    *,
    base: str = BASE,
    where: str | None = None,
    engine: Engine | None = None,
    shares: bool = False,
) -> Volumes:
    """The answer to a question.

    Args:
        store: open for reading; what it holds is answered from.
        question: what is asked.
        base: what the IRIs of graphs begin with.
        where: the folder that the store was opened from, beside which its projection is kept. Without it (a server,
            a store in memory, a view of another day) all is answered by SPARQL.
        engine: which way to answer; the faster one if left out.
        shares: also work out the volume of the whole world, which shares are taken of.

    Raises:
        InputError: if the projection is asked for where there can be none.
        StoreError: if the store cannot be read.

    """
    chosen = engine or faster(store, where, base)
    ask = _Asker(store, base, where, chosen)
    found = answer(question, ask(question), releases(store, base), ask.engine)
    if shares:
        world = ask(question.of_the_world())
        found = replace(found, world=sum((used.tiv for used in world.used), Decimal(0)))
    return with_labels(found, store)


def faster(store: Store, where: str | None, base: str = BASE) -> Engine:
    """Which way is faster: the projection if it is there, or if so much is stored that making it pays."""
    place = projection.place_of(where, base) if where is not None else None
    if place is None:
        return "sparql"
    if place.exists():
        return "columns"
    transfers = (
        f"SELECT ?t WHERE {{ GRAPH <{graph_iri('transfers', base)}> {{ ?t a ag:Transfer }} }} LIMIT {MANY}"
    )
    return "columns" if sum(1 for _ in store.query(transfers).rows()) == MANY else "sparql"


class _Asker:
    """Answers by one engine; by SPARQL after all where a projection was only preferred and cannot be written."""

    def __init__(self, store: Store, base: str, where: str | None, engine: Engine) -> None:
        self._store = store
        self._base = base
        self._file = None
        self.engine = engine
        if engine == "columns":
            if where is None or projection.place_of(where, base) is None:
                raise InputError(
                    "only a store in a folder has columns to answer from",
                    advice="Leave out --engine, or say sparql",
                )
            try:
                self._file = projection.kept(where, base)
            except OSError as error:
                raise StoreError(f"the columns beside {where} cannot be written: {error}") from error

    def __call__(self, question: Question) -> Counted:
        if self._file is not None:
            return columns.count(self._file, question)
        return sparql.count(self._store, question, self._base)


def releases(store: Store, base: str = BASE) -> dict[str, Release]:
    """The releases that a store holds, by IRI."""
    return sparql.releases_in(sparql.rows(store, sparql.bind("releases.rq", base=base)))


def unknown_parties(store: Store) -> frozenset[str]:
    """The IRIs that stand for parties whom nobody could name."""
    return frozenset(row["party"].value for row in sparql.rows(store, sparql.bind("unknown.rq")))


def with_labels(found: Volumes, store: Store) -> Volumes:
    """The same with the names of all that it speaks of."""
    things = sorted({part for line in found.lines for part in line.key if isinstance(part, str)})
    if not things:
        return found
    query = sparql.bind("labels.rq", {"thing": [ox.NamedNode(iri) for iri in things]})
    return replace(found, labels=sparql.labels_in(sparql.rows(store, query)))
