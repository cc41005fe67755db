"""The vocabulary and the reference knowledge, as Turtle files, and where they are.

A resource package: it holds no code but what finds the files, so that it works from a wheel, a zip or a checkout.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable


def ontology_files() -> list[Traversable]:
    """The classes and properties: ``core.ttl``."""
    return [file for file in _turtle(files(__name__)) if file.name == "core.ttl"]


def vocabulary_files() -> list[Traversable]:
    """The SKOS schemes: stages, kinds, offices, weapon categories and the others."""
    return _folder("vocabularies")


def alignment_files() -> list[Traversable]:
    """How the terms relate to PROV-O, OWL-Time, SKOS, schema.org, Wikidata and the Common Core Ontologies."""
    return _folder("alignments")


def reference_files() -> list[Traversable]:
    """The reference knowledge: states, persons, organisations, weapon systems, embargoes and their names."""
    return _folder("reference")


def _folder(name: str) -> list[Traversable]:
    folder = files(__name__).joinpath(name)
    return _turtle(folder) if folder.is_dir() else []


def _turtle(folder: Traversable) -> list[Traversable]:
    return sorted(_walk(folder), key=str)


def _walk(folder: Traversable) -> Iterator[Traversable]:
    for member in folder.iterdir():
        if member.is_dir():
            yield from _walk(member)
        elif member.name.endswith(".ttl"):
            yield member
