"""Each paragraph is read in its own language, and the offsets are those of the whole text."""

from __future__ import annotations

import pytest

from kg.extract import extract
from kg.facts import Document, Facts, problems

ARABIC = "قالت وزارة الدفاع إن روسيا سلمت مصر اثنتي عشرة طائرة مقاتلة من طراز سو-35 في عام 2021."
ENGLISH = "China delivered 10 J-10 fighters to Pakistan in 2022, and the ministry of defence said that it was pleased."
RUSSIAN = "Россия поставила Индии пять зенитных ракетных систем С-400 в 2021 году, и это было сообщено после."
KOREAN = "폴란드는 한국에서 K2 전차 10대를 인도받았다고 국방부가 2022년 12월에 밝혔다."
DEALS = {
    ("RUS", "EGY", "wpn:su-35", 12): ARABIC,
    ("CHN", "PAK", "wpn:j-10", 10): ENGLISH,
    ("RUS", "IND", "wpn:s-400", 5): RUSSIAN,
    ("KOR", "POL", "wpn:k2", 10): KOREAN,
}


def facts_of(text: str, language: str = "ar") -> Facts:
    return extract(Document(id="x", lang=language, text=text, date="2023-01-01"))


def deals(facts: Facts) -> set[tuple[str | None, str | None, str, int]]:
    return {
        (t.supplier, t.recipient, item.weapon, int(item.quantity.min or 0))
        for t in facts.transfers
        for item in t.items
        if item.quantity
    }


def test_each_paragraph_gives_its_deal_with_quotes_that_stand_in_the_text() -> None:
    text = "\n\n".join(DEALS.values())
    facts = facts_of(text)
    assert deals(facts) == set(DEALS)
    assert problems(facts) == []
    for transfer in facts.transfers:
        (quote,) = transfer.evidence
        assert text[quote.start : quote.end] == quote.text
        assert any(quote.text in paragraph for paragraph in DEALS.values())
    assert all(text[one.start : one.end] == one.text for one in facts.mentions)


def test_ids_are_told_apart_and_those_of_the_main_language_stay_as_they_are() -> None:
    alone, mixed = facts_of(ARABIC), facts_of(f"{ARABIC}\n{ENGLISH}")
    assert [one.id for one in mixed.transfers] == ["t1", "en-t1"]
    assert mixed.transfers[0] == alone.transfers[0]
    assert [item.id for item in mixed.transfers[1].items] == ["en-t1.1"]
    every = [one.id for one in (*mixed.mentions, *mixed.transfers, *mixed.events, *mixed.relations)]
    assert len(set(every)) == len(every)


def test_every_line_has_one_region_and_every_entity_stands_once() -> None:
    text = f"{ARABIC}\n{RUSSIAN}\n{ARABIC}\n{RUSSIAN}"
    facts = facts_of(text)
    assert [(one.start, one.end) for one in facts.regions] == [
        (text.index(line, at), text.index(line, at) + len(line))
        for at, line in ((0, ARABIC), (0, RUSSIAN), (len(ARABIC) + 1, ARABIC), (len(ARABIC) * 2, RUSSIAN))
    ]
    assert [one.id for one in facts.entities].count("RUS") == 1
    russia = next(one for one in facts.entities if one.id == "RUS")
    assert {"روسيا", "Россия"} <= set(russia.aliases)


@pytest.mark.parametrize(
    ("language", "text"), [("ar", ARABIC), ("en", ENGLISH), ("ru", RUSSIAN), ("ko", KOREAN)]
)
def test_a_text_in_one_language_is_read_as_before(
    language: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("kg.extract.extract_mixed", never)
    assert len(facts_of(f"{text}\n{text}", language).transfers) == 1


def test_a_list_whose_lines_change_the_language_is_quoted_as_it_stands() -> None:
    text = f"روسيا سلمت مصر في عام 2021 ما يلي من الأسلحة التي كانت قد طلبت:\n{ENGLISH}\n- 12 طائرة مقاتلة من طراز سو-35 في إطار العقد الذي كانت قد وقعته مع مصر"
    facts = facts_of(text)
    quotes = [quote for transfer in facts.transfers for quote in transfer.evidence]
    # The list goes on behind the paragraph in the other language, and so does what is quoted of it.
    assert any(ENGLISH in quote.text for quote in quotes)
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes)
