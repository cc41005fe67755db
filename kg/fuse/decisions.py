"""What a person decided about two claims: that they are about one transfer, or that they are not.

A decision is kept apart from what it decides about, wins over every weight, and can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.fuse.claims import TransferClaim

Verdict = Literal["same", "not-same"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about two claims, by their IRIs. ``by`` is who decided, ``made`` when (xsd:dateTime)."""

    one: str
    other: str
    verdict: Verdict
    by: str
    made: str
    reason: str = ""


class Decisions:
    """All decisions that bear on some claims."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.all = tuple(decisions)
        self._same: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = {}
        for decision in self.all:
            into = self._same if decision.verdict == "same" else self._apart
            into.setdefault(decision.one, set()).add(decision.other)
            into.setdefault(decision.other, set()).add(decision.one)

    def about(self, claim: TransferClaim) -> bool:
        """Whether a person decided anything about a claim."""
        return claim.iri in self._same or claim.iri in self._apart

    def apart(self, ones: Sequence[TransferClaim], others: Sequence[TransferClaim]) -> bool:
        """Whether a person said of two of these claims that they are about two transfers."""
        if not self._apart:
            return False
        names = {claim.iri for claim in others}
        return any(not names.isdisjoint(self._apart.get(claim.iri, ())) for claim in ones)

    def join(self, groups: list[list[TransferClaim]]) -> list[list[TransferClaim]]:
        """The same groups, those together of which a person said that claims of them are about one transfer."""
        if not self._same:
            return groups
        place = {claim.iri: number for number, group in enumerate(groups) for claim in group}
        joined = list(groups)
        for one in sorted(self._same):
            for other in sorted(self._same[one]):
                a, b = place.get(one), place.get(other)
                if a is not None and b is not None and a != b:
                    low, high = min(a, b), max(a, b)
                    joined[low] = joined[low] + joined[high]
                    joined[high] = []
                    place.update({claim.iri: low for claim in joined[low]})
        return [sorted(group, key=lambda claim: claim.iri) for group in joined if group]


NONE = Decisions()
"""Nobody decided anything."""
