"""Web archives (WARC): every page of a crawl that was answered with a text is a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import InputError
from kg.read.embedded import kind_of, source_of
from kg.read.http_answer import Head, body_of_answer, head_of_answer
from kg.read.model import Refusal, Source
from kg.read.warc_records import Archive, Damage, Record
from kg.settings import Settings

_START = 65_536
"""The head of an answer, and enough of its body to tell what it is, are in the first bytes."""
_LONGEST_SHOWN = 200

_NO_ANSWER = "left out: no answer of a server, but a request, a note of the crawler or the like"
_UNCHANGED = "left out: the page was the same as at an earlier visit"
_NO_PAGE = "left out: answered without the page (a redirect, an error)"
_NO_TEXT = "left out: no document (a picture, a style sheet, a program, data)"
_FOR_PROGRAMS = "left out: written for programs (robots.txt and the like)"
"""Why a record is passed over: few sentences, so that the counts of a large crawl fit on a screen."""

_CUT = "the crawl kept only the beginning of the page"

_PROGRAMS_READ = frozenset(
    f"/{name}.txt"
    for name in ("robots", "ads", "app-ads", "security", ".well-known/security", "humans", "llms")
)


def read_crawl(path: Path, settings: Settings) -> Iterator[Source | Refusal]:
    """The pages of an archive, in order; one at a time is held.

    The day of the crawl is not the day on which a page was published, so that it is not taken for its date.
    """
    with path.open("rb") as file:
        for record in Archive(file):
            if isinstance(record, Damage):
                yield Refusal(
                    f"{path}: record {record.number}",
                    f"it {record.what} (byte {record.offset:,}); what can be read behind it is read",
                    "Get the file again if you need it",
                )
            elif (found := _page(record, path, settings)) is not None:
                yield found


def _page(record: Record, path: Path, settings: Settings) -> Source | Refusal | None:
    """The page of a record, or why there is none; None if it is broken, which the archive tells."""
    address = _address(record)
    place = f"{path}: record {record.number}" + (f" ({address[:_LONGEST_SHOWN]})" if address else "")
    kind = record.head.get("warc-type", "").lower()
    if kind != "response" or not address.startswith(("http://", "https://")):
        return Refusal(place, _UNCHANGED if kind == "revisit" else _NO_ANSWER, on_purpose=True)
    start = record.take(_START)
    head = head_of_answer(start)
    if record.broken:
        return None
    if head is None:
        return Refusal(
            place, "it is no answer of a server: it has no head, or one without end", "Crawl it again"
        )
    if (unwanted := _unwanted(head, start[head.size :], _path_of(address))) is not None:
        return Refusal(place, unwanted, on_purpose=True)
    if record.length > settings.max_crawled_bytes:
        return Refusal(
            place,
            f"the page has {record.length:,} bytes, {settings.max_crawled_bytes:,} are allowed",
            "If it is a page all the same, raise ARMSGRAPH_MAX_CRAWLED_BYTES",
        )
    body = start[head.size :] + record.take(record.left)
    return None if record.broken else _document(head, body, record, place, settings)


def _unwanted(head: Head, start: bytes, name: str) -> str | None:
    """Why an answer is passed over; None if it is a document, as far as the beginning of its body tells."""
    if head.status != 200:
        return _NO_PAGE
    if name in _PROGRAMS_READ:
        return _FOR_PROGRAMS
    # Packed bytes tell nothing, so then only the media type and the name count.
    start = b"" if "content-encoding" in head.fields else start
    return None if kind_of(start, head.media_type, name) else _NO_TEXT


def _document(head: Head, body: bytes, record: Record, place: str, settings: Settings) -> Source | Refusal:
    """The document of an answer that was read to its end."""
    address = _address(record)
    try:
        body, whole = body_of_answer(head, body, settings.max_crawled_bytes)
        kind = kind_of(body, head.media_type, _path_of(address))
        if kind is None or not body:
            return Refusal(place, _NO_TEXT if body else _NO_PAGE, on_purpose=True)
        source = source_of(
            kind, body, head.charset, {"url": address}, place=place, key=address, settings=settings
        )
    except InputError as error:
        return Refusal.of(error, place)
    cut = () if whole and "warc-truncated" not in record.head else (_CUT,)
    return replace(source, mended=(*source.mended, *cut))


def _address(record: Record) -> str:
    """The URL of a record. Some programs wrote it in angle brackets, or with blanks."""
    return record.head.get("warc-target-uri", "").strip("<>").replace(" ", "%20")


def _path_of(address: str) -> str:
    """The path within the server; empty if the address is broken."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
