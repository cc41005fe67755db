"""What surrounds a query at /sparql: HEAD, OPTIONS, CORS, large answers."""

from __future__ import annotations

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
