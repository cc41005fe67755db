"""The process that query processes are forked from: it holds the dataset, once for all of them, and answers nothing itself.

A copy of it shares its memory, is there in milliseconds, and can be killed without harm. It runs no threads, which is
what makes it safe to fork. Started by ``api.processes`` as ``python -m api.template SOCKET PLAN``; it takes orders and
reports on that socket, a file descriptor, in lines of JSON. It ends when that socket is closed, and its children with it.

====================================== ==========================================================
to it: ``{"do": "fork"}``, with a file the channel of the new process
``{"do": "kill" | "stop", "pid"}``     end a process, or have it pause
``{"do": "lengthen", "pid"}``          (go on,) with all the memory that it may have, behind all others
from it: ``{"ready": true}``           the dataset is there
``{"failed": detail, "memory": bool}`` it is not
``{"born": pid}``, ``{"ended": pid, "status": code}``
====================================== ==========================================================
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from api import sandbox, snapshot, worker
from api.engine import Engine, ServerEngine, StoreEngine
from api.frames import Question
from kg.store.scan import scan

_LAST_OF_ALL = 19
"""The priority of queries that take long: look-ups go before them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a template process is told at its start.

    ``where``: the folder of a store or the URL of a server. ``in_memory``: read the folder into memory, of which the
    dataset may take ``snapshot_megabytes``; else each query process opens it. A query process may take
    ``quick_megabytes`` beyond that, and ``megabytes`` after it was lengthened.
    """

    where: str
    in_memory: bool
    snapshot_megabytes: int
    quick_megabytes: int
    megabytes: int


class _Template:
    def __init__(self, plan: Plan, control: socket.socket, engine: Callable[[], Engine]) -> None:
        self._plan = plan
        self._control = control
        self._engine = engine
        self._children: set[int] = set()
        self._files: deque[int] = deque()
        self._unread = b""

    def run(self) -> None:
        """Take orders until nobody is there to give any."""
        woken, waker = os.pipe()
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        chosen = selectors.DefaultSelector()
        chosen.register(self._control, selectors.EVENT_READ)
        chosen.register(woken, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in chosen.select()}
            if woken in ready:
                os.read(woken, 4096)
                self._bury()
            if self._control in ready and not self._take_orders():
                return

    def _take_orders(self) -> bool:
        data, files, _, _ = socket.recv_fds(self._control, 65536, 64)
        self._files.extend(files)
        *orders, self._unread = (self._unread + data).split(b"\n")
        for order in orders:
            self._obey(json.loads(order))
        return bool(data)

    def _obey(self, order: dict[str, Any]) -> None:
        pid = order.get("pid")
        if order["do"] == "fork":
            self._fork(self._files.popleft())
        elif pid in self._children:  # else it has ended meanwhile, and the number may be another's
            with suppress(ProcessLookupError):
                _DO[order["do"]](pid)

    def _fork(self, channel: int) -> None:
        mine = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._be_a_query_process(socket.socket(fileno=channel), mine)
        os.close(channel)
        self._children.add(pid)
        self._tell({"born": pid})

    def _be_a_query_process(self, channel: socket.socket, parent: int) -> NoReturn:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._control.close()
            sandbox.die_with_parent()
            if os.getppid() != parent:
                os._exit(1)
            try:
                engine = self._engine()
            except Exception as error:  # noqa: BLE001 - whatever keeps the store closed, the client is told
                worker.give_up(channel, "store", " ".join(str(error).split())[:300])
            sandbox.limit_memory(self._plan.quick_megabytes, self._plan.megabytes)
            if self._plan.in_memory:
                sandbox.nothing_but_memory()
            worker.serve(engine, channel)
        finally:
            os._exit(0)

    def _bury(self) -> None:
        """Take note of all that have ended: of several at once the signal may come once."""
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                if pid in self._children:
                    self._children.remove(pid)
                    self._tell({"ended": pid, "status": os.waitstatus_to_exitcode(status)})

    def _tell(self, message: dict[str, Any]) -> None:
        tell(self._control, message)


def tell(control: socket.socket, message: dict[str, Any]) -> None:
    """Report to the service."""
    with suppress(BrokenPipeError):
        control.sendall(json.dumps(message).encode() + b"\n")


def _lengthen(pid: int) -> None:
    with suppress(PermissionError):  # where a container refuses it, the query goes on with what it has
        sandbox.raise_memory(pid)
    os.setpriority(os.PRIO_PROCESS, pid, _LAST_OF_ALL)
    os.kill(pid, signal.SIGCONT)


_DO: dict[str, Callable[[int], None]] = {
    "kill": lambda pid: os.kill(pid, signal.SIGKILL),
    "stop": lambda pid: os.kill(pid, signal.SIGSTOP),
    "lengthen": _lengthen,
}


def _engine_of(plan: Plan) -> Callable[[], Engine]:
    """How a query process comes by its engine. What may be shared is read here and now."""
    if not plan.in_memory:
        if plan.where.startswith(("http://", "https://")):
            return lambda: ServerEngine(plan.where)
        return lambda: StoreEngine.of_folder(Path(plan.where))
    engine = StoreEngine(*snapshot.load(plan.where, plan.snapshot_megabytes))
    # The first query of a process takes ten times as long as the next: this one is done for all that follow.
    engine.ask(Question("ASK { ?s ?p ?o }"), scan("ASK"))
    return lambda: engine


def main() -> None:
    """Get ready and take orders."""
    control = socket.socket(fileno=int(sys.argv[1]))
    plan = Plan(**json.loads(sys.argv[2]))
    # A stop of the whole group is for the service to act upon: it lets answers be finished first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sandbox.die_with_parent()
    sandbox.no_core_dumps()
    try:
        engine = _engine_of(plan)
    except MemoryError:
        tell(control, {"failed": f"{plan.where}: the dataset is too large for the memory", "memory": True})
        return
    except Exception as error:  # noqa: BLE001 - whatever keeps the store closed, the service is told
        tell(control, {"failed": " ".join(str(error).split())[:300], "memory": False})
        return
    if not plan.where.startswith(("http://", "https://")):
        sandbox.no_sockets()
    # What is there now stays: were it counted and moved, no page would be shared for long.
    gc.freeze()
    tell(control, {"ready": True})
    _Template(plan, control, engine).run()
    os._exit(0)


if __name__ == "__main__":
    main()
