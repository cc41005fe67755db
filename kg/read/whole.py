"""A file that is one document, read at once."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UnreadableFile
from kg.read.decode import decode
from kg.settings import Settings


def read_whole(path: Path, settings: Settings) -> tuple[str, tuple[str, ...]]:
    """The text of a file that is one document, and what was mended.

    Raises:
        UnreadableFile: if it is too large to be one document, or no encoding fits it.

    """
    decoded = decode(bytes_of(path, settings), str(path))
    return decoded.text, (decoded.mended,) if decoded.mended else ()


def bytes_of(path: Path, settings: Settings) -> bytes:
    """All bytes of a file that is one document.

    Raises:
        UnreadableFile: if it is too large to be one document.

    """
    # No character takes more than four bytes, so a larger file is too long whatever it holds.
    limit = settings.max_document_chars * 4 + 4
    if path.stat().st_size > limit:
        raise UnreadableFile(
            f"the file has {path.stat().st_size:,} bytes, more than {settings.max_document_chars:,} characters can take",
            place=str(path),
            advice="Split it, or raise ARMSGRAPH_MAX_DOCUMENT_CHARS",
        )
    return path.read_bytes()
