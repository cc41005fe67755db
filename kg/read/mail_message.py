"""The parts of an e-mail (RFC 5322, MIME), within limits: its head, what its sender wrote, and what is attached."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email import errors
from email.message import MIMEPart
from email.policy import EmailPolicy
from typing import cast

from kg.errors import UnreadableFile
from kg.settings import Settings

_LONGEST_HEADER = 10_000
"""Characters of a field of a head that are looked at."""
_MOST_WORK = 5_000_000
"""Lines times parts that may hold one another. Each line is held against the ends of all parts that are open."""
_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)

_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the standard library raises for fields that are broken in ways that it does not foresee."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that holds no others. ``charset`` as it says, ``name`` of the file that it was."""

    media_type: str
    data: bytes
    charset: str | None = None
    name: str = ""
    flowed: bool = False
    joined: str = " "


@dataclass(slots=True)
class Message:
    """An e-mail taken apart. ``bodies`` are in order; of alternatives the plain text and the page are both there."""

    title: str = ""
    day: date | None = None
    publisher: str = ""
    message_id: str = ""
    remarks: list[str] = field(default_factory=list)
    bodies: list[tuple[Part, ...]] = field(default_factory=list)
    attached: list[Part | MIMEPart] = field(default_factory=list)


class _Policy(EmailPolicy):
    """The modern one of the standard library, less fields that are so long that to read them takes for ever."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, _mended(value[:_LONGEST_HEADER])


def parse(data: bytes, place: str, settings: Settings) -> MIMEPart:
    """A message as the standard library has it.

    Raises:
        UnreadableFile: if it is too large or holds too many parts, or is no message.

    """
    if len(data) > settings.max_mail_bytes:
        raise UnreadableFile(
            f"the e-mail has {len(data):,} bytes, {settings.max_mail_bytes:,} are allowed",
            place=place,
            advice="Save its attachments as files, or raise ARMSGRAPH_MAX_MAIL_BYTES",
        )
    nesting = len(_NESTING.findall(data))
    if nesting > settings.max_mail_parts or data.count(b"\n") * (1 + nesting) > _MOST_WORK:
        raise UnreadableFile(
            "the e-mail has too many lines for the parts within parts that it holds",
            place=place,
            advice="Save its text as .txt",
        )
    try:
        parsed = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"), policy=_Policy())
        message = cast("MIMEPart", parsed)
        parts = sum(1 for _ in message.walk())
    except _FAULTS as error:
        raise UnreadableFile(
            f"the e-mail is broken: {error}", place=place, advice="Save its text as .txt"
        ) from error
    if not message.keys():
        raise UnreadableFile("this is no e-mail: it has no head", place=place, advice="Save it again as .eml")
    if parts > settings.max_mail_parts:
        raise UnreadableFile(
            f"the e-mail has {parts:,} parts, {settings.max_mail_parts:,} are allowed",
            place=place,
            advice="Save what you need of it, or raise ARMSGRAPH_MAX_MAIL_PARTS",
        )
    return message


def take_apart(message: MIMEPart, place: str, settings: Settings) -> Message:
    """What an e-mail says and holds. Attached e-mails are given as they are.

    Raises:
        UnreadableFile: if its parts lie too deep within one another, or cannot be told apart.

    """
    made = Message(
        title=_header(message, "Subject"),
        publisher=_sender(message),
        message_id=_header(message, "Message-ID").strip("<> "),
    )
    made.day = _day(message)
    if made.day is None and message.get("Date") is not None:
        made.remarks.append("its Date is no day and was left out")
    made.bodies, made.attached = _gather(message, place, settings.max_mail_depth)
    if any(isinstance(d, errors.CloseBoundaryNotFoundDefect) for d in message.defects):
        made.remarks.append("the e-mail breaks off: the end of its last part is missing")
    return made


def _gather(part: MIMEPart, place: str, depth: int) -> tuple[list[tuple[Part, ...]], list[Part | MIMEPart]]:
    if depth < 0:
        raise UnreadableFile(
            "the parts of the e-mail lie too deep within one another",
            place=place,
            advice="Save what you need of it, or raise ARMSGRAPH_MAX_MAIL_DEPTH",
        )
    kind = _type(part)
    if kind == "message/rfc822" and part.is_multipart():
        return [], list(part.iter_parts())
    if not part.is_multipart() or kind.startswith("message/"):
        if kind.startswith("multipart/"):
            raise UnreadableFile(
                "the e-mail is broken: its parts cannot be told apart",
                place=place,
                advice="Save its text as .txt",
            )
        leaf = _leaf(part, kind)
        is_body = kind in {"text/plain", "text/html"} and not leaf.name and not _is_attachment(part)
        return ([(leaf,)], []) if is_body else ([], [leaf])
    bodies: list[tuple[Part, ...]] = []
    attached: list[Part | MIMEPart] = []
    for child in part.iter_parts():
        its_bodies, its_attached = _gather(child, place, depth - 1)
        bodies += its_bodies
        attached += its_attached
    if kind == "multipart/alternative" and bodies:
        bodies = [tuple(leaf for body in bodies for leaf in body)]
    return bodies, attached


def _leaf(part: MIMEPart, kind: str) -> Part:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        name = part.get_filename() or ""
        charset = part.get_content_charset()
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        joined = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    except _FAULTS:
        return Part(kind, data)
    return Part(kind, data, charset, " ".join(_clean(name).split()), flowed, joined)


def _type(part: MIMEPart) -> str:
    try:
        return part.get_content_type()
    except _FAULTS:
        return "application/octet-stream"


def _is_attachment(part: MIMEPart) -> bool:
    try:
        return part.is_attachment()
    except _FAULTS:
        return True


def _header(message: MIMEPart, name: str) -> str:
    """A field of the head in plain characters on one line; empty if it is missing or broken."""
    try:
        return " ".join(_clean(str(message.get(name) or "")).split())
    except _FAULTS:
        return ""


def _sender(message: MIMEPart) -> str:
    """The name that the sender goes by, else the domain that the address is of."""
    try:
        addresses = getattr(message.get("From"), "addresses", ())
        names = [address.display_name or address.domain for address in addresses]
    except _FAULTS:
        names = []
    return " ".join(_clean(names[0]).split()) if names else ""


def _day(message: MIMEPart) -> date | None:
    """The day on which it was sent, by the sender's clock."""
    try:
        moment = getattr(message.get("Date"), "datetime", None)
    except _FAULTS:
        return None
    return moment.date() if moment else None


def _clean(text: str) -> str:
    """Text in which nothing is left of bytes that are no characters, nor of characters that are none."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", text)


def _mended(value: str) -> str:
    """A field in which bytes stand as they are, which was never allowed, in the encoding that they fit."""
    from kg.read.decode import decode

    if value.isascii():
        return value
    try:
        return decode(value.encode("utf-8", "surrogateescape"), "").text
    except (UnreadableFile, UnicodeEncodeError):
        return value


def heads(start: str) -> Iterator[str]:
    """The names of the fields, in small letters, of a head that a text begins with; none if it begins otherwise."""
    for line in start.removeprefix("\ufeff").splitlines():
        if line[:1] in {" ", "\t"}:
            continue
        match = re.match(r"([!-9;-~]+):(?:\s|$)", line)
        if match is None:
            return
        yield match.group(1).lower()
