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
    ("Pakistan, Çin'den 36 adet J-10C savaş uçağı tedarik etti.", [("CHN", "PAK", "aircraft.combat", None, "asserted")]),
    ("Irak, Güney Kore ile hava savunma sistemi için 2,8 milyar dolarlık sözleşme imzaladı.", [
        ("KOR", "IRQ", "air_defence", "ordered", "asserted")]),
    ("Romanya'nın Norveç'ten aldığı 32 adet F-16'nın teslimatı tamamlandı.", [("NOR", "ROU", "aircraft.combat", None, "asserted")]),
    ("Yunanistan'ın Fransa'ya sipariş ettiği fırkateynlerin ilki teslim edildi.", [("FRA", "GRC", "ship.frigate", None, "asserted")]),
    ("Kuzey Kore, Suriye ve Mısır'a balistik füze satmıştı.", [
        ("PRK", "SYR", "missile.ballistic", "agreed", "asserted"),
        ("PRK", "EGY", "missile.ballistic", "agreed", "asserted")]),
    ("Hollanda hükümeti Ukrayna'ya tank göndereceğini bildirdi.", [("NLD", "UKR", "armour.tank", "planned", "asserted")]),
    ("Çin'den alınan hava savunma sistemleri Pakistan ordusuna teslim edildi.", [
        ("CHN", "PAK", "air_defence", "delivered", "asserted")]),
    ("İran'dan Yemen'e silah taşıyan gemi ABD donanması tarafından durduruldu.", [("IRN", "YEM", "arms", "stopped", "asserted")]),
    ("BAE'nin Sudan'daki Hızlı Destek Kuvvetleri'ne silah gönderdiği iddia ediliyor.", [
        ("ARE", "grp:rapid-support-forces", "arms", None, "claimed")]),
    ("Rusya, Ermenilere füze sattı.", [("RUS", "ARM", "missile", "agreed", "asserted")]),
    ("Nijerya donanmasına Türkiye'de inşa edilen iki karakol gemisi teslim edildi.", [
        ("TUR", "NGA", "ship.patrol", "delivered", "asserted")]),
    ("Çin, Rusya'ya silah sağladığı yönündeki iddiaları reddetti.", [("CHN", "RUS", "arms", None, "denied")]),
    ("Yunanistan, ABD'den 20 F-35 istedi.", [("USA", "GRC", "aircraft.combat", "requested", "asserted")]),
    ("Katar, envanterine Türk firmasından 6 Bayraktar TB2 SİHA kattı.", [("TUR", "QAT", "aircraft.uav", "delivered", "asserted")]),
    ("İngiltere'nin Ukrayna'ya tanksavar verme kararı dün açıklandı.", [("GBR", "UKR", "smallarms.antitank", None, "asserted")]),
    ("Ankara, 40 adet F-16 savaş uçağı için Washington'a resmi başvuru yaptı.", [("USA", "TUR", "aircraft.combat", "requested", "asserted")]),
    ("Endonezya, 48 adet KAAN savaş uçağı için TUSAŞ ile anlaştı.", [("TUR", "IDN", "aircraft.combat", None, "asserted")]),
    ("Kuzey Kore'nin Rusya'ya bir milyondan fazla top mermisi yolladığı belirtiliyor.", [("PRK", "RUS", "ammunition.shell", "delivered", "claimed")]),
    ("Hollanda'nın söz verdiği F-16'ların tamamı Ukrayna'ya teslim edildi.", [("NLD", "UKR", "aircraft.combat", "delivered", "asserted")]),
    ("İran, Rusya'dan Su-35 savaş uçaklarına kavuşacak.", [("RUS", "IRN", "aircraft.combat", "planned", "asserted")]),
    ("Azerbaycan, Pakistan'dan JF-17 uçaklarını envanterine dahil etti.", [("PAK", "AZE", "aircraft.combat", "delivered", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Güvenlik Konseyi Libya'ya silah satışını yasakladı.",
    "İran'a yönelik silah ambargosu 2020'de sona erdi.",
    "Rusya Ukrayna'ya füze saldırısı düzenledi.",
    "TUSAŞ, Hava Kuvvetleri'ne helikopter teslim etti.",
    "Jandarma Genel Komutanlığı'na 20 adet zırhlı araç teslim edildi.",
    "ABD'ye ait uçak gemisi Güney Kore'ye geldi.",
    "Ukrayna, ABD'den istihbarat bilgisi aldı; Rus tankları vuruldu.",
    "Milli Savunma Bakanlığı, Suriye'de teröristlerin silahlarıyla teslim olduğunu açıkladı.",
    "Rusya ile Ukrayna esir takası konusunda anlaştı, füzeler sustu.",
    "İran ordusu envanterine yeni yerli füzeler kattı.",
    "Almanya Polonya'ya 300 asker ve Patriot bataryası konuşlandırdı.",
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
