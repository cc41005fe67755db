"""Where the dataset is, and in which state: a store that stays where it is, or a copy that is made anew (``api.public``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.failures import QueryFailed
from kg.store.opening import is_url
from kg.store.version import Watch


@dataclass(frozen=True, slots=True)
class Place:
    """Where the dataset is: a folder or the URL of a server. ``modified``: when it last changed, in seconds."""

    where: str
    version: str
    modified: float | None = None


class Source(Protocol):
    """Says where the dataset is."""

    async def place(self) -> Place:
        """Where the next question is to be answered from. Raises QueryFailed if there is no dataset."""

    def now(self) -> Place | None:
        """The same, at once; None where that must be waited for or found out, or cannot be told by its version."""


class Folder:
    """The store in a folder, as builds leave it."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._watch = Watch(Path(where))

    async def place(self) -> Place:
        place = self.now()
        if place is None:
            raise QueryFailed("store", f"{self._where}: there is no store here")
        return place

    def now(self) -> Place | None:
        try:
            seen = self._watch.look()
        except OSError:
            return None
        return Place(self._where, seen.version, seen.modified)


class Server:
    """A SPARQL server elsewhere, whose changes cannot be seen: it has one version for good, which tells nothing."""

    def __init__(self, url: str) -> None:
        self._place = Place(url, "server")

    async def place(self) -> Place:
        return self._place

    def now(self) -> Place | None:
        return None


def standing(where: str) -> Source:
    """The dataset of a store that stays where it is."""
    return Server(where) if is_url(where) else Folder(where)
