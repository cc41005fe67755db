"""What holds for every answer that is from the dataset: its version is told, and nothing is worked out twice.

The dataset changes only when a build commits. Until then the same request has the same answer: who has it is told so (304,
RFC 9110), and who asks what somebody asked before gets what was kept, as it was, bytes and all.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from importlib.metadata import version as installed

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.moments import Moment
from api.problems import send_whole
from api.sources import Place, Source

_LONGEST_BODY = 64 * 1024
"""Longer queries are not remembered."""
_LARGEST_ANSWER = 1 << 20
_POSTED = "/sparql"
"""Where a POST asks and changes nothing."""
_CHOOSING = (b"accept", b"accept-encoding", b"accept-language", b"accept-datetime", b"content-type", b"host")
"""What of a request an answer depends on, beside its address and body. Host: some answers name addresses of the service."""
_VARY = "Accept, Accept-Encoding"
_CACHE_CONTROL = "public, no-cache"
"""Anyone may keep an answer, and asks before using it again: the question costs next to nothing."""
_PROGRAM = installed("armsgraph")
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer, ready to be sent again."""

    headers: Headers
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 200


class Answers:
    """Answers that were given, as many as fit; those used longest ago make room."""

    def __init__(self, megabytes: int) -> None:
        self._most = megabytes << 20
        self._size = 0
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self.hits = self.misses = 0

    def get(self, tag: bytes) -> Kept | None:
        kept = self._kept.get(tag)
        if kept is None:
            self.misses += 1
        else:
            self.hits += 1
            self._kept.move_to_end(tag)
        return kept

    def put(self, tag: bytes, answer: Kept) -> None:
        if answer.size > self._most:
            return
        if (before := self._kept.pop(tag, None)) is not None:
            self._size -= before.size
        self._kept[tag] = answer
        self._size += answer.size
        while self._size > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size


class Versioned:
    """The layer around the routes. It also lets go of the moment that a request was answered from."""

    def __init__(self, app: ASGIApp, source: Source, answers: Answers) -> None:
        self.app = app
        self.answers = answers
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        try:
            await self._answer(scope, receive, send)
        finally:
            # Only here the answer is through, also one that was streamed.
            moment: Moment | None = state.get("held")
            if moment is not None:
                moment.let_go()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = _Request(scope)
        if request.may_be_kept and not request.is_get:
            receive = await request.read(receive)
        # What is not known at once is not waited for here: much of the service is not from the dataset.
        place = self._source.now() if request.may_be_kept else None
        if place is None:
            await self.app(scope, receive, _Dressed(send, scope, request, self._source, self.answers))
            return
        tag = request.tag(place)
        if request.has(tag):
            await send_whole(send, 304, _validators(tag, place), b"")
            return
        kept = self.answers.get(tag)
        if kept is None:
            await self.app(scope, receive, _Dressed(send, scope, request, self._source, self.answers))
        elif request.is_for_newer_than(place):
            await send_whole(send, 304, _validators(tag, place), b"")
        else:
            await send_whole(send, 200, kept.headers, kept.body)


class _Request:
    """What of a request decides on its answer. One with a body is to be ``read`` first."""

    def __init__(self, scope: Scope) -> None:
        self.is_get = scope["method"] == "GET"
        self._address = (scope["method"], scope.get("scheme"), scope["path"], scope["query_string"])
        self._choosing: Headers = []
        self._body = b""
        self._if_none_match = self._if_modified_since = b""
        is_open = True
        for name, value in scope["headers"]:
            if name in _CHOOSING:
                self._choosing.append((name, value))
            elif name == b"if-none-match":
                self._if_none_match = value
            elif name == b"if-modified-since":
                self._if_modified_since = value
            elif name in (b"authorization", b"range"):
                is_open = False
        self.may_be_kept = is_open and (self.is_get or (scope["method"], scope["path"]) == ("POST", _POSTED))

    async def read(self, receive: Receive) -> Receive:
        """Take note of the body, and give what receives it once more. One that is long or broken off is not remembered."""
        messages: list[Message] = []
        more = True
        while more and len(self._body) <= _LONGEST_BODY:
            message = await receive()
            messages.append(message)
            self._body += message.get("body", b"")
            more = message.get("more_body", False)
        self.may_be_kept = (
            not more
            and len(self._body) <= _LONGEST_BODY
            and all(message["type"] == "http.request" for message in messages)
        )
        again = iter(messages)

        async def replayed() -> Message:
            return next(again, None) or await receive()

        return replayed

    def tag(self, place: Place) -> bytes:
        """A name for the answer: the same for the same request to the same dataset and program."""
        told = repr((_PROGRAM, place.version, self._address, sorted(self._choosing))).encode() + self._body
        return b'"' + hashlib.blake2b(told, digest_size=15).hexdigest().encode() + b'"'

    def has(self, tag: bytes) -> bool:
        """Whether the client says that it has this very answer, which nobody has who was not given it."""
        held = (part.strip().removeprefix(b"W/") for part in self._if_none_match.split(b","))
        return self.is_get and tag in held

    def is_for_newer_than(self, place: Place) -> bool:
        """Whether the client wants no answer of this state; it may also ask so for what is not there at all."""
        modified = _last_modified(place)
        if not self.is_get or self._if_none_match or not self._if_modified_since or modified is None:
            return False
        try:
            since = parsedate_to_datetime(self._if_modified_since.decode("latin-1")).timestamp()
        except (ValueError, OverflowError):
            return False
        return since >= modified


class _Dressed:
    """Sends an answer on with what is to be said of its version, and keeps it if it may be kept."""

    def __init__(self, send: Send, scope: Scope, request: _Request, source: Source, answers: Answers) -> None:
        self._send = send
        self._scope = scope
        self._request = request
        self._source = source
        self._answers = answers
        self._tag = b""
        self._headers: Headers | None = None
        self._body = bytearray()
        self._without_body = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start(message)
        elif message["type"] == "http.response.body":
            self._keep(message)
            if self._without_body:
                message = {**message, "body": b""}
        await self._send(message)

    def _start(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        moment: Moment | None = self._scope["state"].get("held")
        version = headers.get("x-dataset-version", "")
        if moment is not None:
            for field, said in moment.headers(self._scope).items():
                if field == "Link":
                    headers.append(field, said)
                else:
                    headers[field] = said
            version = moment.pool.version
        place = self._source.now() if self._request.may_be_kept else None
        # A view as of a day is named for the state that it was made from. What is from an earlier one is not kept.
        if (
            message["status"] != 200
            or place is None
            or version.partition("@")[0] != place.version
            or "set-cookie" in headers
            or headers.get("cache-control") == "no-store"
        ):
            return
        self._tag = self._request.tag(place)
        headers["vary"] = _together(headers.get("vary"), _VARY)
        for name, value in _validators(self._tag, place):
            headers[name.decode()] = value.decode()
        self._headers = list(message["headers"])
        if self._request.is_for_newer_than(place):
            self._without_body = True
            message["status"], message["headers"] = 304, _validators(self._tag, place)

    def _keep(self, message: Message) -> None:
        if self._headers is None:
            return
        self._body += message.get("body", b"")
        if len(self._body) > _LARGEST_ANSWER:
            self._headers = None
        elif not message.get("more_body", False):
            self._answers.put(self._tag, Kept(self._headers, bytes(self._body)))


@lru_cache(maxsize=64)
def _together(before: str | None, more: str) -> str:
    """Two lists of names as one, each name once."""
    parts = (part.strip() for part in f"{before or ''},{more}".split(","))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _validators(tag: bytes, place: Place) -> Headers:
    found: Headers = [(b"etag", tag), (b"cache-control", _CACHE_CONTROL.encode())]
    if (modified := _last_modified(place)) is not None:
        found.append((b"last-modified", _http_date(modified)))
    return found


@lru_cache(maxsize=16)
def _http_date(seconds: int) -> bytes:
    return formatdate(seconds, usegmt=True).encode()


def _last_modified(place: Place) -> int | None:
    """The second in which the dataset last changed; None while it is that very second and more may come."""
    if place.modified is None or time.time() - place.modified < 2:
        return None
    return int(place.modified)
