"""Tables that are text: cells apart by a comma, semicolon, tab or bar, in any encoding that documents may have."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.read.decode import decode, mark_of, refuse_binary
from kg.read.tabular.limits import Limits
from kg.read.tabular.rows import Row, Table

DELIMITERS = (",", ";", "\t", "|")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_MOST_LINES = 100
"""A quoted cell that goes on for more lines is a quotation mark that nobody closed."""
_SNIFFED = 60
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")


def read_delimited(path: Path, limits: Limits, delimiter: str | None = None) -> Table:
    """A text file as a table; the delimiter is found out where none is given.

    Raises:
        UnreadableFile: if it is no text, or too large.

    """
    limits.check_size(path.stat().st_size, path)
    data = path.read_bytes()
    refuse_binary(data[:65_536], str(path))
    text, remark = _text(data, str(path))
    lines = _LINE.findall(text)
    limits.check_rows(len(lines), path)
    chosen = delimiter or sniff(lines)
    rows = _within(_rows(lines, chosen), limits, path)
    return Table(path, rows, chosen, mended=(remark,) if remark else ())


def rows_of(text: str) -> tuple[list[Row], str]:
    """The rows of the beginning of a file, of which the last line may be cut, and the delimiter."""
    lines = _LINE.findall(text.lstrip("\ufeff"))
    lines = lines[:-1] if len(lines) > 1 else lines
    delimiter = sniff(lines)
    return list(_rows(lines[:_SNIFFED], delimiter)), delimiter


def sniff(lines: Sequence[str]) -> str:
    """The delimiter that cuts most of the first rows into the same number of cells."""
    best, found = 0, DELIMITERS[0]
    for delimiter in DELIMITERS:
        widths = Counter(len(row.cells) for row in _rows(lines[:_SNIFFED], delimiter) if not row.is_blank)
        score = max((count * min(width, 10) for width, count in widths.items() if width > 1), default=0)
        if score > best:
            best, found = score, delimiter
    return found


def _text(data: bytes, place: str) -> tuple[str, str | None]:
    """The text, with stray bytes of a file that is otherwise UTF-8 as surrogates, and how it was read."""
    if mark_of(data) is None:
        text = data.decode("utf-8", "surrogateescape")
        stray = len(_STRAY.findall(text))
        # Text in a code page has hardly a sequence that is UTF-8 by chance; text in UTF-8 has many.
        if not stray or (stray <= 20 and stray <= len(_BEYOND_ASCII.findall(text))):
            return text, None
    decoded = decode(data, place)
    return decoded.text, decoded.mended


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    at = 0
    while at < len(lines):
        cells, used, fault = _row(lines, at, delimiter)
        yield _row_of(at + 1, cells, fault)
        at += used


def _row(lines: Sequence[str], at: int, delimiter: str) -> tuple[list[str], int, str | None]:
    """The cells of the row that begins in a line, how many lines it takes, and what is wrong with it."""
    feed = _Feed(lines, at)
    try:
        # One reader a row, so that a row that cannot be read costs nothing but itself.
        cells = next(csv.reader(feed, delimiter=delimiter), [])
    except csv.Error as error:
        return [lines[at].rstrip("\r\n")], 1, f"the row cannot be cut into cells: {error}"
    if feed.ran_out:
        what = "a quotation mark in it is never closed"
        return [lines[at].rstrip("\r\n")], 1, what
    return cells, max(feed.given, 1), None


class _Feed:
    """Gives a reader its lines, and knows how many it took and whether it asked for more than there are."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines, self._at = lines, at
        self.given = 0
        self.ran_out = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self._at + self.given >= len(self._lines) or self.given >= _MOST_LINES:
            self.ran_out = True
            raise StopIteration
        self.given += 1
        return self._lines[self._at + self.given - 1]


def _row_of(number: int, cells: Sequence[str], fault: str | None) -> Row:
    """A row, with bytes that are no UTF-8 read as what they are in windows-1252."""
    mended: tuple[str, ...] = ()
    if stray := _STRAY.findall("".join(cells)):
        cells = [_STRAY.sub(_windows, cell) for cell in cells]
        read = "".join(_windows_letter(letter) for letter in stray)
        some = f"{len(stray)} bytes that are" if len(stray) > 1 else "1 byte that is"
        mended = (f"{some} no UTF-8 read as windows-1252: {read}",)
    return Row.of(number, cells, mended, fault)


def _windows(match: re.Match[str]) -> str:
    return _windows_letter(match.group())


def _windows_letter(letter: str) -> str:
    return bytes([ord(letter) - 0xDC00]).decode("windows-1252", "replace")


def _within(rows: Iterator[Row], limits: Limits, path: Path) -> Iterator[Row]:
    cells = 0
    for row in rows:
        cells += len(row.cells)
        limits.check_cells(cells, path)
        yield row
