"""The way of a query past the routing: what is asked thousands of times a second is not looked up among sixty routes.

The routes of ``/sparql`` stand in the application as all others do, and do the same; they describe it and take what is left.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors, sparql
from api.entries import entry
from api.errors import Problem
from api.failures import QueryFailed


class Shortcut:
    """The layer next to the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = sparql.ANSWERS.get(scope["method"]) if scope.get("path") == sparql.PATH else None
        if answer is None or scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        entry(scope).route = sparql.PATH
        request = Request(scope, receive, send)
        try:
            response = await answer(request)
        except Problem as problem:
            response = errors.response(request, problem)
        except QueryFailed as failed:
            response = errors.unanswered(request, failed)
        await response(scope, receive, send)
