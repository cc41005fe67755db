"""What tests of hostile input share: the real service behind a socket, bytes sent as they are, a sink, a judgement."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROBLEM = "application/problem+json"
_LEAKS = (
    "Traceback",
    'File "',
    ".py:",
    "site-packages",
    "pydantic_core",
    "RuntimeError",
    "panicked",
    "/root/",
    "/home/",
)
"""What would tell a stranger how the service is built or where it lies."""


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire. ``headers`` in lower case, the last of each name."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def problem(self) -> dict[str, object]:
        """The problem details that it holds."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


def is_clean(answer: Answer) -> None:
    """Assert that an answer is one: no mistake of the service, and each refusal in the one shape, telling no secrets."""
    assert answer.status < 500, answer.text[:500]
    assert "set-cookie" not in answer.headers
    if answer.status >= 400:
        is_problem(answer)


def is_problem(answer: Answer) -> None:
    """Assert that an answer is a refusal in the shape of problem details, with what happened and nothing of our insides."""
    assert answer.headers["content-type"].partition(";")[0] == PROBLEM, answer.text[:500]
    problem = answer.problem
    assert problem["status"] == answer.status
    assert problem["type"]
    assert problem["title"]
    assert not [leak for leak in _LEAKS if leak in answer.text], answer.text[:500]


class Wire:
    """One connection to the service, over which anything can be sent."""

    def __init__(self, port: int, patience: float = 20.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""

    def send(self, data: bytes) -> None:
        """Send bytes as they are. That the other side has hung up is no fault: its answer may be here already."""
        with contextlib.suppress(OSError):
            self._socket.sendall(data)

    def answer(self, *, head_only: bool = False) -> Answer | None:
        """The next answer; None if the other side hangs up without one. Raises TimeoutError if nothing happens."""
        while b"\r\n\r\n" not in self._held:
            if not self._more():
                assert not self._held, self._held[:500]
                return None
        head, _, self._held = self._held.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(first.split(" ")[1])
        if head_only or status in (204, 304) or status < 200:
            return Answer(status, headers, b"")
        if "content-length" in headers:
            return Answer(status, headers, self._take(int(headers["content-length"])))
        if headers.get("transfer-encoding") == "chunked":
            return Answer(status, headers, self._chunks())
        while self._more():
            pass
        body, self._held = self._held, b""
        return Answer(status, headers, body)

    def is_hung_up(self) -> bool:
        """Whether the other side closes the connection."""
        try:
            return not self._more() and not self._held
        except TimeoutError:
            return False

    def close(self) -> None:
        self._socket.close()

    def _more(self) -> bool:
        try:
            data = self._socket.recv(1 << 16)
        except ConnectionError:
            return False
        self._held += data
        return bool(data)

    def _take(self, length: int) -> bytes:
        while len(self._held) < length:
            assert self._more(), "the answer is cut off"
        taken, self._held = self._held[:length], self._held[length:]
        return taken

    def _chunks(self) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in self._held:
                assert self._more(), "the answer is cut off"
            size, _, self._held = self._held.partition(b"\r\n")
            length = int(size, 16)
            body += self._take(length)
            self._take(2)
            if not length:
                return body


@dataclass(frozen=True)
class Service:
    """The service as an operator runs it, in a process of its own."""

    port: int
    process: subprocess.Popen[bytes]

    @contextmanager
    def wire(self, patience: float = 20.0) -> Iterator[Wire]:
        """A connection to it."""
        wire = Wire(self.port, patience)
        try:
            yield wire
        finally:
            wire.close()

    def raw(self, data: bytes) -> Answer | None:
        """What it says to some bytes that are sent over a connection of their own."""
        with self.wire() as wire:
            wire.send(data)
            return wire.answer(head_only=data.startswith(b"HEAD "))

    def get(self, target: str | bytes, *lines: str | bytes) -> Answer:
        """What it says to a GET of a target that is sent as it is, with more lines in the head."""
        return self.request("GET", target, *lines)

    def request(
        self, method: str, target: str | bytes, *lines: str | bytes, body: bytes | None = None
    ) -> Answer:
        """What it says to a request with such a head, and a body if there is one."""
        parts = [
            method.encode() + b" " + _raw(target) + b" HTTP/1.1",
            b"Host: 127.0.0.1",
            b"Connection: close",
        ]
        parts += map(_raw, lines)
        if body is not None:
            parts.append(b"Content-Length: %d" % len(body))
        answer = self.raw(b"\r\n".join(parts) + b"\r\n\r\n" + (body or b""))
        assert answer is not None, "hung up without an answer"
        return answer

    def query(self, sparql: str | bytes, *lines: str) -> Answer:
        """What it says to a query that is the body of a POST."""
        body = sparql.encode("utf-8", "surrogatepass") if isinstance(sparql, str) else sparql
        return self.request("POST", "/sparql", "Content-Type: application/sparql-query", *lines, body=body)

    def is_well(self) -> bool:
        """Whether it still runs and answers a plain question."""
        answer = self.query("ASK { ?transfer a ag:Transfer }")
        return self.process.poll() is None and answer.status == 200 and b"true" in answer.body

    def memory(self) -> float:
        """What the serving process itself holds, in MiB, without its query processes."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def _raw(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


@contextmanager
def service(store: str, **settings: str) -> Iterator[Service]:
    """Run ``armsgraph serve`` for a store on a port of loopback, with settings by environment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = "import sys; from kg.cli import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--store", store, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {f"ARMSGRAPH_{name.upper()}": value for name, value in settings.items()},
    )
    try:
        _wait(process, port)
        yield Service(port, process)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"the service ended with {process.wait(0.05)} before it listened")


class Sink:
    """A server on loopback to which nobody should come. ``came`` are the addresses of those who did."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.came: list[object] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, address = self._listening.accept()
            except OSError:
                return
            self.came.append(address)
            connection.close()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()
