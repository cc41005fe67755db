"""What the notation of the language files matches."""

from __future__ import annotations

import pytest

from kg.extract.lexicon import Boundary, flat

BOTH = Boundary("both", "")


def found(patterns: list[str], text: str, boundary: Boundary = BOTH) -> list[str]:
    """What the patterns match in a text."""
    return [match["x"] for match in boundary.compile(patterns).finditer(flat(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("arms deal", "arms  deals and an arms deal", ["arms deal"]),
        ("deliver*", "it delivers, redelivered", ["delivers"]),
        ("(sold|sells)( off)?", "sold off, resold, sells", ["sold off", "sells"]),
        ("sent ~ missiles", "sent some new missiles", ["sent some new missiles"]),
        ("livré", "a livre, livrée", ["livre"]),
    ],
)
def test_words_are_matched_as_whole_words(pattern: str, text: str, expected: list[str]) -> None:
    assert found([pattern], text) == expected


def test_a_pattern_that_ends_in_a_lookahead_says_itself_what_follows() -> None:
    assert found(["arms (?=\\w)"], "arms him, arms.") == ["arms "]
    assert found(["(?=(ver|sat)me)"], "vermedi, satar") == [""]
    assert found(["(?=ver(me|mi(yor|s)))"], "vermiyor") == [""]


def test_a_negative_lookahead_leaves_the_end_of_the_word_where_it_is() -> None:
    assert found(["sold(?! out)"], "sold out, soldier, sold it") == ["sold"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("می‌دهد", "مي دهد"),
        ("צה״ל", 'צה"ל'),
        ("ג׳יבוטי", "ג'יבוטי"),
        ("בין־לאומי", "בין-לאומי"),
        ("Süleymanoğlu", "suleymanoglu"),
    ],
)
def test_flat_text_has_one_form_of_each_sign_and_the_length_of_the_text(text: str, expected: str) -> None:
    assert flat(text) == expected
    assert len(flat(text)) == len(text)
