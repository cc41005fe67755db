"""Who supplies and who receives is chosen with the whole document in view."""

from __future__ import annotations

import math
import re

import pytest

from kg.extract import choice, drafted, extract
from kg.extract.cast import Cast, statements
from kg.extract.fill import worth_keeping
from kg.extract.roles import weights as table
from kg.extract.traits import _KIND_OF_FRAME, Traits
from kg.facts import Document


def document(text: str, language: str = "en") -> Document:
    return Document(id="t", lang=language, text=text, date="2024-10-15")


def pairs(text: str, language: str = "en") -> list[tuple[str | None, str | None]]:
    return [(one.supplier, one.recipient) for one in extract(document(text, language)).transfers]


def by_rules(text: str, language: str = "en") -> list[tuple[str | None, str | None]]:
    """What the rules would tell of, sentence by sentence."""
    _, drafts = drafted(document(text, language))
    kept = [draft.parties for draft in drafts if worth_keeping(draft)]
    return [tuple(iri and iri.rsplit("/", 1)[-1] for iri in parties) for parties in kept]  # type: ignore[misc]


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


# What a reader sees in the rest of the text, and no sentence by itself tells


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Peru is replacing its fighters. Three makers compete. The ministry will decide in May. Saab is offering the Gripen.", ("SWE", "PER")),
        ("de", "Griechenland erneuert seine Flotte. Das Parlament stimmte am Montag zu. Die Werft hofft auf Arbeit. Frankreich soll drei Fregatten liefern.", ("FRA", "GRC")),
        ("fr", "Le Maroc modernise son armée. Le parlement a voté le budget lundi. Les travaux durent depuis des années. La France livrera 36 canons Caesar.", ("FRA", "MAR")),
        ("es", "Chile renueva su flota. El Congreso aprobó el presupuesto el lunes. Los astilleros esperan. Francia entregará dos submarinos.", ("FRA", "CHL")),
        ("ru", "Вьетнам обновляет свой флот. Парламент одобрил бюджет. Верфи ждут. Россия поставит два фрегата.", ("RUS", "VNM")),
        ("ar", "تحدّث الجزائر أسطولها. وأقر البرلمان الميزانية يوم الاثنين. وتنتظر الأحواض. وستسلم روسيا فرقاطتين.", ("RUS", "DZA")),
        ("tr", "Katar donanmasını yeniliyor. Meclis bütçeyi onayladı. Tersaneler bekliyor. Türkiye iki korvet teslim edecek.", ("TUR", "QAT")),
        ("zh", "卡塔尔正在更新其海军。议会批准了预算。船厂正在等待。土耳其将交付两艘护卫舰。", ("TUR", "QAT")),
    ],
)  # fmt: skip
def test_whom_a_text_is_about_receives_what_is_delivered_three_sentences_on(language, text, expected):
    assert by_rules(text, language) == []
    (transfer,) = extract(document(text, language)).transfers
    assert (transfer.supplier, transfer.recipient) == expected
    assert transfer.roles["recipient"] == "inferred"
    assert transfer.confidence_class != "high"


def test_of_two_states_named_before_the_one_that_the_text_is_about_is_meant():
    text = (
        "Saudi Arabia is looking for new tanks. A delegation visited Moscow. Nothing was decided. "
        "Last September the kingdom ordered 72 Typhoon jets from BAE Systems."
    )
    assert by_rules(text) == [("GBR", "RUS")]
    assert pairs(text) == [("GBR", "SAU")]


def test_a_second_deal_is_with_the_buyer_of_the_first():
    text = (
        "Romania will buy 54 howitzers from Hanwha of South Korea. The contract is valued at 920 million dollars. "
        "The ministry is also in talks with Rheinmetall about Lynx infantry fighting vehicles."
    )
    assert by_rules(text) == [("KOR", "ROU")]
    assert pairs(text) == [("KOR", "ROU"), ("DEU", "ROU")]


def test_a_party_that_the_rules_could_not_place_in_a_sentence_is_placed():
    text = "Samoa has become the latest island nation to be given a patrol boat by Australia."
    assert by_rules(text) == []
    assert pairs(text) == [("AUS", "WSM")]


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


def test_every_frame_of_the_rules_is_of_a_kind():
    assert set(_KIND_OF_FRAME) == set(table()["frames"])


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
