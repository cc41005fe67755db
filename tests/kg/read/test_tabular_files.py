"""Tables in every kind of file: what stands in the cells comes out as it is, and what is broken is refused by name."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from kg.facts import Facts
from kg.read.model import Refusal, Source, Tally
from kg.read.registers import Head
from kg.read.tabular import REGISTER, delimited, workbook
from kg.settings import Settings

MAPPING = """
register: deals
release: {name: deals-1}
key: id
makes:
  - transfer:
      supplier: {column: seller}
      recipient: {column: buyer}
      goods: {column: what}
      quantity: {column: number}
      stage: delivered
      when: {date: {column: day}}
"""
HEADER = ["id", "seller", "buyer", "what", "number", "day"]
ROWS = [
    ["1", "Sweden", "Brazil", "fighters, used", "12", "2020-06-01"],
    ["2", "Türkiye", "Qatar", 'drones "armed"', "6", "2021"],
]


class Small(Settings):
    """Settings with limits that a test can reach."""

    max_table_bytes: int = 500_000_000
    max_table_rows: int = 2_000_000
    max_table_cells: int = 50_000_000


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(
    name: str, data: bytes | str | None = None, mapping: str = MAPPING, **limits: int
) -> list[Source | Refusal]:
    """All that one table gives; its counts are checked."""
    if data is not None:
        Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
    if mapping:
        Path(f"{name}.yaml").write_text(mapping, encoding="utf-8")
    *found, tally = REGISTER.read([Path(name)], Small(**limits))
    assert isinstance(tally, Tally)
    assert sum(rows for one in found for _, rows in one.rows) == tally.rows
    return found


def texts(found: list[Source | Refusal]) -> list[str]:
    assert all(isinstance(one, Source) for one in found), [str(one) for one in found]
    return [one.document.text for one in found]


def refusal(found: list[Source | Refusal]) -> str:
    (one,) = (one for one in found if isinstance(one, Refusal))
    return str(one)


def table(delimiter: str = ",", rows: list[list[str]] = ROWS, **options: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, **options).writerows([HEADER, *rows])
    return out.getvalue()


# Text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_read_whatever_its_delimiter_encoding_and_line_ends(delimiter, encoding, end):
    found = read("deals.csv", table(delimiter, lineterminator=end).encode(encoding))
    assert texts(found) == [delimiter.join(row) for row in ROWS]
    assert not found[0].mended
    (tally,) = (one for one in REGISTER.read([Path("deals.csv")], Settings()) if isinstance(one, Tally))
    assert bool(tally.remarks) == (encoding in {"utf-16", "utf-32", "cp1252"})


def test_the_delimiter_that_a_mapping_names_is_taken():
    data = "id!seller!buyer!what!number!day\n1!Sweden!Brazil!a,b,c;d;e!3!2020\n"
    found = read("deals.csv", data, MAPPING + "table: {delimiter: '!'}\n")
    assert texts(found) == ["1!Sweden!Brazil!a,b,c;d;e!3!2020"]


def test_lines_above_the_header_and_blank_rows_are_no_rows():
    data = "Deals\n\nby hand,,\n" + table() + "\n,,,,,\n\n"
    found = read("deals.csv", data)
    assert [one.place for one in found] == ["deals.csv:5", "deals.csv:6"]


def test_a_quoted_cell_may_go_on_over_lines():
    rows = [["1", "Sweden", "Brazil", "tanks\nand\nmore", "12", "2020"], ROWS[1]]
    found = read("deals.csv", table(rows=rows))
    assert [one.place for one in found] == ["deals.csv:2", "deals.csv:5"]
    assert texts(found)[0] == "1,Sweden,Brazil,tanks\nand\nmore,12,2020"


def test_a_quotation_mark_that_nobody_closes_costs_one_row():
    data = table() + '3,"Norway,Chile,ships,2,2019\n4,Norway,Chile,ships,2,2019\n'
    found = read("deals.csv", data)
    assert [one.place for one in found] == [f"deals.csv:{line}" for line in (2, 3, 4, 5)]
    assert "deals.csv:4: a quotation mark in it is never closed" in refusal(found)


def test_a_quotation_mark_far_from_the_end_costs_one_row_too():
    more = "".join(f"{number},Norway,Chile,ships,2,2019\n" for number in range(5, 300))
    found = read("deals.csv", table() + '3,"Norway,Chile,ships,2,2019\n' + more)
    assert len(found) == 298
    assert "deals.csv:4: a quotation mark" in refusal(found)


def test_rows_with_too_few_or_too_many_cells_are_refused_with_their_line():
    found = read(
        "deals.csv", table() + "3,Norway\n4,Norway,Chile,ships,2,2019,more\n5,Norway,Chile,ships,2,2019,,\n"
    )
    first, second = (str(one) for one in found if isinstance(one, Refusal))
    assert first.startswith("deals.csv:4: the row has 2 cells, the table 6 columns")
    assert second.startswith("deals.csv:5: the row has 7 cells, the table 6 columns")
    assert len(found) == 5


def test_rows_that_end_early_are_filled_where_the_mapping_says_so():
    found = read("deals.csv", table() + "3,Norway,Chile,ships\n", MAPPING + "table: {short_rows: fill}\n")
    assert texts(found)[2] == "3,Norway,Chile,ships,,"


def test_a_stray_byte_is_mended_and_told_with_its_row():
    data = table().encode() + b"3,Norway,Chile,ships and more\x85,2,2019\n"
    found = read("deals.csv", data)
    assert texts(found)[2] == "3,Norway,Chile,ships and more…,2,2019"
    assert found[2].mended == ("1 byte that is no UTF-8 read as windows-1252: …",)
    assert not found[0].mended


def test_bytes_that_are_no_text_are_refused():
    assert "not UTF-8" in refusal(read("deals.csv", table().encode() + b"\xff\xfe\xfd\x90\x81" * 50))
    assert "NUL" in refusal(read("deals.csv", b"id,seller\x00\x00\n1,2\n"))


def test_a_byte_that_is_no_character_refuses_its_row():
    # In UTF-16 a zero byte is nothing special, a NUL character is.
    data = (table() + "3,Nor\x00way,Chile,ships,2,2019\n").encode("utf-16")
    assert "deals.csv:4: it has a character that is none" in refusal(read("deals.csv", data))


def test_columns_that_are_found_by_number_need_no_name():
    mapping = MAPPING.replace("column: what", "column: '#4'")
    found = read("deals.csv", table().replace("what", ""), mapping)
    assert "fighters, used" in found[0].content.entities[2].name


def test_a_name_that_stands_twice_must_be_told_apart():
    said = refusal(read("deals.csv", table().replace("what", "seller")))
    assert said.startswith("deals.csv.yaml:7: the table has several columns 'seller'")


def test_a_file_that_is_empty_or_has_a_header_alone():
    assert "empty" in refusal(read("deals.csv", ""))
    assert read("deals.csv", table(rows=[])) == []


# JSON -------------------------------------------------------------------------------------------


def test_an_array_of_objects_is_a_table():
    content = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    content[0]["number"] = 12
    del content[1]["day"]
    found = read("deals.json", json.dumps([*content, "nothing"]))
    assert found[0].document.text == "\t".join(ROWS[0])
    assert found[1].document.text == "\t".join([*ROWS[1][:5], ""])
    assert refusal(found) == "deals.json, member 3: this is no object"


@pytest.mark.parametrize("text", ['[{"id": ', '[{"id": 1}] and more', "[{" + "[" * 100_000])
def test_json_that_is_broken_is_refused(text):
    assert "not JSON" in refusal(read("deals.json", text))


# Parquet ----------------------------------------------------------------------------------------


def test_parquet_is_read_with_its_types():
    columns = {
        "id": ["1", "2", "3"],
        "seller": ["Sweden", "Norway", "Norway"],
        "buyer": ["Brazil", "Chile", None],
        "what": [["a", "b"], ["c"], None],
        "number": [12.0, float("nan"), 2.5],
        "day": [date(2020, 6, 1), date(2021, 1, 2), None],
        "sure": [True, False, None],
        "price": [Decimal("1.50"), Decimal("2.00"), None],
        "at": [datetime(2020, 6, 1), datetime(2020, 6, 1, 12, 30), None],  # noqa: DTZ001
    }
    parquet.write_table(pa.table(columns), "deals.parquet")
    found = read("deals.parquet")
    assert texts(found) == [
        '1\tSweden\tBrazil\t["a", "b"]\t12\t2020-06-01\ttrue\t1.50\t2020-06-01',
        '2\tNorway\tChile\t["c"]\t\t2021-01-02\tfalse\t2.00\t2020-06-01 12:30:00',
        "3\tNorway\t\t\t2.5\t\t\t\t",
    ]
    assert found[1].place == "deals.parquet, row 2"


def test_parquet_that_is_broken_or_too_large_is_refused():
    parquet.write_table(pa.table({"id": ["1"] * 100_000}), "deals.parquet")
    assert "100,000 rows" in refusal(read("deals.parquet", max_table_rows=10))
    assert "bytes" in refusal(read("deals.parquet", max_table_bytes=10))
    assert "cells" in refusal(read("deals.parquet", max_table_cells=10))
    whole = Path("deals.parquet").read_bytes()
    assert "cannot be read" in refusal(read("deals.parquet", whole[: len(whole) // 2]))


# Workbooks --------------------------------------------------------------------------------------


def book(*rows: list[object], name: str = "deals.xlsx", title: str = "Deals") -> None:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    made.create_sheet("Other").append(["nothing"])
    made.save(name)
    made.close()


def test_a_workbook_is_read_with_its_types():
    book(
        ["Deals"],
        HEADER,
        [1, "Sweden", "Brazil", "fighters", 12.0, datetime(2020, 6, 1)],  # noqa: DTZ001
        [],
        [2, "Norway", "Chile"],
    )
    found = read("deals.xlsx")
    assert texts(found) == ["1\tSweden\tBrazil\tfighters\t12\t2020-06-01", "2\tNorway\tChile\t\t\t"]
    assert [one.place for one in found] == ["deals.xlsx, row 3", "deals.xlsx, row 5"]


def test_a_sheet_is_found_by_its_name():
    book(["nothing"], title="First")
    assert "there is no sheet 'Deals'. The sheets are: 'First', 'Other'" in refusal(
        read("deals.xlsx", mapping=MAPPING + "table: {sheet: Deals}\n")
    )
    book(HEADER, ROWS[0], title="Deals")
    found = read("deals.xlsx", mapping=MAPPING + "table: {sheet: Deals}\n")
    assert found[0].place == "deals.xlsx, sheet 'Deals', row 2"


def test_formulas_without_a_result_and_errors_refuse_their_row():
    book(
        HEADER,
        [1, "Sweden", "Brazil", "a", "=6*2", "2020"],
        [2, "Sweden", "Brazil", "b", "#REF!", "2020"],
        [3, *ROWS[0][1:]],
    )
    first, second, third = read("deals.xlsx")
    assert "deals.xlsx, row 2: the cell E2 holds a formula without its result" in str(first)
    assert str(second) == "deals.xlsx, row 3: the cell E3 holds the error #REF!"
    assert isinstance(third, Source)


def test_a_formula_gives_what_it_gave():
    book(HEADER, [1, "Sweden", "Brazil", "a", "=6*2", "2020"])
    _rewrite("deals.xlsx", "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>12</v>", b"<v />", b"<v>12</v>")
    (found,) = read("deals.xlsx")
    assert found.document.text == "1\tSweden\tBrazil\ta\t12\t2020"


def test_a_sheet_that_claims_to_be_huge_is_not():
    book(HEADER, ROWS[0])
    _rewrite("deals.xlsx", "xl/worksheets/sheet1.xml", b'ref="A1:F2"', b'ref="A1:XFD1048576"')
    assert len(read("deals.xlsx", max_table_cells=1_000)) == 1


def test_a_workbook_that_unfolds_to_too_much_is_refused_before_it_does():
    book(HEADER, ROWS[0])
    with zipfile.ZipFile("deals.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(30_000_000))
    assert Path("deals.xlsx").stat().st_size < 100_000
    assert "bytes or more" in refusal(read("deals.xlsx", max_table_bytes=10_000_000))


def test_cells_and_rows_beyond_the_limit_are_refused():
    book(HEADER, *([number, *ROWS[0][1:]] for number in range(100)))
    found = read("deals.xlsx", max_table_rows=70)
    # Of the first fifty rows nothing is given before the limit is seen; what was given stays counted.
    assert "rows or more, 70 are allowed" in refusal(found)
    assert "cells or more" in refusal(read("deals.xlsx", max_table_cells=200))


def test_a_workbook_that_defines_entities_is_refused():
    book(HEADER, ROWS[0])
    _rewrite("deals.xlsx", "xl/workbook.xml", b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook')
    assert "workbook.xml is no part of a workbook" in refusal(read("deals.xlsx"))


@pytest.mark.parametrize("cut", [30, 200, 1_000, -100])
def test_a_workbook_that_is_cut_is_refused(cut):
    book(HEADER, ROWS[0])
    data = Path("deals.xlsx").read_bytes()[:cut]
    assert "deals.xlsx" in refusal(read("deals.xlsx", data))


def _rewrite(name: str, part: str, *changes: bytes) -> None:
    """Replace bytes within one part of an archive."""
    with zipfile.ZipFile(name) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    before = parts[part]
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        parts[part] = parts[part].replace(old, new)
    assert parts[part] != before, before
    with zipfile.ZipFile(name, "w") as archive:
        for one, content in parts.items():
            archive.writestr(one, content)


# What is a table --------------------------------------------------------------------------------


def head(name: str, data: bytes) -> Head:
    Path(name).write_bytes(data)
    return Head(Path(name), data, data.decode("utf-8", "replace"))


def test_what_is_no_table_is_left_to_others():
    for name, data in (
        ("a.txt", b"Some text, with commas, and more.\n" * 5),
        ("a.md", b"---\ntitle: x\n---\nText\n"),
        ("a.json", b'[{"document": {"id": "x"}}]'),
        ("a.jsonl", b'{"text": "x"}\n'),
        ("a.docx", b"PK\x03\x04 no archive"),
        ("settings.yaml", b"a: 1\n"),
    ):
        assert not REGISTER.recognises(head(name, data)), name


def test_a_table_is_known_by_its_name_its_signature_or_its_mapping():
    book(HEADER, ROWS[0], name="book")
    parquet.write_table(pa.table({"id": ["1"]}), "columns")
    for name in ("book", "columns"):
        assert REGISTER.recognises(head(name, Path(name).read_bytes()))
    assert REGISTER.recognises(head("a.csv", b"x"))
    assert not REGISTER.recognises(head("b.txt", b"id|x\n1|2\n"))
    Path("b.txt.yaml").write_text(MAPPING)
    assert REGISTER.recognises(head("b.txt", b"id|x\n1|2\n"))
    assert REGISTER.recognises(head("b.txt.yaml", MAPPING.encode()))
    assert REGISTER.recognises(head("b.mapping.yaml", MAPPING.encode()))


def test_a_table_without_a_mapping_is_refused_with_what_to_do():
    said = refusal(read("deals.csv", table(), mapping=""))
    assert said.startswith(
        "deals.csv: tables need a mapping that says what their columns mean, and this one has none ('id',"
    )
    assert said.endswith("Write a mapping deals.csv.yaml beside it; docs/tables.md shows how")


@pytest.mark.parametrize(
    ("name", "data"), [("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600)), ("a.ods", b"PK\x03\x04")]
)
def test_kinds_that_are_not_read_are_refused_with_what_to_do(name, data):
    assert "Save it as .xlsx or .csv" in refusal(read(name, data, mapping=""))


def test_mappings_hold_no_rows_and_must_belong_to_a_table():
    Path("deals.mapping.yaml").write_text(MAPPING)
    Path("deals.csv").write_text(table())
    Path("lost.csv.yaml").write_text(MAPPING)
    paths = [Path(name) for name in ("deals.csv", "deals.mapping.yaml", "lost.csv.yaml")]
    found = list(REGISTER.read(paths, Settings()))
    assert [type(one) for one in found] == [Source, Source, Tally, Tally, Refusal, Tally]
    assert "there is no table of its name beside it" in str(found[4])


@pytest.mark.parametrize(("name", "library"), [("deals.xlsx", "openpyxl"), ("deals.parquet", "pyarrow")])
def test_a_library_that_is_missing_is_told(name, library, monkeypatch):
    book(HEADER, ROWS[0])
    parquet.write_table(pa.table({"id": ["1"]}), "deals.parquet")
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setattr(workbook, "find_spec", lambda _: None)
    assert refusal(read(name)).endswith("pip install 'armsgraph[tables]'")


def test_the_folder_of_a_table_may_be_read_as_a_whole(tmp_path):
    from kg.read import expand, read_together

    Path("deals.csv").write_text(table())
    Path("deals.csv.yaml").write_text(MAPPING)
    Path("note.md").write_text("A note about the deals, in English.")
    found = list(read_together(expand(["."]), Settings()))
    assert sum(isinstance(one, Source) and isinstance(one.content, Facts) for one in found) == 2
    assert not any(isinstance(one, Refusal) for one in found)


def test_a_large_text_is_cut_into_rows_quickly():
    lines = ["1,2,3\n"] * 100_000
    assert sum(1 for _ in delimited._rows(lines, ",")) == 100_000
