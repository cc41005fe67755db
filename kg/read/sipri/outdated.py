"""Deals that a later download of the same release has otherwise, or no longer has.

SIPRI corrects its register between two yearly releases as well. Whoever hands in the downloads of two days wants each
deal once, as the later one tells it; what both tell alike has been put together before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kg.read.model import Refusal
from kg.read.sipri.gather import Entry, YearlyDeal, party_key
from kg.read.sipri.register_file import RegisterFile
from kg.read.sipri.rows import DealRow, YearRow

Told = TypeVar("Told", Entry, YearlyDeal)


@dataclass(frozen=True)
class _Extent:
    """What of the register a file can hold: parties by their keys, None for all."""

    file: RegisterFile
    suppliers: frozenset[str] | None
    recipients: frozenset[str] | None

    @classmethod
    def of(cls, file: RegisterFile) -> _Extent:
        rows: list[DealRow | YearRow] = [*file.deals, *file.years]
        return cls(
            file,
            None if file.everybody or file.all_suppliers else frozenset(party_key(r.supplier) for r in rows),
            None
            if file.everybody or file.all_recipients
            else frozenset(party_key(r.recipient) for r in rows),
        )

    def holds(self, supplier: str, recipient: str, years: Sequence[int]) -> bool:
        return (
            (self.suppliers is None or supplier in self.suppliers)
            and (self.recipients is None or recipient in self.recipients)
            and all(year in self.file.window for year in years)
        )


def current(found: Sequence[Told], files: Sequence[RegisterFile]) -> tuple[list[Told], list[Refusal]]:
    """The deals that hold, and the rows of the others, left out with the reason.

    Args:
        found: deals of one shape, each with all rows that tell it.
        files: those of that shape.

    """
    days = {file.name: file.generated for file in files}
    if len(set(days.values()) - {None}) < 2:
        return list(found), []
    extents = [_Extent.of(file) for file in files if file.generated]
    kept: list[Told] = []
    left: list[Refusal] = []
    for deal in found:
        own = {place.file for place in deal.places}
        day = max(days.get(name) or date.max for name in own)
        later = next((extent.file for extent in extents if _is_later(extent, deal, day)), None)
        if later is None:
            kept.append(deal)
        else:
            left += _left_out(deal, later)
    return kept, left


def _is_later(extent: _Extent, deal: Entry | YearlyDeal, day: date) -> bool:
    made = extent.file.generated
    years = deal.row.years if isinstance(deal, Entry) else deal.years
    return made is not None and made > day and extent.holds(*deal.share[:2], years)


def _left_out(deal: Entry | YearlyDeal, later: RegisterFile) -> Iterator[Refusal]:
    reason = f"left out: {later.name} was made later, covers the deal and does not have it as it stands here"
    for place in deal.places:
        yield Refusal(str(place), reason, rows=((place.file, place.lines),), on_purpose=True)
