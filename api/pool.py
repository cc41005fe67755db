"""Query processes that are kept ready, and the limit that always holds: a query that runs over is killed.

No way is known to stop a query of the engine from within its process, so each runs in one that can be killed.
The event loop only waits. Two lanes keep the service's own small questions (REST, search, pages) from waiting
behind the queries of strangers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.frames import HEADER, Question

_READY_SECONDS = 30.0
_PATIENCE_SECONDS = 10.0  # what a question waits for a free process at least, whatever its own limit
_ROOT = str(Path(__file__).resolve().parent.parent)
_KEEP_AT_MOST = 1 << 20  # bytes of an answer held here so that the process is free before a slow client is


def child_environment() -> dict[str, str]:
    """What a process of ours gets of the environment: where its code is, and nothing that could be secret."""
    return {"PYTHONPATH": _ROOT, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}


class QueryFailed(Exception):  # noqa: N818 - the handlers turn it into an answer
    """A question without an answer.

    ``code``: syntax, service, update, dataset, not_acceptable (the question's fault); time, memory, busy, making, store,
    died (the service's); as_of (see ``Question.base``). ``more`` has line, column or kind where known.
    """

    def __init__(self, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.more = more


@dataclass
class Answer:
    """An answer that has begun: what is known of it, what of it is here, and the rest as it comes."""

    kind: str
    media_type: str
    version: str
    start: bytes
    rest: Rest | None = None


class _Process:
    """One query process, seen from outside."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101
        self.stdin, self.stdout = process.stdin, process.stdout

    @classmethod
    async def start(cls, where: str, megabytes: int) -> _Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "api.worker", where, str(megabytes),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=child_environment(),
        )  # fmt: skip
        self = cls(process)
        try:
            async with asyncio.timeout(_READY_SECONDS):
                kind, body = await self.read()
        except TimeoutError:
            await self.end()
            raise QueryFailed("store", "The store took too long to open.") from None
        except BaseException:
            await self.end()
            raise
        if kind != b"R":
            await self.end()
            raise QueryFailed("store", str(json.loads(body)["detail"]))
        return self

    async def read(self) -> tuple[bytes, bytes]:
        """The next frame. Raises QueryFailed if the process is gone."""
        try:
            kind, length = HEADER.unpack(await self.stdout.readexactly(HEADER.size))
            return kind, await self.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await self._why() from None

    async def _why(self) -> QueryFailed:
        code = await self.process.wait()
        if code == -signal.SIGXCPU:
            return QueryFailed("time", "The query took too long and was stopped.")
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return QueryFailed("memory", "The query needed more memory than it may have and was stopped.")
        return QueryFailed("died", "The query could not be worked out: it is too deep or too large.")

    async def end(self) -> None:
        """Kill the process and wait until it is gone; nothing in it is worth a farewell."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        # What it had written must be read: asyncio sees no end of a process whose full pipe nobody empties.
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self.stdout.read()
        await self.process.wait()
        self.stdin.close()
        with contextlib.suppress(ConnectionError):
            await self.stdin.wait_closed()


@dataclass
class Lane:
    """Some query processes and those who wait for one. Processes start when first needed and are kept."""

    where: str
    megabytes: int
    size: int
    _idle: list[_Process] = field(default_factory=list)
    _all: set[_Process] = field(default_factory=set)
    _turn: asyncio.Semaphore | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _closing: bool = False

    async def take(self, patience: float) -> _Process:
        """A process that is ready. Raises QueryFailed ``busy`` if none gets free in so many seconds."""
        if self._turn is None:
            self._turn = asyncio.Semaphore(self.size)
        try:
            async with asyncio.timeout(patience):
                await self._turn.acquire()
        except TimeoutError:
            raise QueryFailed("busy", "All query processes are busy.") from None
        try:
            while self._idle:
                process = self._idle.pop()
                if process.process.returncode is None:
                    return process
                self._all.discard(process)
            process = await _Process.start(self.where, self.megabytes)
        except BaseException:
            self._turn.release()
            raise
        self._all.add(process)
        return process

    def give_back(self, process: _Process) -> None:
        """A process that has finished its answer is ready for the next."""
        self._idle.append(process)
        self._release()

    def discard(self, process: _Process) -> None:
        """Kill a process at once; its place is free when it is gone, and a new one is started ahead of need."""
        task = asyncio.get_running_loop().create_task(self._replace(process))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self, process: _Process) -> None:
        self._all.discard(process)
        try:
            await process.end()
            if self._closing:
                return
            fresh = await _Process.start(self.where, self.megabytes)
        except (QueryFailed, OSError):
            pass  # the next question finds out and says so
        else:
            self._all.add(fresh)
            self._idle.append(fresh)
        finally:
            self._release()

    def _release(self) -> None:
        if self._turn is not None:
            self._turn.release()

    async def close(self) -> None:
        # A process whose start or end is broken off leaves its pipes open: both are waited for.
        self._closing = True
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(process.end() for process in self._all))
        self._all.clear()
        self._idle.clear()
        self._turn, self._closing = None, False


class Rest:
    """What is still to come of a large answer. To be read to the end, or closed: it holds a process."""

    def __init__(self, pool: Pool, lane: Lane, process: _Process, deadline: float) -> None:
        self._pool = pool
        self._lane = lane
        self._process: _Process | None = process
        self._deadline = deadline

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._process is None:
            raise StopAsyncIteration
        try:
            kind, body = await self._pool.next_frame(self._process, self._deadline)
        except BaseException:
            self.close()
            raise
        if kind == b"D":
            return body
        if kind != b"Z":
            self.close()
            raise QueryFailed("died", "The answer broke off.")
        self._lane.give_back(self._process)
        self._process = None
        raise StopAsyncIteration

    def close(self) -> None:
        """Give up the rest; the process that works on it is killed."""
        if self._process is not None:
            self._lane.discard(self._process)
            self._process = None


class Pool:
    """Answers questions through query processes. ``seconds`` and ``megabytes`` bound each of them.

    ``where`` is a store, or says for each question in which folder one is found. ``label`` is appended to the version of
    the dataset that an answer is from.
    """

    def __init__(
        self,
        where: str | Callable[[], Awaitable[str]],
        *,
        seconds: float,
        megabytes: int,
        size: int | None = None,
        label: str = "",
    ) -> None:
        self.label = label
        self.seconds = seconds
        self.megabytes = megabytes
        self._where = where
        self._public = Lane("", megabytes, size or max(2, os.cpu_count() or 1))
        self._own = Lane("", megabytes, 2)

    async def ask(self, question: Question, *, own: bool = False) -> Answer:
        """Begin an answer. Small ones are complete on return; of larger ones the rest is streamed.

        Raises:
            QueryFailed: also while the rest is read, which the client sees as an answer that is cut off.

        """
        lane = self._own if own else self._public
        lane.where = self._where if isinstance(self._where, str) else await self._where()
        process = await lane.take(patience=max(self.seconds, _PATIENCE_SECONDS))
        deadline = asyncio.get_running_loop().time() + self.seconds
        try:
            process.stdin.write(question.encode())
            head, start, done = await self._begin(process, deadline)
        except QueryFailed as failed:
            if failed.code in _HARMLESS:
                lane.give_back(process)
            else:
                lane.discard(process)
            raise
        except BaseException:
            lane.discard(process)
            raise
        head["version"] += self.label
        if done:
            lane.give_back(process)
            return Answer(**head, start=start)
        return Answer(**head, start=start, rest=Rest(self, lane, process, deadline))

    async def _begin(self, process: _Process, deadline: float) -> tuple[dict[str, Any], bytes, bool]:
        head: dict[str, Any] = {}
        held = bytearray()
        while len(held) < _KEEP_AT_MOST:
            kind, body = await self.next_frame(process, deadline)
            if kind == b"E":
                said = json.loads(body)
                raise QueryFailed(said.pop("code"), said.pop("detail"), **said)
            if kind == b"H":
                head = json.loads(body)
            elif kind == b"D":
                held += body
            else:
                return head, bytes(held), True
        return head, bytes(held), False

    async def next_frame(self, process: _Process, deadline: float) -> tuple[bytes, bytes]:
        """What the process says next; QueryFailed when it is too late for that."""
        try:
            async with asyncio.timeout_at(deadline):
                return await process.read()
        except TimeoutError:
            raise QueryFailed("time", f"The query was stopped after {self.seconds:g} seconds.") from None

    async def close(self) -> None:
        """End all query processes."""
        await self._public.close()
        await self._own.close()


_HARMLESS = frozenset({"syntax", "service", "update", "dataset", "not_acceptable", "as_of"})
