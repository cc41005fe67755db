"""``armsgraph serve`` as a process: sockets, signals, and clients that do not behave."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.connections import Guard, protocol
from api.metrics import Metrics
from api.supervisor import tell
from kg.cli import main
from kg.settings import Settings

ROOT = Path(__file__).parents[2]
PAIRS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
RUNAWAY = {"query": f"SELECT (COUNT(*) AS ?x) WHERE {{ {PAIRS} }}"}


class Service:
    """A running service: where it is, what it logs, and its process."""

    def __init__(self, process: subprocess.Popen[str], temporary: Path) -> None:
        self.process = process
        self.temporary = temporary
        self.lines: list[dict] = []
        self._came: queue.Queue[dict | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.url = self.until(lambda line: line["message"] == "listening")["address"]

    def _read(self) -> None:
        for line in self.process.stderr:
            if line.endswith("\n"):  # not what a killed process left half written
                self._came.put(_object(line))
        self._came.put(None)

    def until(self, wanted) -> dict:
        """The first line from here on that is wanted."""
        while True:
            line = self._came.get(timeout=60)
            assert line is not None, f"ended without it: {self.lines}"
            self.lines.append(line)
            if wanted(line):
                return line

    def connect(self) -> socket.socket:
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        made = socket.create_connection((host.strip("[]"), int(port)), timeout=30)
        made.settimeout(30)
        return made

    def children(self) -> list[int]:
        """The processes that it has started, and theirs."""
        of_parent: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    of_parent.setdefault(parent, []).append(int(entry.name))
        found, new = [], [self.process.pid]
        while new := [child for parent in new for child in of_parent.get(parent, [])]:
            found += new
        return found

    def count(self, reason: str) -> float:
        """How many connections it has closed for a reason."""
        name = f'armsgraph_connections_closed_total{{reason="{reason}"}} '
        lines = httpx.get(f"{self.url}/metrics").text.splitlines()
        return next((float(line.removeprefix(name)) for line in lines if line.startswith(name)), 0.0)

    def stop(self, sig: int = signal.SIGTERM) -> int:
        self.process.send_signal(sig)
        return self.process.wait(timeout=60)


@contextmanager
def running(store: str, folder: Path, *options: str, **settings: object) -> Iterator[Service]:
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "ARMSGRAPH_PORT": "0",
        "ARMSGRAPH_METRICS": "public", "ARMSGRAPH_QUERY_MEGABYTES": "1024",
        "NOTIFY_SOCKET": os.environ.get("NOTIFY_SOCKET", ""),
        **{f"ARMSGRAPH_{name.upper()}": str(value) for name, value in settings.items()},
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", "from kg.cli import run; run()", "serve", "--store", store, *options],
        stderr=subprocess.PIPE, text=True, env=environment, cwd=folder,
    )  # fmt: skip
    service = None
    try:
        service = Service(process, temporary)
        yield service
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if service is not None:
            service.reader.join()
        process.stderr.close()


def _object(line: str) -> dict:
    """A line of the log; what is none is told as a mistake, which the tests look for."""
    try:
        return json.loads(line)
    except ValueError:
        return {"message": line, "level": "error", "logger": "none"}


@pytest.fixture(scope="module")
def impatient(store, tmp_path_factory):
    """A service that waits for nobody."""
    with (
        running(
            store,
            tmp_path_factory.mktemp("impatient"),
            header_seconds=1.0,  # nine connections are made within that, and a head is sent, on a machine with much to do
            body_seconds=0.3,
            answer_seconds=0.3,
            max_header_bytes=20_000,
            max_connections_per_client=8,
            query_seconds=20,
        ) as service
    ):
        yield service


def closed(connection: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    got = b""
    try:
        while piece := connection.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got


# --- connections ---


@pytest.mark.parametrize("start", [b"", b"GET /states HTTP/1.1\r\nHost: a\r\nX-A: b"])
def test_a_head_that_does_not_come_is_not_waited_for(impatient, start):
    with impatient.connect() as connection:
        connection.sendall(start)
        assert closed(connection) == b""


def drip(connection: socket.socket, piece: bytes) -> None:
    """Send a piece again and again, with pauses, until the other side hangs up."""
    with contextlib.suppress(ConnectionError):
        for _ in range(2000):
            if select.select([connection], [], [], 0.02)[0] and not connection.recv(65536):
                return
            connection.sendall(piece)
        pytest.fail("it waits for ever")


def test_a_head_that_drips_is_not_waited_for(impatient):
    with impatient.connect() as connection:
        connection.sendall(b"GET /states HTTP/1.1\r\n")
        drip(connection, b"X-A: b\r\n")


@pytest.mark.parametrize(
    "start",
    [
        b"GET /states HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 300_000,
        b"GET /states?" + b"a" * 300_000,
        b"GET /states HTTP/1.1\r\n" + b"X-A: b\r\n" * 40_000,
    ],
)
def test_a_head_without_end_is_refused(impatient, start):
    before = impatient.count("large head")
    with impatient.connect() as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(start)
        answer = closed(connection)
        assert not answer or answer.startswith(b"HTTP/1.1 431 ")
    assert impatient.count("large head") > before


@pytest.mark.parametrize(
    "junk", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"HELO a\r\n\r\n", b"\0" * 100]
)
def test_what_is_not_http_is_a_clean_400(impatient, junk):
    with impatient.connect() as connection:
        connection.sendall(junk)
        answer = closed(connection)
        assert not answer or (b" 400 " in answer and b"application/problem+json" in answer)


def test_a_body_that_nobody_reads_does_not_keep_the_connection(impatient):
    """The answer to a GET is there before its body; what comes then, drop by drop, is no reason to wait."""
    with impatient.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        drip(connection, b"a")


def test_a_slow_body_is_a_408(impatient):
    with impatient.connect() as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"
        )
        answer = closed(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


def test_who_does_not_read_is_cut_off_and_holds_no_query_process(impatient):
    everything = httpx.QueryParams({"query": f"SELECT * WHERE {{ {PAIRS} }}", "format": "csv"})
    with impatient.connect() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(f"GET /sparql?{everything} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        impatient.until(lambda line: line.get("route") == "/sparql" and line["ended"] == "client gone")
        with httpx.Client(base_url=impatient.url, timeout=30) as client:
            assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
            assert 'reason="slow reader"' in client.get("/metrics").text


def test_one_client_may_have_so_many_connections(impatient):
    held = [impatient.connect() for _ in range(8)]
    with impatient.connect() as one_more:
        assert closed(one_more) == b""
    for connection in held:
        connection.close()
    with httpx.Client(base_url=impatient.url, timeout=30) as client:
        for _ in range(100):  # the service learns of those that were closed in its own time
            try:
                assert client.get("/healthz").status_code == 200
                break
            except httpx.TransportError:
                continue
        text = client.get("/metrics").text
    assert 'armsgraph_connections_closed_total{reason="too many of one client"}' in text


def test_requests_in_one_piece_are_answered_one_after_the_other(impatient):
    with impatient.connect() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 3)
        got = b""
        while got.count(b"HTTP/1.1 200") < 3:
            piece = connection.recv(65536)
            assert piece
            got += piece


def test_a_whole_service_that_was_abused_logs_no_mistake(impatient):
    with httpx.Client(base_url=impatient.url, timeout=30) as client:
        assert client.get("/states").json()["total"] == 5
    impatient.until(lambda line: line.get("route") == "/states")
    assert [line for line in impatient.lines if line["level"] in ("error", "critical")] == []
    assert [line for line in impatient.lines if line.get("ended") == "mistake"] == []


@pytest.mark.parametrize("most", [1, 2])
def test_a_guard_counts_connections_in_and_out(most):
    guard = Guard(Settings(max_connections=most, trusted_proxies=["10.0.0.1"]), Metrics())
    keys = [guard.enter(("10.0.0.1", n)) for n in range(most)]
    assert guard.enter(("192.0.2.1", 1)) is None
    for key in keys:
        guard.leave(key)
    assert guard.enter(("192.0.2.1", 1)) == "192.0.2.1"


def test_a_proxy_may_have_more_connections_than_a_client():
    guard = Guard(Settings(max_connections_per_client=1, trusted_proxies=["10.0.0.1"]), Metrics())
    assert [guard.enter(("10.0.0.1", n)) is None for n in range(3)] == [False] * 3
    assert [guard.enter(("192.0.2.1", n)) is None for n in range(2)] == [False, True]


def test_either_parser_of_the_server_can_be_guarded(monkeypatch):
    kind = protocol(Guard(Settings(), Metrics()))
    assert kind.__mro__[1].__name__ == "Guarded"
    assert kind.__mro__[2].__name__ in ("H11Protocol", "HttpToolsProtocol")


# --- the end ---


def test_an_answer_that_has_begun_is_ended_and_nothing_is_left(store, tmp_path):
    with running(store, tmp_path, query_seconds=2) as service:
        answers: list[httpx.Response] = []

        def ask() -> None:
            with httpx.Client(base_url=service.url, timeout=60) as client:
                answers.append(client.get("/sparql", params=RUNAWAY))

        with httpx.Client(base_url=service.url, timeout=60) as client:
            assert client.get("/readyz").status_code in (200, 503)
            assert client.get("/states").status_code == 200
            thread = threading.Thread(target=ask)
            thread.start()
            while (
                "armsgraph_http_requests_in_flight 2.0" not in client.get("/metrics").text
            ):  # the one that asks, and the query
                pass
            children = service.children()
            assert len(children) >= 2, "what has the dataset, and what answers from it"
            assert list(service.temporary.iterdir())
            service.process.send_signal(signal.SIGTERM)
        thread.join()
        assert answers[0].status_code == 503  # the query ran into its own limit, and the client was told
        assert answers[0].json()["type"].endswith("/query-stopped")
        assert service.process.wait(timeout=60) == 0
        over = time.monotonic() + 30  # what was forked from a process ends with it, but by itself
        while left := [pid for pid in children if Path(f"/proc/{pid}").exists()]:
            assert time.monotonic() < over, left
        assert list(service.temporary.iterdir()) == []
        assert service.until(lambda line: line["message"] == "stopped")


def test_an_answer_that_takes_too_long_is_not_waited_for(store, tmp_path):
    with running(store, tmp_path, query_seconds=600, shutdown_seconds=1) as service:
        failed: list[Exception | httpx.Response] = []

        def ask() -> None:
            with httpx.Client(base_url=service.url, timeout=60) as client:
                try:
                    failed.append(client.get("/sparql", params=RUNAWAY))
                except httpx.TransportError as error:
                    failed.append(error)

        with httpx.Client(base_url=service.url, timeout=60) as client:
            assert client.get("/states").status_code == 200
            thread = threading.Thread(target=ask)
            thread.start()
            while "armsgraph_http_requests_in_flight 2.0" not in client.get("/metrics").text:
                pass
        assert service.stop() == 0
        thread.join()
        assert isinstance(failed[0], httpx.TransportError) or failed[0].status_code >= 500
        assert list(service.temporary.iterdir()) == []


@pytest.mark.parametrize("sig", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_service_ends_with_zero(store, tmp_path, sig):
    with running(store, tmp_path) as service, service.connect():
        assert service.stop(sig) == 0
        assert list(service.temporary.iterdir()) == []


def test_before_it_stops_it_may_say_so_and_go_on_for_a_while(store, tmp_path):
    with running(store, tmp_path, drain_seconds=600) as service:
        with httpx.Client(base_url=service.url, timeout=60) as client:
            assert client.get("/states").status_code == 200
            service.process.send_signal(signal.SIGTERM)
            while (ready := client.get("/readyz")).status_code == 200:
                pass
            assert "stop" in ready.json()["detail"]
            assert client.get("/states").status_code == 200
        with httpx.Client(base_url=service.url, timeout=60) as client:
            assert client.get("/healthz").status_code == 200
        assert service.stop() == 0  # told again, it waits no longer


def test_it_tells_its_supervisor(store, tmp_path, monkeypatch):
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(address))
        notified.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", str(address))
        with running(store, tmp_path) as service:
            assert notified.recv(100) == b"READY=1"
            assert service.stop() == 0
            assert notified.recv(100) == b"STOPPING=1"
    tell("READY=1")  # nobody listens: nothing happens


# --- the start ---


def test_all_addresses_are_ipv6_and_ipv4(store, tmp_path):
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    with running(store, tmp_path, "--host", "::", burst_cheap=2, rate_cheap=0.001) as service:
        port = service.url.rpartition(":")[2]
        assert service.url.startswith("http://[::]:")
        four = [httpx.get(f"http://127.0.0.1:{port}/nothing").status_code for _ in range(3)]
        six = [httpx.get(f"http://[::1]:{port}/nothing").status_code for _ in range(2)]
        # IPv4 comes as ::ffff:127.0.0.1, and is still a client of its own.
        assert (four, six) == ([404, 404, 429], [404, 404])
        assert service.stop() == 0


def test_the_file_and_its_settings_are_used(store, tmp_path):
    (tmp_path / "armsgraph.toml").write_text('metrics = "off"\nlog_requests = false\n', encoding="utf-8")
    with running(store, tmp_path, "--config", str(tmp_path / "armsgraph.toml")) as service:
        response = httpx.get(f"{service.url}/metrics")
        # The environment, which says public, goes before the file.
        assert response.status_code == 200
        assert service.stop() == 0
        service.until(lambda line: line["message"] == "stopped")
        assert [line for line in service.lines if line["logger"] == "armsgraph.access"] == []


def test_a_port_that_is_taken_is_told_in_one_line(store, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--store", store, "--port", port]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"armsgraph: 127.0.0.1, port {port}, cannot be listened on: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host"])
def test_an_address_of_another_machine_is_told_too(store, capsys, host):
    assert main(["serve", "--store", store, "--host", host]) == 2
    assert host in capsys.readouterr().err
