"""PDF files that have a text layer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import BinaryIO

from kg.errors import UnreadableFile
from kg.read.documents import make_source
from kg.read.files import key_of
from kg.read.model import Source
from kg.settings import Settings


def read_pdf(path: Path, settings: Settings) -> Iterator[Source]:
    """The one document of a file: the text of its pages, one after the other."""
    text, metadata = pdf_of(path, str(path))
    yield make_source(text, metadata, place=str(path), key=key_of(path), settings=settings)


def pdf_of(file: Path | BinaryIO, place: str) -> tuple[str, dict[str, str]]:
    """The text of a PDF, and its metadata by the names of ``kg.read.documents.NAMES``.

    Raises:
        UnreadableFile: if it is broken, locked or a scan, or gives its text backwards.

    """
    text, title = _extract(file, place)
    if not text.strip():
        raise UnreadableFile(
            "the PDF has no text layer; it is a scan", place=place, advice="Run text recognition on it first"
        )
    if is_reversed(text):
        raise UnreadableFile(
            "the PDF gives its right-to-left text backwards",
            place=place,
            advice="Save the text from a PDF viewer as .txt, or use the web page",
        )
    return text, {"title": title} if title else {}


def _extract(file: Path | BinaryIO, place: str) -> tuple[str, str | None]:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # pypdf warns about each small fault of a file; only what stops it is told to the user.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(file)
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [page.extract_text() for page in reader.pages]
        title = reader.metadata.title if not locked and reader.metadata else None
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise UnreadableFile(f"the PDF is broken: {error}", place=place, advice="Save it again") from error
    if locked:
        raise UnreadableFile("the PDF asks for a password", place=place, advice="Save it without one")
    return "\n\n".join(pages), str(title).strip() or None if title else None


def is_reversed(text: str) -> bool:
    """Whether a right-to-left text came out in the order in which it is drawn, from left to right.

    Told by small words that no such text does without: are there more of them backwards than forwards?
    """
    words = text.split()
    forwards = sum(word in _small_words() for word in words)
    backwards = sum(word[::-1] in _small_words() for word in words)
    return backwards > forwards


@cache
def _small_words() -> frozenset[str]:
    """The words, less those that are another one of them, or themselves, when read backwards."""
    file = resources.files("kg.read").joinpath("right_to_left_words.json")
    words = {word for group in json.loads(file.read_text(encoding="utf-8")).values() for word in group}
    return frozenset(word for word in words if word[::-1] not in words)
