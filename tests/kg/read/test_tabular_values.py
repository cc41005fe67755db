"""Numbers, dates and patterns as people write them."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kg.read.tabular.amounts import amount, number
from kg.read.tabular.patterns import Pattern, kept
from kg.read.tabular.times import Date, month_number, read_date, whole_number

# Numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("12", 12, 12),
        ("0", 0, 0),
        ("12.5", "12.5", "12.5"),
        ("1,200", 1200, 1200),
        ("1 200", 1200, 1200),
        ("1\u202f200.50", "1200.50", "1200.50"),
        ("1'200", 1200, 1200),
        ("1e+06", 1_000_000, 1_000_000),
        ("6-8", 6, 8),
        ("6 – 8 pieces", 6, 8),
        ("10 to 12", 10, 12),
        ("10+", 10, None),
        ("at least 10", 10, None),
        ("≥10", 10, None),
        ("more than 10", 11, None),
        (">1.5 t", "1.5", None),
        ("up to 30", None, 30),
        ("fewer than 30", None, 29),
        ("<0.5 t", None, "0.5"),
        ("١٢", 12, 12),
        ("١٬٢٠٠٫٥", "1200.5", "1200.5"),
    ],
)
def test_numbers_and_ranges(text, least, most):
    found = amount(text)
    wanted = [None if one is None else Decimal(one) for one in (least, most)]
    assert [found.least, found.most] == wanted
    assert not found.approximate


@pytest.mark.parametrize("text", ["about 12", "~12", "c. 12", "approx. 12", "circa 12"])
def test_numbers_that_are_said_to_be_rough(text):
    found = amount(text)
    assert (found.least, found.most, found.approximate) == (12, 12, True)


@pytest.mark.parametrize(
    ("text", "unit"), [("12 pcs.", "piece"), ("3 sets", "set"), ("7 kg", "kg"), ("9", None)]
)
def test_units(text, unit):
    assert amount(text).unit == unit


def test_a_question_mark_is_an_estimate():
    assert amount("12?").estimate is True
    assert amount("12").estimate is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "various",
        "12 tanks and 3 guns",
        "-99",
        "1,20",
        "12-6",
        "a few",
        "1.2.3",
        "12 parsecs",
        "²",
        "9" * 200,
    ],
)
def test_what_is_no_number_is_none(text):
    found = amount(text)
    assert (found.least, found.most) == (None, None)


def test_a_decimal_comma_is_read_where_the_mapping_says_so():
    assert number("1.200,5", ",") == Decimal("1200.5")
    assert number("1,5", ",") == Decimal("1.5")
    assert number("1.5", ",") is None
    assert number("1,5") is None


@given(st.text(max_size=120))
def test_no_text_is_too_strange_for_a_number_or_a_date(text):
    amount(text)
    number(text)
    for order in ("year-month-day", "day-month-year"):
        try:
            assert isinstance(read_date(text, order), Date)
        except ValueError as error:
            assert "is no date" in str(error)  # noqa: PT017 - either way is right


@given(st.decimals(0, 10**12, places=2))
def test_any_number_comes_back(value):
    assert number(f"{value:f}") == value
    assert number(f"{value:,}") == value


# Dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order", "edtf"),
    [
        ("2021", "year-month-day", "2021"),
        ("2021-06", "year-month-day", "2021-06"),
        ("2021-06-01", "year-month-day", "2021-06-01"),
        ("2021/6/1", "day-month-year", "2021-06-01"),
        ("20210601", "year-month-day", "2021-06-01"),
        ("2021-06-01 12:30:00", "year-month-day", "2021-06-01"),
        ("2021-06-01T12:30:00Z", "year-month-day", "2021-06-01"),
        ("1.6.2021", "day-month-year", "2021-06-01"),
        ("6/1/2021", "month-day-year", "2021-06-01"),
        ("06/2021", "day-month-year", "2021-06"),
        ("1 June 2021", "year-month-day", "2021-06-01"),
        ("June 1, 2021", "day-month-year", "2021-06-01"),
        ("Sept. 2021", "year-month-day", "2021-09"),
        ("٢٠٢١-٠٦-٠١", "year-month-day", "2021-06-01"),
    ],
)
def test_dates(text, order, edtf):
    assert read_date(text, order).edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "21",
        "2021-13",
        "2021-02-30",
        "1.6.21",
        "2021 2022",
        "June",
        "31 June 2021",
        "0000",
        "spring 2021",
    ],
)
def test_what_is_no_date_is_told(text):
    with pytest.raises(ValueError, match="is no date in the order"):
        read_date(text, "day-month-year")


def test_what_is_left_out_becomes_bounds():
    assert Date(2020).bounds() == (date(2020, 1, 1), date(2020, 12, 31))
    assert Date(2020, 2).bounds() == (date(2020, 2, 1), date(2020, 2, 29))
    assert Date(2020, 2, 3).bounds() == (date(2020, 2, 3), date(2020, 2, 3))


def test_months_and_whole_numbers():
    assert [month_number(text) for text in ("6", "06", "Jun", "june", "6.0")] == [6] * 5
    assert whole_number("2021.0", "year") == 2021
    for wrong in ("2021.5", "-99", "", "20211"):
        with pytest.raises(ValueError, match="is no year"):
            whole_number(wrong, "year")


# Patterns ---------------------------------------------------------------------------------------

CHECK = TypeAdapter(Pattern)


@pytest.mark.parametrize(
    ("pattern", "cell", "what"),
    [
        (r"\d+", "123", "123"),
        (r"(\d+) pieces", "12 pieces", "12"),
        (r"(?:\d{1,4} )?(.+)", "12 BMP-2", "BMP-2"),
        (r"(?:\d{1,4} )?(.+)", "BMP-2", "BMP-2"),
        (r"a|b", "b", "b"),
        (r"[^]a]x", "bx", "bx"),
        (r"[a\]]{2}", "a]", "a]"),
        (r"(a)?b", "b", "b"),
        (r"\(x\)", "(x)", "(x)"),
        (r"a{", "a{", "a{"),
        (r"a{2}b{1,3}?c", "aabbc", "aabbc"),
        (r".*(ML ?\d+).*", "pistols ML 1 and more", "ML 1"),
    ],
)
def test_patterns_keep_their_group_or_all(pattern, cell, what):
    start, end = kept(CHECK.validate_python(pattern), cell)
    assert cell[start:end] == what


def test_a_pattern_must_fit_the_whole_cell_and_no_endless_one():
    assert kept(r"\d+", "12 pieces") is None
    assert kept(r".*", "x" * 301) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a+)+", "group cannot be repeated"),
        ("(?:a|a)*b", "group cannot be repeated"),
        ("(a){2,}", "group cannot be repeated"),
        (r"(a)\1", "refer back"),
        ("a*b*c*d*", "too many ways"),
        ("a?" * 30, "too many ways"),
        ("a{1,9}" * 12, "too many ways"),
        ("(?:a|a)" * 25, "too many ways"),
        ("[[]", "no pattern"),
        ("a{11,}b{2,}c+d*", "too many ways"),
        ("(?=a)b", "cannot use"),
        ("(?i)a", "cannot use"),
        ("(a)(b)", "at most one group"),
        ("(a", "no pattern"),
        ("[a", "no pattern"),
        ("a" * 400, "at most 300"),
    ],
)
def test_patterns_that_could_take_long_or_are_none_are_refused(pattern, why):
    with pytest.raises(ValidationError, match=why):
        CHECK.validate_python(pattern)


@given(st.text(alphabet="ab*+?(){}[]\\|.^,123:=!<", max_size=25), st.integers(200, 300))
def test_no_pattern_keeps_a_cell_busy(pattern, length):
    try:
        CHECK.validate_python(pattern)
    except ValidationError:
        return
    start = time.perf_counter()
    kept(pattern, "a" * length + "!")
    assert time.perf_counter() - start < 2
