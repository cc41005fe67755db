"""Leaders: found by state, office, day and name; and the transfers of the state meanwhile."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["anna", "boris"]),
        ({"state": "NEW"}, ["anna", "boris"]),
        ({"state": "BUY"}, []),
        ({"office": "foreign-minister"}, ["anna"]),
        ({"office": ["foreign-minister", "president"]}, ["anna", "boris"]),
        ({"on": "2013-01-01"}, ["anna"]),
        ({"on": "2005-01-01", "office": "president"}, ["boris"]),
        ({"q": "bori"}, ["boris"]),
        ({"limit": 1, "offset": 1}, ["boris"]),
    ],
)
def test_filters_select(things, filters, expected):
    page = things.get("/leaders", params=filters).json()
    assert [one["id"].rsplit("/")[-1] for one in page["items"]] == expected
    assert page["total"] == (2 if "limit" in filters else len(expected))


def test_a_list_shows_the_tenures_that_fit(things):
    (anna,) = things.get("/leaders?office=foreign-minister").json()["items"]
    assert [one["office"]["id"] for one in anna["tenures"]] == ["office/foreign-minister"]
    people = things.get("/leaders?on=2012-05-10").json()["items"]
    assert {one["label"]: one["tenures"][0]["certainty"] for one in people} == {
        "Anna": "possible",
        "Boris": "certain",
    }


def test_transfers_of_the_state_during_the_tenures(things):
    boris = things.get("/leaders/boris").json()
    counted = {(one["role"], one["phase"]): one["transfers"] for one in boris["transfers"]}
    assert counted == {("supplier", "ordered"): 1, ("supplier", "delivered"): 1}
    (tenure,) = boris["tenures"]
    assert tenure["supplied"] == "/transfers?supplier=state/NEW&from=2000&to=2012-06-14"
    assert things.get(tenure["supplied"]).json()["total"] == 2


@pytest.mark.parametrize(
    ("name", "value"), [("state", "a b"), ("office", "http://a b"), ("q", ""), ("limit", "0")]
)
def test_bad_parameters_are_named(things, name, value):
    response = things.get("/leaders", params={name: value})
    assert response.status_code == 422
    assert response.json()["parameters"][0]["parameter"] == name
