"""Plain text and Markdown, with or without front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from kg.errors import UnreadableFile
from kg.read.documents import NAMES, make_source
from kg.read.files import key_of
from kg.read.model import Source
from kg.read.whole import read_whole
from kg.settings import Settings

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def read_text(path: Path, settings: Settings) -> Iterator[Source]:
    """The one document of a text file. Offsets count from behind the front matter, which is no part of the text."""
    text, mended = read_whole(path, settings)
    metadata, body, remarks = split_front_matter(text, str(path))
    yield make_source(
        body, metadata, place=str(path), key=key_of(path), settings=settings, mended=(*mended, *remarks)
    )


def split_front_matter(text: str, place: str) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """Metadata, text and remarks of a file that may begin with YAML between two lines of ``---``.

    A file that begins with ``---`` but has no mapping with a known member there is text from its first character.

    Raises:
        UnreadableFile: if it is plainly meant as front matter but is no YAML.

    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text, ()
    source = match.group("yaml")
    meant = re.search(rf"^(?:{'|'.join(NAMES)})\s*:", source, re.MULTILINE) is not None
    try:
        # The base loader makes no objects: all values stay the text that they are, so that no id loses its zeros.
        metadata = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        if not meant:
            return {}, text, ()
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 2}" if mark else place
        problem = getattr(error, "problem", None) or error
        raise UnreadableFile(f"the front matter is not YAML: {problem}", place=where) from error
    if not isinstance(metadata, dict) or not meant:
        return {}, text, ()
    remarks = tuple(
        f"front matter: the member {name!r} is not known and was left out"
        for name in metadata
        if name not in NAMES
    )
    stated = {name: value for name, value in metadata.items() if value not in ("null", "~")}
    return stated, text[match.end() :], remarks
