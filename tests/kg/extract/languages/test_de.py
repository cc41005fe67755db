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
    ("Die Türkei hatte 2017 von Russland das Raketenabwehrsystem S-400 gekauft.", [("RUS", "TUR", "air_defence", "ordered", "asserted")]),
    # verbs in two parts
    ("Kanada stellt der Ukraine 50 Haubitzen zur Verfügung.", [("CAN", "UKR", "artillery", "delivering", "asserted")]),
    ("Estland sagte der Ukraine ein Paket mit Munition zu.", [("EST", "UKR", "ammunition", "approved", "asserted")]),
    ("Mali nahm zwei russische Kampfhubschrauber in Empfang.", [("RUS", "MLI", "aircraft.helicopter", "delivered", "asserted")]),
    ("Peru hat bei Saab zwölf Kampfjets in Auftrag gegeben.", [("SWE", "PER", "aircraft.combat", "ordered", "asserted")]),
    ("Frankreich stimmte der Ausfuhr von Radaren nach Indien zu.", [("FRA", "IND", "sensor.radar", "approved", "asserted")]),
    # a negation stands before its verb or behind it, a refusal reaches further
    ("Belarus liefert nach eigenen Angaben keine Munition an Russland.", [("BLR", "RUS", "ammunition", None, "denied")]),
    ("Serbien hat keine Panzer an die Ukraine geliefert.", [("SRB", "UKR", "armour.tank", None, "denied")]),
    ("Teheran wies die Berichte über Raketenlieferungen an Moskau zurück.", [("IRN", "RUS", "missile", None, "denied")]),
    ("Norwegen liefert Panzer an Litauen, aber keine Raketen.", [("NOR", "LTU", "armour.tank", None, "asserted"), ("NOR", "LTU", "missile", None, "asserted")]),
    ("Sollte Italien der Ukraine Marschflugkörper liefern?", [("ITA", "UKR", "missile.cruise", None, "hypothetical")]),
    # who is accused, who is asked, who orders
    ("Die USA beschuldigen den Iran, die Huthi-Rebellen mit Raketen zu beliefern.", [("IRN", "grp:houthis", "missile", "delivering", "claimed")]),
    ("Kiew fordert von Berlin Marschflugkörper.", [("DEU", "UKR", "missile.cruise", "requested", "asserted")]),
    ("Rheinmetall hat von Ungarn einen Auftrag über 40 Schützenpanzer erhalten.", [("DEU", "HUN", "armour.ifv", "ordered", "asserted")]),
    # the government in a capital, two subjects of one verb, a body of a state
    ("Die Regierung in Manila kaufte von Israel Panzer.", [("ISR", "PHL", "armour.tank", "ordered", "asserted")]),
    ("Russland hat der Regierung in Niger sechs Kampfjets übergeben.", [("RUS", "NER", "aircraft.combat", "delivered", "asserted")]),
    ("Estland und Lettland kauften von Diehl Luftabwehrsysteme.", [("DEU", "EST", "air_defence", "ordered", "asserted"), ("DEU", "LVA", "air_defence", "ordered", "asserted")]),
    ("Die chinesische Werft übergab Pakistan ein U-Boot.", [("CHN", "PAK", "ship.submarine", "delivered", "asserted")]),
    ("Die Bundesregierung erteilte Ausfuhrgenehmigungen für Panzer nach Katar.", [("DEU", "QAT", "armour.tank", "approved", "asserted")]),
    ("Aus Bundeswehrbeständen gingen 18 Panzer an Kiew.", [("DEU", "UKR", "armour.tank", "delivered", "asserted")]),
    # what was built in the Soviet Union does not come from there
    ("Tschechien liefert sowjetische Panzer an die Ukraine.", [("CZE", "UKR", "armour.tank", "delivering", "asserted")]),
    # warnings and visits name no party
    ("Die Türkei hatte trotz Warnungen aus Washington in Moskau Raketen gekauft.", [("RUS", "TUR", "missile", "ordered", "asserted")]),
    # what munition is for is not handed over
    ("Die Schweiz lieferte Munition für den Flugabwehrpanzer Gepard nach Spanien.", [("CHE", "ESP", "ammunition", "delivered", "asserted")]),
    # a system and its class noun written in one
    ("Deutschland hat 52 Gepard-Panzer an die Ukraine geliefert.", [("DEU", "UKR", "armour.spaag", "delivered", "asserted")]),
    # a list in brackets; nobody on it supplies the others
    ("An die drei Länder (Jordanien, Kuwait, Oman) wurden Haubitzen geliefert. Berlin ist stolz darauf.", [
        ("DEU", "JOR", "artillery", "delivered", "asserted"),
        ("DEU", "KWT", "artillery", "delivered", "asserted"),
        ("DEU", "OMN", "artillery", "delivered", "asserted")]),
    ("Äthiopien hat von der Türkei, dem Iran und den Emiraten Drohnen bekommen.", [
        ("ARE", "ETH", "aircraft.uav", "delivered", "asserted"),
        ("IRN", "ETH", "aircraft.uav", "delivered", "asserted"),
        ("TUR", "ETH", "aircraft.uav", "delivered", "asserted")]),
    # a class of ships, a bomb that is no bomber
    ("China lieferte Thailand ein U-Boot der Yuan-Klasse.", [("CHN", "THA", "ship.submarine", "delivered", "asserted")]),
    ("Italien verkaufte Bomben an Katar.", [("ITA", "QAT", "ammunition.bomb", "agreed", "asserted")]),
    # the taker ahead of the verb, the giver behind it
    ("An die Saudis gehen 110 Panzer von Rheinmetall und außerdem vier Patrouillenboote aus Bremen.", [
        ("DEU", "SAU", "armour.tank", None, "asserted"), ("DEU", "SAU", "ship.patrol", None, "asserted")]),
    ("Seine alten F-16 überlässt Oslo den Ukrainern.", [("NOR", "UKR", "aircraft.combat", None, "asserted")]),
    ("Zwölf Rafale hat sich Belgrad in Paris gesichert.", [("FRA", "SRB", "aircraft.combat", "ordered", "asserted")]),
    ("Von Israel will sich Zypern ein Luftabwehrsystem liefern lassen.", [("ISR", "CYP", "air_defence", "planned", "asserted")]),
    ("Auch die Syrer hat Moskau ausgerüstet, und zwar mit dem System S-300.", [("RUS", "SYR", "air_defence", None, "asserted")]),
    ("Hubschrauber, auf die Iraks Streitkräfte aus den USA warten, fehlen noch.", [("USA", "IRQ", "aircraft.helicopter", "planned", "asserted")]),
    ("Fünf Kampfflugzeuge aus Russland sind beim irakischen Militär eingetroffen.", [("RUS", "IRQ", "aircraft.combat", "delivered", "asserted")]),
    ("Hauptlieferanten Indiens für Waffen sind Russland und Frankreich.", [
        ("FRA", "IND", "arms", None, "asserted"), ("RUS", "IND", "arms", None, "asserted")]),
    ("Rheinmetall soll für Rumänien Flugabwehrgeschütze bauen.", [("DEU", "ROU", "air_defence", "ordered", "asserted")]),
    ("Brasilien gab vier Fregatten bei Thyssenkrupp in Auftrag.", [("DEU", "BRA", "ship.frigate", "ordered", "asserted")]),
    # verbs in two parts, and in one at the end of a clause
    ("Belgien und Dänemark treten ihre F-16 an die Ukraine ab.", [("BEL", "UKR", "aircraft.combat", None, "asserted"), ("DNK", "UKR", "aircraft.combat", None, "asserted")]),
    ("Argentinien kauft Dänemark 24 gebrauchte F-16 ab.", [("DNK", "ARG", "aircraft.combat", None, "asserted")]),
    ("Tschechien hat für Kiew 500.000 Artilleriegranaten aufgetrieben.", [("CZE", "UKR", "ammunition.shell", None, "asserted")]),
    ("Singapur holt sich zwei U-Boote bei TKMS.", [("DEU", "SGP", "ship.submarine", None, "asserted")]),
    ("Moskau dementiert, dem Iran Su-35 geliefert zu haben.", [("RUS", "IRN", "aircraft.combat", None, "denied")]),
    ("Kroatiens neue Rafale kommen aus französischen Beständen.", [("FRA", "HRV", "aircraft.combat", None, "asserted")]),
    ("Bei den ukrainischen Streitkräften sind die ersten Leopard 2 aus Deutschland angekommen.", [("DEU", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Aus dem neuen Hilfspaket der USA bekommt die Ukraine Stinger-Raketen.", [("USA", "UKR", "air_defence", None, "asserted")]),
    ("Die slowakische Regierung übereignete der Ukraine 13 MiG-29.", [("SVK", "UKR", "aircraft.combat", "delivered", "asserted")]),
    ("Polen deckt sich in Südkorea mit Panzern ein.", [("KOR", "POL", "armour.tank", None, "asserted")]),
]  # fmt: skip

NOTHING = [
    "Deutschland hat Waffenexporte nach Saudi-Arabien verboten.",
    "Ukrainische Drohnen trafen ein Öldepot in Russland.",
    "Die Türkei liefert Trinkwasser nach Nordsyrien, ihre Panzer stehen dort.",
    "Deutschland hilft der Ukraine mit drei Milliarden Euro, Panzer sind darin nicht enthalten.",
    "Der Sicherheitsrat verbot den Verkauf von Waffen an Libyen.",
    "Das Waffenembargo gegen den Iran lief 2020 aus.",
    "Russland feuerte Raketen auf die Ukraine ab.",
    "Die Partei ist gegen Waffenexporte nach Saudi-Arabien.",
    "Deutschland schickt Soldaten und Panzer nach Litauen.",
    "Der Minister reiste nach Kiew, um über Waffenlieferungen zu sprechen.",
    "Spanien hat der Ukraine Kredite zugesagt, Waffen sind darin nicht enthalten.",
    "Indien und Pakistan lieferten sich Gefechte mit Drohnen.",
    "Spanien rüstet seine Luftwaffe mit 25 weiteren Eurofightern aus.",
    "Ein amerikanischer Flugzeugträger lief in Südkorea ein.",
    "Ein Panzer aus dem Zweiten Weltkrieg wurde dem Museum übergeben.",
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
