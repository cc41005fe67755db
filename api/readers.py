"""Processes that read what strangers send, a text or some RDF, and may be killed at any moment.

For each kind of work there is at most one, started when first needed, kept while it has work and ended after some minutes
without. What is loaded in it (names, words, shapes) takes seconds to load and nothing of it is worth saving. Jobs are done
one after the other; few may wait, and not for long.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import struct
import sys
from dataclasses import dataclass
from typing import Any

from api import children
from api.errors import Problem

HEADER = struct.Struct(">I")
"""Before each message: its length. A message is a JSON object."""
_READY_SECONDS = 60.0
_PATIENCE_SECONDS = 30.0
_IDLE_SECONDS = 300.0
_MOST_WAITING = 8
_RETRY = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may need: seconds by the clock, and megabytes beyond what the process has loaded."""

    seconds: float
    megabytes: int


class _Process:
    """One process, seen from outside."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101
        self._stdin, self._stdout = process.stdin, process.stdout

    @classmethod
    async def start(cls, work: str, limits: Limits) -> _Process:
        process = await children.start(
            sys.executable, "-P", "-m", "api.reading", work, str(limits.megabytes), str(limits.seconds),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        self = cls(process)
        try:
            async with asyncio.timeout(_READY_SECONDS):
                await self._read()
        except BaseException:
            await self.end()
            raise
        return self

    @property
    def is_there(self) -> bool:
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """Do one job. Raises EOFError if the process ended over it."""
        body = json.dumps(job).encode()
        try:
            self._stdin.write(HEADER.pack(len(body)) + body)
            await self._stdin.drain()
        except ConnectionError:
            raise EOFError from None
        return await self._read()

    async def _read(self) -> dict[str, Any]:
        try:
            (length,) = HEADER.unpack(await self._stdout.readexactly(HEADER.size))
            answer: dict[str, Any] = json.loads(await self._stdout.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise EOFError from None
        return answer

    async def why_it_ended(self) -> str:
        """``time`` if the kernel stopped it for burning the processor, ``memory`` if it was out of it, else ``died``."""
        code = await self._process.wait()
        if code == -signal.SIGXCPU:
            return "time"
        return "memory" if code in (-signal.SIGABRT, -signal.SIGKILL) else "died"

    async def end(self) -> None:
        """Kill it and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        # What it had written must be read: asyncio sees no end of a process whose full pipe nobody empties.
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self._stdout.read()
        await self._process.wait()
        self._stdin.close()
        with contextlib.suppress(ConnectionError):
            await self._stdin.wait_closed()


class Readers:
    """One kind of work and the process for it.

    ``work`` is ``extract`` or ``validate``, see ``api.reading``; ``idle_seconds`` is how long the process stays without any.
    """

    def __init__(self, work: str, limits: Limits, *, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._work = work
        self._limits = limits
        self._idle_seconds = idle_seconds
        self._process: _Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._leaving: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def pid(self) -> int | None:
        """The process that is kept ready; None if there is none."""
        return self._process.pid if self._process is not None and self._process.is_there else None

    async def do(self, job: dict[str, Any]) -> dict[str, Any]:
        """Do one job, as ``api.reading`` describes it, and give its answer.

        Raises:
            Problem: the one that the job ran into (4xx), or 503 where it needed too much, or too many wait.

        """
        if self._waiting >= _MOST_WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._turn.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            return await self._do(job)
        finally:
            self._turn.release()

    async def _do(self, job: dict[str, Any]) -> dict[str, Any]:
        self._stay()
        process = await self._ready()
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = await process.ask(job)
        except TimeoutError:
            await self._discard()
            raise self._stopped("time") from None
        except EOFError:
            why = await process.why_it_ended()
            await self._discard()
            raise self._stopped(why) from None
        except BaseException:
            # Given up in the midst: nobody would read the answer, and the next would take it for its own.
            await asyncio.shield(self._discard())
            raise
        if answer.pop("last", False):
            await self._discard()
        else:
            self._leave_later()
        if (problem := answer.get("problem")) is not None:
            raise Problem(**problem)
        return answer

    async def _ready(self) -> _Process:
        if self._process is not None and self._process.is_there:
            return self._process
        await self._discard()
        try:
            self._process = await _Process.start(self._work, self._limits)
        except (EOFError, TimeoutError, OSError):
            raise Problem(
                503,
                "reading-stopped",
                "The process that reads what is sent could not be started.",
                advice="Try again later.",
                headers=_RETRY,
            ) from None
        return self._process

    def _stopped(self, why: str) -> Problem:
        details = {
            "time": f"What was sent takes longer than {self._limits.seconds:g} seconds to read, and was stopped.",
            "memory": "What was sent needs more memory to read than it may have, and was stopped.",
            "died": "What was sent cannot be read: it is nested too deeply or too large.",
        }
        return Problem(503, "reading-stopped", details[why], advice="Send less at once.", headers=_RETRY)

    async def _discard(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.end()

    def _stay(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    def _leave_later(self) -> None:
        self._stay()
        self._leaving = asyncio.get_running_loop().call_later(self._idle_seconds, self._leave)

    def _leave(self) -> None:
        task = asyncio.get_running_loop().create_task(self._leave_if_idle())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _leave_if_idle(self) -> None:
        if self._turn.locked():
            return
        async with self._turn:
            await self._discard()

    async def close(self) -> None:
        """End the process."""
        self._stay()
        await asyncio.gather(*self._ending, return_exceptions=True)
        await self._discard()


def _busy() -> Problem:
    return Problem(
        503, "busy", "Others are being served, and enough wait.", advice="Try again in a moment.", headers=_RETRY
    )  # fmt: skip
