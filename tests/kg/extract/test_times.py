"""Times: which words date something, which days they mean, and which numbers are no times."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.calendars import (
    lunar_from_date,
    lunar_to_date,
    solar_from_date,
    solar_to_date,
)
from kg.extract.languages import languages
from kg.extract.times import find_times

REFERENCE = date(2024, 10, 15)
CASES = yaml.safe_load((Path(__file__).parent / "times.yaml").read_text(encoding="utf-8"))
SPEC = [(language, text, expected) for language, cases in CASES.items() for text, expected in cases.items()]


def test_every_language_is_specified() -> None:
    assert set(CASES) == set(languages())
    assert all(len(cases) >= 12 for cases in CASES.values())


@pytest.mark.parametrize(("language", "text", "expected"), SPEC)
def test_time(language, text, expected) -> None:
    """``expected`` is the EDTF of the times in the text, published on Tuesday, 15 October 2024."""
    found = find_times(text, language, REFERENCE)
    assert [one.when.edtf for one in found if one.when] == expected
    for one in found:
        assert text[one.start : one.end] == one.text
        assert one.when is not None
        assert one.when.quote is not None
        assert (one.when.quote.start, one.when.quote.text) == (one.start, one.text)


@pytest.mark.parametrize(
    ("language", "text", "quote", "edtf", "start", "end", "state"),
    [
        ("ar", "منذ بداية عام 2024،", "منذ بداية عام 2024", "2024-01/..", ("2024-01-01", "2024-01-31"), None, "open"),
        ("ar", "ثم من صيف عام 2022،", "من صيف عام 2022", "2022-22/", ("2022-06-01", "2022-08-31"), None, "unknown"),
        ("ar", "اعتبارًا من أكتوبر 2022،", "اعتبارًا من أكتوبر 2022", "2022-10/..", ("2022-10-01", "2022-10-31"), None, "open"),
        ("ar", "وفي سبتمبر 2023 ،", "في سبتمبر 2023", "2023-09", ("2023-09-01", "2023-09-30"), ("2023-09-01", "2023-09-30"), "closed"),
        ("en", "is due by 2028.", "by 2028", "../2028", None, ("2028-01-01", "2028-12-31"), "closed"),
        ("en", "signed in late 2015 by", "in late 2015", "2015-10/2015-12", ("2015-10-01", "2015-12-31"), ("2015-10-01", "2015-12-31"), "closed"),
        ("en", "between 2011 and 2015", "between 2011 and 2015", "2011/2015", ("2011-01-01", "2011-12-31"), ("2015-01-01", "2015-12-31"), "closed"),
        ("en", "from 2034 onwards", "from 2034 onwards", "2034/..", ("2034-01-01", "2034-12-31"), None, "open"),
        ("en", "in winter 2022", "in winter 2022", "2022-24", ("2022-12-01", "2023-02-28"), ("2022-12-01", "2023-02-28"), "closed"),
        ("en", "in mid-2023", "in mid-2023", "2023-05/2023-08", ("2023-05-01", "2023-08-31"), ("2023-05-01", "2023-08-31"), "closed"),
        ("en", "the 1990s", "the 1990s", "199X", ("1990-01-01", "1999-12-31"), ("1990-01-01", "1999-12-31"), "closed"),
        ("de", "ab Oktober 2022", "ab Oktober 2022", "2022-10/", ("2022-10-01", "2022-10-31"), None, "unknown"),
        ("fa", "مهر ۱۴۰۲", "مهر ۱۴۰۲", "2023-09-23/2023-10-22", ("2023-09-23", "2023-10-22"), ("2023-09-23", "2023-10-22"), "closed"),
        ("ar", "15 رمضان 1445 هـ", "15 رمضان 1445 هـ", "2024-03-24/2024-03-26", ("2024-03-24", "2024-03-26"), ("2024-03-24", "2024-03-26"), "closed"),
    ],
)  # fmt: skip
def test_bounds_and_openness(language, text, quote, edtf, start, end, state) -> None:  # noqa: PLR0917
    (found,) = find_times(text, language, REFERENCE)
    assert found.text == quote
    when = found.when
    assert when is not None
    assert when.edtf == edtf
    assert when.end_state == state
    for bounds, expected in ((when.start, start), (when.end, end)):
        assert (bounds and tuple(day.isoformat() for day in bounds)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "M-1991 launchers, 2000 tanks, F-16, Su-57, 155 mm, 75%, $2000, 10:06"),
        ("en", "resolution 1929 and resolution (1929), Article 51, Type 054A, 2,016 rounds"),
        ("en", "They may march on. Delivery of 2000 tanks, up to 2000 rifles"),
        ("ar", "القرار 1718، إف 15، 75%، 240 ملم، 2000 دبابة، 1,99 يورو"),
        ("fr", "la résolution 2231, 75 %, 1 991 obus, des 2000 chars"),
        ("de", "Resolution 1929, 2000 Soldaten, 155-mm-Haubitzen"),
        ("ru", "резолюцию № 1747, С-300, Су-57, 2000 танков, проекта 1135"),
        ("es", "1.991 fusiles, la resolución 1929, 84,82 kg"),
        ("zh", "11356型护卫舰2000艘"),
        ("ko", "2000대, K-9 212문"),
        ("he", "הרמס 900, החלטה 1701"),
        ("tr", "2231 sayılı karar, 2000 tank, F-16"),
        ("fa", "قطعنامه ۲۲۳۱، سوخو-۳۵"),
        ("uk", "M142, 1500 снарядів, 2000 ракет"),
    ],
)
def test_no_time(language, text) -> None:
    assert find_times(text, language, REFERENCE) == []


def test_a_relative_time_without_publication_date_has_no_when() -> None:
    (found,) = find_times("He said so last week.", "en", None)
    assert (found.text, found.when, found.relative) == ("last week", None, True)


def test_an_absolute_time_needs_no_publication_date() -> None:
    (found,) = find_times("in June 2018", "en", None)
    assert found.when is not None
    assert not found.relative


def test_a_day_that_does_not_exist_is_no_time() -> None:
    assert [one.text for one in find_times("31.02.2023", "de", REFERENCE)] == []


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [((1300, 1, 1), (1921, 3, 21)), ((1357, 11, 22), (1979, 2, 11)), ((1399, 12, 30), (2021, 3, 20)),
     ((1400, 1, 1), (2021, 3, 21)), ((1403, 1, 1), (2024, 3, 20)), ((1404, 1, 1), (2025, 3, 21))],
)  # fmt: skip
def test_solar_hijri(solar, gregorian) -> None:
    assert solar_to_date(*solar) == date(*gregorian)


@pytest.mark.parametrize(
    ("lunar", "gregorian"), [((1445, 1, 1), (2023, 7, 19)), ((1400, 1, 1), (1979, 11, 21))]
)
def test_lunar_hijri_within_a_day(lunar, gregorian) -> None:
    assert abs((lunar_to_date(*lunar) - date(*gregorian)).days) <= 1


@given(st.dates(date(1930, 1, 1), date(2040, 1, 1)))
def test_calendars_round_trip(day) -> None:
    assert solar_to_date(*solar_from_date(day)) == day
    assert lunar_to_date(*lunar_from_date(day)) == day


_PIECES = [text for _, text, _ in SPEC]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(languages()),
    st.lists(st.one_of(st.text(max_size=20), st.sampled_from(_PIECES)), max_size=6).map("".join),
    st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 1, 1))),
)
def test_any_text_gives_sound_spans(language, text, reference) -> None:
    end = 0
    for one in find_times(text, language, reference):
        assert end <= one.start < one.end
        assert text[one.start : one.end] == one.text
        end = one.end
