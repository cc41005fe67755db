"""What the kernel refuses to a process that runs strangers' queries, whatever becomes of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import os, socket, sys
from api import sandbox
{before}
if not sandbox.{seal}(): sys.exit(77)
try:
    {attempt}
except PermissionError:
    sys.exit(5)
except OSError as error:
    sys.exit(str(error))
"""


def attempt(seal: str, what: str, before: str = "") -> int:
    """How a process ends that is sealed and then tries something: 5 if that was refused, 0 if it was not."""
    program = PROGRAM.format(seal=seal, attempt=what, before=before)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("this kernel takes no filters")
    assert not done.stderr, done.stderr
    return done.returncode


@pytest.mark.parametrize(
    "what",
    [
        "socket.socket()",
        "os.execv('/bin/true', ['true'])",
        "open('/etc/passwd')",
        "open('/tmp/armsgraph-made', 'w')",
        "os.unlink('/tmp/armsgraph-made')",
        "os.rename('/tmp/armsgraph-made', '/tmp/armsgraph-moved')",
        "os.mkdir('/tmp/armsgraph-made')",
        "os.fork() or os._exit(0)",
        "os.kill(os.getppid(), 0)",
        "__import__('ctypes').CDLL(None).ptrace(0, 0, 0, 0) == -1 and sys.exit(5)",
    ],
)
def test_a_process_that_has_all_it_needs_gets_nothing_more(what):
    assert attempt("nothing_but_memory", what, "import ctypes") == 5


@pytest.mark.parametrize(
    "what",
    [
        "bytearray(50_000_000)",
        "one.sendall(b'x'); assert two.recv(1) == b'x'",
        "os.urandom(16)",
        "__import__('time').time()",
    ],
)
def test_it_can_compute_and_speak_on_the_channel_that_it_has(what):
    assert attempt("nothing_but_memory", what, "one, two = socket.socketpair()") == 0


@pytest.mark.parametrize(
    ("what", "ends"),
    [("socket.socket()", 5), ("open('/etc/hostname').close()", 0), ("os.fork() or os._exit(0)", 0)],
)
def test_a_process_that_reads_a_store_may_read_files_and_connects_to_nobody(what, ends):
    assert attempt("no_sockets", what) == ends
