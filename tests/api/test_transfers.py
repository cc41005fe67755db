"""Transfers over REST: each filter, paging, sorting, and one transfer with all that it rests on."""

from __future__ import annotations

import pytest

S400 = "transfer/rus-tur-s-400"
SHELLS = "transfer/prk-rus-shells"
S300 = "transfer/rus-egy-s-300"


def ids(response):
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {S400, SHELLS, S300}),
        ({"supplier": "RUS"}, {S400, S300}),
        ({"supplier": "rus"}, {S400, S300}),
        ({"supplier": "state/RUS"}, {S400, S300}),
        ({"supplier": "https://w3id.org/armsgraph/id/state/RUS"}, {S400, S300}),
        ({"supplier": ["RUS", "PRK"]}, {S400, SHELLS, S300}),
        ({"supplier": "RUS", "recipient": "TUR"}, {S400}),
        ({"recipient": "RUS"}, {SHELLS}),
        ({"supplier": "TUR"}, set()),
        ({"weapon": "s-400"}, {S400}),
        ({"weapon": ["s-400", "s-300"]}, {S400, S300}),
        ({"category": "missile.sam"}, {S400, S300}),
        ({"category": "missile"}, {S400, S300}),
        ({"category": "ammunition"}, {SHELLS}),
        ({"category": "arms"}, {S400, SHELLS, S300}),
        ({"stage": "agreed"}, {S300}),
        ({"stage": ["agreed", "delivered"]}, {S400, SHELLS, S300}),
        ({"epistemic": "rumoured"}, {SHELLS}),
        ({"from": "2020"}, {SHELLS}),
        ({"from": "2019-07"}, {S400, SHELLS}),
        ({"from": "2019-07-31", "to": "2019-07-31"}, {S400}),
        ({"from": "2018", "to": "2018"}, set()),
        ({"to": "2017"}, {S400}),
        ({"to": "2016-02-29"}, set()),
        (
            {"supplier": "RUS", "category": "missile", "stage": "delivered", "from": "2019", "to": "2019"},
            {S400},
        ),
    ],
)
@pytest.mark.parametrize("path", ["/transfers", "/api/v1/transfers"])
def test_filters_select(client, path, filters, expected):
    response = client.get(path, params=filters)
    assert set(ids(response)) == expected
    assert response.json()["total"] == len(expected)


def test_pages_hold_every_transfer_once(client):
    found, address = [], "/api/v1/transfers?limit=2&sort=supplier&order=asc"
    while address:
        response = client.get(address)
        found += ids(response)
        assert response.json()["total"] == 3
        address = response.json()["next"]
    assert found == [SHELLS, S300, S400]
    last = client.get("/api/v1/transfers", params={"limit": 2, "offset": 2, "sort": "supplier"})
    assert "offset=0" in last.json()["previous"]
    assert ids(client.get("/transfers", params={"offset": 99})) == []


@pytest.mark.parametrize(
    ("sort", "order", "expected"),
    [
        ("date", "asc", [S300, S400, SHELLS]),  # without a date: first upwards, last downwards
        ("date", "desc", [SHELLS, S400, S300]),
        ("recipient", "asc", [S300, SHELLS, S400]),
        ("recipient", "desc", [S400, SHELLS, S300]),
        ("stage", "asc", [S300, SHELLS, S400]),
    ],
)
def test_sorting(client, sort, order, expected):
    assert ids(client.get("/transfers", params={"sort": sort, "order": order})) == expected


@pytest.mark.parametrize(
    "filters",
    [
        {"from": "yesterday"},
        {"from": "2019-13"},
        {"to": "2019-02-30"},
        {"from": "٢٠١٩"},
        {"limit": "0"},
        {"limit": "501"},
        {"offset": "-1"},
        {"stage": "gone"},
        {"epistemic": "sure"},
        {"sort": "colour"},
        {"supplier": ""},
        {"supplier": "RUS> } INSERT { <a"},
        {"supplier": "http://a b/"},
        {"weapon": "x y"},
        {"category": 'missile"'},
        {"weapon": "s-400\u0000"},
    ],
)
def test_bad_parameters_are_named(client, filters):
    response = client.get("/transfers", params=filters)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["parameters"][0]["parameter"].split(".")[0] == next(iter(filters))


def test_a_transfer_shows_every_claim_with_its_words_and_source(client):
    transfer = client.get("/transfers/rus-tur-s-400").json()
    assert transfer["quantity"]["minimum"] == transfer["quantity"]["maximum"] == 2
    assert transfer["deliveries"] == [{"year": 2019, "count": 2, "tiv": None}]
    assert transfer["suppliers"][0]["labels"]["ar"] == "روسيا"
    claims = {claim["id"]: claim for claim in transfer["claims"]}
    assert set(claims) == {"claim/r-en/t1", "claim/r-ar/t1"}
    arabic = claims["claim/r-ar/t1"]
    assert arabic["quantity"]["minimum"] == 4
    assert arabic["quotes"] == [{"text": "روسيا سلمت تركيا أربع بطاريات من منظومة إس-400", "language": "ar"}]
    evidence = arabic["evidence"][0]
    text = client.get("/records/r-ar").json()["text"]
    assert text[evidence["start"] : evidence["end"]] == evidence["exact"] == arabic["quotes"][0]["text"]
    assert text[: evidence["start"]].endswith(evidence["prefix"])
    assert text[evidence["end"] :].startswith(evidence["suffix"])
    assert arabic["attributions"][0]["source_kind"] == "unnamed"
    record = claims["claim/r-en/t1"]["record"]
    assert record["publisher"] == "Example Gazette"
    assert record["source"] == "https://example.org/gazette/1"
    assert record["issued"] == "2019-07-13"


def test_a_transfer_shows_the_choice_between_rivals(client):
    (choice,) = client.get("/transfers/rus-tur-s-400").json()["choices"]
    assert choice["property"] == "quantity"
    assert choice["chosen_from"] == ["https://w3id.org/armsgraph/id/claim/r-en/t1"]
    assert choice["rivals"] == ["https://w3id.org/armsgraph/id/claim/r-ar/t1"]
    assert choice["rule"]["id"] == "rule/named-source"
    assert "unnamed source" in choice["reason"]["text"]


def test_unknown_and_denied_are_told_apart_from_absent(client):
    transfer = client.get("/transfers/prk-rus-shells").json()
    assert transfer["unknown"] == ["quantity"]
    assert transfer["quantity"] is None
    assert transfer["denied"] is True
    status = {claim["iri"]: claim["epistemic"]["id"] for claim in transfer["claims"]}
    assert [status[iri] for iri in transfer["denied_by"]] == ["epistemic/denied"]
    assert transfer["claims_count"] == len(status) == 2
    assert client.get("/transfers/rus-tur-s-400").json()["unknown"] == []


@pytest.mark.parametrize("path", ["nothing", "rus tur", "a%3Eb", "..%2F..%2Fstate%2FRUS", "%00"])
def test_no_such_transfer(client, path):
    response = client.get(f"/transfers/{path}")
    assert response.status_code == 404
    assert response.json()["type"].endswith("/not-found")
