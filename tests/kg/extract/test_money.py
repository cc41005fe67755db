"""Prices: amount and currency, and which words are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.languages import languages, load
from kg.extract.money import find_money

CASES = yaml.safe_load((Path(__file__).parent / "money.yaml").read_text(encoding="utf-8"))
SPEC = [(language, text, expected) for language, cases in CASES.items() for text, expected in cases.items()]


def test_every_language_is_specified() -> None:
    assert set(CASES) == set(languages())
    assert all(len(cases) >= 5 for cases in CASES.values())


@pytest.mark.parametrize(("language", "text", "expected"), SPEC)
def test_price(language, text, expected) -> None:
    """``expected`` lists the words, amount and currency of each price, and the maximum of a range."""
    found = find_money(text, language)
    assert [
        [one.text, str(one.amount), one.currency or "unknown"] + ([str(one.max)] if one.max else [])
        for one in found
    ] == expected
    for one in found:
        assert text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    ("language", "text", "amount", "currency"),
    [
        ("en", "half a billion dollars", "500000000", "USD"),
        ("en", "two and a half billion dollars", "2500000000", "USD"),
        ("ar", "نصف مليار دولار", "500000000", "USD"),
        ("ru", "полтора миллиарда рублей", "1500000000", "RUB"),
        ("de", "anderthalb Milliarden Euro", "1500000000", "EUR"),
        ("he", "חצי מיליארד דולר", "500000000", "USD"),
        ("tr", "iki buçuk milyar dolar", "2500000000", "USD"),
        ("es", "medio millón de euros", "500000", "EUR"),
        ("en", "A$1.2 billion", "1200000000", "AUD"),
        ("en", "NT$40 billion", "40000000000", "TWD"),
        ("en", "EUR 230 million", "230000000", "EUR"),
        ("en", "3 million dinars", "3000000", None),
    ],
)
def test_halves_and_signs(language, text, amount, currency) -> None:
    (found,) = find_money(text, language)
    assert (found.text, found.amount, found.currency) == (text, Decimal(amount), currency)


@pytest.mark.parametrize(
    "text", ["eight Yuan-class submarines", "the dollar fell", "24 jets", "won the contract"]
)
def test_what_is_no_price(text) -> None:
    assert find_money(text, "en") == []


@pytest.mark.parametrize("language", [*languages(), "common"])
def test_currencies_are_iso_codes(language) -> None:
    data = load(language, "amounts")
    codes = {*data.get("currencies", {}), *data.get("currency_signs", {})} - {"unknown"}
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in codes)


_PIECES = [text for _, text, _ in SPEC]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(languages()),
    st.lists(st.one_of(st.text(max_size=20), st.sampled_from(_PIECES)), max_size=6).map("".join),
)
def test_any_text_gives_sound_spans(language, text) -> None:
    end = 0
    for one in find_money(text, language):
        assert end <= one.start < one.end
        assert text[one.start : one.end] == one.text
        end = one.end
