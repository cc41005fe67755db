"""Numbers: digits in every convention, and number words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.numbers import number_language
from kg.extract.time_text import plain


def value(text, language):
    number = number_language(language).at(plain(text).text, 0)
    return None if number is None else number.value


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "1,514", "1514"), ("en", "1.514", "1.514"), ("en", "1,234,567.5", "1234567.5"), ("en", "12.5", "12.5"),
        ("de", "1.514", "1514"), ("de", "1,5", "1.5"), ("de", "1.234.567,5", "1234567.5"),
        ("fr", "1 514", "1514"), ("fr", "1\u202f514", "1514"), ("fr", "1,514", "1.514"), ("es", "1.514", "1514"),
        ("ru", "1 514", "1514"), ("tr", "1.514", "1514"), ("ar", "١٬٥١٤", "1514"), ("ar", "1,99", "1.99"),
        ("fa", "۳٫۴", "3.4"), ("zh", "４万", "40000"), ("ko", "1만", "10000"), ("ru", "3 тыс.", "3000"),
        ("ar", "100 ألف", "100000"), ("en", "2 million", "2000000"), ("en", "nine hundred and ninety-nine", "999"),
        ("en", "one hundred thousand", "100000"), ("de", "neunhundertneunundneunzig", "999"),
        ("de", "zweihunderttausend", "200000"), ("fr", "neuf cent quatre-vingt-dix-neuf", "999"),
        ("fr", "soixante et onze", "71"), ("es", "novecientos noventa y nueve", "999"),
        ("es", "treinta y un mil", "31000"), ("ru", "девятьсот девяносто девять", "999"),
        ("ru", "двадцати четырех", "24"), ("uk", "дев'ятсот дев'яносто дев'ять", "999"),
        ("tr", "dokuz yüz doksan dokuz", "999"), ("zh", "九百九十九", "999"), ("zh", "两亿三千万", "230000000"),
        ("fa", "نهصد و نود و نه", "999"), ("ar", "تسعمئة وتسعة وتسعون", "999"), ("ar", "ألفين وخمسمئة", "2500"),
        ("ar", "مليون ونصف المليون", "1500000"), ("he", "תשע מאות תשעים ותשע", "999"),
        ("ko", "스물네", "24"), ("ko", "3억 5천만", "350000000"),
    ],
)  # fmt: skip
def test_number(language, text, expected) -> None:
    assert value(text, language) == Decimal(expected)


def test_two_numbers_are_not_one() -> None:
    number = number_language("en").at("two three", 0)
    assert number is not None
    assert (number.value, number.end) == (2, 3)


@given(st.integers(0, 10**9))
def test_grouped_digits_round_trip(number) -> None:
    assert value(f"{number:,}", "en") == number
    assert value(f"{number:,}".replace(",", "."), "de") == number
    assert value(f"{number:,}".replace(",", "\u00a0"), "ru") == number
