"""What many tests need: a small record of facts, and a store that has the knowledge of the package in it already.

Filling a store with the ontology and the reference knowledge takes most of the time of a small build, so it is
done once per process and copied for each test.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from kg.settings import Settings

# No deadline: the first example of a test may build gazetteers. The continuous integration draws the same examples
# each time; elsewhere they differ from run to run.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")

TEXT = "Russia delivered 12 Su-35 fighters to Egypt in 2021, the ministry said."


def quote(words: str, text: str = TEXT) -> dict[str, Any]:
    """A quote of a text, with its offsets."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def facts_record(record_id: str = "su35", text: str = TEXT, **changes: Any) -> dict[str, Any]:
    """One sound record: Russia to Egypt, 12 Su-35, 2021. ``changes`` replace members of the transfer."""
    transfer = {
        "id": "t1",
        "supplier": "RUS",
        "recipient": "EGY",
        "items": [
            {
                "id": "t1.1",
                "weapon": "wpn:su-35",
                "class": "aircraft.combat",
                "quantity": {"text": quote("12", text), "min": 12, "max": 12},
            }
        ],
        "stage": "delivered",
        "epistemic": "claimed",
        "when": {
            "edtf": "2021",
            "start": ["2021-01-01", "2021-12-31"],
            "end": ["2021-01-01", "2021-12-31"],
            "quote": quote("2021", text),
        },
        "attributions": [
            {"source": "unnamed", "kind": "official-statement", "quote": quote("the ministry said", text)}
        ],
        "evidence": [quote("delivered 12 Su-35 fighters to Egypt", text)],
    }
    return {
        "schema": "armsgraph-facts/1",
        "document": {"id": record_id, "lang": "en", "text": text, "date": "2021-06-01"},
        "entities": [
            {"id": "RUS", "type": "state", "name": "Russia", "iso3": "RUS"},
            {"id": "EGY", "type": "state", "name": "Egypt", "iso3": "EGY"},
            {"id": "wpn:su-35", "type": "weapon_system", "name": "Su-35", "class": "aircraft.combat"},
        ],
        "transfers": [transfer | changes],
    }


@pytest.fixture
def make_facts() -> Callable[..., dict[str, Any]]:
    """``facts_record``, for tests in files that cannot import this one."""
    return facts_record


@pytest.fixture
def make_quote() -> Callable[..., dict[str, Any]]:
    """``quote``, likewise."""
    return quote


@pytest.fixture
def write_facts(tmp_path: Path) -> Callable[..., Path]:
    """Writes records, or lines as they are, into a JSON Lines file of the test's folder."""

    def write(*records: dict[str, Any] | str, name: str = "facts.jsonl") -> Path:
        path = tmp_path / name
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


class Sink:
    """A server on loopback that counts who comes."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.came = 0
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def close(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self.server.close()


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """Where a query that reached out would be noticed."""
    sink = Sink()
    yield sink
    sink.close()


PART = ("states.ttl", "weapons-aircraft.ttl")
"""Of the reference knowledge, what the records of the tests name: with all of it, each build takes a second."""


@pytest.fixture(scope="session")
def _filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from kg import knowledge
    from kg.derive import refresh
    from kg.ledger import Ledger
    from kg.namespaces import GRAPH_REFERENCE
    from kg.store import open_store

    path = tmp_path_factory.mktemp("filled") / "store"
    settings = Settings(store=str(path))
    store = open_store(str(path))
    ledger = Ledger(store, settings.base)
    whole = knowledge.reference_files()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowledge, "reference_files", lambda: [file for file in whole if file.name in PART])
        knowledge.load_knowledge(store, ledger)
    # As if all of it were there, or the next build would load it.
    knowledge.mark_loaded(store, ledger, GRAPH_REFERENCE, whole)
    refresh(store, ledger, settings)
    store.close()
    return path


@pytest.fixture
def settings(tmp_path: Path, _filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with a store of the test's own that holds no record yet. The working directory is the test's folder."""
    path = tmp_path / "test.store"
    shutil.copytree(_filled_store, path)
    monkeypatch.chdir(tmp_path)
    return Settings(store=str(path))
