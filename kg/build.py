"""The pipeline: read, extract, link, populate, validate, store, and then fuse and infer.

A record is committed together with its entry in the builder's book. A build that is killed leaves all records that it
had committed; the next one passes over them and goes on. Only a release that takes the place of most of the store comes in
whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from uuid import uuid4

from kg.derive import count_into, refresh
from kg.errors import InputError
from kg.facts import Document, Facts
from kg.intake import Intake, recover
from kg.knowledge import load_knowledge
from kg.ledger import Ledger, Quarantined, builder_hash
from kg.read import Refusal, Source, Tally, expand, read_together
from kg.readers import Rules, reader_of
from kg.runs import BuildRun
from kg.settings import Settings
from kg.store import Store, open_store
from kg.summary import FileCounts, Summary
from kg.work import BATCH, Outcome, Task, read_by, work
from kg.workers import Workers, batches

_STEP = re.compile(":|, ")
"""What stands between a file and the place within it."""

Progress = Callable[[str, int, int], None]
"""Called with the file at hand, how many files are done, and how many there are."""


def build(inputs: Iterable[str], settings: Settings, progress: Progress | None = None) -> Summary:
    """Build everything that the inputs name into the store of the settings.

    Raises:
        InputError: if an input names nothing; then nothing is changed.
        StoreError: if the store cannot be opened or written.

    """
    run = _Run(settings, progress or (lambda *_: None))
    try:
        run.take_in(expand(inputs))
        run.finish()
    finally:
        run.close()
    return run.summary


def retract(store: Store, name: str, settings: Settings) -> str:
    """Take a record, and all that came from it alone, out again. ``name`` is its id or its key; the id is returned.

    Raises:
        InputError: if there is no such record.

    """
    ledger = Ledger(store, settings.base)
    record_id = ledger.find(name)
    if record_id is None:
        raise InputError(f"there is no record {name!r}", advice="`armsgraph records` lists them")
    Intake(store, ledger, settings).retract(record_id)
    refresh(store, ledger, settings)
    return record_id


def retry(store: Store, name: str, settings: Settings) -> str | None:
    """Try a quarantined record again; None if it is stored now, else why it is still refused.

    Raises:
        InputError: if no such record is in quarantine.

    """
    ledger = Ledger(store, settings.base)
    waiting = ledger.find_quarantined(name)
    if waiting is None:
        raise InputError(
            f"there is no record {name!r} in quarantine", advice="`armsgraph quarantine list` lists them"
        )
    facts = Facts.model_validate_json(waiting.facts)
    content = facts.document if waiting.extracted else facts
    with closing(reader_of(settings)) as reader:
        digest = read_by(waiting.input_hash, reader.name) if waiting.extracted else waiting.input_hash
        task = Task(waiting.place, waiting.place, waiting.key, content, digest)
        outcome = work([task], settings, reader)[0]
    intake = Intake(store, ledger, settings)
    if outcome.reason is None:
        intake.accept(task, outcome)
        intake.finish()
    else:
        intake.refuse(_refused(task, outcome))
    refresh(store, ledger, settings)
    return outcome.reason


def _refused(task: Task, outcome: Outcome) -> Quarantined:
    # Where a language model gave no answer, the same input is worked on again when it is handed in again.
    digest = f"{task.input_hash} unanswered" if outcome.unanswered else task.input_hash
    return Quarantined(
        record_id=task.record_id,
        key=task.key,
        input_hash=digest,
        builder=builder_hash(),
        text_hash=outcome.text_hash,
        place=task.place,
        reason=outcome.reason or "",
        facts=outcome.facts or "",
        report=outcome.report,
        extracted=isinstance(task.content, Document),
    )


class _Run:
    """One build. The store is opened when there is the first record to put into it, and not before."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self.settings = settings
        self.progress = progress
        self.summary = Summary()
        self.started = datetime.now(UTC)
        self._store: Store | None = None
        self._ledger: Ledger | None = None
        self._intake: Intake | None = None
        self._seen: dict[str, tuple[str, str]] = {}
        self.workers = Workers(settings.workers)
        self.reader = reader_of(settings)

    @property
    def ledger(self) -> Ledger:
        if self._ledger is None:
            self._store = open_store(self.settings.store)
            self._ledger = Ledger(self._store, self.settings.base)
            recover(self._store, self._ledger, self.settings)
            load_knowledge(self._store, self._ledger)
            self.summary.store = self.settings.store
        return self._ledger

    @property
    def intake(self) -> Intake:
        if self._intake is None:
            ledger = self.ledger
            assert self._store is not None  # noqa: S101 - the ledger opened it
            self._intake = Intake(self._store, ledger, self.settings)
        return self._intake

    def close(self) -> None:
        self.workers.close()
        self.reader.close()
        if self._store is not None:
            self._store.close()

    def take_in(self, files: Sequence[Path]) -> None:
        """Read all files, work on what is new in them, and store it in the order of reading."""
        done = self._worked_on(batches(self._tasks(files), BATCH, lambda task: task.weight))
        for task, outcome in chain.from_iterable(map(_each, done)):
            counts = self.summary.files[task.file]
            name = task.record_id
            self.summary.remarks += [(task.place, remark) for remark in outcome.remarks]
            if outcome.reason is not None:
                known = self.intake.has(name)
                self.intake.refuse(_refused(task, outcome))
                kept = "; its earlier version stays" if known else ""
                self._refuse(counts, task.place, f"{outcome.reason}. It waits in quarantine{kept}")
                continue
            # Told only now, because a record that has the same text may itself have been refused.
            if other := self.intake.same_text(task, outcome):
                self._same(counts, task.place, other)
                continue
            self.summary.warnings += outcome.warnings
            counts.claims += outcome.claims
            match self.intake.accept(task, outcome):
                case "superseded":
                    counts.superseded += 1
                case "replaced":
                    counts.replaced += 1
                case _:
                    counts.added += 1
        if self._intake is not None:
            # A damaged file must not do away with what a sound one brought.
            whole = not any(counts.rows and counts.refused for counts in self.summary.files.values())
            self._intake.finish(self._seen if whole else None)

    def _worked_on(self, together: Iterable[list[Task]]) -> Iterator[tuple[list[Task], list[Outcome]]]:
        """Each batch with what became of it. What has a budget is asked by one process, which knows what is left of it."""
        if isinstance(self.reader, Rules):
            yield from self.workers.map(partial(work, settings=self.settings), together)
            return
        yield from Workers().map(partial(work, settings=self.settings, reader=self.reader), together)
        if said := self.reader.summary():
            self.summary.remarks.append(("the language model", said))

    def _tasks(self, files: Sequence[Path]) -> Iterator[Task]:
        for path in files:
            self.summary.files[str(path)] = FileCounts()
        done: set[str] = set()
        for found in read_together(files, self.settings):
            if isinstance(found, Tally):
                self.summary.files[found.file].rows += found.rows
                self.summary.remarks += [(found.file, remark) for remark in found.remarks]
                continue
            for name, rows in found.rows:
                self.summary.files[name].rows_used += rows
            file = found.rows[0][0] if found.rows else self._file_of(found.place)
            if file not in done:
                done.add(file)
                self.progress(file, len(done) - 1, len(files))
            counts = self.summary.files[file]
            counts.found += 1
            if isinstance(found, Refusal) and found.on_purpose:
                counts.left_out += 1
                self.summary.left_out[file, found.what] += 1
                continue
            if isinstance(found, Refusal):
                reason = f"{found.what}. {found.advice}" if found.advice else found.what
                self._refuse(counts, found.place, reason)
                continue
            counts.mended += bool(found.mended)
            self.summary.remarks += [(found.place, remark) for remark in found.mended]
            if task := self._task(found, file, counts):
                yield task
        self.progress("", len(files), len(files))

    def _file_of(self, place: str) -> str:
        """The file of a place such as ``news.jsonl:12`` or ``news.json, member 3``."""
        ends = [len(place), *(match.start() for match in reversed(list(_STEP.finditer(place))))]
        named = next((file for end in ends if (file := place[:end]) in self.summary.files), None)
        return named or max((file for file in self.summary.files if place.startswith(file)), key=len)

    def _task(self, source: Source, file: str, counts: FileCounts) -> Task | None:
        """What is to be done for a record; None if its outcome is known already."""
        task = Task.of(source.place, file, source.key, source.content, self.reader.name)
        name = task.record_id
        if (release := source.document.release) is not None:
            self.intake.check(release)
        if name in self._seen:
            place, digest = self._seen[name]
            if digest == task.input_hash:
                self._same(counts, task.place, place)
            else:
                self._refuse(
                    counts, task.place, f"{place} has the same id {task.key!r} and says something else"
                )
            return None
        self._seen[name] = (task.place, task.input_hash)
        waiting = self.ledger.waiting(name)
        if waiting and (waiting.input_hash, waiting.builder) == (task.input_hash, builder_hash()):
            self._refuse(counts, task.place, f"{waiting.reason}. It still waits in quarantine")
            return None
        stored = self.ledger.entry(name)
        if stored and (stored.input_hash, stored.builder) == (task.input_hash, builder_hash()):
            counts.unchanged += 1
            if release is not None:
                self.intake.note(release)
            if waiting:
                # The earlier version was handed in again, so the refused one is no longer waited for.
                self.intake.release(name)
            return None
        return task

    def _same(self, counts: FileCounts, place: str, other: str) -> None:
        counts.same += 1
        self.summary.remarks.append((place, f"the same as {other}, not stored twice"))

    def _refuse(self, counts: FileCounts, place: str, reason: str) -> None:
        counts.refused += 1
        self.summary.refusals.append((place, reason))

    def finish(self) -> None:
        """Bring the derived graphs up to date and write down what was done."""
        if self._store is None or self._ledger is None:
            return
        run = self._describe() if self._intake is not None and self._intake.wrote else None
        fresh = self._intake.fresh if self._intake is not None else {}
        refresh(
            self._store,
            self._ledger,
            self.settings,
            run,
            fresh=fresh,
            watch=self._watch,
            workers=self.workers,
        )
        count_into(self.summary, self._store, self._ledger, self.settings)
        self._store.take_over()

    def _watch(self, done: int, total: int) -> None:
        self.progress("", done, total)

    def _describe(self) -> BuildRun:
        return BuildRun(
            f"{self.settings.base}id/run/{self.started:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}",
            self.started,
            datetime.now(UTC),
            self.summary.files,
            self.summary.total,
            tuple(self.summary.refusals),
            dict(self.summary.left_out),
        )


def _each(done: tuple[list[Task], list[Outcome]]) -> Iterator[tuple[Task, Outcome]]:
    return zip(*done, strict=True)
