"""Heads that are too large and bodies that come too slowly."""

from __future__ import annotations

import asyncio

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.bodies import Bodies
from kg.settings import Settings

PAUSE = object()


async def reads_all(scope, receive, send) -> None:
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def status_of(pieces, *, app=reads_all, headers=((b"content-length", b"9"),), seconds=30.0, rate=0):
    """The status that a client gets whose pieces come as they do; None in their place: nothing comes; PAUSE: not at once."""
    scope = {"type": "http", "method": "POST", "path": "/sparql", "headers": list(headers)}
    sent = []
    left = list(pieces)

    async def receive():
        piece = left.pop(0) if left else None
        if piece is PAUSE:
            await asyncio.sleep(0.05)
            piece = left.pop(0)
        if piece is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    async def send(message) -> None:
        sent.append(message)

    layer = Bodies(app, seconds=seconds, rate=rate, header_bytes=1000, header_fields=20)
    asyncio.run(layer(scope, receive, send))
    return sent[0]["status"]


def test_a_body_that_comes_is_taken():
    assert status_of([b"abc", b"def", b"ghi"]) == 200


def test_a_body_that_does_not_come_in_time_is_given_up():
    assert status_of([b"abc", None], seconds=0.01) == 408


def test_a_body_that_drips_is_given_up_long_before_its_time_is_over(monkeypatch):
    monkeypatch.setattr("api.bodies._GRACE_SECONDS", 0.01)
    assert status_of([b"a", b"b", None], seconds=3600, rate=1000) == 408


@pytest.mark.parametrize(("first", "status"), [(b"a" * 2_000_000, 200), (b"a", 408)])
def test_the_rate_counts_from_the_beginning(monkeypatch, first, status):
    """At a thousand bytes per second two megabytes are good for a pause of half an hour, one byte for none."""
    monkeypatch.setattr("api.bodies._GRACE_SECONDS", 0.0)
    assert status_of([first, PAUSE, b"b"], seconds=3600, rate=1000) == status


def test_what_waits_after_the_body_is_not_timed():
    waited = []

    async def waits(scope, receive, send) -> None:
        await receive()
        listening = asyncio.create_task(receive())
        await asyncio.sleep(0.05)
        waited.append(listening.done())
        listening.cancel()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    assert status_of([b"abc"], app=waits, seconds=0.01) == 200
    assert waited == [False]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"x-a", b"1")] * 20, 200),
        ([(b"x-a", b"1")] * 21, 431),
        ([(b"x-a", b"a" * 990)], 200),
        ([(b"x-a", b"a" * 1000)], 431),
    ],
)
def test_the_head_has_limits(headers, status):
    assert status_of([b""], headers=headers) == status


def test_the_service_says_so_as_it_says_everything(client):
    many = client.get("/states", headers=[(f"x-{i}", "a") for i in range(150)])
    assert many.status_code == 431
    assert many.headers["content-type"] == "application/problem+json"
    assert many.json()["type"].endswith("/headers-too-large")
    assert many.headers["x-request-id"]
    assert many.headers["connection"] == "close"


@pytest.mark.parametrize("length", ["5", "2000000"])
def test_a_slow_body_to_the_service_is_a_clean_408(tmp_path, length):
    """Also one that is too long and is being read only so that the client gets to see why."""
    app = create_app(str(tmp_path / "none"), Settings(body_seconds=0.05))
    sent = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/sparql", "raw_path": b"/sparql",
        "root_path": "", "scheme": "http", "query_string": b"", "client": ("203.0.113.9", 1), "server": ("h", 80),
        "headers": [(b"content-length", length.encode()), (b"content-type", b"application/sparql-query")],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 408
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"connection"].lower() == b"close"
    assert b"too-slow" in sent[1]["body"]


def test_a_quick_body_is_taken_by_the_service(tmp_path):
    client = TestClient(create_app(str(tmp_path / "none"), Settings()))
    assert client.post("/sparql", content=b"").status_code == 415
