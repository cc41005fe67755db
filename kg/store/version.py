"""Telling whether a store on disk has changed, without opening it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

AGAIN_AFTER = 0.2
"""Seconds for which a look at a store holds: who is asked thousands of times a second need not look each time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A state of a store. ``modified``: when it last changed, in seconds since 1970."""

    version: str
    modified: float


def look(path: Path) -> Seen:
    """The state that a store is in: names, sizes and times of the files that hold the data.

    Raises:
        OSError: if there is no such folder, or no store in it.

    """
    newest, size, count, is_store = 0, 0, 0, False
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith("LOG") or entry.name == "LOCK":
                continue
            is_store = is_store or entry.name == "CURRENT"
            status = entry.stat()
            newest = max(newest, status.st_mtime_ns)
            size += status.st_size
            count += 1
    if not is_store:
        raise FileNotFoundError(f"{path}: there is no store here")
    return Seen(f"{newest:x}-{size:x}-{count:x}", newest / 1e9)


def fingerprint(path: Path) -> str:
    """Changes whenever anything was committed. Raises OSError as ``look``."""
    return look(path).version


class Watch:
    """Looks at a store now and then, however often it is asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: Seen | None = None
        self._at = 0.0

    def look(self) -> Seen:
        """The state of the store, at most a moment old. Raises OSError if there is none."""
        now = time.monotonic()
        if self._seen is None or now - self._at > AGAIN_AFTER:
            self._seen, self._at = look(self._path), now
        return self._seen
