"""Heads of requests that are huge, contradict themselves or hold what no head may hold."""

from __future__ import annotations

import pytest
from hostile import PROBLEM, is_problem

_GOOD = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"


def _sent(*lines: bytes, first: bytes = b"GET /healthz HTTP/1.1") -> bytes:
    return b"\r\n".join([first, *lines, b"Connection: close", b"", b""])


# Refused by the parser of the protocol or by the service, or answered as if the strange part were not there.
STRANGE = {
    "no host": _sent(),
    "two hosts": _sent(b"Host: a", b"Host: b"),
    "a host with a space": _sent(b"Host: a b"),
    "a host with a path": _sent(b"Host: a/../b"),
    "a host with a user": _sent(b"Host: user:secret@evil.example"),
    "a host with a script": _sent(b'Host: "><script>alert(1)</script>'),
    "a host beyond all ports": _sent(b"Host: a:99999999"),
    "a host of brackets": _sent(b"Host: [::1"),
    "a host of other bytes": _sent(b"Host: \xff\xfe"),
    "a long host": _sent(b"Host: " + b"a." * 5_000),
    "an absolute target": _sent(b"Host: a", first=b"GET http://evil.example/healthz HTTP/1.1"),
    "an absolute target of another scheme": _sent(b"Host: a", first=b"GET ftp://evil.example/ HTTP/1.1"),
    "a target with a user": _sent(b"Host: a", first=b"GET http://u:p@evil.example/ HTTP/1.1"),
    "a target that is a fragment": _sent(b"Host: a", first=b"GET #a HTTP/1.1"),
    "a target without stroke": _sent(b"Host: a", first=b"GET healthz HTTP/1.1"),
    "a target with a null": _sent(b"Host: a", first=b"GET /health\0z HTTP/1.1"),
    "a target with a space": _sent(b"Host: a", first=b"GET /health z HTTP/1.1"),
    "a target of other bytes": _sent(b"Host: a", first=b"GET /\xff\xc0\xaf HTTP/1.1"),
    "no target": _sent(b"Host: a", first=b"GET HTTP/1.1"),
    "no version": _sent(b"Host: a", first=b"GET /healthz"),
    "an old version": _sent(b"Host: a", first=b"GET /healthz HTTP/0.9"),
    "a version to come": _sent(b"Host: a", first=b"GET /healthz HTTP/9.9"),
    "a version of letters": _sent(b"Host: a", first=b"GET /healthz HTTP/a.b"),
    "another protocol": _sent(b"Host: a", first=b"GET /healthz RTSP/1.0"),
    "a second protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an upgrade": _sent(b"Host: a", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
    "an upgrade to nothing": _sent(b"Host: a", b"Upgrade: \0"),
    "an encrypted greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200 + b"\r\n\r\n",
    "a line that is folded": _sent(b"Host: a", b"X-A: b\r\n c: d"),
    "a first line that is folded": b"GET /healthz HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n",
    "a name with a space": _sent(b"Host: a", b"X A: b"),
    "a name with a space behind": _sent(b"Host: a", b"X-A : b"),
    "a name of nothing": _sent(b"Host: a", b": b"),
    "a line without a colon": _sent(b"Host: a", b"nothing"),
    "a name with a null": _sent(b"Host: a", b"X\0A: b"),
    "a name of other bytes": _sent(b"Host: a", b"X-\xff: b"),
    "a value with a null": _sent(b"Host: a", b"X-A: b\0c"),
    "a value with a bell": _sent(b"Host: a", b"X-A: \x07\x1b[2J"),
    "a value of other bytes": _sent(b"Host: a", b"Accept: \xff\xfe\xc0"),
    "a value with a lone return": _sent(b"Host: a", b"X-A: b\rX-B: c"),
    "lines that end in a feed alone": b"GET /healthz HTTP/1.1\nHost: a\nConnection: close\n\n",
    "lines that end in a return alone": b"GET /healthz HTTP/1.1\rHost: a\r\r",
    "many lines": _sent(b"Host: a", *[b"X-%d: y" % number for number in range(2_000)]),
    "the same line many times": _sent(b"Host: a", *[b"Accept: text/turtle"] * 2_000),
    "a long line": _sent(b"Host: a", b"X-A: " + b"b" * 60_000),
    "a line beyond all": _sent(b"Host: a", b"X-A: " + b"b" * 2_000_000),
    "a long name": _sent(b"Host: a", b"X" * 60_000 + b": y"),
    "a long address": _sent(b"Host: a", first=b"GET /healthz?" + b"a" * 59_000 + b" HTTP/1.1"),
    "an address beyond all": _sent(b"Host: a", first=b"GET /healthz?" + b"a" * 500_000 + b" HTTP/1.1"),
    "expecting what is not": _sent(b"Host: a", b"Expect: 200-ok"),
    "from an address of its choice": _sent(b"Host: a", b"X-Forwarded-For: " + b"1.1.1.1, " * 3_000),
    "from no address": _sent(b"Host: a", b"X-Forwarded-For: '\"><script>", b"Forwarded: for=\0"),
    "by a scheme of its choice": _sent(b"Host: a", b"X-Forwarded-Proto: javascript", b"X-Forwarded-Host: evil.example"),
    "with another address": _sent(b"Host: a", b"X-Original-URL: /admin", b"X-Rewrite-URL: /admin"),
    "with cookies": _sent(b"Host: a", b"Cookie: " + b"a=b; " * 5_000),
    "with a password": _sent(b"Host: a", b"Authorization: Basic " + b"=" * 5_000),
    "with a token that is none": _sent(b"Host: a", b"Authorization: Bearer \xff\0"),
    "nothing but ends of lines": b"\r\n" * 5_000,
    "nothing but nulls": b"\0" * 5_000,
    "a shell": b"id; cat /etc/passwd\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_head_is_refused_or_its_strange_part_passed_over(strangers, name):
    with strangers.wire(patience=1) as wire:
        wire.send(STRANGE[name])
        try:
            answer = wire.answer()
        except TimeoutError:
            answer = None  # it waits for the rest of what it took for a beginning
    if answer is not None:
        assert answer.status in (101, 200, 307, 308, 400, 401, 404, 405, 408, 413, 414, 417, 431), (
            answer.status,
            answer.text[:200],
        )
        assert answer.status != 101
        assert "evil.example" not in answer.text
        assert "evil.example" not in answer.headers.get("location", "")
        assert "<script>" not in answer.text
    assert strangers.is_well()


# What a server in front of this one might read in another way: none may bring a second request in.
_SECOND = b"GET /api/v1/states/RUS HTTP/1.1\r\nHost: a\r\n\r\n"
SMUGGLED = {
    "two lengths": (b"Content-Length: 0\r\nContent-Length: 45", _SECOND),
    "two lengths in one line": (b"Content-Length: 0, 45", _SECOND),
    "a length and chunks": (b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"0\r\n\r\n" + _SECOND),
    "chunks and a length": (b"Transfer-Encoding: chunked\r\nContent-Length: 5", b"0\r\n\r\n" + _SECOND),
    "chunks in another coding": (b"Transfer-Encoding: xchunked", b"0\r\n\r\n" + _SECOND),
    "chunks not at the end": (b"Transfer-Encoding: chunked, identity", b"0\r\n\r\n" + _SECOND),
    "chunks twice": (b"Transfer-Encoding: chunked, chunked", b"0\r\n\r\n" + _SECOND),
    "chunks behind a tab": (b"Transfer-Encoding:\tchunked\x0b", b"0\r\n\r\n" + _SECOND),
    "chunks by a folded line": (b"Transfer-Encoding:\r\n chunked", b"0\r\n\r\n" + _SECOND),
    "chunks with a space in the name": (b"Transfer-Encoding : chunked", b"0\r\n\r\n" + _SECOND),
    "a packed coding": (b"Transfer-Encoding: gzip, chunked", b"5\r\nhello\r\n0\r\n\r\n"),
    "a length below zero": (b"Content-Length: -1", _SECOND),
    "a length with a sign": (b"Content-Length: +0", _SECOND),
    "a length of another base": (b"Content-Length: 0x2d", _SECOND),
    "a length with an exponent": (b"Content-Length: 4e1", _SECOND),
    "a length of elsewhere": (b"Content-Length: \xd9\xa0", _SECOND),
    "a length beyond all": (b"Content-Length: " + b"9" * 400, b""),
    "a length of nothing": (b"Content-Length:", _SECOND),
    "a chunk without a size": (b"Transfer-Encoding: chunked", b"\r\nhello\r\n0\r\n\r\n"),
    "a chunk of a size below zero": (b"Transfer-Encoding: chunked", b"-5\r\nhello\r\n0\r\n\r\n"),
    "a chunk beyond all": (b"Transfer-Encoding: chunked", b"FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"),
    "a chunk with a long remark": (b"Transfer-Encoding: chunked", b"5;" + b"a" * 200_000 + b"\r\nhello\r\n0\r\n\r\n"),
    "chunks that are not as long as they say": (b"Transfer-Encoding: chunked", b"3\r\nhello\r\n0\r\n\r\n"),
    "chunks with a head behind them": (
        b"Transfer-Encoding: chunked",
        b"5\r\nASK{}\r\n0\r\nContent-Length: 45\r\nHost: b\r\n\r\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SMUGGLED)
def test_a_request_whose_end_is_in_doubt_brings_no_second_one_in(strangers, name):
    lines, body = SMUGGLED[name]
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    answers = []
    with strangers.wire(patience=1) as wire:
        wire.send(head + lines + b"\r\n\r\n" + body)
        try:
            while (answer := wire.answer()) is not None:
                answers.append(answer)
        except TimeoutError:
            pass
    assert all(200 <= answer.status < 500 or answer.status == 501 for answer in answers)
    assert not any(b"id/state/RUS" in answer.body for answer in answers), [a.status for a in answers]
    assert strangers.is_well()


def test_the_second_request_would_be_seen(strangers):
    with strangers.wire(patience=5) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n" + _SECOND)
        first, second = wire.answer(), wire.answer()
    assert first is not None
    assert second is not None
    assert b"id/state/RUS" in second.body


RANGES = ("bytes=0-", "bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=a-b", "bytes=" + "0-," * 5_000, "bytes=0-9999999999999999999999",
          "bytes=" + ",".join(["0-1"] * 1_000), "rows=0-1", "\0", "bytes")  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/api/v1/states", "/sparql?query=ASK%7B%7D", "/id/state/RUS", "/dump.ttl", "/docs"]
)
def test_a_part_of_an_answer_is_given_or_not_but_never_more_than_the_whole(strangers, path):
    whole = strangers.get(path)
    for asked in RANGES:
        answer = strangers.get(path, f"Range: {asked}")
        assert answer.status in (200, 206, 400, 416), (asked, answer.status)
        assert len(answer.body) <= 2 * len(whole.body) + 2_000


CONDITIONS = (
    "*",
    '"',
    'W/"',
    '"' + "a" * 20_000 + '"',
    ", ".join(['"a"'] * 5_000),
    "\0",
    '"\xff"',
    "Thu, 99 Foo 9999 99:99:99 GMT",
    "0",
    "9" * 400,
)


@pytest.mark.parametrize(
    "name",
    ["If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Accept-Datetime"],
)
def test_a_condition_that_is_none_is_refused_or_passed_over(strangers, name):
    for value in CONDITIONS:
        for path in ("/api/v1/states", "/sparql?query=ASK%7B%7D", "/id/state/RUS"):
            answer = strangers.get(path, f"{name}: {value}")
            assert answer.status in (200, 302, 304, 400, 404, 406, 412), (value[:40], answer.status)


LANGUAGES = (
    "*",
    "en;q=nan",
    "x" * 20_000,
    "en," * 10_000,
    "\u202ear",
    "en;q=" + "9" * 400,
    "-",
    "zz-" * 3_000,
    "../../etc",
)


@pytest.mark.parametrize("value", LANGUAGES, ids=range(len(LANGUAGES)))
def test_a_language_that_is_none_is_passed_over(strangers, value):
    for path in ("/", "/id/state/RUS", "/api/v1/states/RUS"):
        answer = strangers.get(path, f"Accept-Language: {value}", "Accept: text/html, */*;q=0.1")
        assert answer.status in (200, 400, 431)
        if PROBLEM in answer.headers["content-type"]:
            is_problem(answer)


CODINGS = (
    "gzip;q=nan",
    "*",
    "*;q=0",
    "identity;q=0",
    "x" * 20_000,
    "gzip," * 10_000,
    "zstd;q=-1",
    "\0",
    "br;q=1e999",
    ";;;,,,",
)


@pytest.mark.parametrize("value", CODINGS, ids=range(len(CODINGS)))
def test_a_coding_that_is_none_is_passed_over(strangers, value):
    answer = strangers.get("/api/v1/states", f"Accept-Encoding: {value}")
    assert answer.status in (200, 400, 406, 431)
