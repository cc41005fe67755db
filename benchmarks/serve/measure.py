"""The comparison: every case against every server, in rounds, so that what else the machine does hits all alike."""

from __future__ import annotations

import argparse
import statistics
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.harness import Figure, Report
from benchmarks.serve import runaway
from benchmarks.serve.cases import Case, RestCase, cases, differences, rest_cases
from benchmarks.serve.client import Load, Outcome, load
from benchmarks.serve.dataset import Dataset, dataset
from benchmarks.serve.servers import COMMANDS, OURS, Missing, Server, running

_APART = 500_000
"""Numbers that one run of the load client may use up."""


def options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    group = parser.add_argument_group("serve")
    group.add_argument("--quads", type=int, default=1_000_000, help="size of the dataset")
    group.add_argument("--rounds", type=int, default=3, help="rounds over all cases and servers")
    group.add_argument("--seconds", type=float, default=5.0, help="of load for a case and server in a round")
    group.add_argument("--connections", type=int, default=4, help="that each process of the client keeps")
    group.add_argument("--processes", type=int, default=2, help="of the load client")
    group.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the dataset there for the next run")
    group.add_argument("--only", metavar="WORDS", help="only cases with these words in their name")
    group.add_argument(
        "--without", action="append", default=[], choices=[*COMMANDS, "runaway"], help="leave this out"
    )


def measure(told: argparse.Namespace) -> list[Report]:
    """Both reports: the comparison, and what runaway queries do."""
    with dataset(told.quads, told.keep) as data:
        reports = [_compared(data, told)]
        if "runaway" not in told.without:
            reports.append(runaway.measure(data))
    return reports


def _compared(data: Dataset, told: argparse.Namespace) -> Report:
    report = Report("serve", f"{data.quads:,} quads, requests per second over loopback")
    with ExitStack() as stack:
        servers = []
        for name in COMMANDS:
            if name in told.without:
                continue
            try:
                servers.append(stack.enter_context(running(name, data)))
            except Missing as missing:
                report.skipped.append(str(missing))
        asked = [one for one in cases(data) if not told.only or told.only in one.name]
        for case in asked:
            report.notes += [f"DISAGREES: {difference}" for difference in differences(case, servers, data)]
        looked_up = [one for one in rest_cases(data) if not told.only or told.only in one.name]
        outcomes = _rounds(asked, looked_up, servers, told)
    for case in asked:
        _figures(
            report, case, {name: got for (asked_of, name), got in outcomes.items() if asked_of == case.name}
        )
    for one in looked_up:
        got = outcomes.get((one.name, OURS))
        if got:
            report.notes.append(
                f"{one.name}: {_middle(got):,.0f} requests/s, {_told(Outcome.joined(got, side_by_side=False))}"
            )
    report.details = {
        "started_in_seconds": {server.name: round(server.started_in, 1) for server in servers},
        "connections": told.connections * told.processes,
        "cases": {
            case: {name: _measured(got) for (asked_of, name), got in outcomes.items() if asked_of == case}
            for case in dict.fromkeys(case for case, _ in outcomes)
        },
    }
    return report


_Outcomes = dict[tuple[str, str], list[Outcome]]


def _rounds(
    asked: list[Case], looked_up: list[RestCase], servers: list[Server], told: argparse.Namespace
) -> _Outcomes:
    """Each case of each server in each round; who begins changes from round to round."""
    outcomes: _Outcomes = {}
    first = 10_000_000
    every: list[Case | RestCase] = [*asked, *looked_up]
    for number in range(told.rounds):
        shift = number % max(1, len(servers))
        for case in every:
            for server in servers[shift:] + servers[:shift]:
                if isinstance(case, RestCase) and server.name != OURS:
                    continue
                job = Load(
                    server.port,
                    case.requests(server),
                    connections=told.connections,
                    processes=told.processes,
                    seconds=told.seconds,
                    first=first,
                )
                first += _APART
                outcomes.setdefault((case.name, server.name), []).append(load(job))
    return outcomes


def _middle(outcomes: list[Outcome]) -> float:
    return statistics.median(outcome.rate for outcome in outcomes)


def _figures(report: Report, case: Case, outcomes: dict[str, list[Outcome]]) -> None:
    ours = outcomes.get(OURS)
    if not ours:
        return
    joined = {name: Outcome.joined(got, side_by_side=False) for name, got in outcomes.items()}
    for name, got in outcomes.items():
        if joined[name].errors:
            report.notes.append(f"ERRORS: {name}, {case.name}: {dict(joined[name].errors)}")
        if name == OURS:
            continue
        if not _middle(got):
            report.notes.append(f"{case.name}: {name} gave no good answer in time")
            continue
        figure = Figure(case.name, "requests", _middle(ours), name, _middle(got))
        goal = case.goals[name]
        verdict = "goal reached" if figure.ratio >= goal else "GOAL MISSED"
        figure.note = f"{verdict}: {goal:g}; ours {_told(joined[OURS])}; theirs {_told(joined[name])}"
        report.figures.append(figure)


def _told(outcome: Outcome) -> str:
    return " ".join(f"p{share} {outcome.quantile(share / 100) * 1000:.1f} ms" for share in (50, 95, 99))


def _measured(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        **Outcome.joined(outcomes, side_by_side=False).told(),
        "requests_per_second": round(_middle(outcomes), 1),
        "of_each_round": [round(outcome.rate, 1) for outcome in outcomes],
    }
