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
]  # fmt: skip

NOTHING = [
    "Finland's tanks will replace its ageing armoured vehicles.",
    "The parliament of Norway debated deliveries of tank parts to Egypt.",
    "The navy of Spain intercepted a foreign vessel bound for Libya.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("en", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("en", text) == []
