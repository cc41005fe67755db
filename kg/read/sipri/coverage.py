"""Which deals of the 16 columns should stand in the files of 17 columns of the same release as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import kg.facts
from kg.link.registers import party
from kg.read.sipri.gather import Entry, party_key
from kg.read.sipri.preamble import Window
from kg.read.sipri.register_file import RegisterFile
from kg.read.sipri.rows import DealRow, YearRow


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


def shapes_of(files: Sequence[RegisterFile]) -> tuple[str, ...]:
    """In which shapes some files tell their deals: ``deals`` (16 columns), ``years`` (17 columns)."""
    shapes = {"deals": any(file.deals for file in files), "years": any(file.years for file in files)}
    return tuple(name for name, there in shapes.items() if there)


def part_of_register(file: RegisterFile, shapes: tuple[str, ...]) -> kg.facts.Coverage:
    """Which deals a file can hold, by what it says of itself.

    Of a file that is not of all suppliers, or not to all recipients, these are the ones that it has deals of.
    ``shapes`` are those of all files that were read with it.
    """
    rows: list[DealRow | YearRow] = [*file.deals, *file.years]
    window = file.stated_window or Window()
    suppliers = None if file.everybody or file.all_suppliers else {party(row.supplier).id for row in rows}
    recipients = None if file.everybody or file.all_recipients else {party(row.recipient).id for row in rows}
    return kg.facts.Coverage(
        shapes=shapes,
        suppliers=None if suppliers is None else tuple(sorted(suppliers)),
        recipients=None if recipients is None else tuple(sorted(recipients)),
        first_year=window.first,
        last_year=window.last,
    )
