"""How records come into a store and go out of it again.

New records go in many at a time with their entries in the builder's book, by the engine's bulk loader; a record that
was there before is replaced in a transaction of its own. An entry of a register for which a later release holds is
kept in the book as its facts, and not among the graphs: the current view is what the graphs hold.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Literal

import pyoxigraph as ox

from kg.errors import InputError
from kg.facts import Facts, Release
from kg.footprint import Footprint, triples_in
from kg.index import Index
from kg.ledger import DERIVED, Entry, Ledger, Quarantined, builder_hash
from kg.namespaces import graph_iri, record_graph_iri
from kg.releases import KnownRelease, Releases, held_by
from kg.settings import Settings
from kg.store import Change, Store
from kg.work import Outcome, Task

What = Literal["added", "replaced", "superseded"]

_AT_ONCE = 3_000
"""New records that are loaded together."""
_FEW = 20
"""Up to so many go in with one transaction."""
_WHOLESALE = 2_000
"""From so many entries on that are superseded, nothing is taken out singly."""


class Intake:
    """Takes records into one store. ``finish`` must be called, or what waits is lost.

    ``fresh`` is what ``refresh`` needs to know of the records that were taken in.
    """

    def __init__(self, store: Store, ledger: Ledger, settings: Settings) -> None:
        self._store = store
        self._ledger = ledger
        self._base = settings.base
        self._inferred = graph_iri("inferred", settings.base)
        self._releases = Releases(store, settings.base)
        self._news: dict[str, KnownRelease] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._texts: dict[str, str] = {}
        self._checked: set[str] = set()
        self._considered: set[tuple[str, int]] = set()
        self.fresh: dict[str, Footprint] = {}
        self.wrote = False
        self._keeps_step = ledger.keeps_step()

    def has(self, record_id: str) -> bool:
        """Whether a record is stored, or waits to be."""
        return record_id in self._waiting or self._ledger.entry(record_id) is not None

    def same_text(self, task: Task, outcome: Outcome) -> str | None:
        """The id of another record that has the same text. Two entries of a register may well read alike."""
        text, name = outcome.text_hash, task.record_id
        if text is None or outcome.release is not None:
            return None
        other = self._texts.get(text) or self._ledger.with_text(text)
        return other if other != name and not self.has(name) else None

    def refuse(self, one: Quarantined) -> None:
        """Put a record into quarantine."""
        self._ledger.refuse(one)
        self.wrote = True

    def release(self, record_id: str) -> None:
        """Drop a record from quarantine."""
        self._ledger.release(record_id)
        self.wrote = True

    def accept(self, task: Task, outcome: Outcome) -> What:
        """Store a record that was worked on."""
        self.wrote = True
        name, release = task.record_id, outcome.release
        if release is not None:
            self.check(release)
            self.note(release)
        superseded = release is not None and self._is_superseded(release, outcome)
        entry = Entry(
            name,
            task.key,
            task.input_hash,
            builder_hash(),
            outcome.text_hash,
            outcome.claims,
            release.name if release else None,
            outcome.facts if release else None,
            superseded,
        )
        if outcome.text_hash:
            self._texts[outcome.text_hash] = name
        if superseded:
            self.fresh.pop(name, None)
        else:
            self.fresh[name] = outcome.footprint
        known = self._ledger.entry(name)
        waiting = _Waiting(entry, outcome)
        if known is None and self._ledger.waiting(name) is None:
            self._waiting[name] = waiting
            # Documents are dear to work on: few of them may be lost when a build is killed.
            if len(self._waiting) >= (_AT_ONCE if release else _FEW):
                self._load()
        else:
            self._replace(waiting, known)
        if superseded:
            return "superseded"
        return "replaced" if known else "added"

    def _is_superseded(self, release: Release, outcome: Outcome) -> bool:
        later = self._releases.later(self._releases.by_name[release.name])
        return held_by(later, outcome.facts or "")

    def check(self, release: Release) -> None:
        """See that a release that is stored already is not read again from less than it was made of.

        Raises:
            InputError: if files of one of its shapes are missing; their deals would stand twice.

        """
        if release.name in self._checked:
            return
        self._checked.add(release.name)
        if missing := self._releases.lacking(release):
            raise InputError(
                f"the release {release.name} was built from files of another shape as well ({', '.join(missing)})",
                advice="Hand in all files of a release together, so that each deal is read as one",
            )

    def note(self, release: Release) -> None:
        """Remember that a good entry of a release was read, be it a new one or one that is stored already.

        Only a reader that names shapes hands in all that files hold.
        """
        if news := self._releases.learn(release):
            self._store.commit(Change(add={self._releases.graph: news}))
            self.wrote = True
        known = self._news.setdefault(
            release.name, KnownRelease(release.register_name, release.name, release.published)
        )
        if release.covers and release.covers.shapes and release.covers not in known.covers:
            known.covers.append(release.covers)

    def finish(self, seen: Container[str] | None = None) -> None:
        """Store what waits, and let later releases take the place of earlier ones.

        ``seen`` are the ids of all records that were read, if whole files were and nothing of them was refused: what a
        release had before, and files that cover it have no longer, goes.
        """
        self._load()
        for name, release in sorted(self._news.items()):
            if seen is not None:
                self._take_out_the_rest(release, seen)
            self._supersede(name)
        self._news.clear()

    def _take_out_the_rest(self, release: KnownRelease, seen: Container[str]) -> None:
        for entry in list(self._ledger.of_release(release.name, without=seen)):
            if entry.facts and release.holds(Facts.model_validate_json(entry.facts)):
                self.retract(entry.record_id)

    def retract(self, record_id: str) -> None:
        """Take a stored record out."""
        self.fresh.pop(record_id, None)
        self._store.commit(self._without(record_id))
        self.wrote = True

    # ------------------------------------------------------------------------------------------

    def _load(self) -> None:
        """Store the new records that wait."""
        self._make_way()
        if len(self._waiting) <= _FEW:
            for waiting in self._waiting.values():
                self._replace(waiting, None)
        else:
            loading = self._ledger.mark_loading()
            self._store.commit(Change(add={self._ledger.meta: loading}))
            current = [one for one in self._waiting.values() if not one.entry.superseded]
            follows = [one.outcome.footprint.own for one in current if self._keeps_step]
            self._store.extend(b"".join([*(one.outcome.statements for one in current), *follows]))
            # Last and at once, so that a record that has an entry is there whole.
            book = [entry for one in self._waiting.values() for entry in self._in_book(one)]
            self._store.commit(Change(add={self._ledger.meta: book}))
            self._store.commit(Change(remove={self._ledger.meta: loading}))
        self._waiting.clear()

    def _in_book(self, waiting: _Waiting) -> list[ox.Triple]:
        """The entry of a record, and what it makes stale."""
        entry = self._ledger.describe_entry(waiting.entry)
        return entry if waiting.entry.superseded else [*entry, *self._stale(waiting.outcome.footprint)]

    def _stale(self, footprint: Footprint) -> list[ox.Triple]:
        """What a record makes stale. Where all is made anew at the end, nobody asks what."""
        return self._ledger.stale(footprint.marks) if self._keeps_step else []

    def _replace(self, waiting: _Waiting, known: Entry | None) -> None:
        """Store one record, in the place of an earlier version if there is one."""
        entry, outcome = waiting.entry, waiting.outcome
        old = self._without(entry.record_id) if known else Change()
        forget = self._ledger.forget(
            self._ledger.entry_iri(entry.record_id), self._ledger.quarantine_iri(entry.record_id)
        )
        add = {name: list(triples) for name, triples in old.add.items()}
        add.setdefault(self._ledger.meta, []).extend(self._in_book(waiting))
        put = {}
        if not entry.superseded:
            put[record_graph_iri(entry.record_id, self._base)] = list(triples_in(outcome.statements))
            if self._keeps_step:
                add[self._inferred] = list(outcome.footprint.own_triples())
        self._store.commit(
            Change(drop=old.drop, put=put, forget=(*old.forget, *forget), remove=old.remove, add=add)
        )

    def _without(self, record_id: str) -> Change:
        """What has to be done to take a record out."""
        graph = record_graph_iri(record_id, self._base)
        footprint = Footprint.of(Index(self._store.triples(graph)), record_id, self._base)
        return Change(
            drop=(graph,),
            forget=self._ledger.forget(self._ledger.entry_iri(record_id)),
            remove={self._inferred: list(footprint.own_triples())},
            add={self._ledger.meta: self._stale(footprint)},
        )

    def _make_way(self) -> None:
        """If what is about to come in takes the place of most of the store, go on in a copy without that."""
        for name in self._news:
            release = self._releases.by_name[name]
            if (state := (name, len(release.covers))) in self._considered:
                continue
            self._considered.add(state)
            outdated = self._outdated(release)
            if len(outdated) <= _WHOLESALE or 2 * len(outdated) < self._ledger.counts().records:
                continue
            graphs = [record_graph_iri(record_id, self._base) for record_id in outdated]
            derived = [graph_iri(graph, self._base) for graph in DERIVED]
            if self._store.begin_anew([*graphs, *derived]):
                self._set_aside(outdated)

    def _supersede(self, name: str) -> None:
        """Move entries of earlier releases out of the way of one that has come in."""
        outdated = self._outdated(self._releases.by_name[name])
        if len(outdated) <= _WHOLESALE:
            for record_id in outdated:
                if (entry := self._ledger.entry(record_id)) is not None:
                    self._store.commit(self._put_aside(entry))
            return
        loading = self._ledger.mark_loading()
        self._store.commit(Change(add={self._ledger.meta: loading}))
        self._set_aside(outdated)
        self._store.drop(record_graph_iri(record_id, self._base) for record_id in outdated)
        self._store.commit(Change(remove={self._ledger.meta: loading}))

    def _outdated(self, release: KnownRelease) -> list[str]:
        """The current entries of earlier releases that are covered by one."""
        return [
            record_id
            for older in self._releases.of(release.register)
            if older.age < release.age
            for record_id in self._ledger.current_of_release(older.name)
            if release.holds_all or held_by([release], self._ledger.facts(record_id))
        ]

    def _set_aside(self, record_ids: list[str]) -> None:
        """Note of so many entries that they are superseded that it is quicker to make the derived graphs anew."""
        marks = [mark for record_id in record_ids for mark in self._ledger.mark_superseded(record_id)]
        self._store.commit(Change(add={self._ledger.meta: [*self._ledger.all_stale(), *marks]}))
        self._keeps_step = False
        for record_id in record_ids:
            self.fresh.pop(record_id, None)

    def _put_aside(self, entry: Entry) -> Change:
        self.fresh.pop(entry.record_id, None)
        change = self._without(entry.record_id)
        aside = self._ledger.describe_entry(replace(entry, superseded=True))
        add = {self._ledger.meta: [*change.add[self._ledger.meta], *aside]}
        return replace(change, add=add)


@dataclass(frozen=True, slots=True)
class _Waiting:
    entry: Entry
    outcome: Outcome


def recover(store: Store, ledger: Ledger, settings: Settings) -> None:
    """Take out what a build left behind that was killed while it loaded: graphs without a current entry."""
    if not ledger.is_loading():
        return
    prefix = record_graph_iri("", settings.base)
    stored = {name.removeprefix(prefix) for name in store.graph_names() if name.startswith(prefix)}
    entries = ledger.entries
    present = {name for name, entry in entries.items() if not entry.superseded}
    drop = tuple(prefix + name for name in sorted(stored - present))
    store.commit(
        Change(
            drop=drop,
            remove={ledger.meta: ledger.mark_loading()},
            add={ledger.meta: ledger.all_stale()},
        )
    )
