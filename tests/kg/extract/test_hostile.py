"""Texts that nobody wrote to be read are read all the same: nothing hangs, nothing falls over, nothing is made up."""

from __future__ import annotations

import pytest

from kg.extract import extract
from kg.extract.merge import _REMEMBERED
from kg.facts import Document

SIZE = 6_000


@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "x",
        "1",
        "1,",
        ".",
        "(",
        '"',
        "😀",
        "\u202e",
        "\u202eabc\u202c",
        "a\u200d",
        "\n",
        ": \n- ",
        "و",
        "中",
        "\u0651",
    ],
)
@pytest.mark.parametrize("language", ["ar", "en", "zh"])
def test_one_thing_without_end_gives_no_transfer(unit: str, language: str) -> None:
    facts = extract(Document(id="x", lang=language, text=unit * (SIZE // len(unit))))
    assert facts.transfers == ()
    assert facts.document.length == SIZE // len(unit) * len(unit)


def test_marks_of_direction_around_a_sentence_do_not_shift_its_quotes() -> None:
    text = "\u202e" * 1000 + "\nRussia delivered 12 Su-35 fighters to Egypt in 2021.\n" + "😀" * 1000
    (transfer,) = extract(Document(id="x", lang="en", text=text)).transfers
    (quote,) = transfer.evidence
    assert text[quote.start : quote.end] == quote.text
    assert quote.text.startswith("Russia delivered 12 Su-35")


def test_a_deal_told_again_and_again_is_one_deal_and_costs_each_time_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from kg.extract import merge

    compared = 0
    same_deal = merge._same_deal

    def counted(*given: object) -> bool:
        nonlocal compared
        compared += 1
        return same_deal(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(merge, "_same_deal", counted)
    times = 4 * _REMEMBERED
    text = "Russia delivered 12 Su-35 fighters to Egypt in 2021.\n" * times
    facts = extract(Document(id="x", lang="en", text=text))
    assert len(facts.transfers) == 1
    assert compared <= times * _REMEMBERED
