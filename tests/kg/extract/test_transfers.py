"""Who supplies what to whom, as sentences of Arabic and English news say it. One line, one phenomenon."""

from __future__ import annotations

import pytest

from kg.extract import extract
from kg.facts import Document, Facts, problems

CASES = [
    # language, sentence, transfers as (supplier, recipient, class or None, stage, epistemic)
    ("en", "Russia delivered six combat helicopters to Serbia.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("en", "Six combat helicopters were delivered to Serbia by Russia.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("en", "France has supplied Ukraine with howitzers.", [("FRA", "UKR", "artillery", "delivered", "asserted")]),
    ("en", "Egypt bought 24 fighter jets from France.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("en", "The purchase of tanks by Morocco from China surprised many.", [("CHN", "MAR", "armour.tank", "ordered", "asserted")]),
    ("en", "Turkey signed a contract with Italy for the delivery of ten helicopters.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("en", "Germany will deliver 18 tanks to Ukraine.", [("DEU", "UKR", "armour.tank", "planned", "asserted")]),
    ("en", "Iran received radars from China.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("en", "Serbia ordered Chinese drones.", [("CHN", "SRB", "aircraft.uav", "ordered", "asserted")]),
    ("en", "Missiles from North Korea arrived in Russia.", [("PRK", "RUS", "missile", "delivered", "asserted")]),
    ("en", "Iran is supplying drones to Russia, officials said.", [("IRN", "RUS", "aircraft.uav", "delivering", "claimed")]),
    ("en", "Iran denied that it had delivered drones to Russia.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("en", "China may sell fighter jets to Egypt.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("en", "The Philippines cancelled the purchase of 16 helicopters from Russia.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("en", "India is in talks with Russia on the purchase of submarines.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("en", "Russia sold helicopters to Egypt and Iraq.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"), ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("en", "Russia sold tanks to Iraq, and China delivered frigates to Algeria.", [
        ("RUS", "IRQ", "armour.tank", "agreed", "asserted"), ("CHN", "DZA", "ship.frigate", "delivered", "asserted")]),
    ("en", "The United States approved the sale of missiles to Japan.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("en", "The U.S. State Department on Friday approved a sale of tanks to Poland.", [("USA", "POL", "armour.tank", "approved", "asserted")]),
    ("en", "Mali's junta took delivery of four helicopters from Russia.", [("RUS", "MLI", "aircraft.helicopter", "delivered", "asserted")]),
    ("en", "The Houthis have been armed by Iran with missiles, according to a UN panel of experts.", [("IRN", "grp:houthis", "missile", "delivered", "claimed")]),
    ("en", "Turkey exported drones to 30 countries, including Poland and Kenya.", [
        ("TUR", "POL", "aircraft.uav", "delivered", "asserted"), ("TUR", "KEN", "aircraft.uav", "delivered", "asserted")]),
    ("en", "Egypt bought Rafales from France.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("ar", "سلمت روسيا ست مروحيات إلى صربيا.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("ar", "زودت إيران روسيا بطائرات مسيرة.", [("IRN", "RUS", "aircraft.uav", "delivered", "asserted")]),
    ("ar", "اشترت مصر من فرنسا 24 طائرة مقاتلة.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("ar", "أبرم المغرب عقدا مع الصين لشراء دبابات.", [("CHN", "MAR", "armour.tank", "ordered", "asserted")]),
    ("ar", "ستسلم ألمانيا 18 دبابة إلى أوكرانيا.", [("DEU", "UKR", "armour.tank", "planned", "asserted")]),
    ("ar", "تسلمت الجزائر غواصات من روسيا.", [("RUS", "DZA", "ship.submarine", "delivered", "asserted")]),
    ("ar", "نفت إيران أن تكون قد زودت روسيا بطائرات مسيرة.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("ar", "تجري الهند مفاوضات مع روسيا لشراء غواصات.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("ar", "وافقت الولايات المتحدة على بيع صواريخ لليابان.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("ar", "باعت روسيا مروحيات إلى مصر والعراق.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"), ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("ar", "ألغت الفلبين صفقة شراء 16 مروحية من روسيا.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("ar", "اقتنى المغرب طائرات مسيرة تركية من طراز بيرقدار تي بي 2.", [("TUR", "MAR", "aircraft.uav.combat", "ordered", "asserted")]),
    ("en", "Sweden sold Hungary 14 fighter jets. In May Hungary received air-to-air missiles.", [
        ("SWE", "HUN", "aircraft.combat", "agreed", "asserted"), ("SWE", "HUN", "missile.aam", "delivered", "asserted")]),
    # units of what was named before, "we" for the speaker's state, and what a contract told of includes besides
    ("en", "Egypt ordered 54 Rafale fighters from France. Qatar later ordered 24 units.", [
        ("FRA", "EGY", "aircraft.combat", "ordered", "asserted"), ("FRA", "QAT", "aircraft.combat", "ordered", "asserted")]),
    ("en", "We have sold tanks to Kenya, Emmanuel Macron said.", [("FRA", "KEN", "armour.tank", "agreed", "confirmed")]),
    ("en", "Russia sold 92 tanks to Venezuela. The contract also includes missiles.", [
        ("RUS", "VEN", "armour.tank", "agreed", "asserted"), ("RUS", "VEN", "missile", "ordered", "asserted")]),
    ("en", "Ankara is proud of its industry. Tanks were delivered to Poland.", [("TUR", "POL", "armour.tank", "delivered", "asserted")]),
    # a package tells of its goods in other sentences, and is arms where nobody says what is in it
    ("en", "France announced military aid for Kenya. The package includes radars and mortars.", [
        ("FRA", "KEN", "sensor.radar", None, "asserted"), ("FRA", "KEN", "artillery.mortar", None, "asserted")]),
    ("en", "France announced a military aid package for Kenya worth $40 million.", [("FRA", "KEN", "arms", "announced", "confirmed")]),
    # of two possible partners, with a third state in the sentence, or where only an adjective is left, nobody is taken
    ("en", "France sold Egypt tanks. Germany sold Egypt submarines. In May Egypt received missiles.", [
        ("FRA", "EGY", "armour.tank", "agreed", "asserted"), ("DEU", "EGY", "ship.submarine", "agreed", "asserted"),
        ("DEU", "EGY", "missile", "delivered", "asserted")]),
    ("en", "France sold Egypt tanks. In May Egypt received missiles as Greece looked on.", [
        ("FRA", "EGY", "armour.tank", "agreed", "asserted"), ("FRA", "EGY", "missile", "delivered", "asserted")]),
    # who was named two sentences before and is no part of a list may be meant, if only as a guess
    ("en", "Paris was silent on it. In May Egypt received missiles.", [("FRA", "EGY", "missile", "delivered", "asserted")]),
    ("ru", "Польша получила танки в Южной Корее.", [("KOR", "POL", "armour.tank", "delivered", "asserted")]),
    ("en", "The German army ordered mortars from Rheinmetall.", []),
    ("fr", "Le Maroc a acheté des drones turcs de type Bayraktar TB2.", [("TUR", "MAR", "aircraft.uav.combat", "ordered", "asserted")]),
    ("en", "The Danish minister said that his country will deliver tanks to Estonia.", [("DNK", "EST", "armour.tank", "planned", "asserted")]),
    ("en", "Kenya received from France a first delivery that includes tanks.", [("FRA", "KEN", "armour.tank", "delivered", "asserted")]),
    ("en", "Serbia signed a contract with Russia including the delivery of tanks.", [("RUS", "SRB", "armour.tank", "ordered", "asserted")]),
    # rebels are a group of their own and never stand for the state that they fight
    ("en", "Libya sent tanks to Syrian rebels.", [("LBY", "grp:syr-rebels", "armour.tank", "delivered", "asserted")]),
    ("ar", "أرسلت ليبيا دبابات إلى المتمردين السوريين.", [("LBY", "grp:syr-rebels", "armour.tank", "delivered", "asserted")]),
    ("ru", "Польша заказала танки в Южной Корее.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("ar", "ترددت شائعات عن تزويد كوريا الشمالية روسيا بقذائف مدفعية.", [("PRK", "RUS", "ammunition.shell", None, "rumoured")]),
]  # fmt: skip

NOTHING = [
    ("en", "The Security Council imposed a ban on the sale of weapons to Libya."),
    ("en", "The arms embargo on Iran expired in October."),
    ("en", "Russia fired missiles at Ukraine."),
    ("en", "The Russian fleet includes submarines and missiles, Norway said."),
    ("en", "The French army held an exercise with tanks and helicopters in Romania."),
    ("ar", "فرض مجلس الأمن حظر تسليم الأسلحة إلى ليبيا."),
    ("ar", "قصفت روسيا أوكرانيا بالصواريخ."),
    ("ar", "انتهت السعودية من تصنيع أول طائرة مسيرة."),
]


def facts(language: str, text: str, day: str | None = "2024-10-15") -> Facts:
    found = extract(Document(id="t", lang=language, text=text, date=day))
    assert problems(found) == []
    return found


def told(found: Facts) -> list[tuple[str | None, str | None, str, str, str]]:
    return sorted(
        (
            (t.supplier, t.recipient, item.weapon_class, t.stage, t.epistemic)
            for t in found.transfers
            for item in t.items
        ),
        key=str,
    )


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=[c[1][:50] for c in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(language, text, expected):
    given = told(facts(language, text))
    assert len(given) == len(expected), given
    for want, have in zip(sorted(expected, key=str), given, strict=True):
        assert have[:2] == want[:2], given
        assert have[2].startswith(want[2]), given
        assert have[3] == (want[3] or have[3]), given
        assert have[4] == want[4], given


@pytest.mark.parametrize(("language", "text"), NOTHING, ids=[c[1][:50] for c in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(language, text):
    assert told(facts(language, text)) == []


def test_goods_that_a_sentence_points_at_are_those_named_last():
    found = facts(
        "en",
        "Sailors found 150 anti-tank missiles and three rifles. Nobody was hurt. "
        "The cargo was sent by Iran to the Houthis.",
    )
    assert [(t.supplier, t.recipient) for t in found.transfers] == [("IRN", "grp:houthis")]
    (transfer,) = found.transfers
    assert [(i.weapon_class, i.quantity.min) for i in transfer.items] == [
        ("missile.atgm", 150),
        ("smallarms.rifle", 3),
    ]
    assert [q.text for q in transfer.evidence] == [
        "The cargo was sent by Iran to the Houthis",
        "150 anti-tank missiles",
        "three rifles",
    ]


def test_goods_named_long_ago_are_not_pointed_at():
    filler = "Nobody was hurt. " * 3
    assert (
        facts("en", f"Sailors found 150 rifles. {filler}The cargo was sent by Iran to the Houthis.").transfers
        == ()
    )


def test_who_makes_it_supplies_what_is_sold_to_somebody_by_nobody():
    (transfer,) = facts("en", "The sale of 40 F-35 fighters to Greece was approved.").transfers
    assert (transfer.supplier, transfer.recipient, transfer.roles["supplier"]) == ("USA", "GRC", "inferred")


def test_arms_of_no_kind_from_nobody_are_no_transfer():
    assert facts("en", "Weapons were delivered to Libya.").transfers == ()
    assert len(facts("en", "Tanks were delivered to Libya.").transfers) == 1
