"""What is done to one record on its own: extract, link, check, populate, validate.

Records know nothing of each other here, so this runs in as many processes as one likes with the same result.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import ArmsgraphError, KnowledgeError
from kg.facts import Document, Facts, problems
from kg.footprint import marks_of, own_inferences
from kg.identity import record_id
from kg.index import Index
from kg.ledger import NO_MARKS, Marks
from kg.link import link
from kg.namespaces import AG
from kg.populate import clashes, populate
from kg.settings import Settings
from kg.store.terms import triples_of
from kg.validate import validate_many

BATCH = 25
"""Records that are worked on together; validating several at once is much cheaper than one by one."""

Extract = Callable[[Document], Facts]


@dataclass(frozen=True, slots=True)
class Task:
    """A record to be worked on. ``input_hash`` is that of what was read, before anything was done to it."""

    place: str
    file: str
    key: str
    content: Document | Facts
    input_hash: str

    @property
    def record_id(self) -> str:
        """What the record is called in IRIs."""
        return record_id(self.key)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record that was worked on: its statements, or why it is refused with its SHACL report if it got that far.

    ``statements`` and ``inferred``, what follows from the record alone, are N-Triples: bytes pass between processes
    and into a store many times faster than terms.
    """

    task: Task
    facts: Facts
    statements: bytes = b""
    inferred: bytes = b""
    marks: Marks = NO_MARKS
    claims: int = 0
    warnings: int = 0
    reason: str | None = None
    report: str | None = None


def facts_of(content: Document | Facts) -> Facts:
    """The facts of what was read, linked to the reference knowledge; documents are extracted from first."""
    if isinstance(content, Document):
        from kg.extract import extract

        content = extract(content)
    return link(content)


def wrong_with(facts: Facts) -> list[str]:
    """Why facts cannot be populated, as sentences; empty if they can."""
    return [*problems(facts), *clashes(facts)]


def work(tasks: Sequence[Task], settings: Settings) -> list[Outcome]:
    """Work on some records; one that fails is refused alone."""
    outcomes = {}
    graphs, facts_by_id = {}, {}
    for task in tasks:
        try:
            facts = facts_of(task.content)
            wrong = wrong_with(facts)
            if not wrong:
                graphs[task.record_id] = populate(facts, task.record_id, settings, key=task.key)
                facts_by_id[task.record_id] = facts
                continue
        except KnowledgeError:
            raise
        except ArmsgraphError as error:
            facts, wrong = _bare(task.content), [str(error)]
        except Exception as error:  # noqa: BLE001 - a fault of ours in one record must not cost the others
            facts, wrong = _bare(task.content), [f"a fault of the program: {_where(error)}"]
        outcomes[task.record_id] = Outcome(task, facts, reason=_sentence(wrong))
    reports = validate_many(graphs) if graphs else {}
    for task in tasks:
        name = task.record_id
        if name not in graphs:
            continue
        report = reports[name]
        severities = [result.severity for result in report.results]
        if report.conforms:
            triples = list(triples_of(graphs[name]))
            stated = Index(triples)
            outcomes[name] = Outcome(
                task,
                facts_by_id[name],
                _bytes(triples),
                _bytes(own_inferences(stated, name, settings.base)),
                marks_of(stated, name, settings.base),
                sum(1 for _ in graphs[name].subject_objects(AG.localId)),
                severities.count("Warning"),
            )
        else:
            wrong = [
                f"{result.message} ({_short(str(result.focus))})"
                for result in report.results
                if result.severity == "Violation"
            ]
            iri = f"{settings.base}id/quarantine/{name}#report"
            outcomes[name] = Outcome(
                task, facts_by_id[name], reason=_sentence(wrong), report=report.to_turtle(iri)
            )
    return [outcomes[task.record_id] for task in tasks]


def _bytes(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


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
