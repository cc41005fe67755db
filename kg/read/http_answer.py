"""What a server answered, as a crawl keeps it: the head, and the body in the form in which it was sent."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import BadRecord

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_END = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHUNK = re.compile(rb"(?:\r\n)?([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r\n")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer; ``size`` is how many bytes it takes, names of ``fields`` are in small letters."""

    status: int
    fields: Mapping[str, str]
    size: int

    @property
    def media_type(self) -> str:
        """The media type in small letters without parameters; empty if none is said."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that is said."""
        match = _CHARSET.search(self.fields.get("content-type", "").partition(";")[2])
        return match.group(1) if match else None


def head_of_answer(start: bytes) -> Head | None:
    """The head that an answer begins with; None if it is none, or has no end in ``start``."""
    status, end = _STATUS.match(start), _END.search(start)
    if status is None or end is None:
        return None
    fields: dict[str, str] = {}
    for line in start[: end.start()].splitlines()[1:]:
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return Head(int(status.group(1)), fields, end.end())


def body_of_answer(head: Head, body: bytes, limit: int) -> tuple[bytes, bool]:
    """The body as its author wrote it: chunks put together and unpacked. The second part says whether it is whole.

    Many crawlers keep a body put together or unpacked with the head that it had before; so what does not look
    chunked or packed is taken as it is.

    Raises:
        BadRecord: if it gives more than ``limit`` bytes, or is packed in a way that cannot be undone here.

    """
    whole = True
    if "chunked" in head.fields.get("transfer-encoding", "").lower():
        body, whole = _joined(body)
    codings = [c.strip() for c in head.fields.get("content-encoding", "").lower().split(",") if c.strip()]
    if len(codings) > 3:
        raise BadRecord("the page is packed more than three times over")
    for coding in reversed(codings):
        body, ended = _unpacked(body, coding, limit)
        whole = whole and ended
    return body, whole


def _joined(body: bytes) -> tuple[bytes, bool]:
    chunks: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match.group(1), 16)
        if not size:
            return b"".join(chunks), True
        at = match.end() + size
        chunks.append(body[match.end() : at])
    return (b"".join(chunks), False) if chunks else (body, True)


def _unpacked(body: bytes, coding: str, limit: int) -> tuple[bytes, bool]:
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, 31, limit) if body.startswith(_GZIP) else (body, True)
    if coding == "deflate":
        try:
            return _inflated(body, 15, limit)
        except zlib.error:
            pass
        try:
            return _inflated(body, -15, limit)
        except zlib.error:
            return body, True
    if coding == "br":
        return _brotli(body, limit)
    if coding in {"identity", "none", "utf-8"}:
        return body, True
    raise BadRecord(
        f"the page is packed with {coding[:20]!r}, which is not known here", advice="Crawl it again"
    )


def _inflated(body: bytes, window: int, limit: int) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj(window)
    try:
        unpacked = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        if window != 31:
            raise
        raise BadRecord(f"the page cannot be unpacked ({error})", advice="Crawl it again") from error
    _check(len(unpacked), limit)
    return unpacked, unpacker.eof


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        import brotli
    except ImportError as error:
        raise BadRecord(
            "the page is packed with Brotli", advice="Run `pip install 'armsgraph[crawls]'`"
        ) from error
    unpacker = brotli.Decompressor()
    parts: list[bytes] = []
    try:
        parts.append(unpacker.process(body, output_buffer_limit=limit + 1))
        while not unpacker.is_finished() and not unpacker.can_accept_more_data():
            _check(sum(map(len, parts)), limit)
            parts.append(unpacker.process(b"", output_buffer_limit=limit + 1))
    except brotli.error as error:
        # As with the others: kept as it was before it was packed.
        if not any(parts):
            return body, True
        raise BadRecord(f"the page cannot be unpacked ({error})", advice="Crawl it again") from error
    unpacked = b"".join(parts)
    _check(len(unpacked), limit)
    return unpacked, bool(unpacker.is_finished())


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise BadRecord(
            f"the page unpacks to more than {limit:,} bytes",
            advice="If it is a page all the same, raise ARMSGRAPH_MAX_CRAWLED_BYTES",
        )
