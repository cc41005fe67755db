"""Where a page ended, as an opaque word: the next page goes on from there, whatever its size (keyset paging).

A cursor holds the version of the dataset, a digest of the question, the sort keys of the last line and its IRI. It carries
no authority: what it says is bound as terms like any parameter, and a checksum tells a mangled one.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.errors import Problem

MAX_CHARS = 4000
_ADVICE = "Leave the cursor out to begin with the first page, and follow `next` as it is given."


class Cursor(BaseModel):
    """The end of a page: ``position`` lines came before, ``last`` is the IRI of the last one and ``keys`` its sort keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    version: str
    question: str
    position: int = Field(ge=0, le=100_000_000)
    keys: list[str | None] = Field(max_length=3)
    last: str


def encode(cursor: Cursor) -> str:
    """The word for a cursor, of letters, digits, ``-`` and ``_``."""
    body = cursor.model_dump_json().encode()
    return base64.urlsafe_b64encode(_sum(body) + body).decode().rstrip("=")


def decode(word: str, *, question: str) -> Cursor:
    """The cursor of a word, for the same question. Raises a 400 Problem for any other word."""
    cursor = _read(word)
    if cursor is None:
        raise _refused("cursor: it is not one that this service gave, or not whole.")
    if cursor.question != question:
        raise _refused("cursor: it belongs to another question: filters or order are not the same.")
    return cursor


def _read(word: str) -> Cursor | None:
    try:
        body = base64.b64decode(word.encode("ascii") + b"=" * (-len(word) % 4), altchars=b"-_", validate=True)
        return Cursor.model_validate_json(body[8:]) if body[:8] == _sum(body[8:]) else None
    except (ValueError, ValidationError):
        return None


def check_version(cursor: Cursor, version: str | None) -> None:
    """Raise a 410 Problem if the dataset is not the one that the cursor is from."""
    if cursor.version != version:
        raise Problem(
            410,
            "cursor-outdated",
            "cursor: the dataset has changed since the page before.",
            advice="Begin with the first page again, or go on with offset, knowing that lines may have moved.",
            parameters=[{"parameter": "cursor", "reason": "the dataset has changed"}],
        )


def digest(parts: Iterable[object]) -> str:
    """A short name for a question."""
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:8]


def _refused(detail: str) -> Problem:
    return Problem(
        400, "bad-request", detail, advice=_ADVICE, parameters=[{"parameter": "cursor", "reason": detail}]
    )
