"""What the service answers from: a copy of the store without what may not be passed on.

``ag:redistribution`` of a record says what that is; the builder's own book, with the facts of refused records, is no
part of it either. A copy, because nothing less holds: whoever may count, join and name graphs sees through any filter on
answers, and the engine's union of all graphs cannot leave some out. What is not there cannot be asked for.

``python -m api.public STORE FOLDER BASE`` makes one, in a process of its own.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
from pathlib import Path

from api import children
from api.pool import QueryFailed
from api.scratch import Scratch
from kg.store.version import fingerprint

_log = logging.getLogger("armsgraph.api")
_WAIT_SECONDS = 10.0
"""Where a copy takes less than this, questions wait for the newest; else the last one answers until it is there."""
_REST = 4
"""After a copy that took longer, so many times as long nothing is copied: a build commits all the time."""


class PublicCopy:
    """The copy of one store in a temporary folder, made when first asked for and anew after a build."""

    def __init__(self, where: str, base: str) -> None:
        self._where = Path(where)
        self._base = base
        self._scratch: Scratch | None = None
        self._made_from: str | None = None
        self._number = 0
        self._took = 0.0
        self._not_before = 0.0
        self._making: asyncio.Task[None] | None = None
        self._failure = ""

    async def place(self) -> str:
        """The folder to answer from. It stays the same and what is in it changes.

        Raises:
            QueryFailed: if there is no copy and none can be made.

        """
        if self._making is None and self._is_outdated():
            self._making = asyncio.create_task(self._make())
        if self._making is not None and (self._made_from is None or self._took < _WAIT_SECONDS):
            await asyncio.wait({self._making})
        if self._scratch is None or self._made_from is None:
            raise QueryFailed("store", self._failure)
        return str(self._scratch.path / "current")

    def _is_outdated(self) -> bool:
        if asyncio.get_running_loop().time() < self._not_before:
            return False
        try:
            return fingerprint(self._where) != self._made_from
        except OSError:
            self._failure = f"{self._where}: there is no store here"
            return False

    async def _make(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            if self._scratch is None:
                self._scratch = await asyncio.to_thread(Scratch)
            source = fingerprint(self._where)
            self._number += 1
            fresh = self._scratch.path / str(self._number)
            await children.run("api.public", str(self._where), str(fresh), self._base)
            await asyncio.to_thread(self._switch, fresh)
            self._made_from = source
        except (QueryFailed, OSError) as error:
            # Perhaps a build is at work just now; the last copy stays good and the next question tries again.
            self._failure = str(error)
            _log.warning("the public copy could not be made: %s", error)
        finally:
            self._making = None
            self._took = loop.time() - began
            if self._took >= _WAIT_SECONDS:
                self._not_before = loop.time() + _REST * self._took

    def _switch(self, fresh: Path) -> None:
        """Put a copy in the place of the last, which stays for those who read in it; the one before goes."""
        link = fresh.with_name("next")
        link.symlink_to(fresh.name, target_is_directory=True)
        link.replace(fresh.with_name("current"))
        for old in fresh.parent.iterdir():
            if old.name.isdigit() and int(old.name) < self._number - 1:
                shutil.rmtree(old, ignore_errors=True)

    async def close(self) -> None:
        """Remove the copy."""
        if (making := self._making) is not None:
            making.cancel()
            await asyncio.wait({making})
        if self._scratch is not None:
            await asyncio.to_thread(self._scratch.remove)
            self._scratch = self._made_from = None


def main() -> None:
    """Write the copy into the folder; leaves with 1 if that fails."""
    from api import sandbox
    from kg.errors import ArmsgraphError
    from kg.share.shareable import shareable
    from kg.store import open_store

    sandbox.die_with_parent()
    where, folder, base = sys.argv[1:4]
    try:
        store = open_store(where, read_only=True)
        part = shareable(store, base)
        store.close()
        copy = open_store(folder)
        copy.bulk_load(part.graphs)
        copy.close()
    except (ArmsgraphError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
