"""Who supplies what to whom, as Russian says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("Россия поставила Сербии шесть вертолётов.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("Россия поставила вертолёты в Сербию.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("Китай передаст Пакистану фрегаты.", [("CHN", "PAK", "ship.frigate", "planned", "asserted")]),
    ("Иран поставляет России беспилотники.", [("IRN", "RUS", "aircraft.uav", "delivering", "asserted")]),
    ("Иран снабжает Россию беспилотниками.", [("IRN", "RUS", "aircraft.uav", "delivering", "asserted")]),
    ("Египет купил у Франции 24 истребителя.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("Алжир заказал в России подводные лодки.", [("RUS", "DZA", "ship.submarine", "ordered", "asserted")]),
    ("Сербия получила ракеты из Китая.", [("CHN", "SRB", "missile", "delivered", "asserted")]),
    ("Поставки снарядов из КНДР в Россию продолжаются.", [("PRK", "RUS", "ammunition.shell", "delivering", "asserted")]),
    ("Россия начала поставки Индии зенитных ракетных комплексов.", [("RUS", "IND", "air_defence", "delivering", "asserted")]),
    ("Закупка Марокко танков у Китая удивила многих.", [("CHN", "MAR", "armour.tank", "ordered", "asserted")]),
    ("Турция подписала с Италией контракт на поставку десяти вертолётов.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("Радары были поставлены Ирану Китаем.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("Иран опроверг поставки беспилотников в Россию.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("Германия не передавала Украине ракеты.", [("DEU", "UKR", "missile", None, "denied")]),
    ("Ходят слухи о поставках снарядов из Северной Кореи в Россию.", [("PRK", "RUS", "ammunition.shell", None, "rumoured")]),
    ("Китай может продать Египту истребители.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("Индия ведёт с Россией переговоры о покупке подводных лодок.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("США одобрили продажу ракет Японии.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("Филиппины отменили покупку 16 вертолётов у России.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("Россия продала вертолёты Египту и Ираку.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"), ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("Вашингтон обвинил Иран в поставках дронов России.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("Решение России о поставке ракет в Сирию принято.", [("RUS", "SYR", "missile", None, "asserted")]),
    ("Россия завершит поставку С-400 Индии в 2027 году.", [("RUS", "IND", "air_defence", "planned", "asserted")]),
    ("Россия выполнила контракт на поставку Сербии шести истребителей.", [("RUS", "SRB", "aircraft.combat", None, "asserted")]),
    ("Все российские танки поставят Сирии до конца года.", [("RUS", "SYR", "armour.tank", "planned", "asserted")]),
    ("Италия поставит вертолёты Малайзии.", [("ITA", "MYS", "aircraft.helicopter", "planned", "asserted")]),
    ("Передача танков из Греции и Словакии в Молдавию отложена.", [
        ("GRC", "MDA", "armour.tank", None, "asserted"), ("SVK", "MDA", "armour.tank", None, "asserted")]),
    ("Бельгия и Дания передадут Украине гаубицы.", [
        ("BEL", "UKR", "artillery", "planned", "asserted"), ("DNK", "UKR", "artillery", "planned", "asserted")]),
    ("Чехия закупит для Украины тысячу снарядов.", [("CZE", "UKR", "ammunition.shell", "planned", "asserted")]),
    ("Главным поставщиком оружия для Армении остаётся Россия.", [("RUS", "ARM", "arms", None, "asserted")]),
    ("Крупнейшим покупателем турецких беспилотников стала Польша.", [("TUR", "POL", "aircraft.uav", None, "asserted")]),
    ("Южнокорейская компания построит для ВМС Перу три фрегата.", [("KOR", "PER", "ship.frigate", None, "asserted")]),
    ("Украина попросила у Швеции истребители.", [("SWE", "UKR", "aircraft.combat", "requested", "asserted")]),
    ("Киев обратился к Вашингтону с запросом на покупку зенитных комплексов.", [("USA", "UKR", "air_defence", None, "asserted")]),
    ("США призвали Грецию передать Украине зенитные комплексы.", [("GRC", "UKR", "air_defence", None, "asserted")]),
    ("Берлин разрешил Эстонии передать Украине гаубицы.", [("EST", "UKR", "artillery", None, "asserted")]),
    ("Пентагон одобрил сделку с Норвегией по продаже ракет.", [("USA", "NOR", "missile", "approved", "asserted")]),
    ("Власти Ирана отвергли обвинения в поставках ракет йеменским повстанцам-хуситам.", [
        ("IRN", "grp:houthis", "missile", None, "denied")]),
    ("Президент Болгарии выступил против поставок танков Украине.", [("BGR", "UKR", "armour.tank", None, "denied")]),
    ("Филиппины отказались покупать у России вертолёты.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("Россия поставила Чаду вертолёты.", [("RUS", "TCD", "aircraft.helicopter", "delivered", "asserted")]),
    ("Китай отправил бронемашины в Лаос.", [("CHN", "LAO", "armour", "delivered", "asserted")]),
    ("Италия передала Нигеру десять «Байрактаров».", [("ITA", "NER", "aircraft.uav", "delivered", "asserted")]),
    ("«Мы закупаем танки у Турции», — сказал президент Азербайджана Ильхам Алиев.", [
        ("TUR", "AZE", "armour.tank", "delivering", "confirmed")]),
    ("Россия не единственный поставщик ракет для Сербии.", [("RUS", "SRB", "missile", None, "asserted")]),
    ("Германия передала пакет военной помощи для Украины. В него вошли гаубицы.", [
        ("DEU", "UKR", "artillery", None, "asserted")]),
    ("Белорусам достались от России четыре Су-30СМ.", [("RUS", "BLR", "aircraft.combat", "delivered", "asserted")]),
    ("Сенегал обзавёлся французскими патрульными кораблями.", [("FRA", "SEN", "ship.patrol", "delivered", "asserted")]),
    ("Парламент ФРГ дал добро на поставку Египту шести фрегатов.", [("DEU", "EGY", "ship.frigate", "approved", "asserted")]),
    ("Польша взяла у США в лизинг восемь вертолётов Apache.", [("USA", "POL", "aircraft.helicopter", None, "asserted")]),
    ("США предлагают Индии истребители F-35.", [("USA", "IND", "aircraft.combat", "negotiated", "asserted")]),
    ("Киев ждёт от Берлина ракеты Taurus.", [("DEU", "UKR", "missile", "planned", "asserted")]),
    ("Пентагон анонсировал пакет помощи Украине на 400 млн долларов: среди прочего в него включены гаубицы.", [
        ("USA", "UKR", "artillery", None, "asserted")]),
    ("Американские ракеты Tomahawk закупит и Япония.", [("USA", "JPN", "missile", "planned", "asserted")]),
    ("Состоялась передача Китаем Военно-морским силам Пакистана двух фрегатов.", [
        ("CHN", "PAK", "ship.frigate", None, "asserted")]),
    ("Саудовская Аравия выбрала южнокорейские гаубицы.", [("KOR", "SAU", "artillery", "ordered", "asserted")]),
    ("На вооружение армии Ирака поступили российские вертолёты.", [("RUS", "IRQ", "aircraft.helicopter", "delivered", "asserted")]),
    ("Ангола докупит у России шесть вертолётов Ми-171.", [("RUS", "AGO", "aircraft.helicopter.transport", "planned", "asserted")]),
    ("Вьетнам расплатился с Россией за шесть подводных лодок.", [("RUS", "VNM", "ship.submarine", "ordered", "asserted")]),
    ("Эфиопии перепали турецкие беспилотники.", [("TUR", "ETH", "aircraft.uav", "delivered", "asserted")]),
    ("Дания делится с Киевом истребителями F-16.", [("DNK", "UKR", "aircraft.combat", "delivering", "asserted")]),
    ("Эстония расстанется со всеми своими гаубицами в пользу Украины.", [("EST", "UKR", "artillery.gun", "planned", "asserted")]),
    ("КНДР шлёт России снаряды эшелонами.", [("PRK", "RUS", "ammunition.shell", "delivering", "asserted")]),
    ("Катар раскошелился на 36 французских истребителей Rafale.", [("FRA", "QAT", "aircraft.combat", "ordered", "asserted")]),
    ("Индонезия внесла аванс за французские истребители.", [("FRA", "IDN", "aircraft.combat", "ordered", "asserted")]),
    ("Индонезия подписала контракт на французские истребители.", [("FRA", "IDN", "aircraft.combat", "ordered", "asserted")]),
    ("Сербия стала обладателем китайских зенитных комплексов FK-3.", [("CHN", "SRB", "air_defence", "delivered", "asserted")]),
    ("Белоруссии причитаются два дивизиона С-400 от Москвы.", [("RUS", "BLR", "air_defence", "planned", "asserted")]),
    ("Баку купил у Израиля дроны.", [("ISR", "AZE", "aircraft.uav", "ordered", "asserted")]),
    ("В Малави приплыли китайские патрульные катера.", [("CHN", "MWI", "ship.patrol", "delivered", "asserted")]),
]  # fmt: skip

NOTHING = [
    "Российские истребители перебросили в Белоруссию на учения.",
    "Президент Франции передал послание президенту Египта о ситуации с ракетами.",
    "Германия купила у России нефть, а танки на параде показали ветераны.",
    "Турецкие войска вошли в Сирию на танках.",
    "Бундесвер заказал у концерна Rheinmetall снаряды.",
    "Самолёты ВВС США доставили в Израиль гуманитарную помощь.",
    "Командующий войсками ПВО получил от Белоруссии приглашение.",
    "Совет Безопасности запретил поставки оружия в Ливию.",
    "Эмбарго на продажу оружия Ирану истекло.",
    "Россия нанесла удар ракетами по Украине.",
    "Военные России получили ранения при обстреле ракетами в Сирии.",
    "Россия увеличила поставки газа в Китай, а танки остались на базе.",
    "Турция закупила у России 2 млн тонн зерна, в порту стояли фрегаты.",
    "Российские корабли пришли на Кубу с визитом.",
    "США перебросили в Польшу танки Abrams для своей бригады.",
    "Россия отправила на Украину сто дронов, 80 из них сбиты.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("ru", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("ru", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("ru", "Владимир Путин посетил Вьетнам в июне 2024 года.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:vladimir-putin"), ("host", "VNM")]
    ]
