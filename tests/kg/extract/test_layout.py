"""Regions and sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.languages import is_complete, languages
from kg.extract.layout import regions, sentences
from kg.extract.lexicon import lexicon


def split(text: str, language: str = "en") -> list[str]:
    words = lexicon(language)
    return [text[s.start : s.end] for s in sentences(text, regions(text, words), words)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It was sold. Then it went.", ["It was sold.", "Then it went."]),
        ("en", "The U.S. said so. Mr. Kim left.", ["The U.S. said so.", "Mr. Kim left."]),
        ("en", "A price of 2.5 million was paid.", ["A price of 2.5 million was paid."]),
        ("en", "The deal was signed.Then came the jets.", ["The deal was signed.", "Then came the jets."]),
        ("ar", "سلمت روسيا الدبابات. هل وصلت؟ نعم.", ["سلمت روسيا الدبابات.", "هل وصلت؟", "نعم."]),
    ],
)
def test_a_text_splits_into_sentences(language, text, expected):
    assert split(text, language) == expected


def test_an_offer_to_subscribe_is_boilerplate_and_gives_no_sentence():
    text = "Russia delivered tanks to Iraq.\nAlready a subscriber? Sign up for our newsletter.\n"
    words = lexicon("en")
    layout = regions(text, words)
    assert [region.kind for region in layout] == ["body", "boilerplate"]
    assert split(text) == ["Russia delivered tanks to Iraq."]


def test_a_short_line_without_a_full_stop_is_a_heading():
    assert [r.kind for r in regions("Tanks for Iraq\nRussia sent them last week.", lexicon("en"))] == [
        "heading",
        "body",
    ]


@pytest.mark.parametrize("language", [one for one in languages() if is_complete(one)])
@given(text=st.text())
def test_regions_and_sentences_are_in_order_and_within_the_text(language, text):
    words = lexicon(language)
    layout = regions(text, words)
    found = sentences(text, layout, words)
    for spans in (layout, found):
        assert all(0 <= one.start < one.end <= len(text) for one in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))


def test_lines_with_bullets_belong_to_the_sentence_that_announces_them():
    text = "Poland asked for:\n- 18 launchers;\n- 45 missiles;\nThe price is not known."
    assert split(text) == [text[: text.index("\nThe")], "The price is not known."]
