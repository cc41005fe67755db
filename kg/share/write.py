"""One file for each format, written as a stream of sorted statements."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import pyoxigraph as ox

from kg.namespaces import ID, PREFIXES
from kg.share.shareable import Part

FORMATS: dict[str, tuple[ox.RdfFormat, str]] = {
    "ttl": (ox.RdfFormat.TURTLE, "text/turtle"),
    "trig": (ox.RdfFormat.TRIG, "application/trig"),
    "nq": (ox.RdfFormat.N_QUADS, "application/n-quads"),
    "jsonld": (ox.RdfFormat.JSON_LD, "application/ld+json"),
}
"""Name, which is also the ending of the file -> how to write it, and its media type.

Turtle knows no named graphs: it holds the statements of all graphs together. The others keep them apart.
"""

_PATHS = (
    "state", "person", "organisation", "company", "group", "place", "facility", "weapon", "category", "embargo", "office",
    "stage", "epistemic", "kind", "stance", "attribution-kind", "event-type", "event-role", "relation", "mode", "rule",
    "record", "transfer",
)  # fmt: skip
_PREFIXES = {**PREFIXES, **{path: f"{ID}{path}/" for path in _PATHS}}
"""A prefix for each kind of thing, since a slash within a prefixed name would have to be escaped."""


def write(part: Part, path: Path, name: str) -> Path:
    """Write one format into a file and return its path. The file is there whole or not at all."""
    form, _ = FORMATS[name]
    partial = path.with_name(path.name + ".partial")
    statements = part.triples() if form == ox.RdfFormat.TURTLE else part.quads()
    # Prefixes of JSON-LD would stand in a context; without one every parser reads it alike.
    prefixes = None if form == ox.RdfFormat.JSON_LD else _PREFIXES
    raw = path.with_name(path.name + ".raw")
    try:
        ox.serialize(statements, str(raw), format=form, prefixes=prefixes)
        with raw.open("rb") as source, partial.open("wb") as target:
            _sort_prefixes(source, target)
        partial.replace(path)
    finally:
        raw.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)
    return path


def _sort_prefixes(source: BinaryIO, target: BinaryIO) -> None:
    """Copy a file with the prefixes at its head in order: pyoxigraph writes them in an order that changes."""
    head: list[bytes] = []
    line = source.readline()
    while line.startswith(b"@prefix"):
        head.append(line)
        line = source.readline()
    target.writelines(sorted(head))
    target.write(line)
    copyfileobj(source, target)
