"""Processes that do the same to many things, side by side, with the results in the order of the things."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

from kg.errors import ArmsgraphError

A = TypeVar("A")
B = TypeVar("B")

_AHEAD = 6
"""Things that wait for each process, so that it goes on while the results of others are taken in."""


def batches(things: Iterable[A], full: int, weight: Callable[[A], int] = lambda _: 1) -> Iterator[list[A]]:
    """Things in lists, each given as soon as it weighs so much: what is handed to a process at once."""
    together: list[A] = []
    heavy = 0
    for thing in things:
        together.append(thing)
        heavy += weight(thing)
        if heavy >= full:
            yield together
            together, heavy = [], 0
    if together:
        yield together


class Workers:
    """So many processes, started when there is something to do; with one, this process does it all itself."""

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Have the processes end; what they have not begun is left undone."""
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def map(self, function: Callable[[A], B], things: Iterable[A]) -> Iterator[tuple[A, B]]:
        """Each thing with what ``function`` gives for it, in their order.

        Things are taken from the iterable no further ahead than keeps the processes busy.

        Raises:
            ArmsgraphError: if a process was killed.

        """
        if self.count == 1:
            for thing in things:
                yield thing, function(thing)
            return
        waiting: deque[tuple[A, Future[B]]] = deque()
        try:
            for thing in things:
                waiting.append((thing, self._started.submit(function, thing)))
                if len(waiting) > _AHEAD * self.count:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)
        except BrokenProcessPool as error:
            raise ArmsgraphError(
                "a worker process was killed, perhaps for lack of memory. What was done until then is kept; "
                "run it again with fewer --workers"
            ) from error
        finally:
            for _, future in waiting:
                future.cancel()

    @property
    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: the embedded store has threads of its own, which a fork would cut off.
            self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"))
        return self._pool


def _first(waiting: deque[tuple[A, Future[B]]]) -> tuple[A, B]:
    thing, future = waiting.popleft()
    return thing, future.result()
