"""The registers that can be read, and how a file is recognised as one of them.

A new register is a module or package of this room with a ``Register`` and one line in ``registers``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from kg.read.model import Refusal, Source, Tally
from kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, by which a register is recognised. ``text`` is decoded so that ASCII survives."""

    path: Path
    data: bytes
    text: str


class Register(Protocol):
    """One kind of register, in all shapes that its files come in."""

    name: str

    def recognises(self, head: Head, /) -> bool:
        """Whether a file is one of this register, by looking at it."""

    def read(self, paths: Sequence[Path], settings: Settings, /) -> Iterator[Source | Refusal | Tally]:
        """All entries of these files, which are read together: one entry may stand in several of them."""


@cache
def registers() -> tuple[Register, ...]:
    """All registers, in the order in which they are asked."""
    from kg.read.sipri import REGISTER as SIPRI
    from kg.read.tabular import REGISTER as TABLES

    # The general reader of tables comes last: it takes every table that none of the others knows.
    return (SIPRI, TABLES)


def register_of(head: Head) -> Register | None:
    """The register that a file belongs to, or None."""
    return next((register for register in registers() if register.recognises(head)), None)
