"""How much one answer may hold, and what becomes of one that would hold more.

A table or graph that is cut and looks whole is worse than none, and no standard format has a place for a mark that every
client reads. So an answer that goes over the limit is **refused**: with a clear error while nothing of it has gone out, and by
breaking the transfer off later, which no client takes for the end. Who would rather have a part asks for it (``partial``), and
gets whole rows or statements up to the limit and a mark after them: a member ``truncated`` beside ``results`` in JSON, a
comment in XML, RDF/XML, Turtle, TriG, N-Triples and N-Quads. CSV, TSV and JSON-LD have no place for one: they stay refused.

The native serialisers write many rows at a time, so rows are counted in what they write, by the places where one row ends and
the next begins. A row that binds nothing at all is not counted in JSON; the limit of bytes holds for such as for all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO

import pyoxigraph as ox

from api.engine import GRAPH, TABLE, Found

_PIECE = 64 * 1024
_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
_CSV, _TSV = "text/csv", "text/tab-separated-values"


@dataclass(frozen=True, slots=True)
class Limit:
    """``rows`` of a table or statements of a graph, and ``size`` in bytes; None for no limit. ``partial``: see above."""

    rows: int | None = None
    size: int | None = None
    partial: bool = False

    def says(self, what: str) -> str:
        """The limit that was reached (``rows`` or ``bytes``) in words."""
        number = self.rows if what == "rows" else self.size
        return f"an answer here has at most {number} {what}"


class TooLarge(Exception):  # noqa: N818 - an answer, not a fault
    """An answer would go over the limit; what of it was written is not to be taken for whole."""


class _Cut(Exception):  # noqa: N818 - the way out of a native serialiser
    """A part was written, and the mark after it."""


def write(found: Found, out: IO[bytes], media_type: str, limit: Limit) -> None:
    """Write an answer, up to the limit. Raises TooLarge where it would go over and no part of it is wanted."""
    if found.kind == TABLE and (limit.rows is not None or limit.size is not None):
        capped = _Rows(out, media_type, limit)
        try:
            found.write(capped, media_type)  # type: ignore[arg-type]
            capped.close()
        except _Cut:
            return
    elif found.kind == GRAPH:
        _write_graph(found, out, media_type, limit)
    else:
        found.write(out, media_type)


# --- tables ---


def _before(pattern: bytes) -> Callable[[bytes], list[int]]:
    found = re.compile(pattern).finditer
    return lambda data: [match.start() for match in found(data)]


def _after(pattern: bytes) -> Callable[[bytes], list[int]]:
    found = re.compile(pattern).finditer
    return lambda data: [match.end() for match in found(data)]


def _csv_lines(data: bytes) -> list[int]:
    """Ends of lines outside quotes. ``data`` begins outside; a quote within quotes is doubled, which changes nothing."""
    places = []
    start = 0
    for number, part in enumerate(data.split(b'"')):
        if number % 2 == 0:
            places += [start + match.end() for match in re.finditer(rb"\r\n", part)]
        start += len(part) + 1
    return [place for place in places if place < len(data)]


@dataclass(frozen=True, slots=True)
class _Table:
    """A format of tables.

    ``seams`` finds where in a piece a row follows on another, ``before`` is how many such places come before the first row
    ends (after a line of names, one), and ``mark`` is how a part ends that is told as such.
    """

    seams: Callable[[bytes], list[int]]
    before: int = 0
    mark: Callable[[str, int, Limit], bytes] | None = None


def _json_mark(what: str, rows: int, _: Limit) -> bytes:
    return b']},"truncated":' + json.dumps({"limit": what, "rows": rows}).encode() + b"}"


def _xml_mark(what: str, rows: int, limit: Limit) -> bytes:
    said = f"truncated after {rows} rows: {limit.says(what)}"
    return f"</results><!-- {said} --></sparql>".encode()


_TABLES = {
    # A quote within a string is escaped, so that this stands between two rows and nowhere else.
    _JSON: _Table(_before(rb',(?=\{"[^"\\]+":\{"type":")'), mark=_json_mark),
    _XML: _Table(_after(rb"</result>(?=<result>)"), mark=_xml_mark),
    _TSV: _Table(_after(rb"(?s)\n(?=.)"), before=1),
    _CSV: _Table(_csv_lines, before=1),
}


class _Rows:
    """A file that a native serialiser writes a table to; what goes on ends with a row, so that it can be cut there."""

    def __init__(self, out: IO[bytes], media_type: str, limit: Limit) -> None:
        self._out = out
        self._table = _TABLES[media_type]
        self._limit = limit
        self._held = bytearray()
        self._enough = _PIECE
        self._sent = 0
        self._seams = -self._table.before
        self._is_over = False

    def write(self, data: bytes) -> int:
        if self._is_over:  # a serialiser that is stopped empties its buffer
            return len(data)
        self._held += data
        if len(self._held) >= self._enough:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Pieces go on when they are full."""

    def close(self) -> None:
        """Pass on what is left."""
        self._pass_on()
        if self._limit.size is not None and self._sent + len(self._held) > self._limit.size:
            self._cut(0, "bytes")
        self._out.write(bytes(self._held))

    def _pass_on(self) -> None:
        """Pass on all rows but the last, which may go on; find out whether there is one too many."""
        held = bytes(self._held)
        limit = self._limit
        last = 0
        for seam in self._table.seams(held):
            if seam == 0:
                continue  # the piece before ended here, and this seam is counted
            if limit.size is not None and self._sent + seam > limit.size:
                self._cut(last, "bytes")
            self._seams += 1
            if limit.rows is not None and self._seams >= max(limit.rows, 1):
                self._cut(seam, "rows")
            last = seam
        if limit.size is not None and self._sent + len(held) > limit.size + _PIECE:
            self._cut(last, "bytes")
        if last:
            self._send(last)
        # A row longer than a piece is not gone through again with each few bytes that are added to it.
        self._enough = max(_PIECE, 2 * len(self._held))

    def _cut(self, place: int, what: str) -> None:
        """End here: with a mark, if a part is wanted and the format has a place for it."""
        self._is_over = True
        if not self._limit.partial or self._table.mark is None or self._sent + place == 0:
            raise TooLarge(f"The answer is too large: {self._limit.says(what)}.")
        self._send(place)
        self._out.write(self._table.mark(what, self._seams, self._limit))
        raise _Cut

    def _send(self, place: int) -> None:
        self._out.write(bytes(self._held[:place]))
        self._sent += place
        del self._held[:place]


# --- graphs ---

_COMMENT = {
    "text/turtle": "# {}\n",
    "application/n-triples": "# {}\n",
    "application/n-quads": "# {}\n",
    "application/trig": "# {}\n",
    "application/rdf+xml": "<!-- {} -->\n",
}


class _Sized:
    """A file that knows how much was written to it."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return self._out.write(data)

    def flush(self) -> None:
        self._out.flush()


def _write_graph(found: Found, out: IO[bytes], media_type: str, limit: Limit) -> None:
    sized = _Sized(out)
    marked = _COMMENT.get(media_type) if limit.partial else None
    said: list[str] = []

    def capped(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        for number, triple in enumerate(triples):
            over_rows = limit.rows is not None and number >= limit.rows
            if over_rows or (limit.size is not None and sized.size >= limit.size):
                what = limit.says("rows" if over_rows else "bytes").replace("rows", "statements")
                if marked is None:
                    raise TooLarge(f"The answer is too large: {what}.")
                said.append(f"truncated after {number} statements: {what}")
                return
            yield triple

    content = capped(found.content)  # type: ignore[arg-type]
    replace(found, content=content).write(sized, media_type)  # type: ignore[arg-type]
    if marked is not None and said:
        out.write(marked.format(said[0]).encode())
