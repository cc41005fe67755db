"""Volumes over REST: the same sums as on the command line, within the limits of the service."""

from __future__ import annotations

import csv
import io
import re

import pyoxigraph as ox
import pytest

PREFIXES = """
@prefix ag: <https://w3id.org/armsgraph/ontology#> .
@prefix id: <https://w3id.org/armsgraph/id/> .
@prefix graph: <https://w3id.org/armsgraph/graph/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """
graph:reference {
    id:state\\/FRA a ag:State ; skos:prefLabel "France"@en , "فرنسا"@ar .
    id:state\\/RUS a ag:State ; skos:prefLabel "Russia"@en .
    id:state\\/IND a ag:State ; skos:prefLabel "India"@en .
    id:state\\/EGY a ag:State ; skos:prefLabel "Egypt"@en .
    id:group\\/unknown-supplier a ag:UnknownParty ; skos:prefLabel "unknown supplier"@en .
    id:sipri-category\\/aircraft a skos:Concept ; skos:prefLabel "Aircraft"@en .
}
graph:releases {
    id:release\\/sipri-2025 a ag:Release ; ag:register id:register\\/sipri ; ag:releaseName "sipri-2025" ;
        dcterms:issued "2025-03-10"^^xsd:date .
}
graph:transfers {
    id:transfer\\/a a ag:Transfer ; ag:supplier id:state\\/FRA ; ag:recipient id:state\\/IND ; ag:category id:category\\/aircraft.combat ;
        ag:sipriCategory id:sipri-category\\/aircraft ; ag:release id:release\\/sipri-2025 ; ag:tivDelivered 30.3 ;
        ag:delivery [ ag:year 2020 ; ag:tiv 30.1 ] , [ ag:year 2021 ; ag:tiv 0.2 ] .
    id:transfer\\/b a ag:Transfer ; ag:supplier id:state\\/RUS ; ag:recipient id:state\\/IND ; ag:category id:category\\/missile.sam ;
        ag:release id:release\\/sipri-2025 ; ag:tivDelivered 10.0 ; ag:delivery [ ag:year 2020 ; ag:tiv 10.0 ] .
    id:transfer\\/c a ag:Transfer ; ag:supplier id:group\\/unknown-supplier ; ag:recipient id:state\\/IND ; ag:category id:category\\/missile ;
        ag:release id:release\\/sipri-2025 ; ag:tivDelivered 9.7 ; ag:delivery [ ag:year 2021 ; ag:tiv 9.7 ] .
    id:transfer\\/d a ag:Transfer ; ag:supplier id:state\\/FRA ; ag:recipient id:state\\/EGY ; ag:category id:category\\/ship ;
        ag:release id:release\\/sipri-2025 ; ag:tivDelivered 50.0 ;
        ag:delivered [ ag:earliestStart "2018-01-01"^^xsd:date ; ag:latestEnd "2021-12-31"^^xsd:date ] .
}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory, serving):
    where = tmp_path_factory.mktemp("volumes")
    opened = ox.Store(str(where))
    opened.bulk_load(input=(PREFIXES + DATA).encode(), format=ox.RdfFormat.TRIG)
    opened.flush()
    del opened
    with serving(str(where), everything=True, query_seconds=20) as client:
        yield client


def lines(response, *columns):
    assert response.status_code == 200, response.text
    found = {}
    for item in response.json()["items"]:
        key = tuple(item[c] if c == "year" else item[c] and item[c]["id"].split("/")[-1] for c in columns)
        found[key if len(key) > 1 else key[0]] = item["tiv"]
    return found


@pytest.mark.parametrize("path", ["/volumes", "/api/v1/volumes"])
def test_sums_by_supplier_with_what_they_rest_on(client, path):
    response = client.get(path)
    assert lines(response, "supplier") == {"FRA": 80.3, "RUS": 10, "unknown-supplier": 9.7}
    body = response.json()
    assert body["items"][0]["supplier"]["labels"]["ar"] == "فرنسا"
    assert (body["tiv"], body["deals"], body["unit"]) == (100, 4, "million TIV")
    assert body["releases"] == [
        {"iri": "https://w3id.org/armsgraph/id/release/sipri-2025", "name": "sipri-2025", "register": "sipri",
         "published": "2025-03-10", "deals": 4},
    ]  # fmt: skip
    assert "not to be read as money" in body["note"]


@pytest.mark.parametrize(
    ("parameters", "columns", "expected"),
    [
        ({"by": "recipient"}, ["recipient"], {"EGY": 50, "IND": 50}),
        ({"by": "year"}, ["year"], {2020: 40.1, 2021: 9.9}),
        ({"by": "category", "from": 2020}, ["category"], {"aircraft": 30.3, "missile": 19.7}),
        ({"by": "pair", "to": 2020}, ["supplier", "recipient"], {("FRA", "IND"): 30.1, ("RUS", "IND"): 10}),
        (
            {"by": "supplier-year", "supplier": "FRA"},
            ["supplier", "year"],
            {("FRA", 2020): 30.1, ("FRA", 2021): 0.2},
        ),
        ({"supplier": ["rus", "state/FRA"], "recipient": "IND"}, ["supplier"], {"FRA": 30.3, "RUS": 10}),
        ({"category": "aircraft"}, ["supplier"], {"FRA": 30.3}),
        ({"category": "missile"}, ["supplier"], {"RUS": 10, "unknown-supplier": 9.7}),
        ({"category": "missile.sam"}, ["supplier"], {"RUS": 10}),
        ({"release": "sipri", "top": 1}, ["supplier"], {"FRA": 80.3}),
        ({"limit": 2}, ["supplier"], {"FRA": 80.3, "RUS": 10}),
        ({"supplier": "DEU"}, ["supplier"], {}),
    ],
)
def test_groupings_and_filters(client, parameters, columns, expected):
    response = client.get("/volumes", params=parameters)
    assert lines(response, *columns) == expected


def test_deals_that_the_years_cut_through_are_apart(client):
    body = client.get("/volumes", params={"from": 2020}).json()
    assert (body["unplaced"]["tiv"], body["unplaced"]["deals"]) == (50, 1)
    assert client.get("/volumes", params={"from": 2018}).json()["unplaced"]["deals"] == 0


def test_shares_are_of_the_world(client):
    body = client.get("/volumes", params={"supplier": "RUS", "shares": "true", "from": 2020}).json()
    assert body["world_tiv"] == 50
    assert body["items"][0]["share"] == 20


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
def test_csv_by_negotiation(client, asked):
    response = client.get("/volumes", **asked)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["x-unplaced"] == "tiv=0; deals=0"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert (rows[0]["supplier_label"], rows[0]["tiv"], rows[0]["releases"]) == (
        "France",
        "80.3",
        "sipri-2025",
    )


def test_what_is_not_to_be_had_is_406(client):
    assert client.get("/volumes", headers={"Accept": "image/png"}).status_code == 406


def test_concentration_of_a_state(client):
    body = client.get("/api/v1/states/ind/concentration").json()
    assert body["recipient"]["label"] == "India"
    assert (body["index"], body["number"], body["largest_share"], body["unknown_share"]) == (
        0.4449,
        2,
        60.6,
        19.4,
    )
    assert [one["supplier"]["id"] for one in body["suppliers"]] == [
        "state/FRA",
        "state/RUS",
        "group/unknown-supplier",
    ]
    assert "Herfindahl" in body["definition"]
    nothing = client.get("/states/RUS/concentration").json()
    assert (nothing["index"], nothing["suppliers"], nothing["tiv"]) == (None, [], 0)
    rows = csv.DictReader(io.StringIO(client.get("/states/IND/concentration?format=csv").text))
    assert [row["share"] for row in rows] == ["60.6", "20", "19.4"]


def test_a_state_that_is_not_there(client):
    assert client.get("/states/XYZ/concentration").status_code == 404


@pytest.mark.parametrize(
    "parameters",
    [
        {"by": "colour"},
        {"from": "2021", "to": "2020"},
        {"from": "soon"},
        {"supplier": ""},
        {"supplier": "RUS> } INSERT { <a"},
        {"recipient": "http://a b/"},
        {"category": 'missile"'},
        {"release": "sipri-1999"},
        {"limit": "0"},
        {"top": "-1"},
    ],
)
def test_bad_parameters_are_named(client, parameters):
    response = client.get("/volumes", params=parameters)
    assert response.status_code == 422
    assert response.json()["parameters"][0]["parameter"].split(".")[0] == next(iter(parameters))


def test_the_table_by_suffix_and_the_queries_behind_the_sums(client):
    assert client.get("/volumes.csv?by=pair").text == client.get("/volumes?by=pair&format=csv").text
    assert client.get("/states/IND/concentration.csv").headers["x-unit"] == "million TIV"
    assert client.get("/volumes?format=ttl").status_code == 406
    for address in ("/volumes.rq?shares=true", "/states/IND/concentration.rq"):
        shown = client.get(address)
        assert shown.headers["content-type"] == "application/sparql-query"
        queries = [part for part in re.split(r"^# ---- .* ----\n", shown.text, flags=re.MULTILINE) if part]
        assert len(queries) > 2
        for query in queries:
            assert client.get("/sparql", params={"query": query}).status_code == 200, query


def test_the_description_shows_all_forms(client):
    operation = client.get("/openapi.json").json()["paths"]["/api/v1/volumes"]["get"]
    assert set(operation["responses"]["200"]["content"]) == {
        "application/json",
        "text/csv",
        "application/sparql-query",
    }
