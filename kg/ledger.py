"""The builder's own book in ``graph/meta``: which record was built from what, what waits in quarantine, what is stale.

An entry is written in the same transaction as what it tells of, so that the book is right at any moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import pyoxigraph as ox
from rdflib.namespace import RDF, XSD

from kg import __version__
from kg.namespaces import AG, graph_iri
from kg.store import Change, Store

_BOOLEAN, _INTEGER = str(XSD.boolean), str(XSD.integer)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that is stored."""

    record_id: str
    key: str
    input_hash: str
    builder: str
    text_hash: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that was refused, with all that is needed to try it again.

    ``facts`` is its facts as JSON, ``report`` the SHACL report as Turtle where it got that far. ``extracted``: the
    facts are our own extraction of its document and will be made anew.
    """

    record_id: str
    key: str
    input_hash: str
    builder: str
    text_hash: str | None
    place: str
    reason: str
    facts: str
    report: str | None
    extracted: bool


class Ledger:
    """The book of one store; ``base`` is that of ``Settings``."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self.meta = graph_iri("meta", base)
        self.entries: dict[str, Entry] = {entry.record_id: entry for entry in self._read_entries()}
        self.quarantine: dict[str, Quarantined] = {one.record_id: one for one in self._read_quarantine()}

    # Reading -------------------------------------------------------------------------------

    def _select(
        self, kind: str, required: Iterable[str], optional: Iterable[str]
    ) -> Iterator[dict[str, str]]:
        lines = [f"?s a ag:{kind} ; ag:entryOf ?record ."]
        lines += [f"?s ag:{name} ?{name} ." for name in required]
        lines += [f"OPTIONAL {{ ?s ag:{name} ?{name} }}" for name in optional]
        names = ["record", *required, *optional]
        answer = self._store.query(
            f"SELECT {' '.join('?' + n for n in names)} WHERE {{ GRAPH <{self.meta}> {{ {' '.join(lines)} }} }}"
        )
        for row in answer.rows():
            yield {name: row[name].value for name in names if row[name] is not None}

    def _read_entries(self) -> Iterator[Entry]:
        for row in self._select(
            "LedgerEntry", ("recordKey", "inputHash", "builderHash", "claimCount"), ("contentHash",)
        ):
            yield Entry(
                record_id=self._id_of(row["record"]),
                key=row["recordKey"],
                input_hash=row["inputHash"],
                builder=row["builderHash"],
                text_hash=row.get("contentHash"),
                claims=int(row["claimCount"]),
            )

    def _read_quarantine(self) -> Iterator[Quarantined]:
        required = (
            "recordKey",
            "inputHash",
            "builderHash",
            "inputPlace",
            "refusalReason",
            "facts",
            "extractedHere",
        )
        for row in self._select("QuarantinedRecord", required, ("contentHash", "report")):
            yield Quarantined(
                record_id=self._id_of(row["record"]),
                key=row["recordKey"],
                input_hash=row["inputHash"],
                builder=row["builderHash"],
                text_hash=row.get("contentHash"),
                place=row["inputPlace"],
                reason=row["refusalReason"],
                facts=row["facts"],
                report=row.get("report"),
                extracted=row["extractedHere"] == "true",
            )

    def _id_of(self, iri: str) -> str:
        return iri.removeprefix(f"{self._base}id/record/")

    def find(self, name: str) -> str | None:
        """The id of the stored record that is meant by an id, a key or an IRI."""
        plain = self._id_of(name)
        if plain in self.entries:
            return plain
        return next((entry.record_id for entry in self.entries.values() if entry.key == name), None)

    def find_quarantined(self, name: str) -> Quarantined | None:
        """The quarantined record that is meant by an id or a key."""
        if name in self.quarantine:
            return self.quarantine[name]
        return next((one for one in self.quarantine.values() if one.key == name), None)

    def stated(self, subject: str, name: str) -> str | None:
        """A value that the book states of a graph, such as its ``contentHash``."""
        answer = self._store.query(
            f"SELECT ?o WHERE {{ GRAPH <{self.meta}> {{ {ox.NamedNode(subject)} ag:{name} ?o }} }}"
        )
        return next((row["o"].value for row in answer.rows()), None)

    # Writing: parts of a change --------------------------------------------------------------

    def entry_iri(self, record_id: str) -> str:
        """The node of the entry of a stored record."""
        return f"{self._base}id/record/{record_id}#ledger"

    def quarantine_iri(self, record_id: str) -> str:
        """The node of a quarantined record."""
        return f"{self._base}id/quarantine/{record_id}"

    def forget(self, *subjects: str) -> tuple[tuple[str, str], ...]:
        """For ``Change.forget``: these nodes go from the book."""
        return tuple((self.meta, subject) for subject in subjects)

    def stale(self) -> list[ox.Triple]:
        """That the derived graphs no longer fit the records."""
        return [self.mark_stale(graph_iri(name, self._base)) for name in DERIVED]

    def mark_stale(self, graph: str) -> ox.Triple:
        """That one graph has to be made anew."""
        return _triple(graph, "stale", ox.Literal("true", datatype=ox.NamedNode(_BOOLEAN)))

    def describe_entry(self, entry: Entry) -> list[ox.Triple]:
        """The triples of an entry."""
        node = self.entry_iri(entry.record_id)
        found = self._common(node, "LedgerEntry", entry)
        found.append(
            _triple(node, "claimCount", ox.Literal(str(entry.claims), datatype=ox.NamedNode(_INTEGER)))
        )
        return found

    def describe_quarantined(self, one: Quarantined) -> list[ox.Triple]:
        """The triples of a quarantined record."""
        node = self.quarantine_iri(one.record_id)
        found = self._common(node, "QuarantinedRecord", one)
        found += [
            _triple(node, "inputPlace", ox.Literal(one.place)),
            _triple(node, "refusalReason", ox.Literal(one.reason)),
            _triple(node, "facts", ox.Literal(one.facts)),
            _triple(
                node,
                "extractedHere",
                ox.Literal("true" if one.extracted else "false", datatype=ox.NamedNode(_BOOLEAN)),
            ),
        ]
        if one.report:
            found.append(_triple(node, "report", ox.Literal(one.report)))
        return found

    def _common(self, node: str, kind: str, one: Entry | Quarantined) -> list[ox.Triple]:
        found = [
            ox.Triple(ox.NamedNode(node), ox.NamedNode(str(RDF.type)), ox.NamedNode(str(AG[kind]))),
            _triple(node, "entryOf", ox.NamedNode(f"{self._base}id/record/{one.record_id}")),
            _triple(node, "recordKey", ox.Literal(one.key)),
            _triple(node, "inputHash", ox.Literal(one.input_hash)),
            _triple(node, "builderHash", ox.Literal(one.builder)),
        ]
        if one.text_hash:
            found.append(_triple(node, "contentHash", ox.Literal(one.text_hash)))
        return found

    # Writing: whole changes ------------------------------------------------------------------

    def accept(self, entry: Entry, triples: Iterable[ox.Triple], graph: str) -> None:
        """Store a record: its graph, its entry, and that the derived graphs are stale, at once."""
        self._store.commit(
            Change(
                put={graph: triples},
                forget=self.forget(self.entry_iri(entry.record_id), self.quarantine_iri(entry.record_id)),
                add={self.meta: [*self.describe_entry(entry), *self.stale()]},
            )
        )
        self.entries[entry.record_id] = entry
        self.quarantine.pop(entry.record_id, None)

    def refuse(self, one: Quarantined) -> None:
        """Put a record into quarantine. An earlier version that was good stays stored."""
        self._store.commit(
            Change(
                forget=self.forget(self.quarantine_iri(one.record_id)),
                add={self.meta: self.describe_quarantined(one)},
            )
        )
        self.quarantine[one.record_id] = one

    def retract(self, record_id: str, graph: str) -> None:
        """Take a stored record out: its graph and its entry."""
        self._store.commit(
            Change(
                drop=(graph,), forget=self.forget(self.entry_iri(record_id)), add={self.meta: self.stale()}
            )
        )
        del self.entries[record_id]

    def release(self, record_id: str) -> None:
        """Drop a record from quarantine for good."""
        self._store.commit(Change(forget=self.forget(self.quarantine_iri(record_id))))
        del self.quarantine[record_id]


DERIVED = ("transfers", "inferred")
"""Graphs that are worked out from all records together."""


def _triple(subject: str, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(AG[name])), value)


@cache
def builder_hash() -> str:
    """A hash of the builder itself: its code, its language data, the ontology, the shapes.

    A record that was built by another builder is built anew when its input is handed in again.
    """
    digest = hashlib.sha256(__version__.encode())
    for package in ("kg", "ontology", "shapes"):
        for path, file in _walk(resources.files(package), package):
            digest.update(path.encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


_PARTS = (".py", ".ttl", ".yaml", ".json", ".txt", ".tsv")


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for member in sorted(folder.iterdir(), key=lambda one: one.name):
        if member.is_dir():
            yield from _walk(member, f"{path}/{member.name}")
        elif member.name.endswith(_PARTS):
            yield f"{path}/{member.name}", member
