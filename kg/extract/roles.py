"""Who supplies and who receives: parties are scored for both roles by what ties them to the trigger.

The weights are a table (``roles.yaml``) over features without words, so that they hold in every language and can
be trained. Each decision can be explained: ``Candidate.reasons`` names the features that counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from kg.extract.spans import FoundMention
from kg.yaml_data import yaml_data


@dataclass(slots=True)
class Party:
    """A mention that may stand for a party of a transfer.

    ``actor`` is what plays the role: the state behind a capital, a ministry or a company, otherwise the entity
    itself. ``body`` is the company, force or person that stands in for it.
    """

    mention: FoundMention
    actor: str
    body: str | None = None
    kind: str = "state"
    marker: str | None = None
    speaker: bool = False
    beneficiary: bool = False
    inferred: bool = False


@dataclass(slots=True)
class Candidate:
    """One actor with its scores for both roles and the features behind them."""

    party: Party
    supplier: float = 0.0
    recipient: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, name: str, weights: list[float], factor: float = 1.0) -> None:
        self.supplier += weights[0] * factor
        self.recipient += weights[1] * factor
        self.reasons.append(name if factor == 1.0 else f"{name}*{factor:g}")


@cache
def weights() -> dict[str, Any]:
    """The table of weights."""
    loaded: dict[str, Any] = yaml_data(resources.files("kg.extract") / "roles.yaml")
    return loaded


@dataclass(frozen=True, slots=True)
class Assignment:
    """The parties of one transfer.

    ``strength`` is the score of the weaker role that is filled; ``margin`` how far the next best pair of parties is that
    needs no more parties from outside the sentence.
    """

    supplier: Candidate | None
    recipient: Candidate | None
    strength: float
    margin: float


def assign(candidates: Sequence[Candidate]) -> Assignment:
    """The best pair of different actors above the threshold; a role that nobody fits is left open."""
    threshold = float(weights()["features"]["threshold"])
    best_by_actor: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        best_by_actor.setdefault(candidate.party.actor, []).append(candidate)
    suppliers = [max(group, key=lambda c: c.supplier) for group in best_by_actor.values()]
    recipients = [max(group, key=lambda c: c.recipient) for group in best_by_actor.values()]
    options: list[tuple[float, Candidate | None, Candidate | None]] = []
    for supplier in [*suppliers, None]:
        for recipient in [*recipients, None]:
            if supplier and recipient and supplier.party.actor == recipient.party.actor:
                continue
            if (supplier and supplier.supplier < threshold) or (
                recipient and recipient.recipient < threshold
            ):
                continue
            # A supplier that would fit the other role better gives way, and the reverse.
            score = (supplier.supplier if supplier else 0.0) + (recipient.recipient if recipient else 0.0)
            options.append((score, supplier, recipient))
    options.sort(key=lambda option: -option[0])
    score, supplier, recipient = options[0]
    filled = [c for c in ((supplier and supplier.supplier), (recipient and recipient.recipient)) if c]
    rivals = [
        other
        for other, s, r in options[1:]
        if s is not None
        and r is not None
        and (s is not supplier or r is not recipient)
        and _unnamed((s, r)) <= _unnamed((supplier, recipient))
    ]
    margin = score - max(rivals, default=0.0)
    return Assignment(supplier, recipient, min(filled, default=0.0), margin)


def _unnamed(pair: tuple[Candidate | None, Candidate | None]) -> int:
    return sum(one is not None and one.party.inferred for one in pair)
