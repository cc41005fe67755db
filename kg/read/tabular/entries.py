"""From the rows of one table to the entries of a register: every row ends up in a record or in a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pydantic import ValidationError

from kg.facts import Document, Facts, Release, content_hash
from kg.identity import record_id
from kg.read.model import Refusal, Source
from kg.read.tabular.cells import LeftOut, RowFault, RowReader, shown
from kg.read.tabular.columns import Columns
from kg.read.tabular.events import make_event, make_relation
from kg.read.tabular.load import Loaded
from kg.read.tabular.patterns import kept
from kg.read.tabular.record import Record
from kg.read.tabular.releases import release_of
from kg.read.tabular.rows import Row, Table
from kg.read.tabular.transfers import make_transfers

_LONGEST_ID = 300
_SHORT_HASH = 16


@dataclass(frozen=True, slots=True)
class Task:
    """A table with the mapping that says what it means. ``release`` is the name that the user gave."""

    table: Table
    columns: Columns
    loaded: Loaded
    release: str | None
    longest: int


class Entries:
    """The entries of one table. ``rows`` is how many rows it held, once all are given."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.mapping = task.loaded.mapping
        self.rows = 0
        self._file = str(task.table.path)
        self._keys: dict[str, int] = {}
        self._seen: dict[str, str] = {}

    def read(self) -> Iterator[Source | Refusal]:
        """A source for each record, a refusal for each row that makes none."""
        waiting: dict[str, list[Row]] = {}
        for row in self.task.table.rows:
            if row.is_blank:
                continue
            self.rows += 1
            try:
                reader = self._fitting(row)
                key = self._key(reader)
            except RowFault as fault:
                yield self._refusal([row], str(fault), on_purpose=isinstance(fault, LeftOut))
                continue
            if self.mapping.same_key == "together":
                waiting.setdefault(key, []).append(reader.row)
            else:
                yield self._entry([reader.row], key)
        for key, together in waiting.items():
            yield from self._together(together, key)

    def _fitting(self, row: Row) -> RowReader:
        """The row as one of this table.

        Raises:
            RowFault: if it is broken, has another number of cells, or a cell that is not as expected.

        """
        if row.fault:
            raise RowFault(row.fault)
        row = self._squared(row)
        reader = RowReader(row, self.task.columns, self.mapping, self.task.table.separator)
        for one in self.mapping.leave_out:
            if reader.holds(one.if_):
                raise LeftOut(f"left out, as the mapping says: {one.because}")
        for column, pattern in self.mapping.expect.items():
            cell = reader.cell(column)
            if kept(pattern, cell) is None:
                raise RowFault(
                    f"the cell {column!r} holds {shown(cell)}, which is not as expected ({pattern})"
                )
        return reader

    def _squared(self, row: Row) -> Row:
        """The row with as many cells as there are columns, where that changes nothing that it says."""
        there, wanted = len(row.cells), len(self.task.columns.names)
        if there > wanted and not any(cell.strip() for cell in row.cells[wanted:]):
            return Row(row.number, row.cells[:wanted], row.mended)
        if there < wanted and (self.task.table.pads or self.mapping.table.short_rows == "fill"):
            return Row(row.number, (*row.cells, *[""] * (wanted - there)), row.mended)
        if there != wanted:
            raise RowFault(
                f"the row has {there} cells, the table {wanted} columns: {shown(' '.join(row.cells))}"
            )
        return row

    def _key(self, reader: RowReader) -> str:
        """What tells the record from the others of its release.

        Raises:
            RowFault: if the row has no key, or another row has it that must not.

        """
        if not self.mapping.key:
            key = sha256(reader.text.encode()).hexdigest()[:_SHORT_HASH]
            return self._numbered(key)
        parts = [(value, reader.words(value, "key") or "") for value in self.mapping.key]
        if not any(words for value, words in parts if value.constant is None):
            raise RowFault("the cells of the key are empty")
        key = "/".join(words for _, words in parts)
        if self.mapping.same_key == "number":
            return self._numbered(key)
        if self.mapping.same_key == "refuse":
            place = self.task.table.place(reader.row)
            # Of the same key in two releases, which the cells tell apart, each is one record.
            known = f"{reader.words(self.mapping.release.name)}/{key}"
            if known in self._seen:
                raise RowFault(f"{self._seen[known]} has the same key {shown(key)}")
            self._seen[known] = place
        return key

    def _numbered(self, key: str) -> str:
        self._keys[key] = self._keys.get(key, 0) + 1
        return key if self._keys[key] == 1 else f"{key}~{self._keys[key]}"

    def _together(self, rows: Sequence[Row], key: str) -> Iterator[Source | Refusal]:
        """One record of several rows; a row that cannot be used is refused without the others."""
        good = []
        for row in rows:
            try:
                self._facts(Record([row], self.task.columns, self.mapping, self.task.table.separator), key)
                good.append(row)
            except (RowFault, ValidationError) as fault:
                yield self._refusal([row], _reason(fault))
        if good:
            yield self._entry(good, key)

    def _entry(self, rows: Sequence[Row], key: str) -> Source | Refusal:
        record = Record(rows, self.task.columns, self.mapping, self.task.table.separator)
        try:
            facts = self._facts(record, key)
        except (RowFault, ValidationError) as fault:
            return self._refusal(rows, _reason(fault))
        of_rows = (remark for row in rows for remark in row.mended)
        mended = (*of_rows, *dict.fromkeys(record.remarks))
        return Source(
            self.task.table.place(rows[0]), facts.document.id, facts, mended, ((self._file, len(rows)),)
        )

    def _facts(self, record: Record, key: str) -> Facts:
        if len(record.text) > self.task.longest:
            raise RowFault(
                f"the record has {len(record.text):,} characters, {self.task.longest:,} are allowed"
            )
        first = record.readers[0]
        release = release_of(first, self.task.release)
        for reader in record.readers:
            self._make(record, reader)
        if not (record.transfers or record.events or record.relations):
            raise RowFault("nothing that the mapping makes is in it")
        return Facts(
            document=self._document(record, first, release, key),
            entities=record.entities,
            transfers=tuple(record.transfers),
            events=tuple(record.events),
            relations=tuple(record.relations),
            extractor=f"armsgraph tables: {self.mapping.register_name}",
        )

    def _make(self, record: Record, reader: RowReader) -> None:
        for make in self.mapping.makes:
            if make.transfer and reader.holds(make.transfer.if_):
                make_transfers(record, reader, make.transfer)
            elif make.event and reader.holds(make.event.if_):
                make_event(record, reader, make.event)
            elif make.relation and reader.holds(make.relation.if_):
                make_relation(record, reader, make.relation)

    def _document(self, record: Record, first: RowReader, release: Release, key: str) -> Document:
        whole = f"{release.name}/{key}"
        return Document(
            id=whole if len(whole) <= _LONGEST_ID else record_id(whole),
            lang=self.mapping.language,
            text=record.text,
            sha256=content_hash(record.text),
            length=len(record.text),
            date=release.published,
            url=first.words(self.mapping.url, "url"),
            publisher=self.mapping.publisher,
            title=first.words(self.mapping.title, "title"),
            genre="register entry",
            release=release,
            register_id=first.words(self.mapping.register_id, "register_id"),
            licence=self.mapping.licence,
            redistribution=self.mapping.redistribution,
        )

    def _refusal(self, rows: Sequence[Row], what: str, *, on_purpose: bool = False) -> Refusal:
        place = self.task.table.place(rows[0])
        return Refusal(place, what, None, ((self._file, len(rows)),), on_purpose)


def _reason(fault: RowFault | ValidationError) -> str:
    if isinstance(fault, RowFault):
        return str(fault)
    first = fault.errors()[0]
    where = ".".join(map(str, first["loc"]))
    what = first["msg"].removeprefix("Value error, ")
    return f"{where}: {what}" if where else what
