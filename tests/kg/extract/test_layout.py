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


@pytest.mark.parametrize(
    "unit", ["Russia delivered 12 tanks to Iraq in 2021, and ", "word ", "x", "国防部，", "، "]
)
def test_a_sentence_without_end_is_cut_and_loses_nothing(unit):
    text = unit * (20_000 // len(unit))
    found = split(text)
    assert max(map(len, found)) <= 3_000
    assert "".join("".join(found).split()) == "".join(text.split())
    if "," in unit:
        assert all(sentence.startswith(("Russia", "and Russia")) for sentence in found)


def test_a_list_without_end_is_no_single_sentence():
    text = "Russia delivered to Iraq:\n" + "- 12 tanks\n" * 2_000
    found = split(text)
    assert found[0].startswith("Russia delivered to Iraq:\n- 12 tanks\n- 12 tanks")
    assert max(map(len, found)) <= 3_000


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


WALLS = {
    "ar": [
        "اشترك لمتابعة القراءة",
        "للاطلاع على المقال كاملا يرجى الاشتراك",
        "هذا المحتوى للمشتركين فقط",
        "سجل الدخول لمتابعة القراءة",
    ],
    "de": [
        "Jetzt abonnieren, um weiterzulesen",
        "Weiterlesen mit Abo",
        "Dieser Inhalt ist nur für Abonnenten",
        "Melden Sie sich an, um weiterzulesen",
    ],
    "en": [
        "Subscribe to continue reading",
        "This article is for subscribers only",
        "Log in to continue reading",
        "Sign up to read the full story",
    ],
    "es": [
        "Suscríbete para seguir leyendo",
        "Contenido exclusivo para suscriptores",
        "Inicia sesión para seguir leyendo",
    ],
    "fa": [
        "برای ادامه مطالعه مشترک شوید",
        "برای خواندن ادامه مطلب اشتراک تهیه کنید",
        "این مطلب ویژه مشترکان است",
    ],
    "fr": [
        "Abonnez-vous pour lire la suite",
        "Article réservé aux abonnés",
        "Il vous reste 80 % de cet article à lire. La suite est réservée aux abonnés.",
    ],
    "he": ["הירשמו כדי להמשיך לקרוא", "התוכן למנויים בלבד", "כבר מנויים? התחברו"],
    "ko": ["구독하고 계속 읽기", "이 기사는 유료 구독자 전용입니다", "로그인 후 계속 읽으실 수 있습니다"],
    "ru": [
        "Подпишитесь, чтобы продолжить чтение",
        "Материал доступен только подписчикам",
        "Войдите, чтобы читать дальше",
        "Оформите подписку, чтобы читать дальше",
    ],
    "tr": [
        "Okumaya devam etmek için abone olun",
        "Bu içerik sadece abonelere özeldir",
        "Devamını okumak için giriş yapın",
    ],
    "uk": [
        "Підпишіться, щоб продовжити читання",
        "Матеріал доступний лише передплатникам",
        "Увійдіть, щоб читати далі",
    ],
    "zh": ["订阅以继续阅读", "本文仅供订阅用户阅读", "登录后继续阅读全文"],
}


@pytest.mark.parametrize(
    ("language", "line"), [(name, line) for name, lines in WALLS.items() for line in lines]
)
def test_a_paywall_is_boilerplate_in_every_language(language, line):
    words = lexicon(language)
    assert [region.kind for region in regions(line, words)] == ["boilerplate"]
