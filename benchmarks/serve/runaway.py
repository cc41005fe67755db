"""What queries that never end do to others: look-ups of one client, alone and beside eight that send such queries."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.harness import Report
from benchmarks.serve.cases import Case, cases
from benchmarks.serve.client import Load, Outcome, Request, load
from benchmarks.serve.dataset import Dataset
from benchmarks.serve.servers import OURS, Server, memory, process_tree, running

_EVERYTHING = "?a ?b ?c . ?d ?e ?f"
_NUMBERS = " ".join(map(str, range(60)))
RUNAWAY = {
    "product": f"SELECT (COUNT(*) AS ?x) WHERE {{ {_EVERYTHING} . ?g ?h ?i }}",
    "path": "SELECT (COUNT(*) AS ?x) WHERE { ?a (!<x:x>)* ?b . ?b (!<x:x>)* ?c . ?c (!<x:x>)* ?d }",
    "regular expression": (
        f'ASK {{ {_EVERYTHING} FILTER (REGEX(CONCAT(STR(?a), STR(?c), STR(?f)), "^(.*)(.*)(.*)\\u2603{{3}}$")) }}'
    ),
    "sort": f"SELECT * WHERE {{ {_EVERYTHING} }} ORDER BY ?c ?f ?a",
    "concatenation": (
        f'SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?f)); separator=" ") AS ?x) WHERE {{ {_EVERYTHING} }}'
    ),
    "values": "SELECT (COUNT(*) AS ?x) WHERE { "
    + " ".join(f"VALUES ?v{number} {{ {_NUMBERS} }}" for number in range(7))
    + " }",
    "distinct": f"SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?f))) AS ?x) WHERE {{ {_EVERYTHING} }}",
    "grouping": f"SELECT ?k (MAX(?c) AS ?m) WHERE {{ {_EVERYTHING} BIND (CONCAT(STR(?a), STR(?d)) AS ?k) }} GROUP BY ?k",
}
"""By what makes them run away. None of them can be answered within a limit of time and memory that makes sense."""
_LATE_SECONDS = 0.5
_SLOWER_AT_MOST = 3.0


@dataclass(slots=True)
class Attack:
    """What the senders of runaway queries got: (kind, status, seconds, whether the answer says what happened)."""

    answers: list[tuple[str, int, float, bool]] = field(default_factory=list)

    def statuses(self) -> dict[str, int]:
        """How often each status came; 0: no answer at all."""
        return {str(status): count for status, count in sorted(Counter(a[1] for a in self.answers).items())}

    @property
    def unclear(self) -> list[tuple[str, int, float, bool]]:
        """Answers other than a 429 or 503 that says why."""
        return [answer for answer in self.answers if answer[1] not in (429, 503) or not answer[3]]


def measure(
    data: Dataset,
    *,
    clients: int = 8,
    seconds: float = 10.0,
    rounds: int = 2,
    limit: float = 5.0,
    megabytes: int = 1024,
    ceiling: int = 8192,
) -> Report:
    """Look-ups alone and beside the attack, in turns; then each runaway query on its own against the limit.

    ``limit``: seconds, ``megabytes``: memory that one query may take; ``ceiling``: megabytes of all together.
    """
    report = Report(
        "serve-runaway",
        f"look-ups of one client beside {clients} clients with runaway queries, {data.quads:,} quads",
    )
    settings = {
        "ARMSGRAPH_QUERY_SECONDS": str(limit),
        "ARMSGRAPH_QUERY_MEGABYTES": str(megabytes),
        "ARMSGRAPH_MEMORY_MEGABYTES": str(ceiling),
    }
    case = next(one for one in cases(data) if not one.repeated)
    with running(OURS, data, settings=settings) as server:
        requests = case.requests(server)
        idle = memory(process_tree(server.process.pid))
        alone, beside, attack, peak = _in_turns(server, requests, clients, seconds, rounds)
        solo = [_send(server, kind, query, limit + 60) for kind, query in RUNAWAY.items()]
        still = memory(process_tree(server.process.pid))
    _tell(report, case, alone, beside, attack)
    late = max(elapsed - limit for _, _, elapsed, _ in solo)
    report.notes += [
        (
            f"a runaway query alone is answered {late:+.2f} s after its limit at the latest ({_verdict(late <= _LATE_SECONDS)}: "
            f"at most {_LATE_SECONDS}); statuses {Attack(solo).statuses()}, unclear {len(Attack(solo).unclear)}"
        ),
        (
            f"memory in MiB (PSS of all processes): {idle:,.0f} before, {peak:,.0f} at most, {still:,.0f} after ("
            f"{_verdict(peak <= ceiling)}: at most {ceiling:,}, of which a query may have {megabytes:,})"
        ),
    ]
    report.details = {
        "limit_seconds": limit,
        "limit_megabytes": megabytes,
        "ceiling_megabytes": ceiling,
        "memory_mib": {"before": round(idle), "peak": round(peak), "after": round(still)},
        "alone": alone.told(),
        "beside": beside.told(),
        "attack": {"statuses": attack.statuses(), "unclear": attack.unclear[:20]},
        "solo": [
            {"kind": kind, "status": status, "seconds": round(elapsed, 3), "clear": clear}
            for kind, status, elapsed, clear in solo
        ],
    }
    return report


def _tell(report: Report, case: Case, alone: Outcome, beside: Outcome, attack: Attack) -> None:
    slower = beside.quantile(0.95) / alone.quantile(0.95)
    failed = sum(beside.errors.values())
    report.notes += [
        (
            f"{case.name}: p95 {alone.quantile(0.95) * 1000:.1f} ms alone, {beside.quantile(0.95) * 1000:.1f} ms beside: "
            f"{slower:.2f} times ({_verdict(slower <= _SLOWER_AT_MOST)}: at most {_SLOWER_AT_MOST:.0f}); "
            f"{alone.rate:,.0f} and {beside.rate:,.0f} requests/s"
        ),
        f"look-ups that failed beside the attack: {failed} ({_verdict(failed == 0)}: none) {dict(beside.errors) or ''}",
        (
            f"{len(attack.answers)} runaway queries: statuses {attack.statuses()}, {len(attack.unclear)} without a clear answer "
            f"({_verdict(not attack.unclear)}: none), the slowest after "
            f"{max((answer[2] for answer in attack.answers), default=0):.1f} s, waiting for its turn included"
        ),
    ]


def _verdict(reached: bool) -> str:
    return "goal reached" if reached else "GOAL MISSED"


def _in_turns(
    server: Server, requests: tuple[Request, ...], clients: int, seconds: float, rounds: int
) -> tuple[Outcome, Outcome, Attack, float]:
    attack = Attack()
    alone, beside, peaks = [], [], [0.0]
    first = 10_000_000

    def look_ups() -> Outcome:
        nonlocal first
        first += 1_000_000
        return load(Load(server.port, requests, connections=2, processes=1, seconds=seconds, first=first))

    for _ in range(rounds):
        alone.append(look_ups())
        with _attacking(server, clients, attack), _watching_memory(server, peaks):
            beside.append(look_ups())
    return (
        Outcome.joined(alone, side_by_side=False),
        Outcome.joined(beside, side_by_side=False),
        attack,
        max(peaks),
    )


@contextmanager
def _attacking(server: Server, clients: int, attack: Attack) -> Iterator[None]:
    """So many clients that send runaway queries one after the other; the last answers are waited for."""
    stop = threading.Event()
    kinds = list(RUNAWAY)

    def send(number: int) -> None:
        turn = number
        while not stop.is_set():
            kind = kinds[turn % len(kinds)]
            attack.answers.append(_send(server, kind, RUNAWAY[kind], 120))
            turn += 1

    threads = [threading.Thread(target=send, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def _watching_memory(server: Server, peaks: list[float]) -> Iterator[None]:
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.2):
            peaks.append(memory(process_tree(server.process.pid)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _send(server: Server, kind: str, query: str, patience: float) -> tuple[str, int, float, bool]:
    """One runaway query. Clear is an answer in the service's shape of errors, with what to do about it."""
    began = time.perf_counter()
    try:
        status, body = server.ask(server.address(query), timeout=patience)
    except (OSError, http.client.HTTPException):
        return kind, 0, time.perf_counter() - began, False
    elapsed = time.perf_counter() - began
    try:
        problem = json.loads(body)
        clear = isinstance(problem, dict) and bool(problem.get("detail"))
    except ValueError:
        clear = False
    return kind, status, elapsed, clear
