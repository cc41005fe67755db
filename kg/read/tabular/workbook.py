"""XLSX workbooks: values only, with the archive looked at before anything of it is unpacked."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from typing import Any

from kg.errors import UnreadableFile
from kg.read.tabular.limits import Limits
from kg.read.tabular.plain import as_text, missing_library
from kg.read.tabular.rows import Row, Table

MARK = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
_MOST_PARTS = 5_000
_LOOKED_AT = 65_536
_ROOT = re.compile(rb"<[A-Za-z]")


def is_workbook(path: Path) -> bool:
    """Whether a file that begins like an archive holds a workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _BOOK in archive.namelist()
    except Exception:  # noqa: BLE001 - a broken archive can fail in many ways, all of which mean that it is none
        return False


def read_workbook(path: Path, limits: Limits, sheet: str | None = None) -> Table:
    """One sheet of a workbook as a table; the first one if none is named.

    Raises:
        UnreadableFile: if it is broken, too large, or the library for it is not installed.

    """
    if find_spec("openpyxl") is None:
        raise missing_library("XLSX workbooks", path)
    _look_into(path, limits)
    counts = f", sheet {sheet!r}, row " if sheet else ", row "
    return Table(path, _rows(path, limits, sheet), "\t", pads=True, counts=counts)


def _look_into(path: Path, limits: Limits) -> None:
    """Refuse an archive that unfolds to too much, or whose XML defines entities that do."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            wrong = next(filter(None, (_wrong_with(part, archive) for part in parts[:_MOST_PARTS])), None)
    except Exception as error:
        raise _broken(path, error) from error
    # Python reads no more of a part than it says it has.
    limits.check_size(sum(part.file_size for part in parts), path)
    if wrong or len(parts) > _MOST_PARTS:
        raise _broken(path, wrong or f"it has {len(parts):,} parts")


def _wrong_with(part: zipfile.ZipInfo, archive: zipfile.ZipFile) -> str | None:
    if not part.filename.endswith((".xml", ".rels")):
        return None
    with archive.open(part) as file:
        start = file.read(_LOOKED_AT)
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start or (start and not _ROOT.search(start)):
        return f"{part.filename} is no part of a workbook as it should be"
    return None


def _rows(path: Path, limits: Limits, sheet: str | None) -> Iterator[Row]:
    import openpyxl

    books: list[Any] = []
    cells = number = 0
    try:
        # Twice: what a formula gave when it was saved, and whether there is a formula at all.
        for only in (True, False):
            with _quiet():
                book = openpyxl.load_workbook(path, read_only=True, data_only=only, keep_links=False)
            books.append(book)
        values, formulas = (_sheet(book, sheet, path).iter_rows() for book in books)
        both = zip_longest(values, formulas, fillvalue=())
        while (pair := _next(both)) is not None:
            row, written = pair
            number += 1
            limits.check_rows(number, path)
            cells += len(row)
            limits.check_cells(cells, path)
            texts = [as_text(cell.value) for cell in row]
            while texts and not texts[-1].strip():
                texts.pop()
            yield Row.of(number, texts, fault=_fault(row, written))
    except UnreadableFile:
        raise
    except Exception as error:
        raise _broken(path, error) from error
    finally:
        for book in books:
            book.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings about what is left out of a workbook (charts, validation): none of it is a value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _next(rows: Iterator[Any]) -> Any:
    with _quiet():
        return next(rows, None)


def _sheet(book: Any, name: str | None, path: Path) -> Any:
    there = book.sheetnames
    if not there or (name and name not in there):
        raise UnreadableFile(
            f"there is no sheet {name!r}" if name else "the workbook has no sheet",
            place=str(path),
            advice=f"The sheets are: {', '.join(map(repr, there)) or 'none'}",
        )
    sheet = book[name or there[0]]
    # What a sheet says of its own size may be a million times what there is.
    sheet.reset_dimensions()
    return sheet


def _fault(row: Any, written: Any) -> str | None:
    """What stands in the row that is no value: an error, or a formula that was never worked out."""
    for cell, source in zip(row, written, strict=False):
        if cell.data_type == "e":
            return f"the cell {cell.coordinate} holds the error {cell.value}"
        if source.data_type == "f" and cell.value is None:
            return (
                f"the cell {source.coordinate} holds a formula without its result; "
                "open the file in a spreadsheet program and save it"
            )
    return None


def _broken(path: Path, error: object) -> UnreadableFile:
    what = str(error).split("\n", 1)[0]
    return UnreadableFile(f"the workbook cannot be read: {what}", place=str(path), advice="Save it again")
