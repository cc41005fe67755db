"""Who supplies what to whom, as Spanish says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("Rusia entregó seis helicópteros a Serbia.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("Alemania ha suministrado a Ucrania cañones y municiones.", [
        ("DEU", "UKR", "artillery", "delivered", "asserted"),
        ("DEU", "UKR", "ammunition", "delivered", "asserted")]),
    ("España enviará misiles a Ucrania en junio.", [("ESP", "UKR", "missile", "planned", "asserted")]),
    ("China vende drones a Pakistán.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("Francia ha dotado a Marruecos de tanques.", [("FRA", "MAR", "armour.tank", "delivered", "asserted")]),
    ("Argentina compró 24 cazas F-16 a Dinamarca.", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("Venezuela recibió misiles de Irán.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("Las entregas de municiones de Corea del Norte a Rusia continúan.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("La compra de submarinos por parte de Brasil a Francia fue confirmada.", [("FRA", "BRA", "ship.submarine", None, "asserted")]),
    ("Turquía firmó un contrato con Italia para la entrega de diez helicópteros.", [
        ("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("Los radares fueron entregados a Irán por China.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("Irán niega haber entregado drones a Rusia.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("Alemania se niega a enviar misiles a Ucrania.", [("DEU", "UKR", "missile", None, "denied")]),
    ("Circulan rumores de una entrega de municiones de Corea del Norte a Rusia.", [("PRK", "RUS", "ammunition", None, "rumoured")]),
    ("China podría vender cazas a Egipto.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("India negocia con Rusia la compra de submarinos.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("Estados Unidos aprobó la venta de misiles a Japón.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("Filipinas canceló la compra de 16 helicópteros a Rusia.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("Rusia vendió helicópteros a Egipto e Irak.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"),
        ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("Washington acusa a Irán de entregar drones a Rusia.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("Polonia donó tanques a Ucrania.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Perú recibirá de Corea del Sur 30 blindados.", [("KOR", "PER", "armour", "planned", "asserted")]),
    ("Colombia adquirió cazas suecos.", [("SWE", "COL", "aircraft.combat", "ordered", "asserted")]),
    ("El primer lote de tanques Leopard 2 españoles llegó a Ucrania.", [("ESP", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Brasil ofreció a Paraguay doce blindados.", [("BRA", "PRY", "armour", "negotiated", "asserted")]),
    ("Marruecos ha pedido a Estados Unidos radares.", [("USA", "MAR", "sensor.radar", "requested", "asserted")]),
    ("Kiev agradeció a España la entrega de radares.", [("ESP", "UKR", "sensor.radar", None, "asserted")]),
    ("Bogotá recurrió a Israel para comprar fusiles.", [("ISR", "COL", "smallarms.rifle", "planned", "asserted")]),
    ("Washington anunció un paquete de ayuda militar a Kiev.", [("USA", "UKR", "arms", None, "confirmed")]),
    ("Navantia construirá cinco corbetas para Arabia Saudí.", [("ESP", "SAU", "ship.corvette", "planned", "asserted")]),
    ("El buque transportaba misiles iraníes hacia Yemen.", [("IRN", "YEM", "missile", "delivering", "asserted")]),
    ("Durante la visita a Moscú del presidente de Venezuela fue firmado un contrato para el suministro de radares.", [
        ("RUS", "VEN", "sensor.radar", "ordered", "asserted")]),
    ("China entregó 50 camiones militares a Bolivia.", [("CHN", "BOL", "vehicle", "delivered", "asserted")]),
    ("Israel entregó a Alemania un radar, adquirido por 40 millones de euros.", [
        ("ISR", "DEU", "sensor.radar", "delivered", "asserted")]),
    ("Estados Unidos suspendió el envío de bombas a Israel.", [("USA", "ISR", "ammunition.bomb", "stopped", "asserted")]),
    ("Alemania y Francia enviaron tanques a Ucrania.", [
        ("DEU", "UKR", "armour.tank", "delivered", "asserted"),
        ("FRA", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Alemania no descarta enviar tanques a Ucrania.", [("DEU", "UKR", "armour.tank", None, "hypothetical")]),
    ("Navantia firmó un contrato con Chile para dos fragatas.", [("ESP", "CHL", "ship.frigate", "ordered", "asserted")]),
    ("Alemania puso a disposición de Ucrania 14 carros de combate.", [("DEU", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Eslovaquia mandó a Ucrania sus aviones MiG-29.", [("SVK", "UKR", "aircraft.combat", "delivered", "asserted")]),
    ("El Gobierno de Colombia eligió el caza Gripen de la sueca Saab para reemplazar a los Kfir israelíes.", [
        ("SWE", "COL", "aircraft.combat", "ordered", "asserted")]),
    ("Elbit Systems obtuvo un pedido de Chile para suministrar lanzacohetes múltiples.", [
        ("ISR", "CHL", "artillery.mlrs", "ordered", "asserted")]),
    ("Los sistemas S-400 que compró Turquía a Rusia siguen almacenados.", [("RUS", "TUR", "air_defence", "ordered", "asserted")]),
    ("El buque con los sistemas S-300 rusos arribó al puerto sirio de Tartus.", [
        ("RUS", "SYR", "air_defence", "delivered", "asserted")]),
    ("Irán desmintió que haya vendido drones a Rusia.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("No hay pruebas de que China haya entregado armas a Rusia.", [("CHN", "RUS", "arms", None, "denied")]),
    ("Argelia se interesó por los cazas rusos Su-57.", [("RUS", "DZA", "aircraft.combat", "negotiated", "asserted")]),
    ("Taiwán espera la llegada de 66 F-16V encargados a Estados Unidos.", [("USA", "TWN", "aircraft.combat", None, "asserted")]),
    ("Riad tiene contratadas a Navantia cinco corbetas.", [("ESP", "SAU", "ship.corvette", "ordered", "asserted")]),
    ("La corbeta fue construida en los astilleros de Navantia para la Marina de Marruecos.", [
        ("ESP", "MAR", "ship.corvette", None, "asserted")]),
    ("Irán entregó a Venezuela misiles. El cargamento llegó en mayo.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("Moscú echa mano de drones Shahed que le suministra Teherán.", [("IRN", "RUS", "aircraft.uav", "delivering", "asserted")]),
    ("A Uruguay le tocan dos helicópteros que fueron de la Marina de Brasil.", [("BRA", "URY", "aircraft.helicopter", "planned", "asserted")]),
    ("Praga se desprende de sus Mi-24 en favor de Ucrania.", [("CZE", "UKR", "aircraft.helicopter", "delivering", "asserted")]),
    ("Rusia se abastece de proyectiles de artillería en Corea del Norte.", [("PRK", "RUS", "ammunition.shell", "delivering", "asserted")]),
    ("Yakarta rubricó con Dassault la adquisición de 42 cazas Rafale.", [("FRA", "IDN", "aircraft.combat", "ordered", "asserted")]),
    ("Atenas se quedará con seis Rafale adicionales que le venderá París.", [("FRA", "GRC", "aircraft.combat", "planned", "asserted")]),
    ("Los primeros seis F-16 daneses aterrizarán en Argentina a fines de 2025.", [("DNK", "ARG", "aircraft.combat", "planned", "asserted")]),
    ("Santiago negocia con Lockheed Martin un lote de cazas F-16.", [("USA", "CHL", "aircraft.combat", "negotiated", "asserted")]),
]  # fmt: skip

NOTHING = [
    "El Consejo de Seguridad prohibió la venta de armas a Libia.",
    "El embargo de armas contra Irán expiró en 2020.",
    "El Ejército ruso lanzó misiles contra Ucrania.",
    "Rusia envió 300 militares a Mali.",
    "Estados Unidos pidió a Irán que no lance misiles.",
    "Un portaaviones estadounidense llegó a Corea del Sur.",
    "Rusia vendió gas y advirtió contra el uso de drones.",
    "Los misiles fueron fabricados en Corea del Norte.",
    "Los guerrilleros entregaron sus armas al Gobierno de Colombia.",
    "La policía de Brasil se incautó de 50 fusiles en una favela.",
    "Dos cazas F-16 de Turquía interceptaron un avión ruso.",
    "La Armada de Colombia botó una nueva patrullera construida en el país.",
    "Ucrania recibió de Estados Unidos información de inteligencia sobre los tanques rusos.",
    "Colombia y Perú negocian un acuerdo de libre comercio mientras sus aviones patrullan la frontera.",
    "La fragata Cristóbal Colón llegó a Noruega para unas maniobras de la OTAN.",
    "El avión de Vietnam Airlines llegó a Madrid con 300 pasajeros.",
    "Francia apuesta por el Rafale para su Fuerza Aérea.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("es", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("es", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("es", "Emmanuel Macron visitó la India en enero de 2024.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:emmanuel-macron"), ("host", "IND")]
    ]
