"""From the lines of a file to its rows: broken ones are mended where there is one way to do it, else refused alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.read.model import Refusal
from kg.read.sipri.columns import DEALS, Header
from kg.read.sipri.lines import NO_CHARACTER, fields_of, is_blank
from kg.read.sipri.rows import Place, WrongRow

Row = TypeVar("Row")
Parse = Callable[[Sequence[str], Place], Row]

_MOST_PIECES = 12
"""A row that is broken into more pieces than this is left alone."""


@dataclass(frozen=True, slots=True)
class Attempt(Generic[Row]):
    """A row that could be read, and how many lines it took."""

    row: Row
    lines: int


class Records(Generic[Row]):
    """The rows of one file. ``parse`` reads one row or raises ``WrongRow``."""

    def __init__(
        self, file: str, lines: Sequence[str], start: int, header: Header, parse: Parse[Row]
    ) -> None:
        self._file = file
        self._lines = [line.removesuffix(header.stray) for line in lines] if header.stray else lines
        self._start = start
        self._known: dict[int, tuple[list[str], int]] = {}
        self._header = header
        self._parse = parse
        self._last = max((i for i in range(start, len(lines)) if not self._blank(i)), default=start - 1)

    def count(self) -> int:
        """How many lines behind the header hold something: the rows of the file."""
        return sum(not self._blank(index) for index in range(self._start, len(self._lines)))

    def __iter__(self) -> Iterator[Row | Refusal]:
        """All rows, and a refusal for each line that is none."""
        index = self._start
        while index <= self._last:
            if self._blank(index):
                index += 1
                continue
            attempt = self._attempt(index)
            if isinstance(attempt, Refusal):
                yield attempt
                index += 1
            else:
                yield attempt.row
                index += attempt.lines

    def _blank(self, index: int) -> bool:
        return is_blank(self._lines[index], self._header.separator)

    def _attempt(self, index: int) -> Attempt[Row] | Refusal:
        fields, taken = self._fields(index)
        if len(fields) >= self._header.width and (found := self._whole(index, fields, taken)):
            return found
        if found := self._joined(index):
            return found
        if taken > 1 or '"' in self._lines[index]:
            # The marks were no quotation marks after all.
            fields = self._lines[index].split(self._header.separator)
            if len(fields) >= self._header.width and (found := self._whole(index, fields, 1)):
                return found
        return self._refusal(index, fields)

    def _fields(self, index: int) -> tuple[list[str], int]:
        """The fields of a line without the separators that a spreadsheet leaves at the end."""
        # A line is looked at again as a piece of the broken rows before it.
        if (known := self._known.get(index)) is not None:
            return known
        fields, taken = fields_of(self._lines, index, self._header.separator)
        while len(fields) > self._header.width and not fields[-1].strip(" ;"):
            fields.pop()
        if len(fields) == self._header.width:
            fields[-1] = fields[-1].rstrip(" ;") if fields[-1].endswith(";") else fields[-1]
        if len(self._known) > 2 * _MOST_PIECES:
            self._known.clear()
        self._known[index] = fields, taken
        return fields, taken

    def _whole(self, index: int, fields: Sequence[str], taken: int) -> Attempt[Row] | None:
        """The row that a line is on its own, a comma inside its comment put right."""
        mended: tuple[str, ...] = ()
        if len(fields) > self._header.width:
            whole = self._comment_joined(fields)
            if whole is None:
                return None
            fields = whole
            mended = (f"line {index + 1}: a comma inside the comment was not taken for the end of a column",)
        row = self._read(index, fields, taken, mended)
        return None if row is None else Attempt(row, taken)

    def _comment_joined(self, fields: Sequence[str]) -> list[str] | None:
        header = self._header
        if header.shape is not DEALS or "comments" not in header.places:
            return None
        at = header.places["comments"]
        behind = header.width - at - 1
        comment = header.separator.join(fields[at : len(fields) - behind])
        return [*fields[:at], comment, *fields[len(fields) - behind :]]

    def _joined(self, index: int) -> Attempt[Row] | None:
        """The row that is broken into several lines, the first of them at ``index``."""
        fields, taken = self._fields(index)
        if len(fields) > self._header.width:
            return None
        used = [*range(index, index + taken)]
        following = index + taken
        while following <= self._last and len(used) < _MOST_PIECES:
            if self._blank(following):
                following += 1
                continue
            piece, taken = self._fields(following)
            if len(piece) >= self._header.width or len(fields) + len(piece) - 1 > self._header.width:
                return None
            left, right = fields[-1].rstrip(), piece[0].lstrip()
            fields = [*fields[:-1], f"{left} {right}" if left and right else left + right, *piece[1:]]
            used += range(following, following + taken)
            following += taken
            if len(fields) == self._header.width:
                lines = " and ".join(str(one + 1) for one in used)
                mended = (f"lines {lines} are one row, broken by a line break, and were joined",)
                if (row := self._read(index, fields, following - index, mended)) is not None:
                    return Attempt(row, following - index)
        return None

    def _read(self, index: int, fields: Sequence[str], lines: int, mended: tuple[str, ...]) -> Row | None:
        if any("\x00" in field for field in fields):
            return None
        try:
            return self._parse(fields, self._place(index, lines, mended, fields))
        except WrongRow:
            return None

    def _place(self, index: int, lines: int, mended: tuple[str, ...], fields: Sequence[str]) -> Place:
        if any(NO_CHARACTER in field for field in fields):
            mended = (
                *mended,
                f"line {index + 1}: a byte that is no character was replaced by {NO_CHARACTER!r}",
            )
        held = sum(not self._blank(one) for one in range(index, index + lines)) if lines > 1 else 1
        return Place(self._file, index + 1, held, mended)

    def _refusal(self, index: int, fields: Sequence[str]) -> Refusal:
        header, found = self._header, len(fields)
        place = f"{self._file}:{index + 1}"
        rows = ((self._file, 1),)
        if "\x00" in self._lines[index]:
            return Refusal(place, "the row has a NUL character", "Download the register again", rows)
        if found == header.width:
            try:
                self._parse(fields, Place(self._file, index + 1))
            except WrongRow as error:
                return Refusal(place, str(error), "Mend that column, or download the register again", rows)
        if found > header.width:
            what = f"the row has {found} columns, {header.width} are expected; column {header.width + 1} is one too many"
            return Refusal(place, what, "Take out what is too many, or put it into quotation marks", rows)
        if found == 1:
            names = f"{header.shape.title(next(iter(header.shape.columns)))!r}"
            what = f"this is no row of the register: it has 1 column, {header.width} are expected, the first of them {names}"
            return Refusal(place, what, "Take the line out, or join it to the row that it belongs to", rows)
        what = f"the row has {found} of {header.width} columns; it ends in column {found}"
        named = next((name for name, at in header.places.items() if at == found - 1), None)
        if named:
            what += f" ({header.shape.title(named)})"
        if index == self._last:
            return Refusal(place, what, "The file seems to have been cut off there: download it again", rows)
        return Refusal(place, what, "Mend the row, or download the register again", rows)
