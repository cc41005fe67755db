"""Commands that look: status, records, validate."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.options import StoreOption, settings_of

if TYPE_CHECKING:
    from kg.validate import Report


class ReportFormat(StrEnum):
    """How a validation report is printed."""

    text = "text"
    ttl = "ttl"
    json = "json"
    html = "html"


def status(
    store: StoreOption = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Say what the store holds and whether it is up to date."""
    from kg.store import open_store
    from kg.survey import status_of
    from kg.text import isolate

    settings = settings_of(store=store)
    opened = open_store(settings.store, read_only=True)
    try:
        found = status_of(opened, settings)
    finally:
        opened.close()
    if as_json:
        _print_json(found)
        return
    for name, value in found.items():
        if name == "graphs":
            continue
        shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
        print(f"{name.replace('_', ' '):<15} {isolate(str(shown))}")


def records(
    store: StoreOption = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the records of the store."""
    from kg.store import open_store
    from kg.survey import records_of
    from kg.text import isolate, isolate_whole

    settings = settings_of(store=store)
    opened = open_store(settings.store, read_only=True)
    try:
        found = records_of(opened, settings)
    finally:
        opened.close()
    if as_json:
        _print_json(found)
        return
    for record in found:
        title = f"  {isolate_whole(record['title'])}" if record["title"] else ""
        day = record["date"] or "no date"
        print(f"{isolate(record['id'])}  {record['language']}  {day}  {record['claims']} claims{title}")


def validate(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE...]", help="Turtle files, documents or facts. None: the store.", show_default=False
        ),
    ] = None,
    store: StoreOption = None,
    form: Annotated[
        ReportFormat, typer.Option("--report", "-r", help="How the report is printed.")
    ] = ReportFormat.text,
) -> int:
    """Check files, or all that the store holds, against the shapes. Exit code 1 if something violates one."""
    from kg.store import open_store
    from kg.survey import validate_inputs, validate_store

    settings = settings_of(store=store)
    if files:
        report, refusals = validate_inputs(files, settings)
        from kg.text import isolate

        for refusal in refusals:
            print(f"armsgraph: {isolate(refusal)}", file=sys.stderr)
        _print_report(report, form)
        return 1 if refusals or not report.conforms else 0
    opened = open_store(settings.store, read_only=True)
    try:
        report = validate_store(opened, settings)
    finally:
        opened.close()
    _print_report(report, form)
    return 0 if report.conforms else 1


def _print_report(report: Report, form: ReportFormat) -> None:
    if form is ReportFormat.ttl:
        print(report.to_turtle(), end="")
    elif form is ReportFormat.json:
        print(report.to_json())
    elif form is ReportFormat.html:
        print(report.to_html(), end="")
    else:
        from kg.text import isolate

        for result in report.results:
            where = f"{result.focus}" + (f" {result.path}" if result.path else "")
            value = f" (value: {result.value})" if result.value is not None else ""
            print(f"{result.severity}: {isolate(where)}: {isolate(result.message + value)}")
        counts = [result.severity for result in report.results]
        verdict = "conforms" if report.conforms else "does not conform"
        print(
            f"{verdict}: {counts.count('Violation')} violations, {counts.count('Warning')} warnings, "
            f"{counts.count('Info')} remarks"
        )


def _print_json(value: Any) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))
