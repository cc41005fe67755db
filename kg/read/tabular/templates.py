"""Templates such as ``{Supplier} to {Recipient}``: names of columns in braces, and nothing else that does anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_COLUMN = re.compile(r"\{([^{}]+)\}")


def columns_of(template: str) -> Iterator[str]:
    """The columns that a template names."""
    return (match.group(1) for match in _COLUMN.finditer(template))


def filled(template: str, cell: Callable[[str], str]) -> str:
    """A template with the cells of a row in it."""
    return _COLUMN.sub(lambda match: cell(match.group(1)), template)
