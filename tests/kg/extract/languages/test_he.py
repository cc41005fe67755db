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
    ("ישראל תמכור לגרמניה מערכות חץ 3.", [("ISR", "DEU", "air", "planned", "asserted")]),
]  # fmt: skip

NOTHING = [
    "מועצת הביטחון אסרה על מכירת נשק ללוב.",
    "אמברגו הנשק על איראן הסתיים ב-2020.",
    "רוסיה שיגרה טילים לעבר אוקראינה.",
    "טורקיה העבירה טנקים לגבול עם סוריה.",
    "ארצות הברית חוששת שמטוסי הקרב יגיעו לידי רוסיה.",
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
