"""Which reader a file goes to: told by its first bytes, with the name only where these leave it open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import InputError, UnreadableFile
from kg.read.decode import mark_of, refuse_binary
from kg.read.html import is_page, read_html
from kg.read.model import Refusal, Source, Tally
from kg.read.registers import Head, register_of
from kg.read.turtle import rdf_format, read_turtle
from kg.read.warc_stream import begins_archive
from kg.settings import Settings

Reader = Callable[[Path, Settings], Iterator[Source | Refusal]]

_LOOKED_AT = 65_536
_TURTLE = re.compile(r"(?:\s|#[^\n]*\n)*(?:@prefix|@base|prefix\s+[\w-]*:\s*<|base\s+<)", re.IGNORECASE)
_TABLES = {".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet"}


def read_file(path: Path, settings: Settings) -> Iterator[Source | Refusal]:
    """All records of one file; what cannot be read is given as a ``Refusal``, never raised.

    A file of a register is read on its own here; ``kg.read.read_together`` knows of those that belong to it.
    """
    try:
        if register := register_of(head_of(path)):
            found = register.read([path], settings)
            yield from (one for one in found if not isinstance(one, Tally))
        else:
            yield from reader_of(path)(path, settings)
    except InputError as error:
        yield Refusal.of(error, str(path))
    except OSError as error:
        yield Refusal(str(path), f"cannot be opened: {error.strerror or error}")


def reader_of(path: Path) -> Reader:
    """The reader for a file.

    Raises:
        UnreadableFile: if the file is empty, binary, or of a kind that is not read.

    """
    place = str(path)
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if not start.strip():
        raise UnreadableFile("the file is empty", place=place, advice="Take it out, or fill it")
    if collection := _collection(path, start):
        return collection
    if b"%PDF-" in start[:1024]:
        from kg.read.pdf import read_pdf

        return read_pdf
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        raise UnreadableFile(
            "this is a table of no register that is known",
            place=place,
            advice="Say in a mapping what its rows mean (docs/tables.md), or turn it into facts",
        )
    refuse_binary(start, place)
    beginning = _beginning(start)
    if rdf_format(path) or _TURTLE.match(beginning):
        return read_turtle
    if suffix in {".jsonl", ".ndjson"}:
        from kg.read.json_lines import read_json_lines

        return read_json_lines
    if suffix == ".json" or beginning.lstrip().startswith("{"):
        from kg.read.json_lines import read_json

        return read_json
    if is_page(beginning):
        return read_html
    from kg.read.text import read_text

    return read_text


def _collection(path: Path, start: bytes) -> Reader | None:
    """The reader for a file that holds others; what these are must not be taken for what the file is."""
    if begins_archive(start):
        from kg.read.crawl import read_crawl

        return read_crawl
    from kg.read.mail import is_mail, is_mailbox, read_mail, read_mailbox

    if is_mailbox(start):
        return read_mailbox
    return read_mail if is_mail(_beginning(start), path.suffix.lower()) else None


def head_of(path: Path) -> Head:
    """The beginning of a file; empty if it cannot be opened, which reading it will tell."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError:
        start = b""
    return Head(path, start, _beginning(start))


def _beginning(start: bytes) -> str:
    """The first characters, good enough to recognise a syntax by; a character may be cut at the end."""
    if mark := mark_of(start):
        return start[mark[1] :].decode(mark[0], "replace")
    return start.decode("utf-8", "replace")
