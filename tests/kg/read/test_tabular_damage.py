"""However a table is damaged, every row that was found is in a record or a refusal, and nothing is raised."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from kg.facts import problems
from kg.populate import clashes
from kg.read.model import Refusal, Source, Tally
from kg.read.tabular import REGISTER
from kg.settings import Settings

MAPPING = """
register: deals
release: {name: deals-1}
key: id
same_key: SAME
missing: ['-']
makes:
  - transfer:
      supplier: {column: seller, split: "/"}
      recipient: {column: buyer, as: iso2, otherwise: SE}
      weapon: {column: what}
      quantity: {column: number}
      stage: {column: stage, lookup: {d: delivered, o: ordered}}
      when: {from: {date: {column: day}}, until: {year: {column: until}}}
      value: {amount: {column: number}, currency: EUR}
  - relation: {type: operates, who: {column: seller, split: "/"}, system: {column: what}}
"""
HEADER = ["id", "seller", "buyer", "what", "number", "day", "until", "stage"]
ROWS = [
    [str(index), seller, "BR", f'tank "{index}", old', str(index * 3), f"2020-0{index}-01", "2021", "d"]
    for index, seller in enumerate(["Sweden", "Norway/Chile", "Türkiye", "Nobody", "Chile"], 1)
]


def check(data: bytes, name: str, same: str = "refuse") -> None:
    """Read a file and hold what it gives against what it is said to hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        path.with_name(f"{name}.yaml").write_text(MAPPING.replace("SAME", same), encoding="utf-8")
        *found, tally = REGISTER.read([path], Settings())
    assert isinstance(tally, Tally)
    assert sum(rows for one in found for _, rows in one.rows) == tally.rows
    for one in found:
        if isinstance(one, Source):
            assert problems(one.content) + clashes(one.content) == []
        else:
            assert isinstance(one, Refusal)
            assert one.what
    keys = [one.key for one in found if isinstance(one, Source)]
    assert len(keys) == len(set(keys))


def as_text(rows: list[list[str]], delimiter: str = ",") -> bytes:
    quoted = ([f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows)
    return "\n".join(delimiter.join(row) for row in quoted).encode() + b"\n"


def as_book() -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


def as_parquet() -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))), out)
    return out.getvalue()


WHOLE = {"deals.csv": as_text([HEADER, *ROWS]), "deals.xlsx": as_book(), "deals.parquet": as_parquet()}
_cell = st.text(alphabet='a1Ü,;"|\t\n\r-/ ', max_size=6) | st.sampled_from(
    ["Sweden", "BR", "12", "d", "2021", "", "NA"]
)
_change = st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=12))


def damaged(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, length, instead in changes:
        at = int(where * len(data))
        data = data[:at] + instead + data[at + length :]
    return data


@pytest.mark.parametrize("same", ["refuse", "number", "together"])
def test_a_sound_table_is_sound(same):
    for name, data in WHOLE.items():
        check(data, name, same)


@settings(max_examples=300)
@given(st.lists(_change, max_size=6), st.sampled_from(["refuse", "number", "together"]))
def test_a_damaged_text(changes, same):
    check(damaged(WHOLE["deals.csv"], changes), "deals.csv", same)


@settings(max_examples=60)
@given(st.lists(_change, min_size=1, max_size=3), st.sampled_from(["deals.xlsx", "deals.parquet"]))
def test_a_damaged_archive(changes, name):
    check(damaged(WHOLE[name], changes), name)


@settings(max_examples=150)
@given(st.lists(st.lists(_cell, max_size=10), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_any_cells(rows, delimiter):
    check(as_text([HEADER, *rows], delimiter), "deals.csv", "number")


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes(data):
    check(data, "deals.csv")
