"""The dataset of a folder, read into the memory of this process.

A store on disk runs threads of its own, and a process with threads is not to be forked. So another process,
``python -m api.snapshot FOLDER``, opens it and writes it out, and this one only reads.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox

from api import sandbox


def may_fit(folder: Path, megabytes: int) -> bool:
    """Whether it is worth trying to hold the dataset of a folder in so much memory.

    What is packed on disk, as the copy of the service is, takes no less in memory; what is not is left on disk if it is larger.
    """
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return size <= megabytes << 20


def load(folder: str, megabytes: int) -> tuple[ox.Store, ox.Store]:
    """Everything that is in the store of a folder, within so much memory: as it is, and as one graph with each statement once.

    Raises:
        OSError: if it cannot be read.
        MemoryError: if it is more than this process may have; the process may also be ended for that.

    """
    store = ox.Store()
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "api.snapshot", folder],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=sandbox.child_environment(),
    ) as reading:  # fmt: skip
        assert reading.stdout is not None  # noqa: S101 - for the type checker
        assert reading.stderr is not None  # noqa: S101
        # Only now: the other process would inherit it.
        sandbox.may_take(megabytes)
        # Lenient: what is in a store was checked when it went in.
        store.bulk_load(input=reading.stdout, format=ox.RdfFormat.N_QUADS, lenient=True)
        said = reading.stderr.read().decode("utf-8", "replace").strip().splitlines()
    if reading.returncode != 0:
        raise OSError(said[-1] if said else f"{folder}: the store could not be read")
    union = ox.Store()
    union.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in store)
    sandbox.may_take_anything()
    return store, union


def main() -> None:
    """Write the dataset to standard output; leaves with 1 if that fails."""
    sandbox.die_with_parent()
    sandbox.no_sockets()
    out = sys.stdout.buffer
    try:
        ox.Store.read_only(sys.argv[1]).dump(out, ox.RdfFormat.N_QUADS)
        out.flush()
    except OSError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
