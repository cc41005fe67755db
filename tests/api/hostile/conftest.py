"""The service as it is run, in front of strangers; and after each thing they send, proof that it did no harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hostile import Service, Sink, service

_GROWTH_MIB = 60.0
"""What the serving process may hold more after the whole run than when it was warm: caches of answers, of parsers."""


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """Where nothing may ever connect to."""
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture(scope="session")
def running(store: str) -> Iterator[Service]:
    """The service in a process of its own, which is not to grow."""
    with service(store, query_seconds="8", query_megabytes="1024") as running:
        for path in ("/sparql?query=ASK%7B%7D", "/api/v1/states", "/api/v1/search?q=a", "/openapi.json", "/"):
            assert running.get(path).status == 200
        warm = running.memory()
        yield running
        assert running.is_well()
        assert running.memory() - warm < _GROWTH_MIB


@pytest.fixture
def strangers(running: Service, sink: Sink) -> Iterator[Service]:
    """The service, for one thing that a stranger sends: it goes on afterwards, and has connected to nothing."""
    yield running
    assert running.process.poll() is None
    assert sink.came == []
