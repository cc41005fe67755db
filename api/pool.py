"""Answers questions through query processes, under a limit that always holds: a query that runs over is killed.

No way is known to stop a query of the engine from within its process, so each runs in one that can be killed. The event
loop only waits. Two lanes keep the service's own questions (REST, search, pages) from waiting behind the queries of
strangers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal

from api import lanes
from api.budget import Budget
from api.failures import QueryFailed
from api.frames import Question
from api.generations import Generation, Generations, Memory
from api.lanes import Lane
from api.runs import SHELVED, Run
from api.sources import Source, standing

_HARMLESS = frozenset({"syntax", "service", "update", "dataset", "not_acceptable", "too_large", "as_of"})
"""What the fault of a question is, and not of the process that found it."""


@dataclass
class Answer:
    """An answer that has begun: what is known of it, what of it is here, and the rest as it comes."""

    kind: str
    media_type: str
    version: str
    start: bytes
    rest: Rest | None = None


class _Again(Exception):  # noqa: N818 - not a fault
    """A question is to be asked again, as one that takes long: it outgrew its beginning, or had to make room."""


class Rest:
    """What is still to come of a large answer. To be read to the end, or closed: it holds a process."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pieces = run.child.rest()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._pieces:
                yield piece
        except BaseException:
            self.close()
            raise
        self._run.end(whole=True)

    def close(self) -> None:
        """Give up the rest; the process that works on it is killed."""
        self._run.end(whole=False)


class Reading:
    """One state of the dataset, to ask several questions of. To be closed."""

    def __init__(self, pool: Pool, generation: Generation) -> None:
        self._pool = pool
        self._generation: Generation | None = generation
        self.version = generation.place.version + pool.label
        self.modified = generation.place.modified
        self.seconds = pool.seconds

    async def ask(self, question: Question, *, own: bool = False) -> Answer:
        """As ``Pool.ask``."""
        assert self._generation is not None  # noqa: S101 - a mistake of the caller
        return await self._pool.ask_of(self._generation, question, own=own)

    def close(self) -> None:
        """Let go of it. Answers that are under way are finished."""
        if self._generation is not None:
            self._generation.let_go()
            self._generation = None


class Pool:
    """Answers questions, each within ``seconds`` and the memory of the ``budget``, in whose places it takes its turn.

    ``where`` is a store, or says for each question where one is. ``snapshot``: megabytes that the dataset may take in
    memory, those of the budget if left out. ``label`` is appended to the version of the dataset that an answer is from.
    ``tell`` is called for each question that has its answer, or none: with its lane, and ``ok`` or the code of its failure.
    """

    def __init__(
        self,
        where: str | Source,
        budget: Budget,
        *,
        seconds: float,
        snapshot: int | None = None,
        label: str = "",
        tell: Callable[[str, str], None] = lambda _lane, _outcome: None,
    ) -> None:
        self.budget = budget
        self.label = label
        self.seconds = seconds
        self.tell = tell
        held = budget.snapshot if snapshot is None else snapshot
        width = budget.public.quick + budget.own.quick
        source = standing(where) if isinstance(where, str) else where
        self._generations = Generations(source, Memory(held, budget.quick, budget.long), width)

    @property
    def lanes(self) -> dict[str, Lane]:
        """The lanes by name."""
        return {"public": self.budget.public, "own": self.budget.own}

    @property
    def generation(self) -> Generation | None:
        """What questions are answered from, if there is anything yet; it may be outdated."""
        return self._generations.now

    async def reading(self) -> Reading:
        """The dataset as it is now, to be asked several questions. Raises QueryFailed if it can't be had."""
        return Reading(self, await self._generations.hold())

    @property
    def source(self) -> Source:
        """Says where the dataset is."""
        return self._generations.source

    async def ask(self, question: Question, *, own: bool = False) -> Answer:
        """Begin an answer. Small ones are complete on return; of larger ones the rest is streamed.

        ``own``: a question of the service itself, not a query that somebody sent.

        Raises:
            QueryFailed: also while the rest is read, which the client sees as an answer that is cut off.

        """
        generation = await self._generations.hold()
        try:
            return await self.ask_of(generation, question, own=own)
        finally:
            generation.let_go()

    async def ask_of(self, generation: Generation, question: Question, *, own: bool = False) -> Answer:
        """As ``ask``, of a generation that is held."""
        name = "own" if own else "public"
        outcome = "ok"
        try:
            return await self._answer(self.lanes[name], generation, question)
        except QueryFailed as failed:
            outcome = failed.code
            raise
        except BaseException:
            outcome = "given up"
            raise
        finally:
            self.tell(name, outcome)

    async def _answer(self, lane: Lane, generation: Generation, question: Question) -> Answer:
        deadline = asyncio.get_running_loop().time() + question.seconds
        try:
            return await self._begin(lane, generation, question, deadline, "quick")
        except _Again:
            return await self._begin(lane, generation, question, deadline, "long")

    async def _begin(
        self,
        lane: Lane,
        generation: Generation,
        question: Question,
        deadline: float,
        place: Literal["quick", "long"],
    ) -> Answer:
        who = lanes.client.get()
        await (lane.enter(who, deadline) if place == "quick" else lane.enter_long(who, deadline))
        try:
            child = await generation.take()
        except BaseException:
            if place == "quick":
                lane.leave_quick()
            else:
                lane.leave_long(who)
            raise
        run = Run(lane, generation, child, deadline, place=place, patient=lane is self.budget.own)
        try:
            begun = await child.ask(question)
        except QueryFailed as failed:
            outgrown = failed.code == "memory" and place == "quick" and run.had_little
            run.end(whole=failed.code in _HARMLESS)
            if outgrown or failed.code == SHELVED:
                raise _Again from None
            raise
        except BaseException:
            run.end(whole=False)
            raise
        version = generation.place.version + self.label
        if begun.done:
            run.end(whole=True)
            return Answer(**begun.head, version=version, start=begun.start)
        run.has_begun = True
        return Answer(**begun.head, version=version, start=begun.start, rest=Rest(run))

    async def close(self) -> None:
        """End all query processes."""
        await self._generations.close()
