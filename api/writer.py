"""Writes to a store, in a process of its own: what the builder does, asked for over HTTP.

``python -m api.writer`` reads a task from standard input and writes what became of it to standard output, both as JSON.
Documents are read here, so that what is wrong with a parser harms no other request, and without the network, unless a
setting needs it: the store or the language model on a server.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from kg.settings import Settings

_NICE = 10
"""Behind the questions of others."""
Outcome = Literal["done", "partly refused", "refused", "not found", "locked", "failed"]


class Result(TypedDict, total=False):
    """What became of a task. ``refusals`` are (place, sentence)."""

    outcome: Outcome
    records: list[str]
    summary: dict[str, int]
    refusals: list[list[str]]
    detail: str
    advice: str


def secret_free(settings: Settings) -> dict[str, Any]:
    """The settings that a task goes by, as JSON. Of secrets only the key of the language model, if one is asked."""
    members = settings.model_dump(mode="json", exclude={"write_tokens", "metrics_token", "llm_key"})
    members["workers"] = 1
    if settings.reader != "rules" and settings.llm_key is not None:
        members["llm_key"] = settings.llm_key.get_secret_value()
    return members


def build(settings: Settings, file: str) -> Result:
    """Take the records of a file in."""
    from kg.build import build as run

    summary = run([file], settings)
    total = summary.total
    stored = total.found - total.refused - total.left_out
    refusals = [[place.removeprefix(file).lstrip(":"), reason] for place, reason in summary.refusals]
    outcome: Outcome = "done"
    if refusals or not stored:
        outcome = "partly refused" if stored else "refused"
    counts = {
        name: getattr(total, name)
        for name in ("found", "added", "replaced", "unchanged", "same", "superseded", "left_out", "refused")
    }
    return {
        "outcome": outcome,
        "records": _records(settings, file),
        "summary": counts,
        "refusals": refusals,
        "detail": "; ".join(reason for _, reason in refusals[:3])
        or ("" if stored else "There is nothing in it."),
    }


def _records(settings: Settings, file: str) -> list[str]:
    """The ids of the records of a file."""
    from pathlib import Path

    from kg.read import Source, read_together
    from kg.work import Task

    found = read_together([Path(file)], settings)
    sources = (one for one in found if isinstance(one, Source))
    return list(dict.fromkeys(Task.of(one.place, file, one.key, one.content).record_id for one in sources))


def retract(settings: Settings, record: str) -> Result:
    """Take a record out again."""
    from kg.build import retract as take_out
    from kg.ledger import Ledger
    from kg.store import open_existing

    with closing(open_existing(settings.store)) as store:
        if Ledger(store, settings.base).find(record) is None:
            return {"outcome": "not found", "detail": f"There is no record {record}."}
        return {"outcome": "done", "records": [take_out(store, record, settings)]}


def decide(
    settings: Settings, one: str, other: str, *, verdict: Literal["same", "not-same"], by: str, reason: str
) -> Result:
    """Write down what a person says about two claims."""
    from kg.decide import decide as run
    from kg.errors import InputError
    from kg.store import open_existing

    made = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    with closing(open_existing(settings.store)) as store:
        try:
            run(store, settings, one, other, verdict, by=by, made=made, reason=reason)
        except InputError as error:
            where = f"{error.place}: " if error.place else ""
            return {"outcome": "refused", "detail": f"{where}{error.what}."}
    return {"outcome": "done", "records": []}


ACTIONS = {"build": build, "retract": retract, "decide": decide}


def _do(task: dict[str, Any]) -> Result:
    from api import sandbox
    from kg.errors import ArmsgraphError, InputError, StoreLocked
    from kg.settings import Settings
    from kg.store.opening import is_url

    settings = Settings(**task["settings"])
    if settings.reader == "rules" and not is_url(settings.store):
        sandbox.no_sockets()
    try:
        return ACTIONS[task["action"]](settings, **task["arguments"])  # type: ignore[operator, no-any-return]
    except StoreLocked as error:
        return {"outcome": "locked", "detail": str(error)}
    except InputError as error:
        return {"outcome": "refused", "detail": error.what, "advice": error.advice or ""}
    except ArmsgraphError as error:
        return {"outcome": "failed", "detail": str(error)}


def main() -> None:
    """Do one task."""
    from api import sandbox

    sandbox.die_with_parent()
    sandbox.no_core_dumps()
    os.nice(_NICE)
    result = _do(json.load(sys.stdin))
    # In pure ASCII, so that what a document holds of broken text does not break the answer.
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
