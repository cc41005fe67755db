"""N-Quads on their way into a store, a lot at a time: the engine takes in few large loads faster than many small ones."""

from __future__ import annotations

from kg.store.base import Store

_AT_ONCE = 60_000_000
"""Bytes that are held in memory before they go into the store."""


class Loader:
    """Takes in N-Quads for one store. ``finish`` must be called, or what waits is lost."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[bytes] = []
        self._size = 0

    def add(self, quads: bytes) -> None:
        """Take in some; they may have to wait for more."""
        self._waiting.append(quads)
        self._size += len(quads)
        if self._size > _AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Bring what waits into the store."""
        self._store.extend(b"".join(self._waiting))
        self._waiting, self._size = [], 0
