"""Documents that came inside another file: an attachment of an e-mail, an answer that a crawl kept."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import PurePath
from typing import Literal

from kg.errors import UnreadableFile
from kg.read.decode import decode_declared, refuse_binary
from kg.read.documents import make_source
from kg.read.html import is_page, page_source
from kg.read.model import Source
from kg.settings import Settings

Kind = Literal["text", "html", "pdf"]

_TYPES: Mapping[str, Kind] = {
    "text/plain": "text",
    "text/markdown": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
}
_ENDINGS: Mapping[str, Kind] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
}
_UNSAID = frozenset({"", "application/octet-stream", "application/force-download", "binary/octet-stream"})
"""Media types that say nothing: a name or the first bytes must tell."""

_LOOKED_AT = 4096


def kind_of(data: bytes, media_type: str, name: str = "") -> Kind | None:
    """What a document is, by its first bytes, else by its media type, else by its name; None if it is none."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if media_type in _UNSAID:
        told = _ENDINGS.get(PurePath(name).suffix.lower())
        if told is None and is_page(data[:_LOOKED_AT].decode("utf-8", "replace")):
            return "html"
    else:
        told = _TYPES.get(media_type)
    # Servers and mail programs call a page plain text more often than somebody sends the source of one.
    if told == "text" and is_page(data[:_LOOKED_AT].decode("utf-8", "replace")):
        return "html"
    return told


def source_of(
    kind: Kind,
    data: bytes,
    charset: str | None,
    known: Mapping[str, str],
    *,
    place: str,
    key: str,
    settings: Settings,
) -> Source:
    """The document that these bytes are. ``charset`` and ``known`` metadata are what came with them.

    Raises:
        UnreadableFile: if it cannot be read.
        BadRecord: if there is no text in it, or too much.

    """
    if kind == "pdf":
        from kg.read.pdf import pdf_of

        text, metadata = pdf_of(io.BytesIO(data), place)
        return make_source(text, {**metadata, **known}, place=place, key=key, settings=settings)
    refuse_binary(data[:_LOOKED_AT], place)
    if len(data) > settings.max_document_chars * 4 + 4:
        raise UnreadableFile(
            f"it has {len(data):,} bytes, more than {settings.max_document_chars:,} characters can take",
            place=place,
            advice="Split it, or raise ARMSGRAPH_MAX_DOCUMENT_CHARS",
        )
    if kind == "html":
        return page_source(data, charset, known, place=place, key=key, settings=settings)
    decoded = decode_declared(data, charset, place)
    mended = (decoded.mended,) if decoded.mended else ()
    return make_source(decoded.text, known, place=place, key=key, settings=settings, mended=mended)
