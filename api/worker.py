"""What a query process does: it answers questions, one after the other, and may be killed at any moment.

Nothing in it is worth saving: it holds the dataset for reading and nothing else.
"""

from __future__ import annotations

import json
import os
import re
import socket
from typing import IO, Any, NoReturn

from api import sandbox, truncation
from api.engine import GRAPH, Engine
from api.frames import HEADER, Question, frame
from kg.errors import BadQuery
from kg.store.dataset import take_as_of
from kg.store.scan import scan

_PIECE = 64 * 1024
_PLACE = re.compile(r"error at (\d+):(\d+): *(.*)", re.DOTALL)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A question that gets no answer; ``body`` says why, for the E frame."""

    def __init__(self, code: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.body = {"code": code, "detail": detail, **more}


class _Body:
    """A file that the serialisers write to: cut into D frames, after one H frame."""

    def __init__(self, out: socket.socket, head: dict[str, Any]) -> None:
        self._out = out
        self._unsent = frame(b"H", head)
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= _PIECE:
            self._out.sendall(self._frames())
        return len(data)

    def flush(self) -> None:
        """Pieces go out when they are full; the serialisers' own idea of a flush costs a system call a row."""

    def _frames(self) -> bytes:
        frames = self._unsent + frame(b"D", bytes(self._held))
        self._unsent = b""
        self._held.clear()
        return frames

    def close(self) -> None:
        """Send what is left, and the end."""
        self._out.sendall(self._frames() + frame(b"Z"))


def answer(engine: Engine, question: Question, out: socket.socket) -> None:
    """Answer one question in frames. Raises Refused: before anything was sent, or where the answer grows too large."""
    seen = scan(question.query)
    if seen.service:
        raise Refused("service", "SERVICE is refused here: this endpoint asks no other server.")
    if seen.is_update:
        raise Refused("update", "This endpoint answers queries; it takes no updates.")
    _give_back(question)
    try:
        found = engine.ask(question, seen)
    except SyntaxError as error:
        raise _syntax(str(error)) from None
    except ValueError as error:
        raise Refused("dataset", f"The dataset asked for is not one: {error}") from None
    except RuntimeError as error:
        raise Refused("syntax", f"The query cannot be evaluated: {error}") from None
    media_type = question.graph if found.kind == GRAPH else question.results
    if media_type is None:
        raise Refused("not_acceptable", "None of the media types asked for fits this query.", kind=found.kind)
    body = _Body(out, {"kind": found.kind, "media_type": media_type})
    limit = truncation.Limit(question.rows, question.size, question.partial)
    try:
        truncation.write(found, body, media_type, limit)  # type: ignore[arg-type]
    except truncation.TooLarge as error:
        raise Refused("too_large", str(error)) from None
    body.close()


def _give_back(question: Question) -> None:
    """Refuse a query that is for another store. Found here, as its text may take long to go through."""
    if question.base is None or "/as-of/" not in question.query:
        return
    try:
        query, when = take_as_of(question.query, question.base)
    except BadQuery as error:
        raise Refused("dataset", f"The dataset asked for is not one: {error}") from None
    if when is not None:
        raise Refused("as_of", "The query is as of another time.", query=query, when=when)


def _syntax(message: str) -> Refused:
    match = _PLACE.match(message)
    if match is None:
        return Refused("syntax", f"The query does not parse: {_short(message)}")
    line, column, expected = int(match[1]), int(match[2]), _short(match[3])
    return Refused(
        "syntax",
        f"The query does not parse at line {line}, column {column}: {expected}",
        line=line,
        column=column,
    )


def _short(message: str, limit: int = 300) -> str:
    message = " ".join(message.split())
    return message if len(message) <= limit else message[:limit] + " ..."


def serve(engine: Engine, channel: socket.socket) -> None:
    """Answer what comes on the channel until the other end is closed."""
    source: IO[bytes] = channel.makefile("rb")
    while len(header := source.read(HEADER.size)) == HEADER.size:
        _, length = HEADER.unpack(header)
        question = Question(**json.loads(source.read(length)))
        sandbox.limit_processor(question.seconds * (os.cpu_count() or 1))
        try:
            answer(engine, question, channel)
        except Refused as refused:
            channel.sendall(frame(b"E", refused.body))
        except MemoryError:
            give_up(channel, "memory", "The query needs more memory than it may have.")
        except OSError as error:
            give_up(channel, "store", f"The store cannot be read: {_short(str(error))}")


def give_up(channel: socket.socket, code: str, detail: str) -> NoReturn:
    """Say what happened and end: the state of this process can't be trusted any more."""
    channel.sendall(frame(b"E", {"code": code, "detail": detail}))
    os._exit(3)
