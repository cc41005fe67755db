"""SIPRI's own files: no deal is lost, none stands twice, and the sums are SIPRI's. Skipped where the files are not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from kg.facts import Facts, problems
from kg.identity import record_id
from kg.link.registers import party
from kg.populate import clashes, populate
from kg.read import Refusal, Tally, read_together
from kg.read.sipri.tables import read_table
from kg.settings import Settings
from kg.validate import validate_many

DATA = Path(__file__).parents[3] / "../shared/data"
DEALS = DATA / "sipri-deals-r2025/trade-register-deals-1950-2024.csv"
YEARS = DATA / "sipri-register-r2025/trade-register-1995-2024.csv"
CHINA = DATA / "sipri-china-r2026/trade-register-china-2000-2025.csv"
CHINA_TABLE = DATA / "sipri-china-r2026/tiv-table-china-2000-2025.csv"
OLD = DATA / "sipri-old-formats"
PAIRS = DATA / "sipri-dyads-r2022/sipri-exports-processed-1950-2021.csv"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="SIPRI's data is not shipped")

Sums = dict[tuple[str, int], Decimal]
EACH = 98
"""One record of so many is validated against the shapes: some 300 of the whole register."""


class Reading:
    """What is to be known of a reading of some files; the records themselves are too many to be kept."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self.keys: set[str] = set()
        self.refusals: list[Refusal] = []
        self.tallies: dict[str, int] = {}
        self.rows: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.mended: list[str] = []
        self.unsound: list[str] = []
        self.unlinked: set[str] = set()
        self.releases: set[str] = set()
        self.suppliers: set[str | None] = set()
        self.exported: Sums = defaultdict(Decimal)
        self.imported: Sums = defaultdict(Decimal)
        self.received: dict[str, Decimal] = defaultdict(Decimal)
        self.sample: dict[str, Facts] = {}
        for found in read_together(paths, Settings()):
            if isinstance(found, Tally):
                self.tallies[found.file] = found.rows
                continue
            self.rows.update(dict(found.rows))
            if isinstance(found, Refusal):
                self.refusals.append(found)
                continue
            assert isinstance(found.content, Facts)
            self.counts["records"] += 1
            self.counts["in both shapes"] += len(found.rows) == 2
            self.keys.add(found.key)
            self.mended += found.mended
            self._take(found.key, found.content)

    def _take(self, key: str, facts: Facts) -> None:
        transfer, item = facts.transfers[0], facts.transfers[0].items[0]
        self.counts[transfer.stage] += 1
        self.counts[transfer.kind] += 1
        self.counts["no number ordered"] += item.quantity is None
        self.counts["order year in doubt"] += transfer.ordered is not None and bool(transfer.ordered.estimate)
        self.counts["two names"] += bool(facts.entity(item.weapon).aliases)
        self.suppliers.add(transfer.supplier)
        assert facts.document.release is not None
        self.releases.add(facts.document.release.name)
        assert transfer.supplier is not None
        assert transfer.recipient is not None
        for one in item.deliveries:
            self.exported[transfer.supplier, one.year] += one.tiv or 0
            self.imported[transfer.recipient, one.year] += one.tiv or 0
        self.received[transfer.recipient] += (item.volume.delivered or 0) if item.volume else 0
        self.unlinked |= {
            entity.name
            for entity in facts.entities
            if entity.type not in {"weapon_system", "weapon_class"} and not entity.iri
        }
        if problems(facts) or clashes(facts):
            self.unsound.append(key)
        if self.counts["records"] % EACH == 0:
            self.sample[key] = facts


@cache
def reading(*paths: Path) -> Reading:
    return Reading(paths)


def column_sums(side: int) -> Sums:
    """TIV by party and year, by adding up the column of the file itself."""
    sums: Sums = defaultdict(Decimal)
    for line in YEARS.read_text("ascii").splitlines()[12:]:
        cells = line.split(",")
        sums[party(cells[side]).id, int(cells[10])] += Decimal(cells[15])
    return sums


@pytest.mark.parametrize(
    "paths", [(DEALS,), (YEARS,), (DEALS, YEARS), (CHINA,), (OLD / "german-transfers-2014.json",)]
)
def test_every_row_is_in_one_sound_record(paths) -> None:
    found = reading(*paths)
    assert found.refusals == []
    assert found.tallies == found.rows
    assert len(found.keys) == found.counts["records"]
    assert found.unsound == []
    assert found.unlinked == set()


@pytest.mark.parametrize("paths", [(DEALS, YEARS), (CHINA,), (OLD / "german-transfers-2014.json",)])
def test_a_sample_fits_the_shapes(paths) -> None:
    sample = {record_id(key): facts for key, facts in reading(*paths).sample.items()}
    names = sorted(sample)
    for start in range(0, len(names), 50):
        graphs = {name: populate(sample[name], name, Settings()) for name in names[start : start + 50]}
        reports = validate_many(graphs)
        assert [name for name, report in reports.items() if not report.conforms] == []


def test_the_deal_register_has_all_its_deals_the_broken_ones_mended() -> None:
    found = reading(DEALS)
    assert found.counts["records"] == 29_515
    assert found.tallies == {str(DEALS): 29_519}
    assert len(found.mended) == 4
    assert all("are one row, broken by a line break" in sentence for sentence in found.mended)
    # Two of the broken rows are open orders: the other 1,164 are those that a reader of whole rows finds.
    assert found.counts["ordered"] + found.counts["planned"] + found.counts["cancelled"] == 1_166
    assert found.counts["no number ordered"] == 280
    assert found.counts["order year in doubt"] == 15_581


def test_the_register_by_year_adds_up_to_the_last_digit() -> None:
    found = reading(YEARS)
    assert (found.counts["records"], found.releases) == (12_571, {"sipri-2025"})
    assert found.exported == column_sums(1)
    assert found.imported == column_sums(2)
    assert sum(found.exported.values()) == Decimal("769810.94")


def test_both_shapes_become_one_record_per_deal() -> None:
    found = reading(DEALS, YEARS)
    assert (found.counts["records"], found.counts["in both shapes"]) == (29_515, 12_571)
    for sums, column in ((found.exported, 1), (found.imported, 2)):
        expected = column_sums(column)
        assert {cell: sums[cell] for cell in expected} == expected
    assert found.counts["two names"] > 4_000


def test_each_recipient_of_china_agrees_with_the_table() -> None:
    found = reading(CHINA)
    table = read_table(CHINA_TABLE)
    assert (table.axis, table.exporter) == ("importer", "China")
    assert (found.counts["records"], found.releases) == (692, {"sipri-2026"})
    assert sum(found.received.values()) == Decimal("31794.58")
    totals = {party(str(name)).id: cell for name, cell in table.name_totals.items()}
    assert len(totals) == 83
    assert {
        name: found.received[name] for name, cell in totals.items() if not cell.agrees(found.received[name])
    } == {}


def test_the_register_of_the_old_website() -> None:
    found = reading(OLD / "german-transfers-2014.json")
    assert (found.counts["records"], found.releases) == (403, {"sipri-2014"})
    assert found.suppliers == {"DEU"}
    assert found.counts["licence"] >= 70


def tables() -> Iterator[Path]:
    yield CHINA_TABLE
    yield from sorted(OLD.glob("*.csv"))
    yield PAIRS


@pytest.mark.parametrize("path", tables(), ids=lambda path: path.name)
def test_every_table_is_read_and_adds_up_and_is_no_input(path) -> None:
    table = read_table(path)
    assert table.release is not None
    for year, total in table.year_totals.items():
        cells = [cell for (_, when), cell in table.cells.items() if when == year and cell]
        # Each cell is rounded by half a million at most.
        assert abs(sum(cell.value for cell in cells) - total.value) <= Decimal("0.5") * (len(cells) + 1)
    found = list(read_together([path], Settings()))
    assert [type(one) for one in found] == [Refusal, Tally]


def test_the_pairs_of_the_old_tables_have_all_parties() -> None:
    table = read_table(PAIRS)
    assert len(table.cells) == 21_324
    assert {name for pair in table.names for name in pair if not party(name).iri} == set()
