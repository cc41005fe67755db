"""Companies, armed groups and other organisations."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("path", "filters", "expected"),
    [
        ("companies", {}, {"branch", "maker", "owl-works"}),
        ("companies", {"state": "NEW"}, {"maker"}),
        ("companies", {"part_of": "maker"}, {"branch"}),
        ("companies", {"provisional": "false"}, {"branch", "maker"}),
        ("companies", {"q": "الصانع"}, {"maker"}),
        ("groups", {}, {"rebels"}),
        ("groups", {"active_in": "HST"}, {"rebels"}),
        ("groups", {"active_in": "NEW"}, set()),
        ("organisations", {}, {"league", "new-army"}),  # companies have a room of their own
        ("organisations", {"kind": "ArmedForce"}, {"new-army"}),
        ("organisations", {"organisation_kind": "army", "state": "NEW"}, {"new-army"}),
        ("organisations", {"kind": "InternationalOrganisation"}, {"league"}),
    ],
)
def test_filters_select(things, path, filters, expected):
    page = things.get(f"/api/v1/{path}", params=filters).json()
    assert {one["id"].rsplit("/")[-1] for one in page["items"]} == expected
    assert page["total"] == len(expected)


def test_a_company_with_its_part_in_transfers(things):
    maker = things.get("/companies/maker").json()
    assert maker["roles"] == {"supplier_body": 1}
    assert [one["id"] for one in maker["parts"]] == ["company/branch"]
    assert [one["id"] for one in maker["manufactures"]] == ["weapon/eagle"]
    assert maker["totals"]["manufactures"] == 1
    assert things.get(maker["lists"]["manufactures"]).json()["total"] == 1


def test_an_armed_group_is_no_part_of_the_state_where_it_fights(things):
    rebels = things.get("/groups/rebels").json()
    assert [one["id"] for one in rebels["active_in"]] == ["state/HST"]
    assert (rebels["trade"]["imports"], rebels["trade"]["exports"]) == (1, 0)
    assert [one["party"]["id"] for one in rebels["suppliers"]] == ["state/BUY"]
    assert things.get("/states/HST").json()["imports"] == 0


def test_an_organisation_with_the_embargoes_that_it_imposes(things):
    league = things.get("/organisations/league").json()
    assert [one["id"] for one in league["embargoes_imposed"]] == ["embargo/league-buyland"]


@pytest.mark.parametrize(
    "path", ["companies/new-army", "groups/maker", "organisations/nobody", "companies/%00"]
)
def test_there_is_no_such_thing_of_that_kind(things, path):
    response = things.get(f"/{path}")
    assert response.status_code == 404
    assert response.json()["type"].endswith("/not-found")
