"""Where claims give different values: which is taken, by which rule, and which are its rivals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.facts import STAGES
from kg.fuse.claims import TransferClaim

_FIRM = ("hypothetical", "rumoured", "hedged", "claimed", "asserted", "observed", "confirmed")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property, with all claims that give it. ``key`` says when two values are the same."""

    key: Any
    node: str
    claims: tuple[TransferClaim, ...]
    exactness: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The value taken. ``rule`` is the last part of a rule's IRI; ``reason`` a sentence for the reader."""

    taken: Value
    rivals: tuple[Value, ...]
    rule: str
    reason: str


Rank = Callable[[Value], Any]


def _official(value: Value) -> bool:
    return any(claim.official for claim in value.claims)


def _sources(value: Value) -> int:
    return min(2, len({claim.source for claim in value.claims}))


def _firmness(value: Value) -> int:
    return max(_FIRM.index(claim.epistemic) if claim.epistemic in _FIRM else -1 for claim in value.claims)


def _stage(value: Value) -> int:
    return STAGES.index(value.key) if value.key in STAGES else -1


def _issued(value: Value) -> str:
    return max(claim.issued for claim in value.claims)


_RULES: tuple[tuple[str, Rank, str, frozenset[str]], ...] = (
    ("official-over-press", _official, "a party to the deal or a register says so; the others are reported by third parties",
     frozenset({"quantity", "quantityDelivered", "ordered", "delivered", "value", "kind", "weapon", "delivery", "condition"})),
    ("later-stage", _stage, "the deal has come this far according to at least one report", frozenset({"stage"})),
    ("two-independent-sources", _sources, "two independent sources give it, and one the others",
     frozenset({"quantity", "quantityDelivered", "ordered", "delivered", "value", "kind", "weapon"})),
    ("firmer-status", _firmness, "its report vouches for it more firmly", frozenset()),
    ("specific-over-general", lambda value: value.exactness, "it is the more exact value", frozenset()),
    ("later-report", _issued, "it is the later report", frozenset()),
    ("most-claims", lambda value: len(value.claims), "more claims give it", frozenset()),
)  # fmt: skip
"""Name, what ranks the values, the reason in words, and the properties it is for (none: all)."""

_SPECIFIC_FIRST = frozenset({"weapon", "category"})


def choose(prop: str, values: Sequence[Value]) -> Choice:
    """Take one of several values of a property. The first rule that tells the best from the rest decides.

    Args:
        prop: local name of the property, such as ``quantity``.
        values: at least one, each with at least one claim.

    """
    if len(values) == 1:
        return Choice(values[0], (), "only-value", "all claims that give a value give this one")
    rules = _RULES
    if prop in _SPECIFIC_FIRST:
        rules = tuple(sorted(_RULES, key=lambda rule: rule[0] != "specific-over-general"))
    left = sorted(values, key=lambda value: min(claim.iri for claim in value.claims))
    for name, rank, reason, only in rules:
        if only and prop not in only:
            continue
        best = max(rank(value) for value in left)
        winners = [value for value in left if rank(value) == best]
        if len(winners) == 1:
            rivals = tuple(value for value in values if value is not winners[0])
            return Choice(winners[0], rivals, name, reason)
        left = winners
    rivals = tuple(value for value in values if value is not left[0])
    return Choice(
        left[0], rivals, "first-in-order", "nothing tells the values apart; the first in order of the claims"
    )
