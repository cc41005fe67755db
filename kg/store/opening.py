"""From what the user wrote to an open store."""

from __future__ import annotations

from pathlib import Path

from kg.errors import StoreError
from kg.store import succession
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore


def is_url(where: str) -> bool:
    """Whether a store is named by the address of a server, not by a folder."""
    return where.startswith(("http://", "https://"))


def open_store(where: str, *, read_only: bool = False, timeout: float = 60.0) -> Store:
    """Open the store in a folder (made if missing, unless ``read_only``), or the server at a URL.

    ``memory:`` is an empty store that is gone when it is closed. ``timeout`` (seconds) is for servers alone.

    Raises:
        StoreError: if there is none, it is locked, or it cannot be reached.

    """
    if is_url(where):
        from kg.store.server import ServerStore

        return ServerStore(where, read_only=read_only, timeout=timeout)
    if where == "memory:":
        return EmbeddedStore()
    path = Path(where)
    if path.exists() and not path.is_dir():
        raise StoreError(f"{where}: this is a file, a store is a folder. Choose another place with --store")
    if path.is_dir() and any(path.iterdir()) and not (path / "CURRENT").exists():
        raise StoreError(
            f"{where}: this folder holds something else than a store. Choose another place with --store"
        )
    if read_only:
        _must_exist(path)
    return EmbeddedStore(path, read_only=read_only)


def open_existing(where: str, *, timeout: float = 60.0) -> Store:
    """Open a store for writing that must be there already.

    Raises:
        StoreError: as ``open_store``, and if there is no store yet.

    """
    if not is_url(where) and where != "memory:":
        _must_exist(Path(where))
    return open_store(where, timeout=timeout)


def _must_exist(path: Path) -> None:
    if not (succession.current(path) / "CURRENT").exists():
        raise StoreError(f"{path}: there is no store here. Build one first, or name it with --store")
