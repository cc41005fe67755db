"""What a request may be like before anything reads it: a head of some size, and a body that comes in time."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem
from api.problems import send_problem

_GRACE_SECONDS = 2.0
"""The rate of a body is looked at only after so long: connections start slowly."""


class Bodies:
    """Refuses heads that are too large (431), and bodies that come too slowly (408).

    ``seconds``: in which a body must be there. ``rate``: bytes per second at which it must come at least.
    """

    def __init__(
        self, app: ASGIApp, *, seconds: float, rate: int, header_bytes: int, header_fields: int
    ) -> None:
        self.app = app
        self._seconds = seconds
        self._rate = rate
        self._header_bytes = header_bytes
        self._header_fields = header_fields

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        size = sum([len(name) + len(value) for name, value in headers])
        if len(headers) > self._header_fields or size > self._header_bytes:
            problem = Problem(
                431,
                "headers-too-large",
                f"A request may have {self._header_fields} header fields of {self._header_bytes} bytes together.",
                advice="Send fewer and shorter ones.",
            )
            await send_problem(scope, send, problem, close=True)
            return
        if not has_body(scope):
            await self.app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, self._timed(receive), noted)
        except Problem as problem:
            # Raised where a layer read on, and not a route, whose problems are answered further within.
            if started:
                raise
            await send_problem(scope, send, problem, close=True)

    def _timed(self, receive: Receive) -> Receive:
        clock = asyncio.get_running_loop().time
        began = clock()
        seen, more = 0, True

        async def timed() -> Message:
            nonlocal seen, more
            if not more:
                return await receive()
            deadline = began + self._seconds
            if self._rate:
                # By then the next piece must be there, for the rate to be kept.
                deadline = min(deadline, began + max(_GRACE_SECONDS, (seen + 1) / self._rate))
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise self._too_slow() from None
            seen += len(message.get("body", b""))
            more = message.get("more_body", False)
            return message

        return timed

    def _too_slow(self) -> Problem:
        return Problem(
            408,
            "too-slow",
            f"A body must be there within {self._seconds:g} s and come at {self._rate} bytes per second at least.",
            advice="Send it again over a better connection, or less of it.",
            headers={"Connection": "close"},
        )


def has_body(scope: Scope) -> bool:
    """Whether a request says that a body follows."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )
