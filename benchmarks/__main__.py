"""Run the benchmarks: ``python -m benchmarks [NAME...]``, all of them if none is named."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from benchmarks import building, dumping, registers, searching
from benchmarks.extraction import speed
from benchmarks.harness import Report, machine

BENCHMARKS: dict[str, Callable[[], Report]] = {
    "extraction": speed.measure,
    "building": building.measure,
    "registers": registers.measure,
    "dumping": dumping.measure,
    "searching": searching.measure,
}


def main(names: Sequence[str]) -> int:
    """Run what is named, print it, and write it to ``benchmarks/out``."""
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    for name in names or BENCHMARKS:
        report = BENCHMARKS[name]()
        print("\n" + report.as_text(), flush=True)
        report.write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
