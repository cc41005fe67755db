"""What the tests of readers ask of what was read."""

from __future__ import annotations

from kg.facts import Document
from kg.read import Refusal, Source


def document(found: Source | Refusal) -> Document:
    """The document that was read."""
    assert isinstance(found, Source), found
    assert isinstance(found.content, Document)
    return found.content


def refusal(found: Source | Refusal) -> Refusal:
    """The refusal that was given instead."""
    assert isinstance(found, Refusal), found
    return found
