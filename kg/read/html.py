"""Web pages: their main text without menus and adverts, and what their head says about them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import UnreadableFile
from kg.read.decode import decode_declared
from kg.read.documents import make_source
from kg.read.files import key_of
from kg.read.model import Source
from kg.read.whole import bytes_of
from kg.settings import Settings

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)

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


def is_page(beginning: str) -> bool:
    """Whether a text that begins so is a web page."""
    return _PAGE.match(beginning) is not None


def read_html(path: Path, settings: Settings) -> Iterator[Source]:
    """The one document of a page."""
    place = str(path)
    data = bytes_of(path, settings)
    yield page_source(data, None, {}, place=place, key=key_of(path), settings=settings)


def page_source(
    data: bytes, charset: str | None, known: Mapping[str, str], *, place: str, key: str, settings: Settings
) -> Source:
    """The document of a page that came from anywhere.

    Args:
        data: the page as it was sent.
        charset: what came with the page says that its charset is; None if nothing does.
        known: metadata that go before those in the head of the page.
        place: for messages.
        key: what the record is known by where metadata give neither an id nor a URL.
        settings: of the program.

    Raises:
        UnreadableFile: if no encoding fits, or there is no main text.
        BadRecord: if the text is too long, or a metadatum is not what it should be.

    """
    decoded = decode_declared(data, charset or _declared(data), place)
    text, metadata = page_of(decoded.text, place)
    mended = (decoded.mended,) if decoded.mended else ()
    return make_source(text, {**metadata, **known}, place=place, key=key, settings=settings, mended=mended)


def page_of(page: str, place: str, without: Sequence[str] = ()) -> tuple[str, dict[str, str]]:
    """The main text of a page, and its metadata by the names of ``kg.read.documents.NAMES``.

    ``without``: XPath of what is left out first.

    Raises:
        UnreadableFile: if there is no main text.

    """
    import logging

    from lxml import etree, html  # type: ignore[import-untyped]
    from trafilatura import extract

    # It tells of each page that has no text; the user is told so below, with the place.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        # lxml refuses text that declares an encoding, and wants bytes; so the declaration goes.
        tree = html.document_fromstring(re.sub(r"<\?xml[^>]*\?>", "", page, count=1) or "<html/>")
        metadata = _metadata(tree)
        for element in [found for query in without for found in tree.xpath(query)]:
            if element.getparent() is not None:
                element.drop_tree()
        # Parts of a page, as e-mails have them, are only taken for one when they are put into a whole.
        body = extract(
            page if is_page(page) and not without else html.tostring(tree, encoding="unicode"),
            include_comments=False, include_tables=True, favor_recall=True, deduplicate=False,
        )  # fmt: skip
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise UnreadableFile(f"the page is broken: {error}", place=place, advice="Save its text") from error
    if not body:
        raise UnreadableFile(
            "no main text was found in the page", place=place, advice="Save the text of the article as .txt"
        )
    return body, metadata


def _declared(data: bytes) -> str | None:
    """The charset that the head of a page names. It could not be read if it were UTF-16, so then it means UTF-8."""
    match = _CHARSET.search(data[:4096])
    name = match.group(1).decode("ascii") if match else None
    return "utf-8" if name and name.lower().startswith(("utf-16", "utf-32")) else name


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
