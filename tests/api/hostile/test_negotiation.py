"""What a client may say about the form of an answer, and the time that it is as of, said in bad faith."""

from __future__ import annotations

import pytest
from hostile import is_clean, is_problem

ASK = "/sparql?query=ASK%7B%7D"
PATHS = (
    ASK,
    "/sparql",
    "/id/state/RUS",
    "/ontology",
    "/api/v1/states/RUS",
    "/api/v1/transfers",
    "/",
    "/nowhere",
)
ACCEPTED = {
    "ten thousand entries": ",".join(f"a/b{number}" for number in range(6_000)),
    "ten thousand commas": "," * 50_000,
    "one entry over and over": "text/turtle," * 4_000,
    "many parameters": "text/turtle;" + "a=b;" * 12_000,
    "a quality that is no number": "text/turtle;q=nan, application/json;q=inf",
    "a quality beyond all": "text/turtle;q=" + "9" * 1_000,
    "a quality below zero": "text/turtle;q=-1",
    "a quality of elsewhere": "text/turtle;q=٠.٥",
    "a quality with an exponent": "text/turtle;q=1e-9",
    "all refused": "*/*;q=0",
    "a quoted text without end": 'text/turtle;a="' + "b" * 1_000,
    "a quoted comma": 'text/turtle;a=",", text/html',
    "quotes in quotes": 'text/turtle;a="\\"\\"' + '"' * 1_000,
    "strokes": "/" * 10_000,
    "stars": "*/" * 10_000,
    "a star in the middle": "te*t/tur*le, */html",
    "a type without a stroke": "turtle",
    "a type of another script": "نص/سلحفاة",
    "a script": "text/<script>alert(1)</script>",
    "a new line of one's own": "text/turtle\tX: y",
    "a media type of a page": "text/html;charset=utf-7",
    "a profile": 'application/ld+json;profile="http://127.0.0.1:SINK/frame"',
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accept_header_in_bad_faith_is_answered_or_refused(strangers, sink, name):
    value = ACCEPTED[name].replace("SINK", str(sink.port))
    for path in PATHS:
        answer = strangers.get(path, f"Accept: {value}")
        # What is too long for the parser of the protocol is refused before the service sees it.
        assert answer.status in (200, 303, 307, 308, 400, 404, 406, 431), (path, answer.status)
        if answer.status in (404, 406):
            is_problem(answer)
        assert "<script>" not in answer.text or "text/html" not in answer.headers["content-type"]


FORMATS = (
    "", " ", "turtle\0", "../ttl", "text/turtle;charset=utf-16", "TEXT/TURTLE", "ttl,json", "ttl&format=json", "exe", "*/*", "*", "%2574tl",
    "\u202elttl", "ttl\r\nX: y", "x" * 5_000, "application/x-binary-rdf-results-table", "json<script>alert(1)</script>", "0", "null", "[]",
)  # fmt: skip


@pytest.mark.parametrize("value", FORMATS, ids=range(len(FORMATS)))
def test_a_format_in_bad_faith_is_answered_or_refused(strangers, value):
    encoded = "".join(f"%{byte:02X}" for byte in value.encode())
    for path in ("/sparql?query=ASK%7B%7D&format=", "/sparql?format=", "/id/state/RUS?format=", "/ontology?format=",
                 "/api/v1/states?format=", "/api/v1/states/RUS?format="):  # fmt: skip
        answer = strangers.get(path + encoded)
        is_clean(answer)
        assert "x" not in answer.headers
    repeated = strangers.get(f"{ASK}&format=json&format={encoded}")
    assert repeated.status == 400
    is_problem(repeated)


TIMES = (
    "", "0", "-1", "0000-00-00", "0000-01-01", "9999-12-31", "10000-01-01", "2024-02-30", "2024-13", "2024-1-1", "2024-W01", "2024-366",
    "2024-01-01T00:00:00Z", "-0044-03-15", "+2024-01-01", "2024‐01‐01", "٢٠٢٤-٠١-٠١", "２０２４", "now", "tomorrow", "latest", "..", "../../etc/passwd",
    "sipri-2024\0", "sipri-2024' OR 1=1", "x" * 30_000, "2024-01-01/2025-01-01", "{}", "\u202e4202", "http://127.0.0.1:1/", "1e3", "nan",
)  # fmt: skip


@pytest.mark.parametrize("value", TIMES, ids=range(len(TIMES)))
def test_a_time_in_bad_faith_is_answered_or_refused(client, value):
    for path, name in (("/api/v1/states", "as_of"), ("/id/state/RUS", "as_of"), (ASK, "as-of")):
        answer = client.get(path, params={name: value} | ({"query": "ASK {}"} if path == ASK else {}))
        assert answer.status_code in (200, 400, 404, 422, 503), answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert "Traceback" not in answer.text


def test_many_times_in_one_request_are_refused(strangers):
    several = "&".join(f"as_of=20{number:02}" for number in range(100))
    answer = strangers.get(f"/api/v1/states?{several}")
    assert answer.status == 400
    is_problem(answer)


def test_a_time_by_graph_is_taken_for_no_address(strangers, sink):
    for graph in (
        "as-of/../../etc/passwd",
        "as-of/\\u0000",
        "as-of/" + "9" * 10_000,
        "as-of/",
        "as-of/2024-01-01> FROM <a:a",
    ):
        dataset = f"FROM <https://w3id.org/armsgraph/graph/{graph}>"
        answer = strangers.query(f"SELECT * {dataset} {{ ?s ?p ?o }} LIMIT 1")
        # A time that could be one is answered, or its view is still being made.
        assert answer.status in (200, 400, 422) or answer.problem["type"].endswith("/view-being-made"), (
            answer.text
        )
    for iri in (sink.url, "file:///etc/passwd", "\0", "a b", "x" * 20_000, ""):
        encoded = "".join(f"%{byte:02X}" for byte in iri.encode())
        for name in ("default-graph-uri", "named-graph-uri"):
            is_clean(strangers.get(f"{ASK}&{name}={encoded}"))
    assert sink.came == []
