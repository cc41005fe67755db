"""Names are found in any script, however they are written, and a score says what it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.searching import Index, Row, fold, search
from api.searching.folding import spelt_out, tight, variants
from api.searching.names import Names
from api.searching.query import edits
from api.searching.romanising import readings, romanise, script_of
from api.searching.scoring import WEIGHTS


@pytest.fixture(scope="session")
def index(known):
    return known.index


def first(index, text, **filters):
    found = search(index, text, **filters).page(limit=1)
    return (
        (found[0].entry.iri.removeprefix("https://w3id.org/armsgraph/id/"), found[0].fit.how)
        if found
        else None
    )


@pytest.mark.parametrize(
    ("text", "thing", "how"),
    [
        # Designations: hyphens, spaces, digits of other scripts, the letters of the other script.
        ("S-400", "weapon/s-400", "exact"),
        ("s400", "weapon/s-400", "exact"),
        ("S 400", "weapon/s-400", "exact"),
        ("С-400", "weapon/s-400", "exact"),
        ("اس-400", "weapon/s-400", "exact"),
        ("إس ٤٠٠", "weapon/s-400", "exact"),
        ("mig29", "weapon/mig-29", "exact"),
        ("МиГ 29", "weapon/mig-29", "exact"),
        ("leopard ii", "weapon/leopard-2", "exact"),
        # Spellings within a script.
        ("RUSSIA", "state/RUS", "exact"),
        ("روسيَا", "state/RUS", "exact"),
        ("العراق", "state/IRQ", "exact"),
        ("عراق", "state/IRQ", "exact"),
        ("ایران", "state/IRN", "exact"),
        ("turkiye", "state/TUR", "exact"),
        ("中國", "state/CHN", "exact"),
        ("中国", "state/CHN", "exact"),
        ("遠東", "place/far-east-russia", "prefix"),
        ("김정은", "person/kim-jong-un", "exact"),
        ("ארדואן", "person/recep-tayyip-erdogan", "exact"),
        ("kimjongun", "person/kim-jong-un", "exact"),
        # As one types.
        ("Hwaso", "weapon/hwasong-5", "prefix"),
        ("김저", "person/kim-jong-il", "prefix"),
        ("كلاشينكو", "weapon/ak-47", "prefix"),
        # Words in any order.
        ("Un Kim Jong", "person/kim-jong-un", "word"),
        ("lavrov sergei", "person/sergei-lavrov", "word"),
        # Slips, by length.
        ("Kim Jomg Un", "person/kim-jong-un", "similar"),
        ("Boing", "company/boeing", "similar"),
        ("Recep Erdogn", "person/recep-tayyip-erdogan", "similar"),
        ("министерст обороны росии", "organisation/rus-ministry-of-defence", "similar"),
        ("חיזבלה", "group/hezbollah", "similar"),
        # Another script, where there is no name in that of the question.
        ("Бурхан", "person/abdel-fattah-al-burhan", "word"),
        ("אל-בורהאן", "person/abdel-fattah-al-burhan", "transliterated"),
        ("Ф-16", "weapon/f-16", "transliterated"),
    ],
)
def test_what_is_found_first_and_how(index, text, thing, how):
    assert first(index, text) == (thing, how), search(index, text).page(limit=5)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Ковалёв", "ковалев"), ("УКРАЇНА", "україна"), ("Сирский", "СИРСКИЙ"), ("پوتین", "پوتين"), ("کیم", "كيم"),
        ("إسرائيل", "اسراييل"), ("القوّات الجويّة", "قوات جويه"), ("حزب الله", "حزب‌الله"), ('צה"ל', "צהל"), ("ישראלים", "ישראלימ"),
        ("國防部", "国防部"), ("Łódź", "lodz"), ("ＡＢＣ－１２", "abc12"), ("T-72Б3", "t 72б 3"), ("Type XXI", "type 21"),
        ("F-16", "F‑16"), ("M1A2", "m 1 a 2"), ("Straße", "STRASSE"), ("Mark IV", "mark 4"),
    ],
)  # fmt: skip
def test_spellings_that_mean_the_same_are_exact(name, asked):
    found = search(Index.build("", [Row("a", "Person", "name", name, None)]), asked).page()
    assert [match.fit.how for match in found] == ["exact"]


@pytest.mark.parametrize(
    ("name", "asked"), [("Київ", "Киив"), ("Володимир", "Володімір"), ("Xi", "Xii"), ("Model V", "Model 5")]
)
def test_letters_that_only_sound_the_same_stay_two(name, asked):
    found = search(Index.build("", [Row("a", "Person", "name", name, None)]), asked).page()
    assert "exact" not in {match.fit.how for match in found}


@pytest.mark.parametrize(
    ("name", "language", "asked"),
    [
        ("فلاديمير بوتين", "ar", "Vladimir Putin"),
        ("فلاديمير بوتين", "ar", "Владимир Путин"),
        ("Vladimir Vladimirovich Putin", "en", "Владимир Путин"),
        ("Vladimir Vladimirovich Putin", "en", "بوتين"),
        ("Владимир Путин", "ru", "Vladimir Putin"),
        ("Владимир Путин", "ru", "فلاديمير بوتين"),
        ("Vladimir Putin", "en", "ולדימיר פוטין"),
        ("Vladimir Putin", "en", "블라디미르 푸틴"),
        ("القذافي", "ar", "Kadhafi"),
        ("محمد", "ar", "Muhammad"),
        ("Muhammad", "en", "محمد"),
        ("خامنئي", "ar", "Хаменеи"),
        ("김정은", "ko", "Kim Jong Un"),
        ("Зеленський", "uk", "Zelensky"),
        ("Вагнер", "ru", "Wagner"),
        ("Wagner", "en", "Вагнер"),
        ("غريبن", "ar", "Gripen"),
        ("جريبن", "ar", "Gripen"),
        ("إف-16", "ar", "F-16"),
        ("F-16", "en", "إف 16"),
        ("אף-16", "he", "F16"),
        ("سو-35", "ar", "Су-35"),
        ("Σαρματ", "el", "Sarmat"),
    ],
)
def test_a_name_is_found_across_scripts(name, language, asked):
    found = search(Index.build("", [Row("a", "Person", "name", name, language)]), asked).page()
    assert [(match.entry.name, match.fit.how) for match in found] == [(name, "transliterated")]


def test_what_is_written_so_comes_before_what_only_sounds_so():
    # The short Arabic alias reads "msr" too.
    rows = [
        Row("misr", "Company", "name", "MSR Group", "en"),
        Row("egypt", "State", "name", "Egypt", "en"),
        Row("egypt", "State", "other name", "مصر", "ar"),
    ]
    found = search(Index.build("", rows), "msr").page()
    assert [match.entry.iri for match in found] == ["misr", "egypt"]
    assert found[0].fit.how == "prefix"
    assert found[1].fit.how == "transliterated"
    assert found[1].fit.named_otherwise


def test_where_the_name_is_there_nothing_alike_is_looked_for():
    rows = [Row("a", "State", "name", "Mali", "en"), Row("b", "State", "name", "مالي", "ar")]
    assert [match.entry.iri for match in search(Index.build("", rows), "mali").page()] == ["a"]


def test_where_enough_is_there_nothing_alike_is_looked_for_either():
    rows = [Row(f"kartal {n}", "WeaponSystem", "name", f"Kartal {n}", "en") for n in range(5)]
    rows.append(Row("marta", "Person", "name", "Marta", "en"))
    found = {match.entry.iri for match in search(Index.build("", rows), "Karta").page()}
    assert found == {f"kartal {n}" for n in range(5)}
    few = {match.entry.iri for match in search(Index.build("", rows[1:]), "Karta").page()}
    assert "marta" in few


@pytest.mark.parametrize(
    ("name", "asked"),
    [("S-300", "S-400"), ("KN-23", "KN-25"), ("KN-23", "KH-23"), ("Hwasong-11", "Hwasong-12"), ("IRI", "IRA"),
     ("إس-300", "S-400"), ("Xi Jinping", "11 Jinping")],
)  # fmt: skip
def test_another_number_or_a_slip_in_a_short_name_is_another_thing(name, asked):
    assert not search(Index.build("", [Row("a", "WeaponSystem", "name", name, None)]), asked).page()


def test_the_last_number_may_still_be_growing():
    index = Index.build("", [Row("a", "WeaponSystem", "name", "Hwasong-14", "en")])
    assert [match.fit.how for match in search(index, "Hwasnog-1").page()] == ["similar"]


@pytest.mark.parametrize("key", ["", "abc", "kn23", "400"])
def test_short_names_forgive_nothing(key):
    assert edits(key) == 0


def test_longer_names_forgive_more():
    assert [edits("a" * length) for length in (4, 6, 7, 10, 11, 50)] == [1, 1, 2, 2, 3, 3]


def test_a_score_is_the_sum_of_its_parts(index):
    for text in ("Russ", "s400", "Бурхан", "Kim Jomg Un", "republc", "Un Kim"):
        for match in search(index, text).page(limit=50):
            parts = match.fit.parts
            assert [part.feature for part in parts] == list(WEIGHTS)
            assert all(0 <= part.value <= 1 for part in parts)
            assert match.fit.score == pytest.approx(sum(part.value * part.weight for part in parts))
            assert 0 < match.fit.score <= 1


@pytest.mark.parametrize("text", ["Russ", "al", "Бурхан", "Kim Jomg Un", "republc", "s"])
def test_what_is_shown_is_in_the_order_of_its_score_and_each_thing_once(index, text):
    found = search(index, text)
    scores = [round(match.fit.score, 6) for match in found.page()]
    assert scores == sorted(scores, reverse=True)
    things = [match.entry.iri for match in found.page()]
    assert len(things) == len(set(things)) == len(found)
    assert found.page(1, 2) == found.page()[1:3]
    assert sum(found.kinds().values()) == sum(found.languages().values()) == len(found)


def test_weights_of_what_fits_wholly_make_one():
    assert sum(weight for weight in WEIGHTS.values() if weight > 0) == pytest.approx(1)


def test_filters_hold_for_everything(index):
    for text in ("al", "Kim Jomg Un", "Бурхан"):
        for match in search(index, text, kinds=frozenset({"Person"})).page():
            assert match.entry.kind == "Person"
    for match in search(index, "al", languages=frozenset({"fr", "und"})).page():
        assert match.entry.language in ("fr", None)


def test_a_class_has_the_members_of_narrower_ones(index):
    assert first(index, "Boeing", kinds=frozenset({"Organisation"})) == ("company/boeing", "exact")
    assert first(index, "Boeing", kinds=frozenset({"State"})) is None


def test_the_most_telling_class_is_told():
    rows = [Row("a", kind, "name", "Boeing", "en") for kind in ("Organisation", "Company")]
    assert search(Index.build("", rows), "boeing").page()[0].entry.kind == "Company"


@pytest.mark.parametrize("text", ["", " ", "---", "؟؟", "\u202e", "\0", "**", "«»"])
def test_a_text_without_a_letter_finds_nothing(index, text):
    assert len(search(index, text)) == 0


@settings(max_examples=300)
@given(st.data())
def test_each_name_finds_its_thing_first_or_as_well_as_the_first(index, data):
    number = data.draw(st.integers(0, len(index.names) - 1))
    found = search(index, index.names.texts[number])
    place = next(i for i, (thing, _) in enumerate(found.ranked) if thing == index.names.things[number])
    fits = [match.fit for match in found.page(0, place + 1)]
    assert {fit.how for fit in fits} == {"exact"}


@settings(max_examples=200)
@given(st.data())
def test_each_beginning_of_a_name_finds_it(index, data):
    number = data.draw(st.integers(0, len(index.names) - 1))
    key = tight(index.names.folded[number])
    begun = key[: data.draw(st.integers(1, len(key)))]
    assert index.names.things[number] in {thing for thing, _ in search(index, begun).ranked}


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert spelt_out(spelt_out(fold(text))) == spelt_out(fold(text))


@settings(max_examples=200)
@given(st.text(max_size=220))
def test_any_text_can_be_searched_for(index, text):
    search(index, text).page()
    for variant in variants(fold(text)):
        assert fold(variant) == variant


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=4), st.data())
def test_a_syllable_in_the_making_begins_the_syllable(text, data):
    import unicodedata

    letters = unicodedata.normalize("NFD", text)
    begun = unicodedata.normalize("NFC", letters[: data.draw(st.integers(1, len(letters)))])
    assert spelt_out(fold(text)).startswith(spelt_out(fold(begun)))


def test_a_final_consonant_may_become_the_initial_of_the_next_syllable():
    assert spelt_out("지나").startswith(spelt_out("진"))


@pytest.mark.parametrize(
    ("text", "script"),
    [("Kim", "latin"), ("كيم", "arabic"), ("Ким", "cyrillic"), ("קים", "hebrew"), ("김", "hangul"), ("金", "cjk"),
     ("155", ""), ("मिग", "other"), ("S-125伯朝拉", "cjk")],
)  # fmt: skip
def test_the_script_of_a_name(text, script):
    assert script_of(fold(text)) == script


def test_what_has_no_reading_is_compared_as_it_is_written():
    assert romanise(fold("中国")) is None
    assert list(readings(fold("中国"))) == []


def test_romanisations_of_one_name_sound_the_same():
    sounds = {
        next(readings(fold(name))).sound
        for name in ("Gaddafi", "Qadhafi", "Kadhafi", "Gadafi", "قذافي", "Каддафи")
    }
    assert len(sounds) == 1


def test_a_language_that_is_not_there_finds_nothing(index):
    assert len(search(index, "Russia", languages=frozenset({"tlh"}))) == 0


def test_names_without_letters_are_left_out_and_equal_names_stand_once():
    rows = [Row("a", "State", "name", text, "en") for text in ("-", "Mali", "Mali")]
    assert Names.of(rows).texts == ["Mali"]
