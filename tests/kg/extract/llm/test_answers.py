"""The form of an answer is that of the facts, and every server can be held to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from llm_server import told

from kg import facts
from kg.extract.llm.answers import BadAnswer, answer_schema, parse
from kg.reference import load

TRANSFER = answer_schema()["properties"]["transfers"]["items"]["properties"]


@pytest.mark.parametrize(
    ("member", "values"),
    [("stage", facts.Stage), ("epistemic", facts.Epistemic), ("kind", facts.Kind)],
)
def test_enumerations_are_those_of_the_facts(member: str, values: Any) -> None:
    assert TRANSFER[member]["enum"] == list(get_args(values))


def test_the_classes_are_those_of_the_knowledge() -> None:
    assert set(TRANSFER["class"]["enum"]) == {one.category for one in load().of_kind("weapon_class")}
    assert "arms" in TRANSFER["class"]["enum"]


def test_who_says_so_is_of_the_kinds_of_the_facts() -> None:
    source = TRANSFER["source"]["anyOf"][0]["properties"]
    assert source["kind"]["enum"] == list(get_args(facts.AttributionKind))
    assert source["stance"]["enum"] == list(get_args(facts.Stance))


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


def test_every_object_names_all_its_members_and_allows_no_others() -> None:
    objects = [part for part in parts(answer_schema()) if part.get("type") == "object"]
    assert len(objects) == 7
    for one in objects:
        assert one["required"] == list(one["properties"])
        assert one["additionalProperties"] is False


def test_only_words_of_the_schema_stand_in_it_that_every_server_knows() -> None:
    used = {name for part in parts(answer_schema()) for name in part}
    members = {name for part in parts(answer_schema()) for name in part.get("properties", ())}
    assert used - members <= {
        "type",
        "properties",
        "required",
        "items",
        "enum",
        "anyOf",
        "additionalProperties",
    }


def test_an_answer_without_transfers_is_sound() -> None:
    assert parse('{"transfers": []}').transfers == []


@pytest.mark.parametrize(
    "change",
    [
        {"quote": ""}, {"quote": "x" * 1001}, {"quantity": {"words": "1", "min": -1, "max": 1, "approximate": False}},
        {"weapon": None}, {"stage": None}, {"quantity": {"words": "1", "min": "1", "max": 1, "approximate": False}},
        {"date": {"words": "in 2021", "value": "2021-13-1"}}, {"source": {"name": None, "kind": "oracle", "stance": "affirm"}},
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_makes_the_answer_a_bad_one(change: Any) -> None:
    with pytest.raises(BadAnswer):
        parse({"transfers": [told(**change)]})


def test_a_number_that_is_none_makes_the_answer_a_bad_one() -> None:
    for number in ("NaN", "Infinity", "1e999"):
        text = f'{{"transfers": [], "x": {number}}}'
        with pytest.raises(BadAnswer):
            parse(text)


def test_more_transfers_than_anybody_tells_of_in_a_page_make_the_answer_a_bad_one() -> None:
    with pytest.raises(BadAnswer, match="at most 200"):
        parse({"transfers": [told()] * 201})
