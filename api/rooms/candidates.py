"""Transfers to parties under an embargo: found by the inference, with how sure that is.

That a transfer is a candidate is what ``kg.infer`` says; the days are worked out by its rule again, to tell certain ones from
possible ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from api.graph import Triples, expand
from api.lookups import Lookups, Values
from api.models.actors import Certainty
from api.models.candidates import CandidateClaim, EmbargoCandidate, Phase
from api.rooms.reading import Reading
from kg.index import Index
from kg.infer.days import Span, held_throughout, holding
from kg.infer.transfers import times

_FROM, _UNTIL = expand("ag:from"), expand("ag:until")


@dataclass(frozen=True, slots=True)
class Pair:
    """A transfer and an embargo on its recipient."""

    transfer: str
    embargo: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with the phases of the transfer that meet the embargo."""

    pair: Pair
    phases: tuple[Phase, ...]

    @property
    def certainty(self) -> Certainty:
        return "certain" if any(phase.certainty == "certain" for phase in self.phases) else "possible"


class CandidateViews(Reading):
    """Views on the claims of candidates."""

    def claims(self, transfer: str) -> list[CandidateClaim]:
        denials = set(self._t.iris(transfer, "ag:deniedBy"))
        return [self._candidate_claim(claim, denies=claim in denials) for claim in self._claims(transfer)]

    def _candidate_claim(self, claim: str, *, denies: bool) -> CandidateClaim:
        record = self._t.iri(claim, "ag:record")
        return CandidateClaim(
            iri=claim,
            id=self.path(claim),
            quotes=self._texts(claim, "ag:quote"),
            epistemic=self._first(claim, "ag:epistemicStatus"),
            denies=denies,
            record=self.record_summary(record) if record else None,
        )


async def pairs(lookups: Lookups, filters: Values) -> list[Pair]:
    """All candidates that fit, the newest first."""
    rows = await lookups.rows("candidates.rq", filters)
    return [Pair(row["transfer"].value, row["embargo"].value) for row in rows]


async def judged(lookups: Lookups, found: Sequence[Pair]) -> list[Judged]:
    """Candidates with the days that make them so."""
    if not found:
        return []
    triples = await lookups.triples(
        "candidate-times.rq",
        {
            "transfer": _nodes({pair.transfer for pair in found}),
            "embargo": _nodes({pair.embargo for pair in found}),
        },
    )
    stated = _index(triples)
    return [Judged(pair, tuple(_phases(pair, stated))) for pair in found]


def _nodes(iris: set[str]) -> list[ox.NamedNode]:
    return [ox.NamedNode(iri) for iri in sorted(iris)]


def _index(triples: Triples) -> Index:
    """The same statements as the inference reads them."""
    stated = Index()
    for subject in triples.names():
        for prop, values in triples.properties(subject):
            stated.add_parts((subject, prop, value) for value in values if not isinstance(value, ox.Triple))
    return stated


def _phases(pair: Pair, stated: Index) -> list[Phase]:
    bounds = stated.text(pair.embargo, _FROM), stated.text(pair.embargo, _UNTIL)
    held, certain = holding(*bounds), held_throughout(*bounds)
    when = times(pair.transfer, stated)
    return [
        _phase(phase, days, certain)
        for phase in ("ordered", "delivered")
        for days in sorted(when[phase])
        if held is not None and held.meets(days)
    ]


def _phase(phase: str, days: Span, certain: Span | None) -> Phase:
    return Phase(
        phase="ordered" if phase == "ordered" else "delivered",
        first=days.first.isoformat(),
        last=days.last.isoformat(),
        certainty="certain" if certain is not None and days.lies_in(certain) else "possible",
    )


async def shown(lookups: Lookups, found: Sequence[Judged]) -> list[EmbargoCandidate]:
    """Candidates with transfer, embargo and claims."""
    if not found:
        return []
    transfers = _nodes({one.pair.transfer for one in found})
    summaries, claims, embargoes = await asyncio.gather(
        lookups.triples("transfers-summary.rq", {"transfer": transfers}),
        lookups.triples("candidate-claims.rq", {"transfer": transfers}),
        lookups.triples("things.rq", {"thing": _nodes({one.pair.embargo for one in found})}),
    )
    of_transfers = Reading(summaries, lookups.base)
    of_claims, of_embargoes = CandidateViews(claims, lookups.base), Reading(embargoes, lookups.base)
    return [
        EmbargoCandidate(
            transfer=of_transfers.transfer_summary(one.pair.transfer),
            embargo=of_embargoes.embargo(one.pair.embargo),
            certainty=one.certainty,
            phases=list(one.phases),
            claims=of_claims.claims(one.pair.transfer),
        )
        for one in found
    ]
