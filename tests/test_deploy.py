"""The examples of deployment: a unit that systemd takes and finds well shut in, and a Dockerfile that runs as nobody."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
UNIT = ROOT / "docs" / "deploy" / "armsgraph.service"
DOCKERFILE = ROOT / "docs" / "deploy" / "Dockerfile"
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="there is no systemd here")


@pytest.fixture
def unit(tmp_path):
    """The unit, with a program that is there."""
    path = tmp_path / "armsgraph.service"
    text = UNIT.read_text("utf-8")
    assert "\nExecStart=armsgraph serve " in text
    path.write_text(text.replace("ExecStart=armsgraph", f"ExecStart={sys.executable}"), "utf-8")
    return path


@needs_systemd
def test_systemd_takes_the_unit(unit):
    done = subprocess.run([ANALYZE, "verify", unit], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "armsgraph.service" in line]
    assert (done.returncode, complaints) == (0, [])


@needs_systemd
def test_systemd_finds_the_unit_well_shut_in(unit):
    done = subprocess.run(
        [ANALYZE, "security", "--offline=yes", "--threshold=15", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-400:] + done.stderr


def members(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))


def test_the_unit_gives_the_service_the_time_it_takes_to_stop():
    settings, unit = Settings(), members(UNIT.read_text("utf-8"))
    assert int(unit["TimeoutStopSec"]) > settings.shutdown_seconds + settings.drain_seconds + 20
    assert unit["KillMode"] == "mixed"
    assert unit["SocketBindAllow"] == f"tcp:{settings.port}"
    assert unit["OOMPolicy"] == "continue"


def instructions() -> list[list[str]]:
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text("utf-8"))
    return [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]


def test_the_container_runs_as_nobody_and_holds_no_secret():
    last = dict(instructions())
    assert last["USER"] == "65534:65534"
    assert last["ENTRYPOINT"] == '["armsgraph"]'
    assert json.loads(last["CMD"]) == ["serve"]
    assert not re.search(r"token|key|password|secret", DOCKERFILE.read_text("utf-8"), re.IGNORECASE)
    for name, rest in instructions():
        if name == "FROM":
            assert "/" not in rest.split()[0], "a registry is named"
        if name == "ENV":
            variables = dict(pair.split("=", 1) for pair in shlex.split(rest))
            known = {f"ARMSGRAPH_{setting.upper()}" for setting in Settings.model_fields}
            assert {one for one in variables if one.startswith("ARMSGRAPH")} <= known


def test_what_the_container_copies_is_there_and_is_what_a_wheel_is_made_of():
    copied = [
        word
        for name, rest in instructions()
        if name == "COPY" and not rest.startswith("--from")
        for word in rest.split()[:-1]
    ]
    assert [word for word in copied if not (ROOT / word).exists()] == []
    assert {"pyproject.toml", "README.md", "LICENSE", "kg", "api", "ontology", "shapes"} == set(copied)


def test_the_health_check_tells_a_living_service_from_none(tmp_path):
    """Its command, as it stands in the file."""
    import http.server
    import threading

    (command,) = [rest for name, rest in instructions() if name == "HEALTHCHECK"]
    program = json.loads(command[command.index("CMD") + 3 :])
    assert program[0] == "python"

    class Alive(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Alive) as server:
        environment = {"ARMSGRAPH_PORT": str(server.server_port)}
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        alive = subprocess.run([sys.executable, *program[1:]], env=environment, check=False)
        server.shutdown()
        thread.join()
    gone = subprocess.run(
        [sys.executable, *program[1:]], env=environment, stderr=subprocess.DEVNULL, check=False
    )
    assert (alive.returncode, gone.returncode != 0) == (0, True)
