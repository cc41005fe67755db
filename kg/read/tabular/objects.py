"""JSON files that are a table: an array of flat objects, such as a scraper writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.errors import UnreadableFile
from kg.read.decode import decode
from kg.read.tabular.limits import Limits
from kg.read.tabular.plain import as_text
from kg.read.tabular.rows import Row, Table


def looks_like_objects(text: str) -> bool:
    """Whether a file begins like an array of objects."""
    return re.match(r"\ufeff?\s*\[\s*\{", text) is not None


def first_names(text: str) -> tuple[str, ...]:
    """The names of the members of the first object at the beginning of a file."""
    start = text.index("{")
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return ()
    return tuple(found)


def read_objects(path: Path, limits: Limits) -> Table:
    """An array of objects as a table. The columns are all members that any of them has.

    Raises:
        UnreadableFile: if it is no JSON, no array, or too large.

    """
    limits.check_size(path.stat().st_size, path)
    decoded = decode(path.read_bytes(), str(path))
    try:
        content = json.loads(decoded.text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"not JSON: {error}", place=str(path), advice="Mend it there") from error
    if not isinstance(content, list):
        raise UnreadableFile("this is no array of objects", place=str(path))
    limits.check_rows(len(content), path)
    columns = tuple(dict.fromkeys(name for one in content if isinstance(one, dict) for name in one))
    limits.check_cells(len(content) * len(columns), path)
    mended = (decoded.mended,) if decoded.mended else ()
    return Table(path, _rows(content, columns), "\t", columns, counts=", member ", mended=mended)


def _rows(content: Sequence[object], columns: Sequence[str]) -> Iterator[Row]:
    for number, one in enumerate(content, 1):
        if isinstance(one, Mapping):
            yield Row.of(number, [as_text(one.get(name)) for name in columns])
        else:
            yield Row.of(number, (as_text(one),), fault="this is no object")
