"""Learning who plays which part: what is a right choice, and that the right ones become the likely ones."""

from __future__ import annotations

from importlib import import_module

import pytest

from kg.extract.languages import languages

train = import_module("benchmarks.extraction.train")
passages = import_module("benchmarks.extraction.passages")


def passage(text: str, *transfers: tuple[str | None, str | None, str]):
    gold = tuple(
        passages.Gold(
            frozenset({supplier and supplier.lower()}),
            frozenset({recipient and recipient.lower()}),
            (kind,),
            frozenset(),
            optional=False,
        )
        for supplier, recipient, kind in transfers
    )
    return passages.Passage("one", "en", text, "2024-10-15", gold)


def right_of(one: object) -> list[set[str]]:
    """Of each right choice of an example the traits that name it."""
    return [{name for name, _ in one.traits[number]} for number in sorted(one.right)]


def test_right_is_the_pair_of_the_transfer_whose_goods_fit():
    told = passage("Egypt bought 24 fighter jets from France.", ("FRA", "EGY", "aircraft.combat"))
    (one,) = train.examples(told)
    (right,) = right_of(one)
    assert "supplier.marker:from:name" in right
    assert "pair.rule" in right


@pytest.mark.parametrize("transfers", [(), [("FRA", "EGY", "ship")], [("FRA", "IRQ", "aircraft.combat")]])
def test_where_no_pair_is_right_none_is(transfers):
    (one,) = train.examples(passage("Egypt bought 24 fighter jets from France.", *transfers))
    assert one.right == {len(one.traits) - 1}
    assert ("none", 1.0) in one.traits[-1]


def test_who_supplies_may_be_left_open():
    (one,) = train.examples(passage("Egypt bought 24 fighter jets.", (None, "EGY", "aircraft.combat")))
    (right,) = right_of(one)
    assert "supplier.open" in right


def test_of_two_deals_on_the_same_goods_a_sentence_tells_of_the_one_whose_parties_it_names():
    told = passage(
        "Egypt bought tanks from France. Later Iraq bought tanks from China.",
        ("FRA", "EGY", "armour.tank"),
        ("CHN", "IRQ", "armour.tank"),
    )
    assert [len(one.right) for one in train.examples(told)] == [1, 1]
    assert all("pair.absent:0" in right for one in train.examples(told) for right in right_of(one))


def test_the_sentences_of_the_tests_are_read_in_every_language():
    found = list(train.specified())
    assert {one.language for one in found} == set(languages())
    assert any(not one.transfers for one in found)
    assert len({one.name for one in found}) == len(found) > 900


def test_what_is_right_becomes_likely():
    pytest.importorskip("scipy")
    told = [
        passage(f"{state} bought {number} tanks from China.", ("CHN", code, "armour.tank"))
        for number, (state, code) in enumerate([("Egypt", "EGY"), ("Iraq", "IRQ"), ("Kenya", "KEN")] * 3, 2)
    ]
    seen = [one for passage in told for one in train.examples(passage)]
    weights = train.learn(seen, penalty=0.1)
    assert all(train.decide(one, weights) in one.right for one in seen)
    assert weights["supplier.marker:from:name"] > 0 > weights.get("recipient.marker:from:name", -1)
    unseen = passage("Mali bought 50 tanks from Russia.", ("RUS", "MLI", "armour.tank"))
    (one,) = train.examples(unseen)
    assert train.decide(one, weights) in one.right


def test_it_is_learned_again_the_same():
    pytest.importorskip("scipy")
    seen = (
        list(train.examples(passage("Egypt bought jets from France.", ("FRA", "EGY", "aircraft.combat")))) * 6
    )
    assert train.learn(seen) == train.learn(seen)
