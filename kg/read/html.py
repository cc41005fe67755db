"""Web pages: their main text without menus and adverts, and what their head says about them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import UnreadableFile
from kg.read.decode import decode, mark_of
from kg.read.documents import make_source
from kg.read.files import key_of
from kg.read.model import Source
from kg.read.whole import read_whole
from kg.settings import Settings

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)

_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[translate(@name, 'DCTERMSPUBLIHTA', 'dctermspublihta')='dc.date']/@content",
    "//meta[@name='dcterms.issued' or @name='DC.date.issued' or @name='date' or @name='pubdate']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//time[@pubdate]/@datetime",
)
"""Where pages state their day of publication, the surest first. Dates in running text are not among them."""

_URLS = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
_PUBLISHERS = ("//meta[@property='og:site_name']/@content", "//meta[@name='publisher']/@content")
_TITLES = ("//meta[@property='og:title']/@content", "//title/text()", "//h1//text()")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_html(path: Path, settings: Settings) -> Iterator[Source]:
    """The one document of a page."""
    place = str(path)
    text, mended = _decoded(path, settings)
    from lxml import html as lxml_html  # type: ignore[import-untyped]
    from trafilatura import extract

    # lxml refuses text that declares an encoding, and wants bytes; so the declaration goes.
    page = lxml_html.document_fromstring(re.sub(r"<\?xml[^>]*\?>", "", text, count=1) or "<html/>")
    body = extract(text, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False)
    if not body:
        raise UnreadableFile(
            "no main text was found in the page", place=place, advice="Save the text of the article as .txt"
        )
    yield make_source(body, _metadata(page), place=place, key=key_of(path), settings=settings, mended=mended)


def _decoded(path: Path, settings: Settings) -> tuple[str, tuple[str, ...]]:
    """The page as text: by its mark, else by what its head declares, else like any other text."""
    if path.stat().st_size <= settings.max_document_chars * 4 + 4:
        data = path.read_bytes()
        declared = _CHARSET.search(data[:4096])
        if declared and not mark_of(data):
            name = declared.group(1).decode("ascii")
            try:
                text = data.decode(name)
            except (LookupError, UnicodeDecodeError):
                decoded = decode(data, str(path))
                remark = f"declares {name}, {decoded.mended or 'read as UTF-8'}"
                return decoded.text, (remark,)
            return text, () if name.lower().replace("_", "-") in {"utf-8", "utf8", "us-ascii"} else (
                f"read as {name}",
            )
    return read_whole(path, settings)


def _metadata(page: Any) -> dict[str, str]:
    found = {
        "title": _first(page, _TITLES),
        "url": _first(page, _URLS),
        "publisher": _first(page, _PUBLISHERS),
        "language": _first(page, ("/html/@lang", "/html/@*[name()='xml:lang']")),
    }
    stated = [str(value) for query in _DATES for value in page.xpath(query)] + list(_linked_data_dates(page))
    found["date"] = next((match.group() for value in stated if (match := _DAY.match(value.strip()))), "")
    if not found["url"].startswith(("http://", "https://")):
        found["url"] = ""
    return {name: value for name, value in found.items() if value}


def _first(page: Any, queries: tuple[str, ...]) -> str:
    for query in queries:
        for value in page.xpath(query):
            if stripped := " ".join(str(value).split()):
                return stripped
    return ""


def _linked_data_dates(page: Any) -> Iterator[str]:
    """``datePublished`` of schema.org objects in the head."""
    for script in page.xpath("//script[@type='application/ld+json']/text()"):
        try:
            stack: list[Any] = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while stack:
            value = stack.pop(0)
            if isinstance(value, list):
                stack.extend(value)
            elif isinstance(value, dict):
                if isinstance(published := value.get("datePublished"), str):
                    yield published
                stack.extend(value.get("@graph", []) if isinstance(value.get("@graph"), list) else [])
