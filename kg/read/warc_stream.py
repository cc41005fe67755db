"""The bytes of a web archive file (WARC), packed with gzip or not, unpacked a little at a time.

A packed archive is a row of gzip members, as a rule one for each record. That makes damage end where the next
member begins; so they are kept apart here.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

MAGIC = b"\x1f\x8b\x08"
BEGINNING = b"WARC/"

_BLOCK = 65_536
_HEAD = 2_048
"""So many packed bytes show whether a member begins like a record."""
_SUSPECT_BYTES = 256 * 1024 * 1024
_SUSPECT_RATIO = 200
"""A member that gives more than so many bytes, and so many times what it takes, is a bomb; pages shrink to a tenth."""


class DamagedError(Exception):
    """The bytes cannot be unpacked from here on. ``str(error)`` says why, as the rest of a sentence."""


def begins_archive(start: bytes) -> bool:
    """Whether a file that begins so is a web archive, packed or not."""
    if not start.startswith(MAGIC):
        return start.startswith(BEGINNING)
    try:
        return zlib.decompressobj(31).decompress(start, len(BEGINNING)) == BEGINNING
    except zlib.error:
        return False


def _is_packed(start: bytes) -> bool:
    """Whether an archive that begins so is packed; where the beginning itself is damaged, what comes next tells."""
    if start.startswith((MAGIC, BEGINNING)):
        return start.startswith(MAGIC)
    return any(
        begins_archive(start[at : at + _HEAD])
        for at in (match.start() for match in re.finditer(re.escape(MAGIC), start))
    )


class Stream:
    """Reads lines and bytes of one member after the other; a file that is not packed is one member.

    At the end of a member ``read`` and ``readline`` give less than was asked for, and ``next_member`` goes on.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packed = _is_packed(file.peek(_BLOCK)) if hasattr(file, "peek") else False
        self._raw = b""
        self._ready = b""
        self._given = 0
        self._member = 0
        self._begin()

    @property
    def offset(self) -> int:
        """Where in the file what is read next stands; in a packed file, where its member begins."""
        return self._member if self._packed else self._file.tell() - len(self._ready)

    @property
    def at_record(self) -> bool:
        """Whether what is read next begins like a record."""
        while len(self._ready) < len(BEGINNING) and self._fill():
            pass
        return self._ready.startswith(BEGINNING)

    def readline(self, limit: int) -> bytes:
        """A line with its end; at most ``limit`` bytes of it.

        Raises:
            DamagedError: if it cannot be unpacked.

        """
        while (end := self._ready.find(b"\n", 0, limit)) < 0 and len(self._ready) < limit:
            if not self._fill():
                break
        return self._taken(min(end + 1 if end >= 0 else limit, len(self._ready)))

    def read(self, size: int) -> bytes:
        """The next bytes, ``size`` of them unless the member ends before.

        Raises:
            DamagedError: if they cannot be unpacked.

        """
        parts = []
        while size > 0 and (self._ready or self._fill()):
            parts.append(self._taken(min(size, len(self._ready))))
            size -= len(parts[-1])
        return b"".join(parts)

    def next_member(self) -> bool:
        """Go on with the next member; False at the end of the file."""
        if not self._packed:
            return False
        if not self._unpacker.eof or self._ready:
            return False
        # Some programs fill up with zeros.
        while not self._raw.lstrip(b"\x00") and (block := self._file.read(_BLOCK)):
            self._raw = block
        self._raw = self._raw.lstrip(b"\x00")
        if not self._raw:
            return False
        self._begin()
        return True

    def recover(self) -> bool:
        """Leave what is damaged and go to where a record may begin again; False if there is none."""
        if self._packed:
            return self._recover_packed()
        while line := self.readline(_BLOCK):
            if line.startswith(b"WARC/1."):
                self._ready = line + self._ready
                return True
        return False

    # ------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._member = self._file.tell() - len(self._raw)
        self._unpacker = zlib.decompressobj(31)
        self._unpacked = 0
        self._ready = b""

    def _taken(self, size: int) -> bytes:
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

    def _fill(self) -> bool:
        """Add to what is ready; False at the end of the member."""
        if not self._packed:
            block = self._file.read(_BLOCK)
            self._ready += block
            return bool(block)
        before = len(self._ready)
        while len(self._ready) == before and not self._unpacker.eof:
            if not self._raw:
                self._raw = self._file.read(_BLOCK)
                if not self._raw:
                    raise DamagedError("breaks off before its end")
            try:
                self._ready += self._unpacker.decompress(self._raw, _BLOCK)
            except zlib.error as error:
                raise DamagedError(f"cannot be unpacked ({error})") from error
            self._raw = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
        self._unpacked += len(self._ready) - before
        taken = self._file.tell() - len(self._raw) - self._member
        if self._unpacked > max(_SUSPECT_BYTES, _SUSPECT_RATIO * taken):
            raise DamagedError("unpacks to far more than any page is")
        return len(self._ready) > before

    def _recover_packed(self) -> bool:
        """Go to the next member that begins like a record, looking from behind the start of this one."""
        position = self._member + 1
        self._file.seek(position)
        window = b""
        while block := self._file.read(_BLOCK):
            window += block
            at = -1
            while (at := window.find(MAGIC, at + 1)) >= 0:
                # A whole head is needed to tell; what lies too near the end is looked at with the next block.
                if begins_archive(window[at : at + _HEAD]):
                    self._file.seek(position + at)
                    self._raw = b""
                    self._begin()
                    return True
            kept = window[-_HEAD:]
            position += len(window) - len(kept)
            window = kept
        return False
