"""The limit on what one answer holds: refused, or cut with a mark for who asks for a part; never cut and silent."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
import xml.etree.ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from api import truncation
from api.app import create_app
from api.engine import GRAPH, TABLE, TRUTH, Found
from api.truncation import Limit, TooLarge
from kg.settings import Settings

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TABLES = [JSON, XML, CSV, TSV]
MARKED = [
    "text/turtle",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/rdf+xml",
]
NASTY = [
    '},{"a":{"type":"', '"', "\\", '\\"', "\r\n", "\n", "\t", ",", "</result><result>", "]}", "# truncated", "روسيا", "a,b\r\n",
    '"],"truncated":true', "", "\u2028", "-->",
]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=8),
)
ROWS = st.lists(st.tuples(TEXT, st.none() | TEXT), max_size=12)


class InPieces(Found):
    """An answer that is written a few bytes at a time, as a serialiser may do."""

    __slots__ = ("size",)

    def write(self, out, media_type):
        whole = io.BytesIO()
        Found.write(self, whole, media_type)
        raw = whole.getvalue()
        for start in range(0, len(raw), self.size):
            out.write(raw[start : start + self.size])
        out.flush()


def table(rows, size=0):
    """A native table of these rows; None is a variable without a value."""
    terms = " ".join(f"({ox.Literal(a)} {'UNDEF' if b is None else ox.Literal(b)})" for a, b in rows)
    solutions = ox.Store().query(f"SELECT ?a ?مورد WHERE {{ VALUES (?a ?مورد) {{ {terms} }} }}")
    if not size:
        return Found(TABLE, solutions)
    found = InPieces(TABLE, solutions)
    object.__setattr__(found, "size", size)
    return found


def graph(number):
    return Found(
        GRAPH,
        (
            ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal(i))
            for i in range(number)
        ),
    )


def written(found, media_type, limit=None):
    out = io.BytesIO()
    truncation.write(found, out, media_type, limit or Limit())
    return out.getvalue()


def cells(raw):
    """The rows of a table in JSON or XML."""
    if raw.startswith(b"{"):
        bindings = json.loads(raw)["results"]["bindings"]
        return [(row["a"]["value"], row.get("مورد", {}).get("value")) for row in bindings]
    space = "{http://www.w3.org/2005/sparql-results#}"
    found = []
    for result in ET.fromstring(raw).iter(space + "result"):  # noqa: S314 - written by ourselves
        values = {b.get("name"): b.findtext(space + "literal") for b in result}
        found.append((values["a"], values.get("مورد")))
    return found


# --- tables ---


@given(
    rows=ROWS,
    media_type=st.sampled_from(TABLES),
    size=st.integers(1, 200),
    spare=st.integers(0, 3),
    partial=st.booleans(),
)
def test_what_is_within_the_limit_is_written_as_without_one(  # noqa: PLR0917 - drawn by name
    rows, media_type, size, spare, partial, small_pieces
):
    whole = written(table(rows), media_type)
    limit = Limit(max(1, len(rows) + spare), len(whole) + spare, partial=partial)
    assert written(table(rows, size), media_type, limit) == whole


@given(
    rows=ROWS.filter(lambda rows: len(rows) > 1),
    media_type=st.sampled_from(TABLES),
    size=st.integers(1, 200),
    data=st.data(),
)
def test_what_is_over_the_limit_is_refused(rows, media_type, size, data, small_pieces):
    whole = written(table(rows), media_type)
    for limit in (
        Limit(rows=data.draw(st.integers(1, len(rows) - 1))),
        Limit(size=data.draw(st.integers(1, len(whole) - 1))),
    ):
        with pytest.raises(TooLarge):
            written(table(rows, size), media_type, limit)


@given(
    rows=ROWS.filter(lambda rows: len(rows) > 1),
    media_type=st.sampled_from([JSON, XML]),
    size=st.integers(1, 200),
    data=st.data(),
)
def test_a_part_has_the_first_rows_and_a_mark(rows, media_type, size, data, small_pieces):
    number = data.draw(st.integers(1, len(rows) - 1))
    part = written(table(rows, size), media_type, Limit(rows=number, partial=True))
    whole = cells(written(table(rows), media_type))
    assert cells(part) == whole[:number]
    if media_type == JSON:
        assert json.loads(part)["truncated"] == {"limit": "rows", "rows": number}
    else:
        assert f"<!-- truncated after {number} rows" in part.decode()


@given(
    rows=ROWS.filter(lambda rows: len(rows) > 1),
    media_type=st.sampled_from([JSON, XML]),
    size=st.integers(1, 200),
    data=st.data(),
)
def test_a_part_of_so_many_bytes_has_whole_rows(rows, media_type, size, data, small_pieces):
    raw = written(table(rows), media_type)
    limit = Limit(size=data.draw(st.integers(1, len(raw) - 1)), partial=True)
    try:
        part = written(table(rows, size), media_type, limit)
    except TooLarge:  # not even the first row is within it
        return
    found = cells(part)
    assert 0 < len(found) < len(rows)
    assert found == cells(raw)[: len(found)]
    assert len(part) <= limit.size + 150, "the rows are within the limit, the mark may go over"
    said = (
        json.loads(part)["truncated"]["rows"]
        if media_type == JSON
        else part.decode().split("after ")[-1].split()[0]
    )
    assert int(said) == len(found)


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_nothing_follows_the_mark(media_type):
    """A native serialiser that is stopped still empties its buffer."""
    rows = [(f"row {number}", None) for number in range(5000)]
    part = written(table(rows), media_type, Limit(rows=10, partial=True))
    assert cells(part) == rows[:10]


@pytest.mark.parametrize("media_type", [CSV, TSV])
def test_a_format_without_a_place_for_a_mark_has_no_parts(media_type):
    with pytest.raises(TooLarge):
        written(table([("a", "b")] * 3), media_type, Limit(rows=2, partial=True))


@pytest.mark.parametrize("media_type", TABLES)
def test_a_row_that_is_longer_than_a_piece_goes_through(media_type):
    rows = [("x" * 1_000_000, "y"), ("z", "y" * 300_000)]
    limit = Limit(rows=2, size=10_000_000)
    assert written(table(rows), media_type, limit) == written(table(rows), media_type)
    with pytest.raises(TooLarge):
        written(table(rows), media_type, Limit(size=500_000))


def test_rows_that_bind_nothing_are_bounded_by_bytes_in_json():
    query = "SELECT ?no WHERE { VALUES ?a { 1 2 3 4 5 6 7 8 9 } }"
    with pytest.raises(TooLarge):
        written(Found(TABLE, ox.Store().query(query)), JSON, Limit(size=50))


def test_truth_has_no_rows():
    assert (
        json.loads(written(Found(TRUTH, ox.Store().query("ASK {}")), JSON, Limit(rows=1, size=1)))["boolean"]
        is True
    )


# --- graphs ---


@pytest.mark.parametrize("media_type", [*MARKED, "application/ld+json"])
def test_a_graph_within_the_limit_is_written_as_without_one(media_type):
    limit = Limit(rows=5, size=10_000, partial=True)
    assert written(graph(5), media_type, limit) == written(graph(5), media_type)


@pytest.mark.parametrize("media_type", [*MARKED, "application/ld+json"])
@pytest.mark.parametrize("limit", [Limit(rows=4), Limit(size=20_000)])
def test_a_graph_over_the_limit_is_refused(media_type, limit):
    with pytest.raises(TooLarge):
        written(graph(5 if limit.rows else 50_000), media_type, limit)


@pytest.mark.parametrize("media_type", MARKED)
@pytest.mark.parametrize("limit", [Limit(rows=4, partial=True), Limit(size=20_000, partial=True)])
def test_a_part_of_a_graph_can_be_read_and_is_marked(media_type, limit):
    part = written(graph(50_000), media_type, limit)
    found = list(ox.parse(part, format=ox.RdfFormat.from_media_type(media_type)))
    assert found[0].object == ox.Literal(0)
    assert len(found) == (limit.rows or len(found)) < 50_000
    last = part.decode().strip().splitlines()[-1]
    assert f"truncated after {len(found)} statements" in last


def test_json_ld_has_no_place_for_a_mark():
    with pytest.raises(TooLarge):
        written(graph(5), "application/ld+json", Limit(rows=4, partial=True))


@pytest.fixture(scope="module")
def small_pieces():
    """Pieces of a few bytes, so that every row lies across several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(truncation, "_PIECE", 40)
        yield


# --- through the service ---

SELECT = "SELECT ?s ?o WHERE { ?s skos:prefLabel ?o } ORDER BY ?s ?o"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def limited(store, serving):
    with serving(store, query_seconds=20, answer_rows=10, answer_megabytes=1) as client:
        yield client


def test_an_answer_with_more_rows_is_refused_and_says_so(limited):
    for query in (SELECT, CONSTRUCT):
        response = limited.get("/sparql", params={"query": query})
        assert response.status_code == 403
        problem = response.json()
        assert problem["type"].endswith("/answer-too-large")
        assert "at most 10" in problem["detail"]
        assert "partial=true" in problem["advice"]


def test_an_answer_within_the_limit_carries_no_mark(limited, client):
    for media_type in TABLES:
        call = {
            "params": {"query": f"{SELECT} LIMIT 10", "partial": "true"},
            "headers": {"accept": media_type},
        }
        within, without = limited.get("/sparql", **call), client.get("/sparql", **call)
        assert within.status_code == 200
        assert within.content == without.content


@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_who_asks_for_a_part_gets_one(limited, client, way):
    if way == "GET":
        response = limited.get("/sparql", params={"query": SELECT, "partial": "true"})
    elif way == "form":
        response = limited.post("/sparql", data={"query": SELECT, "partial": "true"})
    else:
        headers = {"content-type": "application/sparql-query"}
        response = limited.post("/sparql?partial", content=SELECT, headers=headers)
    assert response.status_code == 200
    whole = client.get("/sparql", params={"query": SELECT}).json()["results"]["bindings"]
    assert response.json()["results"]["bindings"] == whole[:10]
    assert response.json()["truncated"] == {"limit": "rows", "rows": 10}


@pytest.mark.parametrize(("query", "name", "status"), [
    (SELECT, "xml", 200), (SELECT, "csv", 403), (SELECT, "tsv", 403),
    (CONSTRUCT, "ttl", 200), (CONSTRUCT, "rdf", 200), (CONSTRUCT, "jsonld", 403),
])  # fmt: skip
def test_a_part_is_had_where_it_can_be_marked(limited, query, name, status):
    response = limited.get("/sparql", params={"query": query, "format": name, "partial": "true"})
    assert response.status_code == status
    assert ("truncated after 10" in response.text) is (status == 200)


def test_the_limit_of_rows_is_for_queries_that_are_sent(limited):
    assert len(limited.get("/graphs?default&format=nt").text.splitlines()) > 10
    assert limited.get("/api/v1/states").json()["total"] == 5
    assert limited.get("/void").status_code == 200


@pytest.fixture
def address(store):
    """The service behind a real socket, where a transfer can break off."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(store, Settings(query_seconds=20, query_megabytes=800, answer_rows=30_000), processes=1)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


def test_an_answer_that_grows_too_large_on_its_way_breaks_off(address):
    pairs = "SELECT ?a ?c ?o WHERE { ?a ?b ?c . ?s ?p ?o . ?x a ag:State }"
    with httpx.Client(base_url=address, timeout=30) as client:
        for name in ("csv", "json"):
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/sparql", params={"query": pairs, "format": name})
        part = client.get("/sparql", params={"query": pairs, "partial": "true"}).json()
        assert len(part["results"]["bindings"]) == part["truncated"]["rows"] == 30_000
        whole = client.get("/sparql", params={"query": f"{pairs} LIMIT 30000", "format": "csv"})
        assert len(list(csv.reader(io.StringIO(whole.text, newline="")))) == 30_001
