"""Answers of a layer of the service, before any route has seen the request."""

from __future__ import annotations

import json
from collections.abc import Iterable

from starlette.types import Scope, Send

from api.errors import MEDIA_TYPE, Problem, body_of
from api.headers import SECURITY, raw


async def send_problem(scope: Scope, send: Send, problem: Problem, *, close: bool = False) -> None:
    """Answer a request with a problem. ``close``: end the connection after it, for what is still to come is not read."""
    body = json.dumps(body_of(problem, scope["path"])).encode()
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        **({"Connection": "close"} if close else {}),
        **SECURITY,
        **problem.headers,
    }
    await send_whole(send, problem.status, raw(headers), b"" if scope["method"] == "HEAD" else body)


async def send_whole(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
    """Send an answer that is all there."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
