"""The graph as it was known on a day, or with a release: what was published by then, fused as it would have been.

A view is a store like any other. It holds the documents that are dated by then, and of each register the release
that was the newest then; entries that a later release has replaced since are brought back from the builder's book.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from rdflib.namespace import DCTERMS

from kg.derive import RECORDS_TOGETHER, derive
from kg.errors import InputError
from kg.facts import Facts
from kg.footprint import Footprint
from kg.garbage import collector_paused
from kg.ledger import DERIVED, Entry, Ledger
from kg.namespaces import AG, graph_iri, record_graph_iri
from kg.populate import statements
from kg.releases import KnownRelease, Releases, held_by
from kg.settings import Settings
from kg.store import Store, open_store
from kg.store.embedded import EmbeddedStore
from kg.store.loader import Loader
from kg.store.opening import is_url
from kg.store.terms import index_of, n_quads, n_quads_of
from kg.store.version import fingerprint
from kg.workers import Workers, batches

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_Told = tuple[str, str, str | bytes]
"""A record by id and key: its facts as JSON where it is brought back from the book, its statements where it is stored."""
_KEPT = 2
"""Views of one store that are kept on disk; the one that was used longest ago makes room."""

Watch = Callable[[str], None]
"""Called with a word on what is being done."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Up to when something counts as published: a day, and of one register no later release than a named one."""

    day: str
    release: str | None = None

    @property
    def name(self) -> str:
        """What to call it: the release, else the day."""
        return self.release or self.day


def cutoff(text: str, releases: Releases) -> Cutoff:
    """Read a day, a month or year (then its last day), or the name of a release that the store knows.

    Raises:
        InputError: if it is none of them, or the release has no day of publication.

    """
    if (known := releases.by_name.get(text)) is not None:
        if known.published is None:
            raise InputError("nobody said when this release was published", place=text, advice="Name a day")
        return Cutoff(known.published, known.name)
    match = _DAY.fullmatch(text.strip())
    year, month, day = (int(part) if part else None for part in match.groups()) if match else (0, 0, 0)
    month = 12 if month is None else month
    if (
        not year
        or not 1 <= month <= 12
        or not (last := monthrange(year, month)[1] if day is None else day) >= 1
    ):
        raise _neither(text, releases)
    if last > monthrange(year, month)[1]:
        raise _neither(text, releases)
    return Cutoff(f"{year:04}-{month:02}-{last:02}")


def _neither(text: str, releases: Releases) -> InputError:
    there_are = ", ".join(sorted(releases.by_name)) or "none"
    return InputError(
        f"{text!r} is neither a day (2024-03-31, 2024-03 or 2024) nor a release",
        advice=f"Releases in this store: {there_are}",
    )


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """What went into a view: records kept, brought back, left out as later, and left out for want of a date."""

    kept: int = 0
    brought_back: int = 0
    later: int = 0
    undated: int = 0


def fill_view(store: Store, view: Store, until: Cutoff, settings: Settings) -> ViewCounts:
    """Fill an empty store with what was known at a cutoff."""
    made = _View(store, view, until, settings)
    made.copy_ground()
    with Workers(settings.workers) as workers:
        fresh = made.take_records(workers)
        derive(view, settings, fresh=fresh, workers=workers)
    return made.counts


class _View:
    def __init__(self, store: Store, view: Store, until: Cutoff, settings: Settings) -> None:
        self.store = store
        self.view = view
        self.until = until
        self.settings = settings
        self.base = settings.base
        self.releases = Releases(store, settings.base)
        self.counts = ViewCounts()

    def copy_ground(self) -> None:
        """Everything that no record and no later stage brought; of the releases those that were out."""
        leave = {graph_iri(name, self.base) for name in (*DERIVED, "meta", "releases")}
        records = record_graph_iri("", self.base)
        for name in self.store.graph_names():
            if name not in leave and not name.startswith(records):
                self.view.bulk_load({name: list(self.store.triples(name))})
        out = [release for release in self.releases.by_name.values() if self._was_out(release)]
        self.view.bulk_load({self.releases.graph: list(self.releases.describe(out))})

    def _was_out(self, release: KnownRelease) -> bool:
        return release.published is not None and release.published <= self.until.day

    def take_records(self, workers: Workers) -> dict[str, Footprint]:
        """The records that were published by then and hold as of then; what they bring to the derived graphs."""
        loader = Loader(self.view)
        footprints: dict[str, Footprint] = {}
        look = partial(_looked_through, settings=self.settings)
        for together, found in workers.map(look, batches(self._records(), RECORDS_TOGETHER)):
            for (record_id, *_), (quads, footprint) in zip(together, found, strict=True):
                loader.add(quads)
                footprints[record_id] = footprint
        loader.finish()
        return footprints

    def _records(self) -> Iterator[_Told]:
        """The records of the view, and how many there are of which sort."""
        kept = brought_back = later = undated = 0
        for entry in Ledger(self.store, self.base).entries.values():
            state = self._state(entry)
            later += state == "later"
            undated += state == "undated"
            if state != "current":
                continue
            kept += not entry.superseded
            brought_back += entry.superseded
            graph = record_graph_iri(entry.record_id, self.base)
            told = (entry.facts or "") if entry.superseded else n_quads(self.store.triples(graph), graph)
            yield entry.record_id, entry.key, told
        self.counts = ViewCounts(kept, brought_back, later, undated)

    def _state(self, entry: Entry) -> str:
        """Whether a record is part of the view: ``current``, ``later``, ``undated``, or ``superseded`` even then."""
        if entry.release is not None and entry.facts is not None:
            release = self.releases.by_name[entry.release]
            if not self._was_out(release):
                return "later" if release.published else "undated"
            later = self.releases.later(release, self.until.day)
            return "superseded" if held_by(later, entry.facts) else "current"
        graph = record_graph_iri(entry.record_id, self.base)
        record = f"{self.base}id/record/{entry.record_id}"
        days = [
            triple.object.value  # type: ignore[union-attr]
            for prop in (str(DCTERMS.issued), str(AG.dateEstimatedUntil))
            for triple in islice(self.store.match(graph, record, prop), 1)
        ]
        if not days:
            return "undated"
        return "current" if days[0] <= self.until.day else "later"


def _looked_through(records: Sequence[_Told], *, settings: Settings) -> list[tuple[bytes, Footprint]]:
    """The statements of some records as N-Quads, and what they bring to the derived graphs."""
    found = []
    with collector_paused():
        for record_id, key, told in records:
            if isinstance(told, bytes):
                found.append((told, Footprint.in_quads(told, record_id, settings.base)))
                continue
            stated = statements(Facts.model_validate_json(told), record_id, settings, key=key)
            quads = n_quads_of(stated, record_graph_iri(record_id, settings.base))
            found.append((quads, Footprint.of(index_of(stated), record_id, settings.base)))
    return found


@contextmanager
def as_of(settings: Settings, when: str, watch: Watch = lambda _: None) -> Iterator[Store]:
    """The view of a store as of a day or a release, open for reading.

    Views of a store in a folder are kept in a folder beside it, so that the second question is answered at once; those
    of a server are made in memory each time.

    Raises:
        InputError: if ``when`` is neither a day nor a release.
        StoreError: if there is no such store.

    """
    store = open_store(settings.store, read_only=True)
    try:
        until = cutoff(when, Releases(store, settings.base))
        if is_url(settings.store):
            watch(f"working out the view as of {until.name}")
            view: Store = EmbeddedStore()
            fill_view(store, view, until, settings)
        else:
            view = open_store(str(_kept_view(store, until, settings, watch)), read_only=True)
    finally:
        store.close()
    try:
        yield view
    finally:
        view.close()


def _kept_view(store: Store, until: Cutoff, settings: Settings, watch: Watch) -> Path:
    """The folder of a view, made if it is not there or the store has changed since."""
    source = Path(settings.store)
    folder = source.with_name(source.name + ".views")
    state = f"{fingerprint(source)} {settings.base} {until.day} {until.release}"
    place = folder / f"{until.name}-{hashlib.sha256(state.encode()).hexdigest()[:12]}"
    if not place.exists():
        watch(f"working out the view as of {until.name}; it is kept in {folder}")
        partial = place.with_name(place.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        view = open_store(str(partial))
        try:
            fill_view(store, view, until, settings)
        finally:
            view.close()
        partial.replace(place)
    place.touch()
    _make_room(folder)
    return place


def _make_room(folder: Path) -> None:
    def used(path: Path) -> Any:
        return path.stat().st_mtime_ns

    with suppress(OSError):
        for old in sorted((path for path in folder.iterdir() if path.is_dir()), key=used)[:-_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
