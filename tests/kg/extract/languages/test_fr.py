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
    # forms of the verb
    ("Les obusiers que la Norvège a livrés à la Lituanie sont neufs.", [("NOR", "LTU", "artillery.gun", "delivered", "asserted")]),
    ("Le Chili cédera des frégates à l'Équateur.", [("CHL", "ECU", "ship.frigate", "planned", "asserted")]),
    ("La Jordanie vient de recevoir des chars du Japon.", [("JPN", "JOR", "armour.tank", "delivered", "asserted")]),
    ("Le Ghana se dote de drones auprès de la Turquie.", [("TUR", "GHA", "aircraft.uav", "delivering", "asserted")]),
    ("Le Pérou s'est vu offrir des radars par le Canada.", [("CAN", "PER", "sensor.radar", "delivered", "asserted")]),
    ("Des mortiers ont été réceptionnés par le Togo en provenance d'Inde.", [("IND", "TGO", "artillery.mortar", "delivered", "asserted")]),
    ("L'Autriche a promis des chars à la Moldavie.", [("AUT", "MDA", "armour.tank", "approved", "asserted")]),
    ("La Finlande a proposé des corvettes au Brésil.", [("FIN", "BRA", "ship.corvette", "negotiated", "asserted")]),
    ("Le Chili réclame des torpilles à la Suède.", [("SWE", "CHL", "ammunition.torpedo", "requested", "asserted")]),
    ("Le Pérou s'intéresse à des corvettes italiennes.", [("ITA", "PER", "ship.corvette", "negotiated", "asserted")]),
    # who is who
    ("La Norvège va vendre à son voisin du sud, le Danemark, des torpilles.", [("NOR", "DNK", "ammunition.torpedo", "planned", "asserted")]),
    ("Le ministère norvégien de la Défense a livré des mortiers à la Moldavie.", [("NOR", "MDA", "artillery.mortar", "delivered", "asserted")]),
    ("Le Portugal et la Belgique livreront des mortiers à la Moldavie.", [
        ("PRT", "MDA", "artillery.mortar", "planned", "asserted"), ("BEL", "MDA", "artillery.mortar", "planned", "asserted")]),
    ("L'Inde a livré des radars à plusieurs pays d'Afrique, dont le Kenya.", [("IND", "KEN", "sensor.radar", "delivered", "asserted")]),
    ("L'Inde a vendu des radars au Kenya, au Ghana et au Togo.", [
        ("IND", "KEN", "sensor.radar", "agreed", "asserted"), ("IND", "GHA", "sensor.radar", "agreed", "asserted"),
        ("IND", "TGO", "sensor.radar", "agreed", "asserted")]),
    ("Le Ghana a acquis auprès de la Serbie quatre mortiers.", [("SRB", "GHA", "artillery.mortar", "ordered", "asserted")]),
    ("La Moldavie a remercié la Finlande pour la fourniture de mortiers.", [("FIN", "MDA", "artillery.mortar", "delivering", "asserted")]),
    ("La Pologne a livré au Ghana des mortiers fabriqués en Serbie.", [("POL", "GHA", "artillery.mortar", "delivered", "asserted")]),
    ("Des mortiers iraniens destinés au Hezbollah ont été saisis par la marine italienne.", [("IRN", "grp:hezbollah", "artillery.mortar", "stopped", "asserted")]),
    ("Le Kenya, soupçonné par l'Égypte d'avoir fourni des mortiers au Soudan, se tait.", [("KEN", "SDN", "artillery.mortar", "delivered", "claimed")]),
    ("« Nous livrerons des mortiers à la Moldavie », a déclaré Emmanuel Macron.", [("FRA", "MDA", "artillery.mortar", "planned", "confirmed")]),
    # what is transferred
    ("Le Chili a choisi le Leopard 2 allemand pour remplacer ses vieux M60.", [("DEU", "CHL", "armour.tank", "ordered", "asserted")]),
    ("La Norvège a livré des lance-roquettes Himars à la Lituanie.", [("NOR", "LTU", "artillery.mlrs", "delivered", "asserted")]),
    ("La Suède a livré dix chasseurs au Brésil.", [("SWE", "BRA", "aircraft.combat", "delivered", "asserted")]),
    ("La France livre des missiles Mistral à la Hongrie.", [("FRA", "HUN", "air_defence.manpads", "delivering", "asserted")]),
    # how sure it is
    ("La Serbie aurait livré des mortiers au Ghana.", [("SRB", "GHA", "artillery.mortar", "delivered", "hedged")]),
    ("La France ne livre plus de mortiers au Ghana.", [("FRA", "GHA", "artillery.mortar", None, "denied")]),
    ("Le Tchad a reçu à N'Djamena des mortiers de la Serbie.", [("SRB", "TCD", "artillery.mortar", "delivered", "asserted")]),
    ("L'Inde a livré des drones sans pilote au Népal.", [("IND", "NPL", "aircraft.uav", "delivered", "asserted")]),
    ("Le Ghana rejette les accusations selon lesquelles il fournirait des armes au Togo.", [("GHA", "TGO", "arms", None, "denied")]),
    # choosing, options, contracts won, presents, arrivals
    ("La Lituanie opte pour des obusiers du groupe français Nexter.", [("FRA", "LTU", "artillery.gun", "ordered", "asserted")]),
    ("Le Sénégal a jeté son dévolu sur des drones de la Turquie.", [("TUR", "SEN", "aircraft.uav", "ordered", "asserted")]),
    ("Les 24 Rafale que recevra le Qatar sont des monoplaces.", [("FRA", "QAT", "aircraft.combat", "planned", "asserted")]),
    ("Quatre hélicoptères militaires sont arrivés de Russie au Mali.", [("RUS", "MLI", "aircraft.helicopter", "delivered", "asserted")]),
    ("L'Iran fait parvenir des missiles au Hezbollah.", [("IRN", "grp:hezbollah", "missile", "delivering", "asserted")]),
    ("Le Rwanda est accusé d'armer les rebelles du M23.", [("RWA", "grp:m23", "arms", "delivering", "claimed")]),
    ("La Chine continue d'approvisionner en munitions l'Éthiopie.", [("CHN", "ETH", "ammunition", None, "asserted")]),
    ("Le Maroc va passer commande de 12 hélicoptères aux États-Unis.", [("USA", "MAR", "aircraft.helicopter", None, "asserted")]),
    ("La Grèce s'est réservé douze avions de combat de plus auprès de la France.", [("FRA", "GRC", "aircraft.combat", "negotiated", "asserted")]),
    ("Selon des sources israéliennes, l'Iran a livré des missiles à la Syrie.", [("IRN", "SYR", "missile", "delivered", "claimed")]),
    ("Washington a livré une quarantaine de Javelin à la Géorgie.", [("USA", "GEO", "missile.atgm", "delivered", "asserted")]),
    ("L'Allemagne met à disposition de l'Ukraine trois batteries Patriot.", [("DEU", "UKR", "air_defence", "planned", "asserted")]),
    ("Sofia se sépare de ses missiles S-300 au profit de l'Ukraine.", [("BGR", "UKR", "air_defence", "delivering", "asserted")]),
    ("Dublin s'est défait d'un patrouilleur au profit des Pays-Bas.", [("IRL", "NLD", "ship.patrol", None, "asserted")]),
    ("La Pologne s'est tournée vers Séoul pour 1 000 chars K2.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("Alger vient de toucher ses premiers Su-35 auprès de Moscou.", [("RUS", "DZA", "aircraft.combat", "delivered", "asserted")]),
    ("Le Hezbollah est alimenté en missiles par l'Iran.", [("IRN", "grp:hezbollah", "missile", "delivering", "asserted")]),
    ("Trois patrouilleurs construits par Piriou ont rejoint la marine sénégalaise.", [("FRA", "SEN", "ship.patrol", "delivered", "asserted")]),
    ("Ottawa a annoncé une nouvelle aide à l'Ukraine comprenant 50 blindés.", [("CAN", "UKR", "armour", None, "confirmed")]),
    ("Berlin n'a livré aucune arme de guerre à Israël depuis mars.", [("DEU", "ISR", "arms", None, "denied")]),
]  # fmt: skip

NOTHING = [
    "Le Conseil de sécurité a interdit la vente d'armes à la Libye.",
    "L'embargo sur les livraisons d'armes à l'Iran a expiré.",
    "La Russie a livré bataille en Ukraine avec des chars.",
    "L'armée française a tiré des missiles contre la Syrie.",
    "La Chine a fourni des explications au Japon sur ses missiles.",
    "Un livre sur les chars de la Russie est paru en France.",
    "La Norvège a interdit l'exportation d'armes vers la Serbie.",
    "Le président français a livré un discours sur les missiles à Stockholm.",
    "L'Ukraine a demandé à la Pologne d'abattre les missiles russes.",
    "L'Inde a remis au Népal la dépouille d'un pilote d'hélicoptère.",
    "Le président indien a offert un dîner à Emmanuel Macron après un défilé de chars.",
    "Le Kenya a envoyé des policiers en Haïti à bord d'un avion américain.",
    "Airbus a vendu cent avions de ligne à la Chine.",
    "La Russie veut des garanties sur les missiles américains déployés en Pologne.",
    "L'Allemagne retient son souffle après l'attaque au drone.",
    "Le Maroc et l'Espagne ont signé un accord de pêche tandis que des frégates patrouillaient.",
    "Le porte-avions Charles de Gaulle est arrivé à Chypre avec des Rafale.",
    "L'Espagne mise sur ses propres frégates F-110.",
    "Washington veut obtenir une prolongation de l'embargo sur les armes visant l'Iran, après l'accord conclu à Vienne.",
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
