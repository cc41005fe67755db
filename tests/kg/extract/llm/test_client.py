"""What a server may do to the client, and what the client never does: follow, wait for ever, read for ever, tell the key."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from llm_server import Server, drips, hangs, hangs_up, never_ends, refuses, says

from kg.errors import InputError, ModelError
from kg.extract.llm.client import Client, NotAllowed, ServerGone, TimedOut

SECRET = "sk-very-secret"  # noqa: S105 - nobody's


@pytest.fixture
def client(waits: list[float]) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def to(server: Server, timeout: float = 20) -> Client:
        headers = {"authorization": f"Bearer {SECRET}"}
        made.append(
            Client(server.url, "chat/completions", headers, secret=SECRET, timeout=timeout, wait=waits.append)
        )
        return made[-1]

    yield to
    for one in made:
        one.close()


def test_a_reply_is_given_and_the_key_goes_to_the_named_address(serve: Any, client: Any) -> None:
    server = serve(says("hello"))
    assert client(server).post({"model": "toy"})["choices"][0]["message"]["content"] == "hello"
    assert server.asked == [{"model": "toy"}]
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == f"Bearer {SECRET}"


def test_a_busy_server_is_asked_again_after_the_time_that_it_names(
    serve: Any, client: Any, waits: list[float]
) -> None:
    server = serve(refuses(429, Retry_After="7"), refuses(503), says("hello"))
    client(server).post({})
    assert (len(server.asked), waits) == (3, [7.0, 4.0])


def test_a_server_that_stays_busy_is_given_up(serve: Any, client: Any, waits: list[float]) -> None:
    server = serve(refuses(500, "out of order"))
    with pytest.raises(ServerGone, match=r"was busy \(HTTP 500\) 4 times: out of order"):
        client(server).post({})
    assert (len(server.asked), waits) == (4, [2.0, 4.0, 8.0])


@pytest.mark.parametrize("long", ["3600", "Wed, 01 Jan 3000 00:00:00 GMT"])
def test_nobody_waits_an_hour(serve: Any, client: Any, waits: list[float], long: str) -> None:
    server = serve(refuses(429, Retry_After=long))
    with pytest.raises(ServerGone, match="asks to wait"):
        client(server).post({})
    assert waits == []


@pytest.mark.parametrize(
    ("said", "waited"),
    [("Wed, 01 Jan 2020 00:00:00 GMT", 0.0), ("-5", 0.0), ("nan", 2.0), ("soon", 2.0), ("inf", None)],
)
def test_odd_times_to_wait_do_no_harm(
    serve: Any, client: Any, waits: list[float], said: str, waited: float | None
) -> None:
    server = serve(refuses(429, Retry_After=said), says("hello"))
    if waited is None:
        with pytest.raises(ServerGone):
            client(server).post({})
    else:
        client(server).post({})
        assert waits == [waited]


def test_a_server_that_hangs_up_is_asked_again(serve: Any, client: Any, waits: list[float]) -> None:
    server = serve(hangs_up, says("hello"))
    client(server).post({})
    assert len(server.asked) == 2


@pytest.mark.parametrize("late", [hangs, drips])
def test_a_late_reply_is_an_error_and_is_not_asked_for_again(serve: Any, client: Any, late: Any) -> None:
    server = serve(late)
    with pytest.raises(TimedOut, match=r"within 0\.2 seconds"):
        client(server, timeout=0.2).post({})
    assert len(server.asked) == 1


def test_a_reply_without_end_is_cut_off(serve: Any, client: Any) -> None:
    with pytest.raises(ServerGone, match="longer than 4,000,000 bytes"):
        client(serve(never_ends)).post({})


def test_a_compressed_reply_is_not_unpacked(serve: Any, client: Any) -> None:
    with pytest.raises(ServerGone, match="compressed"):
        client(serve(refuses(200, "{}", Content_Encoding="gzip"))).post({})


def test_a_redirect_is_not_followed(serve: Any, client: Any, sink: Any) -> None:
    before = sink.came
    server = serve(refuses(307, Location=f"http://{sink.address}/v1/chat/completions"))
    with pytest.raises(NotAllowed, match="sends on to another address"):
        client(server).post({})
    assert (len(server.asked), sink.came) == (1, before)


def test_no_proxy_of_the_environment_is_used(
    serve: Any, client: Any, sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{sink.address}")
    before = sink.came
    client(serve(says("hello"))).post({})
    assert sink.came == before


@pytest.mark.parametrize("reply", ["no JSON", "[1]", "[" * 100_000, "null"])
def test_a_reply_that_is_no_object_is_an_error(serve: Any, client: Any, reply: str) -> None:
    with pytest.raises(ServerGone, match="no JSON object"):
        client(serve(refuses(200, reply))).post({})


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, NotAllowed, "the key"),
        (404, NotAllowed, "no such address or model"),
        (400, ModelError, "the request"),
    ],
)
def test_a_refusal_is_told_without_the_key(
    serve: Any, client: Any, status: int, kind: Any, words: str
) -> None:
    server = serve(refuses(status, f"bad key\n{SECRET}\x1b[31m"))
    with pytest.raises(kind, match=words) as caught:
        client(server).post({})
    assert "bad key ***" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/v1", "127.0.0.1:80", "http://", "http://u:hidden@127.0.0.1/v1", "http://[::1/v1",
        "https://h/v1?key=hidden", "https://h/v1#hidden", "http://127.0.0.1:port/v1", "http://example.org/v1",
        "http://10.0.0.1/v1", "https://\x00/v1",
    ],
)  # fmt: skip
def test_a_key_is_sent_to_no_odd_address(url: str) -> None:
    with pytest.raises(InputError) as caught:
        Client(url, "messages", {}, secret=SECRET)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://localhost:1/v1", "http://[::1]:1/v1/", "http://127.0.0.1:1/v1/messages"]
)
def test_a_key_may_go_unencrypted_to_this_machine_itself(url: str) -> None:
    client = Client(url, "messages", {}, secret=SECRET)
    assert client.address.endswith(":1/v1/messages")
    client.close()


@pytest.mark.parametrize("key", ["a\nb", "a b", "schlüssel"])
def test_a_key_that_is_none_is_told_without_it(key: str) -> None:
    with pytest.raises(InputError, match="ARMSGRAPH_LLM_KEY") as caught:
        Client("https://h/v1", "messages", {"x-api-key": key}, secret=key)
    assert key not in str(caught.value)


def test_without_the_library_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(InputError, match=r"pip install 'armsgraph\[llm\]'"):
        Client("https://h/v1", "messages", {})
