"""Search in any script, with its reasons."""

from __future__ import annotations

import pytest


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


def test_nothing_fits(client):
    result = client.get("/search", params={"q": "zzzzzzzz"}).json()
    assert (result["total"], result["items"]) == (0, [])
    assert result["facets"] == {"kind": {}, "language": {}}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"q": ""},
        {"q": "x" * 201},
        {"q": "a", "kind": ["State"] * 21},
        *({"q": q} for q in ("---", "؟؟", "\u202e", "**")),
    ],
)
def test_a_query_is_needed_and_has_a_letter(client, parameters):
    response = client.get("/search", params=parameters)
    assert response.status_code == 422
    assert response.json()["parameters"][0]["parameter"] in ("q", "kind")


def test_an_answer_says_what_its_score_is_made_of(client):
    for text in ("Russ", "Growler", "Kim Jomg Un", "С-300"):
        for hit in client.get("/search", params={"q": text}).json()["items"]:
            total = sum(part["value"] * part["weight"] for part in hit["explain"])
            assert hit["score"] == pytest.approx(total, abs=0.001)


def test_what_has_no_name_in_a_script_is_found_across(client):
    hit = client.get("/search", params={"q": "С-300"}).json()["items"][0]
    assert (hit["id"], hit["how"]) == ("weapon/s-300", "transliterated")


def test_facets_count_what_was_found(client):
    result = client.get("/search", params={"q": "s", "limit": 1}).json()
    assert sum(result["facets"]["kind"].values()) == result["total"] > 1
    assert sum(result["facets"]["language"].values()) == result["total"]
    assert result["facets"]["kind"]["WeaponSystem"] >= 2


def test_language_narrows_to_names_in_it(client):
    found = client.get("/search", params={"q": "s", "language": "und"}).json()
    assert {"S-400", "SUN"} <= {hit["matched"] for hit in found["items"]}
    assert {hit["language"] for hit in found["items"]} == {None}
    assert client.get("/search", params={"q": "روسيا", "language": "en"}).json()["total"] == 0


def test_a_beginning_is_completed_in_the_language_of_what_is_typed(client):
    answer = client.get("/suggest", params={"prefix": "روسيا ا"}).json()
    assert answer["items"][0] == {
        "id": "state/RUS",
        "label": "روسيا",
        "matched": "روسيا الاتحادية",
        "language": "ar",
        "kind": "State",
    }
    assert len(client.get("/suggest", params={"prefix": "s", "limit": 1}).json()["items"]) == 1


@pytest.mark.parametrize(
    "parameters", [{}, {"prefix": ""}, {"prefix": "«"}, {"prefix": "a", "limit": 51}, {"prefix": "x" * 201}]
)
def test_completion_needs_a_letter_too(client, parameters):
    assert client.get("/suggest", params=parameters).status_code == 422
