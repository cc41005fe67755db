"""Deals that a later download of the same release has otherwise, or no longer has.

SIPRI corrects its register between two yearly releases as well. Whoever hands in the downloads of two days wants each
deal once, as the later one tells it; what both tell alike has been put together before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

import kg.facts
from kg.link.registers import party
from kg.read.model import Refusal
from kg.read.sipri.coverage import part_of_register
from kg.read.sipri.gather import Entry, YearlyDeal
from kg.read.sipri.register_file import RegisterFile

Told = TypeVar("Told", Entry, YearlyDeal)


def current(found: Sequence[Told], files: Sequence[RegisterFile]) -> tuple[list[Told], list[Refusal]]:
    """The deals that hold, and the rows of the others, left out with the reason.

    A file of which a row was refused does away with nothing: the deal may stand in that row.

    Args:
        found: deals of one shape, each with all rows that tell it.
        files: those of that shape.

    """
    days = {file.name: file.generated for file in files}
    if len(set(days.values()) - {None}) < 2:
        return list(found), []
    parts = [(file, part_of_register(file, ())) for file in files if not file.refusals]
    kept: list[Told] = []
    left: list[Refusal] = []
    for deal in found:
        day = max(days[place.file] or date.max for place in deal.places)
        later = next(
            (file for file, part in parts if _made_after(file, day) and _holds(file, part, deal)), None
        )
        if later is None:
            kept.append(deal)
        else:
            left += _left_out(deal, later)
    return kept, left


def _made_after(file: RegisterFile, day: date) -> bool:
    return file.generated is not None and file.generated > day


def _holds(file: RegisterFile, part: kg.facts.Coverage, deal: Entry | YearlyDeal) -> bool:
    """Whether a file covers the parties of a deal and all years in which something of it came."""
    row, years = (deal.row, deal.row.years) if isinstance(deal, Entry) else (deal.first, deal.years)
    return (
        (part.suppliers is None or party(row.supplier).id in part.suppliers)
        and (part.recipients is None or party(row.recipient).id in part.recipients)
        and all(year in file.window for year in years)
    )


def _left_out(deal: Entry | YearlyDeal, later: RegisterFile) -> Iterator[Refusal]:
    reason = f"left out: {later.name} was made later, covers the deal and does not have it as it stands here"
    for place in deal.places:
        yield Refusal(str(place), reason, rows=((place.file, place.lines),), on_purpose=True)
