"""A load client that costs the machine little: a closed loop over kept connections, in processes of its own.

Each connection sends a request, waits for the whole answer and sends the next. Of an answer only what is needed is read:
the status, where it ends (Content-Length or chunks, RFC 9112) and how many rows it has, by counting a mark that stands
once in every row. ``load`` starts these processes, ``main`` is what one of them does.
"""

from __future__ import annotations

import math
import pickle
import random
import selectors
import socket
import subprocess
import sys
import time
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_RUN = "from benchmarks.serve.client import main; main()"
_CHUNK = 1 << 18
_TURN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: ``parts`` with a number between them that is never the same, where there is more than one.

    ``mark`` stands once in each row of the answer, which must have so many ``rows``; None: no matter how many.
    """

    parts: tuple[bytes, ...]
    mark: bytes = b""
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What to do to a server at 127.0.0.1: ``connections`` in each of so many ``processes``; times in seconds.

    ``patience``: an answer that takes longer is a failure. ``first`` is the first of the numbers that are never the same.
    """

    port: int
    requests: tuple[Request, ...]
    connections: int = 4
    processes: int = 2
    warm_up: float = 1.0
    seconds: float = 5.0
    patience: float = 120.0
    first: int = 10_000_000


@dataclass(slots=True)
class Outcome:
    """What came of it: the times of good answers in seconds, what went wrong how often, and how long it took."""

    latencies: array[float] = field(default_factory=lambda: array("d"))
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """The time within which that share of the good answers came, in seconds; not a number if there are none."""
        if not self.latencies:
            return float("nan")
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def told(self) -> dict[str, Any]:
        """For a report: good answers per second, their times in milliseconds, and what went wrong."""
        times = {f"p{share}_ms": self.quantile(share / 100) * 1000 for share in (50, 95, 99)}
        return {
            "requests_per_second": round(self.rate, 1),
            **{name: None if math.isnan(time) else round(time, 2) for name, time in times.items()},
            "errors": dict(self.errors),
        }

    @classmethod
    def joined(cls, outcomes: Iterable[Outcome], *, side_by_side: bool) -> Outcome:
        """Several as one: the time is that of the longest where they ran side by side, else of all together."""
        whole = cls()
        for one in outcomes:
            whole.latencies.extend(one.latencies)
            whole.errors.update(one.errors)
            whole.seconds = max(whole.seconds, one.seconds) if side_by_side else whole.seconds + one.seconds
        return whole


def get(path: str, port: int, accept: str) -> bytes:
    """A GET request as it goes over the wire. ``path`` is encoded already."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\nUser-Agent: load\r\n\r\n"
    ).encode("ascii")


def load(job: Load) -> Outcome:
    """Put load on a server and tell what came of it.

    Raises:
        RuntimeError: if a process of the client failed.

    """
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _RUN, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
        )
        for number in range(job.processes)
    ]
    try:
        outcomes = _run(processes, pickle.dumps(job))
    finally:
        for process in processes:
            process.kill()
            with process:  # closes its pipes
                pass
    return Outcome.joined(outcomes, side_by_side=True)


def _run(processes: Sequence[subprocess.Popen[bytes]], job: bytes) -> list[Outcome]:
    for process in processes:
        assert process.stdin is not None  # noqa: S101 - for the type checker
        process.stdin.write(job)
        process.stdin.flush()
    for process in processes:  # all are connected before any begins
        assert process.stdout is not None  # noqa: S101
        if process.stdout.read(1) != b"r":
            raise RuntimeError("a process of the load client did not start")
    for process in processes:
        assert process.stdin is not None  # noqa: S101
        process.stdin.write(b"g")
        process.stdin.close()
    outcomes = []
    for process in processes:
        assert process.stdout is not None  # noqa: S101
        told = process.stdout.read()
        if not told:
            raise RuntimeError("a process of the load client failed; is the server gone?")
        outcomes.append(pickle.loads(told))  # noqa: S301 - from a process of ours
    return outcomes


class _Connection:
    """One connection with at most one request under way."""

    def __init__(self, loop: _Loop) -> None:
        self.loop = loop
        self.socket: socket.socket | None = None
        self.began = 0.0
        self.expected: Request | None = None
        self._clear()

    def _clear(self) -> None:
        self.buffer = bytearray()
        self.body_at = -1
        self.end = -1
        self.chunked = self.closing = False
        self.status = 0

    def connect(self) -> None:
        self.close()
        self.socket = socket.create_connection(("127.0.0.1", self.loop.job.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.loop.selector.register(self.socket, selectors.EVENT_READ, self)

    def close(self) -> None:
        if self.socket is not None:
            self.loop.selector.unregister(self.socket)
            self.socket.close()
            self.socket = None

    def send(self) -> None:
        """Send the next request."""
        request = self.loop.next_request()
        if self.socket is None or self.closing:
            self.connect()
        self._clear()
        self.expected = request
        self.began = time.perf_counter()
        assert self.socket is not None  # noqa: S101
        try:
            # A request is far smaller than the kernel's buffer, which is empty: it goes out whole.
            self.socket.send(self.loop.wire(request))
        except OSError:
            self.fail("connection lost")

    def fail(self, why: str) -> None:
        """Count a failure; the connection is of no more use."""
        self.loop.failed(why)
        self.close()
        self.expected = None

    def receive(self) -> bool:
        """Take in what has come. Whether the answer is complete, or there will be none."""
        assert self.socket is not None  # noqa: S101
        try:
            data = self.socket.recv(_CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.fail("cut off" if self.buffer else "connection lost")
            return True
        self.buffer += data
        if self.body_at < 0 and not self._read_head():
            return False
        if self.chunked:
            return self._all_chunks()
        return len(self.buffer) >= self.end

    def _read_head(self) -> bool:
        at = self.buffer.find(b"\r\n\r\n")
        if at < 0:
            return False
        head = bytes(self.buffer[:at]).lower()
        self.status = int(head[9:12])
        self.body_at = self.end = at + 4
        self.closing = b"\r\nconnection: close" in head
        length = head.find(b"\r\ncontent-length:")
        if length >= 0:
            until = head.find(b"\r\n", length + 2)
            self.end += int(head[length + 17 : until if until >= 0 else None])
        else:
            self.chunked = b"\r\ntransfer-encoding: chunked" in head
        return True

    def _all_chunks(self) -> bool:
        """Whether the last chunk is there. ``end`` is where the next one begins."""
        while True:
            line = self.buffer.find(b"\r\n", self.end)
            if line < 0:
                return False
            size = int(self.buffer[self.end : line].partition(b";")[0], 16)
            after = line + 2 + size + 2
            if len(self.buffer) < after:
                return False
            self.end = after
            if size == 0:
                return True

    def _body(self) -> bytes | bytearray:
        if not self.chunked:
            return self.buffer  # what is counted stands in no header
        parts, at = [], self.body_at
        while at < self.end:
            line = self.buffer.find(b"\r\n", at)
            size = int(self.buffer[at:line].partition(b";")[0], 16)
            parts.append(self.buffer[line + 2 : line + 2 + size])
            at = line + 2 + size + 2
        return b"".join(parts)

    def judge(self) -> str:
        """What is wrong with the complete answer; empty if nothing is."""
        request = self.expected
        assert request is not None  # noqa: S101
        if self.status != 200:
            return f"status {self.status}"
        if request.rows is not None and self._body().count(request.mark) != request.rows:
            return "wrong number of rows"
        return ""


class _Loop:
    """All connections of one process."""

    def __init__(self, job: Load, number: int) -> None:
        self.job = job
        self.selector = selectors.DefaultSelector()
        self.outcome = Outcome()
        self._order = list(job.requests)
        random.Random(number).shuffle(self._order)  # noqa: S311 - an order, not a secret
        self._next = 0
        self._number = job.first + number
        self._measuring = False
        self.connections = [_Connection(self) for _ in range(job.connections)]
        for connection in self.connections:
            connection.connect()

    def next_request(self) -> Request:
        request = self._order[self._next]
        self._next = (self._next + 1) % len(self._order)
        return request

    def wire(self, request: Request) -> bytes:
        if len(request.parts) == 1:
            return request.parts[0]
        self._number += self.job.processes
        return (b"%08d" % self._number).join(request.parts)

    def failed(self, why: str) -> None:
        if self._measuring:
            self.outcome.errors[why] += 1

    def run(self) -> Outcome:
        """Warm up, measure, wait for what is under way."""
        began = time.perf_counter()
        measured_from = began + self.job.warm_up
        stop = measured_from + self.job.seconds
        last = measured_from
        busy = set(self.connections)
        for connection in self.connections:
            connection.send()
        while busy:
            for key, _ in self.selector.select(_TURN_SECONDS):
                connection = key.data
                if not connection.receive():
                    continue
                now = time.perf_counter()
                self._measuring = now >= measured_from
                if connection.expected is not None:
                    self._count(connection, now)
                    last = now
                if now < stop:
                    connection.send()
                else:
                    self._dismiss(connection, busy)
            self._give_up_on_the_slow(busy, stop)
        self.outcome.seconds = max(last - measured_from, 1e-9)
        return self.outcome

    @staticmethod
    def _dismiss(connection: _Connection, busy: set[_Connection]) -> None:
        """Done with: that the server closes it now is no failure."""
        busy.discard(connection)
        connection.close()

    def _count(self, connection: _Connection, now: float) -> None:
        wrong = connection.judge()
        if wrong:
            self.failed(wrong)
        elif self._measuring:
            self.outcome.latencies.append(now - connection.began)

    def _give_up_on_the_slow(self, busy: set[_Connection], stop: float) -> None:
        now = time.perf_counter()
        for connection in list(busy):
            if connection.expected is not None and now - connection.began < self.job.patience:
                continue
            self._measuring = True
            if connection.expected is not None:
                connection.fail("no answer in time")
            if now < stop:
                connection.send()
            else:
                self._dismiss(connection, busy)


def main() -> None:
    """One process: takes a job, says that it is ready, waits for the word, and gives back the outcome."""
    job: Load = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    loop = _Loop(job, int(sys.argv[1]))
    sys.stdout.buffer.write(b"r")
    sys.stdout.buffer.flush()
    sys.stdin.buffer.read(1)
    pickle.dump(loop.run(), sys.stdout.buffer)
