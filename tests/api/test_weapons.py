"""Weapon systems: lists with filters, family trees, operators and suppliers."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"category": "aircraft"}, {"eagle", "eagle-b"}),
        ({"category": "aircraft.fighter"}, {"eagle", "eagle-b"}),
        ({"category": ["artillery", "aircraft"]}, {"eagle", "eagle-b", "gun"}),
        ({"manufacturer": "maker"}, {"eagle"}),
        ({"origin": "old"}, {"gun"}),
        ({"family": "eagle"}, {"eagle-b", "eagle-c"}),
        ({"provisional": "true"}, {"owl"}),
        ({"provisional": "false", "category": "artillery"}, {"gun"}),
        ({"q": "النسر"}, {"eagle"}),
        ({"q": "eagle b", "category": "artillery"}, set()),
        ({"q": "nothing like it at all"}, set()),
    ],
)
def test_filters_select(things, filters, expected):
    page = things.get("/weapons", params=filters).json()
    assert {one["id"].rsplit("/")[-1] for one in page["items"]} == expected
    assert page["total"] == len(expected)


def test_a_weapon_with_its_family_tree(things):
    weapon = things.get("/weapons/eagle-b").json()
    assert {(one["id"], one["link"], one["to"].rsplit("/")[-1]) for one in weapon["tree"]} == {
        ("weapon/eagle-b", "variantOf", "eagle"),
        ("weapon/eagle-c", "variantOf", "eagle-b"),
    }
    assert [one["id"] for one in weapon["variants"]] == ["weapon/eagle-c"]
    assert [one["id"] for one in weapon["variant_of"]] == ["weapon/eagle"]


def test_a_weapon_with_operators_suppliers_and_years(things):
    gun = things.get("/api/v1/weapons/gun").json()
    assert (gun["transfers"], gun["years"]) == (
        2,
        [{"year": 1985, "transfers": 1}, {"year": 2010, "transfers": 1}],
    )
    (operator,) = gun["operators"]
    assert (operator["party"]["id"], operator["transfers"], operator["first"], operator["last"]) == (
        "state/BUY",
        2,
        1985,
        2010,
    )
    assert [one["party"]["id"] for one in gun["suppliers"]] == ["state/NEW", "state/OLD"]
    assert things.get(gun["lists"]["transfers"]).json()["total"] == 2
    eagle = things.get("/weapons/eagle").json()
    assert (eagle["range_km"], eagle["introduced_in"], eagle["manufacturers"][0]["label"]) == (
        900,
        "2001",
        "Maker",
    )


def test_a_provisional_system_has_an_address_too(things):
    owl = things.get("/weapons/owl").json()
    assert owl["id"] == "provisional/weapon/owl"
    assert owl["provisional"] is True
