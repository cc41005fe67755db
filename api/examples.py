"""Queries to begin with: one ``.rq`` file each, whose first comment is its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_NUMBER = re.compile(r"^[=\s]*(?:\d+\.)?\s*")


@dataclass(frozen=True, slots=True)
class Example:
    """A query, its title in English, and a name that fits into an address."""

    name: str
    title: str
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples, in the order of their files."""
    found = sorted((path.name, path) for path in _folder().iterdir() if path.name.endswith(".rq"))
    return tuple(_read(name, path.read_text(encoding="utf-8")) for name, path in found)


def _folder() -> Traversable:
    """Where they are: within the package when it is installed, beside it in a checkout."""
    package = files("api")
    installed = package / "example_queries"
    return installed if installed.is_dir() else package / ".." / "examples" / "queries"


def _read(name: str, text: str) -> Example:
    first, _, rest = text.strip().partition("\n")
    stem = name.removesuffix(".rq")
    if not first.startswith("#"):
        return Example(stem, stem, text.strip())
    return Example(stem, _NUMBER.sub("", first.lstrip("#")), rest.strip())
