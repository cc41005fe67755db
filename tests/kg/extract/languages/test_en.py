"""Who supplies what to whom, as English says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("Thales won a contract from Malaysia for radars.", [("FRA", "MYS", "sensor.radar", "ordered", "asserted")]),
    ("The Iraqi air force flies helicopters bought from Italy.", [("ITA", "IRQ", "aircraft.helicopter", None, "asserted")]),
    ("Egypt walked away from a deal to buy fighter jets from Russia.", [("RUS", "EGY", "aircraft.combat", "cancelled", "asserted")]),
    ("Iran rejected reports that it had sold drones to Sudan.", [("IRN", "SDN", "aircraft.uav", None, "denied")]),
    ("Greece plans to hand its howitzers to Ukraine.", [("GRC", "UKR", "artillery", None, "asserted")]),
    ("Mali took possession of four attack boats from Spain.", [("ESP", "MLI", "ship.patrol", "delivered", "asserted")]),
    ("Malaysia has signed for 12 frigates from Italy to replace its old corvettes.", [("ITA", "MYS", "ship.frigate", "ordered", "asserted")]),
    ("The navy boarded a dhow carrying missiles from Iran to Yemen.", [("IRN", "YEM", "missile", None, "asserted")]),
    # who parts with arms, who lets others have them, who is handed them
    ("Israel is to part with its old Patriot batteries in favour of Ukraine.", [("ISR", "UKR", "air_defence", None, "asserted")]),
    ("Kyiv is to be handed 49 Leopard 1A5 tanks by Denmark and Germany.", [
        ("DEU", "UKR", "armour.tank", None, "asserted"), ("DNK", "UKR", "armour.tank", None, "asserted")]),
    ("Rwandan troops passed on mortars to M23.", [("RWA", "grp:m23", "artillery.mortar", "delivered", "asserted")]),
    # nouns for who supplies
    ("The main suppliers of Saudi Arabia's drones are China and Turkey.", [
        ("CHN", "SAU", "aircraft.uav", None, "asserted"), ("TUR", "SAU", "aircraft.uav", None, "asserted")]),
    # the order of words is free
    ("It was from Belgrade that Kyiv got the shells.", [("SRB", "UKR", "ammunition", "delivered", "asserted")]),
    ("Sixteen Rafales: that is what Serbia is buying from France.", [("FRA", "SRB", "aircraft.combat", None, "asserted")]),
    ("Two more Gripens have gone to Hungary from Sweden.", [("SWE", "HUN", "aircraft.combat", None, "asserted")]),
    ("Jordan's army, which until now flew Cobras, has opted for Black Hawks from America.", [("USA", "JOR", "aircraft.helicopter", None, "asserted")]),
    ("Spain's Navantia will build five corvettes for the Saudi navy.", [("ESP", "SAU", "ship.corvette", None, "asserted")]),
    ("Turkey has rejected a Russian offer of Su-57 fighters.", [("RUS", "TUR", "aircraft.combat", None, "denied")]),
    ("The Dutch will let Kyiv have 24 F-16s, the defence minister said.", [("NLD", "UKR", "aircraft.combat", "planned", "asserted")]),
    ("Serbia has splashed out on 12 Rafale fighters from France.", [("FRA", "SRB", "aircraft.combat", "ordered", "asserted")]),
    ("Egypt turned to South Korea for K9 howitzers.", [("KOR", "EGY", "artillery.gun.selfpropelled", None, "asserted")]),
    ("Pakistan's navy welcomed its second Chinese-built submarine.", [("CHN", "PAK", "ship.submarine", "delivered", "asserted")]),
    ("Manila's first BrahMos battery was flown in from India.", [("IND", "PHL", "missile.cruise", "delivered", "asserted")]),
    ("Sudan's army has been kept supplied with drones by Iran.", [("IRN", "SDN", "aircraft.uav", "delivering", "asserted")]),
    ("Ethiopia owes its new armed drones to the UAE.", [("ARE", "ETH", "aircraft.uav.combat", "delivered", "asserted")]),
    ("Poland's old MiG-29s found a new home in Ukraine.", [("POL", "UKR", "aircraft.combat", "delivered", "asserted")]),
    ("Armenia is stocking up on Indian rocket launchers.", [("IND", "ARM", "artillery.mlrs", "ordered", "asserted")]),
    ("Egypt signed a contract for French Rafale fighters.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("Rome handed over the first M-346 trainers to Nigeria.", [("ITA", "NGA", "aircraft.trainer", "delivered", "asserted")]),
    ("Slovakia signed over 13 MiG-29s to Ukraine.", [("SVK", "UKR", "aircraft.combat", "delivered", "asserted")]),
    ("Bangladesh settled for Chinese tanks.", [("CHN", "BGD", "armour.tank", "ordered", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Germany has banned arms exports to Saudi Arabia.",
    "The French air force sent Rafale jets to Poland to patrol NATO airspace.",
    "Turkey supplied drinking water to northern Syria.",
    "Two Iranian warships docked in Syria on their way to the Mediterranean.",
    "Finland's tanks will replace its ageing armoured vehicles.",
    "The parliament of Norway debated deliveries of tank parts to Egypt.",
    "The navy of Spain intercepted a foreign vessel bound for Libya.",
    "Germany supplied Poland with a list of tanks it had lost.",
    "US bombers landed in Qatar for an exercise.",
    "Missiles landed in Jordan after being fired from Yemen.",
    "The US Army moved Patriot batteries to Poland for its own brigade.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("en", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("en", text) == []
