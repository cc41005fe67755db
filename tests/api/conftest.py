"""One small dataset on disk for all tests of the service; each module talks to the real application.

Query processes are started for real: what is tested is the service as it runs, but for the socket.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kg.settings import Settings

FIXTURE = Path(__file__).with_name("fixture.trig")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the fixture's dataset in it."""
    where = tmp_path_factory.mktemp("store")
    opened = ox.Store(str(where))
    opened.bulk_load(path=str(FIXTURE), format=ox.RdfFormat.TRIG)
    opened.flush()
    del opened
    return str(where)


@pytest.fixture(scope="session")
def client(store: str) -> Iterator[TestClient]:
    app = create_app(store, Settings(query_seconds=10, query_megabytes=1024), processes=1)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
