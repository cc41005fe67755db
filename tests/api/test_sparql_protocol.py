"""What surrounds queries: HEAD, OPTIONS, CORS without credentials, methods that write, large answers."""

from __future__ import annotations

import re

import pytest

SELECT = "SELECT ?s WHERE { ?s a ag:Transfer } ORDER BY ?s"
ASK = "ASK { ?s a ag:Transfer }"


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


# --- on every route ---

WRITES = ["PUT", "POST", "DELETE", "PATCH"]


@pytest.fixture(scope="module")
def routes(client):
    """All paths that are described, with something in place of their parameters."""
    paths = client.get("/openapi.json").json()["paths"]
    assert len(paths) > 15
    return {re.sub(r"\{[^}]*\}", "x", path): set(methods) for path, methods in paths.items()}


READING = {"/api/v1/extract", "/api/v1/validate"}


@pytest.mark.parametrize("method", WRITES)
def test_no_route_takes_an_update(client, routes, method):
    """Never a 2xx, whatever the method: 405 where it is not taken, else an error that says what is wrong."""
    before = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).content
    for path, taken in routes.items():
        for content_type, body in (
            ("application/sparql-update", "CLEAR ALL"),
            ("application/x-www-form-urlencoded", "update=CLEAR%20ALL"),
            ("text/turtle", "<x:a> <x:b> <x:c> ."),
        ):
            response = client.request(method, path, content=body, headers={"content-type": content_type})
            if path in READING and method == "POST":  # it says what it thinks of RDF, and keeps nothing
                assert response.status_code < 500, f"{method} {path}"
                continue
            assert 400 <= response.status_code < 500, f"{method} {path}"
            if method.lower() not in taken:
                assert response.status_code == 405, f"{method} {path}"
                allowed = set(response.headers["allow"].split(", "))
                assert method not in allowed
                assert {one.upper() for one in taken} | {"OPTIONS"} <= allowed
    assert client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).content == before


def test_every_route_may_be_read_by_pages_of_others_without_credentials(client, routes):
    headers = {"origin": "https://example.org"}
    for path, taken in routes.items():
        asked = client.options(path, headers={**headers, "access-control-request-method": "GET"})
        assert asked.status_code == 204, path
        told = {one.upper() for one in taken} | {"OPTIONS"} | ({"HEAD"} if "get" in taken else set())
        assert set(asked.headers["allow"].split(", ")) == told, path
        assert asked.headers["access-control-allow-methods"] == asked.headers["allow"], path
        for response in (asked, client.get(path, headers={**headers, "cookie": "a=b"})):
            assert response.headers["access-control-allow-origin"] == "*", path
            assert "access-control-allow-credentials" not in response.headers, path
            assert "set-cookie" not in response.headers, path


def test_head_is_get_without_the_body_on_every_route(client, routes):
    for path in routes:
        head, get = client.head(path), client.get(path)
        assert head.status_code == get.status_code, path
        assert head.content == b"", path
        assert head.headers["content-type"] == get.headers["content-type"], path


@pytest.mark.parametrize(
    "address",
    [
        "/sparql?query=ASK%20%7B%7D",
        "/sparql",
        "/void",
        "/graphs?default",
        "/graph/transfers",
        "/id/state/RUS",
        "/ontology",
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "text/html", "image/png"])
def test_caches_are_told_that_the_accept_header_matters(client, address, accept):
    response = client.get(address, headers={"accept": accept})
    assert response.status_code in (200, 406)
    assert "Accept" in response.headers["vary"].split(", ")
