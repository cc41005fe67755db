"""Who may have a query worked out, and when: fair to every client, and look-ups never behind what takes long.

Every question begins at once, in one of a few quick places. Nobody can tell from a query's text what it will cost,
so its time tells: what is not through after a moment leaves the quick place. If a place for long queries is free, it goes
on there, with more memory and behind all others; else it is paused until one is. Clients take turns, both for quick
places and for long ones, and none may have more than its share of the latter. Where too many are paused, a question makes
room, and is asked again when its turn for a long place has come.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from contextvars import ContextVar
from typing import Generic, Protocol, TypeVar

from api.failures import QueryFailed

client: ContextVar[str] = ContextVar("client", default="")
"""Who asks, as far as turns go: set for each request, the same for all requests of one client."""
_QUEUED_AT_MOST = 1000
_QUEUED_OF_ONE = 200
Item = TypeVar("Item")


class Turns(Generic[Item]):
    """What waits, of several clients: they take turns, and each client's own come in their order."""

    def __init__(self) -> None:
        self._queues: OrderedDict[str, deque[Item]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def of(self, who: str) -> int:
        """How many wait of one client."""
        return len(self._queues.get(who, ()))

    def put(self, who: str, item: Item) -> None:
        self._queues.setdefault(who, deque()).append(item)
        self._size += 1

    def take(self, may: Callable[[str], bool] = lambda _: True) -> Item | None:
        """The next of the first client that may; that client then comes last."""
        found = self.take_of(may)
        return None if found is None else found[1]

    def take_of(self, may: Callable[[str], bool]) -> tuple[str, Item] | None:
        """As ``take``, with the client."""
        for who in self._queues:
            if may(who):
                item = self._queues[who].popleft()
                self._size -= 1
                if self._queues[who]:
                    self._queues.move_to_end(who)
                else:
                    del self._queues[who]
                return who, item
        return None

    def remove(self, who: str, item: Item) -> None:
        """Take out what waits no longer; nothing happens if it does not wait."""
        queue = self._queues.get(who)
        if queue is not None and item in queue:
            queue.remove(item)
            self._size -= 1
            if not queue:
                del self._queues[who]


class Lasting(Protocol):
    """A question that takes long."""

    who: str

    def go_on(self) -> None:
        """It has a long place."""

    def pause(self) -> None:
        """It waits for one."""


class Lane:
    """The places for some kind of questions.

    ``quick``: how many begin side by side; ``long``: how many that take long go on; ``paused``: how many of these wait;
    ``share``: how many long places one client may have, half of them if left out.
    """

    def __init__(self, *, quick: int, long: int, paused: int, share: int | None = None) -> None:
        self.quick = quick
        self.long = long
        self.paused = paused
        self.share = share or max(1, long // 2)
        self._in_quick = 0
        self._arriving: Turns[asyncio.Future[None]] = Turns()
        self._in_long: Counter[str] = Counter()
        self._pausing: Turns[Lasting] = Turns()
        self._shelved: Turns[asyncio.Future[None]] = Turns()

    def state(self) -> dict[str, int]:
        """How many are where, for the metrics."""
        return {
            "quick": self._in_quick,
            "long": self._in_long.total(),
            "paused": len(self._pausing),
            "queued": len(self._arriving) + len(self._shelved),
        }

    async def enter(self, who: str, deadline: float) -> None:
        """Wait for a quick place. Raises QueryFailed ``busy`` if there is none by the deadline, or too many wait."""
        if self._in_quick < self.quick:
            self._in_quick += 1
        else:
            await _wait(self._arriving, who, deadline, give_back=self.leave_quick)

    async def enter_long(self, who: str, deadline: float) -> None:
        """Wait for a long place, behind all that are paused. Raises as ``enter``."""
        if self._may(who):
            self._in_long[who] += 1
        else:
            await _wait(self._shelved, who, deadline, give_back=lambda: self.leave_long(who))

    def leave_quick(self) -> None:
        """Give a quick place to the next client in turn."""
        while (place := self._arriving.take()) is not None:
            if not place.done():
                place.set_result(None)
                return
        self._in_quick -= 1

    def lengthen(self, asked: Lasting) -> bool:
        """Have a question go on as a long one, at once or when there is a place; False if too many are paused."""
        if self._may(asked.who):
            self._in_long[asked.who] += 1
            asked.go_on()
            return True
        if len(self._pausing) >= self.paused:
            return False
        self._pausing.put(asked.who, asked)
        asked.pause()
        return True

    def forget(self, asked: Lasting) -> None:
        """A question that is paused will not go on."""
        self._pausing.remove(asked.who, asked)

    def leave_long(self, who: str) -> None:
        """Give a long place to the next client in turn that may have one."""
        self._in_long[who] -= 1
        if not self._in_long[who]:
            del self._in_long[who]
        while self._in_long.total() < self.long:
            if (asked := self._pausing.take(self._may)) is not None:
                self._in_long[asked.who] += 1
                asked.go_on()
            elif (next_ := self._next_shelved()) is not None:
                who, place = next_
                self._in_long[who] += 1
                place.set_result(None)
            else:
                return

    def _next_shelved(self) -> tuple[str, asyncio.Future[None]] | None:
        while (found := self._shelved.take_of(self._may)) is not None:
            if not found[1].done():
                return found
        return None

    def _may(self, who: str) -> bool:
        return self._in_long.total() < self.long and self._in_long[who] < self.share


async def _wait(
    turns: Turns[asyncio.Future[None]], who: str, deadline: float, *, give_back: Callable[[], None]
) -> None:
    """Wait for a turn; ``give_back`` passes on a place that came just when it was given up."""
    if len(turns) >= _QUEUED_AT_MOST or turns.of(who) >= _QUEUED_OF_ONE:
        raise QueryFailed("busy", "Too many questions are waiting.")
    place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    turns.put(who, place)
    try:
        async with asyncio.timeout_at(deadline):
            await place
    except BaseException as error:
        turns.remove(who, place)
        if place.done() and not place.cancelled():
            give_back()
        if isinstance(error, TimeoutError):
            raise QueryFailed("busy", "All query processes are busy.") from None
        raise
