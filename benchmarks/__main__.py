"""Run the benchmarks: ``python -m benchmarks [NAME...] [OPTION...]``, all of them if none is named."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from benchmarks import building, dumping, registers, searching
from benchmarks.extraction import speed
from benchmarks.harness import Report, machine
from benchmarks.serve import measure as serve

BENCHMARKS: dict[str, Callable[[argparse.Namespace], list[Report]]] = {
    "extraction": lambda _: [speed.measure()],
    "building": lambda _: [building.measure()],
    "registers": lambda _: [registers.measure()],
    "dumping": lambda _: [dumping.measure()],
    "searching": lambda _: [searching.measure()],
    "serve": serve.measure,
}


def main(arguments: Sequence[str]) -> int:
    """Run what is named, print it, and write it to ``benchmarks/out``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    serve.options(parser)
    told = parser.parse_args(arguments)
    names = told.names
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    for name in names or BENCHMARKS:
        for report in BENCHMARKS[name](told):
            print("\n" + report.as_text(), flush=True)
            report.write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
