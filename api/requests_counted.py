"""Counts of requests, kept as plain numbers, because each request pays for them; made into metrics when a monitor comes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_NAMES = [*map(floatToGoString, _SECONDS), "+Inf"]


class _OfRoute:
    """The answers of one route: how many took how long, the sum of that in seconds, and of their bytes."""

    __slots__ = ("counts", "seconds", "sent")

    def __init__(self) -> None:
        self.counts = [0] * len(_NAMES)
        self.seconds = 0.0
        self.sent = 0


class Requests(Collector):
    """The requests of one service."""

    def __init__(self) -> None:
        self.in_flight = 0
        self._received = 0
        self._answers: dict[tuple[str, str, int], int] = {}
        self._of_route: dict[str, _OfRoute] = {}

    def ended(
        self, route: str, method: str, status: int, *, seconds: float, received: int, sent: int
    ) -> None:
        """Count a request whose answer is through."""
        self.in_flight -= 1
        self._received += received
        answer = (route, method, status)
        self._answers[answer] = self._answers.get(answer, 0) + 1
        of_route = self._of_route.get(route)
        if of_route is None:
            of_route = self._of_route[route] = _OfRoute()
        of_route.counts[bisect_left(_SECONDS, seconds)] += 1
        of_route.seconds += seconds
        of_route.sent += sent

    def collect(self) -> Iterable[Metric]:
        """What was counted, in the terms of Prometheus."""
        answers = CounterMetricFamily(
            "armsgraph_http_requests",
            "Requests that were answered.",
            labels=("route", "method", "status"),
        )
        duration = HistogramMetricFamily(
            "armsgraph_http_request_duration_seconds",
            "From the head of a request to the end of its answer.",
            labels=("route",),
        )
        sent = CounterMetricFamily(
            "armsgraph_http_response_body_bytes", "Bytes of answers.", labels=("route",)
        )
        for (route, method, status), count in self._answers.items():
            answers.add_metric((route, method, str(status)), count)
        for route, one in self._of_route.items():
            duration.add_metric((route,), list(zip(_NAMES, accumulate(one.counts), strict=True)), one.seconds)
            sent.add_metric((route,), one.sent)
        return (
            answers,
            duration,
            sent,
            CounterMetricFamily(
                "armsgraph_http_request_body_bytes", "Bytes of bodies that came.", self._received
            ),
            GaugeMetricFamily(
                "armsgraph_http_requests_in_flight", "Requests that are being answered.", self.in_flight
            ),
        )
