"""Two readers of one text: agreement makes surer, seeing something alone less sure, and nothing is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kg.extract.agreement import together
from kg.facts import Facts, problems

NAMES = ("rules", "llm")


def joined(
    make_facts: Any, first: dict[str, Any] | None = None, second: dict[str, Any] | None = None
) -> Facts:
    """One record of two that differ as told; ``None`` takes the transfer out."""
    records = []
    for change in (first, second):
        record = make_facts("d", **(change or {}))
        if change is None:
            record["transfers"] = []
        records.append(Facts.model_validate(record))
    facts = together(records[0], records[1], NAMES)
    assert problems(facts) == []
    return facts


def item(number: str, weapon: str = "wpn:su-35", **more: Any) -> dict[str, Any]:
    return {"id": f"t1.{number}", "weapon": weapon, "class": "aircraft.combat", **more}


def test_what_both_saw_is_one_transfer_and_surer_than_either(make_facts: Any) -> None:
    (found,) = joined(make_facts, {"confidence_class": "medium", "confidence": 0.6}, {}).transfers
    assert (found.readers, found.confidence_class, found.disagreements) == (NAMES, "high", ())
    assert found.confidence is not None
    assert found.confidence > Decimal("0.85")


def test_what_one_saw_alone_goes_in_and_is_less_sure_than_before(make_facts: Any) -> None:
    (found,) = joined(make_facts, {"confidence_class": "high", "confidence": 0.85}, None).transfers
    assert (found.id, found.readers, found.confidence_class, found.confidence) == (
        "t1",
        ("rules",),
        "medium",
        Decimal("0.75"),
    )
    (found,) = joined(make_facts, None, {"confidence_class": "medium", "confidence": 0.6}).transfers
    assert (found.id, found.readers, found.confidence_class) == ("llm-t1", ("llm",), "low")
    assert found.items[0].id == "llm-t1.1"


def test_other_parties_or_other_goods_are_other_transfers(make_facts: Any) -> None:
    for change in (
        {"supplier": None},
        {"supplier": "EGY", "recipient": "RUS"},
        {"items": [{"id": "t1.1", "weapon": "EGY", "class": "ship.submarine"}]},
    ):
        found = joined(make_facts, {}, change).transfers
        assert [one.readers for one in found] == [("rules",), ("llm",)]


def test_goods_of_which_one_reader_knows_more_are_the_same_goods(make_facts: Any) -> None:
    wider = {"items": [{"id": "t1.1", "weapon": "wpn:su-35", "class": "aircraft"}]}
    (found,) = joined(make_facts, {}, wider).transfers
    assert (found.readers, found.items[0].weapon_class) == (NAMES, "aircraft.combat")


def test_where_they_differ_the_first_counts_and_the_other_is_told(make_facts: Any) -> None:
    later = {"edtf": "2022", "start": ["2022-01-01", "2022-12-31"], "end": ["2022-01-01", "2022-12-31"]}
    other = {
        "stage": "ordered",
        "epistemic": "denied",
        "when": later,
        "items": [item("1", quantity={"min": 10, "max": 20})],
    }
    (found,) = joined(make_facts, {}, other).transfers
    assert (found.stage, found.epistemic, found.when and found.when.edtf) == ("delivered", "claimed", "2021")
    assert {(one.property, one.value) for one in found.disagreements} == {
        ("stage", "ordered"),
        ("epistemic", "denied"),
        ("when", "2022"),
        ("quantity", "10..20"),
    }
    assert {one.reader for one in found.disagreements} == {"llm"}


def test_what_only_the_second_tells_of_a_transfer_is_added_and_is_no_disagreement(make_facts: Any) -> None:
    (found,) = joined(
        make_facts, {"when": None, "items": [item("1")], "kind": "unknown"}, {"kind": "sale"}
    ).transfers
    assert (found.when and found.when.edtf, found.items[0].quantity and found.items[0].quantity.min) == (
        "2021",
        12,
    )
    assert found.disagreements == ()


def test_goods_that_one_saw_of_a_transfer_of_both_stand_apart(make_facts: Any) -> None:
    two = {"items": [item("1"), {"id": "t1.2", "weapon": "EGY", "class": "ship.submarine"}]}
    agreed, alone = joined(make_facts, two, {}).transfers
    assert (agreed.id, [one.id for one in agreed.items], agreed.readers) == ("t1", ["t1.1"], NAMES)
    assert (alone.id, [one.id for one in alone.items], alone.readers) == ("t1-rules", ["t1.2"], ("rules",))


def test_each_statement_of_the_second_meets_one_of_the_first(make_facts: Any) -> None:
    record = make_facts("d")
    record["transfers"].append(record["transfers"][0] | {"id": "t2", "items": [item("1") | {"id": "t2.1"}]})
    twice = Facts.model_validate(record)
    once = Facts.model_validate(make_facts("d"))
    assert [one.readers for one in together(once, twice, NAMES).transfers] == [NAMES, ("llm",)]
    assert [one.readers for one in together(twice, once, NAMES).transfers] == [NAMES, ("rules",)]


def test_the_record_says_who_read_it(make_facts: Any) -> None:
    one, two = (Facts.model_validate(make_facts("d") | {"extractor": name}) for name in ("a 1", "b 2"))
    assert together(one, two, NAMES).extractor == "a 1 + b 2"
