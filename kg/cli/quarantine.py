"""The commands of ``armsgraph quarantine``: records that were refused and wait for a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import StoreOption, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ledger import Quarantined

app = typer.Typer(help="Records that were refused: list, show, drop, try again.", no_args_is_help=True)

RecordArgument = Annotated[str, typer.Argument(metavar="ID", help="Id or key of a record in quarantine.")]


@app.command("list")
def list_all(
    store: StoreOption = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the records in quarantine with the reason of each."""
    from kg.text import isolate

    waiting = list(_waiting(store))
    if as_json:
        members = [{"id": w.record_id, "key": w.key, "place": w.place, "reason": w.reason} for w in waiting]
        print(json.dumps(members, ensure_ascii=False, indent=2))
        return
    for one in waiting:
        print(f"{isolate(one.record_id)}  {isolate(one.place)}: {isolate(one.reason)}")


@app.command()
def show(record: RecordArgument, store: StoreOption = None) -> None:
    """Print what is wrong with a record, its SHACL report and its facts."""
    from kg.text import isolate

    one = _find(record, list(_waiting(store)))
    print(f"# {isolate(one.place)}: {isolate(one.reason)}")
    if one.report:
        print(one.report, end="")
    print(one.facts)


@app.command()
def drop(record: RecordArgument, store: StoreOption = None) -> None:
    """Take a record out of quarantine for good."""
    from kg.ledger import Ledger
    from kg.store import open_existing
    from kg.text import isolate

    settings = settings_of(store=store)
    opened = open_existing(settings.store)
    try:
        ledger = Ledger(opened, settings.base)
        one = _find(record, list(ledger.quarantine.values()))
        ledger.release(one.record_id)
    finally:
        opened.close()
    print(f"dropped {isolate(one.record_id)}")


@app.command()
def retry(record: RecordArgument, store: StoreOption = None) -> int:
    """Try a record again, say after the reference knowledge has grown. Exit code 1 if it is still refused."""
    from kg.build import retry as try_again
    from kg.store import open_existing
    from kg.text import isolate

    settings = settings_of(store=store)
    opened = open_existing(settings.store)
    try:
        reason = try_again(opened, record, settings)
    finally:
        opened.close()
    print("it is stored now" if reason is None else f"still refused: {isolate(reason)}")
    return 0 if reason is None else 1


def _waiting(store: str | None) -> Iterator[Quarantined]:
    from kg.ledger import Ledger
    from kg.store import open_store

    settings = settings_of(store=store)
    opened = open_store(settings.store, read_only=True)
    try:
        yield from Ledger(opened, settings.base).quarantine.values()
    finally:
        opened.close()


def _find(name: str, waiting: list[Quarantined]) -> Quarantined:
    from kg.errors import InputError

    for one in waiting:
        if name in {one.record_id, one.key}:
            return one
    raise InputError(
        f"there is no record {name!r} in quarantine", advice="`armsgraph quarantine list` lists them"
    )
