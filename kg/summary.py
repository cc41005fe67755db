"""What a build did, counted so that nothing read goes missing from the sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class FileCounts:
    """One file: how many records were found in it and what became of each.

    Of a file of a register also how many ``rows`` it has, and how many of them stand in a record or a refusal
    (``rows_used``). ``superseded``: stored as what an older release said. ``left_out``: without fault
    and not wanted. ``claims``: what its records say about transfers, events and relations.
    """

    rows: int = 0
    rows_used: int = 0
    found: int = 0
    mended: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    same: int = 0
    superseded: int = 0
    left_out: int = 0
    refused: int = 0
    claims: int = 0

    def add(self, other: FileCounts) -> None:
        """Count another file in."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def parts(self) -> str:
        """What the file is made of, in the plural: a table of rows, an e-mail or a crawl of other things."""
        return "rows" if self.rows else "parts"

    @property
    def adds_up(self) -> bool:
        """Whether each record that was found has exactly one outcome, and each row went into one."""
        stored = self.added + self.replaced + self.unchanged + self.same + self.superseded
        return self.found == stored + self.left_out + self.refused and self.rows == self.rows_used


@dataclass
class Summary:
    """The whole build. ``refusals``, ``remarks`` are (place, sentence); ``claims``, ``transfers`` are those stored.

    ``left_out``: how many rows or parts of a file were left out for which reason.
    """

    store: str = ""
    files: dict[str, FileCounts] = field(default_factory=dict)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    warnings: int = 0
    records: int = 0
    claims: int = 0
    transfers: int = 0
    superseded: int = 0
    quarantined: int = 0

    @property
    def total(self) -> FileCounts:
        """All files together."""
        total = FileCounts()
        for counts in self.files.values():
            total.add(counts)
        return total

    @property
    def exit_code(self) -> int:
        """0 if all went in, 1 if some records were refused, 2 if nothing could be read at all."""
        total = self.total
        if not total.refused:
            return 0
        return 2 if total.refused == total.found and not self.store else 1

    def as_json(self) -> dict[str, Any]:
        """The summary for programs."""
        return {
            "store": self.store,
            "total": asdict(self.total),
            "files": {name: asdict(counts) for name, counts in self.files.items()},
            "refusals": [{"place": place, "reason": reason} for place, reason in self.refusals],
            "remarks": [{"place": place, "remark": remark} for place, remark in self.remarks],
            "left_out": [
                {"file": file, "reason": reason, "rows": rows}
                for (file, reason), rows in sorted(self.left_out.items())
            ],
            "warnings": self.warnings,
            "records": self.records,
            "claims": self.claims,
            "transfers": self.transfers,
            "superseded": self.superseded,
            "quarantined": self.quarantined,
        }
