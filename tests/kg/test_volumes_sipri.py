"""The real register: what the graph sums to is what the file sums to, and what SIPRI published of that release.

It takes some minutes, and needs the folder beside the project that holds the register; the register is never shipped.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from kg.build import build
from kg.settings import Settings
from kg.store import Store, open_store
from kg.volumes import Question, Volumes, percent, volumes
from kg.volumes.names import party_of_table
from kg.volumes.reconcile import TOLERANCE

FILE = Path(__file__).parents[2] / "../shared/data/sipri-register-r2025/trade-register-1995-2024.csv"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the register is not beside the project")


@dataclass
class Loaded:
    store: Store
    where: str
    rows: list[dict[str, str]]

    def ask(self, question: Question, engine=None) -> Volumes:
        return volumes(self.store, question, where=self.where, engine=engine)

    def sums(self, *columns: str) -> dict[tuple[str, ...], Decimal]:
        """The same sums out of the file itself."""
        found: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
        for row in self.rows:
            key = (party_of_table(row[columns[0]]), *(row[column] for column in columns[1:]))
            found[key] += Decimal(row["TIV delivery values"] or 0)
        return dict(found)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    where = str(tmp_path_factory.mktemp("register") / "sipri.store")
    summary = build([str(FILE)], Settings(store=where, workers=2))
    if not summary.total.added:
        pytest.skip(f"the register is not read yet: {summary.refusals[:1]}")
    lines = FILE.read_text("ascii").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("SIPRI AT Database ID"))
    body = "\n".join(line.removesuffix(";") for line in lines[first:])
    store = open_store(where, read_only=True)
    yield Loaded(store, where, list(csv.DictReader(io.StringIO(body))))
    store.close()


@pytest.mark.parametrize(("side", "column"), [("supplier", "Supplier"), ("recipient", "Recipient")])
def test_every_cell_is_the_sum_of_the_file(loaded, side, column):
    found = loaded.ask(Question(f"{side}-year"))
    wanted = loaded.sums(column, "Delivery year")
    assert {(line.key[0], str(line.key[1])): line.tiv for line in found.lines} == wanted
    assert all(abs(line.tiv - wanted[line.key[0], str(line.key[1])]) <= TOLERANCE for line in found.lines)
    assert found.unplaced.deals == 0
    assert found.deals == len({row["SIPRI AT Database ID"] for row in loaded.rows})
    assert [used.release.name for used in found.releases] == ["sipri-2025"]


@pytest.mark.parametrize("by", ["supplier", "category", "pair", "recipient-year"])
def test_both_ways_give_the_same(loaded, by):
    one, other = (loaded.ask(Question(by, first=2020, last=2024), engine) for engine in ("sparql", "columns"))
    assert one.lines == other.lines
    assert (one.releases, one.unplaced, one.deals) == (other.releases, other.unplaced, other.deals)


@pytest.mark.parametrize(
    ("side", "code", "published"),
    [
        ("supplier", "USA", "43"), ("supplier", "FRA", "9.6"), ("supplier", "RUS", "7.8"), ("supplier", "CHN", "5.9"),
        ("supplier", "DEU", "5.6"), ("supplier", "ITA", "4.8"), ("recipient", "UKR", "8.8"), ("recipient", "IND", "8.3"),
    ],
)  # fmt: skip
def test_shares_of_2020_to_2024_are_those_of_the_fact_sheet_of_march_2025(loaded, side, code, published):
    found = loaded.ask(Question(side, first=2020, last=2024))
    line = next(line for line in found.lines if line.key[0].endswith(f"/state/{code}"))
    share = percent(line.tiv, found.tiv)
    assert share.quantize(Decimal(published), ROUND_HALF_UP) == Decimal(published)
