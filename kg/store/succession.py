"""A store in a folder that takes the place of another: made beside it, and swapped for it when it is whole.

Beside the folder of a store ``NAME`` stand, for a while, ``NAME.next``, which is being made, and ``NAME.last``, which
has been replaced and is about to go. A crash leaves one of them behind at most; the next time the store is opened it is
put right, and what counts is always a whole store.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kg.errors import StoreError


def is_possible(path: Path) -> bool:
    """Whether a store can be swapped at all: not where a volume is mounted, nor in a folder that is not ours."""
    real = path.resolve()
    return os.access(real.parent, os.W_OK) and not real.is_mount()


def next_to(path: Path) -> Path:
    """An empty place for the successor of a store."""
    place = _next(path)
    shutil.rmtree(place, ignore_errors=True)
    return place


def swap(path: Path) -> None:
    """Put the successor in the place of a store. Both must be closed.

    Another program that has begun to write to the store in between has tidied the successor away, and so is not harmed.

    Raises:
        StoreError: if that is so, or a folder cannot be moved; the earlier store stays.

    """
    real = path.resolve()
    try:
        real.rename(_last(path))
        try:
            _next(path).rename(real)
        except OSError:
            _last(path).rename(real)
            raise
    except OSError as error:
        raise StoreError(f"{path}: the store could not be replaced by its successor: {error}") from error
    shutil.rmtree(_last(path), ignore_errors=True)


def current(path: Path) -> Path:
    """Where a store is to be read: in its place, or where a swap that was cut short has left it."""
    return path if path.exists() or not _last(path).exists() else _last(path)


def restore(path: Path) -> None:
    """Bring a store back that a swap which was cut short has moved away. To be called before it is opened."""
    if current(path) != path:
        _last(path).rename(path.resolve())


def tidy(path: Path) -> None:
    """Remove what was left behind. Only who holds the store open for writing may call it."""
    for place in (_next(path), _last(path)):
        if place.exists():
            shutil.rmtree(place, ignore_errors=True)


def _next(path: Path) -> Path:
    return _beside(path, ".next")


def _last(path: Path) -> Path:
    return _beside(path, ".last")


def _beside(path: Path, ending: str) -> Path:
    """Beside the folder itself, where the user's path is a link to it."""
    real = path.resolve()
    return real.with_name(real.name + ending)
