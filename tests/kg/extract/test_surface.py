"""Names inflect by the data of their language; designations are spelled in many ways."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KnowledgeError
from kg.extract import surface
from kg.extract.designations import NO_DESIGNATION, UNKNOWN, spellings
from kg.extract.languages import languages
from kg.extract.surface import forms, morphology


@pytest.mark.parametrize(
    ("language", "kind", "name", "expected"),
    [
        ("ar", "demonym", "روسي", {"الروسي", "روسية", "الروسية", "روسيين", "الروسيون", "الروسيات", "روسيان"}),
        ("ar", "demonym", "كوري شمالي", {"الكوري الشمالي", "الكورية الشمالية", "كوريين شماليين", "الكوريين الشماليين"}),
        ("ar", "weapon_class", "صواريخ باليستية قصيرة المدى", {"الصواريخ الباليستية قصيرة المدى"}),
        ("ar", "weapon_class", "قذائف مدفعية", {"القذائف المدفعية", "قذائف المدفعية"}),
        ("ar", "weapon_class", "دبابة", {"الدبابة", "دبابتين", "الدبابتان", "دبابات"}),
        ("ar", "weapon_class", "طائرة بدون طيار", {"الطائرة بدون طيار", "طائرات بدون طيار"}),
        ("en", "weapon_class", "ballistic missile", {"ballistic missiles"}),
        ("en", "demonym", "Ukrainian", {"Ukrainians"}),
        ("fr", "weapon_class", "système de défense aérienne", {"systèmes de défense aérienne"}),
        ("fr", "weapon_class", "missile balistique", {"missiles balistiques"}),
        ("fr", "demonym", "israélienne", {"israéliennes"}),
        ("es", "weapon_class", "avión de combate", {"aviones de combate"}),
        ("es", "demonym", "iraní", {"iraníes"}),
        ("ru", "state", "Северная Корея", {"Северной Кореи", "Северную Корею", "Северной Кореей"}),
        ("ru", "state", "Объединённые Арабские Эмираты", {"Объединённых Арабских Эмиратов", "Объединёнными Арабскими Эмиратами"}),
        ("ru", "state", "Израиль", {"Израиля", "Израилю", "Израилем"}),
        ("ru", "state", "Китай", {"Китая", "Китаю", "Китаем", "Китае"}),
        ("ru", "demonym", "российский", {"российских", "российскими", "российского", "российская"}),
        ("ru", "demonym", "украинец", {"украинцы", "украинцам"}),
        ("ru", "person", "Владимир Зеленский", {"Владимира Зеленского", "Владимиром Зеленским"}),
        ("ru", "person", "Ким Чен Ын", {"Ким Чен Ына", "Ким Чен Ыну"}),
        ("ru", "weapon_class", "баллистическая ракета малой дальности", {"баллистических ракет малой дальности"}),
        ("ru", "weapon_class", "оружие", {"оружия", "оружием"}),
        ("uk", "state", "Польща", {"Польщі", "Польщу", "Польщею"}),
        ("uk", "state", "Корея", {"Кореї", "Корею"}),
        ("uk", "state", "Єгипет", {"Єгипту"}),
        ("uk", "demonym", "російський", {"російські", "російських", "російська", "російської"}),
        ("de", "demonym", "türkisch", {"türkischen", "türkische", "türkischer"}),
        ("de", "weapon_class", "ballistische Rakete", {"ballistischen Rakete", "ballistischer Rakete"}),
        ("tr", "weapon_class", "savaş uçağı", {"savaş uçakları"}),
        ("fa", "weapon_class", "موشک بالستیک", {"موشک‌های بالستیک"}),
        ("he", "demonym", "רוסי", {"רוסית", "הרוסים", "הרוסי"}),
        ("he", "weapon_class", "טיל בליסטי", {"הטיל הבליסטי", "טילים בליסטיים"}),
    ],
)  # fmt: skip
def test_forms(language, kind, name, expected):
    found = forms(name, kind, morphology(language))
    assert found[0] == name
    assert expected <= set(found)


def test_names_without_a_rule_stay():
    assert forms("대한민국", "state", morphology("ko")) == ["대한민국"]
    assert forms("Перу", "state", morphology("ru")) == ["Перу"]


@pytest.mark.parametrize("language", languages())
def test_the_data_of_every_language_is_sound(language):
    rules = morphology(language)
    assert rules.language == language
    for inflection in chain.from_iterable(rules.inflect.values()):
        assert set(inflection.groups) <= set(rules.words)
    assert rules.bodies["armed-forces"]


def test_a_misspelt_key_is_refused(monkeypatch):
    monkeypatch.setattr(surface, "load", lambda *_: {"cased": True, "spaecd": True})
    with pytest.raises(KnowledgeError, match=r"xx/morphology\.yaml: unknown key 'spaecd'"):
        morphology.__wrapped__("xx")


def test_a_broken_pattern_is_refused(monkeypatch):
    monkeypatch.setattr(
        surface, "load", lambda *_: {"cased": True, "spaced": True, "shortest": 3, "before": "(["}
    )
    with pytest.raises(KnowledgeError, match=r"xx/morphology\.yaml"):
        morphology.__wrapped__("xx")


@given(
    st.text(max_size=30),
    st.sampled_from(sorted(languages())),
    st.sampled_from(["state", "demonym", "weapon_class"]),
)
def test_any_name_has_at_least_itself_and_no_flood_of_forms(name, language, kind):
    found = forms(name, kind, morphology(language))
    assert found[0] == name
    assert len(found) < 600


ARABIC = {"F": ("إف",), "Q": ("كيو",), "A": ("إيه",), "Su": ("سو", "سوخوي")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("F-16", {"F-16", "F16", "F 16", "إف-16", "إف16", "إف 16"}),
        ("F-16C/D", {"F-16C/D", "F-16C", "F16D"}),
        ("F-15QA", {"F-15QA", "إف-15 كيو إيه"}),
        ("Su-35", {"Su35", "سوخوي-35", "سو 35"}),
        ("Leopard 2A6", {"Leopard 2A6", "Leopard-2A6"}),
        ("Kh-101", {"Kh101"}),
    ],
)
def test_spellings_of_a_designation(name, expected):
    found = list(spellings(name, ARABIC, frozenset()))
    assert found[0] == name
    assert expected <= set(found)


def test_a_word_may_stand_in_quotation_marks_of_its_own_before_its_number():
    assert {'翼龙"-2', '翼龙"2', '翼龙" 2'} <= set(spellings("翼龙-2", {}, frozenset()))
    assert not any('"' in spelling for spelling in spellings("F-16", {}, frozenset()))


def test_a_letter_that_is_a_word_takes_no_space():
    assert "A 50" not in set(spellings("A-50", {}, frozenset({"a"})))


@pytest.mark.parametrize("name", ["XQ-77", "M142", "Х-999", "KN-23", "Su-57", "BTR-82A"])
def test_what_looks_like_a_designation(name):
    assert UNKNOWN.search(f"the {name} missile").group() == name
    assert not NO_DESIGNATION.match(name)


@pytest.mark.parametrize("text", ["155 mm shells", "155mm", "122 ملم", "in 2024", "75 %", "1,99", "12 F"])
def test_what_does_not(text):
    assert UNKNOWN.search(text) is None


@pytest.mark.parametrize("text", ["G20", "COVID-19", "Q3", "FY2024"])
def test_what_names_something_else(text):
    assert NO_DESIGNATION.match(text)


@given(st.text(alphabet="ABCxyz-/ 0123456789", min_size=1, max_size=12))
def test_spelling_never_floods_and_never_repeats(name):
    found = list(spellings(name, ARABIC, frozenset({"a"})))
    assert found[0] == name
    assert len(found) == len(set(found)) < 500
