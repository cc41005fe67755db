"""Who supplies and who receives is chosen with the whole document in view."""

from __future__ import annotations

import math
import re

import pytest

from kg.extract import choice, drafted, extract
from kg.extract.cast import Cast, statements
from kg.extract.traits import Traits
from kg.facts import Document


def document(text: str, language: str = "en") -> Document:
    return Document(id="t", lang=language, text=text, date="2024-10-15")


def pairs(text: str, language: str = "en") -> list[tuple[str | None, str | None]]:
    return [(one.supplier, one.recipient) for one in extract(document(text, language)).transfers]


def looked_at(text: str, language: str = "en"):
    scene, drafts = drafted(document(text, language))
    told = statements(drafts)
    return scene, told, Cast(scene, told)


@pytest.fixture
def weighed(monkeypatch):
    """Weights of one's own for those that were learned."""

    def set_to(**weights: float) -> None:
        named = {name.replace("__", ":").replace("_", "."): worth for name, worth in weights.items()}
        monkeypatch.setattr(choice, "weights", lambda: named)

    return set_to


# What a reader sees in the rest of the text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Morocco has modernised its artillery for years. Elbit will deliver 36 ATMOS howitzers, the defence ministry said."),
        ("fr", "Le Maroc modernise son artillerie depuis des années. Elbit livrera 36 obusiers ATMOS, a indiqué le ministère."),
        ("es", "Marruecos moderniza su artillería desde hace años. Elbit entregará 36 obuses ATMOS, según el ministerio."),
        ("ar", "يعمل المغرب على تحديث مدفعيته منذ سنوات. وستسلم شركة إلبيت 36 مدفعا من طراز أتموس."),
        ("ru", "Марокко годами обновляет свою артиллерию. Компания Elbit поставит 36 гаубиц ATMOS."),
    ],
)  # fmt: skip
def test_a_recipient_that_only_the_sentence_before_names_is_found(language, text):
    assert pairs(text, language) == [("ISR", "MAR")]


def test_what_every_other_sentence_says_decides_who_is_meant():
    text = (
        "Germany delivered ten tanks to Latvia in May. Germany also delivered howitzers to Latvia. "
        "Lithuania was pleased. In June 300 missiles followed, which Germany delivered."
    )
    assert set(pairs(text)) == {("DEU", "LVA")}


def test_states_and_arms_in_one_text_are_no_transfer_by_themselves():
    assert (
        pairs("Russia and Belarus held an exercise. Poland watched. Tanks and missiles were shown in Minsk.")
        == []
    )


def test_a_whole_list_comes_with_the_one_that_is_chosen():
    assert sorted(pairs("France sold helicopters to Egypt, Iraq and Jordan.")) == [
        ("FRA", "EGY"), ("FRA", "IRQ"), ("FRA", "JOR"),
    ]  # fmt: skip


# How it is chosen


def test_the_worth_of_traits_decides(weighed):
    text = "Egypt bought 24 fighter jets from France."
    weighed(supplier_share=1.0)
    scene, (told,), cast = looked_at(text)
    even = choice.best(scene, cast, told)
    weighed(recipient_marker__from__name=9.0, supplier_share=0.1)
    turned = choice.best(scene, cast, told)
    assert even is not None
    assert turned is not None
    assert turned.recipient.endswith("FRA")
    assert even.probability < turned.probability


def test_a_pair_is_as_likely_as_its_worth_says_beside_all_others_and_none(weighed):
    scene, (told,), cast = looked_at("Egypt bought 24 fighter jets from France.")
    weighed(pair_rule=2.0)
    found = choice.best(scene, cast, told)
    # France to Egypt as the rules have it; the reverse; each of the two from somebody who is not said; none.
    assert found is not None
    assert found.probability == pytest.approx(math.exp(2) / (math.exp(2) + 4))


def test_where_no_transfer_is_likely_nothing_is_told(weighed):
    weighed(none=20.0)
    assert pairs("Egypt bought 24 fighter jets from France.") == []


def test_a_pair_is_not_taken_where_no_transfer_is_likelier_than_all_together(weighed):
    scene, (told,), cast = looked_at("Egypt bought 24 fighter jets from France.")
    weighed(pair_rule=3.0, none=3.0)
    assert choice.best(scene, cast, told) is not None
    weighed(pair_rule=3.0, none=3.3)
    assert choice.best(scene, cast, told) is None


def test_where_the_rules_see_no_transfer_in_the_whole_document_a_pair_must_be_likelier(weighed):
    scene, (told,), cast = looked_at("Egypt bought 24 fighter jets from France.")
    weighed(pair_rule=1.0)
    assert choice.best(scene, cast, told) is not None
    cast.told = 0
    assert choice.best(scene, cast, told) is None
    weighed(pair_rule=2.0)
    assert choice.best(scene, cast, told) is not None


def test_the_greatest_worths_do_no_harm(weighed):
    weighed(pair_rule=5000.0, none=-5000.0)
    assert pairs("Egypt bought 24 fighter jets from France.") == [("FRA", "EGY")]


def test_who_makes_the_goods_may_supply_them_without_being_named_but_not_receive_them():
    _, (told,), cast = looked_at("Egypt bought 24 Rafale fighter jets.")
    (france,) = [one for one in choice.actors(cast, told) if one.endswith("FRA")]
    assert not choice.may_receive(cast, told, france)


# What is weighed


def test_of_the_roles_elsewhere_a_statement_counts_only_those_of_the_others():
    _, told, cast = looked_at(
        "Russia delivered tanks to Iraq. Russia delivered ships to Syria. Iran was silent."
    )
    first = cast.elsewhere(told[0])
    (russia,) = first.suppliers
    assert russia.endswith("RUS")
    assert first.suppliers[russia] == 1
    assert [one[-3:] for one in first.recipients] == ["SYR"]
    assert cast.told == 2


def test_an_adjective_counts_half_and_names_nobody():
    _, _, cast = looked_at(
        "The Italian press was silent. Russia delivered tanks to Iraq, and Russia was paid."
    )
    named = {actor[-3:]: times for actor, times in cast.named.items()}
    assert named == {"ITA": 0.5, "RUS": 2.0, "IRQ": 1.0}
    assert {actor[-3:] for actor in cast.by_name} == {"RUS", "IRQ"}


SENTENCES = [
    ("en", "Russia delivered six Mi-17 helicopters to Serbia, the ministry said. Mali was silent."),
    ("ar", "سلمت روسيا صربيا ست مروحيات من طراز مي-17، وفق الوزارة. والتزمت مالي الصمت."),
    ("zh", "俄罗斯向塞尔维亚交付了6架米-17直升机。马里保持沉默。"),
]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_no_trait_has_a_word_of_the_text(language, text):
    scene, told, cast = looked_at(text, language)
    assert told
    for statement in told:
        traits = Traits(scene, cast, statement)
        actors = choice.actors(cast, statement)
        found = [*traits.of_none(), *traits.of_supplier(None)]
        for one in actors:
            found += [*traits.of_supplier(one), *traits.of_recipient(one)]
            found += [trait for other in actors if other != one for trait in traits.of_pair(one, other)]
        for name, value in found:
            assert re.fullmatch(r"(supplier|recipient|pair|none)([.:][a-zA-Z_0-9]+)*", name), name
            assert math.isfinite(value)


def test_the_learned_weights_are_of_traits_that_there_are():
    known = choice.weights()
    assert len(known) > 300
    assert all(re.fullmatch(r"(supplier|recipient|pair|none)([.:][a-zA-Z_0-9]+)*", name) for name in known)
    assert all(abs(worth) < 10 for worth in known.values())


def test_how_far_away_somebody_is_named():
    _, _, cast = looked_at(
        "Egypt was pleased. Nobody spoke. Russia delivered tanks to Iraq. Egypt was silent. Egypt and Egypt again."
    )
    (egypt,) = [actor for actor in cast.order if actor.endswith("EGY")]
    assert cast.sentences[egypt] == [0, 3, 4]
    assert [cast.nearest(egypt, at) for at in (0, 2, 4, 5)] == [(None, 0), (2, 1), (1, 0), (1, None)]
    assert cast.nearest("nobody", 2) == (None, None)
