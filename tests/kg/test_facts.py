"""The facts format: what is sound, what is refused, and how it travels."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from kg.facts import Facts, Quantity, Quote, When, content_hash, json_schema, problems

TEXT = "Russia delivered six helicopters to Serbia."


def record(**changes):
    facts = {
        "schema": "armsgraph-facts/1",
        "document": {"id": "d", "lang": "en", "text": TEXT},
        "entities": [
            {"id": "RUS", "type": "state", "name": "Russia", "iso3": "RUS"},
            {"id": "SRB", "type": "state", "name": "Serbia", "iso3": "SRB"},
            {"id": "cls:aircraft.helicopter", "type": "weapon_class", "name": "helicopter", "class": "aircraft.helicopter"},
        ],
        "mentions": [{"entity": "RUS", "start": 0, "end": 6, "text": "Russia"}],
        "transfers": [
            {
                "id": "t1",
                "supplier": "RUS",
                "recipient": "SRB",
                "stage": "delivered",
                "epistemic": "asserted",
                "items": [
                    {
                        "id": "t1.1",
                        "weapon": "cls:aircraft.helicopter",
                        "class": "aircraft.helicopter",
                        "quantity": {"text": {"start": 17, "end": 20, "text": "six"}, "min": 6, "max": 6},
                    }
                ],
                "evidence": [{"start": 0, "end": 42, "text": TEXT[:42]}],
            }
        ],
    }  # fmt: skip
    return facts | changes


def test_a_sound_record_has_no_problems():
    assert problems(Facts.model_validate(record())) == []


def test_a_record_survives_json_and_numbers_stay_numbers():
    facts = Facts.model_validate(record())
    line = facts.to_json()
    assert "\n" not in line
    assert Facts.model_validate_json(line) == facts
    assert json.loads(line)["transfers"][0]["items"][0]["quantity"]["min"] == 6


def test_arabic_is_written_in_its_own_script():
    facts = Facts.model_validate(
        record(document={"id": "d", "lang": "ar", "text": "روسيا"}, mentions=[], transfers=[])
    )
    assert "روسيا" in facts.to_json()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"mentions": [{"entity": "RUS", "start": 1, "end": 7, "text": "Russia"}]}, "is not in the text"),
        ({"mentions": [{"entity": "FRA", "start": 0, "end": 6, "text": "Russia"}]}, "no entity 'FRA'"),
        ({"document": {"id": "d", "lang": "en", "text": TEXT, "sha256": "0" * 64}}, "not the hash"),
        ({"entities": [*record()["entities"], record()["entities"][0]]}, "same id"),
        ({"transfers": [*record()["transfers"], *record()["transfers"]]}, "used twice"),
    ],
)
def test_what_is_wrong_beyond_the_form_is_named(change, complaint):
    found = problems(Facts.model_validate(record(**change)))
    assert any(complaint in sentence for sentence in found), found


@pytest.mark.parametrize(
    "change",
    [
        {"suplier": "RUS"},
        {"transfers": [{**record()["transfers"][0], "evidence": []}]},
        {"transfers": [{**record()["transfers"][0], "stage": "sold"}]},
        {"transfers": [{**record()["transfers"][0], "items": []}]},
        {"schema": "something-else"},
    ],
)
def test_a_misspelt_member_or_a_statement_without_evidence_is_refused(change):
    with pytest.raises(ValidationError):
        Facts.model_validate(record(**change))


def test_a_quote_must_be_as_long_as_its_span():
    with pytest.raises(ValidationError, match="spans 5 characters"):
        Quote(start=0, end=5, text="Russia")


def test_bounds_must_be_in_order():
    with pytest.raises(ValidationError, match="above max"):
        Quantity(min=7, max=6)
    with pytest.raises(ValidationError, match="after"):
        When(edtf="2024", start=("2024-05-01", "2024-01-01"))
    with pytest.raises(ValidationError, match="after end"):
        When(edtf="2024", start=("2024-05-01", "2024-05-02"), end=("2023-01-01", "2023-01-02"))


def test_the_hash_is_of_the_utf_8_bytes():
    assert content_hash("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_the_published_schema_names_the_members():
    schema = json_schema()
    assert {"document", "entities", "mentions", "transfers", "events", "relations"} <= set(
        schema["properties"]
    )
    assert schema["properties"]["schema"]["enum"] == ["armsgraph-facts/1", "arms-gold/1"]
