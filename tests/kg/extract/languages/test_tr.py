"""Who supplies what to whom, as Turkish says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("Rusya Sırbistan'a altı helikopter teslim etti.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("Almanya, Ukrayna'ya obüs ve mühimmat gönderdi.", [
        ("DEU", "UKR", "artillery", "delivered", "asserted"),
        ("DEU", "UKR", "ammunition", "delivered", "asserted")]),
    ("Fransa Ukrayna'ya füze verecek.", [("FRA", "UKR", "missile", "planned", "asserted")]),
    ("Çin Pakistan'a İHA satıyor.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("Türkiye Polonya'ya 24 Bayraktar TB2 sattı.", [("TUR", "POL", "aircraft.uav", "agreed", "asserted")]),
    ("Arjantin Danimarka'dan 24 savaş uçağı satın aldı.", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("Venezuela İran'dan füze teslim aldı.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("Kuzey Kore'nin Rusya'ya mühimmat sevkiyatı sürüyor.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("Türkiye'nin Rusya'dan S-400 alımı ABD'yi rahatsız etti.", [("RUS", "TUR", "air_defence", "ordered", "asserted")]),
    ("Polonya'nın Güney Kore'den satın aldığı tanklar törenle tanıtıldı.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("Türkiye, on helikopter için İtalya ile sözleşme imzaladı.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("Radarlar Çin tarafından İran'a teslim edildi.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("İran, Rusya'ya İHA verdiğini yalanladı.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("Almanya Ukrayna'ya seyir füzesi vermeyecek.", [("DEU", "UKR", "missile", None, "denied")]),
    ("Kuzey Kore'nin Rusya'ya füze gönderdiğine dair söylentiler var.", [("PRK", "RUS", "missile", None, "rumoured")]),
    ("Çin, Mısır'a savaş uçağı satabilir.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("Hindistan, Rusya'dan denizaltı alımı için müzakere yürütüyor.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("ABD, Japonya'ya füze satışını onayladı.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("Filipinler Rusya'dan 16 helikopter alımını iptal etti.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("Rusya Mısır'a ve Irak'a helikopter sattı.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"),
        ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("ABD, İran'ı Rusya'ya İHA vermekle suçladı.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("Polonya Ukrayna'ya tank hibe etti.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Azerbaycan Türkiye'den SİHA satın almak istiyor.", [("TUR", "AZE", "aircraft.uav", None, "asserted")]),
    ("S-400'lerin ilk partisi Rusya'dan Türkiye'ye ulaştı.", [("RUS", "TUR", "air_defence", "delivered", "asserted")]),
    ("Scholz, Almanya'nın Ukrayna'ya Taurus füzesi vermeyeceğini söyledi.", [("DEU", "UKR", "missile", None, "denied")]),
    ("Rusya'dan satın alınan helikopterler Sırbistan'a ulaştı.", [("RUS", "SRB", "aircraft.helicopter", None, "asserted")]),
    ("Türkiye'nin Azerbaycan'a sattığı insansız hava araçları kullanıldı.", [("TUR", "AZE", "aircraft.uav", "agreed", "asserted")]),
    ("ABD, Türkiye'ye helikopter teslim etmedi.", [("USA", "TUR", "aircraft.helicopter", None, "denied")]),
    ("Katar, Türkiye'ye radar satmayı kabul etti.", [("QAT", "TUR", "sensor.radar", "approved", "asserted")]),
    ("Ukrayna, Almanya'dan tank talep etti.", [("DEU", "UKR", "armour.tank", "requested", "asserted")]),
    ("ASELSAN, Malezya ile radar sözleşmesi imzaladı.", [("TUR", "MYS", "sensor.radar", "ordered", "asserted")]),
    ("TUSAŞ, Nijerya'ya helikopter teslim etti.", [("TUR", "NGA", "aircraft.helicopter", "delivered", "asserted")]),
    ("Fransa ve Almanya, Ukrayna'ya tank gönderecek.", [
        ("FRA", "UKR", "armour.tank", "planned", "asserted"),
        ("DEU", "UKR", "armour.tank", "planned", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Güvenlik Konseyi Libya'ya silah satışını yasakladı.",
    "İran'a yönelik silah ambargosu 2020'de sona erdi.",
    "Rusya Ukrayna'ya füze saldırısı düzenledi.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("tr", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("tr", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("tr", "Emmanuel Macron Ocak 2024'te Hindistan'ı ziyaret etti.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:emmanuel-macron"), ("host", "IND")]
    ]
