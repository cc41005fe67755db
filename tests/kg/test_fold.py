"""Folding makes spellings equal and leads back to the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.fold import fold, key

# Characters on which folding does something, among plain ones.
LETTERS = st.sampled_from(
    "اأإآٱىيیةهکكگؤئـًَ\u200c\u200f٣۳ 　\t\nABcéÉßıİøœёЁйїҐ‑–—-“”«»״'׳’·・Ｆ－１６½ﷲﻻ미사일导弹ם\u0301\u0306"
)
TEXTS = st.text(alphabet=st.one_of(LETTERS, st.characters()), max_size=60)


@pytest.mark.parametrize(
    ("spellings"),
    [
        ("أوكرانيا", "اوكرانيا", "أُوكْرَانِيَا", "أوكـــرانيا"),
        ("إيران", "ايران", "ایران"),
        ("سورية", "سوريه"),
        ("مستشفى", "مستشفي"),
        ("إف-15", "اف‑١٥", "إف–۱۵"),
        ("Türkiye", "TÜRKİYE", "türkıye"),
        ("São Tomé", "sao tome", "SÃO  TOMÉ"),
        ("Straße", "STRASSE"),
        ("самолёт", "Самолет"),
        ("Су‑35", "СУ-35"),
        ('כטב"ם', "כטב״ם", "כטב”ם"),
        ("Ｆ－１６", "f-16"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("谢尔盖·绍伊古", "谢尔盖・绍伊古"),
        ("موشک‌ها", "موشک ها"),
        ("Saudi\nArabia", "Saudi \n Arabia"),
    ],
)
def test_spellings_of_one_name_become_equal(spellings):
    assert len({key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("F-16", "F-15"), ("Иран", "Ирак"), ("한국", "북한"), ("سلاح", "صلاح")]
)
def test_different_names_stay_apart(one, other):
    assert key(one) != key(other)


def test_an_empty_line_stays_a_break():
    assert fold("Saudi\n\nArabia").text == "saudi\narabia"


def test_a_span_keeps_its_vowel_marks_and_elongation():
    text = "في أُوكْرَانْيَا ثم"
    folded = fold(text)
    start = folded.text.index("اوكرانيا")
    assert text[folded.start_of(start) : folded.end_of(start + 8)] == "أُوكْرَانْيَا"


def test_a_span_leaves_out_invisible_marks_behind_it():
    text = "روسيا\u200f وبعد"
    folded = fold(text)
    assert text[folded.start_of(0) : folded.end_of(5)] == "روسيا"


def test_plain_text_keeps_its_positions_for_free():
    folded = fold("plain text, 5 words")
    assert folded.starts is None
    assert folded.start_of(6) == 6
    assert folded.end_of(10) == 10


@given(TEXTS)
def test_positions_never_run_backwards(text):
    folded = fold(text)
    starts = [folded.start_of(i) for i in range(len(folded.text))]
    ends = [folded.end_of(i + 1) for i in range(len(folded.text))]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(starts, ends, strict=True))


@given(TEXTS, st.data())
def test_a_folded_span_leads_back_to_text_that_folds_to_it(text, data):
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    again = fold(text[folded.start_of(start) : folded.end_of(end)]).text
    # A letter that folds to two comes back whole; otherwise the slice folds to exactly the span.
    assert folded.text[start:end] in again
    if all(folded.start_of(i) != folded.start_of(i + 1) for i in range(len(folded.text) - 1)):
        assert again == folded.text[start:end]


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    once = fold(text).text
    assert fold(once).text == once


def test_traditional_and_simplified_chinese_are_one():
    assert fold("臺灣向韓國購買戰機").text == fold("台湾向韩国购买战机").text
    assert fold("「陣風」").text == fold("“阵风”").text
