"""Tables of every kind as one ``Register``: CSV and its kin, XLSX, Parquet and JSON arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError, UnreadableFile
from kg.read.model import Refusal, Source, Tally
from kg.read.tabular import columnar, workbook
from kg.read.tabular.columnar import read_parquet
from kg.read.tabular.columns import LOOKED_AT, find_columns
from kg.read.tabular.delimited import read_delimited, rows_of
from kg.read.tabular.entries import Entries, Task
from kg.read.tabular.find import beside, is_mapping, read_mapping, recognised, tables_of
from kg.read.tabular.limits import Limits
from kg.read.tabular.load import Loaded, built_in
from kg.read.tabular.mapping import Layout
from kg.read.tabular.objects import first_names, looks_like_objects, read_objects
from kg.read.tabular.releases import option_for
from kg.read.tabular.rows import Table
from kg.read.tabular.workbook import is_workbook, read_workbook
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.read.registers import Head

_BY_NAME = frozenset({".csv", ".tsv", ".tab", ".xls", ".ods"})
_NOT_READ = {b"\xd0\xcf\x11\xe0": "an old Excel file", b"PK\x03\x04": "an archive that is no XLSX workbook"}
_SIPRI = "sipri"


class Tables:
    """The general reader of tables, with a mapping for each."""

    name = "tables"

    def recognises(self, head: Head) -> bool:
        """Whether a file is a table or the mapping of one."""
        path = head.path
        if is_mapping(path) or path.suffix.lower() in _BY_NAME or head.data.startswith(columnar.MARK):
            return True
        if head.data.startswith(workbook.MARK):
            return is_workbook(path)
        if beside(path) is not None:
            return True
        if looks_like_objects(head.text):
            return recognised([], first_names(head.text)) is not None
        rows, _ = rows_of(head.text)
        return recognised(rows, None) is not None

    def read(self, paths: Sequence[Path], settings: Settings) -> Iterator[Source | Refusal | Tally]:
        """All entries of all tables; each file ends with how many rows it held."""
        for path in paths:
            if is_mapping(path):
                yield from _mapping(path)
                continue
            rows = 0
            remarks: tuple[str, ...] = ()
            try:
                entries = _entries(path, settings)
                remarks = entries.task.table.mended
                for found in entries.read():
                    rows = entries.rows
                    yield found
                rows = entries.rows
            except InputError as error:
                yield Refusal.of(error, str(path))
            except OSError as error:
                yield Refusal(str(path), f"cannot be opened: {error.strerror or error}")
            yield Tally(str(path), rows, remarks)


def _mapping(path: Path) -> Iterator[Refusal | Tally]:
    """A mapping holds no rows; one that belongs to no table is told, for its name must be wrong."""
    if not tables_of(path):
        yield Refusal(
            str(path),
            "this is a mapping, and there is no table of its name beside it",
            "It is called after its table: deals.csv.yaml or deals.mapping.yaml for deals.csv",
        )
    yield Tally(str(path), 0)


def _entries(path: Path, settings: Settings) -> Entries:
    limits = Limits.of(settings)
    own = beside(path)
    loaded = read_mapping(own) if own else None
    table = _open(path, limits, loaded.mapping.table if loaded else Layout())
    if loaded is None:
        first = list(islice(table.rows, LOOKED_AT))
        table = replace(table, rows=chain(first, table.rows))
        loaded = recognised(first, table.columns)
        if loaded is None:
            raise _unmapped(path, table.columns or (first[0].cells if first else ()))
    columns, table = find_columns(table, loaded)
    option = option_for(loaded.mapping, settings.release, _registers(loaded))
    task = Task(table, columns, loaded, option, limits.record_chars)
    return Entries(task)


def _open(path: Path, limits: Limits, layout: Layout) -> Table:
    """The table in a file, told by its first bytes."""
    with path.open("rb") as file:
        start = file.read(65_536)
    if not start.strip():
        raise UnreadableFile("the file is empty", place=str(path), advice="Take it out, or fill it")
    if start.startswith(columnar.MARK):
        return read_parquet(path, limits)
    if start.startswith(workbook.MARK) and is_workbook(path):
        return read_workbook(path, limits, layout.sheet)
    for mark, what in _NOT_READ.items():
        if start.startswith(mark):
            raise UnreadableFile(f"this is {what}", place=str(path), advice="Save it as .xlsx or .csv")
    if looks_like_objects(start.decode("utf-8", "replace")):
        return read_objects(path, limits)
    delimiter = "\t" if layout.delimiter == "tab" else layout.delimiter
    return read_delimited(path, limits, delimiter)


def _registers(loaded: Loaded) -> frozenset[str]:
    """The names of the registers that a release may be said of."""
    return frozenset(
        {_SIPRI, loaded.mapping.register_name, *(one.mapping.register_name for one in built_in())}
    )


def _unmapped(path: Path, names: Sequence[str]) -> UnreadableFile:
    shown = ", ".join(repr(name.strip()) for name in names[:12])
    more = ", ..." if len(names) > 12 else ""
    return UnreadableFile(
        f"tables need a mapping that says what their columns mean, and this one has none ({shown}{more})",
        place=str(path),
        advice=f"Write a mapping {path.name}.yaml beside it; docs/tables.md shows how",
    )
