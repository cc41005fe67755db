"""What every kind of table file is read into: rows of text cells, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: its cells are text and nothing in them was changed.

    ``number`` is its line, or its number in the sheet. ``fault`` says why it cannot be used.
    """

    number: int
    cells: tuple[str, ...]
    mended: tuple[str, ...] = ()
    fault: str | None = None

    @classmethod
    def of(
        cls, number: int, cells: Sequence[str], mended: tuple[str, ...] = (), fault: str | None = None
    ) -> Row:
        """A row that is at fault if a character of it is none."""
        if fault is None and _NO_TEXT.search("".join(cells)):
            fault = "it has a character that is none: NUL, or half of a surrogate pair"
        return cls(number, tuple(cells), mended, fault)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it: such a row is not counted as one."""
        return self.fault is None and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is read row by row. ``separator`` joins the cells of a row to the text of a record.

    ``columns`` are the names where the format has them outside its rows; else they stand in one of the first rows,
    or only in the mapping. ``pads``: rows end with their last filled cell. ``counts`` is what a row number counts.
    ``mended`` says what had to be put right in the file as a whole.
    """

    path: Path
    rows: Iterator[Row]
    separator: str
    columns: tuple[str, ...] | None = None
    pads: bool = False
    counts: str = ":"
    mended: tuple[str, ...] = ()

    def place(self, row: Row) -> str:
        """Where a row stands, for messages."""
        return f"{self.path}{self.counts}{row.number}"
