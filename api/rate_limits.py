"""How much one client may ask for: a token bucket for each kind of request, told in the headers of every answer.

The bucket is kept as one number, the time at which it will be full again (the generic cell rate algorithm): ``burst``
requests at once, ``rate`` per second for long. Headers ``RateLimit`` and ``RateLimit-Policy`` as in the IETF draft
``draft-ietf-httpapi-ratelimit-headers``: ``q`` how many at once, ``w`` seconds until an empty bucket is full, ``r`` how many
are left, ``t`` seconds until it is full.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Literal, NamedTuple
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clients import client_key
from api.errors import Problem
from api.metrics import Metrics
from api.problems import send_problem
from kg.settings import Settings

Kind = Literal["cheap", "costly", "write"]

COSTLY = frozenset({"sparql", "graphs", "graph", "extract", "validate", "dump.ttl", "timegate", "timemap"})
"""First parts of paths, behind ``/api/v1`` if they stand there, whose answers cost more than a look-up."""
FREE = frozenset({"healthz", "readyz", "metrics"})
"""What monitors read, who all come from one place; it costs next to nothing."""
_TIMES = (b"as_of=", b"as-of=")
_WRITES = frozenset({"records", "reviews", "jobs"})
"""Where another method than GET writes. Where it does not, a POST is a question that was too long for an address."""
_CLIENTS = 50_000
"""So many buckets of a kind are kept; the client that was seen longest ago is forgotten, with what it had used up."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a client may have of one kind: ``rate`` per second for long, ``burst`` at once."""

    kind: Kind
    rate: float
    burst: int

    @property
    def policy(self) -> str:
        """As the header ``RateLimit-Policy`` says it."""
        return f'"{self.kind}";q={self.burst};w={ceil(self.burst / self.rate)}'


class Verdict(NamedTuple):
    """What became of one request: how many more are possible now, and the seconds until one is, or all are."""

    allowed: bool
    left: int
    next_in: float
    full_in: float


class Buckets:
    """The buckets of all clients for one budget."""

    def __init__(
        self, budget: Budget, *, clock: Callable[[], float] = time.monotonic, clients: int = _CLIENTS
    ) -> None:
        self.budget = budget
        self._clock = clock
        self._most = clients
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._step = 1 / budget.rate
        self._span = self._step * budget.burst

    def take(self, client: str) -> Verdict:
        """Take one request out of a client's bucket, if there is one in it."""
        now = self._clock()
        step, span = self._step, self._span
        full_at = max(self._full_at.get(client, now), now)
        wait = full_at + step - span - now
        # The last of a burst must not fail for the rounding of its sum.
        if allowed := wait <= step * 1e-6:
            full_at += step
            self._full_at[client] = full_at
            if len(self._full_at) > self._most:
                self._full_at.popitem(last=False)
        if client in self._full_at:
            self._full_at.move_to_end(client)
        left = int((span - (full_at - now)) / step + 1e-6)
        return Verdict(allowed, max(left, 0), max(wait, 0.0), full_at - now)

    def __len__(self) -> int:
        return len(self._full_at)


def kind_of(scope: Scope) -> Kind | None:
    """Which budget a request is taken from; None: it is free."""
    path: str = scope["path"]
    parts = path.lstrip("/").removeprefix("api/v1/")
    first = parts.partition("/")[0]
    if first in FREE:
        return None
    if first in _WRITES and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        return "write"
    if first in COSTLY:
        return "costly"
    query: bytes = scope["query_string"]
    if query:
        if b"%" in query:
            query = unquote_to_bytes(query)
        if any(name in query for name in _TIMES):
            return "costly"
    for name, _ in scope["headers"]:
        if name == b"accept-datetime":
            return "costly"
    return "cheap"


def budgets(settings: Settings) -> tuple[Budget, ...]:
    """The budgets that the settings give a client."""
    return (
        Budget("cheap", settings.rate_cheap, settings.burst_cheap),
        Budget("costly", settings.rate_costly, settings.burst_costly),
        Budget("write", settings.rate_write, settings.burst_write),
    )


class RateLimits:
    """Refuses with 429 what is over the budget of its client."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics
        self._buckets = {one.kind: Buckets(one) for one in budgets(settings)}
        self._policies = {one.kind: one.policy.encode("ascii") for one in budgets(settings)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = kind_of(scope) if scope["type"] == "http" else None
        if kind is None:
            await self.app(scope, receive, send)
            return
        verdict = self._buckets[kind].take(client_key(scope))
        headers = [
            (b"ratelimit-policy", self._policies[kind]),
            (b"ratelimit", f'"{kind}";r={verdict.left};t={ceil(verdict.full_in)}'.encode("ascii")),
        ]

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        if verdict.allowed:
            await self.app(scope, receive, told)
            return
        self._metrics.request_limited(kind)
        seconds = max(1, ceil(verdict.next_in))
        budget = self._buckets[kind].budget
        problem = Problem(
            429,
            "too-many-requests",
            f"A client may make {budget.rate:g} requests of this kind ({kind}) per second, {budget.burst} at once.",
            advice=f"Wait {seconds} s. For much of the dataset at once take a dump.",
            headers={"Retry-After": str(seconds)},
        )
        # What stays unread of a body would be taken for the next request.
        await send_problem(scope, told, problem, close=scope["method"] not in ("GET", "HEAD", "OPTIONS"))


def are_on(settings: Settings) -> bool:
    """Whether clients are limited: as the operator says, else where more than this machine can come.

    On loopback without a trusted proxy all clients look the same: a limit would be one for all of them together.
    """
    if settings.rate_limits is not None:
        return settings.rate_limits
    return bool(settings.trusted_proxies) or not is_loopback(settings.host)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
