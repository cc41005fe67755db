"""Who supplies what to whom, as Arabic says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("تسلمت قطر سفينتي إنزال من تركيا.", [("TUR", "QAT", "ship.landing", "delivered", "asserted")]),
    ("فرنسا تسلم مصر رادارات.", [("FRA", "EGY", "sensor.radar", "delivering", "asserted")]),
    ("العراق تسلم رادارات من فرنسا.", [("FRA", "IRQ", "sensor.radar", "delivered", "asserted")]),
    ("فازت شركة تاليس بعقد لتزويد ماليزيا برادارات.", [("FRA", "MYS", "sensor.radar", "ordered", "asserted")]),
    ("عرضت الصين على صربيا مقاتلات.", [("CHN", "SRB", "aircraft.combat", "negotiated", "asserted")]),
    ("دعمت بلجيكا أوكرانيا بـ30 مدرعة.", [("BEL", "UKR", "armour", "delivering", "asserted")]),
    ("توصل الجيش المغربي بدبابات من الولايات المتحدة.", [("USA", "MAR", "armour.tank", "delivered", "asserted")]),
    ("تم تزويد الأردن بمدرعات تركية.", [("TUR", "JOR", "armour", "delivered", "asserted")]),
    ("من المقرر تسليم الأردن مروحيات من إيطاليا.", [("ITA", "JOR", "aircraft.helicopter", "planned", "asserted")]),
    ("سمحت ألمانيا لبولندا بنقل دبابات إلى أوكرانيا.", [("POL", "UKR", "armour.tank", None, "asserted")]),
    ("قال وزير الدفاع الإيراني إن بلاده لم تزود روسيا بصواريخ.", [("IRN", "RUS", "missile", None, "denied")]),
    ("نفت إيران التقارير عن تزويد السودان بمسيرات.", [("IRN", "SDN", "aircraft.uav", None, "denied")]),
    ("استبعدت السويد تسليم تركيا طائرات إنذار مبكر.", [("SWE", "TUR", "aircraft.aew", None, "denied")]),
    ("أقرت واشنطن صفقة محتملة لبيع صواريخ للكويت بقيمة 425 مليون دولار أمريكي.", [("USA", "KWT", "missile", "approved", "asserted")]),
    ("تقترب صربيا من إبرام صفقة لشراء مقاتلات من فرنسا.", [("FRA", "SRB", "aircraft.combat", "negotiated", "asserted")]),
    ("سلمت ألمانيا الغواصات الأولى لمصر.", [("DEU", "EGY", "ship.submarine", "delivered", "asserted")]),
    ("تراجعت بولندا عن شراء مروحيات من فرنسا.", [("FRA", "POL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("اعترضت البحرية البريطانية زورقا كان ينقل صواريخ من إيران إلى الحوثيين.", [("IRN", "grp:houthis", "missile", None, "asserted")]),
    ('اقتنت الجزائر من روسيا طوافات مقاتلة، من طراز "مي 28".', [("RUS", "DZA", "aircraft.helicopter.attack", "ordered", "asserted")]),
    ("اشترت قطر من إيطاليا فرقاطات مجهزة بصواريخ ومدافع.", [("ITA", "QAT", "ship.frigate", "ordered", "asserted")]),
    ("أعارت إيطاليا سلوفاكيا مدافع.", [("ITA", "SVK", "artillery", "delivered", "asserted")]),
    ("استأجرت تشيكيا من السويد 14 مقاتلة.", [("SWE", "CZE", "aircraft.combat", "ordered", "asserted")]),
    ("قام الاتحاد السوفييتي بتسليح مصر بدبابات.", [("SUN", "EGY", "armour.tank", "delivered", "asserted")]),
    ("تزودت أذربيجان بمدافع إسرائيلية.", [("ISR", "AZE", "artillery", "delivered", "asserted")]),
    ("عزز المغرب ترسانته بمسيرات صينية.", [("CHN", "MAR", "aircraft.uav", "delivered", "asserted")]),
    ("تخلت بولندا عن دباباتها لصالح أوكرانيا.", [("POL", "UKR", "armour.tank", None, "asserted")]),
    ("وبموجب الصفقة تحصل الرياض على 100 دبابة من الولايات المتحدة.", [("USA", "SAU", "armour.tank", None, "asserted")]),
    ("الخارجية الأمريكية توافق على صفقة محتملة لبيع مصر رادارات.", [("USA", "EGY", "sensor.radar", "approved", "asserted")]),
    ("السعودية تفاوض هي أيضا على شراء مسيرات من تركيا.", [("TUR", "SAU", "aircraft.uav", "negotiated", "asserted")]),
    ("طالبت كييف برلين بتسليمها صواريخ.", [("DEU", "UKR", "missile", "requested", "asserted")]),
    ("أوقفت كندا صادرات السلاح إلى تركيا.", [("CAN", "TUR", "arms", "stopped", "asserted")]),
    ("زوارق دورية مقدمة من الولايات المتحدة تصل إلى لبنان.", [("USA", "LBN", "ship.patrol", None, "asserted")]),
    ("حطت في مطار بيروت طائرة عسكرية فرنسية محملة بذخائر للجيش اللبناني.", [("FRA", "LBN", "ammunition", None, "asserted")]),
    ("اشترى العراق من شركة كورية منظومات دفاع جوي.", [("KOR", "IRQ", "air_defence", "ordered", "asserted")]),
    ("أعادت التشيك تصدير دبابات إلى أوكرانيا.", [("CZE", "UKR", "armour.tank", "delivered", "asserted")]),
    ("منحت الهند شركة داسو عقدا لتوريد 26 مقاتلة.", [("FRA", "IND", "aircraft.combat", "ordered", "asserted")]),
    ("تسلم الجيش اللبناني هبة فرنسية عبارة عن مدرعات.", [("FRA", "LBN", "armour", "delivered", "asserted")]),
    ("أقرت واشنطن بيع المغرب 18 راجمة هيمارس.", [("USA", "MAR", "artillery", "approved", "asserted")]),
    ("وقع اختيار البرتغال على مدافع سيزار الفرنسية.", [("FRA", "PRT", "artillery", "ordered", "asserted")]),
    ("دخلت منظومات إس-400 الروسية الخدمة في الجيش الهندي.", [("RUS", "IND", "air_defence", "delivered", "asserted")]),
    ("وضع العراق طلبية لدى كوريا الجنوبية على مروحيات.", [("KOR", "IRQ", "aircraft.helicopter", "ordered", "asserted")]),
    ("أفرجت واشنطن عن شحنة قنابل لإسرائيل.", [("USA", "ISR", "ammunition", None, "asserted")]),
    ("وعدت كوريا الجنوبية الفلبين بكورفيت.", [("KOR", "PHL", "ship.corvette", "planned", "asserted")]),
    ("باتت مصر أول زبون للمقاتلة الفرنسية رافال.", [("FRA", "EGY", "aircraft.combat", None, "asserted")]),
]  # fmt: skip

NOTHING = [
    "هددت واشنطن بعقوبات على أي دولة تشتري أسلحة من إيران.",
    "وبلغت قيمة العقد 3 مليارات دولار أمريكي، وتملك مصر دبابات وصواريخ.",
    "جرت الحرب الكورية بدبابات ومدافع وتسلم الجيش القيادة.",
    "تعرض الجيش السوري لقصف صاروخي ومدفعي وتسلم موقعا جديدا.",
    "سلم مسلحون أسلحتهم إلى الجيش اللبناني في طرابلس.",
    "طالب الحزب الحكومة بتسليم سلاح الميليشيات.",
    "تشتري الصين النفط من إيران وتطور صواريخ.",
    "تصدر الجيش المصري قائمة أقوى الجيوش العربية بدباباته.",
    "أظهرت صور مسيرات تركية تقصف مواقع في سوريا.",
    "فرض الاتحاد الأوروبي قيودا على تصدير الأسلحة إلى ميانمار.",
    "أعادت روسيا نشر دبابات قرب الحدود مع فنلندا.",
    "وجهت إيران صواريخ إلى إسرائيل.",
    "تعد مقاتلات رافال الفرنسية من الأحدث في العالم.",
    "فضلت روسيا قصف كييف بالصواريخ على التفاوض.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("ar", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("ar", text) == []


def test_a_dual_counts_itself_and_not_what_stands_behind_it(read):
    found = read("ar", "اشترت قطر من إيطاليا زورقي دورية وسفينة دعم.")
    counts = {
        item.weapon_class: item.quantity and item.quantity.min for t in found.transfers for item in t.items
    }
    assert counts["ship.patrol"] == 2
    assert counts["ship.support"] != 2
