"""Writes that were asked for over HTTP: one at a time, each noted before it begins and when it is over.

What there was is kept for a while, so that who asked can come again for it; the audit keeps it for good.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, cast

from api import children
from api.audit import Audit
from api.errors import Problem
from api.metrics import Metrics
from api.scratch import Scratch
from api.writer import Result, secret_free
from kg.settings import Settings
from kg.store.opening import is_url

_log = logging.getLogger("armsgraph.writes")
_KEPT = 200
_LARGEST_ANSWER = 10_000_000
_BUSY_SECONDS = 5


@dataclass(slots=True)
class Work:
    """What is to be done: an action of ``api.writer`` with its arguments.

    ``file``: the name and content of a file that it reads. ``what``: how the audit describes it.
    """

    action: str
    arguments: dict[str, Any]
    what: dict[str, Any]
    file: tuple[str, bytes] | None = None


@dataclass(slots=True)
class Job:
    """One write, from when it was taken on. ``result`` is None while it goes on."""

    id: str
    action: str
    token: str
    begun: datetime
    ended: datetime | None = None
    result: Result | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Jobs:
    """The writes to one store."""

    def __init__(self, settings: Settings, store: str, audit: Audit, metrics: Metrics) -> None:
        place = store if is_url(store) else str(Path(store).resolve())
        self._settings = secret_free(settings) | {
            "store": place,
            "llm_cache": str(Path(settings.llm_cache).resolve()),
        }
        self._seconds = settings.write_seconds
        self._grace = settings.shutdown_seconds
        self._audit = audit
        self._metrics = metrics
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._is_busy = False
        self._running: asyncio.Task[None] | None = None

    def get(self, job_id: str) -> Job | None:
        """A job by its id, if it is remembered."""
        return self._jobs.get(job_id)

    async def begin(self, work: Work, *, token: str, request: str) -> Job:
        """Take a write on.

        Raises:
            Problem: 503, if another one goes on, or it can't be noted.

        """
        if self._is_busy:
            raise Problem(
                503,
                "busy",
                "Another write is going on, and only one does at a time.",
                advice="Send it again when that is over.",
                headers={"Retry-After": str(_BUSY_SECONDS)},
            )
        # Set before anything is waited for, so that of two that come together one is turned away.
        self._is_busy = True
        job = Job(token_urlsafe(12), work.action, token, datetime.now(UTC))
        known = {"job": job.id, "request": request, "token": job.token, "action": job.action}
        try:
            await self._audit.note("begun", **known, what=work.what)
        except BaseException:
            self._is_busy = False
            raise
        self._running = asyncio.create_task(self._run(job, work, known))
        self._jobs[job.id] = job
        while len(self._jobs) > _KEPT:
            self._jobs.popitem(last=False)
        return job

    async def _run(self, job: Job, work: Work, known: dict[str, str]) -> None:
        result: Result = {
            "outcome": "failed",
            "detail": "It was broken off, by the end of the service or a mistake of it.",
        }
        try:
            result = await self._worked(work)
        finally:
            job.result, job.ended = result, datetime.now(UTC)
            self._metrics.write_ended(job.action, result["outcome"])
            try:
                await self._note_end(known, result)
            finally:
                self._is_busy = False
                job.over.set()

    async def _note_end(self, known: dict[str, str], result: Result) -> None:
        members = {name: result[name] for name in ("records", "detail") if result.get(name)}
        try:
            await self._audit.note("ended", **known, outcome=result["outcome"], **members)
        except Problem as problem:
            # It is done; that it was begun is noted.
            _log.error("the end of write %s could not be noted: %s", known["job"], problem.detail)

    async def _worked(self, work: Work) -> Result:
        scratch = await asyncio.to_thread(Scratch)
        try:
            if work.file is not None:
                name, content = work.file
                await asyncio.to_thread((scratch.path / name).write_bytes, content)
            return await self._child(work, scratch.path)
        finally:
            await asyncio.to_thread(scratch.remove)

    async def _child(self, work: Work, folder: Path) -> Result:
        task = {"action": work.action, "arguments": work.arguments, "settings": self._settings}
        process = await children.start(
            sys.executable, "-P", "-m", "api.writer",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=folder,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds):
                said, wrong = await process.communicate(json.dumps(task).encode())
        except TimeoutError:
            return {"outcome": "failed", "detail": f"It was stopped after {self._seconds:g} seconds."}
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode != 0 or len(said) > _LARGEST_ANSWER:
            _log.error(
                "a write ended with %s: %s", process.returncode, wrong.decode("utf-8", "replace")[-4000:]
            )
            return {
                "outcome": "failed",
                "detail": "The process that writes ended before its work was done.",
            }
        return cast("Result", json.loads(said))

    async def close(self) -> None:
        """Let the write that goes on come to its end, or stop it when it takes longer than the service may to stop."""
        if self._is_busy and (running := self._running) is not None:
            await asyncio.wait({running}, timeout=self._grace)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
