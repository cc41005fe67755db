"""How much a table may hold: a small file can unfold to more than any machine has room for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.errors import UnreadableFile
from kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused instead of read: more bytes (unpacked), rows or cells than these, a longer record."""

    size: int = 500_000_000
    rows: int = 2_000_000
    cells: int = 50_000_000
    record_chars: int = 5_000_000

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits of the settings."""
        return cls(
            settings.max_table_bytes,
            settings.max_table_rows,
            settings.max_table_cells,
            settings.max_document_chars,
        )

    def check_size(self, size: int, path: Path) -> None:
        """Raise ``UnreadableFile`` if a file has, or says that it unfolds to, too many bytes."""
        self._check(size, self.size, "bytes", "BYTES", path)

    def check_rows(self, rows: int, path: Path) -> None:
        """Raise ``UnreadableFile`` if a table has too many rows."""
        self._check(rows, self.rows, "rows", "ROWS", path)

    def check_cells(self, cells: int, path: Path) -> None:
        """Raise ``UnreadableFile`` if a table has too many cells."""
        self._check(cells, self.cells, "cells", "CELLS", path)

    def _check(self, there: int, allowed: int, what: str, name: str, path: Path) -> None:
        if there > allowed:
            raise UnreadableFile(
                f"the table has {there:,} {what} or more, {allowed:,} are allowed",
                place=str(path),
                advice=f"Split it, or raise ARMSGRAPH_MAX_TABLE_{name}",
            )
