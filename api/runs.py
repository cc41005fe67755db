"""One question on its way through a lane: its place, its process, and its deadline."""

from __future__ import annotations

import asyncio
from typing import Literal

from api import lanes
from api.failures import QueryFailed
from api.generations import Generation
from api.lanes import Lane
from api.processes import Child

QUICK_SECONDS = 0.25
"""What takes longer leaves its quick place."""
_UNTOLD_SECONDS = 1.0
"""What a process may take, at most, to be given more memory."""
SHELVED = "shelved"
"""The code of the failure of a question that is to be asked again when there is a long place for it."""
Place = Literal["quick", "paused", "long", "ended"]


class Run:
    """A question in its place. ``patient``: it keeps its quick place, however long, while there is no other."""

    def __init__(
        self,
        lane: Lane,
        generation: Generation,
        child: Child,
        deadline: float,
        *,
        place: Literal["quick", "long"],
        patient: bool,
    ) -> None:
        self.who = lanes.client.get()
        self.child = child
        self.has_begun = False
        self._lane = lane
        self._generation = generation
        self._patient = patient
        self._place: Place = place
        self._went_on: float | None = None
        self._has_lasted = False
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._late = self._loop.call_at(deadline, self._is_late)
        self._slow = self._loop.call_later(QUICK_SECONDS, self._is_slow)
        generation.hold()
        if place == "long":
            self._lasts()
            self.go_on()

    @property
    def had_little(self) -> bool:
        """Whether it had only the memory of its beginning; for a moment nobody can tell."""
        return self._went_on is None or self._loop.time() - self._went_on < _UNTOLD_SECONDS

    def _is_slow(self) -> None:
        if self._lane.lengthen(self):
            self._lasts()
            self._lane.leave_quick()
        elif self._patient or self.has_begun:
            # Others then wait for a quick place, and none is refused.
            self._slow = self._loop.call_later(QUICK_SECONDS, self._is_slow)
        else:
            self.child.fail(QueryFailed(SHELVED, "The query takes long, and there is no place for it."))
            self.end(whole=False)

    def _lasts(self) -> None:
        self._slow.cancel()
        self._has_lasted = True
        self._generation.count_out()

    def go_on(self) -> None:
        self._went_on = self._loop.time()
        self._place = "long"
        self.child.template.tell("lengthen", self.child.pid)

    def pause(self) -> None:
        self._place = "paused"
        self.child.template.tell("stop", self.child.pid)

    def _is_late(self) -> None:
        seconds = f"{self._loop.time() - self._began:.3g} seconds"
        if self._place == "paused":
            self.child.fail(
                QueryFailed("busy", f"Within {seconds} there was no place for a query that takes so long.")
            )
        else:
            self.child.fail(QueryFailed("time", f"The query was stopped after {seconds}."))
        self.end(whole=False)

    def end(self, *, whole: bool) -> None:
        """Give up the place; the process is kept if its answer is ``whole`` and it has not grown."""
        if self._place == "ended":
            return
        place, self._place = self._place, "ended"
        self._slow.cancel()
        self._late.cancel()
        if self._has_lasted:
            self.child.kill()
        elif whole:
            self._generation.give_back(self.child)
        else:
            self._generation.give_up(self.child)
        self._generation.let_go()
        if place == "quick":
            self._lane.leave_quick()
        elif place == "paused":
            self._lane.forget(self)
        else:
            self._lane.leave_long(self.who)
