"""The SPARQL 1.1 Protocol, a table per rule."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

SELECT = "SELECT ?s WHERE { ?s a ag:Transfer } ORDER BY ?s"
ASK = "ASK { ?s a ag:Transfer }"
CONSTRUCT = "CONSTRUCT { ?s ag:supplier ?o } WHERE { ?s a ag:Transfer ; ag:supplier ?o }"
DESCRIBE = "DESCRIBE <https://w3id.org/armsgraph/id/transfer/rus-tur-s-400>"
GRAPH = "https://w3id.org/armsgraph/graph/"
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def number(response):
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/sparql-results+json", JSON),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/xml", "text/xml; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/*;q=0.9, application/*;q=0.1", "text/csv; charset=utf-8"),
        ("*/*;q=0.9, application/sparql-results+json;q=0.1", "application/sparql-results+xml"),
        ("TEXT/CSV; charset=utf-8", "text/csv; charset=utf-8"),
        ("image/png, */*;q=0.1", JSON),
    ],
)
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_results_come_in_the_type_that_is_liked_best(client, query, accept, content_type):
    headers = {"accept": accept} if accept else {}
    client.headers.pop("accept", None)
    response = client.get("/sparql", params={"query": query}, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert "Accept" in response.headers["vary"].split(", ")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/n-quads", "application/n-quads"),
        ("application/trig", "application/trig"),
        ("application/rdf+xml;q=0.2, application/n-triples;q=0.8", "application/n-triples"),
        (JSON + ", application/ld+json;q=0.5", "application/ld+json"),
    ],
)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_graphs_come_in_the_type_that_is_liked_best(client, query, accept, content_type):
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    rdf = content_type.partition(";")[0].replace("application/json", "application/ld+json")
    assert len(list(ox.parse(response.content, ox.RdfFormat.from_media_type(rdf)))) >= 3


@pytest.mark.parametrize(
    ("query", "name", "content_type"),
    [
        (SELECT, "csv", "text/csv; charset=utf-8"),
        (SELECT, "xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (ASK, "tsv", "text/tab-separated-values; charset=utf-8"),
        (CONSTRUCT, "nt", "application/n-triples"),
        (CONSTRUCT, "jsonld", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_format_goes_before_the_header(client, query, name, content_type):
    headers = {"accept": "image/png"}
    response = client.get("/sparql", params={"query": query, "format": name}, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize(
    ("query", "accept", "name"),
    [
        (SELECT, "text/turtle", None),
        (SELECT, "image/png", None),
        (SELECT, "*/*;q=0", None),
        (CONSTRUCT, "text/csv", None),
        (ASK, "application/ld+json", None),
        (SELECT, "*/*", "turtle"),
        (CONSTRUCT, "*/*", "csv"),
        (SELECT, "*/*", "docx"),
    ],
)
def test_what_does_not_fit_is_not_acceptable(client, query, accept, name):
    parameters = {"query": query} | ({"format": name} if name else {})
    response = client.get("/sparql", params=parameters, headers={"accept": accept})
    assert response.status_code == 406
    assert response.json()["available"]


def test_ask_in_csv_is_one_word(client):
    response = client.get("/sparql", params={"query": ASK, "format": "csv"})
    assert response.text == "true\n"


# --- the three ways in ---

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


# --- datasets ---


def test_the_default_graph_is_the_union_unless_something_is_named(client):
    everything = number(client.get("/sparql", params={"query": COUNT}))
    one = number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": GRAPH + "transfers"}))
    both = {"query": COUNT, "default-graph-uri": [GRAPH + "transfers", GRAPH + "reference"]}
    two = number(client.get("/sparql", params=both))
    assert 0 < one < two < everything


def test_from_in_the_query_names_the_dataset(client):
    query = f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}transfers> WHERE {{ ?s ?p ?o }}"  # noqa: S608 - not SQL
    one = number(client.get("/sparql", params={"query": COUNT, "default-graph-uri": GRAPH + "transfers"}))
    assert number(client.get("/sparql", params={"query": query})) == one
    assert number(client.get("/sparql", params={"query": query.replace("FROM", "from")})) == one


def test_the_dataset_of_the_request_goes_before_that_of_the_query(client):
    query = f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}reference> WHERE {{ ?s ?p ?o }}"  # noqa: S608 - not SQL
    given = client.get("/sparql", params={"query": query, "default-graph-uri": GRAPH + "transfers"})
    alone = client.get("/sparql", params={"query": COUNT, "default-graph-uri": GRAPH + "transfers"})
    assert number(given) == number(alone)


@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_named_graphs_of_the_request_bound_what_graph_may_name(client, way):
    query = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    named = {"named-graph-uri": GRAPH + "reference"}
    if way == "GET":
        response = client.get("/sparql", params={"query": query, **named})
    elif way == "form":
        response = client.post("/sparql", data={"query": query, **named})
    else:
        headers = {"content-type": "application/sparql-query"}
        response = client.post("/sparql", params=named, content=query, headers=headers)
    assert number(response) == 1
    assert number(client.get("/sparql", params={"query": query})) == 5


def test_with_named_graphs_alone_the_default_graph_is_empty(client):
    assert number(client.get("/sparql", params={"query": COUNT, "named-graph-uri": GRAPH + "reference"})) == 0
    query = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{GRAPH}reference> WHERE {{ ?s ?p ?o }}"  # noqa: S608 - not SQL
    assert number(client.get("/sparql", params={"query": query})) == 0


# --- what surrounds a query ---


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"]
)
def test_without_a_query_the_service_describes_itself(client, media_type):
    response = client.get("/sparql", headers={"accept": media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = {
        (q.predicate.value, q.object.value)
        for q in ox.parse(response.content, ox.RdfFormat.from_media_type(media_type))
    }
    assert (sd + "feature", sd + "UnionDefaultGraph") in found
    assert (sd + "supportedLanguage", sd + "SPARQL11Query") in found


def test_browsers_get_a_page_to_ask_from(client):
    response = client.get("/sparql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<textarea" in response.text


def test_head_is_get_without_the_body(client):
    query = {"query": SELECT}
    head, get = client.head("/sparql", params=query), client.get("/sparql", params=query)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == get.headers[name]


def test_anyone_may_read_without_credentials(client):
    headers = {"origin": "https://example.org", "access-control-request-method": "POST"}
    asked = client.options("/sparql", headers=headers)
    assert asked.status_code == 204
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    answer = client.get("/sparql", params={"query": ASK}, headers={"origin": "https://example.org"})
    for response in (asked, answer, client.get("/nothing-here")):
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers


def test_a_large_answer_is_streamed_whole(client):
    query = "SELECT ?a ?c ?o WHERE { ?a ?b ?c . ?s ?p ?o . ?x a ag:State } LIMIT 40000"
    response = client.get("/sparql", params={"query": query, "format": "csv"})
    assert len(response.content) > 2_000_000
    assert response.text.count("\r\n") == 40_001
    assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True
