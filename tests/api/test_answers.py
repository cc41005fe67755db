"""One answer, all formats: chosen by suffix, by ?format= or by Accept; the table, the triples, the queries behind it."""

from __future__ import annotations

import csv
import io
import json
import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from api import models as m
from api.models.actors import Embargo
from api.tables import as_csv, columns
from kg.namespaces import PREFIXES

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rq": "application/sparql-query",
}
RDF = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
PATHS = [
    "/api/v1/transfers", "/transfers", "/transfers/rus-tur-s-400", "/states", "/api/v1/states/RUS", "/weapons/s-400",
    "/leaders/kim-jong-un", "/records/r-ar",
]  # fmt: skip


def table(response):
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def queries(text):
    """The queries of a document: one, or several behind lines that name them."""
    return [part for part in re.split(r"^# ---- .* ----\n", text, flags=re.MULTILINE) if part.strip()]


# --- choosing a format ---


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("path", PATHS)
def test_every_format_by_suffix_parameter_and_header(client, path, name):
    answers = [
        client.get(f"{path}.{name}"),
        client.get(path, params={"format": name}),
        client.get(path, headers={"accept": TYPES[name].partition(";")[0]}),
    ]
    for response in answers:
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == TYPES[name]
        assert "Accept" in response.headers["vary"]
        assert response.headers["x-dataset-version"]
    if "next" not in answers[0].text:  # pages name the address that they were asked at
        assert len({response.text for response in answers}) == 1


def test_json_is_the_default(client):
    for accept in ("*/*", "application/*", "text/html;q=0.9,*/*;q=0.1", ""):
        response = client.get("/states/RUS", headers={"accept": accept})
        assert response.headers["content-type"] == "application/json", accept
        assert response.json()["code"] == "RUS"


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("text/csv;q=0.5, text/turtle;q=0.8", "ttl"),
        ("text/csv, application/json;q=0.9", "csv"),
        ("application/ld+json, application/json;q=0.5", "jsonld"),
        ("text/*", "csv"),
        ("application/sparql-query, */*;q=0.1", "rq"),
    ],
)
def test_wishes_are_weighed(client, accept, given):
    assert client.get("/states/RUS", headers={"accept": accept}).headers["content-type"] == TYPES[given]


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"accept": "image/png"}},
        {"headers": {"accept": "application/json;q=0"}},
        {"params": {"format": "xlsx"}},
        {"params": {"format": ""}},
    ],
)
def test_a_format_that_is_not_there_is_406_and_says_what_is(client, asked):
    response = client.get("/transfers", **asked)
    assert response.status_code == 406
    assert set(response.json()["available"]) == {kind.partition(";")[0] for kind in TYPES.values()}
    assert "Accept" in response.headers["vary"]


def test_suffix_goes_before_the_header_and_two_formats_are_refused(client):
    response = client.get("/states/RUS.ttl", headers={"accept": "text/csv"})
    assert response.headers["content-type"] == TYPES["ttl"]
    assert client.get("/states/RUS.ttl?format=turtle").status_code == 200
    for address in ("/states/RUS.ttl?format=csv", "/states/RUS?format=csv&format=ttl"):
        assert client.get(address).status_code == 400


def test_only_a_known_format_is_a_suffix(client):
    """Ids keep their dots: they are looked up whole, unless the end is one of the formats."""
    for path in ("/weapons/s-400.sam", "/records/r-ar.txt", "/states/RUS.", "/states.xml", "/states/.csv"):
        response = client.get(path)
        assert response.status_code == 404, path
        assert response.json()["instance"] == path
    assert client.get("/transfers/nothing.csv").json()["detail"] == "There is no transfer nothing."


def test_an_error_is_a_problem_in_any_format(client):
    for name in TYPES:
        response = client.get(f"/states/ZZZ.{name}")
        assert response.status_code == 404
        assert response.headers["content-type"] == "application/problem+json"


def test_head_says_what_get_would(client):
    response = client.head("/transfers.csv")
    assert response.status_code == 200
    assert response.headers["content-type"] == TYPES["csv"]
    assert response.content == b""


def test_a_search_has_no_triples_but_a_table_and_its_query(client):
    assert client.get("/search.ttl?q=rus").status_code == 404
    assert client.get("/search?q=rus&format=ttl").status_code == 406
    assert table(client.get("/search.csv?q=روسيا"))[0]["iri"] == "https://w3id.org/armsgraph/id/state/RUS"
    assert "skos:prefLabel" in client.get("/search.rq?q=rus").text


# --- the table ---


def test_a_page_has_one_line_for_each_item(client):
    rows = table(client.get("/transfers.csv?sort=supplier&order=asc"))
    items = client.get("/transfers?sort=supplier&order=asc").json()["items"]
    assert [row["iri"] for row in rows] == [item["iri"] for item in items]
    by_id = {row["id"]: row for row in rows}
    row = by_id["transfer/rus-tur-s-400"]
    assert (row["suppliers"], row["suppliers.iri"]) == ("Russia", "https://w3id.org/armsgraph/id/state/RUS")
    assert (row["quantity.minimum"], row["quantity.unit"], row["quantity.approximate"]) == (
        "2",
        "battery",
        "false",
    )
    assert (row["delivered.edtf"], row["deliveries.year"]) == ("2019-07", "2019")
    assert (row["stage"], row["stage.iri"]) == ("delivered", "https://w3id.org/armsgraph/id/stage/delivered")
    assert by_id["transfer/prk-rus-shells"]["unknown"] == "quantity"
    assert by_id["transfer/prk-rus-shells"]["quantity.minimum"] == ""


def test_the_columns_stand_also_where_there_is_no_line(client):
    full = client.get("/transfers.csv").text
    empty = client.get("/transfers.csv?supplier=TUR").text
    assert empty == full[: full.index("\r\n") + 2]


def test_a_single_thing_is_one_line_with_its_lists_joined(client):
    (row,) = table(client.get("/states/RUS.csv"))
    assert row["code"] == "RUS"
    assert row["recipients.party"] == "Egypt; Türkiye"
    assert row["recipients.transfers"] == "1; 1"
    assert row["recipients.party.iri"].split("; ")[0].endswith("/EGY")
    assert set(row["labels"].split("; ")) == {"ar: روسيا", "en: Russia", "ru: Россия"}
    (transfer,) = table(client.get("/transfers/rus-tur-s-400.csv"))
    assert transfer["claims.quantity.minimum"] == "4; 2"
    assert transfer["claims.suppliers"] == "Russia; Russia"


def test_a_page_names_its_neighbours_and_the_total_beside_a_table(client):
    response = client.get("/transfers.csv?limit=1&offset=1")
    assert response.headers["x-total-count"] == "3"
    links = response.headers["link"]
    assert re.search(r'</transfers\.csv\?\S*cursor=\S*>; rel="next"', links)
    assert re.search(r'</transfers\.csv\?\S*offset=0\S*>; rel="prev"', links)


class Part(BaseModel):
    words: list[str] = []
    count: int | None = None


class Row(BaseModel):
    text: str | None = None
    number: float | int | None = None
    thing: m.Thing | None = None
    parts: list[Part] = []


def test_columns_are_declared_by_the_model_in_its_order():
    assert [column.name for column in columns(Row)] == [
        "text", "number", "thing", "thing.iri", "parts.words", "parts.count",
    ]  # fmt: skip
    assert [c.name for c in columns(Embargo)] == [
        "iri", "id", "label", "labels", "imposers", "imposers.iri", "from", "until", "targets", "targets.iri", "kind",
        "scope.text", "scope.language", "legal_bases",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_text_is_no_formula(text):
    body = Row(text=text, number=-5, parts=[Part(words=[text])]).model_dump_json().encode()
    _, row = csv.reader(io.StringIO(as_csv(Row, body), newline=""))
    assert row[0] == row[4] == "'" + text
    assert row[1] == "-5"


@given(
    texts=st.lists(st.text(st.characters(codec="utf-8")), max_size=4),
    number=st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.none(),
)
def test_every_text_comes_back_as_it_was_and_no_cell_is_a_formula(texts, number):
    body = json.dumps({"items": [{"text": text, "number": number} for text in texts], "total": len(texts)})
    written = as_csv(m.Page[Row], body.encode())
    lines = list(csv.reader(io.StringIO(written, newline="")))[1:]
    assert [line[0].removeprefix("'") if line[0][:1] == "'" != text[:1] else line[0]
            for line, text in zip(lines, texts, strict=True)] == texts  # fmt: skip
    for line in lines:
        assert not line[0].startswith(("=", "+", "-", "@"))
        assert number is None or float(line[1]) == number


# --- the triples ---


@pytest.mark.parametrize("path", PATHS)
def test_all_formats_of_rdf_hold_the_same_statements(client, path):
    graphs = [
        {quad.triple for quad in ox.parse(client.get(f"{path}.{name}").content, rdf)}
        for name, rdf in RDF.items()
    ]
    assert graphs[0]
    assert graphs[0] == graphs[1] == graphs[2]


def test_the_triples_are_those_of_the_dataset_with_its_iris(client, store):
    dataset = ox.Store.read_only(store)
    for quad in ox.parse(client.get("/transfers/rus-tur-s-400.nt").content, ox.RdfFormat.N_TRIPLES):
        assert list(dataset.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)), quad


def test_the_triples_are_sorted_and_use_the_prefixes(client):
    lines = client.get("/states.nt").text.splitlines()
    assert lines == sorted(lines)
    assert "@prefix ag: <https://w3id.org/armsgraph/ontology#>" in client.get("/states.ttl").text
    assert "ag:supplier" in client.get("/transfers.ttl").text


# --- the queries ---


def test_what_is_shown_is_what_ran_and_runs_as_it_stands(client):
    """Every query shown runs at an endpoint that knows no prefixes; the list's gives the page's transfers."""
    address = "/api/v1/transfers{}?supplier=RUS&category=missile&sort=recipient&order=asc&limit=2"
    shown = client.get(address.format(".rq")).text
    assert shown.startswith("# ---- 1 of 3: transfers-count.rq ----\n# How many transfers fit")
    count, page, summary = queries(shown)
    items = client.get(address.format("")).json()
    found = client.get("/sparql", params={"query": page}).json()["results"]["bindings"]
    assert [row["transfer"]["value"] for row in found] == [item["iri"] for item in items["items"]]
    assert len(found) == 2
    counted = client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
    assert counted[0]["total"]["value"] == str(items["total"])
    given = client.get("/sparql", params={"query": summary}, headers={"accept": "application/n-triples"})
    assert set(given.text.splitlines()) == set(client.get(address.format(".nt")).text.splitlines())


@pytest.mark.parametrize("path", PATHS)
def test_each_query_shown_is_documented_and_declares_its_prefixes(client, store, path):
    dataset = ox.Store.read_only(store)
    for query in queries(client.get(f"{path}.rq").text):
        assert query.startswith("# ")
        assert "UNDEF" not in query
        dataset.query(query, use_default_graph_as_union=True)  # no prefixes given
        declared = set(re.findall(r"^PREFIX (\w+):", query, re.MULTILINE))
        assert declared <= set(PREFIXES)


def test_a_single_query_stands_alone(client):
    text = client.get("/transfers/rus-tur-s-400.rq").text
    assert text.startswith("# One transfer with all that it rests on")
    assert client.get("/sparql", params={"query": text}).status_code == 200


def test_a_query_says_what_it_cannot_say_for_itself(client):
    text = client.get("/states.rq?as_of=2023").text
    assert "# As of 2023-12-31: at /sparql, say as-of=2023-12-31 beside the query." in text
    assert "# The default graph is the union of all graphs." in text
    answer = client.get(
        "/sparql", params={"query": text, "as-of": "2023-12-31"}, headers={"accept": "application/n-triples"}
    )
    shown = client.get("/states.nt?as_of=2023")
    assert set(answer.text.splitlines()) == set(shown.text.splitlines())


def test_hostile_values_stay_values_in_what_is_shown(client):
    hostile = "https://example.org/x#}%20UNION%20{?a?b?c"
    response = client.get("/transfers.rq", params={"supplier": "https://example.org/a#b"})
    assert "<https://example.org/a#b>" in response.text
    assert client.get("/transfers.rq", params={"supplier": hostile}).status_code in (200, 422)


# --- the description ---


def test_the_description_lists_every_format(client):
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/api/v1/transfers", "/api/v1/states/{code}", "/api/v1/records/{id}"):
        operation = paths[path]["get"]
        content = operation["responses"]["200"]["content"]
        assert set(content) == {kind.partition(";")[0] for kind in TYPES.values()}
        assert "$ref" in content["application/json"]["schema"]
        (parameter,) = [p for p in operation["parameters"] if p["name"] == "format"]
        assert parameter["schema"]["enum"] == list(TYPES)
        assert "application/problem+json" in operation["responses"]["406"]["content"]
