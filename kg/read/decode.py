"""Bytes to text, and what was done to get there."""

from __future__ import annotations

import codecs
import unicodedata
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
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "an SQLite database"),
)

_LEGACY = {
    "cp1256": ("windows-1256", "ARABIC"),
    "cp1251": ("windows-1251", "CYRILLIC"),
    "cp1252": ("windows-1252", "LATIN"),
}
"""Encodings without a mark that are guessed at, with the script whose letters they must then give."""

_SHARE_OF_SCRIPT = 0.9
"""So many of the letters beyond ASCII must be of the script of the encoding, or the guess is not believed."""


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


def _guess(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=list(_LEGACY), preemptive_behaviour=False, enable_fallback=False)
    fitting = []
    for match in matches:
        name, script = _LEGACY[match.encoding]
        text = str(match)
        if _share(text, script) >= _SHARE_OF_SCRIPT:
            fitting.append(Decoded(text, f"read as {name}"))
    return fitting[0] if fitting else None


def _share(text: str, script: str) -> float:
    """How many of the letters beyond ASCII belong to a script: 1.0 if all do, 0.0 if there are none."""
    letters = [character for character in text if character > "\x7f" and character.isalpha()]
    odd = [c for c in text if c > "\x7f" and unicodedata.category(c) in {"Cc", "Co", "Cn", "So"}]
    if not letters or odd:
        return 0.0
    return sum(unicodedata.name(letter, "").startswith(script) for letter in letters) / len(letters)
