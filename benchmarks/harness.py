"""Timing, and how figures are told: always as a ratio to a peer, since seconds are those of one machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "out"


@dataclass(slots=True)
class Figure:
    """One measurement of ours beside one of a peer, both in ``unit`` per second. A ratio above 1: ours is faster."""

    name: str
    unit: str
    ours: float
    peer: str
    theirs: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours by theirs."""
        return self.ours / self.theirs

    def as_line(self) -> str:
        """The figure for a person."""
        told = f"{self.name:<34} {self.ours:>12,.0f} {self.unit}/s   {self.peer}: {self.theirs:>12,.0f}"
        return f"{told}   ratio {self.ratio:.3g}" + (f"   ({self.note})" if self.note else "")


@dataclass(slots=True)
class Report:
    """What one benchmark found. ``parts`` is a profile: part -> share of the time of the first figure.

    ``notes`` are figures that have no peer, ``details`` what stands behind the figures, for the file alone.
    """

    name: str
    about: str
    figures: list[Figure] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    def as_text(self) -> str:
        """The report for a person."""
        lines = [f"== {self.name}: {self.about}", *(figure.as_line() for figure in self.figures)]
        lines += [f"   {part:<31} {share:>11.0%} of the time" for part, share in self.parts.items()]
        lines += [f"   {note}" for note in self.notes]
        return "\n".join([*lines, *(f"   skipped: {reason}" for reason in self.skipped)])

    def write(self, folder: Path = OUT) -> Path:
        """The report as JSON, with what it was measured on."""
        folder.mkdir(parents=True, exist_ok=True)
        content: dict[str, Any] = {"machine": machine(), **asdict(self)}
        for told, figure in zip(content["figures"], self.figures, strict=True):
            told["ratio"] = round(figure.ratio, 4)
        path = folder / f"{self.name}.json"
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        return path


def seconds(run: Callable[[], object], repeats: int = 3) -> float:
    """The median time of several runs."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


@contextmanager
def timed(into: dict[str, float], part: str) -> Iterator[None]:
    """Add the time of a block to a part of a profile."""
    began = time.perf_counter()
    try:
        yield
    finally:
        into[part] = into.get(part, 0.0) + time.perf_counter() - began


def machine() -> dict[str, Any]:
    """What figures depend on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: _version(name) for name in ("armsgraph", "rdflib", "pyoxigraph", "pyshacl", "spacy")},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
