"""Query processes leave nothing behind, whatever they were doing when the service ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from api.pool import Lane
from kg.store import open_store


@pytest.fixture
def lane(tmp_path: Path) -> Lane:
    """A lane over an empty store."""
    where = str(tmp_path / "store")
    open_store(where).close()
    return Lane(where, megabytes=500, size=1)


@pytest.mark.parametrize("turns", [0, 1, 3, 10])
def test_a_process_that_is_being_replaced_is_gone_with_its_pipes_when_the_lane_is_closed(lane, turns):
    async def story() -> None:
        process = await lane.take(patience=60)
        lane.discard(process)
        for _ in range(turns):
            await asyncio.sleep(0)  # another turn of the loop
        await lane.close()
        assert process.process.returncode is not None
        assert process.stdin.is_closing()
        assert process.stdout.at_eof()

    asyncio.run(story())
