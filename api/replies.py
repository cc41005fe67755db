"""The answer of a query process as it goes to the client: at once, or as it comes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.entries import entry
from api.failures import QueryFailed
from api.pool import Answer

_log = logging.getLogger("armsgraph.api")


def reply(answer: Answer, content_type: str) -> Response:
    """The answer as it goes to the client: at once if it is here, else as it comes."""
    headers = {"Vary": "Accept", "Content-Type": content_type, "X-Dataset-Version": answer.version}
    if answer.rest is None:
        return Response(answer.start, headers=headers)
    return Streamed(answer, headers)


class Streamed(StreamingResponse):
    """An answer that is passed on as it comes.

    When it breaks off, the connection is closed without the last chunk: no client takes it for whole.
    """

    def __init__(self, answer: Answer, headers: dict[str, str]) -> None:
        super().__init__(_pieces(answer), headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._entry = entry(scope)
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Whatever became of the client, even before the first piece: the process must not be kept.
            if self._answer.rest is not None:
                self._answer.rest.close()

    async def stream_response(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        try:
            async for piece in self.body_iterator:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        except QueryFailed as failed:
            self._entry.ended = failed.code
            _log.warning("an answer was cut off: %s", failed.detail)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pieces(answer: Answer) -> AsyncIterator[bytes]:
    yield answer.start
    if answer.rest is not None:
        async for piece in answer.rest:
            yield piece
