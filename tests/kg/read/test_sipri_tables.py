"""SIPRI's tables of volumes by year: read to reconcile with, in all shapes, and never as transfers.

All values here are invented.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import UnreadableFile
from kg.read import Refusal, Tally
from kg.read.sipri import REGISTER
from kg.read.sipri.tables import Cell, looks_like_table, read_table
from kg.settings import Settings

NEW = """Volume of transfers of major arms
Figures are in millions of SIPRI trend-indicator values (TIVs).

Source: SIPRI Arms Transfers Database (c) SIPRI.
Data generated: 14 Jul 2025 2:57:40 AM

Recipient,2021,2022,2023,2021-2023,Percentage,Sum total years,Percentage of total
Nepal,12,,0 ,13,62%,13,62%
Front of X*,,8,,8,38%,8,38%
Total imports from Malta,12,8,0 ,21,100%,21,
"""
OLD = """"TIV of arms exports from Malta, 2021-2023",,,,
Figures are SIPRI Trend Indicator Values (TIVs) expressed in millions.,,,,
,,,,
Generated: 28 July 2022,,,,
,2021,2022,2023,Total
Nepal,12,,0,12
,,,,
Total,12,,0,12
"""
BARE = "weapon,1980,1981,1982\rAircraft,4,,15\rShips,,8,30\rTotal,4,8,45"
TIDY = "supplier,recipient,year,value,supplier_cown\nMalta,Nepal,2021,11,338\nMalta,Nepal,2022,0,338\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    return path


def test_a_table_of_the_new_site(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, NEW))
    assert table.title == "Volume of transfers of major arms"
    assert (table.axis, table.exporter, table.importer) == ("importer", "Malta", None)
    assert str(table.generated) == "2025-07-14"
    assert table.release is not None
    assert table.release.name == "sipri-2025"
    assert (table.names, table.years) == (["Nepal", "Front of X*"], [2021, 2022, 2023])
    assert table.cells["Nepal", 2021] == Cell(Decimal(12))
    assert table.cells["Nepal", 2022] is None
    assert table.name_totals == {"Nepal": Cell(Decimal(13)), "Front of X*": Cell(Decimal(8))}
    assert table.year_totals[2022] == Cell(Decimal(8))
    assert table.total == Cell(Decimal(21))


def test_zero_is_more_than_nothing_and_less_than_half(tmp_path: Path) -> None:
    trace = read_table(write(tmp_path, NEW)).cells["Nepal", 2023]
    assert trace is not None
    assert trace.is_trace
    assert trace.agrees(Decimal("0.49"))
    assert not trace.agrees(Decimal("0.6"))
    assert Cell(Decimal(12)).agrees(Decimal("12.5"))
    assert not Cell(Decimal(12)).agrees(Decimal("11.4"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_of_the_old_site(tmp_path: Path, end) -> None:
    table = read_table(write(tmp_path, OLD.replace("\n", end)))
    assert table.title == "TIV of arms exports from Malta, 2021-2023"
    assert (table.axis, table.exporter, table.names) == ("importer", "Malta", ["Nepal"])
    assert table.release is not None
    assert table.release.name == "sipri-2024"  # it has a delivery of 2023, whatever its date says
    assert table.total == Cell(Decimal(12))


@pytest.mark.parametrize(
    ("title", "axis", "exporter", "importer"),
    [
        ("TIV of arms exports from all, 2021-2023", "exporter", None, None),
        ("TIV of arms imports to all, 2021-2023", "importer", None, None),
        ("TIV of arms exports to Nepal, 2021-2023", "exporter", None, "Nepal"),
        ("TIV of arms imports by Nepal, 2021-2023", "exporter", None, "Nepal"),
    ],
)
def test_the_title_tells_whose_table_it_is(tmp_path: Path, title, axis, exporter, importer) -> None:
    text = OLD.replace("TIV of arms exports from Malta, 2021-2023", title)
    table = read_table(write(tmp_path, text))
    assert (table.axis, table.exporter, table.importer) == (axis, exporter, importer)


def test_a_bare_table_with_old_line_ends(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, BARE))
    assert (table.title, table.axis, table.names) == (None, "category", ["Aircraft", "Ships"])
    assert table.cells["Ships", 1980] is None
    assert table.year_totals[1982] == Cell(Decimal(45))
    assert read_table(write(tmp_path, BARE.replace("weapon", "country"))).axis == "party"
    assert read_table(write(tmp_path, BARE), release="sipri-2011").release == read_table(
        write(tmp_path, BARE), release="2011"
    ).release  # fmt: skip


def test_a_tidy_table_of_pairs(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, TIDY))
    assert (table.axis, table.names) == ("pair", [("Malta", "Nepal")])
    assert table.cells[("Malta", "Nepal"), 2021] == Cell(Decimal(11))


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        (NEW.replace("Nepal,12", "Nepal,a dozen"), "table.csv:8", "column 2 (2021): 'a dozen' is no number"),
        (NEW[: NEW.index("38%")], "table.csv:9", "the row has 6 columns, 8 are expected"),
        (TIDY.replace("2022", "late"), "table.csv:3", "column 3 (year): 'late' is no year"),
        ("name,colour\nx,y\n", "table.csv:1", "no table of values by year"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(tmp_path: Path, text, place, what) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_table(write(tmp_path, text))
    assert what in caught.value.what
    assert str(caught.value.place).endswith(place)


@pytest.mark.parametrize("text", [NEW, OLD, BARE, TIDY])
def test_a_table_is_no_input_of_a_build(tmp_path: Path, text) -> None:
    assert looks_like_table(text.replace("\r", "\n").split("\n"))
    path = write(tmp_path, text)
    refusal, tally = REGISTER.read([path], Settings())
    assert isinstance(refusal, Refusal)
    assert "not a register of deals" in refusal.what
    assert refusal.advice is not None
    assert "armsgraph volumes --against" in refusal.advice
    assert tally == Tally(str(path), 0)


@pytest.mark.parametrize(
    "text",
    [
        "In 2021, 2022 and 2023 there were deliveries.\n",
        "id,2021,2022,2023\n1,2,3,4\n",
        "name,2021\nx,1\n",
        "",
    ],
)
def test_other_things_with_years_in_them_are_no_such_tables(text) -> None:
    assert not looks_like_table(text.split("\n"))
