"""A server that plays a language model, and settings that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from llm_server import SENTENCE, Reply, Server

from kg.extract.llm.asking import Model
from kg.facts import Document
from kg.settings import Settings


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server that gives these replies."""
    started: list[Server] = []

    def start(*replies: Reply) -> Server:
        started.append(Server(*replies))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def waits() -> list[float]:
    """The seconds that were waited for a busy server, without waiting."""
    return []


@pytest.fixture
def ask(tmp_path: Path, waits: list[float]) -> Iterator[Callable[..., Model]]:
    """A model on a server, with an empty cache in the test's folder, and further settings."""
    made: list[Model] = []

    def model(server: Server, **more: Any) -> Model:
        settings = Settings(
            **{
                "reader": "llm",
                "llm_url": server.url,
                "llm_model": "toy",
                "llm_cache": str(tmp_path / "cache"),
                "llm_timeout": 20,
                **more,
            }
        )
        made.append(Model(settings, wait=waits.append))
        return made[-1]

    yield model
    for one in made:
        one.close()


@pytest.fixture
def document() -> Document:
    """One sentence about one transfer."""
    return Document(id="d", lang="en", text=SENTENCE, date="2022-03-01")
