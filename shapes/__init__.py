"""The SHACL shapes, one Turtle file per kind of thing, and where they are."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def shape_files() -> list[Traversable]:
    """All shape files, sorted by name."""
    return sorted(
        (file for file in files(__name__).iterdir() if file.name.endswith(".ttl")), key=lambda file: file.name
    )
