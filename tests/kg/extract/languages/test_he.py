"""Who supplies what to whom, as Hebrew says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("רוסיה מסרה שישה מסוקים לסרביה.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("גרמניה העבירה לאוקראינה תותחים ותחמושת.", [
        ("DEU", "UKR", "artillery", "delivered", "asserted"),
        ("DEU", "UKR", "ammunition", "delivered", "asserted")]),
    ("צרפת תספק טילים לאוקראינה.", [("FRA", "UKR", "missile", "planned", "asserted")]),
    ('סין מוכרת כטב"מים לפקיסטן.', [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("איראן מחמשת את החות'ים בטילים.", [("IRN", "grp:houthis", "missile", "delivering", "asserted")]),
    ("ארגנטינה רכשה 24 מטוסי קרב מדנמרק.", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("פולין הזמינה טנקים מדרום קוריאה.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("ונצואלה קיבלה טילים מאיראן.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("משלוחי התחמושת מצפון קוריאה לרוסיה נמשכים.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("רכישת מטוסי הקרב על ידי מצרים מצרפת עוררה עניין.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("טורקיה חתמה עם איטליה על חוזה לאספקת עשרה מסוקים.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ('המכ"מים סופקו לאיראן על ידי סין.', [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ('איראן הכחישה שסיפקה כטב"מים לרוסיה.', [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("גרמניה מסרבת לספק טילי שיוט לאוקראינה.", [("DEU", "UKR", "missile", None, "denied")]),
    ("ישנן שמועות על העברת טילים מצפון קוריאה לרוסיה.", [("PRK", "RUS", "missile", None, "rumoured")]),
    ("סין עשויה למכור מטוסי קרב למצרים.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("הודו מנהלת משא ומתן עם רוסיה על רכישת צוללות.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("ארצות הברית אישרה את מכירת הטילים ליפן.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("הפיליפינים ביטלו את רכישת 16 המסוקים מרוסיה.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("רוסיה מכרה מסוקים למצרים ולעיראק.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"),
        ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ('ארה"ב האשימה את איראן בהעברת כטב"מים לרוסיה.', [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("פולין תרמה טנקים לאוקראינה.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    ("האספקה של טנקים של גרמניה לנורבגיה החלה.", [("DEU", "NOR", "armour.tank", "delivering", "asserted")]),
    # the verb before its subject
    ("בשנה שעברה רכשה קניה מסוקים מסרביה.", [("SRB", "KEN", "aircraft.helicopter", "ordered", "asserted")]),
    ("במאי מסרה סרביה לקניה טנקים.", [("SRB", "KEN", "armour.tank", "delivered", "asserted")]),
    ("חברת רפאל תספק לקניה טילים.", [("ISR", "KEN", "missile", "planned", "asserted")]),
    ("ממשל ביידן אישר מכירת טנקים לקניה.", [("USA", "KEN", "armour.tank", "approved", "asserted")]),
    ("משרד הביטחון של פרו רכש מסוקים מאיטליה.", [("ITA", "PER", "aircraft.helicopter", "ordered", "asserted")]),
    ("שר ההגנה הדני הודיע כי ארצו תמסור לאסטוניה תותחים.", [("DNK", "EST", "artillery", None, "confirmed")]),
    ("שוודיה החכירה לצ'ילה מטוסי קרב.", [("SWE", "CHL", "aircraft.combat", "ordered", "asserted")]),
    ("רוסיה הציעה לפרו צוללות.", [("RUS", "PER", "ship.submarine", "negotiated", "asserted")]),
    ("האונייה שנשאה נשק איראני לחות'ים נתפסה.", [("IRN", "grp:houthis", "arms", "stopped", "asserted")]),
    ("תמורת התחמושת סיפקה רוסיה לצפון קוריאה מטוסי קרב.", [("RUS", "PRK", "aircraft.combat", "delivered", "asserted")]),
    ("יוון תצטייד בפריגטות מצרפת.", [("FRA", "GRC", "ship.frigate", "planned", "asserted")]),
    ("חיל הים האיטלקי יירט ספינה שהובילה רקטות מאיראן לחמאס.", [("IRN", "grp:hamas", "ammunition", None, "asserted")]),
    ("ועדת הרכש של הפרלמנט היווני אישרה לקנות מאלביט 36 תותחים.", [("ISR", "GRC", "artillery", "approved", "asserted")]),
    ("רוסיה איננה מוכרת טנקים לפרו.", [("RUS", "PER", "armour.tank", None, "denied")]),
    ("צבא קולומביה הצטייד בתותחים מתוצרת אלביט.", [("ISR", "COL", "artillery", "delivered", "asserted")]),
    ("קפריסין הצטיידה במערכות הגנה אווירית מישראל.", [("ISR", "CYP", "air_defence", "delivered", "asserted")]),
    ("איראן הבריחה טילים לחיזבאללה.", [("IRN", "grp:hezbollah", "missile", "delivered", "asserted")]),
    ("הממשל האמריקני ביקש מיפן טילים.", [("JPN", "USA", "missile", "requested", "asserted")]),
    ("טורקיה קיבלה מהרוסים טילים.", [("RUS", "TUR", "missile", "delivered", "asserted")]),
    ("הצי הפיליפיני קלט ספינות סיור ממספנות ישראל.", [("ISR", "PHL", "ship.patrol", "delivered", "asserted")]),
    ("בריטניה השעתה את משלוחי הנשק לישראל.", [("GBR", "ISR", "arms", "stopped", "asserted")]),
    ("ישראל תמכור לגרמניה מערכות חץ 3.", [("ISR", "DEU", "air_defence", "planned", "asserted")]),
    ("חיזבאללה הצליח להכניס מאיראן רקטות.", [("IRN", "grp:hezbollah", "ammunition", "delivered", "asserted")]),
    ("איראן הכניסה ללבנון טילים מדויקים.", [("IRN", "LBN", "missile", "delivered", "asserted")]),
    ('גרמניה ויתרה על רכישת טילי טומהוק מארה"ב.', [("USA", "DEU", "missile", "cancelled", "asserted")]),
    ("בולגריה סגרה עם שוודיה על 12 רכבי CV90.", [("SWE", "BGR", "armour", "ordered", "asserted")]),
    ("הודו העניקה לצרפת חוזה לאספקת 26 מטוסי רפאל.", [("FRA", "IND", "aircraft.combat", "ordered", "asserted")]),
    ("הנשיא פוטין מכר לאיראן טילים.", [("RUS", "IRN", "missile", "agreed", "asserted")]),
    ("יוון מתעניינת במטוסי F-35 אמריקאיים.", [("USA", "GRC", "aircraft.combat", "negotiated", "asserted")]),
    ("טייוואן ממתינה למסירתם של 66 מטוסי F-16 מארצות הברית.", [("USA", "TWN", "aircraft.combat", None, "asserted")]),
    ('התעשייה האווירית חתמה על חוזה עם הודו לאספקת כטב"מים.', [("ISR", "IND", "aircraft.uav", "ordered", "asserted")]),
    ("המשלוח יועד ללוב ובו רובים מטורקיה.", [("TUR", "LBY", "smallarms", None, "asserted")]),
]  # fmt: skip

NOTHING = [
    "הכנסת אישרה את תקציב הביטחון לרכש טנקים.",
    "ישראל מוכרת גז למצרים ומפתחת טילים.",
    "רוסיה איבדה עשרה טנקים באוקראינה.",
    "הצבא הלבנוני פירק מחסן טילים של חיזבאללה.",
    "מועצת הביטחון אסרה על מכירת נשק ללוב.",
    "אמברגו הנשק על איראן הסתיים ב-2020.",
    "רוסיה שיגרה טילים לעבר אוקראינה.",
    "טורקיה העבירה טנקים לגבול עם סוריה.",
    "ארצות הברית חוששת שמטוסי הקרב יגיעו לידי רוסיה.",
    "מטוסי תובלה אמריקאים נחתו בישראל.",
    "נושאת מטוסים אמריקאית הגיעה לנמל ביוון.",
    "הצבא סגר את הכביש לאחר שטנקים חצו את הגבול עם לבנון.",
    'צה"ל הכניס טנקים לעזה.',
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("he", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("he", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("he", "ולדימיר פוטין ביקר בהודו בדצמבר 2021.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:vladimir-putin"), ("host", "IND")]
    ]
