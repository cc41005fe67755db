"""One state of the dataset after another: each with a template process of its own, used until the last answer is through.

A question, or a request with several, holds on to one generation: what a build commits meanwhile is seen by the next.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from api import snapshot
from api.failures import QueryFailed
from api.processes import Child, Template, TooLarge
from api.sources import Place, Source
from api.template import Plan
from kg.store.opening import is_url

_log = logging.getLogger("armsgraph.api")
_WAIT_SECONDS = 10.0
"""Where a dataset is there in less than this, questions wait for the newest; else the last one answers until it is."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes that the dataset may take, a query at its beginning, and one that takes long."""

    snapshot: int
    quick: int
    long: int


@dataclass(eq=False)
class Generation:
    """A state of the dataset, and processes that answer from it."""

    place: Place
    template: Template
    in_memory: bool
    width: int
    """How many processes there may be beside those that take long."""
    _quick: int = 0
    _idle: list[Child] = field(default_factory=list)
    _forking: set[asyncio.Task[None]] = field(default_factory=set)
    _users: int = 0
    _is_over: bool = False
    _gone: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self) -> None:
        """Have it stay until ``let_go`` was called as often."""
        self._users += 1

    def let_go(self) -> None:
        self._users -= 1
        self._end_if_over()

    def retire(self) -> None:
        """It ends with its last answer."""
        self._is_over = True
        self._end_if_over()

    def _end_if_over(self) -> None:
        if self._is_over and not self._users:
            self._gone.set()

    async def gone(self) -> None:
        """Wait until nobody holds it, and end its processes."""
        await self._gone.wait()
        await self.close()

    async def take(self) -> Child:
        """A process that is ready; one more is then got ready. Raises QueryFailed ``store`` if none can be had."""
        child = None
        while self._idle and child is None:
            child = self._idle.pop()
            if child.is_gone:
                child, self._quick = None, self._quick - 1
        if child is None:
            child = await self._fork()
        self._get_ready()
        return child

    def give_back(self, child: Child) -> None:
        """A process that has finished its answer is ready for the next."""
        if self._is_over:
            child.kill()
        else:
            self._idle.append(child)

    def give_up(self, child: Child) -> None:
        """End a process; not to be called for one that was counted out."""
        self._quick -= 1
        child.kill()

    def count_out(self) -> None:
        """A process takes long, or has ended: another takes its place among those that are quick."""
        self._quick -= 1
        self._get_ready()

    def _get_ready(self) -> None:
        if not self._idle and self._quick < self.width and not self._forking and not self._is_over:
            task = asyncio.get_running_loop().create_task(self._fork_ahead())
            self._forking.add(task)
            task.add_done_callback(self._forking.discard)

    async def _fork_ahead(self) -> None:
        with suppress(QueryFailed):  # the next question finds out and says so
            self._idle.append(await self._fork())

    async def _fork(self) -> Child:
        self._quick += 1
        try:
            return await self.template.fork()
        except BaseException:
            self._quick -= 1
            raise

    async def close(self) -> None:
        """End all processes at once."""
        for task in self._forking:
            task.cancel()
        await asyncio.gather(*self._forking, return_exceptions=True)
        for child in self._idle:
            child.kill()
        self._idle.clear()
        await self.template.close()


class Generations:
    """The generations of one dataset."""

    def __init__(self, source: Source, memory: Memory, width: int) -> None:
        self.source = source
        self._memory = memory
        self._width = width
        self._now: Generation | None = None
        self._making: asyncio.Task[None] | None = None
        self._failure: QueryFailed | None = None
        self._took = 0.0
        self._is_closed = False
        self._leaving: set[asyncio.Task[None]] = set()
        self._old: set[Generation] = set()

    async def hold(self) -> Generation:
        """The newest that is there, held: to be let go when the answer is through.

        Raises:
            QueryFailed: if there is none and none can be had.

        """
        place = await self.source.place()
        if self._is_closed:
            raise QueryFailed("store", "The service is closing.")
        if self._making is None and self._is_outdated(place):
            self._making = asyncio.create_task(self._make(place))
        if self._making is not None and (self._now is None or self._took < _WAIT_SECONDS):
            await asyncio.wait({self._making})
        if self._now is None:
            raise self._failure or QueryFailed("store", "The store cannot be read.")
        self._now.hold()
        return self._now

    @property
    def now(self) -> Generation | None:
        """The one that questions are answered from, if there is one; it may be outdated."""
        return self._now

    def _is_outdated(self, place: Place) -> bool:
        return self._now is None or self._now.place.version != place.version or self._now.template.is_gone

    async def _make(self, place: Place) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            fresh = await self._begin(place)
        except QueryFailed as failed:
            self._failure = failed
            _log.warning("the dataset could not be opened: %s", failed.detail)
            if self._now is not None and self._now.template.is_gone:
                self._step_down()
        else:
            self._step_down()
            self._now = fresh
        finally:
            self._took = loop.time() - began
            self._making = None

    async def _begin(self, place: Place) -> Generation:
        in_memory = not is_url(place.where) and await asyncio.to_thread(self._may_fit, place.where)
        plan = Plan(place.where, in_memory, self._memory.snapshot, self._memory.quick, self._memory.long)
        try:
            template = await Template.start(plan)
        except TooLarge:
            if not in_memory:
                raise QueryFailed("store", "The store cannot be opened.") from None
            _log.warning("the dataset does not fit into %s MB and stays on disk", self._memory.snapshot)
            in_memory = False
            template = await Template.start(replace(plan, in_memory=False))
        fresh = Generation(place, template, in_memory, self._width)
        try:
            # The first process also shows that one can be had.
            fresh.give_back(await fresh.take())
        except BaseException:
            await fresh.close()
            raise
        return fresh

    def _may_fit(self, where: str) -> bool:
        try:
            return snapshot.may_fit(Path(where), self._memory.snapshot)
        except OSError as error:
            raise QueryFailed("store", f"{where}: there is no store here") from error

    def _step_down(self) -> None:
        if self._now is None:
            return
        old, self._now = self._now, None
        self._old.add(old)
        old.retire()
        task = asyncio.create_task(old.gone())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        task.add_done_callback(lambda _: self._old.discard(old))

    async def close(self) -> None:
        """End all processes at once and for good; those who still read see their answers break off."""
        self._is_closed = True
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)
            self._making = None
        self._step_down()
        old = list(self._old)
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        await asyncio.gather(*(generation.close() for generation in old))
