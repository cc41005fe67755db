"""One small dataset on disk for all tests of the service; each module talks to the real application.

Query processes are started for real: what is tested is the service as it runs, but for the socket.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from api import named_queries
from api.app import create_app
from api.reconciling.facts import Known, known_from
from api.search import rows_of
from api.searching import Index
from kg.namespaces import PREFIXES
from kg.settings import Settings
from ontology import reference_files, vocabulary_files

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client advises another HTTP library
    from fastapi.testclient import TestClient

FIXTURE = Path(__file__).with_name("fixture.trig")
FIXTURE_THINGS = Path(__file__).with_name("fixture-things.trig")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the fixture's dataset in it."""
    return _stored(FIXTURE, tmp_path_factory.mktemp("store"))


def _stored(fixture: Path, where: Path) -> str:
    opened = ox.Store(str(where))
    opened.bulk_load(path=str(fixture), format=ox.RdfFormat.TRIG)
    opened.flush()
    del opened
    return str(where)


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[httpx.Client]]:
    """Start the service for a store, with settings of one's own."""

    @contextmanager
    def start(
        store: str, *, processes: int = 1, everything: bool = False, **settings: float
    ) -> Iterator[httpx.Client]:
        limits = Settings(**{"query_megabytes": 1024, "memory_megabytes": 16_000, **settings})
        app = create_app(store, limits, processes=processes, everything=everything)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield client

    return start


@pytest.fixture(scope="session")
def client(
    store: str, serving: Callable[..., AbstractContextManager[httpx.Client]]
) -> Iterator[httpx.Client]:
    with serving(store, query_seconds=20) as client:
        yield client


@pytest.fixture(scope="session")
def things(
    tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager[httpx.Client]]
) -> Iterator[httpx.Client]:
    """The service for the dataset of states, actors, weapons, embargoes, records and releases."""
    with serving(_stored(FIXTURE_THINGS, tmp_path_factory.mktemp("things")), query_seconds=20) as client:
        yield client


@pytest.fixture(scope="session")
def known() -> Known:
    """The names and facts of the reference knowledge that comes with the package: some seconds, once."""
    knowledge = ox.Store()
    for file in (*vocabulary_files(), *reference_files()):
        knowledge.bulk_load(input=file.read_bytes(), format=ox.RdfFormat.TURTLE)
    names, facts = (
        knowledge.query(named_queries.load(name), prefixes=PREFIXES)
        for name in ("names.rq", "reconcile-facts.rq")
    )
    return known_from(Index.build("packaged", rows_of(names)), facts)
