"""The notation of patterns, and the flat text that they are matched against."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KnowledgeError
from kg.extract.lexicon import window
from kg.extract.patterns import Boundary, Patterns, expand, flat


@given(st.text())
def test_flat_text_is_as_long_as_the_text_so_that_offsets_hold(text):
    assert len(flat(text)) == len(text)


@given(st.text())
def test_flat_text_stays_as_it_is(text):
    assert flat(flat(text)) == flat(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Élysée", "elysee"),
        ("أسلحة", "اسلحه"),
        ("موسكى", "موسكي"),
        ("Ёлка", "елка"),
        ("don’t", "don't"),
        ("F‑16", "f-16"),
    ],
)
def test_flat_text_folds_case_accents_and_letter_variants(text, expected):
    assert flat(text) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("deliver*", "Russia delivered tanks", "delivered"),
        ("handed over", "was handed \n over to", "handed \n over"),
        ("(bought|purchased)", "it purchased six", "purchased"),
        ("placed (an )?order", "placed an order", "placed an order"),
        ("denied ~ delivering", "denied it was ever delivering", "denied it was ever delivering"),
        ("سقفا", "سقفًا", "سقفًا"),
        ("اسلحه", "أسلحةً", "أسلحةً"),
        ("تسليم", "تَسْلـيم", "تَسْلـيم"),
        ("אספקה", "אַסְפָּקָה", "אַסְפָּקָה"),
        ("u.s.", "the U.S. said", "U.S."),
    ],
)
def test_a_pattern_finds(pattern, text, found):
    match = re.search(expand(pattern), flat(text))
    assert match is not None
    assert text[match.start() : match.end()] == found


@pytest.mark.parametrize("pattern", ["(a", "a)", "[a", "(?z)"])
def test_a_broken_pattern_is_named(pattern):
    with pytest.raises(KnowledgeError, match="is not valid"):
        expand(pattern)


def test_words_are_whole_and_proclitics_stay_outside():
    spaced, arabic = Boundary("both", ""), Boundary("both", "[وفبلكس]{1,2}")
    assert spaced.compile(["sold"]).search("unsold") is None
    match = arabic.compile(["تسليم"]).search("وبتسليم")
    assert match is not None
    assert match.group("x") == "تسليم"


def test_the_longest_cue_wins_and_none_lies_within_another():
    patterns = Patterns(
        [({"name": "short"}, ["order"]), ({"name": "long"}, ["order for"])], Boundary("both", "")
    )
    assert [cue.get("name") for cue in patterns.find("an order for tanks, an order")] == ["long", "short"]


def test_a_window_stays_within_its_line():
    assert window("one\nto russia now\ntwo", 7, 13) == "to <russia> now"


def test_a_pattern_that_ends_in_a_lookahead_says_itself_what_follows():
    spaced = Boundary("both", "")

    def found(pattern, text):
        return [match["x"] for match in spaced.compile([pattern]).finditer(flat(text))]

    assert found("arms (?=\\w)", "arms him, arms.") == ["arms "]
    assert found("(?=(ver|sat)me)", "vermedi, satar") == [""]
    assert found("(?=ver(me|mi(yor|s)))", "vermiyor") == [""]
    assert found("sold(?! out)", "sold out, soldier, sold it") == ["sold"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("می‌دهد", "مي دهد"), ("צה״ל", 'צה"ל'), ("ג׳יבוטי", "ג'יבוטי"), ("בין־לאומי", "בין-לאומי")],
)
def test_flat_text_folds_joiners_and_hebrew_signs(text, expected):
    assert flat(text) == expected


def test_classes_in_a_pattern_are_not_folded():
    assert re.fullmatch(expand("\\S{0,}x"), "abx")
    assert not re.fullmatch(expand("\\S{0,}x"), "  x")
