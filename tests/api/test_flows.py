"""Flows: how much goes from whom to whom."""

from __future__ import annotations

import pytest


def flows(response):
    assert response.status_code == 200, response.text
    return {
        (one["supplier"]["id"], one["recipient"]["id"], one["year"]): (
            one["transfers"],
            one["with_quantity"],
            one["tiv"],
        )
        for one in response.json()["items"]
    }


NEW_BUY, OLD_BUY, BUY_REBELS = (
    ("state/NEW", "state/BUY"),
    ("state/OLD", "state/BUY"),
    ("state/BUY", "group/rebels"),
)


def test_by_pair_the_largest_first(things):
    response = things.get("/flows")
    assert flows(response) == {
        (*NEW_BUY, None): (2, 1, 37.5),
        (*OLD_BUY, None): (1, 0, None),
        (*BUY_REBELS, None): (1, 0, None),
    }
    body = response.json()
    assert (body["transfers"], body["total"]) == (4, 3)
    first = body["items"][0]
    assert (first["first"], first["last"]) == (2010, 2012)
    assert (first["supplier"]["code"], first["supplier"]["capitals"][0]["label"]) == ("NEW", "Newtown")


def test_by_year_tiv_are_of_the_year_of_delivery(things):
    assert flows(things.get("/flows?by=pair-year&supplier=NEW")) == {
        (*NEW_BUY, 2010): (1, 0, None),
        (*NEW_BUY, 2012): (1, 1, 10.5),
        (*NEW_BUY, 2013): (0, 0, 20),
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"from": 2011, "to": 2012}, {(*NEW_BUY, None): (1, 1, 10.5)}),
        ({"from": 2012}, {(*NEW_BUY, None): (1, 1, 30.5)}),
        ({"to": 1990}, {(*OLD_BUY, None): (1, 0, None)}),
        ({"from": 2013, "by": "pair-year"}, {(*NEW_BUY, 2013): (0, 0, 20)}),
        ({"category": "aircraft"}, {(*NEW_BUY, None): (1, 1, 30.5), (*BUY_REBELS, None): (1, 0, None)}),
        (
            {"weapon": "gun", "recipient": "BUY"},
            {(*NEW_BUY, None): (1, 0, 7), (*OLD_BUY, None): (1, 0, None)},
        ),
        ({"stage": "delivered", "supplier": "OLD"}, {(*OLD_BUY, None): (1, 0, None)}),
        ({"epistemic": "denied"}, {}),
    ],
)
def test_filters_select(things, filters, expected):
    assert flows(things.get("/api/v1/flows", params=filters)) == expected


def test_pages_and_tables(things):
    page = things.get("/flows?limit=1").json()
    assert len(page["items"]) == 1
    assert things.get(page["next"]).json()["offset"] == 1
    lines = things.get("/flows.csv").text.splitlines()
    assert len(lines) == 4
    assert "supplier.code" in lines[0]


def test_years_in_the_wrong_order_are_refused(things):
    response = things.get("/flows?from=2012&to=2011")
    assert response.status_code == 422
    assert response.json()["parameters"][0]["parameter"] == "from"
