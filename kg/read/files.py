"""From what the user named to the files that are read."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from kg.errors import InputError


def expand(inputs: Iterable[str]) -> list[Path]:
    """All files that the inputs name: a file, a folder (with all below it) or a glob (``**`` is any depth).

    Hidden files and folders, and SPARQL queries beside the data, are passed over, unless named outright. A file is given once, where it comes first.

    Raises:
        InputError: if an input names nothing, so that a misspelt path is not taken for an empty one.

    """
    found: dict[Path, None] = {}
    for given in inputs:
        files = _named(given)
        if not files:
            raise InputError(
                "there is no such file or folder, or nothing in it", place=given, advice="Check the path"
            )
        found.update(dict.fromkeys(files))
    return list(found)


def _named(given: str) -> list[Path]:
    path = Path(given)
    if path.is_dir():
        return _below(path)
    if path.exists():
        return [path]
    return [file for match in sorted(glob.glob(given, recursive=True)) for file in _files(Path(match))]  # noqa: PTH207


def _files(path: Path) -> list[Path]:
    return _below(path) if path.is_dir() else [path]


_NO_DOCUMENTS = frozenset({".rq", ".ru", ".sparql", ".toml"})
"""Queries, updates and settings are kept beside the data and are no documents."""


def _below(folder: Path) -> list[Path]:
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            Path(where) / name
            for name in names
            if not name.startswith(".") and Path(name).suffix.lower() not in _NO_DOCUMENTS
        ]
    return sorted(found, key=lambda file: file.parts)


def key_of(path: Path) -> str:
    """The path as the key of a record: relative to the working directory, with ``/`` on every system."""
    return Path(os.path.relpath(path)).as_posix()
