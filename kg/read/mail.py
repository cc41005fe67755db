"""E-mails and mailboxes: each message a document, and each document that is attached to it another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import MIMEPart
from pathlib import Path
from typing import cast

from kg.errors import InputError, UnreadableFile
from kg.read.decode import decode_declared
from kg.read.documents import make_source
from kg.read.embedded import kind_of, source_of
from kg.read.files import key_of
from kg.read.html import page_of
from kg.read.mail_message import Message, Part, heads, parse, take_apart
from kg.read.mail_text import own_words
from kg.read.model import Refusal, Source
from kg.settings import Settings

_POSTMARKS = frozenset(
    {"message-id", "received", "mime-version", "return-path", "delivered-to", "dkim-signature"}
)
"""Fields that a program writes: a text that somebody began with "From:" and "Date:" has none of them."""

_FROM = re.compile(rb"From \S.*\d\d:\d\d.*\d{4}")
"""The line that begins a message in a mailbox: an address or name, and a moment with its year."""

_NO_TEXT = re.compile(
    r"image/|audio/|video/|font/|text/(?:calendar|css|x?-?vcard|rfc822-headers)|message/"
    r"|application/(?:pgp-signature|(?:x-)?pkcs7-signature|ics)"
)
"""Media types of parts that are no documents: pictures and sounds, signatures, dates, cards, notices of the post."""

_QUOTES = (
    "//blockquote[@type='cite']",
    "//*[contains(concat(' ', @class, ' '), ' gmail_quote ')]",
    "//*[contains(concat(' ', @class, ' '), ' moz-cite-prefix ')]",
    "//*[contains(concat(' ', @class, ' '), ' moz-signature ')]",
    "//*[contains(concat(' ', @class, ' '), ' gmail_signature ')]",
)
"""How mail programs mark quoted replies and signatures in pages."""

_LONGEST_NAME = 80


def is_mail(start: str, suffix: str) -> bool:
    """Whether a file that begins so is an e-mail. Its name only counts where its head leaves that open."""
    names = set(heads(start))
    return suffix == ".eml" or bool(names & {"from", "received"} and names & _POSTMARKS)


def is_mailbox(start: bytes) -> bool:
    """Whether a file that begins so is a mailbox (mbox)."""
    first, _, rest = start.partition(b"\n")
    return _FROM.match(first) is not None and any(heads(rest[:1000].decode("utf-8", "replace")))


def read_mail(path: Path, settings: Settings) -> Iterator[Source | Refusal]:
    """The message of a file, and the documents that are attached to it."""
    size = path.stat().st_size
    # One byte more than is allowed is enough to be refused.
    with path.open("rb") as file:
        data = file.read(min(size, settings.max_mail_bytes) + 1)
    yield from _message(data, str(path), key_of(path), settings, settings.max_mail_depth)


def read_mailbox(path: Path, settings: Settings) -> Iterator[Source | Refusal]:
    """All messages of a mailbox, one after the other; one at a time is held."""
    for number, data in enumerate(_messages(path, settings.max_mail_bytes), 1):
        place = f"{path}: message {number}"
        key = f"{key_of(path)}: message {number}"
        yield from _message(data, place, key, settings, settings.max_mail_depth)


def _messages(path: Path, limit: int) -> Iterator[bytes]:
    """What stands between the lines that begin messages; of one that is longer than ``limit`` only a little more."""
    with path.open("rb") as file:
        lines: list[bytes] = []
        size = 0
        blank = begun = False
        while line := file.readline(65_536):
            if (blank or not begun) and _FROM.match(line):
                if begun:
                    yield b"".join(lines)
                lines, size, begun = [], 0, True
            elif size <= limit:
                # "From " within a message was written ">From ", and ">From " one deeper.
                lines.append(line[1:] if re.match(rb">+From ", line) else line)
                size += len(line)
            blank = not line.strip()
        if begun:
            yield b"".join(lines)


def _message(data: bytes, place: str, key: str, settings: Settings, depth: int) -> Iterator[Source | Refusal]:
    try:
        message = parse(data, place, settings)
    except InputError as error:
        yield Refusal.of(error, place)
        return
    yield from _sources(message, place, key, settings, depth)


def _sources(
    message: MIMEPart, place: str, key: str, settings: Settings, depth: int
) -> Iterator[Source | Refusal]:
    """The message and what is attached to it; ``depth`` says how deep messages may still lie within it."""
    try:
        taken = take_apart(message, place, settings)
    except InputError as error:
        yield Refusal.of(error, place)
        return
    key = f"mid:{taken.message_id}" if taken.message_id else key
    yield _body(taken, place, key, settings)
    for number, part in enumerate(taken.attached, 1):
        where = f"{place}: attachment {_name(part) or number}"
        its_key = f"{key}#attachment-{number}"
        within = _as_message(part)
        if within is None:
            yield _attached(cast("Part", part), where, its_key, settings)
        elif depth <= 0:
            yield Refusal(
                where,
                "e-mails lie too deep within one another",
                "Save it as a file of its own, or raise ARMSGRAPH_MAX_MAIL_DEPTH",
            )
        elif isinstance(within, bytes):
            yield from _message(within, where, its_key, settings, depth - 1)
        else:
            yield from _sources(within, where, its_key, settings, depth - 1)


def _as_message(part: Part | MIMEPart) -> MIMEPart | bytes | None:
    """What is attached, if it is an e-mail: taken apart already, or as the file that it was."""
    if not isinstance(part, Part):
        return part
    is_file = part.name.lower().endswith(".eml") or part.media_type == "message/rfc822"
    return part.data if is_file and part.data else None


def _name(part: Part | MIMEPart) -> str:
    return part.name[:_LONGEST_NAME] if isinstance(part, Part) else ""


def _body(taken: Message, place: str, key: str, settings: Settings) -> Source | Refusal:
    remarks = list(taken.remarks)
    known = {
        "title": taken.title,
        "date": taken.day.isoformat() if taken.day else "",
        "publisher": taken.publisher,
    }
    try:
        texts = [text for parts in taken.bodies if (text := _first_text(parts, place, remarks))]
        if not texts and (taken.attached or taken.bodies):
            what = "left out: an e-mail with no text of its own, but attachments, quotes or a signature"
            return Refusal(place, what, on_purpose=True)
        return make_source(
            "\n\n".join(texts),
            known,
            place=place,
            key=key,
            settings=settings,
            mended=tuple(dict.fromkeys(remarks)),
        )
    except InputError as error:
        return Refusal.of(error, place)


def _first_text(parts: tuple[Part, ...], place: str, remarks: list[str]) -> str:
    """The text of the plainest of some alternatives that has any."""
    for part in sorted(parts, key=lambda part: part.media_type != "text/plain"):
        if not part.data.strip():
            continue
        decoded = decode_declared(part.data, part.charset, place)
        text = (
            own_words(decoded.text, flowed=part.flowed, joined=part.joined)
            if part.media_type == "text/plain"
            else _of_page(decoded.text, place)
        )
        if text:
            if decoded.mended:
                remarks.append(decoded.mended)
            return text
    return ""


def _of_page(page: str, place: str) -> str:
    """The main text of a page without quotes; with them where there is nothing else, for then it is passed on."""
    for without in (_QUOTES, ()):
        try:
            return page_of(page, place, without)[0]
        except UnreadableFile:
            continue
    return ""


def _attached(part: Part, place: str, key: str, settings: Settings) -> Source | Refusal:
    name = _name(part)
    try:
        kind = kind_of(part.data, part.media_type, part.name)
        if kind is not None:
            known = {"title": name} if name and kind == "text" else {}
            return source_of(kind, part.data, part.charset, known, place=place, key=key, settings=settings)
    except InputError as error:
        return Refusal.of(error, place)
    if _NO_TEXT.match(part.media_type):
        return Refusal(
            place,
            "left out: attached, and no document (a picture, a signature, an appointment)",
            on_purpose=True,
        )
    return Refusal(
        place,
        f"an attachment of the type {part.media_type[:60]} is not read",
        "Save it as a file of its own; as text if it is no table",
    )
