"""The profile of a state: what it trades with whom, what binds it, who governs it; and each of its lists whole."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def newland(things):
    return things.get("/api/v1/states/NEW").json()


def test_trade_is_counted_by_the_year_in_which_it_began_and_tiv_by_year_of_delivery(newland):
    years = [(y["year"], y["exports"], y["export_tiv"], y["imports"]) for y in newland["years"]]
    assert years == [(2010, 1, None, 0), (2012, 1, 10.5, 0), (2013, 0, 20, 0)]
    assert (newland["exports"], newland["imports"], newland["undated"]) == (2, 0, 0)
    assert newland["export_tiv"] == 37.5  # the guns too, whose years of delivery nobody tells apart


def test_trade_by_category_weapon_and_partner(newland):
    assert [(c["category"]["id"], c["exports"], c["export_tiv"]) for c in newland["categories"]] == [
        ("category/aircraft.fighter", 1, 30.5),
        ("category/artillery", 1, 7),
    ]
    assert [(w["weapon"]["label"], w["exports"], w["first"]) for w in newland["weapons"]] == [
        ("Eagle", 1, 2012),
        ("Gun", 1, 2010),
    ]
    (partner,) = newland["recipients"]
    assert (partner["party"]["id"], partner["transfers"], partner["first"], partner["last"], partner["tiv"]) == (
        "state/BUY", 2, 2010, 2012, 37.5,
    )  # fmt: skip
    assert newland["suppliers"] == []


def test_what_a_state_that_is_gone_supplied_is_not_its_successors(things, newland):
    assert [one["id"] for one in newland["succeeds"]] == ["state/OLD"]
    old = things.get("/states/OLD").json()
    assert [one["id"] for one in old["succeeded_by"]] == ["state/NEW"]
    assert old["exports"] == 1
    assert [year["year"] for year in old["years"]] == [1985]
    assert old["existed_until"] == "1991-12-26"


def test_embargoes_against_a_state_and_by_it(things, newland):
    assert newland["embargoes"] == []
    assert [one["id"] for one in newland["embargoes_imposed"]] == ["embargo/new-hostia"]
    (against,) = things.get("/states/BUY").json()["embargoes"]
    assert (against["kind"], against["legal_bases"], against["scope"][0]["text"]) == (
        "mandatory", ["Decision 1/2010"], "all arms",
    )  # fmt: skip
    assert against["imposers"][0]["label"] == "League"
    listed = things.get("/states/NEW/embargoes").json()
    assert [(one["id"], one["targets"][0]["id"]) for one in listed["items"]] == [
        ("embargo/new-hostia", "state/HST")
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2011-01-01", {("Anna", "certain"), ("Boris", "certain")}),
        ("2000-07-01", {("Boris", "possible")}),  # began at some time of 2000
        ("2012-05-10", {("Anna", "possible"), ("Boris", "certain")}),  # the minister left in that month
        ("2012-06-10", {("Anna", "possible"), ("Boris", "certain")}),  # the president came in that month
        ("2012-06-15", {("Anna", "possible")}),
        ("2020-01-01", {("Anna", "certain")}),
        ("1999-12-31", set()),
    ],
)
def test_who_held_office_on_a_day(things, day, expected):
    for items in (
        things.get(f"/states/NEW/leaders?on={day}").json()["items"],
        things.get(f"/states/NEW?on={day}").json()["leaders"],
    ):
        assert {(one["person"]["label"], one["certainty"]) for one in items} == expected


def test_office_holders_over_time_newest_first(newland):
    held = [(one["person"]["label"], one["office"]["id"], one["from"]) for one in newland["leaders"]]
    assert held == [
        ("Anna", "office/president", "2012-06"),
        ("Anna", "office/foreign-minister", "2008-03-01"),
        ("Boris", "office/president", "2000"),
    ]
    assert all(one["certainty"] is None for one in newland["leaders"])


def test_companies_forces_groups_and_events(things, newland):
    assert [one["id"] for one in newland["companies"]] == ["company/maker"]
    assert [one["kind_of_organisation"] for one in newland["armed_forces"]] == ["army"]
    assert [one["id"] for one in things.get("/states/HST").json()["groups"]] == ["group/rebels"]
    (visit,) = newland["events"]
    assert visit["type"]["labels"] == {"en": "visit", "ar": "زيارة"}
    assert visit["when"]["edtf"] == "2011-05-01"
    assert {(one["role"]["label"], one["party"]["id"]) for one in visit["participants"]} == {
        ("visitor", "state/BUY"),
        ("host", "state/NEW"),
    }
    assert visit["quotes"] == [{"text": "زار الرئيس نيوتاون", "language": "ar"}]
    assert visit["record"]["publisher"] == "Example Gazette"


def test_lists_are_whole_where_the_profile_says(things, newland):
    assert newland["totals"]["recipients"] == 1
    for name, address in newland["lists"].items():
        response = things.get(address)
        assert response.status_code == 200, (name, response.text)
        if name in newland["totals"]:
            assert response.json()["total"] == newland["totals"][name], name


def test_partners_by_direction_and_in_pages(things):
    page = things.get("/api/v1/states/BUY/partners?limit=2").json()
    assert [(one["direction"], one["party"]["id"], one["transfers"]) for one in page["items"]] == [
        ("export", "group/rebels", 1),
        ("import", "state/NEW", 2),
    ]
    assert page["total"] == 3
    assert [one["party"]["id"] for one in things.get(page["next"]).json()["items"]] == ["state/OLD"]
    only = things.get("/states/BUY/partners?direction=import").json()
    assert {one["direction"] for one in only["items"]} == {"import"}


def test_partners_as_a_table_and_the_query_behind_them(things):
    table = things.get("/states/NEW/partners.csv").text.splitlines()
    assert "party.iri" in table[0]
    assert "https://w3id.org/armsgraph/id/state/BUY" in table[1]
    query = things.get("/states/NEW/partners.rq").text
    assert "ag:supplier ?party" in query
    assert things.get("/states/NEW/partners.ttl").status_code in (404, 406)


@pytest.mark.parametrize(
    "path", ["", "/partners", "/leaders", "/embargoes", "/weapons", "/categories", "/events"]
)
def test_there_is_no_such_state(things, path):
    response = things.get(f"/api/v1/states/QQQ{path}")
    assert response.status_code == 404
    assert "QQQ" in response.json()["detail"]


@pytest.mark.parametrize(
    "on", ["2015", "2015-06", "2015-02-30", "yesterday", "", "\u0662\u0660\u0661\u0665-01-01"]
)
def test_a_day_is_a_day(things, on):
    for path in ("/states/NEW", "/states/NEW/leaders", "/leaders", "/groups/rebels"):
        response = things.get(path, params={"on": on})
        assert response.status_code == 422
        assert response.json()["parameters"][0]["parameter"] == "on"
