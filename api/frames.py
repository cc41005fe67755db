"""How the service and a query process talk: frames of one letter, a length, and that many bytes.

==== =============================================================
Q    to the process: a question, as JSON (``Question``)
H    the head of an answer: its kind and media type
D    a piece of the answer's body
E    the question was refused or failed: ``{"code", "detail", ...}``
Z    the end of the answer
==== =============================================================
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

HEADER = struct.Struct(">cI")


@dataclass(frozen=True, slots=True)
class Question:
    """A query and how it is to be answered. The prefixes of the project need no declaration in it.

    ``default_graphs`` and ``named_graphs`` are those of the protocol; None leaves the dataset to the query, and
    where it names none either, the default graph is the union of all graphs, or with ``union`` off that of the store,
    which a build leaves empty. ``results`` and ``graph`` are the
    media types for SELECT and ASK, and for CONSTRUCT and DESCRIBE; None refuses that kind of query. With ``base`` a query
    that says itself as of when it asks (``FROM <BASE graph/as-of/...>``) is not answered but given back without that
    clause, under the code ``as_of``: it is for another store. ``rows``, ``size`` (bytes) and ``partial`` are the limit on the
    answer (``api.truncation``).
    """

    query: str
    results: str | None = "application/sparql-results+json"
    graph: str | None = "application/n-triples"
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    seconds: float = 30.0
    base: str | None = None
    union: bool = True
    rows: int | None = None
    size: int | None = None
    partial: bool = False

    def encode(self) -> bytes:
        return frame(b"Q", json.dumps({name: getattr(self, name) for name in self.__slots__}).encode())


def frame(kind: bytes, body: bytes | dict[str, Any] = b"") -> bytes:
    """One frame, ready to be written."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HEADER.pack(kind, len(data)) + data
