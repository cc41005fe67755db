"""The dataset as it is now, and as of other times: which of them a request is answered from.

A view as of a day is a copy like the public one, with query processes of its own, made when it is first asked for. Anyone
may ask for any day, so views are few: one is made at a time, and of those that are there the one that was used longest ago
makes room. All days between two publications have the same content and share one view.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from fastapi import Request
from starlette.types import Scope

from api.errors import Problem
from api.failures import QueryFailed
from api.lookups import Lookups
from api.pool import Pool, Reading
from api.public import PublicCopy
from api.reconciling.facts import Facts
from api.search import Search
from kg.asof import Cutoff, cutoff
from kg.errors import InputError
from kg.releases import KnownRelease, Releases
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore
from kg.store.opening import is_url

PARAMETERS = ("as_of", "as-of")
"""What asks for another time: the first in REST, the second in the SPARQL Protocol. Each is understood in both."""
_KEPT = 2
MOST_VIEWS = _KEPT + 1
"""So many are there at once, at most: one more is made before another goes."""
_GRACE_SECONDS = 10.0
"""What a view that makes room waits for its last answers, beyond the time that a query may take."""
_MAX_CHARS = 100
_LONGEST_LINK = 2000
_BEFORE_ALL = "0001-01-01"


@dataclass(eq=False)
class View:
    """The dataset as it is now, as builds leave it, or with a ``copy`` of its own as of a day."""

    pool: Pool
    lookups: Lookups
    search: Search
    facts: Facts
    copy: PublicCopy | None = None
    _users: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of(cls, pool: Pool, base: str, copy: PublicCopy | None = None) -> View:
        lookups = Lookups(pool, base)
        search = Search(lookups)
        return cls(pool, lookups, search, Facts(lookups, search), copy)

    def take(self) -> None:
        """Have it stay until ``let_go`` was called as often."""
        self._users += 1
        self._free.clear()

    def let_go(self) -> None:
        self._users -= 1
        if not self._users:
            self._free.set()

    async def close(self, patience: float = 0.0) -> None:
        """Remove a view when nobody uses it any more, or after so many seconds."""
        try:
            if self._users:
                async with asyncio.timeout(patience):
                    await self._free.wait()
        except TimeoutError:
            pass
        finally:
            await self.pool.close()
            if self.copy is not None:
                await self.copy.close()


class Moment:
    """What one request is answered from: one state of the dataset, whatever is built meanwhile.

    ``until`` is the day that the request asked for, if it did.
    """

    def __init__(self, view: View, reading: Reading, until: Cutoff | None = None) -> None:
        self._view = view
        self.pool = reading
        self.lookups = Lookups(reading, view.lookups.base)
        self.search = view.search
        self.facts = view.facts
        self.until = until

    def headers(self, scope: Scope) -> dict[str, str]:
        """What the answer says of it: the version, when the content is from, and where it is as of now (RFC 7089)."""
        said = {"X-Dataset-Version": self.pool.version}
        if self.until is None:
            return said
        day = datetime.fromisoformat(self.until.day).replace(tzinfo=UTC)
        said["Memento-Datetime"] = format_datetime(day, usegmt=True)
        if (address := _address_of_now(scope)) is not None:
            said["Link"] = f'<{address}>; rel="original"'
        return said

    def let_go(self) -> None:
        self.pool.close()
        self._view.let_go()


def _address_of_now(scope: Scope) -> str | None:
    """The address without the parameter; None if it has none, or is of no use in a header."""
    parts = scope["query_string"].decode("latin-1").split("&")
    kept = [part for part in parts if part.partition("=")[0] not in PARAMETERS]
    if len(kept) == len(parts):
        return None
    address = quote(scope["path"]) + ("?" + quote("&".join(kept), safe="%/:?&=+,;@!$'()*~") if kept else "")
    return address if len(address) <= _LONGEST_LINK else None


def asked_of(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The times that the parameters of a request name."""
    return [value for name, value in pairs if name in PARAMETERS]


async def hold(request: Request, asked: list[str]) -> Moment:
    """The moment that a request is to be answered from; it stays until the answer is through.

    Raises:
        Problem: if ``asked`` names none, or different ones, or views are not to be had of this store.
        QueryFailed: if the store does not answer, or the view is not there in time.

    """
    moments: Moments = request.app.state.moments
    moment = await moments.at(asked)
    if (before := getattr(request.state, "held", None)) is not None:
        before.let_go()
    request.state.held = moment
    return moment


@dataclass(frozen=True, slots=True)
class _Published:
    """What one version of the dataset says of when it was published."""

    version: str
    releases: Releases
    days: list[str]


class Moments:
    """The moments of one store. ``now`` answers from it as it is; with ``everything``, views leave out nothing."""

    def __init__(self, where: str, settings: Settings, now: Pool, *, everything: bool = False) -> None:
        self.now = View.of(now, settings.base)
        self._where = where
        self._settings = settings
        self._everything = everything
        self._views: dict[str, View] = {}  # by day; the one that was used last comes last
        self._turn = asyncio.Lock()
        self._leaving: asyncio.Task[None] | None = None
        self._goes: View | None = None  # the one that is leaving
        self._published: _Published | None = None
        self._reading = asyncio.Lock()

    @property
    def offered(self) -> bool:
        """Whether there are views of this store: there are none of one on a SPARQL server."""
        return not is_url(self._where)

    def must_be_offered(self) -> None:
        """Raises a 501 Problem where there are no views."""
        if not self.offered:
            raise Problem(
                501,
                "not-offered",
                "Answers as of another time are not to be had of a store on a SPARQL server.",
                advice="Leave the parameter out, or ask with armsgraph query --as-of.",
            )

    async def days(self) -> list[str]:
        """The days on which anything was published, sorted (ISO 8601)."""
        return (await self._read()).days

    async def at(self, asked: list[str]) -> Moment:
        """The moment that is asked for, to be let go; the current one if none is. Raises as ``hold``."""
        if not asked:
            self.now.take()
            return await _read_in(self.now)
        self.must_be_offered()
        published = await self._read()
        wanted = {until.day: until for until in (_read(text, published.releases) for text in asked)}
        if len(wanted) > 1:
            names = " and ".join(dict.fromkeys(asked))
            raise Problem(
                400,
                "bad-request",
                f"An answer is as of one time, this request names {names}.",
                advice="Name one.",
            )
        (until,) = wanted.values()
        later = bisect_right(published.days, until.day)
        return await _read_in(await self._view(published.days[later - 1] if later else _BEFORE_ALL), until)

    async def _read(self) -> _Published:
        """What is known of releases and days of publication, read anew after a build."""
        async with self._reading:
            version = (await self.now.lookups.ask("ready.rq")).version
            if self._published is None or self._published.version != version:
                rows = await self.now.lookups.rows("published.rq")
                releases = Releases(EmbeddedStore(), self._settings.base)
                for row in rows:
                    if (name := row.get("name")) is not None:
                        register = row["register"].value.rsplit("/", 1)[-1]
                        day = row["day"].value if "day" in row else None
                        releases.by_name[name.value] = KnownRelease(register, name.value, day)
                days = sorted({row["day"].value for row in rows if "day" in row})
                self._published = _Published(version, releases, days)
            return self._published

    async def _view(self, day: str) -> View:
        """The view as of a day, taken."""
        view = self._views.pop(day, None)
        if view is not None:
            self._views[day] = view
        self._make_room()
        if view is None:
            if self._is_busy():
                raise QueryFailed("busy", "Another view is being made, and only one is at a time.")
            view = self._views[day] = self._begin(day)
        assert view.copy is not None  # noqa: S101 - for the type checker
        view.take()
        try:
            await view.copy.place()
        except BaseException:
            view.let_go()
            raise
        self._make_room()
        return view

    def _begin(self, day: str) -> View:
        seconds = self._settings.query_seconds
        copy = PublicCopy(
            self._where,
            self._settings.base,
            view=(day, "everything") if self._everything else (day,),
            turn=self._turn,
            patience=seconds,
        )
        budget = self.now.pool.budget
        tell = self.now.pool.tell
        pool = Pool(copy, budget, seconds=seconds, snapshot=budget.view_snapshot, label=f"@{day}", tell=tell)
        return View.of(pool, self._settings.base, copy)

    def _is_busy(self) -> bool:
        """Whether a view is being made, or one that makes room is still on the disk."""
        return self._leaving is not None or any(
            view.copy is not None and view.copy.is_being_made for view in self._views.values()
        )

    def _make_room(self) -> None:
        """Begin to close the view that was used longest ago, if there are too many, or one that could not be made."""
        if self._leaving is not None:
            return
        there = [day for day, view in self._views.items() if view.copy and view.copy.is_there]
        failed = [
            day
            for day, view in self._views.items()
            if view.copy and not view.copy.is_there and not view.copy.is_being_made
        ]
        if failed or len(there) > _KEPT:
            self._goes = self._views.pop((failed or there)[0])
            self._leaving = asyncio.create_task(
                self._goes.close(self._settings.query_seconds + _GRACE_SECONDS)
            )
            self._leaving.add_done_callback(self._left)

    def _left(self, _: asyncio.Task[None]) -> None:
        self._leaving = self._goes = None
        self._make_room()

    async def close(self) -> None:
        """Remove all views."""
        views, self._views = list(self._views.values()), {}
        if self._leaving is not None and self._goes is not None:
            views.append(self._goes)  # its task may not even have begun
            self._leaving.cancel()
            await asyncio.gather(self._leaving, return_exceptions=True)
        for view in views:
            await view.close()


async def _read_in(view: View, until: Cutoff | None = None) -> Moment:
    """A moment of a view that was taken."""
    try:
        return Moment(view, await view.pool.reading(), until)
    except BaseException:
        view.let_go()
        raise


def _read(text: str, releases: Releases) -> Cutoff:
    try:
        return cutoff(text[:_MAX_CHARS], releases)
    except InputError as error:
        raise Problem(
            422,
            "invalid-parameter",
            f"as_of: {error.place or ''}{': ' if error.place else ''}{error.what}",
            advice=error.advice,
            parameters=[{"parameter": "as_of", "reason": error.what}],
        ) from None
