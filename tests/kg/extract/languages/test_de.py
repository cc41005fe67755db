"""Who supplies what to whom, as German says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("Russland lieferte sechs Hubschrauber an Serbien.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("Deutschland hat der Ukraine Haubitzen und Munition geliefert.", [
        ("DEU", "UKR", "artillery", "delivered", "asserted"),
        ("DEU", "UKR", "ammunition", "delivered", "asserted")]),
    ("Im Januar lieferte Deutschland 18 Panzer an die Ukraine.", [("DEU", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Frankreich will der Ukraine Raketen liefern.", [("FRA", "UKR", "missile", "planned", "asserted")]),
    ("China verkauft Drohnen an Pakistan.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("Iran versorgte Russland mit Drohnen.", [("IRN", "RUS", "aircraft.uav", "delivered", "asserted")]),
    ("Argentinien kaufte 24 Kampfjets von Dänemark.", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("Polen hat in Südkorea Panzer bestellt.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("Polen hat Panzer aus Südkorea bestellt.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("Venezuela erhielt Raketen aus dem Iran.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("Die Lieferung von Munition aus Nordkorea an Russland dauert an.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("Der Kauf russischer Hubschrauber durch Serbien dauerte lange.", [("RUS", "SRB", "aircraft.helicopter", None, "asserted")]),
    ("Die Türkei unterzeichnete mit Italien einen Vertrag über die Lieferung von zehn Hubschraubern.", [
        ("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("Die Radare wurden von China an den Iran geliefert.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("Der Iran bestreitet, Drohnen an Russland geliefert zu haben.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("Deutschland weigert sich, der Ukraine Marschflugkörper zu liefern.", [("DEU", "UKR", "missile", None, "denied")]),
    ("Es gibt Gerüchte über eine Lieferung von Raketen aus Nordkorea an Russland.", [("PRK", "RUS", "missile", None, "rumoured")]),
    # the first part of a word names the goods, the rest tells of the transfer
    ("Deutschland genehmigte Panzerlieferungen an Katar.", [("DEU", "QAT", "armour.tank", "approved", "asserted")]),
    ("Die Waffenexporte Deutschlands nach Saudi-Arabien wurden gestoppt.", [("DEU", "SAU", "arms", "stopped", "asserted")]),
    ("Frankreich ist für Rüstungslieferungen an Ägypten verantwortlich.", [("FRA", "EGY", "arms", None, "asserted")]),
    ("In Katar rollten Panzer, die Panzerfahrer aus Frankreich bewunderten das.", []),
    ("China könnte Kampfflugzeuge an Ägypten verkaufen.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("Indien verhandelt mit Russland über den Kauf von U-Booten.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("Die USA genehmigten den Verkauf von Raketen an Japan.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("Die Philippinen haben den Kauf von 16 Hubschraubern aus Russland storniert.", [
        ("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("Russland verkaufte Hubschrauber an Ägypten und den Irak.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"),
        ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("Washington wirft dem Iran vor, Drohnen an Russland zu liefern.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("Polen schenkte der Ukraine Panzer.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Deutschland wird weitere Haubitzen an die Ukraine liefern.", [("DEU", "UKR", "artillery", "planned", "asserted")]),
    ("Die türkische Luftwaffe bekommt Kampfjets aus Großbritannien.", [("GBR", "TUR", "aircraft.combat", "delivering", "asserted")]),
    ("Die Türkei hatte 2017 von Russland das Raketenabwehrsystem S-400 gekauft.", [("RUS", "TUR", "air", "ordered", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Der Sicherheitsrat verbot den Verkauf von Waffen an Libyen.",
    "Das Waffenembargo gegen den Iran lief 2020 aus.",
    "Russland feuerte Raketen auf die Ukraine ab.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("de", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("de", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("de", "Emmanuel Macron besuchte im Januar 2024 Indien.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:emmanuel-macron"), ("host", "IND")]
    ]
