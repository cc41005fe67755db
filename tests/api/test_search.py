"""Search in any script, with its reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.searching import fold


@pytest.mark.parametrize(
    ("query", "first", "how"),
    [
        ("Russia", "state/RUS", "exact"),
        ("RUSSIA", "state/RUS", "exact"),
        ("روسيا", "state/RUS", "exact"),
        ("روسيَا", "state/RUS", "exact"),
        ("Россия", "state/RUS", "exact"),
        ("rus", "state/RUS", "exact"),
        ("Russ", "state/RUS", "prefix"),
        ("Turkey", "state/TUR", "exact"),
        ("turkiye", "state/TUR", "exact"),
        ("s400", "weapon/s-400", "exact"),
        ("S 400", "weapon/s-400", "exact"),
        ("اس-400", "weapon/s-400", "exact"),
        ("إس ٤٠٠", "weapon/s-400", "exact"),
        ("Growler", "weapon/s-400", "word"),
        ("كوريا الشماليه", "state/PRK", "exact"),
        ("김정은", "person/kim-jong-un", "exact"),
        ("كيم جونغ اون", "person/kim-jong-un", "exact"),
        ("Kim Jomg Un", "person/kim-jong-un", "similar"),
        ("Rusia", "state/RUS", "similar"),
        ("growlers", "weapon/s-400", "similar"),
    ],
)
def test_names_are_found_however_they_are_written(client, query, first, how):
    result = client.get("/search", params={"q": query}).json()
    hit = result["items"][0]
    assert (hit["id"], hit["how"]) == (first, how), result["items"][:3]
    assert hit["matched"]
    assert 0 < hit["score"] <= 1


def test_an_answer_says_which_name_fitted(client):
    hit = client.get("/search", params={"q": "روسي"}).json()["items"][0]
    assert (hit["matched"], hit["language"], hit["use"]) == ("روسي", "ar", "demonym")
    assert hit["labels"] == {"en": "Russia", "ar": "روسيا", "ru": "Россия"}


def test_each_thing_is_found_once_and_pages_follow(client):
    everything = client.get("/search", params={"q": "s", "limit": 100}).json()
    found = [hit["id"] for hit in everything["items"]]
    assert len(found) == len(set(found)) == everything["total"]
    second = client.get("/search", params={"q": "s", "limit": 1, "offset": 1}).json()
    assert second["items"] == everything["items"][1:2]


def test_kind_narrows(client):
    found = client.get("/search", params={"q": "s", "kind": "WeaponSystem"}).json()["items"]
    assert {hit["kind"] for hit in found} == {"WeaponSystem"}


@pytest.mark.parametrize("query", ["---", "zzzzzzzz", "؟؟", "\u202e"])
def test_nothing_fits(client, query):
    result = client.get("/search", params={"q": query}).json()
    assert (result["total"], result["items"]) == (0, [])


@pytest.mark.parametrize("parameters", [{}, {"q": ""}, {"q": "x" * 201}])
def test_a_query_is_needed(client, parameters):
    assert client.get("/search", params=parameters).status_code == 422


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
