"""Problem details from a layer of the service, before any route has seen the request."""

from __future__ import annotations

import json

from starlette.types import Scope, Send

from api.errors import MEDIA_TYPE, Problem, body_of

_HEADERS = {
    "Content-Type": MEDIA_TYPE,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Access-Control-Allow-Origin": "*",
}
"""What the layers within would add."""


async def send_problem(scope: Scope, send: Send, problem: Problem, *, close: bool = False) -> None:
    """Answer a request with a problem. ``close``: end the connection after it, for what is still to come is not read."""
    body = json.dumps(body_of(problem, scope["path"])).encode()
    headers = {
        **_HEADERS,
        "Content-Length": str(len(body)),
        **({"Connection": "close"} if close else {}),
        **problem.headers,
    }
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
