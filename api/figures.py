"""What the part that answers queries is like, as a monitor asks for it."""

from __future__ import annotations

import resource
from pathlib import Path

from api.metrics import State
from api.pool import Pool
from api.versions import Answers


class Figures:
    """The state of the queries of the dataset as it is now, and of the answers that are kept."""

    def __init__(self, pool: Pool, answers: Answers) -> None:
        self._pool = pool
        self._answers = answers

    def state(self) -> State:
        """The state now."""
        lanes = {name: lane.state() for name, lane in self._pool.lanes.items()}
        now = self._pool.generation
        return State(
            processes={
                (name, place): counts[place]
                for name, counts in lanes.items()
                for place in ("quick", "long", "paused")
            },
            waiting={name: counts["queued"] for name, counts in lanes.items()},
            version=now.place.version if now else "",
            committed=now.place.modified if now else None,
            snapshot_bytes=_memory(now.template.pid) if now and now.in_memory else None,
            cache_hits=self._answers.hits,
            cache_misses=self._answers.misses,
        )


def _memory(process: int) -> int | None:
    """What a process holds in bytes; None where the system does not say."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * resource.getpagesize()
