"""The outermost layer: each request gets an id, is counted, and is logged in one line when its answer is through.

An id is taken from the header ``X-Request-Id`` if it is a sane token, so that a line can be found by what a proxy or a
client calls the request; else one is made. It goes back in the same header.
"""

from __future__ import annotations

import re
from random import getrandbits

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access_log import AccessLog
from api.entries import Entry, attach
from api.metrics import METHODS, Metrics

_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_PREFIX = "/api/v1/"
_HEADER = b"x-request-id"
_MOST_PATHS, _LONGEST_PATH = 10_000, 200
_REFUSED_FROM, _BROKEN_FROM = 400, 500


class Observed:
    """Counts and logs. Raises what the application raises."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: AccessLog | None, templates: Templates) -> None:
        self.app = app
        self._templates = templates
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watch = _Watch(scope, receive, send)
        entry = watch.entry
        self._metrics.request_began()
        try:
            await self.app(scope, watch.receive, watch.send)
        except BaseException:
            entry.status = entry.status or 500
            entry.ended = entry.ended or ("client gone" if watch.gone else "mistake")
            raise
        finally:
            entry.route = entry.route or self._templates.get(scope["path"])
            entry.ended = entry.ended or watch.ending()
            seconds = entry.seconds
            self._metrics.request_ended(
                entry.route,
                entry.method,
                entry.status,
                seconds=seconds,
                received=entry.received,
                sent=entry.sent,
            )
            if self._log is not None:
                self._log.write(entry, seconds)


class _Watch:
    """Goes between a request and the server, and notes what passes."""

    __slots__ = ("_id", "_receive", "_send", "complete", "entry", "gone")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        self._id = _id_of(scope)
        self.entry = Entry(self._id.decode("ascii"), method if method in METHODS else "other")
        attach(scope, self.entry)
        self._receive, self._send = receive, send
        self.gone = self.complete = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.gone = True
        else:
            self.entry.received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._note_start(message)
        elif message["type"] == "http.response.body":
            self.entry.sent += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        await self._send(message)

    def _note_start(self, message: Message) -> None:
        self.entry.status = message["status"]
        headers = message.get("headers", ())
        for name, value in headers:
            if name == b"x-dataset-version":
                self.entry.dataset = value.decode("latin-1")
                break
        message["headers"] = [*headers, (_HEADER, self._id)]

    def ending(self) -> str:
        """How the request ended, by its answer."""
        status = self.entry.status
        if not self.complete:
            return "client gone" if self.gone else "cut off"
        if status >= _BROKEN_FROM:
            return "mistake" if status == _BROKEN_FROM else "unavailable"
        return "refused" if status >= _REFUSED_FROM else "ok"


class Templates:
    """Which template took a path, as far as it was seen: what is answered from a cache passes by the router.

    Only so many are remembered, and no long ones, for strangers choose the paths.
    """

    def __init__(self) -> None:
        self._of_path: dict[str, str] = {}

    def learn(self, path: str, template: str) -> None:
        """Remember it."""
        if len(path) > _LONGEST_PATH or path in self._of_path:
            return
        if len(self._of_path) >= _MOST_PATHS:
            self._of_path.clear()
        self._of_path[path] = template

    def get(self, path: str) -> str:
        """The template; empty if the path was not seen."""
        return self._of_path.get(path, "")


class Routed:
    """The innermost layer: notes which route took the request. Only the router knows, and the layers between may copy."""

    def __init__(self, app: ASGIApp, templates: Templates) -> None:
        self.app = app
        self._templates = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            route = scope.get("route")
            entry: Entry | None = scope.get("state", {}).get("entry")
            if entry is not None and route is not None:
                entry.route = _template(scope["path"], route.path)
                self._templates.learn(scope["path"], entry.route)


def _template(path: str, template: str) -> str:
    """The template of the whole path; that of a route says nothing of where its router is put."""
    if path.startswith(_PREFIX) and not template.startswith(_PREFIX):
        return _PREFIX.rstrip("/") + template
    return template


def _id_of(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == _HEADER and _ID.fullmatch(value):
            return bytes(value)
    return b"%024x" % getrandbits(96)
