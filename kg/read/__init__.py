"""Files in, documents and facts out: what a file is, is told by looking into it, not by its name alone.

A reader never stops at the first fault: what cannot be read becomes a ``Refusal`` that says where and why, and
the reading goes on behind it. A new input format is a new module here and one line in ``kg.read.kinds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.read.files import expand
from kg.read.kinds import head_of, read_file
from kg.read.model import Refusal, Source, Tally
from kg.read.registers import Register, register_of
from kg.settings import Settings

__all__ = ["Refusal", "Source", "Tally", "expand", "read", "read_file", "read_together"]


def read(inputs: Iterable[str], settings: Settings) -> Iterator[Source | Refusal]:
    """Read files, folders and globs, each file once, in sorted order within each input.

    Raises:
        InputError: before anything is read, if an input names nothing.

    """
    for path in expand(inputs):
        yield from read_file(path, settings)


def read_together(paths: Sequence[Path], settings: Settings) -> Iterator[Source | Refusal | Tally]:
    """Read files; those of one register together, where the first of them stands, because they may share entries."""
    groups: list[tuple[Register | None, list[Path]]] = []
    places: dict[str, list[Path]] = {}
    for path in paths:
        register = register_of(head_of(path))
        if register is None:
            groups.append((None, [path]))
        elif register.name in places:
            places[register.name].append(path)
        else:
            places[register.name] = [path]
            groups.append((register, places[register.name]))
    for register, together in groups:
        if register is None:
            yield from read_file(together[0], settings)
        else:
            yield from register.read(together, settings)
