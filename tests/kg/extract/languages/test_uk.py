"""Who supplies what to whom, as Ukrainian says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("Росія поставила Сербії шість гелікоптерів.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("Німеччина передала Україні гаубиці та боєприпаси.", [
        ("DEU", "UKR", "artillery", "delivered", "asserted"),
        ("DEU", "UKR", "ammunition", "delivered", "asserted")]),
    ("Франція надасть Україні ракети.", [("FRA", "UKR", "missile", "planned", "asserted")]),
    ("Китай продає дрони Пакистану.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("Іран озброює хуситів ракетами.", [("IRN", "grp:houthis", "missile", "delivering", "asserted")]),
    ("Аргентина купила в Данії 24 винищувачі F-16.", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("Польща замовила танки в Південної Кореї.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("Венесуела отримала ракети від Ірану.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("Поставки боєприпасів із Північної Кореї до Росії тривають.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("Закупівля Польщею танків у Південної Кореї триває.", [("KOR", "POL", "armour.tank", None, "asserted")]),
    ("Туреччина підписала контракт з Італією на постачання десяти гелікоптерів.", [
        ("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("Радари були передані Ірану Китаєм.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("Танки було поставлено Єгипту у 2020 році.", [(None, "EGY", "armour.tank", "delivered", "asserted")]),
    ("Іран заперечує, що передав Росії дрони.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("Німеччина відмовляється постачати Україні крилаті ракети.", [("DEU", "UKR", "missile", None, "denied")]),
    ("Ширяться чутки про поставки ракет із Північної Кореї до Росії.", [("PRK", "RUS", "missile", None, "rumoured")]),
    ("Китай може продати Єгипту винищувачі.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("Індія веде переговори з Росією про закупівлю підводних човнів.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("США схвалили продаж Японії ракет.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("Філіппіни скасували закупівлю 16 гелікоптерів у Росії.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("Росія продала гелікоптери Єгипту та Іраку.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"),
        ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("США звинуватили Іран у постачанні дронів Росії.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("Польща подарувала Україні танки.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Литва планує придбати танки Leopard 2 у Німеччини.", [("DEU", "LTU", "armour.tank", "planned", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Рада Безпеки заборонила продаж зброї Лівії.",
    "Ембарго на постачання зброї Ірану завершилося.",
    "Росія випустила ракети по Україні.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("uk", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("uk", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("uk", "Еммануель Макрон відвідав Індію у січні 2024 року.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:emmanuel-macron"), ("host", "IND")]
    ]
