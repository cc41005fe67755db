"""A person decides about two claims, and the transfers follow."""

from __future__ import annotations

from kg.derive import refresh
from kg.errors import InputError
from kg.explanation import claim_named
from kg.fuse import Decision
from kg.fuse.decisions import Verdict
from kg.fuse.stored import decisions_in, put_decision, undo_decision
from kg.ledger import Ledger
from kg.settings import Settings
from kg.store import Store


def decide(
    store: Store,
    settings: Settings,
    one: str,
    other: str,
    verdict: Verdict,
    *,
    by: str,
    made: str,
    reason: str = "",
) -> Decision:
    """Write down a decision about two claims, in the place of an earlier one, and fuse anew what it touches.

    Args:
        store: open for writing.
        settings: for the base of its IRIs.
        one: a claim or transfer, by its IRI or the last part of it.
        other: likewise.
        verdict: whether they are about one transfer.
        by: who decides.
        made: when, as xsd:dateTime.
        reason: why.

    Raises:
        InputError: if one of them is not stored, both are one claim, or nobody decides.

    """
    if not by.strip():
        raise InputError("a decision needs a person who makes it", advice="Say who with --by NAME")
    claims = sorted((claim_named(store, settings, one), claim_named(store, settings, other)))
    ledger = Ledger(store, settings.base)
    decision = Decision(claims[0], claims[1], verdict, by.strip(), made, reason.strip())
    put_decision(store, ledger, decision, settings)
    refresh(store, ledger, settings)
    return decision


def undo(store: Store, settings: Settings, one: str, other: str) -> tuple[str, str]:
    """Take a decision back and fuse anew what it touches; the two claims are returned.

    A claim need not be stored any more: a decision outlives the record that it is about.

    Raises:
        InputError: if there is no such decision.

    """
    decided = {claim for made in decisions_in(store, settings.base) for claim in (made.one, made.other)}
    prefix = f"{settings.base}id/claim/"
    claims = [
        next((known for known in (name, prefix + name) if known in decided), None)
        or claim_named(store, settings, name)
        for name in (one, other)
    ]
    ledger = Ledger(store, settings.base)
    if not undo_decision(store, ledger, claims[0], claims[1], settings):
        raise InputError(
            "there is no decision about these two claims", advice="`armsgraph decide list` lists all"
        )
    refresh(store, ledger, settings)
    return claims[0], claims[1]
