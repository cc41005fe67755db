"""docs/tables.md is true: its example is read and run as it stands there, and it names all that a mapping can say."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import BaseModel

from kg.facts import Facts, Transfer, problems
from kg.populate import clashes
from kg.read.model import Refusal, Source, Tally
from kg.read.tabular import REGISTER, mapping, values
from kg.settings import Settings

PAGE = Path(__file__).resolve().parents[3] / "docs" / "tables.md"
MODELS = {
    model
    for module in (mapping, values)
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model is not BaseModel
}


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


@pytest.fixture
def example(page, tmp_path, monkeypatch) -> list[Source | Refusal | Tally]:
    for name, content in re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return list(REGISTER.read([Path("notices.csv")], Settings()))


def transfers(found: object) -> tuple[Transfer, ...]:
    assert isinstance(found, Source), found
    assert isinstance(found.content, Facts)
    assert problems(found.content) + clashes(found.content) == []
    return found.content.transfers


def test_the_example_makes_what_the_page_says(example):
    first, second, third, refused, tally = example
    keys = [source.key for source in (first, second, third)]
    assert keys == ["notices-2024-04/N-1", "notices-2024-04/N-2", "notices-2024-04/N-3"]
    (gripen,) = transfers(first)
    assert (gripen.supplier, gripen.recipient, gripen.stage) == ("SWE", "PHL", "announced")
    assert gripen.when.start == (date(2023, 11, 3), date(2023, 11, 3))
    assert (gripen.value.amount, gripen.value.currency) == (1_200_000_000, "USD")
    assert (gripen.items[0].quantity.min, gripen.items[0].quantity.text.text) == (14, "14")
    assert gripen.items[0].weapon_class == "aircraft.combat"
    assert gripen.attributions[0].source == "SWE"
    (drones,) = transfers(second)
    assert (drones.supplier, drones.recipient, drones.value) == ("TUR", "NAM", None)
    assert (drones.items[0].quantity.min, drones.items[0].quantity.max) == (6, 8)
    assert drones.when.start == (date(2023, 1, 1), date(2023, 12, 31))
    assert drones.attributions[0].source == "narrator"
    french, german = transfers(third)
    assert (french.supplier, german.supplier, french.recipient) == ("FRA", "DEU", "EGY")
    assert french.items[0].quantity.approximate
    assert french.items[0].quantity.shared_with == (german.items[0].id,)
    assert french.when.edtf == "2022-06"
    assert isinstance(refused, Refusal)
    assert tally == Tally("notices.csv", 4)


def test_the_row_that_the_page_says_is_refused_is(example, page):
    refused = example[3]
    assert f"```text\n{refused}\n```" in page


@pytest.mark.parametrize(
    ("written", "instead"), [("{column: Seller,", "{column: Sellr,"), ("quantity:", "quantitiy:")]
)
def test_the_errors_that_the_page_shows_are_given(example, page, written, instead, tmp_path):
    path = tmp_path / "notices.csv.yaml"
    path.write_text(path.read_text("utf-8").replace(written, instead, 1), encoding="utf-8")
    (refused, tally) = REGISTER.read([Path("notices.csv")], Settings())
    assert f"\n{refused}\n" in page
    assert tally == Tally("notices.csv", 0)


def test_every_member_of_a_mapping_is_explained(page):
    named = set(re.findall(r"`(\w+)`", page))
    members = {field.alias or name for model in MODELS for name, field in model.model_fields.items()}
    # The three things that can be made stand in headings of their own.
    assert sorted(members - named) == []


def test_every_built_in_mapping_is_named(page):
    there = [file.name for file in files("kg.read.tabular").joinpath("mappings").iterdir()]
    assert [name for name in there if name.endswith(".yaml") and f"| `{name}` |" not in page] == []
