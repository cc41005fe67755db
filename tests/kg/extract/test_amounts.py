"""Amounts of things: what is one, how much it is, and which numbers are none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.amounts import find_amounts
from kg.extract.languages import languages

CASES = yaml.safe_load((Path(__file__).parent / "amounts.yaml").read_text(encoding="utf-8"))
SPEC = [(language, text, expected) for language, cases in CASES.items() for text, expected in cases.items()]


def test_every_language_is_specified() -> None:
    assert set(CASES) == set(languages())
    assert all(len(cases) >= 10 for cases in CASES.values())


@pytest.mark.parametrize(("language", "text", "expected"), SPEC)
def test_amount(language, text, expected) -> None:
    """``expected`` lists the words, minimum and maximum of each amount, and what else is said of it."""
    found = find_amounts(text, language)
    assert [
        [one.text, str(one.min), str(one.max)]
        + (["ordinal"] if one.ordinal else [])
        + (["approximate"] if one.approximate else [])
        for one in found
    ] == expected
    for one in found:
        assert text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "in 2016, from 2011 to 2015, on 3 June"),
        ("en", "at 10:06, 9 pm, 28 years old, a 45-ton tank, 2.6 kg, Mach 2.5"),
        ("en", "Su-57, MK 45, M142, 054A, Project 22160, No. 12, Article 51"),
        ("en", "It cost $250 million and 3 million euros."),
        ("ar", "عام 2005، 15 يوما، 1.5 م، 500 إلى 6000 متر، القرار رقم 1718، بقيمة 54 مليون دولار"),
        ("ru", "№ 1747, 2013 года, 75 %, 152-мм, 40 лет, 5 млн рублей"),
        ("zh", "2018年11月21日，11356型，第4代，9.5亿美元"),
        ("ko", "2024년 1월, 3시간, 제1차, 2억 달러, 20%"),
    ],
)
def test_what_is_no_amount(language, text) -> None:
    assert [one for one in find_amounts(text, language) if not one.ordinal] == []


def test_duals_of_given_nouns() -> None:
    """The Arabic dual of any noun that the caller knows is an amount of two."""
    assert [one.text for one in find_amounts("تسلمت كاسحتين وبرجين", "ar", nouns=("كاسحة", "برج"))] == [
        "كاسحتين",
        "برجين",
    ]
    assert find_amounts("تسلمت كاسحتين", "ar") == []


_PIECES = [text for _, text, _ in SPEC]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(languages()),
    st.lists(st.one_of(st.text(max_size=20), st.sampled_from(_PIECES)), max_size=6).map("".join),
)
def test_any_text_gives_sound_spans(language, text) -> None:
    end = 0
    for one in find_amounts(text, language):
        assert end <= one.start < one.end
        assert text[one.start : one.end] == one.text
        assert one.min is None or one.max is None or one.min <= one.max
        end = one.end
