"""The builder's own book in ``graph/meta``: which record was built from what, what waits in quarantine, what is stale.

An entry is written in the same transaction as what it tells of, or after it, so that a record that has an entry is there
whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

import pyoxigraph as ox
from rdflib.namespace import RDF, XSD

from kg import __version__
from kg.identity import record_id as made_id
from kg.index import Index, Term
from kg.namespaces import AG, graph_iri
from kg.store import Change, Store

_BOOLEAN, _INTEGER = str(XSD.boolean), str(XSD.integer)
_MANY = 500
"""After so many questions for single records it pays to know which there are."""
_TRUE = ox.Literal("true", datatype=ox.NamedNode(_BOOLEAN))


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that is stored.

    Of an entry of a register the name of its release is kept, and its facts as JSON, so that it can be compared with
    another release and brought back when a newer one has taken its place. ``superseded``: that has happened, and there
    is no graph of it.
    """

    record_id: str
    key: str
    input_hash: str
    builder: str
    text_hash: str | None
    claims: int
    release: str | None = None
    facts: str | None = None
    superseded: bool = False


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


class Counts(NamedTuple):
    """What the book counts."""

    records: int
    claims: int
    superseded: int
    quarantined: int


class Ledger:
    """The book of one store; ``base`` is that of ``Settings``.

    Single records are looked up in the store, so that a small change of a large store stays a small thing.
    """

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self.meta = graph_iri("meta", base)
        self._asked = 0
        self._nodes: set[str] | None = None

    # Reading -------------------------------------------------------------------------------

    @property
    def entries(self) -> dict[str, Entry]:
        """All stored records by id."""
        book = Index(self._store.triples(self.meta))
        names = (self._id_of(node.removesuffix("#ledger")) for node in book.of_type(str(AG.LedgerEntry)))
        return {name: _entry(name, _plain(book.about(self.entry_iri(name)))) for name in names}

    @property
    def quarantine(self) -> dict[str, Quarantined]:
        """All records that wait in quarantine, by id."""
        prefix = self.quarantine_iri("")
        nodes = self._store.match(self.meta, None, str(RDF.type), ox.NamedNode(str(AG.QuarantinedRecord)))
        names = [_iri(triple.subject).removeprefix(prefix) for triple in nodes]
        return {name: one for name in names if (one := self.waiting(name)) is not None}

    def entry(self, record_id: str) -> Entry | None:
        """The entry of a stored record, or None."""
        about = self._about(self.entry_iri(record_id))
        return _entry(record_id, about) if about else None

    def waiting(self, record_id: str) -> Quarantined | None:
        """A record in quarantine, or None."""
        about = self._about(self.quarantine_iri(record_id))
        return _quarantined(record_id, about) if about else None

    def with_text(self, text_hash: str) -> str | None:
        """The id of a stored record that has this text, or None."""
        for triple in self._store.match(self.meta, None, str(AG.contentHash), ox.Literal(text_hash)):
            node = _iri(triple.subject)
            if node.endswith("#ledger"):
                return self._id_of(node.removesuffix("#ledger"))
        return None

    def of_release(self, name: str, without: Container[str] = ()) -> Iterator[Entry]:
        """The entries of one release of a register, current or superseded, by id, but for some."""
        found = self._store.match(self.meta, None, str(AG.releaseName), ox.Literal(name))
        nodes = sorted(_iri(triple.subject).removesuffix("#ledger") for triple in found)
        for record_id in map(self._id_of, nodes):
            if record_id not in without and (entry := self.entry(record_id)) is not None:
                yield entry

    def current_of_release(self, name: str) -> list[str]:
        """The ids of the entries of one release of a register that no later release has superseded, in order."""
        found = self._store.match(self.meta, None, str(AG.releaseName), ox.Literal(name))
        aside = {_iri(triple.subject) for triple in self._store.match(self.meta, None, str(AG.superseded))}
        nodes = {_iri(triple.subject) for triple in found} - aside
        return sorted(self._id_of(node.removesuffix("#ledger")) for node in nodes)

    def facts(self, record_id: str) -> str:
        """The facts of an entry of a register, as JSON; empty of any other record."""
        return self.stated(self.entry_iri(record_id), "facts") or ""

    def has_records(self) -> bool:
        """Whether any record is stored."""
        kind = ox.NamedNode(str(AG.LedgerEntry))
        return next(self._store.match(self.meta, None, str(RDF.type), kind), None) is not None

    def counts(self) -> Counts:
        """How many records are stored, how many claims they make, and how many wait or were superseded."""
        # Runs count claims as well, and are few: to take them off is ten times as fast as to ask each entry for its type.
        counted, claims = self._sum("?one ag:claimCount ?c")
        runs, told = self._sum("VALUES ?kind { ag:BuildRun ag:InputFile } ?one a ?kind ; ag:claimCount ?c")
        aside, old = self._sum("?one ag:superseded true ; ag:claimCount ?c")
        waiting = self._store.match(self.meta, None, str(RDF.type), ox.NamedNode(str(AG.QuarantinedRecord)))
        return Counts(counted - runs - aside, claims - told - old, aside, sum(1 for _ in waiting))

    def _sum(self, counted: str) -> tuple[int, int]:
        """How many there are that fit a pattern, and how many claims they count."""
        row = next(
            self._store.query(
                f"SELECT (COUNT(?c) AS ?n) (SUM(?c) AS ?m) WHERE {{ GRAPH <{self.meta}> {{ {counted} }} }}"
            ).rows()
        )
        return int(row["n"].value), int(row["m"].value)

    def _about(self, node: str) -> dict[str, str]:
        self._asked += 1
        if self._nodes is None and self._asked > _MANY:
            # Most of what a large build asks for is not there yet, and to know what there is saves asking.
            found = self._store.match(self.meta, None, str(AG.recordKey))
            self._nodes = {_iri(triple.subject) for triple in found}
        if self._nodes is not None and node not in self._nodes:
            return {}
        return _plain(Index(self._store.match(self.meta, node)).about(node))

    def _id_of(self, iri: str) -> str:
        return iri.removeprefix(f"{self._base}id/record/")

    def find(self, name: str) -> str | None:
        """The id of the stored record that is meant by an id, a key or an IRI."""
        plain = self._id_of(name)
        if self.entry(plain) is not None:
            return plain
        for record_id in (made_id(name), *self._with_key(name)):
            if (entry := self.entry(record_id)) is not None and entry.key == name:
                return record_id
        return None

    def _with_key(self, key: str) -> Iterator[str]:
        for triple in self._store.match(self.meta, None, str(AG.recordKey), ox.Literal(key)):
            yield self._id_of(_iri(triple.subject).removesuffix("#ledger"))

    def find_quarantined(self, name: str) -> Quarantined | None:
        """The quarantined record that is meant by an id or a key."""
        return self.waiting(name) or self.waiting(made_id(name))

    def stated(self, subject: str, name: str) -> str | None:
        """A value that the book states of a graph, such as its ``contentHash``."""
        return next(iter(self.stated_all(subject, name)), None)

    def stated_all(self, subject: str, name: str) -> list[str]:
        """All values that the book states of a graph, such as its ``staleBlock``."""
        found = self._store.match(self.meta, subject, str(AG[name]))
        return [triple.object.value for triple in found]  # type: ignore[union-attr]

    def keeps_step(self) -> bool:
        """Whether the derived graphs are there and ours, so that they have to follow a change only where it was."""
        return all(
            self.stated(graph, "builderHash") == builder_hash() and self.stated(graph, "stale") is None
            for graph in (graph_iri(name, self._base) for name in DERIVED)
        )

    def has_marks(self) -> bool:
        """Whether the derived graphs do not fit the records."""
        graphs = [graph_iri(name, self._base) for name in DERIVED]
        if any(
            self.stated_all(graph, name) for graph in graphs for name in ("stale", "staleBlock", "staleThing")
        ):
            return True
        return self.has_records() and any(self.stated(graph, "builderHash") is None for graph in graphs)

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

    def stale(self, marks: Marks) -> list[ox.Triple]:
        """What the derived graphs no longer fit: these blocks of claims, these things."""
        transfers, inferred = (graph_iri(name, self._base) for name in DERIVED)
        return [
            *(_triple(transfers, "staleBlock", ox.Literal(block)) for block in sorted(marks.blocks)),
            *(_triple(inferred, "staleThing", ox.NamedNode(thing)) for thing in sorted(marks.things)),
        ]

    def all_stale(self) -> list[ox.Triple]:
        """That the derived graphs have to be made anew altogether."""
        return [self.mark_stale(graph_iri(name, self._base)) for name in DERIVED]

    def mark_stale(self, graph: str) -> ox.Triple:
        """That one graph has to be made anew."""
        return _triple(graph, "stale", _TRUE)

    def mark_superseded(self, record_id: str) -> list[ox.Triple]:
        """That a later release has taken the place of an entry."""
        return [_triple(self.entry_iri(record_id), "superseded", _TRUE)]

    def mark_loading(self) -> list[ox.Triple]:
        """That records are being loaded in a way of which a crash may leave a part."""
        return [_triple(self.meta, "loading", _TRUE)]

    def is_loading(self) -> bool:
        """Whether a build was killed while it loaded."""
        return self.stated(self.meta, "loading") is not None

    def describe_entry(self, entry: Entry) -> list[ox.Triple]:
        """The triples of an entry."""
        node = self.entry_iri(entry.record_id)
        found = self._common(node, "LedgerEntry", entry)
        found.append(
            _triple(node, "claimCount", ox.Literal(str(entry.claims), datatype=ox.NamedNode(_INTEGER)))
        )
        if entry.release:
            found.append(_triple(node, "releaseName", ox.Literal(entry.release)))
        if entry.facts:
            found.append(_triple(node, "facts", ox.Literal(entry.facts)))
        if entry.superseded:
            found.append(_triple(node, "superseded", _TRUE))
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
        if self._nodes is not None:
            self._nodes.add(node)
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

    def refuse(self, one: Quarantined) -> None:
        """Put a record into quarantine. An earlier version that was good stays stored."""
        self._store.commit(
            Change(
                forget=self.forget(self.quarantine_iri(one.record_id)),
                add={self.meta: self.describe_quarantined(one)},
            )
        )

    def release(self, record_id: str) -> None:
        """Drop a record from quarantine for good."""
        self._store.commit(Change(forget=self.forget(self.quarantine_iri(record_id))))


DERIVED = ("transfers", "inferred")
"""Graphs that are worked out from all records together."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What changes with a record: blocks of claims that are fused together, and things that are inferred about."""

    blocks: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()

    def __or__(self, other: Marks) -> Marks:
        return Marks(self.blocks | other.blocks, self.things | other.things)


NO_MARKS = Marks()
"""Nothing changes."""


def _plain(about: Mapping[str, Sequence[Term]]) -> dict[str, str]:
    """Local name of a property of ours -> its first value."""
    return {prop.removeprefix(str(AG)): values[0].value for prop, values in about.items()}


def _entry(record_id: str, about: Mapping[str, str]) -> Entry:
    return Entry(
        record_id=record_id,
        key=about["recordKey"],
        input_hash=about["inputHash"],
        builder=about["builderHash"],
        text_hash=about.get("contentHash"),
        claims=int(about["claimCount"]),
        release=about.get("releaseName"),
        facts=about.get("facts"),
        superseded=about.get("superseded") == "true",
    )


def _quarantined(record_id: str, about: Mapping[str, str]) -> Quarantined:
    return Quarantined(
        record_id=record_id,
        key=about["recordKey"],
        input_hash=about["inputHash"],
        builder=about["builderHash"],
        text_hash=about.get("contentHash"),
        place=about["inputPlace"],
        reason=about["refusalReason"],
        facts=about["facts"],
        report=about.get("report"),
        extracted=about["extractedHere"] == "true",
    )


def _iri(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


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
