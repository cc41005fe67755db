"""Who supplies what to whom, as Persian says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("روسیه شش بالگرد به صربستان تحویل داد.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("آلمان به اوکراین تانک و مهمات ارسال کرد.", [
        ("DEU", "UKR", "armour.tank", "delivered", "asserted"),
        ("DEU", "UKR", "ammunition", "delivered", "asserted")]),
    ("فرانسه به اوکراین موشک تحویل خواهد داد.", [("FRA", "UKR", "missile", "planned", "asserted")]),
    ("چین به پاکستان پهپاد می‌فروشد.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("ایران حوثی‌ها را با موشک مسلح کرد.", [("IRN", "grp:houthis", "missile", "delivered", "asserted")]),
    ("آرژانتین ۲۴ جنگنده از دانمارک خرید.", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("لهستان از کره جنوبی تانک خریداری کرده است.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("ونزوئلا از ایران موشک دریافت کرد.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("ارسال مهمات از کره شمالی به روسیه ادامه دارد.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("خرید جنگنده توسط مصر از فرانسه تایید شد.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("ترکیه با ایتالیا برای خرید ده بالگرد قرارداد امضا کرد.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("رادارها توسط چین به ایران تحویل داده شد.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("ایران تحویل پهپاد به روسیه را تکذیب کرد.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("آلمان به اوکراین موشک کروز تحویل نخواهد داد.", [("DEU", "UKR", "missile", None, "denied")]),
    ("شایعاتی درباره ارسال موشک از کره شمالی به روسیه منتشر شد.", [("PRK", "RUS", "missile", None, "rumoured")]),
    ("چین ممکن است به مصر جنگنده بفروشد.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("هند برای خرید زیردریایی با روسیه مذاکره می‌کند.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("آمریکا فروش موشک به ژاپن را تصویب کرد.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("فیلیپین خرید ۱۶ بالگرد از روسیه را لغو کرد.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("روسیه به مصر و عراق بالگرد فروخت.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"),
        ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("آمریکا ایران را به ارسال پهپاد به روسیه متهم کرد.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("لهستان به اوکراین تانک اهدا کرد.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    ("ایران سامانه اس-۴۰۰ را در اختیار سوریه قرار داد.", [("IRN", "SYR", "air_defence", "delivered", "asserted")]),
]  # fmt: skip

NOTHING = [
    "شورای امنیت فروش سلاح به لیبی را ممنوع کرد.",
    "تحریم تسلیحاتی ایران در سال ۲۰۲۰ پایان یافت.",
    "روسیه به اوکراین حمله موشکی کرد.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("fa", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("fa", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("fa", "امانوئل مکرون در ژانویه ۲۰۲۴ به هند سفر کرد.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:emmanuel-macron"), ("host", "IND")]
    ]
