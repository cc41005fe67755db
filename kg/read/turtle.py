"""RDF files are no input of a build; this reader says so, and says what is wrong with a broken one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError, UnreadableFile
from kg.read.model import Refusal
from kg.settings import Settings

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


def rdf_format(path: Path) -> ox.RdfFormat | None:
    """The RDF syntax that a file name stands for; None if for none."""
    return _FORMATS.get(path.suffix.lower())


def read_turtle(path: Path, settings: Settings) -> Iterator[Refusal]:  # noqa: ARG001 - the signature of readers
    """Refuse the file: with the place of the first fault, or with what to do with a good one."""
    form = rdf_format(path) or ox.RdfFormat.TURTLE
    count = parse_check(path, form)
    yield Refusal(
        str(path),
        f"this is RDF ({count} statements), not a document",
        "Check it with `armsgraph validate FILE`; build reads documents and facts",
    )


def parse_check(path: Path, form: ox.RdfFormat) -> int:
    """How many statements a file holds.

    Raises:
        UnreadableFile: with the line of the first fault.

    """
    # Entities of RDF/XML can grow without bound, so a file that declares any is not parsed at all.
    if form == ox.RdfFormat.RDF_XML and b"<!DOCTYPE" in path.read_bytes()[:65_536]:
        raise UnreadableFile(
            "RDF/XML with a DOCTYPE is refused", place=str(path), advice="Turn it into Turtle"
        )
    count = 0
    try:
        for _ in ox.parse(path=str(path), format=form, base_iri="file:"):
            count += 1
    except SyntaxError as error:
        line = f":{error.lineno}" if error.lineno else ""
        raise UnreadableFile(
            f"broken {form.name}: {error.msg}", place=f"{path}{line}", advice="Mend that line"
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read as {form.name}: {error}", place=str(path)) from error
    return count
