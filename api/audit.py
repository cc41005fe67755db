"""Who wrote what: a file of JSON Lines that only grows.

Each write leaves two lines, one before it begins and one when it is over, so that one that was cut short shows. Members:
``time`` (RFC 3339, UTC), ``event`` (``begun`` or ``ended``), ``job``, ``request``, ``token`` (its name), ``action``; of what
begins ``what`` was handed in (``sha256`` and ``bytes`` of a document, the id of a record, a decision); of what ended
``outcome``, ``records`` (their ids) and, if it went wrong, ``detail``. A line is on the disk before the work goes on.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from api.errors import Problem
from kg.settings import Settings
from kg.store.opening import is_url


def place_of(settings: Settings, store: str) -> Path:
    """Where the audit of a store is: as the settings say, else beside it; of a server's in the working directory."""
    if settings.audit_log:
        return Path(settings.audit_log).absolute()
    if is_url(store):
        return Path("armsgraph.audit.jsonl").absolute()
    real = Path(store).resolve()
    return real.with_name(real.name + ".audit.jsonl")


class Audit:
    """The file of one store."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def note(self, event: Literal["begun", "ended"], **members: Any) -> None:
        """Write a line.

        Raises:
            Problem: 503, if that fails. What cannot be noted must not be done.

        """
        told = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **members}
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            await asyncio.to_thread(self._append, line.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise Problem(
                503,
                "store-unavailable",
                f"The write cannot be noted: {error.strerror}.",
                advice="The operator sees to it that the audit log can be written.",
                headers={"Retry-After": "60"},
            ) from error

    def _append(self, line: bytes) -> None:
        opened = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            # One call, so that lines do not mix; what a full disk leaves of a line is no line.
            if os.write(opened, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(opened)
        finally:
            os.close(opened)
