"""What is done to one record on its own: extract, link, check, populate, validate.

Records know nothing of each other here, so this runs in as many processes as one likes with the same result.
"""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kg.errors import ArmsgraphError, KnowledgeError, ModelError
from kg.facts import Document, Facts, Release, problems
from kg.footprint import NO_FOOTPRINT, Footprint
from kg.garbage import collector_paused
from kg.identity import record_id
from kg.link import link
from kg.namespaces import record_graph_iri
from kg.populate import claim_ids, clashes, statements
from kg.populate.nodes import Triple
from kg.readers import Reader, Reading, Rules
from kg.settings import Settings
from kg.store.terms import index_of, n_quads_of
from kg.validate import Report, validate_many

BATCH = 100
"""How much is worked on together: so many records of facts, or a quarter of that in documents, which are dear."""


@dataclass(frozen=True)
class Task:
    """A record to be worked on. ``input_hash`` is that of what was read, before anything was done to it.

    Where others than the rules read documents, it says who does: read by another, a document is worked on again.
    """

    place: str
    file: str
    key: str
    content: Document | Facts
    input_hash: str

    def __reduce__(self) -> tuple[Callable[..., Task], tuple[str, ...]]:
        """As JSON it passes to another process many times faster than as objects."""
        kind = "document" if isinstance(self.content, Document) else "facts"
        return _task, (self.place, self.file, self.key, kind, self.form, self.input_hash)

    @classmethod
    def of(cls, place: str, file: str, key: str, content: Document | Facts, reader: str = Rules.name) -> Task:
        """A task with the hash of all that was handed in: a text and its metadata, or facts."""
        task = cls(place, file, key, content, "")
        kind = "facts" if isinstance(content, Facts) else "document"
        digest = hashlib.sha256(f"{kind}\n{task.form}".encode("utf-8", "surrogatepass")).hexdigest()
        known = digest if isinstance(content, Facts) else read_by(digest, reader)
        object.__setattr__(task, "input_hash", known)
        return task

    @cached_property
    def form(self) -> str:
        """The content as JSON, members that say nothing left out."""
        return self.content.model_dump_json(by_alias=True, exclude_defaults=True)

    @property
    def weight(self) -> int:
        """How much work it is, in records of facts."""
        return 4 if isinstance(self.content, Document) else 1

    @cached_property
    def record_id(self) -> str:
        """What the record is called in IRIs."""
        return record_id(self.key)


def read_by(input_hash: str, reader: str) -> str:
    """The hash of an input as one reader is given it; the rules, who were the first, add nothing to it."""
    digest = input_hash.partition(" ")[0]
    return digest if reader == Rules.name else f"{digest} {reader}"


def _task(  # noqa: PLR0917 - what pickle hands back
    place: str, file: str, key: str, kind: str, form: str, input_hash: str
) -> Task:
    model: type[Document | Facts] = Document if kind == "document" else Facts
    return Task(place, file, key, model.model_validate_json(form), input_hash)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record that was worked on: its statements, or why it is refused with its SHACL report if it got that far.

    ``statements``, those of its graph, are N-Quads: bytes pass between processes and into a store many times faster
    than terms. ``facts`` is their JSON, where it is kept: of entries of a register and of what is refused.
    ``remarks`` are sentences for the user. ``unanswered``: a language model gave no answer; asked again it may.
    """

    text_hash: str | None
    release: Release | None
    statements: bytes = b""
    footprint: Footprint = NO_FOOTPRINT
    claims: int = 0
    warnings: int = 0
    facts: str | None = None
    reason: str | None = None
    report: str | None = None
    remarks: tuple[str, ...] = ()
    unanswered: bool = False


def facts_of(content: Document | Facts, reader: Reader | None = None) -> Facts:
    """The facts of what was read, linked to the reference knowledge; documents are read first, by the rules unless told."""
    return _reading(content, reader).facts


def _reading(content: Document | Facts, reader: Reader | None) -> Reading:
    reading = Reading(content) if isinstance(content, Facts) else (reader or Rules()).read(content)
    return replace(reading, facts=link(reading.facts))


def wrong_with(facts: Facts) -> list[str]:
    """Why facts cannot be populated, as sentences; empty if they can."""
    return [*problems(facts), *clashes(facts)]


def work(tasks: Sequence[Task], settings: Settings, reader: Reader | None = None) -> list[Outcome]:
    """Work on some records; one that fails is refused alone. Documents are read by the rules if no reader is given."""
    with collector_paused():
        return _work(tasks, settings, reader)


def _work(tasks: Sequence[Task], settings: Settings, reader: Reader | None) -> list[Outcome]:
    outcomes: dict[str, Outcome] = {}
    graphs: dict[str, Collection[Triple]] = {}
    facts_by_id: dict[str, Facts] = {}
    remarks: dict[str, tuple[str, ...]] = {}
    for task in tasks:
        unanswered = False
        try:
            reading = _reading(task.content, reader)
            facts, remarks[task.record_id] = reading.facts, reading.remarks
            wrong = wrong_with(facts)
            if not wrong:
                graphs[task.record_id] = statements(facts, task.record_id, settings, key=task.key)
                facts_by_id[task.record_id] = facts
                continue
        except KnowledgeError:
            raise
        except ArmsgraphError as error:
            facts, wrong = _bare(task.content), [str(error)]
            unanswered = isinstance(error, ModelError)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one record must not cost the others
            facts, wrong = _bare(task.content), [f"a fault of the program: {_where(error)}"]
        outcomes[task.record_id] = replace(_refused(facts, wrong), unanswered=unanswered)
    reports = validate_many(graphs) if graphs else {}
    for name, graph in graphs.items():
        report = reports[name]
        if report.conforms:
            outcomes[name] = _good(name, graph, facts_by_id[name], report, settings)
        else:
            wrong = [
                f"{result.message} ({_short(str(result.focus))})"
                for result in report.results
                if result.severity == "Violation"
            ]
            iri = f"{settings.base}id/quarantine/{name}#report"
            outcomes[name] = _refused(facts_by_id[name], wrong, report.to_turtle(iri))
    return [replace(outcomes[task.record_id], remarks=remarks.get(task.record_id, ())) for task in tasks]


def _good(name: str, stated: Collection[Triple], facts: Facts, report: Report, settings: Settings) -> Outcome:
    release = facts.document.release
    return Outcome(
        facts.document.sha256,
        release,
        n_quads_of(stated, record_graph_iri(name, settings.base)),
        Footprint.of(index_of(stated), name, settings.base),
        len(claim_ids(facts)),
        sum(result.severity == "Warning" for result in report.results),
        facts.model_dump_json(by_alias=True, exclude_defaults=True) if release else None,
    )


def _refused(facts: Facts, wrong: Sequence[str], report: str | None = None) -> Outcome:
    return Outcome(
        facts.document.sha256,
        facts.document.release,
        facts=facts.to_json(),
        reason=_sentence(wrong),
        report=report,
    )


def _bare(content: Document | Facts) -> Facts:
    return content if isinstance(content, Facts) else Facts(document=content)


def _sentence(wrong: Sequence[str]) -> str:
    more = f" (and {len(wrong) - 3} more)" if len(wrong) > 3 else ""
    return "; ".join(wrong[:3]) + more


def _short(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    at = f" at {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119
    return f"{type(error).__name__}: {error}{at}"
