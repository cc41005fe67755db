"""What a ``Value`` of a mapping is for one row: words, and where in the record's text they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.facts import Quote
from kg.read.tabular.check import table_of
from kg.read.tabular.columns import Columns
from kg.read.tabular.mapping import Mapping
from kg.read.tabular.patterns import kept
from kg.read.tabular.rows import Row
from kg.read.tabular.templates import columns_of, filled
from kg.read.tabular.values import Condition, Value

_YES = frozenset({"1", "1.0", "yes", "y", "true", "x"})
_SHOWN = 60


class RowFault(Exception):  # noqa: N818 - one of the names by which this project calls what is wrong with a row
    """Why a row makes nothing: a sentence for the user."""


class LeftOut(RowFault):
    """A row has no fault, and the mapping wants it left out."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words, and the stretch of the record's text that they rest on. ``value`` is the part of a mapping that gave them."""

    text: str
    quote: Quote | None
    value: Value


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words and the place of their first sign within a record's text; None for words that stand in no cell."""

    text: str
    start: int | None


class RowReader:
    """The cells of one row. ``offset`` is where the row begins in the text of its record."""

    def __init__(self, row: Row, columns: Columns, mapping: Mapping, separator: str, offset: int = 0) -> None:
        self.row = row
        self.mapping = mapping
        self._columns = columns
        self.text = separator.join(row.cells)
        self._starts: list[int] = []
        for cell in row.cells:
            self._starts.append(offset)
            offset += len(cell) + len(separator)
        self.offset = self._starts[0] if self._starts else offset

    def cell(self, column: str) -> str:
        """What stands in a column, without blanks around it."""
        index = self._columns.find(column)
        return self.row.cells[index].strip() if index is not None and index < len(self.row.cells) else ""

    def one(self, value: Value | None, what: str = "") -> Found | None:
        """The one thing that a value gives, or None for nothing.

        Raises:
            RowFault: if a cell holds something that the mapping has no answer to.

        """
        found = self.all(value, what)
        if len(found) > 1:
            raise RowFault(f"{what or 'a value'} is one, here are {len(found)}: {shown(found[0].text)} ...")
        return found[0] if found else None

    def words(self, value: Value | None, what: str = "") -> str | None:
        """The words that a value gives, or None for nothing."""
        found = self.one(value, what)
        return found.text if found else None

    def all(self, value: Value | None, what: str = "") -> list[Found]:
        """All that a value gives, each once.

        Raises:
            RowFault: as in ``one``.

        """
        if value is None or not self.holds(value.if_):
            return []
        if value.first is not None:
            return next(filter(None, (self.all(one, what) for one in value.first)), [])
        if value.choose is not None and value.cases is not None:
            return self._chosen(value, what)
        found: dict[str, Found] = {}
        for piece in self._pieces(value):
            text = self._worked_out(piece, value, what)
            if text is not None and text.text not in found:
                found[text.text] = text
        if not found and value.otherwise:
            return [Found(value.otherwise, None, value)]
        return list(found.values())

    def holds(self, conditions: tuple[Condition, ...]) -> bool:
        """Whether all conditions hold for the row."""
        return all(self._holds(one) is not one.not_ for one in conditions)

    def is_missing(self, text: str, value: Value | None = None) -> bool:
        """Whether words stand for nothing."""
        return not text or text in self.mapping.missing or (value is not None and text in value.missing)

    def quote(self, start: int | None, text: str) -> Quote | None:
        """A stretch of the record's text."""
        return Quote(start=start, end=start + len(text), text=text) if text and start is not None else None

    @property
    def whole(self) -> Quote:
        """The row itself."""
        return Quote(start=self.offset, end=self.offset + len(self.text), text=self.text)

    def _holds(self, one: Condition) -> bool:
        cell = self.cell(one.column)
        if one.is_ is not None:
            return cell in one.is_
        if one.contains is not None:
            return one.contains in cell
        if one.matches is not None:
            return kept(one.matches, cell) is not None
        return self.is_missing(cell) is one.missing

    def _chosen(self, value: Value, what: str) -> list[Found]:
        cases, chosen = value.cases or {}, self.cell(value.choose or "")
        if chosen in cases:
            return self.all(cases[chosen], what)
        if value.otherwise:
            return [Found(value.otherwise, None, value)]
        if self.is_missing(chosen, value):
            return []
        raise RowFault(
            f"the column {value.choose!r} says {shown(chosen)}; the mapping knows {', '.join(map(repr, cases))}"
        )

    def _pieces(self, value: Value) -> Iterator[_Piece]:
        """The raw words that a value is made of, before anything is done to them."""
        if value.constant is not None:
            yield _Piece(value.constant, None)
        elif value.template is not None:
            used = [self.cell(name) for name in columns_of(value.template)]
            if not used or any(not self.is_missing(cell, value) for cell in used):
                blank = filled(value.template, lambda name: self._said(name, value))
                yield _Piece(" ".join(blank.split()), None)
        elif value.flags is not None:
            yes = [word for name, word in value.flags.items() if self.cell(name).lower() in _YES]
            if yes:
                yield _Piece(", ".join(yes), None)
        elif value.column is not None:
            yield from self._of_cell(value.column, value)

    def _said(self, column: str, value: Value) -> str:
        cell = self.cell(column)
        return "" if self.is_missing(cell, value) else cell

    def _of_cell(self, column: str, value: Value) -> Iterator[_Piece]:
        index = self._columns.find(column)
        if index is None or index >= len(self.row.cells):
            return
        raw = self.row.cells[index]
        start = self._starts[index] + len(raw) - len(raw.lstrip())
        cell = raw.strip()
        if not cell or self.is_missing(cell, value):
            return
        if value.split is None:
            yield _Piece(cell, start)
            return
        for at, part in _split(cell, value.split, value.keep):
            yield _Piece(part, start + at)

    def _worked_out(self, piece: _Piece, value: Value, what: str) -> Found | None:
        text, start = piece.text, piece.start
        if start is not None and self.is_missing(text, value):
            return None
        if value.part is not None:
            span = kept(value.part, text)
            if span is None:
                return None
            text = text[span[0] : span[1]]
            start = start + span[0] if start is not None else None
            if self.is_missing(text, value):
                return None
        quote = self.quote(start, text)
        for written, meant in value.replace.items():
            text = text.replace(written, meant)
        text = table_of(value.rename, self.mapping).get(text, text)
        if value.lookup is not None and text:
            text = self._looked_up(text, value, what)
        return Found(text, quote, value) if text else None

    def _looked_up(self, text: str, value: Value, what: str) -> str:
        table = table_of(value.lookup, self.mapping)
        if text in table:
            return table[text]
        if value.otherwise is not None:
            return value.otherwise
        name = f" {value.lookup!r}" if isinstance(value.lookup, str) else ""
        raise RowFault(f"{what or 'a value'} is {shown(text)}, which the lookup{name} does not have")


def _split(cell: str, sign: str, keep: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The parts of a cell with their places. What is to be kept whole is not cut, though the sign stands in it."""
    at = begin = 0
    while at <= len(cell):
        whole = next((one for one in keep if one and cell.startswith(one, at)), None)
        if whole is not None and at < len(cell):
            at += len(whole)
            continue
        if at == len(cell) or cell.startswith(sign, at):
            part = cell[begin:at]
            if part.strip():
                yield begin + len(part) - len(part.lstrip()), part.strip()
            at += len(sign)
            begin = at
        else:
            at += 1


def shown(text: str) -> str:
    """Words of a cell in a message."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...")
