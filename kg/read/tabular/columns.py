"""Which column is which: the header is looked for below preamble lines, and every column that a mapping names in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice

from kg.errors import InputError
from kg.read.tabular.load import Loaded
from kg.read.tabular.mapping import Mapping, Path, parts
from kg.read.tabular.rows import Row, Table
from kg.read.tabular.templates import columns_of
from kg.read.tabular.values import Condition, Value

LOOKED_AT = 50
"""A header that stands lower than this many rows is not found."""


@dataclass(frozen=True)
class Columns:
    """The columns of a table by name."""

    names: tuple[str, ...]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for index, name in enumerate(self.names):
            places.setdefault(folded(name), []).append(index)
        return places

    def find(self, name: str) -> int | None:
        """The place of a column: by its name, or as ``#3`` by its number. None if there is no such one."""
        if name.startswith("#") and name[1:].isdigit():
            index = int(name[1:]) - 1
            return index if 0 <= index < len(self.names) else None
        return next(iter(self._places.get(folded(name), ())), None)

    def is_ambiguous(self, name: str) -> bool:
        """Whether several columns have that name."""
        return not name.startswith("#") and len(self._places.get(folded(name), ())) > 1


def folded(name: str) -> str:
    """A column name without differences that nobody means: case, blanks, a byte order mark."""
    return " ".join(name.replace("\ufeff", "").split()).casefold()


def find_columns(table: Table, loaded: Loaded) -> tuple[Columns, Table]:
    """The columns of a table, and the table without all that stands above its first row.

    Raises:
        InputError: if a column that the mapping names is not there.

    """
    mapping = loaded.mapping
    if mapping.table.columns:
        columns = Columns(mapping.table.columns)
    elif table.columns is not None:
        columns = Columns(table.columns)
    else:
        first = list(islice(table.rows, LOOKED_AT))
        at = _header(first, {name for _, name, needed in named(mapping) if needed})
        if at is None:
            raise InputError("the table has no rows", place=str(table.path))
        columns = Columns(tuple(cell.strip() for cell in first[at].cells))
        above = (remark for row in first[: at + 1] for remark in row.mended)
        table = replace(table, rows=chain(first[at + 1 :], table.rows), mended=(*table.mended, *above))
    for path, name, needed in named(mapping):
        place = loaded.place(path)
        if columns.is_ambiguous(name):
            raise InputError(
                f"the table has several columns {name!r}",
                place=place,
                advice="Say which by its number, such as '#3' for the third",
            )
        if needed and columns.find(name) is None:
            raise InputError(
                f"the table {table.path} has no column {name!r}", place=place, advice=_advice(name, columns)
            )
    return columns, table


def named(mapping: Mapping) -> Iterator[tuple[Path, str, bool]]:
    """Every column that a mapping names: the path of the member that does, the name, and whether it must be there."""
    for at, part in parts(mapping):
        if isinstance(part, Condition):
            yield (*at, "column"), part.column, True
        elif isinstance(part, Value):
            needed = not part.optional
            if part.column is not None:
                yield (*at, "column"), part.column, needed
            if part.choose is not None:
                yield (*at, "choose"), part.choose, needed
            for name in columns_of(part.template or ""):
                yield (*at, "template"), name, needed
            for name in part.flags or {}:
                yield (*at, "flags", name), name, needed
    for name in mapping.expect:
        yield ("expect", name), name, True


def _header(rows: Sequence[Row], names: set[str]) -> int | None:
    """The row in which most of the names stand; of several, the first."""
    best, found = -1, None
    wanted = {folded(name) for name in names if not name.startswith("#")}
    for index, row in enumerate(rows):
        if row.is_blank:
            continue
        hits = len(wanted & {folded(cell) for cell in row.cells})
        if hits > best:
            best, found = hits, index
    return found


def _advice(name: str, columns: Columns) -> str:
    there = [column for column in columns.names if column]
    near = difflib.get_close_matches(folded(name), [folded(column) for column in there], n=1)
    if near:
        meant = next(column for column in there if folded(column) == near[0])
        return f"Is {meant!r} meant?"
    more = ", ..." if len(there) > 30 else ""
    return f"Its columns are: {', '.join(map(repr, there[:30])) or 'without names'}{more}"
