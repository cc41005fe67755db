"""One file of SIPRI's trade register, whatever happened to it on its way: every row is read, mended or refused.

All deals here are invented; the files only have the shapes of SIPRI's.
"""

from __future__ import annotations

import codecs
from decimal import Decimal
from pathlib import Path

import pytest
import sipri
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import UnreadableFile
from kg.read import Refusal, Source, Tally
from kg.read.sipri import REGISTER
from kg.read.sipri.preamble import Window, day_of
from kg.read.sipri.register_file import RegisterFile, read_register_file
from kg.settings import Settings

PREAMBLE = (
    "Transfers of major conventional arms from All countries  to All countries . "
    "Deals with deliveries made for the year range 'Not specified' to 'Not specified' \n"
    "A '?' in a column indicates uncertain data.\n\n"
    "Source: SIPRI Arms Transfers Database (c) SIPRI.\nData generated: 13 Mar 2025 10:02:49 AM\n"
)
DEALS, YEARS = (f"{names}\n" for names in (sipri.DEALS, sipri.YEARS))
BOAT = "Malta,Iceland,2009,?,4,?,Puffin-60,patrol craft,3,,2011; 2013,New,For the coast guard; named Għawdex,2.5,10,7.5"
GUN = "Nepal,Malta,2015,,6,,Falcon 105mm,towed gun,6,?,2016,Second hand,,0.2,1.2,1.2"
BOAT_2011 = "901,Iceland,Malta,Puffin-60 -,patrol craft,Ships,2009,Yes,1,No,2011,No,New,2.5,2.5,2.5,No"
BOAT_2013 = "901,Iceland,Malta,Puffin-60 -,patrol craft,Ships,2009,Yes,2,,2013,Yes,New,2.5,2.5,5,No"


def read(tmp_path: Path, data: bytes | str) -> RegisterFile:
    path = tmp_path / "x.bin"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_register_file(path)


def deals(*rows: str, end: str = "\n") -> str:
    return (PREAMBLE + DEALS).replace("\n", end) + "".join(row + end for row in rows)


def years(*rows: str, end: str = "\n") -> str:
    return (PREAMBLE + YEARS).replace("\n", end) + "".join(row + end for row in rows)


def adds_up(file: RegisterFile) -> bool:
    rows = [*file.deals, *file.years]
    refused = sum(count for refusal in file.refusals for _, count in refusal.rows)
    return file.count == sum(row.place.lines for row in rows) + refused


# The two shapes --------------------------------------------------------------------------------


def test_a_row_of_16_columns_is_one_deal(tmp_path: Path) -> None:
    (boat,) = read(tmp_path, deals(BOAT)).deals
    assert (boat.supplier, boat.recipient) == ("Iceland", "Malta")
    assert (boat.order_year, boat.order_estimate) == (2009, True)
    assert (boat.ordered, boat.ordered_estimate) == (Decimal(4), True)
    assert (boat.delivered, boat.delivered_estimate) == (Decimal(3), False)
    assert (boat.designation, boat.description, boat.years) == ("Puffin-60", "patrol craft", (2011, 2013))
    assert (boat.unit, boat.tiv_ordered, boat.tiv_delivered) == (Decimal("2.5"), Decimal(10), Decimal("7.5"))
    assert boat.condition == "new"
    assert boat.text == BOAT
    assert boat.text[boat.comment_at :].startswith(boat.comments)
    assert str(boat.place).endswith(":7")


def test_a_row_of_17_columns_is_one_year_of_a_deal(tmp_path: Path) -> None:
    first, last = read(tmp_path, years(BOAT_2011, BOAT_2013)).years
    assert (first.id, first.category, first.order_year, first.order_estimate) == ("901", "Ships", 2009, True)
    assert (first.year, first.number, first.tiv) == (2011, Decimal(1), Decimal("2.5"))
    assert (first.number_estimate, last.number_estimate) == (False, None)
    assert (first.year_estimate, last.year_estimate) == (False, True)
    assert (last.new_unit, last.unit, last.local_production) == (Decimal("2.5"), Decimal("2.5"), False)


def test_the_preamble_tells_the_day_and_the_years_covered(tmp_path: Path) -> None:
    file = read(tmp_path, deals(BOAT))
    assert (str(file.generated), file.window, file.everybody) == ("2025-03-13", Window(), True)
    some = deals(BOAT).replace("'Not specified' to 'Not specified'", "'2010' to '2024'")
    assert read(tmp_path, some).window == Window(2010, 2024)
    assert read(tmp_path, DEALS + BOAT + "\n" + GUN).window == Window(2011, 2016, stated=False)
    assert read(tmp_path, DEALS + BOAT).generated is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 Feb 2026 12:26:12 PM", "2026-02-12"),
        ("28 July 2022", "2022-07-28"),
        ("July 28, 2022", "2022-07-28"),
        ("2022-07-28", "2022-07-28"),
        ("31 Feb 2022", "None"),
        ("some day", "None"),
    ],
)
def test_days_are_read_as_written(text, day) -> None:
    assert str(day_of(text)) == day


# What files go through -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("cp1252", b""),
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_every_line_end(tmp_path: Path, encoding, mark, end) -> None:
    row = BOAT.replace("Għawdex", "Águila – ‘Ñu’")
    file = read(tmp_path, mark + deals(row, GUN, end=end).encode(encoding))
    assert [deal.text for deal in file.deals] == [row, GUN]
    assert (file.count, file.refusals) == (2, [])


def test_a_byte_that_is_no_character_is_replaced_and_told(tmp_path: Path) -> None:
    data = deals(BOAT.replace("Għawdex", "\x81X"), GUN).encode("latin-1")
    boat, gun = read(tmp_path, data).deals
    assert "\ufffdX" in boat.comments
    assert boat.place.mended == ("line 7: a byte that is no character was replaced by '\ufffd'",)
    assert not gun.place.mended


@pytest.mark.parametrize(
    "rewritten",
    [
        DEALS.replace("Number delivered", "Deliveries in the Year Range"),
        DEALS.replace("Year(s) of delivery", "Year(s) of deliveries"),
        DEALS.upper(),
        DEALS.replace("Year of order, ,", "Year of order,Unnamed: 3,").replace(
            "ordered, ,", "ordered,Unnamed: 5,"
        ),
        DEALS.replace(", ,", ",,"),
        '"' + DEALS.strip().replace(",", '","') + '"\n',
        DEALS.replace(" ", "."),
        DEALS.strip() + ";;;\n",
        DEALS.strip() + ",,,\n",
    ],
)
def test_headers_move_and_mean_the_same(tmp_path: Path, rewritten) -> None:
    file = read(tmp_path, PREAMBLE + rewritten + BOAT + "\n" + GUN + "\n")
    assert [deal.text for deal in file.deals] == [BOAT, GUN]
    assert file.deals[0].order_estimate is True


def test_a_new_name_of_one_column_is_read_by_its_place_and_told(tmp_path: Path) -> None:
    file = read(tmp_path, PREAMBLE + DEALS.replace("Number delivered", "Handed over") + BOAT)
    assert file.deals[0].delivered == 3
    assert file.remarks == ("the column 'Handed over' (9) was read as 'Number delivered', by its place",)


def test_columns_in_another_order_and_foreign_ones_do_no_harm(tmp_path: Path) -> None:
    header = "Region," + DEALS.replace("Recipient,Supplier", "Supplier,Recipient")
    file = read(tmp_path, PREAMBLE + header + "EU," + BOAT.replace("Malta,Iceland", "Iceland,Malta"))
    assert (file.deals[0].supplier, file.deals[0].text) == ("Iceland", BOAT)
    assert file.remarks == ("the column 'Region' (1) is none of SIPRI's and was left out",)


@pytest.mark.parametrize("blank", ["", " ", ";", ",,,,", ";;;\t"])
@pytest.mark.parametrize("tail", [";", ";;", ",", ",,,", ""])
def test_what_a_spreadsheet_leaves_at_line_ends_is_no_row_and_no_value(tmp_path: Path, tail, blank) -> None:
    text = PREAMBLE + YEARS.strip() + tail + "\n" + BOAT_2011 + tail + "\n" + blank + "\n" + BOAT_2013 + tail
    file = read(tmp_path, text)
    assert [(row.tiv, row.local_production) for row in file.years] == [(Decimal("2.5"), False), (5, False)]
    assert (file.count, file.refusals) == (2, [])


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_other_separators_and_decimal_commas(tmp_path: Path, separator) -> None:
    def turned(line: str) -> str:
        cells = line.strip().split(",")
        return separator.join(
            f'"{cell}"' if separator in cell else cell.replace("2.5", "2,5") for cell in cells
        )

    (boat,) = read(tmp_path, PREAMBLE + turned(DEALS) + "\n" + turned(BOAT) + "\n").deals
    assert boat.unit == Decimal("2.5")
    assert boat.comments == "For the coast guard; named Għawdex"
    assert boat.text == BOAT.replace("2.5", "2,5")


def test_quoted_fields_keep_what_is_inside(tmp_path: Path) -> None:
    quoted = BOAT.replace("For the coast guard; named Għawdex", '"For the ""coast"" guard, and\nthe navy"')
    (boat,) = read(tmp_path, deals(quoted)).deals
    assert boat.comments == 'For the "coast" guard, and the navy'
    assert boat.place.lines == 2
    assert boat.text[boat.comment_at :].startswith(boat.comments)


def test_a_quotation_mark_that_is_never_closed_swallows_nothing(tmp_path: Path) -> None:
    odd = BOAT.replace("For the coast", '"For the coast')
    assert [deal.designation for deal in read(tmp_path, deals(odd, GUN, GUN)).deals] == [
        "Puffin-60", "Falcon 105mm", "Falcon 105mm",
    ]  # fmt: skip


def test_a_line_that_a_spreadsheet_took_for_one_cell_is_taken_apart(tmp_path: Path) -> None:
    text = PREAMBLE + DEALS.strip() + ";\n" + f'"{BOAT}";\n{GUN};\n'
    assert [deal.text for deal in read(tmp_path, text).deals] == [BOAT, GUN]


# Broken rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_broken_inside_its_comment_is_mended_and_told(tmp_path: Path, end) -> None:
    file = read(tmp_path, deals(GUN, BOAT.replace("guard; named", f"guard;{end}named"), GUN))
    boat = file.deals[1]
    assert boat.text == BOAT
    assert boat.place.lines == 2
    assert boat.place.mended == ("lines 8 and 9 are one row, broken by a line break, and were joined",)
    assert (file.count, len(file.deals), file.refusals) == (4, 3, [])


def test_a_row_broken_into_more_pieces_with_blank_lines_between_is_mended(tmp_path: Path) -> None:
    broken = BOAT.replace("For the coast guard; named Għawdex", "For\nthe coast guard;\n\nnamed\nGħawdex\n")
    (boat, gun) = read(tmp_path, deals(broken, GUN)).deals
    assert (boat.text, gun.text) == (BOAT, GUN)
    assert boat.place.lines == 5
    assert boat.place.mended[0].startswith("lines 7 and 8 and 10 and 11 and 12 are one row")


def test_a_comma_inside_a_comment_is_mended_and_told(tmp_path: Path) -> None:
    (boat,) = read(tmp_path, deals(BOAT.replace("guard; named", "guard, named"))).deals
    assert boat.comments == "For the coast guard, named Għawdex"
    assert boat.place.mended == ("line 7: a comma inside the comment was not taken for the end of a column",)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (GUN.replace("2015", "20l5"), "column 3 (Year of order): '20l5' is no year such as 2015"),
        (
            GUN.replace("2016", "2061"),
            "column 11 (Year(s) of delivery): 2061 is after 2025, the year in which",
        ),
        (
            GUN.replace(",6,,F", ",six,,F"),
            "column 5 (Number ordered): 'six' is no number of pieces such as 12",
        ),
        (GUN.replace("0.2", "-0.2"), "column 14 (SIPRI TIV per unit): '-0.2' is no number such as 12.5"),
        (
            GUN.replace("6,?,", "6,x,"),
            "column 10 ('?' behind Number delivered): 'x' is neither '?' nor empty",
        ),
        (GUN.replace("Second hand", "Old"), "column 12 (Status): 'Old' is none of New, Second hand"),
        (GUN.replace("Nepal", " "), "column 1 (Recipient) is empty"),
        (GUN.replace("Falcon 105mm,towed gun", ","), "column 7 (Weapon designation) is empty"),
        (GUN.replace("Falcon", "\x00"), "the row has a NUL character"),
        (",".join(GUN.split(",")[:9]), "the row has 9 of 16 columns; it ends in column 9 (Number delivered)"),
        ("just some words", "this is no row of the register: it has 1 column, 16 are expected"),
    ],
)
def test_a_row_that_is_wrong_is_refused_alone_with_row_and_column(tmp_path: Path, row, what) -> None:
    file = read(tmp_path, deals(BOAT, row, BOAT))
    assert len(file.deals) == 2
    (refusal,) = file.refusals
    assert what in refusal.what
    assert refusal.place.endswith("x.bin:8")
    assert refusal.advice
    assert adds_up(file)


def test_a_row_that_is_too_wide_is_refused_alone(tmp_path: Path) -> None:
    file = read(tmp_path, years(BOAT_2011, BOAT_2013.replace("patrol", "patrol,,"), BOAT_2013))
    assert len(file.years) == 2
    assert "the row has 19 columns, 17 are expected" in file.refusals[0].what


def test_a_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    file = read(tmp_path, deals(BOAT, GUN)[:-40])
    assert len(file.deals) == 1
    assert "seems to have been cut off" in str(file.refusals[0])
    assert ":8: the row has 8 of 16 columns" in str(file.refusals[0])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (BOAT + "\n" + GUN + "\n", "x.bin:1: there is no row of column names above this row, at column 1"),
        (PREAMBLE + BOAT, "x.bin:6: there is no row of column names above this row"),
        (PREAMBLE, "the file ends before the row of column names"),
        (
            PREAMBLE + DEALS.replace("Supplier,", "Sailor,Boat,"),
            "x.bin:6: the column 'Supplier' is not there",
        ),
    ],
)
def test_a_file_without_its_column_names_is_refused_as_a_whole(tmp_path: Path, text, what) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path, text)
    assert what in str(caught.value)
    assert caught.value.advice


def test_a_file_of_no_good_row_says_why_of_each(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(DEALS + GUN.replace("2015", "soon") + "\n")
    refusal, tally = REGISTER.read([path], Settings())
    assert isinstance(refusal, Refusal)
    assert "'soon' is no year" in refusal.what
    assert tally == Tally(str(path), 1, ("there is no deal in it",))


def test_odd_values_that_are_real_are_kept(tmp_path: Path) -> None:
    rows = (
        GUN.replace(",6,,F", ",,,F").replace("1.2,1.2", ",0 "),
        GUN.replace("2015", "2018"),
        GUN.replace("2015,", "(2015),"),
        GUN.replace(",6,?,2016", ",0,,").replace("1.2,1.2", "1.2,0"),
        GUN.replace("0.2", "0.20"),
    )
    unordered, late, bracketed, open_order, exact = read(tmp_path, deals(*rows)).deals
    assert (unordered.ordered, unordered.tiv_ordered, unordered.tiv_delivered) == (None, None, Decimal(0))
    assert (late.order_year, late.years) == (2018, (2016,))
    assert (bracketed.order_year, bracketed.order_estimate) == (2015, True)
    assert (open_order.delivered, open_order.years) == (Decimal(0), ())
    assert str(exact.unit) == "0.20"


# Count in = count out --------------------------------------------------------------------------

WHOLE = (deals(BOAT, GUN, BOAT.replace("guard;", "guard;\n"), GUN).encode("cp1252", "replace"),
         years(BOAT_2011, BOAT_2013).encode())  # fmt: skip
_PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b"\n", b"\r", b"\r\n", b",", b";", b'"', b'""', b"\t", b"?", b"\x00", b"\xff", b",,,", b"2016"]
    ),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(_PIECES) + data[at + draw(st.integers(0, 30)) :]
    return data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(st.one_of(damaged(), st.binary(max_size=400)))
def test_whatever_happened_to_a_file_each_row_is_in_one_source_or_refusal(tmp_path: Path, data) -> None:
    path = tmp_path / "damaged.csv"
    path.write_bytes(data)
    found = list(REGISTER.read([path], Settings()))
    rows = sum(count for one in found if not isinstance(one, Tally) for _, count in one.rows)
    assert [one.rows for one in found if isinstance(one, Tally)] == [rows]
    assert all(isinstance(one, Source | Refusal | Tally) for one in found)
    assert len({one.key for one in found if isinstance(one, Source)}) == sum(
        isinstance(one, Source) for one in found
    )
