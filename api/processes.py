"""Query processes as the service sees them: a template that they are forked from, and each with its channel."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from typing import Any, cast

from api import children
from api.failures import QueryFailed
from api.frames import HEADER, Question
from api.template import Plan

_READY_SECONDS = 600.0
_HELD_AT_MOST = 1 << 20
"""Bytes of an answer held here, so that the process is free before a slow client is."""


@dataclass(slots=True)
class Begun:
    """An answer that has begun: its head and what of it is here, which is all of it if it is ``done``."""

    head: dict[str, Any]
    start: bytes
    done: bool


class TooLarge(Exception):  # noqa: N818 - not a fault: the dataset is then left where it is
    """The dataset does not fit into the memory that it may have."""


class Child(asyncio.Protocol):
    """One query process. It is asked one question at a time."""

    def __init__(self, template: Template, pid: int) -> None:
        self.pid = pid
        self.template = template
        self.is_gone = False
        self._transport: asyncio.Transport | None = None
        self._unread = bytearray()
        self._head: dict[str, Any] = {}
        self._held = bytearray()
        self._begun: asyncio.Future[Begun] | None = None
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self._more: asyncio.Future[None] | None = None
        self._ending: QueryFailed | None = None
        self._is_streaming = self._is_through = False
        self._closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one, but not by descent
        self.template.children.add(self)

    def ask(self, question: Question) -> asyncio.Future[Begun]:
        """Begin an answer. The future ends with QueryFailed if there is none."""
        self._begun = asyncio.get_running_loop().create_future()
        self._head, self._held = {}, bytearray()
        self._is_streaming = self._is_through = False
        self._ending = None
        if self._transport is None or self.is_gone:
            self._begun.set_exception(QueryFailed("died", "The query process has ended."))
        else:
            self._transport.write(question.encode())
        return self._begun

    async def rest(self) -> AsyncIterator[bytes]:
        """What follows the start of a large answer. Raises QueryFailed when it breaks off."""
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self._waiting -= len(piece)
                if self._waiting < _HELD_AT_MOST and self._transport is not None and not self.is_gone:
                    self._transport.resume_reading()
                yield piece
            if self._ending is not None:
                raise self._ending
            if self._is_through:
                return
            self._more = asyncio.get_running_loop().create_future()
            await self._more

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while len(self._unread) >= HEADER.size:
            kind, length = HEADER.unpack_from(self._unread)
            end = HEADER.size + length
            if len(self._unread) < end:
                return
            body = bytes(self._unread[HEADER.size : end])
            del self._unread[:end]
            self._on_frame(kind, body)

    def _on_frame(self, kind: bytes, body: bytes) -> None:
        if kind == b"H":
            self._head = json.loads(body)
        elif kind == b"D":
            self._on_piece(body)
        elif kind == b"Z":
            self._is_through = True
            if not self._is_streaming:
                self._begin(done=True)
        elif kind == b"E":
            said = json.loads(body)
            self.fail(QueryFailed(said.pop("code"), said.pop("detail"), **said))
        self._wake()

    def _on_piece(self, body: bytes) -> None:
        if not self._is_streaming:
            self._held += body
            if len(self._held) >= _HELD_AT_MOST:
                self._is_streaming = True
                self._begin(done=False)
            return
        self._pieces.append(body)
        self._waiting += len(body)
        if self._waiting >= _HELD_AT_MOST and self._transport is not None:
            self._transport.pause_reading()

    def _begin(self, *, done: bool) -> None:
        if self._begun is not None and not self._begun.done():
            self._begun.set_result(Begun(self._head, bytes(self._held), done))

    def fail(self, failed: QueryFailed) -> None:
        """End the answer that is under way, for a reason that is known here."""
        if self._begun is not None and not self._begun.done():
            self._begun.set_exception(failed)
        elif self._ending is None:
            self._ending = failed
        self._wake()

    def _wake(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the template knows better
        self.is_gone = True
        self.template.children.discard(self)
        self._closed.set()
        asking = self._begun is not None and not self._begun.done()
        if asking or (self._is_streaming and not self._is_through):
            self.template.when_ended(self.pid, lambda status: self.fail(_why(status)))

    def kill(self) -> None:
        """End the process; nothing in it is worth a farewell."""
        self.is_gone = True
        self.template.tell("kill", self.pid)
        if self._transport is not None:
            self._transport.abort()

    async def close(self) -> None:
        """As ``kill``, and wait until its channel is closed."""
        self.kill()
        await self._closed.wait()


def _why(status: int) -> QueryFailed:
    if status == -signal.SIGXCPU:
        return QueryFailed("time", "The query took too long and was stopped.")
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        return QueryFailed("memory", "The query needed more memory than it may have and was stopped.")
    # The engine's parser calls itself, until its stack is used up.
    if status in (-signal.SIGSEGV, -signal.SIGBUS):
        return QueryFailed("complex", "The query is nested too deeply or has too many parts.")
    return QueryFailed("died", "The query could not be worked out.")


def _has_ended() -> QueryFailed:
    return QueryFailed("store", "The process that holds the dataset has ended.")


class Template:
    """A template process and all that were forked from it."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._unread = b""
        self._born: deque[asyncio.Future[int]] = deque()
        self._living: set[int] = set()
        self._ended: dict[int, int] = {}
        self._mourners: dict[int, Callable[[int], None]] = {}
        loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[dict[str, Any]] = loop.create_future()
        self.is_gone = False
        self._starting = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()
        self.children: set[Child] = set()
        """Those whose channels are open."""
        loop.add_reader(control, self._read)

    @property
    def pid(self) -> int:
        return self._process.pid

    @classmethod
    async def start(cls, plan: Plan) -> Template:
        """Start one and wait until it has the dataset.

        Raises:
            TooLarge: if the dataset was to be read into memory and does not fit.
            QueryFailed: ``store``, if there is no dataset.

        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        try:
            process = await children.start(
                sys.executable, "-P", "-m", "api.template", str(theirs.fileno()), json.dumps(asdict(plan)),
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, pass_fds=[theirs.fileno()],
            )  # fmt: skip
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self = cls(process, ours)
        try:
            async with asyncio.timeout(_READY_SECONDS):
                said = await self._ready
        except TimeoutError:
            await self.close()
            raise QueryFailed("store", "The store took too long to open.") from None
        except BaseException:
            await self.close()
            raise
        if "failed" in said:
            await self.close()
            if said["memory"]:
                raise TooLarge
            raise QueryFailed("store", said["failed"])
        return self

    async def fork(self) -> Child:
        """A new query process. Raises QueryFailed ``store`` if the template is gone."""
        if self.is_gone:
            raise _has_ended()
        self._starting += 1
        self._is_quiet.clear()
        try:
            return await self._fork()
        finally:
            self._starting -= 1
            if not self._starting:
                self._is_quiet.set()

    async def _fork(self) -> Child:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        try:
            ours.setblocking(False)
            born: asyncio.Future[int] = loop.create_future()
            self._born.append(born)
            with theirs:
                socket.send_fds(self._control, [b'{"do": "fork"}\n'], [theirs.fileno()])
            pid = await asyncio.shield(born)
            _, child = await loop.create_unix_connection(lambda: Child(self, pid), sock=ours)
        except OSError as error:
            ours.close()
            raise QueryFailed("store", f"No query process could be started: {error}") from None
        except BaseException:
            ours.close()  # the process sees the end of its channel, and ends
            raise
        if self.is_gone:
            raise _has_ended()
        return child

    def tell(self, what: str, pid: int) -> None:
        """Have the template do something to one of its children."""
        if pid in self._living and not self.is_gone:
            with contextlib.suppress(OSError):
                self._control.send(json.dumps({"do": what, "pid": pid}).encode() + b"\n")

    def when_ended(self, pid: int, then: Callable[[int], None]) -> None:
        """Call ``then(status)`` when a child has ended, at once if it has."""
        if pid in self._ended:
            then(self._ended.pop(pid))
        elif self.is_gone:
            then(-signal.SIGKILL)
        else:
            self._mourners[pid] = then

    def _read(self) -> None:
        try:
            data = self._control.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._on_gone()
            return
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._on_report(json.loads(line))

    def _on_report(self, said: dict[str, Any]) -> None:
        if "born" in said:
            self._living.add(said["born"])
            born = self._born.popleft()
            if not born.done():
                born.set_result(said["born"])
        elif "ended" in said:
            pid = said["ended"]
            self._living.discard(pid)
            if (then := self._mourners.pop(pid, None)) is not None:
                then(said["status"])
            else:
                self._ended[pid] = said["status"]
                if len(self._ended) > 1000:  # of most nobody asks
                    self._ended.pop(next(iter(self._ended)))
        elif not self._ready.done():
            self._ready.set_result(said)

    def _on_gone(self) -> None:
        if self.is_gone:
            return
        self.is_gone = True
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        if not self._ready.done():
            # While it read the dataset it was ended, as a rule for want of memory.
            self._ready.set_result({"failed": "The dataset could not be read.", "memory": True})
        for born in self._born:
            if not born.done():
                born.set_exception(_has_ended())
        for then in self._mourners.values():
            then(-signal.SIGKILL)
        self._mourners.clear()

    async def close(self) -> None:
        """End it and all its children, and wait until it is gone."""
        self._on_gone()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._is_quiet.wait()
        await asyncio.gather(*(child.close() for child in list(self.children)))
        await self._process.wait()
