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
    ("Росія завершить постачання С-400 Індії у 2027 році.", [("RUS", "IND", "air_defence", "planned", "asserted")]),
    ("Росія виконала контракт на постачання Сербії шести винищувачів.", [("RUS", "SRB", "aircraft.combat", None, "asserted")]),
    ("Нідерланди та Данія передадуть Україні гаубиці.", [
        ("NLD", "UKR", "artillery", "planned", "asserted"), ("DNK", "UKR", "artillery", "planned", "asserted")]),
    ("Чехія закупить для України тисячу снарядів.", [("CZE", "UKR", "ammunition.shell", "planned", "asserted")]),
    ("Головним постачальником зброї для Вірменії залишається Росія.", [("RUS", "ARM", "arms", None, "asserted")]),
    ("Південнокорейська компанія побудує для ВМС Перу три фрегати.", [("KOR", "PER", "ship.frigate", None, "asserted")]),
    ("Україна попросила у Швеції винищувачі.", [("SWE", "UKR", "aircraft.combat", "requested", "asserted")]),
    ("США закликали Грецію передати Україні зенітні комплекси.", [("GRC", "UKR", "air_defence", None, "asserted")]),
    ("Берлін дозволив Естонії передати Україні гаубиці.", [("EST", "UKR", "artillery", None, "asserted")]),
    ("Іспанія відмовляє Україні у поставці танків.", [("ESP", "UKR", "armour.tank", None, "denied")]),
    ("Президент Болгарії виступив проти постачання танків Україні.", [("BGR", "UKR", "armour.tank", None, "denied")]),
    ("Пекін відкинув звинувачення США у постачанні дронів Росії.", [("CHN", "RUS", "aircraft.uav", None, "denied")]),
    ("Португалія передала Україні два мільйони набоїв.", [("PRT", "UKR", "ammunition", "delivered", "asserted")]),
    ("Італія передала Нігеру десять «Байрактарів».", [("ITA", "NER", "aircraft.uav", "delivered", "asserted")]),
    ("Білорусам дісталися від Росії чотири Су-30СМ.", [("RUS", "BLR", "aircraft.combat", "delivered", "asserted")]),
    ("Пакистан прийняв на озброєння китайські танки.", [("CHN", "PAK", "armour.tank", "delivered", "asserted")]),
    ("Парламент Німеччини дав добро на постачання Єгипту шести фрегатів.", [("DEU", "EGY", "ship.frigate", "approved", "asserted")]),
    ("Росія здає Індії в оренду атомний підводний човен.", [("RUS", "IND", "ship.submarine", None, "asserted")]),
    ("США пропонують Індії винищувачі F-35.", [("USA", "IND", "aircraft.combat", "negotiated", "asserted")]),
    ("Київ очікує від Берліна ракети Taurus.", [("DEU", "UKR", "missile", "planned", "asserted")]),
    ("Пентагон анонсував пакет допомоги Україні на 400 млн доларів: серед іншого туди входять гаубиці.", [
        ("USA", "UKR", "artillery", None, "asserted")]),
    ("Американські ракети Tomahawk закупить і Японія.", [("USA", "JPN", "missile", "planned", "asserted")]),
    ("Іспанія доправила в Україну шість танків.", [("ESP", "UKR", "armour.tank", "delivered", "asserted")]),
    ("Росіяни отримали від Північної Кореї ракети.", [("PRK", "RUS", "missile", "delivered", "asserted")]),
    ("Іран зацікавлений у придбанні російських винищувачів.", [("RUS", "IRN", "aircraft.combat", None, "asserted")]),
    ("Анголі Росія допродасть шість вертольотів Мі-171.", [("RUS", "AGO", "aircraft.helicopter.transport", "planned", "asserted")]),
    ("В'єтнам розрахувався з Росією за шість підводних човнів.", [("RUS", "VNM", "ship.submarine", "ordered", "asserted")]),
    ("Ефіопії перепали турецькі безпілотники.", [("TUR", "ETH", "aircraft.uav", "delivered", "asserted")]),
    ("Данія ділиться з Києвом винищувачами F-16.", [("DNK", "UKR", "aircraft.combat", "delivering", "asserted")]),
    ("КНДР шле Росії снаряди ешелонами.", [("PRK", "RUS", "ammunition.shell", "delivering", "asserted")]),
    ("Хусити розжилися іранськими зенітними ракетами.", [("IRN", "grp:houthis", "missile.sam", "delivered", "asserted")]),
    ("Індонезія підписала контракт на французькі винищувачі.", [("FRA", "IDN", "aircraft.combat", "ordered", "asserted")]),
    ("Сербія стала власницею китайських зенітних комплексів FK-3.", [("CHN", "SRB", "air_defence", "delivered", "asserted")]),
    ("Канада докинула Україні ще 39 бронемашин.", [("CAN", "UKR", "armour", "delivered", "asserted")]),
    ("Баку купив в Ізраїлю дрони.", [("ISR", "AZE", "aircraft.uav", "ordered", "asserted")]),
    ("Зі Словаччини вилетіли чотири винищувачі МіГ-29, які віддають Збройним силам України.", [("SVK", "UKR", "aircraft.combat", "delivering", "asserted")]),
    ("До Малаві припливли китайські патрульні катери.", [("CHN", "MWI", "ship.patrol", "delivered", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Винищувачі НАТО перекинули до Румунії для патрулювання.",
    "Російські війська увійшли в Сирію на танках.",
    "Військові захопили десять танків, які Росія перевозила в Крим.",
    "Президент Польщі передав Україні слова підтримки через ракетні удари.",
    "Бундесвер замовив у концерну Rheinmetall снаряди.",
    "Літаки США доставили до Ізраїлю гуманітарну допомогу.",
    "Рада Безпеки заборонила продаж зброї Лівії.",
    "Ембарго на постачання зброї Ірану завершилося.",
    "Росія випустила ракети по Україні.",
    "Туреччина закупила в Росії 2 млн тонн зерна, у порту стояли фрегати.",
    "Російські кораблі прийшли на Кубу з візитом.",
    "США перекинули до Польщі танки Abrams для своєї бригади.",
    "Росіяни відправили в Україну ще сто ударних дронів, 80 збила ППО.",
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
