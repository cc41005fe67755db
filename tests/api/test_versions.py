"""Answers have versions: who has one is told so, what was answered is kept until the dataset changes, and all can be packed."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.failures import QueryFailed
from api.versions import Answers, Kept
from kg.settings import Settings
from kg.store import version

QUERY = {"query": "SELECT ?s { ?s a ag:State } ORDER BY ?s"}
EVERYTHING = {"query": "SELECT * { ?a ?b ?c . ?d skos:prefLabel ?e }", "format": "csv"}
PATHS = ["/sparql?query=ASK%20%7B%7D", "/api/v1/states/RUS", "/id/state/RUS", "/ontology", "/states"]


def versioned(client):
    """The layer that keeps answers, of the application behind a client."""
    layer = client.app.middleware_stack
    while not hasattr(layer, "answers"):
        layer = layer.app
    return layer.answers


@pytest.fixture
def changing(store, tmp_path, serving, monkeypatch):
    """The service over a copy of the fixture, and a way to commit to it."""
    monkeypatch.setattr(version, "AGAIN_AFTER", -1.0)
    folder = shutil.copytree(store, tmp_path / "store")

    def commit() -> None:
        opened = ox.Store(str(folder))
        state = ox.NamedNode("https://w3id.org/armsgraph/id/state/ZZZ")
        graph = ox.NamedNode("https://w3id.org/armsgraph/graph/reference")
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        opened.add(ox.Quad(state, kind, ox.NamedNode("https://w3id.org/armsgraph/ontology#State"), graph))
        opened.flush()
        del opened

    with serving(str(folder)) as client:
        yield client, commit


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_from_the_dataset_has_a_tag_and_says_how_it_may_be_kept(client, path):
    headers = client.get(path).headers
    assert headers["etag"].startswith('"')
    assert headers["cache-control"] == "public, no-cache"
    assert headers["x-dataset-version"]
    assert {"Accept", "Accept-Encoding"} <= {part.strip() for part in headers["vary"].split(",")}


@pytest.mark.parametrize("path", PATHS)
def test_who_has_an_answer_is_told_so(client, path):
    tag = client.get(path).headers["etag"]
    for said in (tag, f"W/{tag}", f'"other", {tag}'):
        response = client.get(path, headers={"if-none-match": said})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
        assert response.headers["x-content-type-options"] == "nosniff"
    assert client.head(path, headers={"if-none-match": tag}).status_code == 304
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_tag_is_of_one_format_one_packing_and_one_address(client):
    tags = [
        client.get(path, headers=headers).headers["etag"]
        for path in ("/states/RUS", "/states/TUR")
        for headers in (
            {"accept-encoding": "identity"},
            {"accept-encoding": "gzip"},
            {"accept-encoding": "identity", "accept": "application/json;q=0.5"},
        )
    ]
    assert len(set(tags)) == len(tags)


def test_the_day_of_the_last_change_is_told_and_asked_for(store, tmp_path, serving):
    folder = shutil.copytree(store, tmp_path / "store")
    old = time.time() - 3600
    for path in folder.iterdir():
        os.utime(path, (old, old))
    with serving(str(folder)) as client:
        told = client.get("/states/RUS").headers["last-modified"]
        assert client.get("/states/RUS", headers={"if-modified-since": told}).status_code == 304
        earlier = "Mon, 01 Jan 2001 00:00:00 GMT"
        assert client.get("/states/RUS", headers={"if-modified-since": earlier}).status_code == 200
        assert client.get("/states/RUS", headers={"if-modified-since": "yesterday"}).status_code == 200
        # A tag says more than a day.
        both = {"if-modified-since": told, "if-none-match": '"other"'}
        assert client.get("/states/RUS", headers=both).status_code == 200


def test_a_day_is_no_word_on_what_is_not_there(store, tmp_path, serving):
    folder = shutil.copytree(store, tmp_path / "store")
    for path in folder.iterdir():
        os.utime(path, (0, time.time() - 3600))
    with serving(str(folder)) as client:
        now = formatdate(usegmt=True)
        for path, status in (
            ("/states/ZZZ", 404),
            ("/states?limit=x", 422),
            ("/nothing", 404),
            ("/states", 304),
        ):
            assert client.get(path, headers={"if-modified-since": now}).status_code == status
        # What was told by its day alone is kept whole for those who ask for it.
        assert client.get("/states").json()["total"] == 5


def test_pages_that_are_not_from_the_dataset_do_not_wait_for_it(store, monkeypatch):
    asked = []

    async def place(self):
        asked.append(self)
        raise QueryFailed("making", "still")

    monkeypatch.setattr("api.public.PublicCopy.place", place)
    client = TestClient(create_app(store, Settings()))  # never entered: nothing is made ahead of a question
    for path, status in (
        ("/", 200),
        ("/docs", 200),
        ("/openapi.json", 200),
        ("/healthz", 200),
        ("/metrics", 403),
    ):
        assert client.get(path).status_code == status
    assert asked == []
    assert client.get("/states").status_code == 503
    assert asked


def test_nothing_is_kept_of_a_server_whose_changes_cannot_be_seen(serving):
    answers = iter(range(100))

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = unquote_plus(self.rfile.read(int(self.headers["content-length"])).decode())
            rows = [{"n": {"type": "literal", "value": str(next(answers))}}] if "?n" in asked else []
            body = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": rows}}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/sparql-results+json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with serving(f"http://127.0.0.1:{server.server_port}/sparql", everything=True) as client:
                asked = [client.get("/sparql", params={"query": "SELECT ?n {}"}) for _ in range(3)]
            assert [one.status_code for one in asked] == [200] * 3
            values = [int(one.json()["results"]["bindings"][0]["n"]["value"]) for one in asked]
            assert values == sorted(set(values))
            assert all("etag" not in one.headers for one in asked)
        finally:
            server.shutdown()
            thread.join()


def test_what_changed_this_very_second_has_no_day_yet(changing):
    client, commit = changing
    commit()
    assert "last-modified" not in client.get("/states/RUS").headers


def test_what_was_asked_before_is_not_worked_out_again_until_the_dataset_changes(changing):
    client, commit = changing
    first = client.get("/sparql", params=QUERY)
    again = client.get("/sparql", params=QUERY)
    assert versioned(client).hits == 1
    assert again.content == first.content
    assert {**again.headers, "x-request-id": ""} == {**first.headers, "x-request-id": ""}
    commit()
    fresh = client.get("/sparql", params=QUERY)
    assert len(fresh.json()["results"]["bindings"]) == len(first.json()["results"]["bindings"]) + 1
    assert fresh.headers["etag"] != first.headers["etag"]
    stale = client.get("/sparql", params=QUERY, headers={"if-none-match": first.headers["etag"]})
    assert stale.status_code == 200


def test_a_query_that_was_posted_is_kept_too_and_its_body_tells_it_apart(client):
    other = {"query": "SELECT ?s { ?s a ag:Person }"}
    answers = [client.post("/sparql", data=data).content for data in (QUERY, other, QUERY, other)]
    assert answers[0] == answers[2] != answers[1] == answers[3]
    by_body = client.post(
        "/sparql", content=QUERY["query"], headers={"content-type": "application/sparql-query"}
    )
    assert by_body.content == answers[0]


def test_what_was_not_answered_is_not_kept(store, serving):
    with serving(store, query_seconds=0.5) as client:
        endless = {
            "query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
        }
        for _ in range(2):
            response = client.get("/sparql", params=endless)
            assert response.status_code == 503
            assert "etag" not in response.headers
            assert response.headers["cache-control"] == "no-store"
        assert versioned(client).hits == 0
        assert "etag" not in client.get("/states/ZZZ").headers
        assert "etag" not in client.get("/healthz").headers


def test_what_a_client_asks_for_itself_is_not_kept_for_others(client):
    hits = versioned(client).hits
    for _ in range(2):
        client.get("/sparql?query=ASK%20%7B%20%7D%20%23own", headers={"authorization": "Bearer x"})
    assert versioned(client).hits == hits


@pytest.mark.parametrize(
    ("accepted", "packing", "unpack"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("zstd", "zstd", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)),
        ("zstd;q=0, gzip", "gzip", gzip.decompress),
        ("br", None, bytes),
        ("identity", None, bytes),
    ],
)
@pytest.mark.parametrize(
    "params", [{"query": "SELECT * { ?s ?p ?o }"}, {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, EVERYTHING]
)
def test_answers_are_packed_for_who_takes_that(client, accepted, packing, unpack, params):
    plain = client.get("/sparql", params=params, headers={"accept-encoding": "identity"})
    with client.stream("GET", "/sparql", params=params, headers={"accept-encoding": accepted}) as response:
        assert response.headers.get("content-encoding") == packing
        raw = b"".join(response.iter_raw())
    assert unpack(raw) == plain.content
    if packing:
        assert len(raw) < len(plain.content)


@given(st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c", b"d"]), st.integers(0, 900_000)), max_size=30))
def test_what_is_kept_never_takes_more_than_it_may(puts):
    answers = Answers(megabytes=1)
    last: dict[bytes, int] = {}
    for tag, size in puts:
        answers.put(tag, Kept([], b"x" * size))
        last[tag] = size
        assert sum(kept.size for kept in answers._kept.values()) == answers._size <= 1 << 20
    for tag, size in last.items():
        kept = answers.get(tag)
        assert kept is None or len(kept.body) == size
