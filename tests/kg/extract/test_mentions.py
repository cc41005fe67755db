"""Names in running text, on a small reference of our own and on that of the package."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import gazetteer
from kg.extract.languages import languages
from kg.extract.mentions import describe, find, find_mentions
from kg.extract.surface import morphology
from kg.namespaces import ID
from kg.reference import Reference, load

PREFIXES = f"""
@prefix ag: <https://w3id.org/armsgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix category: <{ID}category/> .
@prefix organisation: <{ID}organisation/> .
@prefix person: <{ID}person/> .
@prefix place: <{ID}place/> .
@prefix state: <{ID}state/> .
@prefix weapon: <{ID}weapon/> .
"""
TURTLE = (
    PREFIXES
    + """
state:RUS a ag:State ; ag:iso3 "RUS" ; ag:capital place:moscow ; ag:metonym "Kremlin"@en , "الكرملين"@ar ;
    skos:prefLabel "Russia"@en , "روسيا"@ar , "Россия"@ru , "Russland"@de , "러시아"@ko , "俄罗斯"@zh , "Rusya"@tr ;
    ag:demonym "Russian"@en , "روسي"@ar , "российский"@ru , "russisch"@de .
place:moscow a ag:Place ; skos:prefLabel "Moscow"@en , "موسكو"@ar , "Москва"@ru .
state:PRK a ag:State ; ag:iso3 "PRK" ; skos:prefLabel "North Korea"@en , "كوريا الشمالية"@ar , "북한"@ko ;
    ag:demonym "North Korean"@en , "كوري شمالي"@ar .
state:UKR a ag:State ; ag:iso3 "UKR" ; skos:prefLabel "Ukraine"@en , "أوكرانيا"@ar , "Украина"@ru , "Ukrayna"@tr ;
    ag:demonym "Ukrainian"@en , "أوكراني"@ar .
state:CHN a ag:State ; ag:iso3 "CHN" ; skos:prefLabel "China"@en , "الصين"@ar , "中国"@zh ; ag:demonym "صيني"@ar .
state:USA a ag:State ; ag:iso3 "USA" ; skos:prefLabel "United States"@en , "الولايات المتحدة"@ar ;
    skos:altLabel "US"@en , "ABD"@tr ; ag:demonym "أميركي"@ar .
state:IND a ag:State ; ag:iso3 "IND" ; skos:prefLabel "India"@en , "인도"@ko .
state:TGO a ag:State ; ag:iso3 "TGO" ; skos:prefLabel "Togo"@en , "Того"@ru .
state:MLI a ag:State ; ag:iso3 "MLI" ; skos:prefLabel "Mali"@en , "مالي"@ar ; ag:demonym "مالي"@ar .
state:SYC a ag:State ; ag:iso3 "SYC" ; ag:capital place:victoria ; skos:prefLabel "Seychelles"@en .
place:victoria a ag:Place ; skos:prefLabel "Victoria"@en .
state:DZA a ag:State ; ag:iso3 "DZA" ; ag:capital place:algiers ; skos:prefLabel "الجزائر"@ar .
place:algiers a ag:Place ; skos:prefLabel "الجزائر"@ar .
organisation:un a ag:InternationalOrganisation ; skos:prefLabel "الأمم المتحدة"@ar .
organisation:unga a ag:InternationalOrganisation ; skos:prefLabel "جمعية الأمم المتحدة"@ar .
organisation:guardian a ag:Organisation ; skos:prefLabel "Guardian"@en .
person:kim-jong-un a ag:Person ; ag:ofState state:PRK ;
    skos:prefLabel "كيم جونغ أون"@ar , "Kim Jong Un"@en ; ag:shortName "Kim"@en , "كيم"@ar .
person:kim-yong-hyun a ag:Person ; skos:prefLabel "كيم يونج هيون"@ar ; ag:shortName "Kim"@en .
person:xi-jinping a ag:Person ; ag:ofState state:CHN ; skos:prefLabel "Xi Jinping"@en ; ag:shortName "Xi"@en , "شي"@ar .
person:vladimir-putin a ag:Person ; ag:ofState state:RUS ;
    skos:prefLabel "Vladimir Putin"@en , "فلاديمير بوتين"@ar ; ag:shortName "Putin"@en , "بوتين"@ar .
category:arms a skos:Concept ; skos:notation "arms" ; skos:prefLabel "arms"@en , "أسلحة"@ar , "Waffen"@de .
category:missile a skos:Concept ; skos:notation "missile" ; skos:prefLabel "missile"@en , "صواريخ"@ar , "미사일"@ko ,
    "ракета"@ru , "füze"@tr .
category:missile.ballistic a skos:Concept ; skos:notation "missile.ballistic" ; skos:broader category:missile ;
    skos:prefLabel "ballistic missile"@en , "صواريخ باليستية"@ar , "balistik füze"@tr .
category:aircraft a skos:Concept ; skos:notation "aircraft" ; skos:prefLabel "طائرات"@ar , "aircraft"@en .
category:aircraft.helicopter a skos:Concept ; skos:notation "aircraft.helicopter" ; skos:broader category:aircraft ;
    skos:prefLabel "هليكوبتر"@ar , "Hubschrauber"@de .
weapon:f-16 a ag:WeaponSystem ; skos:prefLabel "F-16" ; ag:category category:aircraft .
weapon:su-35 a ag:WeaponSystem ; skos:prefLabel "Su-35" ; ag:category category:aircraft .
weapon:f-15 a ag:WeaponSystem ; skos:prefLabel "F-15" ; ag:category category:aircraft .
weapon:javelin a ag:WeaponSystem ; ag:ambiguousName true ; skos:prefLabel "Javelin"@en , "جافلين"@ar ;
    ag:category category:missile .
"""
)


@cache
def known(language):
    return gazetteer.build(Reference.from_turtle(TURTLE), morphology(language))


def found(text, language):
    """Text and last part of the IRI of what is found, nested ones left out."""
    return [
        (m.text, m.entity and m.entity.rsplit("/", 1)[-1])
        for m in find(text, known(language))
        if not m.nested
    ]


def one(text, language):
    (mention,) = find(text, known(language))
    return mention


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("لروسيا وأوكرانيا", "ar", [("روسيا", "RUS"), ("أوكرانيا", "UKR")]),
        ("بين بيونغ يانغ وبكوريا الشمالية", "ar", [("كوريا الشمالية", "PRK")]),
        ("جنود كوريين شماليين", "ar", [("جنود كوريين شماليين", "prk-troops")]),
        ("الدعم الكوري الشمالي", "ar", [("الكوري الشمالي", "PRK")]),
        ("في الصين، كالصين", "ar", [("الصين", "CHN"), ("الصين", "CHN")]),
        ("والصواريخلدعم الجهود", "ar", [("الصواريخ", "missile")]),
        ("صواريخها", "ar", [("صواريخ", "missile")]),
        ("طائرات الهليكوبتر", "ar", [("طائرات الهليكوبتر", "aircraft.helicopter")]),
        ("طائرات إف-15 كيو.إيه", "ar", [("طائرات", "aircraft"), ("إف-15 كيو.إيه", "f-15")]),
        ("مقاتلات Su-35S", "ar", [("Su-35S", "su-35")]),
        ("Russia's arms", "en", [("Russia", "RUS"), ("arms", "arms")]),
        ("the US told us", "en", [("US", "USA")]),
        ("U.S.-made F16s", "en", [("U.S.", "USA"), ("F16", "f-16")]),
        ("sold china plates in turkey", "en", []),
        ("из России в Россию, российскими", "ru", [("России", "RUS"), ("Россию", "RUS"), ("российскими", "RUS")]),
        ("Кроме того, Того", "ru", [("Того", "TGO")]),
        ("Того же мнения", "ru", []),
        ("русские ракетами Х-999", "ru", [("ракетами", "missile"), ("Х-999", None)]),
        ("Russlands Transporthubschrauber", "de", [("Russland", "RUS"), ("Transporthubschrauber", "aircraft.helicopter")]),
        ("Waffenlieferungen", "de", [("Waffen", "arms")]),
        ("Rusya'dan balistik füzeleri", "tr", [("Rusya", "RUS"), ("balistik füzeleri", "missile.ballistic")]),
        ("러시아는 북한으로부터 미사일을", "ko", [("러시아", "RUS"), ("북한", "PRK"), ("미사일", "missile")]),
        ("인도는 러시아산 미사일 인도를 완료했다", "ko", [("인도", "IND"), ("러시아", "RUS"), ("미사일", "missile")]),
        ("俄罗斯向中国，发展中国家", "zh", [("俄罗斯", "RUS"), ("中国", "CHN")]),
        ("美军", "zh", [("美军", "usa-armed-forces")]),
    ],
)  # fmt: skip
def test_names_are_found(text, language, expected):
    assert found(text, language) == expected


def test_a_clitic_stays_outside_and_the_article_inside():
    mention = one("وبالصين", "ar")
    assert (mention.text, mention.proclitic, mention.start) == ("الصين", "وب", 2)


def test_a_clitic_that_has_swallowed_the_article():
    mention = one("للولايات المتحدة", "ar")
    assert (mention.text, mention.proclitic) == ("ولايات المتحدة", "لل")
    assert one("للصواريخ", "ar").proclitic == "لل"


def test_a_name_without_its_article_is_none():
    assert found("ولايات المتحدة", "ar") == []


def test_forms():
    assert one("موسكو", "ar").form == "metonym"
    assert one("الكرملين", "ar").form == "metonym"
    assert one("الروسية", "ar").form == "demonym"
    assert one("F-16", "ar").form == "designation"
    assert one("أسلحة", "ar").form == "class"


def test_one_name_of_two_things():
    mention = one("الجزائر", "ar")
    assert (mention.entity, mention.alternatives) == (ID + "state/DZA", (ID + "place/algiers",))


def test_a_city_that_goes_on_as_a_name_is_no_state():
    assert found("Victoria Nuland", "en") == []
    assert found("talks in Victoria went on", "en") == [("Victoria", "SYC")]


def test_a_part_of_an_unknown_name_is_no_organisation():
    assert found("the Guardian wrote, the Sunday Guardian wrote", "en") == [("Guardian", "guardian")]


@pytest.mark.parametrize(
    ("text", "language", "iri", "state"),
    [
        ("أجهزة المخابرات الأوكرانية", "ar", "ukr-intelligence-services", "الأوكرانية"),
        ("Ukrainian intelligence", "en", "ukr-intelligence-services", "Ukrainian"),
        ("Ministry of Defence of Ukraine", "en", "ukr-ministry-of-defence", "Ukraine"),
        ("министерства обороны России", "ru", "rus-ministry-of-defence", "России"),
        ("러시아 국방부", "ko", "rus-ministry-of-defence", "러시아"),
        ("Rusya Savunma Bakanlığı", "tr", "rus-ministry-of-defence", "Rusya"),
    ],
)
def test_a_body_of_a_state_and_the_state_within(text, language, iri, state):
    body, inner = find(text, known(language))
    assert (body.text, body.kind, body.entity, body.nested) == (
        text,
        "organisation",
        f"{ID}organisation/{iri}",
        False,
    )
    assert (inner.text, inner.kind, inner.nested) == (state, "state", True)


def test_a_generated_body_is_described():
    reference = Reference.from_turtle(TURTLE)
    body = describe(ID + "organisation/ukr-intelligence-services", reference)
    assert body is not None
    assert (body.label, body.state) == ("Intelligence services of Ukraine", ID + "state/UKR")
    assert describe(ID + "organisation/un", reference) is None
    assert describe(ID + "organisation/ukr-rebels", reference) is None
    assert describe(ID + "group/ukr-intelligence-services", reference) is None
    assert describe(ID + "state/UKR", reference) is None


def test_an_organisation_within_a_longer_name():
    outer, inner = find("في جمعية الأمم المتحدة", known("ar"))
    assert (outer.entity, inner.entity, inner.nested) == (
        ID + "organisation/unga",
        ID + "organisation/un",
        True,
    )


def test_a_financial_system_is_not_malian():
    assert found("الدعم المالي، النظام المالي", "ar") == []
    assert found("الجيش المالي في مالي", "ar") == [("الجيش المالي", "mli-armed-forces"), ("مالي", "MLI")]


class TestPersons:
    def test_one_wrong_letter(self):
        assert found("زيارة كيم يونغ أون", "ar") == [("كيم يونغ أون", "kim-jong-un")]
        assert found("زار كيم يونج هيون", "ar") == [("كيم يونج هيون", "kim-yong-hyun")]
        assert found("لفلاديمير بوطين", "ar") == [("فلاديمير بوطين", "vladimir-putin")]

    def test_two_wrong_letters_are_somebody_else(self):
        assert found("كيم يونغ إيل", "ar") == []
        assert found("Kim Jong Il", "en") == []

    def test_a_surname_alone_is_not_enough(self):
        assert found("Putin spoke", "en") == []

    def test_a_surname_after_the_full_name(self):
        assert found("Vladimir Putin left. Putin spoke", "en")[1:] == [("Putin", "vladimir-putin")]
        assert find("Vladimir Putin left. Putin spoke", known("en"))[1].short

    def test_a_surname_with_a_title(self):
        assert found("الرئيس بوتين", "ar") == [("بوتين", "vladimir-putin")]
        assert found("President Putin", "en") == [("Putin", "vladimir-putin")]

    def test_a_very_short_surname_always_needs_a_title(self):
        assert found("الرئيس شي في الصين", "ar")[0] == ("شي", "xi-jinping")
        assert found("لا شي في الصين", "ar") == [("الصين", "CHN")]

    def test_a_surname_beside_the_state(self):
        assert found("Russia agreed, Putin said", "en") == [("Russia", "RUS"), ("Putin", "vladimir-putin")]

    def test_a_surname_of_several_goes_to_the_one_in_the_text(self):
        assert found("Kim Jong Un came. Then Kim left", "en")[1] == ("Kim", "kim-jong-un")
        assert found("Then Kim left North Korea", "en") == [("North Korea", "PRK")]

    def test_a_first_name_of_somebody_else(self):
        assert found("Russia: Putin Bell", "en") == [("Russia", "RUS")]


class TestWeapons:
    @pytest.mark.parametrize("text", ["a Javelin missile", "missiles such as the Javelin", 'the "Javelin"'])
    def test_an_ambiguous_name_beside_its_kind(self, text):
        assert ("Javelin", "javelin") in found(text, "en")

    @pytest.mark.parametrize("text", ["the Javelin was thrown", "a javelin missile", "Missile. Javelin"])
    def test_an_ambiguous_name_alone(self, text):
        assert "Javelin" not in dict(found(text, "en"))
        assert "javelin" not in dict(found(text, "en"))

    def test_an_ambiguous_name_without_case(self):
        assert found("صواريخ جافلين", "ar") == [("صواريخ", "missile"), ("جافلين", "javelin")]
        assert found("صواريخ من جافلين", "ar") == [("صواريخ", "missile")]

    @pytest.mark.parametrize(
        ("text", "language", "name"),
        [
            ("صواريخ XQ-77", "ar", "XQ-77"),
            ("صواريخ إكس كيو-77", "ar", "إكس كيو-77"),
            ("XQ-77 missiles", "en", "XQ-77"),
            ("missiles called XQ-77", "en", "XQ-77"),
            ("ракеты Х-999", "ru", "Х-999"),
        ],
    )
    def test_an_unknown_designation_beside_a_class(self, text, language, name):
        (mention,) = [m for m in find(text, known(language)) if m.kind == "weapon_system"]
        assert (mention.text, mention.entity, mention.category) == (name, None, "missile")

    @pytest.mark.parametrize(
        "text", ["XQ-77 said", "missile. XQ-77", "the missile and all of XQ-77", "G20 missile"]
    )
    def test_no_unknown_designation(self, text):
        assert all(m.kind != "weapon_system" for m in find(text, known("en")))

    def test_a_calibre_is_no_designation(self):
        assert found("155 mm missile, صواريخ عيار 122 ملم", "en") == [("missile", "missile")]

    def test_a_longer_number_is_another_designation(self):
        assert found("F-160 and F-16.5", "en") == []


ALPHABET = st.sampled_from(
    [*"روسيا الصين لـوبFf-16 KimJong.Россия, 러시아는 中国俄 '\"\n\u200c", "صواريخ ", "Russia", "XQ-77 "]
)


@given(st.lists(ALPHABET, max_size=40).map("".join), st.sampled_from(["ar", "en", "ru", "ko", "zh", "tr"]))
def test_every_mention_is_in_the_text_and_only_nested_ones_overlap(text, language):
    end = 0
    for mention in find(text, known(language)):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip() == mention.text != ""
        if mention.proclitic:
            assert text[: mention.start].endswith(mention.proclitic)
        if not mention.nested:
            assert mention.start >= end
            end = mention.end


@pytest.mark.parametrize("language", languages())
def test_nothing_in_nothing(language):
    assert find_mentions("", language) == []


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("باعت فرنسا مقاتلات للإمارات والهند", "ar", ["FRA", "ARE", "IND"]),
        ("France sold fighters to the UAE and Indian officials", "en", ["FRA", "ARE", "IND"]),
        ("La France a vendu aux Émirats arabes unis et à l'Inde", "fr", ["FRA", "ARE", "IND"]),
        ("Франция продала Индии и Объединённым Арабским Эмиратам", "ru", ["FRA", "IND", "ARE"]),
        ("Франція продала Індії та Польщі", "uk", ["FRA", "IND", "POL"]),
        ("Francia vendió a la India y a los Emiratos Árabes Unidos", "es", ["FRA", "IND", "ARE"]),
        ("Frankreich verkaufte Indien und den Vereinigten Arabischen Emiraten", "de", ["FRA", "IND", "ARE"]),
        ("Fransa Hindistan'a ve Polonya'ya sattı", "tr", ["FRA", "IND", "POL"]),
        ("프랑스는 인도와 폴란드에 판매했다", "ko", ["FRA", "IND", "POL"]),
        ("法国向印度和波兰出售", "zh", ["FRA", "IND", "POL"]),
        ("فرانسه به هند و لهستان فروخت", "fa", ["FRA", "IND", "POL"]),
        ("צרפת מכרה להודו ולפולין", "he", ["FRA", "IND", "POL"]),
    ],
)
def test_states_of_the_package_in_all_languages(text, language, codes):
    states = [m for m in find_mentions(text, language) if m.kind == "state"]
    assert [load()[m.entity].iso3 for m in states] == codes


@pytest.mark.parametrize(
    ("text", "code", "form"),
    [
        ("قدمتها عمّان هبة", "JOR", "metonym"),
        ("اشترت عُمان دبابات", "OMN", "name"),
        ("اشترت عمان دبابات", "OMN", "name"),
        ("قال الأردن إن عمان اشترت دبابات", "JOR", "metonym"),
        ("قال الأردن إن سلطنة عمان باعت عمان دبابات", "OMN", "name"),
    ],
)
def test_of_two_states_with_one_name_the_vowels_tell_which_or_who_else_is_named(text, code, form):
    last = [m for m in find_mentions(text, "ar") if m.kind == "state"][-1]
    assert (load()[last.entity].iso3, last.form) == (code, form)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("He is a Patriot.", "en", False),
        ("그는 패트리엇 3대를 샀다", "ko", True),
        ("Киев получил Javelin", "ru", True),
        ("Он патриот", "ru", False),
    ],
)
def test_a_weapon_named_by_a_word_is_clear_where_the_word_is_of_another_language(text, language, found):
    assert any(m.kind == "weapon_system" for m in find_mentions(text, language)) is found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("伊拉克与俄罗斯签约,伊方将获得坦克", "IRQ"),
        ("伊朗与俄罗斯签约,伊方将获得坦克", "IRN"),
        ("伊方将获得坦克", "IRN"),
    ],
)
def test_an_abbreviation_is_the_state_named_last_whose_name_begins_so(text, code):
    (short,) = [m for m in find_mentions(text, "zh") if m.text == "伊"]
    assert load()[short.entity].iso3 == code


@pytest.mark.parametrize(
    ("text", "language", "written", "weapon"),
    [
        ("阿联酋是中国“翼龙”-2的早期用户。", "zh", "“翼龙”-2", "wing-loong-2"),
        ("Колонну прикрывал «Панцирь»-С1.", "ru", "«Панцирь»-С1", "pantsir-s1"),
        ("Россия получила партию «Герань»-2.", "ru", "«Герань»-2", "shahed-136"),
    ],
)
def test_a_designation_is_whole_where_only_its_word_stands_in_quotation_marks(
    text, language, written, weapon
):
    (mention,) = [m for m in find_mentions(text, language) if m.kind == "weapon_system"]
    assert (mention.text, mention.entity) == (written, f"{ID}weapon/{weapon}")
    assert text[mention.start : mention.end] == written


@pytest.mark.parametrize(("text", "found"), [("Kyiv got 14 Javelin.", True), ("Kyiv saw a Javelin.", False)])
def test_a_number_before_a_name_that_is_a_word_makes_it_a_weapon(text, found):
    assert any(m.kind == "weapon_system" for m in find_mentions(text, "en")) is found


SHARED = Path(__file__).parents[3] / "../shared/corpus/dev"


@pytest.mark.skipif(not SHARED.exists(), reason="the development corpus is not here")
def test_all_states_of_the_seed_are_found():
    from kg.facts import Facts

    gold = Facts.model_validate_json((SHARED / "seed.gold.json").read_text(encoding="utf-8"))
    text = (SHARED / "seed.ar.txt").read_text(encoding="utf-8")
    expected = {
        (m.start, m.end, m.entity)
        for m in gold.mentions
        if m.scored and m.entity and gold.entity(m.entity).type == "state"
    }
    states = {
        (m.start, m.end, load()[m.entity].iso3)
        for m in find_mentions(text, "ar")
        if m.kind == "state" and m.entity
    }
    assert expected <= states
    assert len(states - expected) <= 1
