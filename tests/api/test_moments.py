"""When views are made, how many at a time, how long they stay, and what is told while one is not there."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

import pytest

from api import children, moments
from api.budget import share_out
from api.failures import QueryFailed
from api.moments import Moments
from api.pool import Pool
from kg.settings import Settings
from kg.store import version


@pytest.fixture
def source(tmp_path):
    """A folder that looks like a store."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "CURRENT").write_text("1")
    return folder


@pytest.fixture
def making(tmp_path, monkeypatch):
    """Stands in for the process that makes views: says what was made; fails, or waits, when told to."""

    class Making:
        def __init__(self) -> None:
            self.made: list[tuple[str, ...]] = []
            self.at_a_time = self.most_at_a_time = 0
            self.failing = False
            self.gate: asyncio.Event | None = None

        async def run(self, module: str, where: str, folder: str, base: str, *view: str) -> None:
            self.at_a_time += 1
            self.most_at_a_time = max(self.at_a_time, self.most_at_a_time)
            try:
                shutil.copytree(where, folder)
                shutil.copytree(where, folder + ".whole")
                if self.gate:
                    await self.gate.wait()
                if self.failing:
                    raise QueryFailed("store", "out of order")
                self.made.append(view)
            finally:
                self.at_a_time -= 1

    self = Making()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(version, "AGAIN_AFTER", -1.0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(children, "run", self.run)
    return self


def moments_of(source: Path, seconds: float = 5, *, everything: bool = False) -> Moments:
    settings = Settings(query_seconds=seconds)
    now = Pool(str(source), share_out(settings, views=3), seconds=seconds)
    return Moments(str(source), settings, now, everything=everything)


def folders(tmp_path: Path) -> int:
    return len(list((tmp_path / "temporary").iterdir()))


def test_a_view_is_made_once_for_many_who_ask_at_once(source, making, tmp_path):
    async def story() -> None:
        views = moments_of(source)
        found = await asyncio.gather(*(views._view("2024-01-01") for _ in range(5)))
        assert len({id(view) for view in found}) == 1
        assert making.made == [("2024-01-01",)]
        await views.close()
        assert folders(tmp_path) == 0

    asyncio.run(story())


def test_only_one_is_made_at_a_time_and_others_are_told_to_come_again(source, making, tmp_path):
    async def story() -> None:
        views = moments_of(source)
        days = [f"2024-01-{day:02}" for day in range(1, 31)]
        found = await asyncio.gather(*map(views._view, days), return_exceptions=True)
        assert [one.code for one in found if isinstance(one, QueryFailed)] == ["busy"] * 29
        assert making.made == [("2024-01-01",)]
        assert folders(tmp_path) == 1
        await views.close()

    asyncio.run(story())


def test_the_one_used_longest_ago_makes_room(source, making, tmp_path):
    async def story() -> None:
        views = moments_of(source)
        for day in ("1", "2", "1", "3"):
            (await views._view(day)).let_go()
            while views._leaving is not None:
                await asyncio.wait({views._leaving})
        assert list(views._views) == ["1", "3"]
        assert folders(tmp_path) == 2
        assert making.most_at_a_time == 1
        await views.close()
        assert folders(tmp_path) == 0

    asyncio.run(story())


def test_a_view_that_is_in_use_is_not_taken_away_and_meanwhile_none_is_begun(
    source, making, tmp_path, monkeypatch
):
    monkeypatch.setattr(moments, "_GRACE_SECONDS", 60.0)

    async def story() -> None:
        views = moments_of(source)
        used = [await views._view(day) for day in ("1", "2", "3")]
        await asyncio.sleep(0.05)
        assert folders(tmp_path) == 3
        with pytest.raises(QueryFailed, match="only one"):
            await views._view("4")
        used[0].let_go()
        await asyncio.wait({views._leaving})
        await asyncio.sleep(0)
        assert folders(tmp_path) == 2
        await views._view("4")
        await views.close()

    asyncio.run(story())


def test_who_waits_too_long_is_told_and_the_making_goes_on(source, making):
    async def story() -> None:
        views = moments_of(source, seconds=0.05)
        making.gate = asyncio.Event()
        for _ in range(2):
            with pytest.raises(QueryFailed) as told:
                await views._view("1")
            assert told.value.code == "making"
        making.gate.set()
        await asyncio.sleep(0.1)
        await views._view("1")
        assert len(making.made) == 1
        await views.close()

    asyncio.run(story())


def test_a_view_is_remade_after_a_build_but_not_beside_another(source, making):
    async def story() -> None:
        views = moments_of(source, everything=True)
        await views._view("1")
        (source / "CURRENT").write_text("1, 2")
        place = await (await views._view("1")).copy.place()
        assert (Path(place.where) / "CURRENT").read_text() == "1, 2"
        assert making.made == [("1", "everything")] * 2
        making.gate = asyncio.Event()
        other = asyncio.create_task(views._view("2"))
        await asyncio.sleep(0.05)
        (source / "CURRENT").write_text("1, 2, 3")
        place = await (await views._view("1")).copy.place()
        assert (Path(place.where) / "CURRENT").read_text() == "1, 2"
        making.gate.set()
        await other
        await views.close()

    asyncio.run(story())


def test_a_view_that_cannot_be_made_leaves_nothing_and_is_tried_again(source, making, tmp_path):
    async def story() -> None:
        views = moments_of(source)
        making.failing = True
        for _ in range(2):
            with pytest.raises(QueryFailed, match="out of order"):
                await views._view("1")
        assert not list((tmp_path / "temporary").rglob("CURRENT"))
        assert not list((tmp_path / "temporary").rglob("*.whole"))
        making.failing = False
        await asyncio.wait({views._leaving})
        await asyncio.sleep(0)
        await views._view("2")
        assert making.most_at_a_time == 1
        await views.close()
        assert folders(tmp_path) == 0

    asyncio.run(story())
