"""Files in the shapes of SIPRI's register. The deals in them are invented wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.read import Refusal, Source, Tally
from kg.read.sipri import REGISTER
from kg.settings import Settings

DEALS = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, "
    ",Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
"""The names of the 16 columns: a row for each deal."""
YEARS = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,"
    "Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production"
)
"""The names of the 17 columns: a row for each deal and year."""
ALL = "'Not specified' to 'Not specified'"


def deal(
    weapon: str, years: str, number: str, tiv: str, *, order: str = "2009", unit: str = "2.5", comment: str = "",
    description: str = "patrol craft", recipient: str = "Malta",
) -> str:  # fmt: skip
    """A row of the 16 columns."""
    return (
        f"{recipient},Iceland,{order},,{number},,{weapon},{description},{number},,{years},New,{comment},"
        f"{unit},{tiv},{tiv}"
    )


def year(
    name: str, weapon: str, when: str, number: str, tiv: str, *, order: str = "2009", unit: str = "2.5",
    description: str = "patrol craft", recipient: str = "Malta",
) -> str:  # fmt: skip
    """A row of the 17 columns."""
    return (
        f"{name},Iceland,{recipient},{weapon},{description},Ships,{order},No,{number},No,{when},Yes,New,"
        f"{unit},{unit},{tiv},No"
    )


def text_of(
    header: str,
    rows: Sequence[str],
    *,
    window: str = ALL,
    made: str = "13 Mar 2025",
    scope: str = "All countries",
    to: str = "All countries",
) -> str:
    """A file: what it says of itself, the names of its columns, its rows."""
    preamble = (
        f"Transfers of major conventional arms from {scope}  to {to} . "
        f"Deals with deliveries made for the year range {window} \nData generated: {made} 10:02:49 AM\n"
    )
    return preamble + "\n".join([header, *rows]) + "\n"


class Files:
    """Writes files of SIPRI's shapes and reads them together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []

    def add(self, header: str, rows: Sequence[str], **says: str) -> Files:
        """Write one more file; the rest as for ``text_of``."""
        path = self.folder / f"{len(self.paths)}.csv"
        path.write_text(text_of(header, rows, **says))
        self.paths.append(path)
        return self

    def found(self, release: str | None = None) -> list[Source | Refusal | Tally]:
        """All that reading gives. Each row of a file stands in one source or refusal."""
        found = list(REGISTER.read(self.paths, Settings(release=release)))
        rows = [row for one in found if not isinstance(one, Tally) for row in one.rows]
        for tally in found:
            if isinstance(tally, Tally):
                assert sum(count for file, count in rows if file == tally.file) == tally.rows
        return found

    def read(self, release: str | None = None) -> tuple[dict[str, Source], list[Tally]]:
        """The sources by key, of which there are no two, and the tallies, if nothing is refused."""
        found = self.found(release)
        assert not any(isinstance(one, Refusal) for one in found)
        sources = [one for one in found if isinstance(one, Source)]
        assert len({source.key for source in sources}) == len(sources)
        return {source.key: source for source in sources}, [one for one in found if isinstance(one, Tally)]
