"""Methods of all kinds, at addresses that take one or two of them."""

from __future__ import annotations

import pytest
from hostile import is_clean, is_problem

PATHS = ("/", "/sparql", "/api/v1/states", "/api/v1/states/RUS", "/id/state/RUS", "/healthz", "/nowhere")
REFUSED = (
    "TRACE",
    "PATCH",
    "PUT",
    "DELETE",
    "PROPFIND",
    "MKCOL",
    "LOCK",
    "LINK",
    "UNLINK",
    "PURGE",
    "SEARCH",
    "REPORT",
)


@pytest.mark.parametrize("method", REFUSED)
def test_a_method_that_is_not_taken_is_refused(strangers, method):
    for path in PATHS:
        answer = strangers.request(method, path, "Max-Forwards: 0", "X-Secret: of the client")
        assert answer.status in (400, 401, 403, 404, 405, 501), (path, answer.status)
        # A TRACE that was obeyed would give back the head of the request.
        assert "of the client" not in answer.text
        if answer.headers.get("content-type", "").startswith("application/problem"):
            is_problem(answer)
        if answer.status == 405:
            assert "GET" in answer.headers["allow"]


# What the parser of the protocol does not take for a method may be refused before the service sees it.
ODD = {
    "of letters that mean nothing": b"FOO",
    "in small letters": b"get",
    "with a stroke": b"GE/T",
    "with a null": b"GE\0T",
    "with a new line": b"GE\nT",
    "of another script": "إقرأ".encode(),
    "of one byte": b"\xff",
    "of nothing": b"",
    "that is long": b"A" * 20_000,
    "of another protocol": b"PRI",
    "with a space before it": b" GET",
    "with a header in it": b"GET / HTTP/1.1\r\nX: y\r\n\r\nGET",
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_method_is_refused(strangers, name):
    answer = strangers.raw(ODD[name] + b" /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer is None or answer.status in (200, 400, 405, 501), answer
    assert answer is None or answer.status != 200 or name == "with a header in it"
    assert strangers.is_well()


TUNNELS = (b"evil.example:443", b"127.0.0.1:SINK", b"/sparql", b"http://127.0.0.1:SINK/")


@pytest.mark.parametrize("target", TUNNELS)
def test_the_service_is_no_tunnel(strangers, sink, target):
    target = target.replace(b"SINK", str(sink.port).encode())
    answer = strangers.raw(b"CONNECT " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer is None or 400 <= answer.status <= 501
    assert sink.came == []


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_header_makes_no_other_method(strangers, name):
    for method in ("DELETE", "PUT", "TRACE"):
        answer = strangers.get("/api/v1/states", f"{name}: {method}")
        assert answer.status == 200


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_does_without_a_body(strangers, path):
    head, full = strangers.request("HEAD", path), strangers.get(path)
    assert head.status == full.status
    assert head.headers.get("content-type") == full.headers.get("content-type")
    is_clean(full)


@pytest.mark.parametrize("path", [*PATHS, "*"])
def test_options_are_told_without_harm(strangers, path):
    answer = strangers.request("OPTIONS", path, "Origin: null", "Access-Control-Request-Method: DELETE")
    assert answer.status in (200, 204, 400, 404)
    assert "access-control-allow-credentials" not in answer.headers
    assert "DELETE" not in answer.headers.get("access-control-allow-methods", "")
