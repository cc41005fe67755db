"""The commands of ``armsgraph decide``: what a person says about two claims, which wins over every weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import StoreOption, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.fuse.decisions import Verdict
    from kg.settings import Settings
    from kg.store import Store

app = typer.Typer(
    help="Say of two claims whether they are about one transfer, list what was said, take it back.",
    no_args_is_help=True,
)

ClaimArgument = typer.Argument(
    metavar="CLAIM", help="IRI of a claim or transfer, or the last part of it; of a transfer its first claim."
)
ByOption = typer.Option("--by", metavar="NAME", help="Who decides.", show_default=False)
ReasonOption = typer.Option(
    "--reason", metavar="TEXT", help="Why, for who reads it later.", show_default=False
)


@app.command()
def same(
    one: Annotated[str, ClaimArgument],
    other: Annotated[str, ClaimArgument],
    *,
    by: Annotated[str, ByOption],
    reason: Annotated[str | None, ReasonOption] = None,
    store: StoreOption = None,
) -> None:
    """Decide that two claims are about one transfer."""
    _decide("same", one, other, by=by, reason=reason, store=store)


@app.command("not-same")
def not_same(
    one: Annotated[str, ClaimArgument],
    other: Annotated[str, ClaimArgument],
    *,
    by: Annotated[str, ByOption],
    reason: Annotated[str | None, ReasonOption] = None,
    store: StoreOption = None,
) -> None:
    """Decide that two claims are about two transfers."""
    _decide("not-same", one, other, by=by, reason=reason, store=store)


@app.command()
def undo(
    one: Annotated[str, ClaimArgument], other: Annotated[str, ClaimArgument], store: StoreOption = None
) -> None:
    """Take a decision back."""
    from kg.decide import undo as take_back
    from kg.store import open_existing

    settings = settings_of(store=store)
    opened = open_existing(settings.store)
    try:
        claims = take_back(opened, settings, one, other)
        _print_places(opened, settings, claims)
    finally:
        opened.close()


@app.command("list")
def list_all(
    store: StoreOption = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List all decisions, in the order in which they were made."""
    from kg.fuse.stored import decisions_in
    from kg.store import open_store
    from kg.text import isolate, isolate_whole

    settings = settings_of(store=store)
    opened = open_store(settings.store, read_only=True)
    try:
        found = sorted(decisions_in(opened, settings.base), key=lambda one: (one.made, one.one, one.other))
    finally:
        opened.close()
    if as_json:
        import json
        from dataclasses import asdict

        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        why = f": {isolate_whole(one.reason)}" if one.reason else ""
        print(f"{one.verdict}  {one.made}  {isolate_whole(one.by)}{why}")
        print(f"  {isolate(one.one)}\n  {isolate(one.other)}")


def _decide(
    verdict: Verdict, one: str, other: str, *, by: str, reason: str | None, store: str | None
) -> None:
    from datetime import UTC, datetime

    from kg.decide import decide
    from kg.store import open_existing

    settings = settings_of(store=store)
    opened = open_existing(settings.store)
    try:
        made = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        decision = decide(opened, settings, one, other, verdict, by=by, made=made, reason=reason or "")
        _print_places(opened, settings, (decision.one, decision.other))
    finally:
        opened.close()


def _print_places(store: Store, settings: Settings, claims: Sequence[str]) -> None:
    from kg.explanation import transfers_of_claim
    from kg.text import isolate

    for claim in claims:
        places = transfers_of_claim(store, settings, claim)
        print(f"{isolate(claim)}\n  is in {isolate(', '.join(places)) if places else 'no transfer now'}")
