"""Who supplies what to whom, as Persian says it. One line, one phenomenon."""

from __future__ import annotations

import pytest

CASES = [
    # sentence, transfers as (supplier, recipient, class, stage or None, epistemic)
    ("روسیه شش بالگرد به صربستان تحویل داد.", [("RUS", "SRB", "aircraft.helicopter", "delivered", "asserted")]),
    ("آلمان به اوکراین تانک و مهمات ارسال کرد.", [
        ("DEU", "UKR", "armour.tank", "delivered", "asserted"),
        ("DEU", "UKR", "ammunition", "delivered", "asserted")]),
    ("فرانسه به اوکراین موشک تحویل خواهد داد.", [("FRA", "UKR", "missile", "planned", "asserted")]),
    ("چین به پاکستان پهپاد می‌فروشد.", [("CHN", "PAK", "aircraft.uav", "delivering", "asserted")]),
    ("ایران حوثی‌ها را با موشک مسلح کرد.", [("IRN", "grp:houthis", "missile", "delivered", "asserted")]),
    ("آرژانتین ۲۴ جنگنده از دانمارک خرید.", [("DNK", "ARG", "aircraft.combat", "ordered", "asserted")]),
    ("لهستان از کره جنوبی تانک خریداری کرده است.", [("KOR", "POL", "armour.tank", "ordered", "asserted")]),
    ("ونزوئلا از ایران موشک دریافت کرد.", [("IRN", "VEN", "missile", "delivered", "asserted")]),
    ("ارسال مهمات از کره شمالی به روسیه ادامه دارد.", [("PRK", "RUS", "ammunition", "delivering", "asserted")]),
    ("خرید جنگنده توسط مصر از فرانسه تایید شد.", [("FRA", "EGY", "aircraft.combat", "ordered", "asserted")]),
    ("ترکیه با ایتالیا برای خرید ده بالگرد قرارداد امضا کرد.", [("ITA", "TUR", "aircraft.helicopter", "ordered", "asserted")]),
    ("رادارها توسط چین به ایران تحویل داده شد.", [("CHN", "IRN", "sensor.radar", "delivered", "asserted")]),
    ("ایران تحویل پهپاد به روسیه را تکذیب کرد.", [("IRN", "RUS", "aircraft.uav", None, "denied")]),
    ("آلمان به اوکراین موشک کروز تحویل نخواهد داد.", [("DEU", "UKR", "missile", None, "denied")]),
    ("شایعاتی درباره ارسال موشک از کره شمالی به روسیه منتشر شد.", [("PRK", "RUS", "missile", None, "rumoured")]),
    ("چین ممکن است به مصر جنگنده بفروشد.", [("CHN", "EGY", "aircraft.combat", None, "hypothetical")]),
    ("هند برای خرید زیردریایی با روسیه مذاکره می‌کند.", [("RUS", "IND", "ship.submarine", "negotiated", "asserted")]),
    ("آمریکا فروش موشک به ژاپن را تصویب کرد.", [("USA", "JPN", "missile", "approved", "asserted")]),
    ("فیلیپین خرید ۱۶ بالگرد از روسیه را لغو کرد.", [("RUS", "PHL", "aircraft.helicopter", "cancelled", "asserted")]),
    ("روسیه به مصر و عراق بالگرد فروخت.", [
        ("RUS", "EGY", "aircraft.helicopter", "agreed", "asserted"),
        ("RUS", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("آمریکا ایران را به ارسال پهپاد به روسیه متهم کرد.", [("IRN", "RUS", "aircraft.uav", None, "claimed")]),
    ("لهستان به اوکراین تانک اهدا کرد.", [("POL", "UKR", "armour.tank", "delivered", "asserted")]),
    # pages that lose the joiner
    ("آلمان تانکهای لئوپارد را به نروژ تحویل میدهد.", [("DEU", "NOR", "armour.tank", "delivering", "asserted")]),
    ("هند پنج هلیکوپتر نظامی به نپال کمک کرده است.", [("IND", "NPL", "aircraft.helicopter", "delivered", "asserted")]),
    ("پرو قصد دارد از سوئد جنگنده بخرد.", [("SWE", "PER", "aircraft.combat", "planned", "asserted")]),
    ("مصر قرارداد خرید ناوچه را با ایتالیا امضا کرد.", [("ITA", "EGY", "ship.corvette", "ordered", "asserted")]),
    ("عراق با فرانسه بر سر خرید بالگرد به توافق رسید.", [("FRA", "IRQ", "aircraft.helicopter", "agreed", "asserted")]),
    ("قرارداد فروش زیردریایی فرانسه به شیلی لغو شد.", [("FRA", "CHL", "ship.submarine", "cancelled", "asserted")]),
    ("پنتاگون از تایید فروش بالگرد به کنیا خبر داد.", [("USA", "KEN", "aircraft.helicopter", "approved", "confirmed")]),
    ("به گفته لهستان، دانمارک به اوکراین تانک فرستاد.", [("DNK", "UKR", "armour.tank", "delivered", "claimed")]),
    ("نخست‌وزیر دانمارک گفت کشورش به استونی توپ هویتزر می‌دهد.", [("DNK", "EST", "artillery.gun", "planned", "confirmed")]),
    ("سوئیس از صادرات مهمات به لهستان خودداری کرد.", [("CHE", "POL", "ammunition", None, "denied")]),
    ("اسپانیا شش تانک را روانه اوکراین کرد.", [("ESP", "UKR", "armour.tank", "delivered", "asserted")]),
    ("تایوان در انتظار تحویل جنگنده از آمریکا است.", [("USA", "TWN", "aircraft.combat", "ordered", "asserted")]),
    ("ایران سامانه اس-۴۰۰ را در اختیار سوریه قرار داد.", [("IRN", "SYR", "air_defence", "delivered", "asserted")]),
    # who asks, who grants, who places an order
    ("طالبان از روسیه خواست سامانه‌های پدافندی در اختیار کابل قرار دهد.", [("RUS", "grp:taliban", "air_defence", "requested", "asserted")]),
    ("آلمان با درخواست اوکراین برای ارسال موشک‌های تاوروس مخالفت کرد.", [("DEU", "UKR", "missile.cruise", None, "denied")]),
    ("اردن دوازده فروند اف-۱۶ به آمریکا سفارش داد.", [("USA", "JOR", "aircraft.combat", "ordered", "asserted")]),
    # a government is a subject
    ("دولت هلند تصمیم گرفته است ۲۴ فروند جنگنده اف-۱۶ به اوکراین بدهد.", [("NLD", "UKR", "aircraft.combat", "announced", "asserted")]),
    # "into the hands of" marks who receives where something arrives
    ("شش دستگاه هویتزر آلمان به دست ارتش اوکراین رسید.", [("DEU", "UKR", "artillery", "delivered", "asserted")]),
    ("سودان پهپادهای ایرانی دریافت کرد.", [("IRN", "SDN", "aircraft.uav", "delivered", "asserted")]),
    ("جمهوری چک بیش از صد تانک تی-۷۲ تقدیم اوکراین کرد.", [("CZE", "UKR", "armour.tank", "delivered", "asserted")]),
    ("هزاران تن مهمات از سوی صربستان راهی اسرائیل شد.", [("SRB", "ISR", "ammunition", "delivered", "asserted")]),
    ("محموله‌ای شامل ۲۰ هزار قبضه تفنگ از کره شمالی به مقصد مصر فرستاده شد.", [("PRK", "EGY", "smallarms.rifle", None, "asserted")]),
    # a full stop without a space behind it
    ("فرانسه به قطر ۲۴ جنگنده فروخت.وزیر دفاع آلمان در این باره سخنی نگفت.", [("FRA", "QAT", "aircraft.combat", "agreed", "asserted")]),
    ("مجارستان از سوئد جنگنده گریپن می‌گیرد.", [("SWE", "HUN", "aircraft.combat", None, "asserted")]),
    # who is called the buyer; who orders with whom; who sells and is said to want to
    ("الجزایر نخستین خریدار خارجی سوخو-۵۷ روسی شد.", [("RUS", "DZA", "aircraft.combat", None, "asserted")]),
    ("لندن می‌خواهد ۴۸ فروند جنگنده تایفون را به سعودی‌ها بفروشد.", [("GBR", "SAU", "aircraft.combat", "planned", "asserted")]),
    ("اسرائیل درخواست اوکراین برای دریافت گنبد آهنین را رد کرد.", [("ISR", "UKR", "air_defence", None, "denied")]),
    ("آمریکا پاتریوت به لهستان تحویل داد.", [("USA", "POL", "air_defence", "delivered", "asserted")]),
    ("اسپانیا یک سامانه پاتریوت را به کی‌یف داد.", [("ESP", "UKR", "air_defence", None, "asserted")]),
    ("یک کشتی ایرانی حامل سلاح برای حوثی‌ها توقیف شد.", [("IRN", "grp:houthis", "arms", "stopped", "asserted")]),
]  # fmt: skip

NOTHING = [
    "نیروهای اوکراینی یک دستگاه تانک تی-۹۰ روسی را به غنیمت گرفتند.",
    "قیمت نفت پس از تصمیم عربستان درباره جنگنده‌ها بالا گرفت.",
    "ارتش پاکستان رزمایش بزرگی با تانک‌های الخالد برگزار کرد.",
    "شورای امنیت فروش سلاح به لیبی را ممنوع کرد.",
    "تحریم تسلیحاتی ایران در سال ۲۰۲۰ پایان یافت.",
    "روسیه به اوکراین حمله موشکی کرد.",
    "مذاکرات روسیه و آمریکا درباره موشک‌ها به نتیجه رسید.",
    "آمریکا و ژاپن درباره موشک‌های کره شمالی به نشست ادامه می‌دهند.",
    "اسرائیل انبار سلاح حزب‌الله در لبنان را هدف قرار داد.",
    "پلیس ایران محموله سلاح قاچاق کشف کرد.",
    "ناوچه ایرانی در اقیانوس هند پهلو گرفت.",
    "ترکیه تانک بومی آلتای را آزمایش کرد.",
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:50] for case in CASES])
def test_a_sentence_tells_of_these_transfers_and_no_others(told, same, text, expected):
    same(told("fa", text), expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:50] for text in NOTHING])
def test_words_of_arms_without_a_transfer_give_none(told, text):
    assert told("fa", text) == []


def test_a_visit_is_an_event_with_visitor_and_host(read):
    found = read("fa", "امانوئل مکرون در ژانویه ۲۰۲۴ به هند سفر کرد.")
    assert [[(part.role, part.entity) for part in event.participants] for event in found.events] == [
        [("visitor", "per:emmanuel-macron"), ("host", "IND")]
    ]
