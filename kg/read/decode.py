"""Bytes to text, and what was done to get there."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from kg.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", None),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
"""Byte order marks. That of UTF-32 begins like that of UTF-16, so it is looked for first."""

_SIGNATURES = (
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "an SQLite database"),
)


@dataclass(frozen=True, slots=True)
class _CodePage:
    """An encoding without a mark that is guessed at.

    ``letters`` are those that its languages use; ``apart`` if they never share a word with ASCII letters.
    """

    name: str
    letters: re.Pattern[str]
    apart: bool


_CODE_PAGES = {
    "cp1256": _CodePage("windows-1256", re.compile("[ء-غف-يپچژگ]"), apart=True),
    "cp1251": _CodePage("windows-1251", re.compile("[а-яёіїєґА-ЯЁІЇЄҐ]"), apart=True),
    "cp1252": _CodePage(
        "windows-1252", re.compile("[àáâäæçèéêëìíîïñòóôöùúûüÿœßÀÁÂÄÆÇÈÉÊËÍÎÏÑÓÔÖÙÚÛÜŒ]"), apart=False
    ),
}

_SURE = 0.9
"""So many of the letters beyond ASCII must be what one expects of a code page, or the guess is not believed."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and, where it was not plain UTF-8, a sentence about how it was read."""

    text: str
    mended: str | None = None


def mark_of(start: bytes) -> tuple[str, int, str | None] | None:
    """Encoding, length and name of the byte order mark that bytes begin with."""
    for mark, encoding, name in _MARKS:
        if start.startswith(mark):
            return encoding, len(mark), name
    return None


def refuse_binary(start: bytes, place: str) -> None:
    """Raise ``UnreadableFile`` if the first bytes of a file are not those of a text."""
    for signature, what in _SIGNATURES:
        if start.startswith(signature):
            raise UnreadableFile(f"this is {what}, not text", place=place, advice="Save its text as UTF-8")
    if b"\x00" in start and mark_of(start) is None:
        raise UnreadableFile(
            "this is not text: it has NUL bytes",
            place=place,
            advice="If it is UTF-16 without a mark, save it as UTF-8",
        )


def decode(data: bytes, place: str) -> Decoded:
    """The text of a file: UTF-8, UTF-16 or UTF-32 by its mark, or a windows code page that fits beyond doubt.

    Nothing is normalised and line ends stay as they are; only the mark is dropped.

    Raises:
        UnreadableFile: if no encoding fits.

    """
    if mark := mark_of(data):
        encoding, length, name = mark
        try:
            return Decoded(data[length:].decode(encoding), f"read as {name}" if name else None)
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                f"begins like {name or 'UTF-8'}, but byte {error.start + length} does not fit it",
                place=place,
                advice="Save it again as UTF-8",
            ) from error
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if guess := _guess(data):
            return guess
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"not UTF-8 (byte {error.start}, line {line}), and no other encoding fits it for certain",
            place=place,
            advice="Save it as UTF-8",
        ) from error


_CHARSETS = re.compile(
    r"(?:ascii|utf|iso8859|iso2022|cp\d|koi8|gb|big5|hz|euc|shift|johab|mac|tis|kz1048|ptcp154|latin)"
)
"""How Python names what is a charset. Its other encodings (``punycode``, ``unicode_escape``) are none that a text has."""

_WIDER = {
    "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "shift_jis": "cp932", "tis-620": "cp874",
}  # fmt: skip
"""Charset -> the one that holds it and more, and is what is meant: browsers read these names so."""


def decode_declared(data: bytes, charset: str | None, place: str) -> Decoded:
    """The text of bytes that come with the name of their charset; where that does not fit, as ``decode`` reads them.

    Raises:
        UnreadableFile: if no encoding fits.

    """
    if charset is None or mark_of(data):
        return decode(data, place)
    name = charset.strip().strip("\"'").lower()
    try:
        known = codecs.lookup(name).name
        text = _strictly(data, known) if _CHARSETS.match(known) else None
    except (LookupError, ValueError):
        text = None
    if text is None:
        decoded = decode(data, place)
        return Decoded(decoded.text, f"declares {charset[:40]}, {decoded.mended or 'read as UTF-8'}")
    return Decoded(text, None if known in {"utf-8", "ascii"} or data.isascii() else f"read as {name}")


def _strictly(data: bytes, known: str) -> str:
    """The text, or ``UnicodeDecodeError``. ASCII with letters beyond it is not what it says, so it does not fit."""
    if known == "ascii":
        return data.decode(known)
    try:
        return data.decode(_WIDER.get(known, known))
    except UnicodeDecodeError:
        return data.decode(known)


def _guess(data: bytes) -> Decoded | None:
    """The text by the one code page that fits; None if none does, or more than one."""
    from charset_normalizer import from_bytes

    matches = from_bytes(
        data, cp_isolation=list(_CODE_PAGES), preemptive_behaviour=False, enable_fallback=False
    )
    names = {name for match in matches for name in (match.encoding, *match.could_be_from_charset)} & set(
        _CODE_PAGES
    )
    fitting = []
    for name in sorted(names):
        text = data.decode(name)
        if _fits(text, _CODE_PAGES[name]):
            fitting.append(Decoded(text, f"read as {_CODE_PAGES[name].name}"))
    return fitting[0] if len(fitting) == 1 else None


def _fits(text: str, page: _CodePage) -> bool:
    """Whether the letters beyond ASCII are the expected ones, in words of the expected kind."""
    beyond = expected = 0
    for word in _WORD.findall(text):
        foreign = sum(letter > "\x7f" for letter in word)
        if not foreign:
            continue
        beyond += foreign
        if page.apart == (foreign == len(word)) or (not page.apart and len(word) == 1):
            expected += len(page.letters.findall(word))
    return beyond > 0 and expected / beyond >= _SURE
