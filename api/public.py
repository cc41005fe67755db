"""What the service answers from: a copy of the store without what may not be passed on.

``ag:redistribution`` of a record says what that is; the builder's own book, with the facts of refused records, is no
part of it either. A copy, because nothing less holds: whoever may count, join and name graphs sees through any filter on
answers, and the engine's union of all graphs cannot leave some out. What is not there cannot be asked for.

``python -m api.public STORE FOLDER BASE [DAY [everything]]`` makes one, in a process of its own. With a day it copies the
view as of that day, which is made first and then loses the same things; with ``everything`` it keeps them.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sys
from pathlib import Path

from api import children
from api.failures import QueryFailed
from api.scratch import Scratch
from api.sources import Place
from kg.store.version import Watch, look

_log = logging.getLogger("armsgraph.api")
_WAIT_SECONDS = 10.0
"""Where a copy takes less than this, questions wait for the newest; else the last one answers until it is there."""
_REST = 4
"""After a copy that took longer, so many times as long nothing is copied: a build commits all the time."""
_NICE = 10
"""Views are made behind the questions of others: anyone may ask for one."""


class PublicCopy:
    """The copy of one store in a temporary folder, made when first asked for and anew after a build.

    ``view``: what to copy instead of the store as it is now, as the arguments that follow the base (see above).
    ``turn`` is held while a copy is made: of those that share one, a single copy is made at a time. ``patience``: so many
    seconds a question waits for a copy; as long as it takes if left out.
    """

    def __init__(
        self,
        where: str,
        base: str,
        *,
        view: tuple[str, ...] = (),
        turn: asyncio.Lock | None = None,
        patience: float | None = None,
    ) -> None:
        self._where = where
        self._watch = Watch(Path(where))
        self._base = base
        self._view = view
        self._turn = turn or asyncio.Lock()
        self._patience = patience
        self._scratch: Scratch | None = None
        self._number = 0
        self._place: Place | None = None
        self._took = 0.0
        self._not_before = 0.0
        self._making: asyncio.Task[None] | None = None
        self._failure = ""

    async def place(self) -> Place:
        """Where to answer from, with the version of the store that it is a copy of.

        Raises:
            QueryFailed: if there is no copy and none can be made, or it is ``making`` still.

        """
        # Where another copy is being made, the last one of this answers on: a question need not wait for both.
        if self._making is None and not (self.is_there and self._turn.locked()) and self._is_outdated():
            self._making = asyncio.create_task(self._make())
        if self._making is not None and (not self.is_there or self._took < _WAIT_SECONDS):
            await asyncio.wait({self._making}, timeout=self._patience)
        if self._place is None:
            if self._making is not None:
                raise QueryFailed("making", "What the question asks for is still being made.")
            raise QueryFailed("store", self._failure)
        return self._place

    def now(self) -> Place | None:
        """The same, at once; None while a question would have one made, or waits for one that is being made."""
        if self._making is None:
            return None if self._is_outdated() else self._place
        return None if self._took < _WAIT_SECONDS else self._place

    @property
    def is_there(self) -> bool:
        """Whether there is a copy to answer from, be it the newest or not."""
        return self._place is not None

    @property
    def is_being_made(self) -> bool:
        """Whether one is being made, or waits for its turn."""
        return self._making is not None

    def _is_outdated(self) -> bool:
        if asyncio.get_running_loop().time() < self._not_before:
            return False
        try:
            seen = self._watch.look()
        except OSError:
            self._failure = f"{self._where}: there is no store here"
            return False
        return self._place is None or self._place.version != seen.version

    async def _make(self) -> None:
        try:
            async with self._turn:
                await self._make_now()
        finally:
            self._making = None

    async def _make_now(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        fresh: Path | None = None
        try:
            if self._scratch is None:
                self._scratch = await asyncio.to_thread(Scratch)
            source = look(Path(self._where))
            self._number += 1
            fresh = self._scratch.path / str(self._number)
            await children.run("api.public", self._where, str(fresh), self._base, *self._view)
            self._place = Place(str(fresh), source.version, source.modified)
            await asyncio.to_thread(self._tidy, fresh)
        except (QueryFailed, OSError) as error:
            # Perhaps a build is at work just now; the last copy stays good and the next question tries again.
            self._failure = str(error)
            if fresh is not None:
                await asyncio.to_thread(shutil.rmtree, fresh, ignore_errors=True)
            _log.warning("the public copy could not be made: %s", error)
        finally:
            if fresh is not None:
                await asyncio.to_thread(shutil.rmtree, _whole(fresh), ignore_errors=True)
            self._took = loop.time() - began
            if self._took >= _WAIT_SECONDS:
                self._not_before = loop.time() + _REST * self._took

    def _tidy(self, fresh: Path) -> None:
        """Remove the copies before the last, which stays for those who read in it."""
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
            self._scratch = self._place = None


def _whole(folder: Path) -> Path:
    """Where a view is made whole before the copy without what may not be passed on."""
    return folder.with_name(folder.name + ".whole")


def _make_view(where: str, folder: str, base: str, day: str) -> None:
    """What was known on a day, as a store in a folder."""
    from kg.asof import Cutoff, fill_view
    from kg.settings import Settings
    from kg.store import open_store

    store, view = open_store(where, read_only=True), open_store(folder)
    fill_view(store, view, Cutoff(day), Settings(base=base))
    view.close()
    store.close()


def _leave_out(where: str, folder: str, base: str) -> None:
    """The part of a store that may be passed on, as a store in a folder."""
    from kg.share.shareable import shareable
    from kg.store import open_store

    store = open_store(where, read_only=True)
    part = shareable(store, base)
    store.close()
    copy = open_store(folder)
    copy.bulk_load(part.graphs)
    copy.close()


def main() -> None:
    """Write the copy into the folder; leaves with 1 if that fails."""
    from api import sandbox
    from kg.errors import ArmsgraphError

    sandbox.die_with_parent()
    where, folder, base, *view = sys.argv[1:]
    try:
        if view:
            os.nice(_NICE)
        if len(view) > 1:
            _make_view(where, folder, base, view[0])
        elif view:
            whole = str(_whole(Path(folder)))
            _make_view(where, whole, base, view[0])
            _leave_out(whole, folder, base)
        else:
            _leave_out(where, folder, base)
    except (ArmsgraphError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
