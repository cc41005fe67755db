"""Bodies that unfold to more than they seem, come drop by drop, or refer to what lies elsewhere."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hostile import is_clean, is_problem

from api.app import create_app

FORM = "Content-Type: application/x-www-form-urlencoded"
DIRECT = "Content-Type: application/sparql-query"
_BOMB = gzip.compress(b"#" * 100_000_000, compresslevel=9)
PACKED = {
    "gzip": ("gzip", gzip.compress(b"ASK {}")),
    "a bomb": ("gzip", _BOMB),
    "a bomb within a bomb": ("gzip, gzip", gzip.compress(_BOMB)),
    "deflate": ("deflate", zlib.compress(b"ASK {}")),
    "another algorithm": ("br", b"\x8b\x02\x80ASK {}\x03"),
    "zstandard": ("zstd", b"\x28\xb5\x2f\xfd\x20\x06\x31\x00\x00ASK {}"),
    "what is no gzip": ("gzip", b"ASK {}"),
    "an algorithm that is none": ("x" * 1_000, b"ASK {}"),
    "ten algorithms": (", ".join(["gzip"] * 10), b"ASK {}"),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_body_is_refused_unopened(strangers, name):
    coding, body = PACKED[name]
    for kind in (FORM, DIRECT):
        answer = strangers.request("POST", "/sparql", kind, f"Content-Encoding: {coding}", body=body)
        assert answer.status == 415, answer.text
        is_problem(answer)
        assert answer.headers["accept-encoding"] == "identity"


def test_a_body_that_says_it_is_not_packed_is_taken(strangers):
    assert strangers.query("ASK {}", "Content-Encoding: identity").status == 200


KINDS = {
    "none": b"",
    "one that means nothing": b"Content-Type: a",
    "XML": b"Content-Type: application/xml",
    "JSON": b"Content-Type: application/json",
    "a form in parts": b"Content-Type: multipart/form-data; boundary=a",
    "a form in parts without end": b"Content-Type: multipart/form-data; boundary=" + b"a" * 5_000,
    "a form in parts without a boundary": b"Content-Type: multipart/form-data",
    "serialised objects": b"Content-Type: application/x-python-pickle",
    "another charset": b"Content-Type: application/sparql-query; charset=utf-16",
    "a charset that is none": b"Content-Type: application/sparql-query; charset=" + b"x" * 5_000,
    "a charset of a page": b"Content-Type: application/sparql-query; charset=utf-7",
    "an update": b"Content-Type: application/sparql-update",
    "two": b"Content-Type: application/sparql-query, application/json",
    "with a null": b"Content-Type: application/sparql\0query",
    "long": b"Content-Type: " + b"a/" * 20_000,
}


@pytest.mark.parametrize("name", KINDS)
def test_a_body_of_another_kind_is_refused(strangers, name):
    lines = [KINDS[name]] if KINDS[name] else []
    answer = strangers.request("POST", "/sparql", *lines, body=b"ASK {}")
    assert answer.status in (400, 403, 415, 431), answer.text
    if "content-type" in answer.headers and "problem" in answer.headers["content-type"]:
        is_problem(answer)


FORMS = {
    "many fields": b"&".join(b"a%d=b" % number for number in range(100_000)),
    "many queries": b"&".join([b"query=ASK{}"] * 900),
    "nothing but marks": b"&=" * 400_000,
    "percent signs": b"query=" + b"%" * 100_000,
    "names that are equal in a table": b"&".join(b"\0" * number + b"=1" for number in range(1_000)),
    "a bad sequence in a name": b"%ff=a&query=ASK{}",
    "a semicolon": b"query=ASK{};format=csv",
    "a null": b"query=ASK{%00}",
    "a long name": b"a" * 900_000 + b"=b",
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_in_bad_faith_is_refused(strangers, name):
    answer = strangers.request("POST", "/sparql", FORM, body=FORMS[name])
    assert answer.status == 400, answer.text[:300]
    is_problem(answer)


def test_a_body_beyond_the_limit_is_refused_whatever_it_says_of_its_length(strangers):
    told = strangers.request("POST", "/sparql", DIRECT, body=b"#" * 1_000_001)
    assert told.status == 413
    is_problem(told)
    head = f"POST /sparql HTTP/1.1\r\nHost: a\r\n{DIRECT}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with strangers.wire() as wire:
        wire.send(head + b"".join(b"10000\r\n" + b"#" * 65_536 + b"\r\n" for _ in range(20)) + b"0\r\n\r\n")
        counted = wire.answer()
    assert counted is not None
    assert counted.status == 413
    is_problem(counted)
    # What is far beyond is not waited for: the length that it tells is enough.
    for length in ("999999999999", "9" * 18):
        with strangers.wire() as wire:
            wire.send(
                f"POST /sparql HTTP/1.1\r\nHost: a\r\n{DIRECT}\r\nContent-Length: {length}\r\n\r\n".encode()
            )
            far_over = wire.answer()
        assert far_over is not None
        assert far_over.status == 413
        is_problem(far_over)


def test_slow_senders_keep_nobody_else_waiting(strangers):
    """Heads and bodies that come drop by drop hold connections, and nothing that others need."""
    wires = []
    try:
        for number in range(60):
            wire = strangers.wire().__enter__()
            wires.append(wire)
            if number % 2:
                wire.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: ")
            else:
                wire.send(
                    f"POST /sparql HTTP/1.1\r\nHost: a\r\n{DIRECT}\r\nContent-Length: 1000\r\n\r\nA".encode()
                )
        for _ in range(5):
            for wire in wires:
                wire.send(b"a")
            assert strangers.is_well()
    finally:
        for wire in wires:
            wire.close()
    assert strangers.is_well()


def test_senders_that_hang_up_leave_nothing_behind(strangers):
    for cut in (
        b"P",
        b"POST /sparql",
        b"POST /sparql HTTP/1.1\r\n",
        f"POST /sparql HTTP/1.1\r\n{DIRECT}\r\nContent-Length: 50\r\n\r\nASK".encode(),
    ):
        for _ in range(20):
            with strangers.wire() as wire:
                wire.send(cut)
    for _ in range(20):  # hung up before the answer was read
        with strangers.wire() as wire:
            wire.send(b"GET /dump.ttl HTTP/1.1\r\nHost: a\r\n\r\n")
    assert strangers.is_well()


# --- where RDF is taken ---

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
RDF = {
    "entities that unfold": (
        "application/rdf+xml",
        (
            f'<?xml version="1.0"?><!DOCTYPE rdf [<!ENTITY l0 "lol">{_LAUGHS}]><rdf:RDF '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description><rdf:value>&l11;</rdf:value>'
            "</rdf:Description></rdf:RDF>"
        ),
    ),
    "an entity of a file": (
        "application/rdf+xml",
        (
            '<?xml version="1.0"?><!DOCTYPE rdf [<!ENTITY x SYSTEM "file:///etc/passwd">]><rdf:RDF '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description><rdf:value>&x;</rdf:value>'
            "</rdf:Description></rdf:RDF>"
        ),
    ),
    "an entity of elsewhere": (
        "application/rdf+xml",
        (
            '<?xml version="1.0"?><!DOCTYPE rdf [<!ENTITY % x SYSTEM "SINK"> %x;]><rdf:RDF '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
        ),
    ),
    "a document type of elsewhere": ("application/rdf+xml", '<!DOCTYPE rdf SYSTEM "SINK"><rdf/>'),
    "an inclusion": (
        "application/rdf+xml",
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xi="http://www.w3.org/2001/XInclude">'
            '<xi:include href="SINK"/></rdf:RDF>'
        ),
    ),
    "elements in elements": ("application/rdf+xml", "<a>" * 100_000),
    "a context of elsewhere": ("application/ld+json", '{"@context": "SINK", "a": 1}'),
    "contexts of elsewhere": ("application/ld+json", '{"@context": ["SINKa", {"@import": "SINKb"}], "a": 1}'),
    "a context of elsewhere within": (
        "application/ld+json",
        '{"@id": "a:a", "a:b": {"@context": "SINK", "c": 1}}',
    ),
    "a context of a file": ("application/ld+json", '{"@context": "file:///etc/passwd", "a": 1}'),
    "arrays in arrays": ("application/ld+json", "[" * 200_000),
    "objects in objects": ("application/ld+json", '{"a:a":' * 100_000),
    "an import": ("text/turtle", "@prefix owl: <http://www.w3.org/2002/07/owl#> . <> owl:imports <SINK> ."),
    "shapes of elsewhere": (
        "text/turtle",
        (
            "@prefix sh: <http://www.w3.org/ns/shacl#> . <a:a> sh:shapesGraph <SINK> ; sh:sparql [ sh:select "
            '"SELECT $this { SERVICE <SINK> { ?s ?p ?o } }" ] .'
        ),
    ),
    "lists in lists": ("text/turtle", "<a:a> <a:a> " + "(" * 200_000),
    "nodes in nodes": ("text/turtle", "<a:a> <a:a> " + "[ <a:a> " * 100_000),
    "a literal without end": ("text/turtle", '<a:a> <a:a> """' + "a" * 500_000),
    "a long IRI": ("application/n-triples", f"<a:{'a' * 900_000}> <a:a> <a:a> .\n"),
    "no UTF-8": ("text/turtle", "\udcff\udcfe"),
    "nulls": ("text/turtle", "\0" * 10_000),
    "directions reversed": ("text/turtle", '<a:a> <a:a> "\u202e\u2066" .'),
    "a media type that is none": ("text/turtle; charset=utf-16", "<a:a> <a:a> <a:a> ."),
}


def _takes_rdf() -> list[str]:
    """Addresses to which RDF may be posted, by the description of the service."""
    paths = create_app("nowhere").openapi()["paths"]
    return [
        path
        for path, operations in paths.items()
        for kind in operations.get("post", {}).get("requestBody", {}).get("content", {})
        if kind in ("text/turtle", "application/ld+json", "application/rdf+xml")
        if "{" not in path
    ]


@pytest.mark.parametrize("name", RDF)
def test_a_graph_in_bad_faith_reaches_for_nothing_and_unfolds_to_nothing(strangers, sink, name):
    kind, text = RDF[name]
    body = text.replace("SINK", sink.url).encode("utf-8", "surrogateescape")
    for path in dict.fromkeys([*_takes_rdf(), "/sparql"]):
        answer = strangers.request("POST", path, f"Content-Type: {kind}", body=body)
        assert answer.status < 500 or answer.status == 503, answer.text[:300]
        assert b"root:" not in answer.body
        assert b"lollol" not in answer.body
        if answer.status < 500:
            is_clean(answer)
    assert sink.came == []
