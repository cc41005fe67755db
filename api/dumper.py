"""Writes the shareable part of a store as one sorted Turtle file, in a process of its own.

``python -m api.dumper STORE FOLDER BASE``. Apart from the service because it takes the whole dataset in hand.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from api import children
from api.scratch import Scratch


class Dumps:
    """The dump of the newest version of the dataset; made when first asked for, kept until the dataset changes."""

    def __init__(self, where: str, base: str) -> None:
        self._where = where
        self._base = base
        self._scratch: Scratch | None = None
        self._version: str | None = None
        self._making = asyncio.Lock()

    async def file(self, version: str) -> Path:
        """The Turtle file of this version. Raises QueryFailed if it can't be made."""
        async with self._making:
            if self._scratch is None or self._version != version:
                fresh = await asyncio.to_thread(Scratch)
                try:
                    await children.run("api.dumper", self._where, str(fresh.path), self._base)
                except BaseException:
                    await asyncio.to_thread(fresh.remove)
                    raise
                await self._forget()
                self._scratch, self._version = fresh, version
            return self._scratch.path / "armsgraph.ttl"

    async def _forget(self) -> None:
        if self._scratch is not None:
            # Whoever is reading the old file reads on: it goes when the last reader closes it.
            await asyncio.to_thread(self._scratch.remove)
            self._scratch = None

    async def close(self) -> None:
        """Remove what was written."""
        await self._forget()


def main() -> None:
    """Write the dump into the folder; leaves with 1 if that fails."""
    from api import sandbox
    from kg.errors import ArmsgraphError
    from kg.settings import Settings
    from kg.share import dump
    from kg.store import open_store

    sandbox.die_with_parent()
    where, folder, base = sys.argv[1:4]
    try:
        store = open_store(where, read_only=True)
        dump(store, Path(folder), formats=["ttl"], settings=Settings(base=base))
        store.close()
    except ArmsgraphError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
