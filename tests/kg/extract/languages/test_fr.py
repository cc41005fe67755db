"""Who supplies what to whom, as French says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("La Russie a livré six hélicoptères à la Serbie.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("La France livrera des obusiers à l'Ukraine.", [("FRA", "UKR", "artillery", "planned", "asserted")]),
    ("La Chine vend des drones au Pakistan.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("La France a équipé le Maroc de chars de combat.", [("FRA", "MAR", "armour.tank", "delivered", "asserted")]),
    ("L'Égypte a acheté 24 avions de combat à la France.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("L'Algérie a commandé des sous-marins auprès de la Russie.", [("RUS", "DZA", "ship.submarine", "ordered", "asserted")]),
    ("La Serbie a reçu des missiles de la Chine.", [("CHN", "SRB", "missile", "delivered", "asserted")]),
    ("Les livraisons de munitions par la Corée du Nord à la Russie se poursuivent.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("L'achat de chars de combat par le Maroc à la Chine a surpris.", [("CHN", "MAR", "armour.tank", "ordered", "asserted")]),
    ("La Turquie a signé un contrat avec l'Italie pour la livraison de dix hélicoptères.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("Des radars ont été livrés à l'Iran par la Chine.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("L'Iran dément avoir livré des drones à la Russie.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("La France n'a pas livré d'obusiers à la Serbie.", [("FRA", "SRB", "artillery", None, "denied")]),
    ("L'Allemagne refuse de livrer des missiles à l'Ukraine.", [("DEU", "UKR", "missile", None, "denied")]),
    ("Des rumeurs évoquent une livraison d'obus par la Corée du Nord à la Russie.", [("PRK", "RUS", "ammunition.shell", None, "rumoured")]),
    ("La Chine pourrait vendre des avions de combat à l'Égypte.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("L'Inde négocie avec la Russie l'achat de sous-marins.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("Les États-Unis ont approuvé la vente de missiles au Japon.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("Les Philippines ont annulé l'achat de 16 hélicoptères à la Russie.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("Le parlement suisse a donné son feu vert à l'achat de six drones de la firme israélienne Elbit Systems.", [
        ("ISR", "CHE", "aircraft.uav", "approved", "asserted")]),
    ("La Russie a vendu des hélicoptères à l'Égypte et à l'Irak.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"), ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("Washington accuse l'Iran de livrer des drones à la Russie.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("La Pologne a fait don de chars de combat à l'Ukraine.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    ("La Turquie a envoyé des drones en Libye.", [("TUR", "LBY", "aircraft.uav", "delivered", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Le Conseil de sécurité a interdit la vente d'armes à la Libye.",
    "L'embargo sur les livraisons d'armes à l'Iran a expiré.",
    "La Russie a livré bataille en Ukraine avec des chars.",
    "L'armée française a tiré des missiles contre la Syrie.",
    "La Chine a fourni des explications au Japon sur ses missiles.",
    "Un livre sur les chars de la Russie est paru en France.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("fr", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("fr", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("fr", "Emmanuel Macron s'est rendu en Inde en janvier 2024.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:emmanuel-macron"), ("host", "IND")]
    ]
