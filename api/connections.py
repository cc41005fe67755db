"""Connections of strangers: how many, how slowly a head may come, how slowly an answer may be taken.

The server itself waits for ever for the head of a first request, and for a client that does not read. Each would hold a
connection, and the latter a query process, for nothing. A head may also be of any size for the faster of its two parsers.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, ClassVar

from api.clients import Trusted, client_key
from api.errors import MEDIA_TYPE, Problem, body_of
from api.metrics import Metrics
from kg.settings import Settings

LARGEST_READ = 256 * 1024
"""Bytes that the event loop reads at once, at most. A head may come in one piece with the body behind it."""

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Base
else:
    _Base = object


class Guard:
    """What all connections of one service share: limits and counts."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.head_seconds = settings.header_seconds
        self.head_bytes = settings.max_header_bytes
        self.answer_seconds = settings.answer_seconds
        self._most = settings.max_connections
        self._most_of_one = settings.max_connections_per_client
        self._trusted = Trusted(settings.trusted_proxies)
        self._metrics = metrics
        self._of_client: Counter[str] = Counter()
        self._all = 0

    def enter(self, client: tuple[str, int] | None) -> str | None:
        """Count a connection in; the key to ``leave`` with. None: there are too many, and it is not counted."""
        key = client_key({"client": client})
        if self._all >= self._most:
            self.closed("too many")
            return None
        if self._of_client[key] >= self._most_of_one and not (client and client[0] in self._trusted):
            self.closed("too many of one client")
            return None
        self._all += 1
        self._of_client[key] += 1
        return key

    def leave(self, key: str) -> None:
        """A connection that was counted in is over."""
        self._all -= 1
        self._of_client[key] -= 1
        if not self._of_client[key]:
            del self._of_client[key]

    def closed(self, reason: str) -> None:
        """Note that a connection is closed, and why."""
        self._metrics.connection_closed(reason)


class Guarded(_Base):
    """Goes before one of the server's own protocols, and keeps what it does within the limits."""

    guard: ClassVar[Guard]
    _key: str | None = None
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _answer_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A stranger has come."""
        super().connection_made(transport)
        self._key = self.guard.enter(self.client)
        if self._key is None:
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Some bytes of a head or a body."""
        before = self.cycle
        of_head = before is None or before.response_complete or not before.more_body
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.cycle is not before:
            self._head_bytes = 0
            self._cancel_head()
        elif of_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.guard.head_bytes:
                self.guard.closed("large head")
                self._refuse(
                    Problem(431, "headers-too-large", f"A head may have {self.guard.head_bytes} bytes.")
                )
            elif before is None or before.response_complete:
                self._await_head()

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.guard.head_seconds, self._head_is_late)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.guard.closed("slow head")
            # Nothing is said: a client that has begun no request would take it for the answer to its next one.
            self.transport.abort()

    def _cancel_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def pause_writing(self) -> None:
        """The client takes its answer more slowly than it is made."""
        super().pause_writing()
        self._await_taking()

    def resume_writing(self) -> None:
        """It has taken most of what was waiting."""
        super().resume_writing()
        self._cancel_taking()

    def on_response_complete(self) -> None:
        """The whole answer is handed over, if not taken."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._await_taking()

    def _await_taking(self) -> None:
        if self._answer_timer is None:
            self._answer_timer = self.loop.call_later(
                self.guard.answer_seconds, self._taking_is_late, self.cycle
            )

    def _taking_is_late(self, cycle: object) -> None:
        self._answer_timer = None
        if self.transport.get_write_buffer_size() == 0:
            return
        if self.cycle is cycle or self.flow.write_paused:
            self.guard.closed("slow reader")
            self.transport.abort()

    def _cancel_taking(self) -> None:
        if self._answer_timer is not None:
            self._answer_timer.cancel()
            self._answer_timer = None

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._cancel_head()
        self._cancel_taking()
        self._unset_keepalive_if_required()
        if self._key is not None:
            self.guard.leave(self._key)
            self._key = None
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What came is not HTTP."""
        self._refuse(Problem(400, "bad-request", msg))

    def _refuse(self, problem: Problem) -> None:
        """Answer what has not become a request, and hang up; where another answer is under way, only hang up."""
        if self.cycle is None or self.cycle.response_complete:
            body = json.dumps(body_of(problem, "")).encode()
            status = HTTPStatus(problem.status)
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {MEDIA_TYPE}\r\n"
                f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
            )
            self.transport.write(head.encode("ascii") + body)
            self.transport.close()
        else:
            self.transport.abort()


def protocol(guard: Guard) -> type[Any]:
    """The protocol of a server: the fastest parser that is installed, within limits."""
    if find_spec("httptools"):
        from uvicorn.protocols.http import httptools_impl

        return type("Connection", (Guarded, httptools_impl.HttpToolsProtocol), {"guard": guard})
    from uvicorn.protocols.http import h11_impl

    return type("Connection", (Guarded, h11_impl.H11Protocol), {"guard": guard})
