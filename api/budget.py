"""How the memory that the service may take is shared out among the dataset and the processes that answer from it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from api.lanes import Lane
from kg.errors import InputError
from kg.settings import Settings

QUICK_MEGABYTES = 64
"""What a query may take at its beginning; one that proves to need more is begun again as one that takes long."""
_OWN_QUICK = 4
_LEAST = 4096
_CONTAINER = Path("/sys/fs/cgroup/memory.max")
_VIEW_SHARE = 4
"""A view as of a time may take a quarter of what the dataset may."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Places for queries, and megabytes for datasets and queries.

    ``public`` are the places for queries that somebody sent, ``own`` those for the service's own; views as of other times
    share them.
    """

    public: Lane
    own: Lane
    snapshot: int
    view_snapshot: int
    quick: int
    long: int


def share_out(settings: Settings, *, views: int, processes: int | None = None) -> Budget:
    """As many queries that take long side by side as there is memory for, at most two for each processor.

    What may be there at once: the dataset twice, while a new state takes the place of the last; so many ``views``; all quick
    queries and those that are paused, each with little; and the long ones. Where the settings leave open how much of it the
    dataset may take, it may take what four long queries leave, or two.

    Raises:
        InputError: if the memory does not suffice for one long query of each kind.

    """
    width = processes or max(2, os.cpu_count() or 1)
    long = settings.query_megabytes
    quick = min(QUICK_MEGABYTES, long)
    memory = settings.memory_megabytes or max(_LEAST, of_the_machine() // 2)
    begun = 2 * (2 * width + _OWN_QUICK) * quick  # as many may be paused
    copies = 2 + views / _VIEW_SHARE
    spare = next((left for left in (memory - begun - 4 * long, memory - begun - 2 * long) if left > 0), 0)
    given = settings.snapshot_megabytes
    snapshot = int(spare / copies) if given is None else given
    view = snapshot // _VIEW_SHARE
    taken = 2 * snapshot + views * view + begun
    places = (memory - taken) // long
    if places < 2:
        raise InputError(
            f"{memory} MB are too little for two queries of {long} MB beside the dataset",
            place="memory_megabytes",
            advice=f"Set it to {taken + 2 * long} or more, or query_megabytes or snapshot_megabytes to less",
        )
    own = 2 if places >= 4 else 1
    return Budget(
        Lane(quick=2 * width, long=min(2 * width, places - own), paused=2 * width),
        # What the service asks itself is bounded, and one answer of its own may take several questions at once.
        Lane(quick=_OWN_QUICK, long=own, paused=_OWN_QUICK, share=own),
        snapshot,
        view,
        quick,
        long,
    )


def of_the_machine() -> int:
    """The memory of this machine, or of the container that the process runs in, in megabytes."""
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    with suppress(OSError, ValueError):
        sizes.append(int(_CONTAINER.read_text(encoding="ascii")))
    return min(sizes) >> 20
