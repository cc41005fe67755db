"""The records of a web archive (WARC, ISO 28500), one at a time; what is damaged is told and passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from kg.read.warc_stream import BEGINNING, DamagedError, Stream

_LONGEST_LINE = 65_536
_LONGEST_HEAD = 262_144
_STEP = 1_048_576


@dataclass(slots=True)
class Record:
    """One record: its place in the file, its head (names in small letters), and its content, to be taken in order."""

    number: int
    offset: int
    head: Mapping[str, str]
    length: int
    _archive: Archive

    def take(self, size: int) -> bytes:
        """The next bytes of its content; fewer only at its end, or where it is ``broken``."""
        return self._archive.take(size)

    @property
    def left(self) -> int:
        """How many bytes of its content have not been taken yet."""
        return self._archive.left

    @property
    def broken(self) -> bool:
        """Whether the content stopped before its end. The archive gives the ``Damage`` when it goes on."""
        return self._archive.trouble is not None


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a record, as the rest of a sentence."""

    number: int
    offset: int
    what: str


class Archive:
    """The records of one file. Only the record that was given last can be taken from."""

    def __init__(self, file: BinaryIO) -> None:
        self._stream = Stream(file)
        self._number = 0
        self._offset = 0
        self._found_next = False
        self.left = 0
        self.trouble: str | None = None

    def __iter__(self) -> Iterator[Record | Damage]:
        """All records and damages in their order; whoever does not take the content of one passes over it."""
        while True:
            self.trouble, self.left, self._found_next = None, 0, False
            self._number += 1
            try:
                if (line := self._first_line()) is None:
                    return
                head = self._head(line)
                self.left = length = _length(head)
                yield Record(self._number, self._offset, head, length, self)
                while self.left and not self.trouble:
                    self.take(_STEP)
            except DamagedError as error:
                self.trouble = str(error)
            if self.trouble is not None:
                yield Damage(self._number, self._offset, self.trouble)
                if not self._found_next and not self._stream.recover():
                    return

    def take(self, size: int) -> bytes:
        """The next bytes of the current record."""
        parts: list[bytes] = []
        size = min(size, self.left)
        try:
            while size and self.trouble is None:
                part = self._stream.read(size)
                parts.append(part)
                size -= len(part)
                self.left -= len(part)
                if size:
                    self._over_the_edge()
        except DamagedError as error:
            self.trouble = str(error)
        return b"".join(parts)

    def _over_the_edge(self) -> None:
        """Go on in the next member; a record that begins there means that this one is too short."""
        if not self._stream.next_member():
            raise DamagedError("breaks off before its end")
        if self._stream.at_record:
            self._found_next = True
            raise DamagedError("is shorter than it says")

    def _line(self) -> bytes:
        """A line of a head; without its end only if it is too long, or the file breaks off."""
        line = self._stream.readline(_LONGEST_LINE)
        while not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
            self._over_the_edge()
            line += self._stream.readline(_LONGEST_LINE - len(line))
        return line

    def _first_line(self) -> bytes | None:
        """The line that a record begins with; None at the end of the file."""
        while True:
            self._offset = self._stream.offset
            line = self._stream.readline(_LONGEST_LINE)
            if line.strip():
                break
            if not line and not self._stream.next_member():
                return None
        if not line.endswith(b"\n"):
            line += self._line()
        if not line.startswith(BEGINNING):
            raise DamagedError("does not begin like one; perhaps the one before it is longer than it says")
        return line

    def _head(self, first: bytes) -> dict[str, str]:
        """The fields of the head, names in small letters."""
        fields: dict[str, str] = {}
        size, name = len(first), ""
        while (line := self._line()).strip():
            size += len(line)
            if size > _LONGEST_HEAD or not line.endswith(b"\n"):
                raise DamagedError("has a head without end")
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if text[0] in " \t" and name:
                fields[name] += " " + text.strip()
                continue
            name, colon, value = text.partition(":")
            name = name.strip().lower()
            if not colon:
                raise DamagedError("has a head that cannot be read")
            fields[name] = value.strip()
        return fields


def _length(head: Mapping[str, str]) -> int:
    value = head.get("content-length", "")
    # A number of twenty digits is more than any disk holds.
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        raise DamagedError("does not say how long it is")
    return int(value)
