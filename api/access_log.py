"""The line of each request, in the log ``armsgraph.access``.

It is written by hand, and lines that come shortly after one another go out together: through ``logging`` one line would
cost more than all other layers together. What is configured there holds all the same: level, form and stream.

Members: ``time``, ``level``, ``logger``, ``message`` as of every line; ``id`` of the request, ``method``, ``route`` (the
template; null if none took it), ``status``, ``ms``, ``bytes`` of the answer, ``ended``; and where there is such a thing
``received`` (bytes), ``dataset`` (its version), ``query`` (kind of its answer), ``token`` (its name). See ``api.entries``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import TextIO

from api import logs
from api.entries import Entry

_log = logging.getLogger("armsgraph.access")
_FLUSH_SECONDS = 0.05
_MOST_LINES = 1000


class AccessLog:
    """Gathers lines and writes them, at the latest twenty times a second, or when ``flush`` is called."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def write(self, entry: Entry, seconds: float) -> None:
        """Have a line written for a request that has ended and took so many seconds."""
        if not _log.isEnabledFor(logging.INFO):
            return
        self._lines.append(_json(entry, seconds) if logs.is_json() else _text(entry, seconds))
        if len(self._lines) >= _MOST_LINES:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.flush)

    def flush(self) -> None:
        """Write what is there now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._lines = self._lines, []
        stream = logs.stream()
        if lines and stream is not None:
            _put(stream, "".join(lines))


def _put(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError):
        # Whoever read the log is gone. The service answers on.
        return


def _json(entry: Entry, seconds: float) -> str:
    more = f',"received":{entry.received}' if entry.received else ""
    if entry.dataset:
        more += f',"dataset":{_quoted(entry.dataset)}'
    if entry.query:
        more += f',"query":{_quoted(entry.query)}'
    if entry.token:
        more += f',"token":{_quoted(entry.token)}'
    route = _quoted(entry.route) if entry.route else "null"
    return (
        f'{{"time":"{_now()}","level":"info","logger":"armsgraph.access","message":"request","id":"{entry.id}",'
        f'"method":"{entry.method}","route":{route},"status":{entry.status},"ms":{seconds * 1000:.1f},'
        f'"bytes":{entry.sent},"ended":{_quoted(entry.ended)}{more}}}\n'
    )


def _text(entry: Entry, seconds: float) -> str:
    more = "".join(f" {one}" for one in (entry.query, entry.token) if one)
    return (
        f"{_now()} {entry.method} {entry.route or '-'} {entry.status} {seconds * 1000:.1f} ms {entry.sent} bytes "
        f"{entry.ended}{more} {entry.id}\n"
    )


@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    return json.dumps(text)


def _now() -> str:
    now = time.time()
    second = int(now)
    return f"{_second(second)}.{int((now - second) * 1000):03}+00:00"


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
