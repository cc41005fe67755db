"""What holds for every request: size limits, HEAD and OPTIONS, CORS without credentials, security headers."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import lanes
from api.allowed import allowed
from api.clients import client_key
from api.errors import Problem
from api.headers import SECURITY, raw
from api.problems import send_problem, send_whole

MAX_BODY_BYTES = 1_000_000
MAX_ADDRESS_BYTES = 60_000
_DRAIN_BYTES = 4 * MAX_BODY_BYTES
_OFFERED = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
"""What pages of other sites may use where it is taken. To write takes a header that they are not offered."""
_ONLY_ENCRYPTED = "max-age=31536000"
_RAW = raw(SECURITY)


class Edge:
    """What goes around all that answers from the dataset."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        lanes.client.set(client_key(scope))
        if scope["method"] == "OPTIONS":
            await _options(scope, send)
            return
        problem = _refusal(scope)
        if problem is not None:
            await _drain(scope, receive)
            await send_problem(scope, send, problem, close=True)
            return
        head = scope["method"] == "HEAD"
        if head:
            scope = {**scope, "method": "GET"}
        try:
            await self.app(scope, _counted(receive), _dressed(send, scope, without_body=head))
        except Problem as found:  # with the body, before a route took the request
            await send_problem(scope, send, found, close=True)


def _refusal(scope: Scope) -> Problem | None:
    address = len(scope.get("raw_path") or b"") + len(scope.get("query_string", b""))
    if address > MAX_ADDRESS_BYTES:
        return Problem(414, "too-large", "The address is too long.", advice="Send the query by POST.")
    headers = Headers(scope=scope)
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        return Problem(400, "bad-request", "The Content-Length is not a number.")
    if _length(scope) > MAX_BODY_BYTES:
        return _too_long()
    coding = ", ".join(headers.getlist("content-encoding")).strip().lower()
    if coding not in {"", "identity"}:
        # A packed body may unfold to anything: none is opened.
        return Problem(
            415,
            "unsupported-media-type",
            f"A body with the content coding {coding[:100]} is not taken.",
            advice="Send it as it is, without Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )
    return None


def _length(scope: Scope) -> int:
    """What a request says of the length of its body; beyond all if that is no number or has more digits than any has."""
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 10**18


def _too_long() -> Problem:
    return Problem(413, "too-large", f"A body may have {MAX_BODY_BYTES} bytes.", advice="Send less.")


def _counted(receive: Receive) -> Receive:
    """A body may come without a length: it is counted as it comes."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_BODY_BYTES:
            raise _too_long()
        return message

    return counted


def _dressed(send: Send, scope: Scope, *, without_body: bool) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"] = list(message["headers"])
            there = {name for name, _ in headers}
            headers += [line for line in _RAW if line[0] not in there]
            if scope["scheme"] == "https":
                headers.append((b"strict-transport-security", _ONLY_ENCRYPTED.encode()))
        elif without_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return dressed


async def _options(scope: Scope, send: Send) -> None:
    methods = allowed(scope["app"].router.routes, scope)
    headers = {
        "Allow": ", ".join(methods),
        "Access-Control-Allow-Methods": ", ".join(one for one in methods if one in _OFFERED),
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
        **SECURITY,
    }
    await send_whole(send, 204, raw(headers), b"")


async def _drain(scope: Scope, receive: Receive) -> None:
    """Let a client that is a little over finish sending, so that it reads the answer; not one that is far over."""
    seen = 0
    more = _length(scope) <= _DRAIN_BYTES
    while more and seen < _DRAIN_BYTES:
        message = await receive()
        seen += len(message.get("body", b""))
        more = message.get("more_body", False)
