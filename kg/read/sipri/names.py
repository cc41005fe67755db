"""What a weapon of SIPRI's register is called: the two shapes have two names for half of all weapons."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

_VARIANT_SIGN = re.compile(r"[\s-]+$")
"""The register of 17 columns tells a variant of less worth by a hyphen behind its name: ``K-8 -``, ``AIFV --``."""
_POWER = re.compile(r"\s+(?:\d+\s*-\s*\d+|AIP)$")
"""Engines are told apart by their power alone: ``ship engine 2501-4000``."""


@lru_cache(maxsize=32_768)
def plain(designation: str) -> str:
    """A designation without the sign that tells of the worth of a variant, which is no part of its name."""
    return _VARIANT_SIGN.sub("", " ".join(designation.split())) or designation.strip()


@lru_cache(maxsize=32_768)
def folded(designation: str) -> str:
    """What is compared of two designations."""
    return re.sub(r"[^\w]", "", plain(designation).casefold())


def is_generic(designation: str, description: str) -> bool:
    """Whether a designation names no model but only says again what kind of weapon it is."""
    return folded(_POWER.sub("", plain(designation))) == folded(description) != ""


def likeness(one: str, other: str) -> float:
    """How alike two designations are, from 0 to 100."""
    return fuzz.ratio(folded(one), folded(other))


class Aliases:
    """Which name of the 17 columns goes with a name and description of the 16, learnt from deals that have both."""

    def __init__(self, pairs: Iterable[tuple[str, str, str]] = ()) -> None:
        """``pairs``: designation and description of the 16 columns, designation of the 17."""
        found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for designation, description, name in pairs:
            found[folded(designation), folded(description)].setdefault(folded(name), plain(name))
        self._names = found

    def name_of(self, designation: str, description: str) -> str | None:
        """The name in the 17 columns, if there is just one."""
        names = self._names.get((folded(designation), folded(description)), {})
        return next(iter(names.values())) if len(names) == 1 else None

    def fits(self, designation: str, description: str, name: str) -> bool:
        """Whether a deal was met that is called so in the one shape and so in the other."""
        return folded(name) in self._names.get((folded(designation), folded(description)), {})
