"""Files in, documents and facts out: what a file is, is told by looking into it, not by its name alone.

A reader never stops at the first fault: what cannot be read becomes a ``Refusal`` that says where and why, and
the reading goes on behind it. A new input format is a new module here and one line in ``kg.read.kinds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.read.files import expand
from kg.read.kinds import read_file
from kg.read.model import Refusal, Source
from kg.settings import Settings

__all__ = ["Refusal", "Source", "expand", "read", "read_file"]


def read(inputs: Iterable[str], settings: Settings) -> Iterator[Source | Refusal]:
    """Read files, folders and globs, each file once, in sorted order within each input.

    Raises:
        InputError: before anything is read, if an input names nothing.

    """
    for path in expand(inputs):
        yield from read_file(path, settings)
