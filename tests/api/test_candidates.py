"""Embargo candidates: certain where each possible day lies under the embargo, possible where some do."""

from __future__ import annotations

import pytest

EAGLE, GUN = "transfer/new-buy-eagle-1", "transfer/new-buy-gun-2"


def found(things, **filters):
    page = things.get("/embargo-candidates", params=filters).json()
    assert page["total"] == len(page["items"])
    return [(one["transfer"]["id"], one["certainty"]) for one in page["items"]]


def test_the_newest_first_with_how_sure_that_is(things):
    assert found(things) == [(EAGLE, "certain"), (GUN, "possible")]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"certainty": "certain"}, [EAGLE]),
        ({"certainty": "possible"}, [GUN]),
        ({"recipient": "BUY"}, [EAGLE, GUN]),
        ({"recipient": "HST"}, []),
        ({"embargo": "league-buyland"}, [EAGLE, GUN]),
        ({"embargo": "new-hostia"}, []),
        ({"imposer": "organisation/league"}, [EAGLE, GUN]),
        ({"imposer": "NEW"}, []),
        ({"category": "artillery"}, [GUN]),
        ({"from": "2012"}, [EAGLE]),
        ({"to": "2011"}, [GUN]),
    ],
)
def test_filters_select(things, filters, expected):
    assert [one for one, _ in found(things, **filters)] == expected


def test_the_days_the_embargo_and_the_claims(things):
    eagle, gun = things.get("/api/v1/embargo-candidates").json()["items"]
    assert eagle["phases"] == [
        {"phase": "delivered", "first": "2012-01-01", "last": "2013-12-31", "certainty": "certain"}
    ]
    assert gun["phases"] == [
        {"phase": "ordered", "first": "2010-01-01", "last": "2010-12-31", "certainty": "possible"}
    ]
    assert (eagle["embargo"]["id"], eagle["embargo"]["until"]) == ("embargo/league-buyland", "2015-12-31")
    claims = {claim["id"]: claim for claim in eagle["claims"]}
    assert claims["claim/doc-1/t1"]["denies"] is True
    assert claims["claim/reg-1/t1"]["quotes"] == [{"text": "Newland,Buyland,Eagle", "language": "en"}]
    assert claims["claim/reg-1/t1"]["record"]["publisher"] == "Demo Institute"


def test_pages(things):
    page = things.get("/embargo-candidates?limit=1").json()
    assert page["total"] == 2
    assert things.get(page["next"]).json()["items"][0]["transfer"]["id"] == GUN


@pytest.mark.parametrize("path", ["/embargo-candidates", "/transfers", "/flows"])
@pytest.mark.parametrize("days", [{"from": "2012", "to": "2011"}, {"from": ""}])
def test_days_that_cannot_be_meant_are_refused(things, path, days):
    answer = things.get(path, params=days)
    assert answer.status_code == 422
    assert [one["parameter"] for one in answer.json()["parameters"]] == ["from"]
