"""One file for each format, written as a stream of sorted statements."""

from __future__ import annotations

from pathlib import Path

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
    # JSON-LD with prefixes would shorten IRIs by a context; without one every parser reads it alike.
    prefixes = None if form == ox.RdfFormat.JSON_LD else _PREFIXES
    ox.serialize(statements, str(partial), format=form, prefixes=prefixes)
    partial.replace(path)
    return path
