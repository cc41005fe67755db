"""What the service counts, for Prometheus.

One ``Metrics`` belongs to one application, in ``app.state.metrics``, with a registry of its own. What happens is counted
when it happens, by the methods; what is a state, such as how many query processes there are, is asked when a monitor comes,
of what was handed to ``watch``. The values of labels are few, whatever strangers send.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from api.requests_counted import Requests
from kg import __version__

_Key = TypeVar("_Key")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "DELETE", "PUT", "PATCH"})
NO_ROUTE = "none"
"""The route of requests that none took, so that what strangers make up is no label."""


@dataclass(frozen=True, slots=True)
class State:
    """What the part that answers queries is like at a moment.

    Attributes:
        processes: how many query processes there are, by lane and place: ``{("public", "quick"): 2,
            ("public", "long"): 1, ("own", "paused"): 1}``.
        waiting: how many queries wait for a process, by lane.
        version: of the dataset that is answered from; empty while there is none.
        committed: when that was committed, in seconds since 1970; None where unknown.
        snapshot_bytes: memory of the process that holds the snapshot and from which the others are forked; None where none does.
        cache_hits: answers that were found in the cache since the start.
        cache_misses: answers that were looked for there and not found.

    """

    processes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    version: str = ""
    committed: float | None = None
    snapshot_bytes: int | None = None
    cache_hits: int = 0
    cache_misses: int = 0


class Watched(Protocol):
    """Something whose state can be asked for. It must answer at once, and from the thread of the event loop."""

    def state(self) -> State:
        """The state now."""
        ...


class Metrics:
    """All that one service counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self._requests = Requests()
        self.registry.register(self._requests)
        self._limited = Counter(
            "armsgraph_http_requests_limited",
            "Requests over the rate of a client, by budget.",
            ("budget",),
            registry=self.registry,
        )
        self._connections_refused = Counter(
            "armsgraph_connections_closed",
            "Connections that the service closed, by reason.",
            ("reason",),
            registry=self.registry,
        )
        self._queries = Counter(
            "armsgraph_queries",
            "Queries, by the lane they ran in and how they ended.",
            ("lane", "outcome"),
            registry=self.registry,
        )
        self._writes = Counter(
            "armsgraph_writes", "Writes over HTTP.", ("action", "outcome"), registry=self.registry
        )
        info = Gauge(
            "armsgraph_build_info",
            "The version of the program.",
            ("version", "python"),
            registry=self.registry,
        )
        info.labels(__version__, platform.python_version()).set(1)
        ProcessCollector(registry=self.registry)
        self._watched: list[Watched] = []
        self.registry.register(_States(lambda: [one.state() for one in self._watched]))

    def request_began(self) -> None:
        """A request has come."""
        self._requests.in_flight += 1

    def request_ended(
        self, route: str, method: str, status: int, *, seconds: float, received: int, sent: int
    ) -> None:
        """Its answer is through. ``route`` is a template of a path, never a path; ``method`` of ``METHODS``, or ``other``."""
        self._requests.ended(route or NO_ROUTE, method, status, seconds=seconds, received=received, sent=sent)

    def request_limited(self, budget: str) -> None:
        """A request was over the rate of its client."""
        self._limited.labels(budget).inc()

    def connection_closed(self, reason: str) -> None:
        """The service closed a connection: ``too many``, ``too many of one client``, ``slow head``, ``large head``, ``slow reader``."""
        self._connections_refused.labels(reason).inc()

    def query_ended(self, lane: str, outcome: str) -> None:
        """A query is through. ``outcome``: ``ok`` or the code of its ``QueryFailed``; ``lane``: a name of the pool's."""
        self._queries.labels(lane, outcome).inc()

    def write_ended(self, action: str, outcome: str) -> None:
        """A write is through: which action, and ``done``, ``refused`` or ``failed``."""
        self._writes.labels(action, outcome).inc()

    def watch(self, watched: Watched) -> None:
        """Ask this for its state whenever a monitor comes. Of several, the values are added up by their labels."""
        self._watched.append(watched)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """All values, as text 0.0.4 or OpenMetrics by an ``Accept`` header, and the media type of that."""
        encode, media_type = choose_encoder(accept)
        return encode(self.registry), media_type


class _States(Collector):
    def __init__(self, states: Callable[[], list[State]]) -> None:
        self._states = states

    def describe(self) -> Iterable[Metric]:
        return self._families([])

    def collect(self) -> Iterable[Metric]:
        return self._families(self._states())

    def _families(self, states: list[State]) -> Iterable[Metric]:
        processes = GaugeMetricFamily(
            "armsgraph_query_processes", "Query processes, by lane and state.", labels=("lane", "state")
        )
        waiting = GaugeMetricFamily(
            "armsgraph_queries_waiting", "Queries that wait for a process, by lane.", labels=("lane",)
        )
        dataset = GaugeMetricFamily(
            "armsgraph_dataset_info", "The version of the dataset.", labels=("version",)
        )
        committed = GaugeMetricFamily(
            "armsgraph_dataset_committed_timestamp_seconds", "When the dataset was last changed."
        )
        memory = GaugeMetricFamily("armsgraph_snapshot_bytes", "Memory that the snapshot takes.")
        cache = CounterMetricFamily(
            "armsgraph_cache_lookups", "Answers looked for in the cache, by result.", labels=("result",)
        )
        for labels, count in _sums(state.processes for state in states).items():
            processes.add_metric(labels, count)
        for lane, count in _sums(state.waiting for state in states).items():
            waiting.add_metric((lane,), count)
        for version in dict.fromkeys(state.version for state in states if state.version):
            dataset.add_metric((version,), 1)
        if times := [state.committed for state in states if state.committed is not None]:
            committed.add_metric((), max(times))
        if sizes := [state.snapshot_bytes for state in states if state.snapshot_bytes is not None]:
            memory.add_metric((), sum(sizes))
        cache.add_metric(("hit",), sum(state.cache_hits for state in states))
        cache.add_metric(("miss",), sum(state.cache_misses for state in states))
        return processes, waiting, dataset, committed, memory, cache


def _sums(counts: Iterable[Mapping[_Key, int]]) -> dict[_Key, int]:
    total: dict[_Key, int] = {}
    for one in counts:
        for key, count in one.items():
            total[key] = total.get(key, 0) + count
    return total
