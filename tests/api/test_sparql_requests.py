"""The ways in to /sparql: GET, form, direct POST; what arrives as it was written, and what is refused."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

ASK = "ASK { ?s a ag:Transfer }"
GRAPH = "https://w3id.org/armsgraph/graph/"

TRICKY = {
    "Arabic": ('ASK { ?s skos:prefLabel "روسيا"@ar }', True),
    "plus sign": ('ASK { FILTER (STRLEN("a+b") = 3 && "a+b" = CONCAT("a", "\\u002Bb")) }', True),
    "percent sign": ('ASK { FILTER (STRLEN("100%25 sure") = 11) }', True),
    "percent in an IRI": ("ASK { FILTER (STRLEN(STR(<http://example.org/a%20b>)) = 24) }", True),
    "ampersand": ('ASK { FILTER (STRLEN("a&b=c") = 5) }', True),
    "line breaks": ("ASK # comment\r\n{ ?s a ag:Transfer }", True),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKY)
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_query_arrives_as_it_was_written(client, name, way):
    query, truth = TRICKY[name]
    if way == "get":
        response = client.get("/sparql?query=" + quote(query, safe=""))
    elif way == "form":
        response = client.post("/sparql", data={"query": query})
    else:
        headers = {"content-type": "application/sparql-query; charset=utf-8"}
        response = client.post("/sparql", content=query.encode(), headers=headers)
    assert response.status_code == 200, response.text
    assert response.json()["boolean"] is truth


@pytest.mark.parametrize(
    ("status", "slug", "call"),
    [
        (400, "query-missing", {"method": "POST", "data": {"x": "y"}}),
        (400, "query-missing", {"method": "POST", "content": b"", "type": "application/sparql-query"}),
        (400, "query-missing", {"method": "GET", "address": {"default-graph-uri": GRAPH + "reference"}}),
        (400, "query-missing", {"method": "GET", "address": {"query": " "}}),
        (400, "query-repeated", {"method": "GET", "address": [("query", ASK), ("query", ASK)]}),
        (400, "query-repeated", {"method": "POST", "content": urlencode([("query", ASK)] * 2), "type": "form"}),
        (400, "query-repeated", {"method": "POST", "content": ASK, "type": "direct", "address": {"query": ASK}}),
        (400, "bad-request", {"method": "POST", "content": b"ASK {}\xff", "type": "direct"}),
        (400, "bad-request", {"method": "POST", "content": b"query=%FF", "type": "form"}),
        (400, "query-syntax", {"method": "GET", "address": {"query": "SELECT * WHERE { ?s ?p }"}}),
        (400, "dataset", {"method": "GET", "address": {"query": ASK, "default-graph-uri": "not an iri"}}),
        (415, "unsupported-media-type", {"method": "POST", "content": ASK, "type": "text/plain"}),
        (415, "unsupported-media-type", {"method": "POST", "content": ASK}),
        (415, "unsupported-media-type", {"method": "POST", "content": ASK, "type": "direct; charset=utf-16"}),
        (403, "update-refused", {"method": "POST", "content": "CLEAR ALL", "type": "application/sparql-update"}),
        (403, "update-refused", {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (403, "update-refused", {"method": "GET", "address": {"update": "CLEAR ALL", "query": ASK}}),
        (403, "update-refused", {"method": "GET", "address": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}),
        (403, "update-refused", {"method": "GET", "address": {"query": "LOAD <http://127.0.0.1:1/x>"}}),
        (405, "method-not-allowed", {"method": "PUT", "content": ASK}),
        (405, "method-not-allowed", {"method": "DELETE"}),
        (405, "method-not-allowed", {"method": "PATCH"}),
        (413, "too-large", {"method": "POST", "content": b"#" * 1_000_001, "type": "direct"}),
        (414, "too-large", {"method": "GET", "address": {"query": "x" * 60_001}}),
    ],
)  # fmt: skip
def test_wrong_requests_are_told_what_is_wrong(client, status, slug, call):
    types = {"form": "application/x-www-form-urlencoded", "direct": "application/sparql-query"}
    kind, _, rest = call.get("type", "").partition(";")
    headers = {"content-type": types.get(kind, kind) + (f";{rest}" if rest else "")} if kind else {}
    response = client.request(
        call["method"],
        "/sparql",
        params=call.get("address"),
        data=call.get("data"),
        content=call.get("content"),
        headers=headers,
    )
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"].endswith("/" + slug)


def test_a_body_without_length_is_counted_as_it_comes(client):
    def pieces():
        for _ in range(30):
            yield b"#" * 50_000

    headers = {"content-type": "application/sparql-query"}
    response = client.post("/sparql", content=pieces(), headers=headers)
    assert response.status_code == 413


def test_a_syntax_error_has_line_and_column(client):
    response = client.get("/sparql", params={"query": "SELECT *\nWHERE {\n  ?s ?p }"})
    problem = response.json()
    assert problem["line"] == 3
    assert problem["column"] >= 9
    assert f"line 3, column {problem['column']}" in problem["detail"]


def test_nothing_was_written_by_the_updates(client):
    assert client.get("/sparql", params={"query": "ASK { <a:a> ?p ?o }"}).json()["boolean"] is False
