"""What a process that runs strangers' queries may not do: grow without bound, dump core, open a socket, start a program.

The scanner refuses SERVICE before a query runs. These limits hold even where the scanner were wrong: they are
the kernel's, and nothing in the process can lift them again.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_SECCOMP_ALLOW = 0x7FFF0000
_SECCOMP_EPERM = 0x00050000 | 1
_FOREIGN = 0x40000000
"""System calls from here on are those of another calling convention of x86-64."""
# Machine -> (audit architecture, numbers of system calls by name).
_CALLS: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (0xC000003E, {
        "socket": 41, "connect": 42, "bind": 49, "listen": 50, "execve": 59, "execveat": 322,
        "open": 2, "openat": 257, "openat2": 437, "creat": 85, "unlink": 87, "unlinkat": 263, "rename": 82,
        "renameat": 264, "renameat2": 316, "mkdir": 83, "mkdirat": 258, "fork": 57, "vfork": 58, "clone": 56, "clone3": 435,
        "kill": 62, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "io_uring_setup": 425, "bpf": 321,
    }),
    "aarch64": (0xC00000B7, {
        "socket": 198, "connect": 203, "bind": 200, "listen": 201, "execve": 221, "execveat": 281,
        "openat": 56, "openat2": 437, "unlinkat": 35, "renameat": 38, "renameat2": 276, "mkdirat": 34, "clone": 220,
        "clone3": 435, "kill": 129, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "io_uring_setup": 425,
        "bpf": 280,
    }),
}  # fmt: skip
_OUTWARD = ("socket", "execve", "execveat", "io_uring_setup")
_MEGABYTE = 1 << 20
_ROOT = str(Path(__file__).resolve().parent.parent)


def child_environment() -> dict[str, str]:
    """What a process of ours gets of the environment: where its code is, and nothing that could be secret."""
    return {"PYTHONPATH": _ROOT, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}


def limit_memory(megabytes: int, at_most: int | None = None) -> None:
    """Bound how much this process may take beyond what it has; an allocation beyond it fails and ends the process.

    ``at_most``: how far the bound may be raised later, by ``raise_memory``; not at all if left out.
    """
    has = _address_space()
    size, most = has + megabytes * _MEGABYTE, has + (at_most or megabytes) * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (size, most))


def raise_memory(process: int) -> None:
    """Let another process of this user have as much as it may have at most."""
    _, most = resource.prlimit(process, resource.RLIMIT_AS)
    resource.prlimit(process, resource.RLIMIT_AS, (most, most))


def may_take(megabytes: int) -> None:
    """Bound what this process may take beyond what it has, until ``may_take_anything`` is called."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + megabytes * _MEGABYTE, most))


def may_take_anything() -> None:
    """Take back ``may_take``."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    """What this process has mapped, in bytes; what it shares with others counts in full."""
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm", "rb") as told:  # noqa: PTH123 - read in every query process: as light as can be
        return int(told.read().split()[0]) * resource.getpagesize()


def no_core_dumps() -> None:
    """No core dumps with people's queries in them."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor(seconds: float) -> None:
    """End this process when it burns more than so many processor seconds from now on, on all its threads.

    The parent measures wall-clock time and kills first; this holds when the parent is gone.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    ceiling = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, hard))


def die_with_parent() -> None:
    """Be killed when the parent ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def no_sockets() -> bool:
    """Have the kernel refuse new sockets and programs to this process; False where it can't be had.

    To be called before threads are started, which then inherit it.
    """
    return _refuse(_OUTWARD)


def nothing_but_memory() -> bool:
    """Have the kernel refuse also files, processes and signals to others; False where it can't be had.

    For a process that has all it needs in memory and its channel open.
    """
    _, numbers = _CALLS.get(platform.machine(), (0, {}))
    return _refuse(tuple(numbers))


def _refuse(names: tuple[str, ...]) -> bool:
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return False
    architecture, numbers = _CALLS[platform.machine()]
    program = _filter(architecture, [numbers[name] for name in names])
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    described = Program(len(program) // 8, ctypes.addressof(instructions))
    prctl = ctypes.CDLL(None).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(described), 0, 0) == 0)


def _filter(architecture: int, calls: list[int]) -> bytes:
    """A classic BPF program: another architecture or convention, or one of the calls -> EPERM, else allowed."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    lines = [
        (load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, _SECCOMP_EPERM),
        (load, 0, 0, 0), (at_least, len(calls) + 1, 0, _FOREIGN),
    ]  # fmt: skip
    for i, call in enumerate(calls):
        lines.append((equal, len(calls) - i, 0, call))
    lines += [(give, 0, 0, _SECCOMP_ALLOW), (give, 0, 0, _SECCOMP_EPERM)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)
