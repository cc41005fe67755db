"""The mapping of a table: one that lies beside it, or a built-in one that knows its header."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.errors import UnreadableFile
from kg.read.decode import decode
from kg.read.tabular.columns import Columns, folded
from kg.read.tabular.load import Loaded, built_in, load
from kg.read.tabular.mapping import Mapping
from kg.read.tabular.patterns import kept
from kg.read.tabular.rows import Row

_ENDINGS = (".yaml", ".yml")
SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt", ".json", ".xlsx", ".xlsm", ".parquet"})
"""Names of tables end so, where only the name tells that a mapping belongs to one."""
_LONGEST = 1_000_000


def beside(path: Path) -> Path | None:
    """The mapping file that lies beside a table: ``NAME.csv.yaml`` or ``NAME.mapping.yaml``."""
    if path.suffix.lower() not in SUFFIXES:
        return None
    names = [f"{name}{ending}" for name in (path.name, f"{path.stem}.mapping") for ending in _ENDINGS]
    return next((one for name in names if (one := path.with_name(name)).is_file()), None)


def is_mapping(path: Path) -> bool:
    """Whether a file is, by its name, the mapping of a table."""
    if path.suffix.lower() not in _ENDINGS:
        return False
    inner = Path(path.stem)
    return inner.suffix.lower() == ".mapping" or inner.suffix.lower() in SUFFIXES


def tables_of(mapping: Path) -> list[Path]:
    """The tables beside a mapping that it may be the mapping of."""
    inner = Path(mapping.stem)
    if inner.suffix.lower() == ".mapping":
        return [
            one
            for one in sorted(mapping.parent.glob("*"))
            if one.stem == inner.stem and one.suffix.lower() in SUFFIXES
        ]
    table = mapping.with_name(mapping.stem)
    return [table] if table.is_file() else []


def read_mapping(path: Path) -> Loaded:
    """The mapping that a file holds.

    Raises:
        InputError: if it is none.

    """
    if path.stat().st_size > _LONGEST:
        raise UnreadableFile("the mapping is too large to be one", place=str(path))
    return load(decode(path.read_bytes(), str(path)).text, str(path))


def recognised(rows: Sequence[Row], columns: Sequence[str] | None) -> Loaded | None:
    """The built-in mapping that fits a table, by its columns or by its first rows."""
    full = [row for row in rows if not row.is_blank and row.fault is None]
    for loaded in built_in():
        mapping = loaded.mapping
        if mapping.recognise is None:
            continue
        if mapping.recognise.columns:
            wanted = {folded(name) for name in mapping.recognise.columns}
            headers = [columns] if columns is not None else [row.cells for row in full]
            if any(wanted <= {folded(cell) for cell in header} for header in headers):
                return loaded
        elif columns is None and _fits(full, mapping):
            return loaded
    return None


def _fits(rows: Sequence[Row], mapping: Mapping) -> bool:
    """Whether most of the rows have the right number of cells, with the right things in them."""
    names = mapping.table.columns
    places = Columns(names)
    cells = mapping.recognise.cells if mapping.recognise else {}
    good = 0
    for row in rows:
        good += len(row.cells) == len(names) and all(
            (at := places.find(name)) is not None and kept(pattern, row.cells[at].strip()) is not None
            for name, pattern in cells.items()
        )
    return good > len(rows) / 2
