"""The servers that are measured: started over the same dataset on ports of loopback, and stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from benchmarks.serve.dataset import Dataset

_ROOT = Path(__file__).resolve().parents[2]
_JSON = "application/sparql-results+json"
OURS, OXIGRAPH, RDFLIB = "armsgraph", "oxigraph serve", "rdflib-endpoint"


class Missing(Exception):  # noqa: N818 - a reason, not a fault
    """A server that is not installed here. The message says how to get it."""


@dataclass(slots=True)
class Server:
    """A server that runs. ``path``: where it takes queries by GET."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes] = field(repr=False)
    started_in: float = 0.0

    def address(self, sparql: str) -> str:
        """Path and query string of a query."""
        return f"{self.path}?query={quote(sparql, safe='')}"

    def ask(self, path: str, accept: str = _JSON, timeout: float = 300.0) -> tuple[int, bytes]:
        """One GET over a connection of its own: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={"Accept": accept})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def ours(data: Dataset, port: int) -> tuple[list[str], str]:
    """The command, as an operator starts it, on the store of the dataset."""
    run = "import sys; from kg.cli import main; sys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", run, "serve", "--store", str(data.store), "--port", str(port)], "/sparql"


def oxigraph(data: Dataset, port: int) -> tuple[list[str], str]:
    """Oxigraph's own server, reading the same folder, its default graph the union as ours is."""
    command = _command("oxigraph", "OXIGRAPH", "pip install oxigraph")
    options = ["--location", str(data.store), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    return [command, "serve-read-only", *options], "/query"


def rdflib_endpoint(data: Dataset, port: int) -> tuple[list[str], str]:
    """rdflib-endpoint with the dataset in memory. It has its own environment: its server comes with other parts."""
    advice = "make an environment, pip install 'rdflib-endpoint[cli]' there, and name its command"
    command = _command("rdflib-endpoint", "RDFLIB_ENDPOINT", advice)
    return [command, "serve", "--host", "127.0.0.1", "--port", str(port), str(data.file)], "/"


def _command(name: str, variable: str, advice: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = os.environ.get(variable) or (str(beside) if beside.exists() else shutil.which(name))
    if not found:
        raise Missing(f"{name} is not installed: {advice} (or set {variable} to the command)")
    return found


COMMANDS: dict[str, Callable[[Dataset, int], tuple[list[str], str]]] = {
    OURS: ours,
    OXIGRAPH: oxigraph,
    RDFLIB: rdflib_endpoint,
}


@contextmanager
def running(
    name: str, data: Dataset, *, patience: float = 900.0, settings: dict[str, str] | None = None
) -> Iterator[Server]:
    """A server that answers, stopped at the end. ``settings``: environment variables of ours.

    Raises:
        Missing: if it is not installed.
        RuntimeError: if it ends before it answers, or does not answer within so many seconds.

    """
    port = _free_port()
    command, path = COMMANDS[name](data, port)
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | (settings or {}),
        cwd=_ROOT,
        start_new_session=True,
    )
    server = Server(name, port, path, process)
    try:
        _wait(server, began + patience)
        server.started_in = time.monotonic() - began
        yield server
    finally:
        _stop(process)


def _wait(server: Server, until: float) -> None:
    ready = server.address("ASK { ?s ?p ?o }")
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.name} ended with {server.process.returncode} before it answered")
        with contextlib.suppress(OSError, http.client.HTTPException):
            if server.ask(ready)[0] == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"{server.name} did not answer in time")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    # Its session is its own: whatever is left of its children goes with it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def process_tree(root: int) -> list[int]:
    """A process with all its descendants, as they are now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in brackets may hold anything; the parent is the second field behind it.
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def memory(processes: Sequence[int]) -> float:
    """What processes hold together in MiB, shared pages counted once (the sum of their proportional set sizes)."""
    total = 0
    for process in processes:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024
