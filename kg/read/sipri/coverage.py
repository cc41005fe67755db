"""Which deals of the 16 columns should stand in the files of 17 columns of the same release as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kg.read.sipri.gather import Entry, party_key
from kg.read.sipri.register_file import RegisterFile


class Coverage:
    """What the files of 17 columns cover: all parties, if they say so, else those pairs that they have deals of."""

    def __init__(self, files: Sequence[RegisterFile]) -> None:
        self._files = [file for file in files if file.years]
        self._pairs = [
            {(party_key(row.supplier), party_key(row.recipient)) for row in file.years}
            for file in self._files
        ]

    def __call__(self, entry: Entry) -> bool:
        """Whether one of them, made no earlier than the deal's own file, covers a year in which some of it came."""
        pair = entry.share[:2]
        return any(
            file.window.within(entry.row.years)
            and (file.everybody or pair in pairs)
            and (file.generated or date.max) >= (entry.generated or date.min)
            for file, pairs in zip(self._files, self._pairs, strict=True)
        )
