"""A text is cut where its paragraphs change their language, and only where that is beyond doubt."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.language import LANGUAGES
from kg.read.stretches import UNKNOWN, stretches

PARAGRAPHS = {
    "ar": "قالت وزارة الدفاع إن روسيا سلمت مصر اثنتي عشرة طائرة مقاتلة في عام 2021، وهذه هي التي كانت قد طلبت من قبل.",
    "de": "Das Ministerium teilte mit, Russland habe im Mai zwölf Kampfflugzeuge an Ägypten geliefert, und der Vertrag sei alt.",
    "en": "The ministry of defence said that Russia had delivered twelve fighters to Egypt by the end of the year.",
    "es": "El ministerio dijo que Rusia entregó doce cazas a Egipto en el año y que los pilotos del país fueron formados por su ejército.",
    "fa": "وزارت دفاع گفت که روسیه دوازده فروند جنگنده را به مصر تحویل داده است و این قرارداد از سال قبل برای آن بود.",
    "fr": "Le ministère a déclaré que la Russie avait livré douze avions dans le cadre du contrat, et les pilotes ont été formés par des experts.",
    "he": "משרד הביטחון הודיע כי רוסיה מסרה למצרים שנים עשר מטוסי קרב בשנה שעברה.",
    "ko": "국방부는 러시아가 지난해 이집트에 전투기 열두 대를 인도했다고 밝혔다.",
    "ru": "В министерстве сообщили, что Россия поставила Египту двенадцать истребителей и это был последний из них.",
    "tr": "Bakanlık, Rusya'nın bu yıl Mısır'a on iki savaş uçağı teslim ettiğini ve bir anlaşma için daha görüşüldüğünü söyledi.",
    "uk": "У міністерстві повідомили, що Росія поставила Єгипту дванадцять винищувачів та це був останній з них.",
    "zh": "国防部称，俄罗斯去年向埃及交付了十二架战斗机，这是最后一批。",
}


def cut(text: str, language: str) -> list[tuple[str, str]]:
    return [(one.language, text[one.start : one.end].strip()) for one in stretches(text, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_one_language_is_one_stretch(language: str) -> None:
    text = f"Su-35\n\n{PARAGRAPHS[language]}\n{PARAGRAPHS[language]}\nLockheed Martin F-16 Block 70\n"
    assert [one.language for one in stretches(text, language)] == [language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("other", LANGUAGES)
def test_a_paragraph_in_any_other_language_is_noticed(language: str, other: str) -> None:
    text = "\n".join([PARAGRAPHS[language], PARAGRAPHS[other], PARAGRAPHS[language]])
    if other == language:
        assert cut(text, language) == [(language, text)]
    else:
        assert cut(text, language) == [(name, PARAGRAPHS[name]) for name in (language, other, language)]


def test_short_paragraphs_go_with_what_is_before_them_and_at_the_beginning_with_what_is_behind() -> None:
    text = f"Заголовок\n{PARAGRAPHS['ar']}\nС-400\n{PARAGRAPHS['ru']}\nSu-35"
    assert cut(text, "ar") == [
        ("ar", f"Заголовок\n{PARAGRAPHS['ar']}\nС-400"), ("ru", f"{PARAGRAPHS['ru']}\nSu-35"),
    ]  # fmt: skip


def test_words_of_another_language_within_a_paragraph_do_not_change_it() -> None:
    text = f"{PARAGRAPHS['ar']} «The Lockheed Martin F-35 Lightning» {PARAGRAPHS['ar']}"
    assert [one.language for one in stretches(text, "ar")] == ["ar"]
    german = "Die Firma General Dynamics Land Systems und die Bundeswehr haben in der Sache The Last of the Tanks nicht geantwortet."
    assert [one.language for one in stretches(german, "de")] == ["de"]


@pytest.mark.parametrize(
    "text",
    [
        "防衛省によると、ロシアはエジプトに戦闘機を十二機引き渡したという。",
        "रूस ने मिस्र को बारह लड़ाकू विमान सौंपे " * 4,
    ],
)
def test_scripts_of_other_languages_are_unknown(text: str) -> None:
    assert [one.language for one in stretches(f"{PARAGRAPHS['en']}\n{text}", "en")] == ["en", UNKNOWN]


@given(
    st.lists(st.sampled_from([*PARAGRAPHS.values(), "", "x", "\n", "12", "\u202e"]) | st.text(max_size=20))
)
def test_together_the_stretches_are_the_whole_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = stretches(text, "en")
    assert "".join(text[one.start : one.end] for one in found) == text
    assert all(one.language != two.language for one, two in pairwise(found))
