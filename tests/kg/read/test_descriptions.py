"""SIPRI's descriptions of weapons: every one has its place in our tree and in SIPRI's own categories."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from kg.read.sipri.descriptions import _plain, _spelled_out, _tables, category_of, sipri_category_of
from kg.reference import load

FILE = Path(__file__).parents[3] / "kg" / "read" / "sipri" / "descriptions.yaml"
SHARED = Path(__file__).parents[3] / "../shared/data"
NEW = SHARED / "sipri-register-r2025" / "trade-register-1995-2024.csv"
DEALS = SHARED / "sipri-deals-r2025" / "trade-register-deals-1950-2024.csv"
CHINA = SHARED / "sipri-china-r2026" / "trade-register-china-2000-2025.csv"
OLD = SHARED / "sipri-old-formats" / "german-transfers-2014.json"
UNDECIDED = {"anti-aircraft gun turret"}


@pytest.mark.parametrize(
    ("description", "category", "sipri_category"),
    [
        ("infantry fighting vehicle", "armour.ifv", "Armoured vehicles"), ("IFV", "armour.ifv", "Armoured vehicles"),
        ("APC", "armour.apc", "Armoured vehicles"), ("armoured personnel carrier", "armour.apc", "Armoured vehicles"),
        ("AEV", "armour.arv", "Armoured vehicles"), ("ARV", "armour.arv", "Armoured vehicles"),
        ("tank", "armour.tank", "Armoured vehicles"), ("SPAAG", "armour.spaag", "Air-defence systems"),
        ("SAM", "missile.sam", "Missiles"), ("surface-to-air missile", "missile.sam", "Missiles"),
        ("SAM system", "air_defence", "Air-defence systems"),
        ("surface-to-air missile system", "air_defence", "Air-defence systems"),
        ("naval SAM system", "air_defence", "Naval weapons"),
        ("portable SAM", "air_defence.manpads", "Missiles"),
        ("portable surface-to-air missile", "air_defence.manpads", "Missiles"),
        ("anti-ship missile", "missile.antiship", "Missiles"), ("Anti-ship missile", "missile.antiship", "Missiles"),
        ("FGA aircraft", "aircraft.combat", "Aircraft"), ("fighter/ground attack aircraft", "aircraft.combat", "Aircraft"),
        ("fighter/ground-attack aircraft", "aircraft.combat", "Aircraft"), ("FIGHTER AIRCRAFT", "aircraft.combat", "Aircraft"),
        ("Trainer/combat ac", "aircraft.trainer", "Aircraft"), ("light /trainer aircraft", "aircraft.trainer", "Aircraft"),
        ("MP aircraft", "aircraft.patrol", "Aircraft"), ("ASW helicopter", "aircraft.helicopter", "Aircraft"),
        ("armed UAV", "aircraft.uav.combat", "Aircraft"), ("armed drone", "aircraft.uav.combat", "Aircraft"),
        ("one-way attack drone", "aircraft.uav.loitering", "Missiles"),
        ("AS/ASW torpedo", "ammunition.torpedo", "Missiles"), ("guided bomb", "ammunition.guided", "Missiles"),
        ("submarine-launched ballistic missile", "missile.ballistic.slbm", "Missiles"),
        ("BVRAAM", "missile.aam", "Missiles"), ("SRAAM", "missile.aam", "Missiles"),
        ("Diesel engine", "engine", "Engines"), ("turbofan", "engine", "Engines"),
        ("air search radar", "sensor.radar", "Sensors"), ("air-search radar", "sensor.radar", "Sensors"),
        ("ASW sonar", "sensor", "Sensors"), ("recce satellite", "satellite", "Satellites"),
        ("OPV", "ship.patrol", "Ships"), ("MCM ship", "ship.minewarfare", "Ships"), ("torpdeo boat", "ship", "Ships"),
        ("multiple rocket launcher", "artillery.mlrs", "Artillery"), ("towed gun", "artillery.gun.towed", "Artillery"),
        ("naval gun", "artillery.naval", "Naval weapons"), ("iinfantry fighting vehicle turret", "technology", "Other"),
        ("coastal defence system", "missile.antiship", "Artillery"),
    ],
)  # fmt: skip
def test_a_description_has_its_place(description: str, category: str, sipri_category: str) -> None:
    assert category_of(description, None) == category
    assert category_of(description, "Other") == category, (
        "the description says more than the armament category"
    )
    assert sipri_category_of(description) == sipri_category


@pytest.mark.parametrize(
    ("description", "sipri_category", "expected"),
    [
        ("thing of a new kind", "Air-defence systems", "air_defence"),
        ("thing of a new kind", "Air defence systems", "air_defence"),
        ("thing of a new kind", "ships", "ship"),
        ("thing of a new kind", "Naval weapons", "arms"),
        ("thing of a new kind", "no such category", "arms"),
        ("thing of a new kind", None, "arms"),
        ("", None, "arms"),
        ("passive radar", None, "sensor"),
        ("hypersonic missile", "Missiles", "missile"),
    ],
)
def test_what_is_not_known_is_filed_as_wide_as_need_be(
    description: str, sipri_category: str | None, expected: str
) -> None:
    assert category_of(description, sipri_category) == expected


def test_what_is_not_known_has_no_armament_category() -> None:
    assert sipri_category_of("thing of a new kind") is None
    assert sipri_category_of("anti-aircraft gun turret") is None
    assert sipri_category_of("passive radar") == "Sensors"


def test_every_category_is_in_the_tree() -> None:
    tables = _tables()
    categories = {kind.category for kind in tables.kinds.values()} | set(tables.wide.values())
    assert sorted(one for one in categories if load().category(one) is None) == []


def test_armament_categories_are_those_of_the_vocabulary() -> None:
    text = (Path(__file__).parents[3] / "ontology/vocabularies/sipri-categories.ttl").read_text("utf-8")
    data = yaml.safe_load(FILE.read_text("utf-8"))
    assert all(f'skos:notation "{name}"' in text for name in data["wide"])
    assert set(data["descriptions"]) | set(data["last_words"].values()) <= set(data["wide"])
    assert text.count("skos:notation") == len(data["wide"])


def test_descriptions_stand_in_the_form_in_which_they_are_compared() -> None:
    data = yaml.safe_load(FILE.read_text("utf-8"))
    listed = [one for part in (*data["descriptions"].values(), data["undecided"]) for one in part]
    assert [one for one in listed if _spelled_out(one) != one] == []
    assert [one for one, number in Counter(listed).items() if number > 1] == []
    for part in (data["words"], *data["descriptions"].values()):
        assert list(part) == sorted(part)
    assert all(_plain(full) == full for full in data["words"].values())


def test_the_categories_agree_with_the_register_that_has_them() -> None:
    if not NEW.exists():
        pytest.skip("the register is not beside this checkout")
    lines = NEW.read_text("ascii").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("SIPRI AT Database ID"))
    rows = list(csv.DictReader(line.rstrip(";") for line in lines[start:]))
    seen = {(row["Description"], row["Armament category"]) for row in rows}
    assert len(seen) == 190
    assert sorted(pair for pair in seen if sipri_category_of(pair[0]) != pair[1]) == []
    assert sorted(one for one, _ in seen if _spelled_out(one) not in _tables().kinds) == []


@pytest.mark.parametrize("file", [DEALS, CHINA], ids=["deals", "china"])
def test_every_description_of_the_other_register_is_known(file: Path) -> None:
    if not file.exists():
        pytest.skip("the register is not beside this checkout")
    rows = [line.split(",") for line in file.read_text("cp1252").splitlines() if line.count(",") >= 12]
    descriptions = {row[7].strip() for row in rows if row[0] != "Recipient"}
    assert len(descriptions) > 70
    assert sorted(one for one in descriptions if _spelled_out(one) not in _tables().kinds) == []
    assert {one for one in descriptions if sipri_category_of(one) is None} <= UNDECIDED


def test_every_description_of_the_old_register_is_known() -> None:
    if not OLD.exists():
        pytest.skip("the register is not beside this checkout")
    descriptions = {deal["weapon_description"] for deal in json.loads(OLD.read_text("utf-8"))}
    assert sorted(one for one in descriptions if _spelled_out(one) not in _tables().kinds) == []
    assert [one for one in descriptions if sipri_category_of(one) is None] == []
