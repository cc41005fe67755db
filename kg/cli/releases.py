"""Commands about the releases of registers: releases, diff."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import StoreOption, settings_of

if TYPE_CHECKING:
    from kg.differences.listing import ReleaseInfo


class DiffFormat(StrEnum):
    """How a difference is printed."""

    table = "table"
    json = "json"
    csv = "csv"


ReleaseArgument = typer.Argument(metavar="RELEASE", help="Name of a release, as `releases` lists them.")


def releases(
    store: StoreOption = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the releases of registers that the store holds."""
    from kg.differences.listing import as_json as plain
    from kg.differences.listing import releases_of
    from kg.store import open_store

    settings = settings_of(store=store)
    opened = open_store(settings.store, read_only=True)
    try:
        found = releases_of(opened, settings)
    finally:
        opened.close()
    if as_json:
        import json

        print(json.dumps([plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        _print_release(one)


def _print_release(one: ReleaseInfo) -> None:
    from kg.text import isolate

    published = one.published or "no date"
    print(
        f"{one.name}  {one.register}  {published}  {one.current:,} current  {one.superseded:,} superseded  "
        f"{isolate(one.extent)}"
    )


def diff(
    old: Annotated[str, ReleaseArgument],
    new: Annotated[str, ReleaseArgument],
    *,
    store: StoreOption = None,
    form: Annotated[
        DiffFormat, typer.Option("--format", "-f", help="How the difference is printed.")
    ] = DiffFormat.table,
    supplier: Annotated[
        str | None, typer.Option(metavar="X", help="Only deals with this supplier: a name, code or IRI.")
    ] = None,
    recipient: Annotated[
        str | None, typer.Option(metavar="X", help="Only deals with this recipient: a name, code or IRI.")
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Only the totals, no single deals.")] = False,
    wording: Annotated[
        bool, typer.Option("--wording", help="Also where only the words differ for what is the same.")
    ] = False,
) -> None:
    """Say which deals came, went and changed between two releases of a register, value by value."""
    from kg.differences import difference
    from kg.differences.write import to_csv, to_json, to_text
    from kg.store import open_store

    settings = settings_of(store=store)
    opened = open_store(settings.store, read_only=True)
    try:
        found = difference(
            opened, settings, old, new, supplier=supplier, recipient=recipient, wording=wording
        )
    finally:
        opened.close()
    if form is DiffFormat.json:
        print(to_json(found, summary=summary))
    elif form is DiffFormat.csv:
        sys.stdout.flush()
        sys.stdout.buffer.write(to_csv(found, summary=summary).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        for line in to_text(found, summary=summary):
            print(line)
