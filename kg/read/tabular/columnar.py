"""Parquet files. What a file unfolds to is told by its own footer, before any of it is unfolded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import UnreadableFile
from kg.read.tabular.limits import Limits
from kg.read.tabular.plain import as_text, missing_library
from kg.read.tabular.rows import Row, Table

MARK = b"PAR1"
_BATCH = 1_000


def read_parquet(path: Path, limits: Limits) -> Table:
    """A Parquet file as a table; numbers, days and truth values become text.

    Raises:
        UnreadableFile: if it is broken, too large, or the library for it is not installed.

    """
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise missing_library("Parquet files", path) from error
    try:
        footer = parquet.read_metadata(path)
        columns = tuple(str(name) for name in parquet.read_schema(path).names)
        unfolded = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
    except Exception as error:
        raise _broken(path, error) from error
    limits.check_size(max(unfolded, path.stat().st_size), path)
    limits.check_rows(footer.num_rows, path)
    limits.check_cells(footer.num_rows * len(columns), path)
    return Table(path, _rows(path, limits), "\t", columns=columns, counts=", row ")


def _rows(path: Path, limits: Limits) -> Iterator[Row]:
    from pyarrow import parquet

    number = size = 0
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                # The footer may have lied about this.
                size += batch.nbytes
                limits.check_size(size, path)
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    limits.check_rows(number, path)
                    yield Row.of(number, [as_text(value) for value in values])
    except UnreadableFile:
        raise
    except Exception as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> UnreadableFile:
    what = str(error).split("\n", 1)[0]
    return UnreadableFile(
        f"the Parquet file cannot be read: {what}", place=str(path), advice="Write it again"
    )
