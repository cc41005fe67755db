"""What strangers send: a clean answer each, never a mistake of the service."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NASTY = [
    "%00", "%FF", "%C3%28", "%ED%A0%80", "..%2F..%2Fetc%2Fpasswd", "../../etc/passwd", "%0D%0ASet-Cookie:a=b",
    "%E2%80%AE", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "'%20OR%201=1", "%7D%20UNION%20%7B", "%3Chttp://a%3E",
    "{{7*7}}", "%25s%25n", "a" * 5000, "%F0%9F%92%A3", "-1", "1e999", "٣", "http://[::1]:9/", "file:///etc/passwd",
    "%5Cu0053ERVICE", "%23", "?", ";", "%20",
]  # fmt: skip
PLACES = [
    "/{}", "/states/{}", "/leaders/{}", "/weapons/{}", "/transfers/{}", "/records/{}", "/id/{}", "/id/state/RUS?format={}",
    "/search?q={}", "/search?q=a&kind={}", "/search?q=a&limit={}", "/transfers?supplier={}", "/transfers?weapon={}",
    "/transfers?category={}", "/transfers?from={}", "/transfers?to={}", "/transfers?stage={}", "/transfers?offset={}",
    "/transfers?source={}", "/transfers?sort={}", "/transfers?facets={}", "/transfers?cursor={}", "/transfers.rq?source={}",
    "/transfers/{}/timeline", "/transfers/{}/rivals", "/claims/{}", "/claims/{}/evidence", "/evidence?claim={}",
    "/evidence?language={}", "/states/{}.csv", "/transfers/{}.ttl", "/transfers?format={}",
    "/sparql?query={}", "/sparql?query=ASK%7B%7D&default-graph-uri={}", "/sparql?query=ASK%7B%7D&format={}", "/ontology?format={}",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_nothing_strange_in_an_address_is_a_mistake_of_ours(client, place):
    for nasty in NASTY:
        response = client.get(place.format(nasty), follow_redirects=False)
        assert response.status_code < 500, (place, nasty, response.text)
        assert "set-cookie" not in response.headers
        if response.headers["content-type"].startswith("text/html"):
            assert "<script" not in response.text
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json"
            assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "," * 5000},
        {"accept": "text/turtle;q=nan, */*;q=inf"},
        {"accept": ";;;=/,/,*/,/*"},
        {"accept": "*/*;q=" + "9" * 400},
        {"accept": "text/html;" + "a=b;" * 2000},
        {"content-type": "application/sparql-query; charset=" + "x" * 3000},
        {"content-type": "multipart/form-data; boundary="},
        {"content-length": "-5"},
        {"content-length": "5e3"},
        {"host": "a b"},
        {"range": "bytes=0-1,2-3,4-"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/id/state/RUS", "/states", "/sparql"])
def test_nothing_strange_in_a_header_is_a_mistake_of_ours(client, path, headers):
    for method in ("GET", "POST", "HEAD", "OPTIONS"):
        response = client.request(method, path, headers=headers)
        assert response.status_code < 500, (method, response.text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_a_query_or_an_error(client, text):
    assert client.post("/sparql", data={"query": text}).status_code in (200, 400, 403)
    assert client.get("/transfers", params={"supplier": text, "category": text}).status_code in (200, 422)
    assert client.get("/search", params={"q": text}).status_code in (200, 422)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80))
def test_any_bytes_are_a_query_or_an_error(client, body):
    for media_type in ("application/sparql-query", "application/x-www-form-urlencoded"):
        response = client.post("/sparql", content=body, headers={"content-type": media_type})
        assert response.status_code in (200, 400, 403)
