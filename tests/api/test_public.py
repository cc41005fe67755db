"""When the public copy is made, and what answers while it is not there."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

import pytest

from api import children, public
from api.failures import QueryFailed
from api.public import PublicCopy
from kg.namespaces import BASE
from kg.store import version


@pytest.fixture
def source(tmp_path):
    """A folder that looks like a store, and a way to change it."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "CURRENT").write_text("1")
    return folder


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """Stands in for the process that copies: says which copies were made; fails, or waits, when told to."""

    class Copies:
        def __init__(self) -> None:
            self.made: list[str] = []
            self.failing = False
            self.gate: asyncio.Event | None = None
            self.begun = asyncio.Event()

        async def run(self, module: str, where: str, folder: str, base: str) -> None:
            self.begun.set()
            if self.gate:
                await self.gate.wait()
            if self.failing:
                raise QueryFailed("store", "out of order")
            shutil.copytree(where, folder)
            self.made.append(folder.rpartition("/")[2])

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(version, "AGAIN_AFTER", -1.0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    made = Copies()
    monkeypatch.setattr(children, "run", made.run)
    return made


async def read(copy: PublicCopy) -> str:
    return (Path((await copy.place()).where) / "CURRENT").read_text()


def change(source: Path, text: str) -> None:
    (source / "CURRENT").write_text(text)


def test_one_copy_is_made_for_many_questions_and_a_new_one_after_a_change(source, copies):
    async def story() -> None:
        copy = PublicCopy(str(source), BASE)
        assert await asyncio.gather(*(read(copy) for _ in range(5))) == ["1"] * 5
        change(source, "1, 2")
        assert await asyncio.gather(*(read(copy) for _ in range(5))) == ["1, 2"] * 5
        change(source, "1, 2, 3")
        assert await read(copy) == "1, 2, 3"
        assert copies.made == ["1", "2", "3"]
        place = Path((await copy.place()).where)
        assert sorted(path.name for path in place.parent.iterdir()) == ["2", "3", "in-use"]
        await copy.close()
        assert not place.parent.exists()

    asyncio.run(story())


def test_the_last_copy_stays_while_no_new_one_can_be_made(source, copies):
    async def story() -> None:
        copy = PublicCopy(str(source), BASE)
        copies.failing = True
        with pytest.raises(QueryFailed, match="out of order"):
            await copy.place()
        copies.failing = False
        assert await read(copy) == "1"
        change(source, "1, 2")
        copies.failing = True
        assert await read(copy) == "1"
        copies.failing = False
        assert await read(copy) == "1, 2"
        await copy.close()

    asyncio.run(story())


def test_a_copy_that_takes_long_is_not_waited_for_but_the_first(source, copies, monkeypatch):
    monkeypatch.setattr(public, "_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(public, "_REST", 0)

    async def story() -> None:
        copy = PublicCopy(str(source), BASE)
        assert await read(copy) == "1"
        copies.gate = asyncio.Event()
        change(source, "1, 2")
        assert await read(copy) == "1"
        copies.gate.set()
        await asyncio.wait({copy._making})
        assert await read(copy) == "1, 2"
        await copy.close()

    asyncio.run(story())


def test_closing_in_the_middle_leaves_nothing(source, copies, tmp_path):
    async def story() -> None:
        copy = PublicCopy(str(source), BASE)
        copies.gate = asyncio.Event()
        asking = asyncio.create_task(copy.place())
        await copies.begun.wait()
        await copy.close()
        await asyncio.gather(asking, return_exceptions=True)
        assert list((tmp_path / "temporary").iterdir()) == []

    asyncio.run(story())


def test_where_there_is_no_store_it_is_told(tmp_path):
    async def story() -> None:
        with pytest.raises(QueryFailed, match="no store here"):
            await PublicCopy(str(tmp_path / "none"), BASE).place()

    asyncio.run(story())
