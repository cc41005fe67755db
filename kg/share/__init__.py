"""Dumps of the graph for others: sorted files, a description of the dataset, checksums.

The same graph gives the same bytes. What the terms of a record forbid to pass on stays out, and the description
says how much that was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from kg.errors import InputError
from kg.settings import Settings
from kg.share.description import describe
from kg.share.shareable import shareable
from kg.share.write import FORMATS, write
from kg.store import Store

__all__ = ["FORMATS", "dump"]

_NAME = "armsgraph"


def dump(
    store: Store, folder: Path, formats: Iterable[str] | None = None, settings: Settings | None = None
) -> list[Path]:
    """Write the shareable part of a store into a folder and return the files, the checksums last.

    Args:
        store: what to write.
        folder: made if it is missing; files of an earlier dump are overwritten.
        formats: names from ``FORMATS`` (``ttl``, ``trig``, ``nq``, ``jsonld``); all of them if None.
        settings: for the base of the IRIs.

    Raises:
        InputError: if a format is not known, or the folder cannot be written.

    """
    chosen = list(dict.fromkeys(formats or FORMATS))
    if unknown := [name for name in chosen if name not in FORMATS]:
        raise InputError(f"there is no format {unknown[0]!r}", advice=f"There are {', '.join(FORMATS)}")
    base = (settings or Settings()).base
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = shareable(store, base)
        files = [write(part, folder / f"{_NAME}.{name}", name) for name in chosen]
        about = folder / "void.ttl"
        about.write_bytes(describe(part, files, base))
        return [*files, about, _checksums([*files, about], folder / "SHA256SUMS")]
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            place=str(folder),
            advice="Name a folder that you may write to",
        ) from error


def _checksums(files: Iterable[Path], target: Path) -> Path:
    """Checksums in the form that ``sha256sum -c`` reads."""
    lines = []
    for file in files:
        with file.open("rb") as opened:
            lines.append(f"{hashlib.file_digest(opened, 'sha256').hexdigest()}  {file.name}\n")
    target.write_text("".join(lines), encoding="utf-8")
    return target
