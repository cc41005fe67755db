"""Records and releases: where claims come from."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["reg-1", "reg-2", "doc-1", "doc-2"]),  # the latest first, without a day last
        ({"kind": "document"}, ["doc-1", "doc-2"]),
        ({"kind": "register-entry"}, ["reg-1", "reg-2"]),
        ({"language": "ar"}, ["doc-1"]),
        ({"language": ["ar", "en"], "kind": "document"}, ["doc-1", "doc-2"]),
        ({"publisher": "example gazette"}, ["doc-1"]),
        ({"register": "demo", "release": "demo-2020"}, ["reg-2"]),
        ({"q": "EAGLE"}, ["reg-1"]),
        ({"q": "نيوتاون"}, ["doc-1"]),
        ({"from": "2011", "to": "2020"}, ["reg-2", "doc-1"]),
        ({"has_claims": "true"}, ["reg-1", "reg-2", "doc-1"]),
        ({"has_claims": "false"}, ["doc-2"]),
        ({"q": '") } DROP ALL #'}, []),
    ],
)
def test_filters_select(things, filters, expected):
    page = things.get("/records", params=filters).json()
    assert [one["id"].rsplit("/")[-1] for one in page["items"]] == expected
    assert page["total"] == len(expected)


def test_a_list_shows_kind_terms_release_and_claims(things):
    line = things.get("/records?release=demo-2021").json()["items"][0]
    assert (line["kind"], line["register"], line["release"], line["claims"]) == (
        "RegisterEntry",
        "demo",
        "demo-2021",
        1,
    )
    assert (line["redistribution"], line["license"]) == ("facts", "https://example.org/terms")


def test_pages_hold_every_record_once(things):
    ids, address = [], "/records?limit=3"
    while address:
        page = things.get(address).json()
        ids += [one["id"] for one in page["items"]]
        address = page["next"]
    assert len(ids) == len(set(ids)) == page["total"] == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "a\x00b"),
        ("q", ""),
        ("from", "2021-13"),
        ("kind", "book"),
        ("release", "a b"),
        ("has_claims", "maybe"),
    ],
)
def test_bad_parameters_are_named(things, name, value):
    response = things.get("/records", params={name: value})
    assert response.status_code == 422
    assert response.json()["parameters"][0]["parameter"].split(".")[0] == name


def test_releases_with_what_they_cover_and_what_came_later(things):
    page = things.get("/api/v1/releases").json()
    assert [(one["name"], one["published"], one["later"]) for one in page["items"]] == [
        ("demo-2020", "2020-03-01", ["demo-2021"]),
        ("demo-2021", "2021-03-01", []),
    ]
    release = things.get("/releases/demo-2020").json()
    assert release["covers"] == [
        {"suppliers": None, "recipients": None, "first_year": 2000, "last_year": None, "shapes": ["deals"]}
    ]
    assert (release["records"], release["transfers"]) == (1, 0)
    assert things.get("/releases/demo-2021").json()["transfers"] == 1
    assert things.get(release["lists"]["records"]).json()["total"] == 1
    assert things.get("/releases/demo-1999").status_code == 404
