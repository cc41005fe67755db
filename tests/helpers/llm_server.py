"""A server on loopback that plays a language model: it gives the replies that a test lays down, one after the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]

SENTENCE = "Russia delivered 12 Su-35 fighters to Egypt in 2021, the ministry said."


def told(**changes: Any) -> dict[str, Any]:
    """A transfer as a model tells it of ``SENTENCE``; ``changes`` replace members, ``goods_class`` its class."""
    goods_class = changes.pop("goods_class", "aircraft.combat")
    return {
        "sentence": 1,
        "quote": "Russia delivered 12 Su-35 fighters to Egypt",
        "supplier": "Russia",
        "recipient": "Egypt",
        "weapon": "Su-35",
        "class": goods_class,
        "quantity": None,
        "stage": "delivered",
        "epistemic": "asserted",
        "kind": "unknown",
        "date": None,
        "ordered": None,
        "delivered": None,
        "source": None,
    } | changes


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the next reply, the last of which holds for all that follow."""

    server: Server

    def do_POST(self) -> None:
        """Keep what was asked, and reply."""
        self.server.paths.append(self.path)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        place = min(len(self.server.asked), len(self.server.replies)) - 1
        self.server.replies[place](self)

    def send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send a whole reply."""
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """``asked``, ``paths`` and ``headers`` are those of the requests so far."""

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = replies
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        """What the setting ``llm_url`` is for it."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is what some tests are about."""

    def stop(self) -> None:
        """End it and all that it still has open."""
        self.shutdown()
        self._thread.join()
        self.server_close()


def says(content: object, *, usage: tuple[int, int] | None = (900, 100), reason: str = "stop") -> Reply:
    """A reply in the shape of chat completions. What is not a text already is sent as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    reply: dict[str, Any] = {"choices": [{"message": {"content": text}, "finish_reason": reason}]}
    if usage:
        reply["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return lambda handler: handler.send(200, json.dumps(reply).encode())


def tells(*transfers: dict[str, Any]) -> Reply:
    """A sound answer with these transfers, in the shape of chat completions."""
    return says({"transfers": list(transfers)})


def uses_tool(*transfers: dict[str, Any]) -> Reply:
    """The same in the shape of messages."""
    reply = {
        "content": [
            {"type": "text", "text": "Here it is."},
            {"type": "tool_use", "name": "arms_transfers", "input": {"transfers": list(transfers)}},
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 800, "cache_read_input_tokens": 100, "output_tokens": 100},
    }
    return lambda handler: handler.send(200, json.dumps(reply).encode())


def refuses(status: int, body: str = "", **headers: str) -> Reply:
    """A reply with another status. Underscores in the names of headers are dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.send(status, body.encode(), named)


def hangs(handler: Handler) -> None:
    """No reply: the connection is held until the client has gone."""
    handler.connection.recv(1)
    handler.close_connection = True


def hangs_up(handler: Handler) -> None:
    """The connection is closed without a word."""
    handler.close_connection = True


def never_ends(handler: Handler) -> None:
    """A reply that goes on until the client has gone."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65_536)


def drips(handler: Handler) -> None:
    """A reply that comes byte by byte, each in time, until the client has gone."""
    handler.send_response(200)
    handler.end_headers()
    gone = threading.Event()
    while not gone.wait(0.02):
        handler.wfile.write(b" ")
