"""Which claims are about one transfer: a table of observations with weights, and clusters that do not depend on order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from importlib import resources
from itertools import chain, combinations, product
from typing import Any

import yaml

from kg.fuse.claims import Amount, Interval, TransferClaim
from kg.fuse.decisions import NONE, Decisions
from kg.reference import load

_YEAR = 365.25


@cache
def weights() -> dict[str, Any]:
    """The table of observations and weights."""
    loaded: dict[str, Any] = yaml.safe_load((resources.files("kg.fuse") / "features.yaml").read_text("utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that speaks for or against two claims being about one transfer."""

    feature: str
    outcome: str
    score: float


def compare(a: TransferClaim, b: TransferClaim) -> list[Observation]:
    """All observations on a pair of claims with the same parties; their scores add up."""
    table = weights()
    found: list[Observation] = []

    def observe(feature: str, outcome: str | None, score: float | None = None) -> None:
        if outcome is not None:
            found.append(
                Observation(feature, outcome, float(table[feature][outcome]) if score is None else score)
            )

    observe("weapon", _weapons(a, b))
    observe("quantity", _quantities(a, b))
    for outcome, score in _times(a, b):
        observe("time", outcome, score)
    if a.value and b.value and a.value.amount is not None and b.value.amount is not None:
        same = (
            a.value.currency == b.value.currency
            and abs(a.value.amount - b.value.amount) <= a.value.amount / 20
        )
        observe("value", "same" if same else "conflict")
    return found


def likeness(a: TransferClaim, b: TransferClaim) -> float:
    """How much speaks for two claims being about one transfer."""
    return sum(observation.score for observation in compare(a, b))


def _weapons(a: TransferClaim, b: TransferClaim) -> str:
    if a.weapon and b.weapon:
        if a.weapon == b.weapon:
            return "same"
        return "family" if related(a.weapon, b.weapon) else "other"
    if a.category == b.category:
        return "same_category" if not (a.weapon or b.weapon) else "category"
    return "category" if _holds(a.category, b.category) or _holds(b.category, a.category) else "other"


def _holds(wide: str, narrow: str) -> bool:
    return wide != "arms" and narrow.startswith(wide + ".")


def related(one: str, two: str) -> bool:
    """Whether one weapon is a variant of the other; two variants of a third are two weapons."""
    return one in families(two) or two in families(one)


@cache
def families(weapon: str) -> frozenset[str]:
    """A weapon, what it is a variant of, and its family, all the way up."""
    found: set[str] = set()
    waiting = [weapon]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            entity = load().get(one)
            if entity is not None:
                waiting += [up for up in (entity.variant_of, entity.family) if up]
    return frozenset(found)


def _quantities(a: TransferClaim, b: TransferClaim) -> str | None:
    """Like is compared with like: what was agreed, else what was handed over; else whether the one holds the other."""
    for x, y in ((a.agreed_amount, b.agreed_amount), (a.handed_over_amount, b.handed_over_amount)):
        if x is not None and y is not None and x.unit == y.unit:
            if (x.minimum, x.maximum) == (y.minimum, y.maximum):
                return "same"
            return "overlap" if _overlap(x, y) else "conflict"
    for delivered, ordered in (
        (a.handed_over_amount, b.agreed_amount),
        (b.handed_over_amount, a.agreed_amount),
    ):
        if delivered is not None and ordered is not None and delivered.unit == ordered.unit:
            if (delivered.minimum, delivered.maximum) == (ordered.minimum, ordered.maximum):
                return "same"
            return "part" if delivered.low <= ordered.high else "conflict"
    return None


def _overlap(x: Amount, y: Amount) -> bool:
    return x.low <= y.high and y.low <= x.high


def _times(a: TransferClaim, b: TransferClaim) -> Iterable[tuple[str, float]]:
    table = weights()["time"]
    for x, y in ((a.order_time, b.order_time), (a.delivery_time, b.delivery_time)):
        if x and y:
            gap = _gap_years(x, y)
            if gap == 0:
                yield "overlap", table["overlap"]
            else:
                yield "apart", max(table["apart"] + table["apart_per_year"] * gap, table["apart_most"])
    for x, y in ((a.order_time, b.delivery_time), (b.order_time, a.delivery_time)):
        if x and y:
            name = "order_first" if x.first <= y.last else "delivery_first"
            yield name, table[name]


def _gap_years(x: Interval, y: Interval) -> float:
    first, second = sorted((x, y), key=lambda interval: interval.first)
    return max(0, (second.first - first.last).days) / _YEAR if first.last < second.first else 0.0


def block_of(claim: TransferClaim) -> str:
    """What claims that may be about one transfer share: both parties.

    A claim that leaves a party open could be about many deals; it is a block by itself.
    """
    supplier, recipient = claim.supplier, claim.recipient
    if supplier is None or recipient is None or _is_nobody(supplier) or _is_nobody(recipient):
        return claim.iri
    return f"{supplier} {recipient}"


@cache
def _is_nobody(party: str) -> bool:
    """Whether a party stands for whoever it was."""
    entity = load().get(party)
    return entity is not None and "UnknownParty" in entity.classes


def clusters(claims: Sequence[TransferClaim], decisions: Decisions = NONE) -> list[list[TransferClaim]]:
    """Claims about the same transfers together. The result does not depend on the order of the claims.

    Among claims with the same parties and goods of one kind, the two clusters that are most alike on average are
    joined as long as they are alike enough; ties are broken by IRI. Two entries of one register are two deals. What a
    person decided comes before all that.
    """
    by_kind: dict[tuple[str, str], list[TransferClaim]] = {}
    for claim in claims:
        by_kind.setdefault((block_of(claim), claim.category.split(".")[0]), []).append(claim)
    found = [cluster for key in sorted(by_kind) for cluster in _clusters(by_kind[key], decisions)]
    return sorted(decisions.join(found), key=lambda cluster: cluster[0].iri)


def _clusters(block: list[TransferClaim], decisions: Decisions) -> list[list[TransferClaim]]:
    """Average linkage with a heap: as many comparisons as there are pairs that may be joined, no more.

    ``sums`` has the pairs of clusters that may be joined; a cluster that takes in another may be joined with what both
    could be joined with.
    """
    threshold = float(weights()["threshold"])
    alike = _alike(block, decisions)
    voices = {group[0].iri: len(group) for group in alike}
    groups = {group[0].iri: group for group in decisions.join(alike)}
    sums: dict[tuple[str, str], float] = {}
    waiting: list[tuple[float, str, str]] = []
    for a, b in _may_be_joined(groups, decisions):
        # Claims that say the same are compared once and count as many times as they are.
        sums[a, b] = sum(
            likeness(x, y) * voices[x.iri] * voices[y.iri]
            for x in groups[a]
            for y in groups[b]
            if x.iri in voices and y.iri in voices
        )
        if (mean := _mean(sums, groups, a, b)) >= threshold:
            waiting.append((-mean, a, b))
    heapify(waiting)
    while waiting:
        distance, a, b = heappop(waiting)
        if (a, b) not in sums or -distance != _mean(sums, groups, a, b):
            continue  # said of a cluster that has grown or gone since
        joined = groups.pop(b)
        del sums[a, b]
        for other in groups:
            if other == a:
                continue
            mine, theirs = _pair(a, other), _pair(b, other)
            if mine in sums and theirs in sums:
                sums[mine] += sums.pop(theirs)
            else:
                sums.pop(mine, None)
                sums.pop(theirs, None)
        groups[a] = sorted(groups[a] + joined, key=lambda claim: claim.iri)
        for other in groups:
            if (pair := _pair(a, other)) in sums and (mean := _mean(sums, groups, *pair)) >= threshold:
                heappush(waiting, (-mean, *pair))
    return list(groups.values())


def _may_be_joined(groups: dict[str, list[TransferClaim]], decisions: Decisions) -> Iterator[tuple[str, str]]:
    """Pairs of groups that may be about one transfer.

    Two entries of one register are two deals, so that thousands of them are not gone through two by two; what one
    entry says twice, as the reports of both parties, may be one.
    """
    entries: dict[str, dict[str, list[str]]] = {}
    others = []
    for name in sorted(groups):
        anchor = next((claim for claim in groups[name] if claim.register), None)
        if anchor is None:
            others.append(name)
        else:
            entries.setdefault(anchor.register or "", {}).setdefault(anchor.record, []).append(name)
    by_register = [[name for names in records.values() for name in names] for records in entries.values()]
    pairs = chain(
        combinations(others, 2),
        product(chain.from_iterable(by_register), others),
        *(product(one, two) for one, two in combinations(by_register, 2)),
        *(combinations(names, 2) for records in entries.values() for names in records.values()),
    )
    for a, b in pairs:
        if not decisions.apart(groups[a], groups[b]):
            yield _pair(a, b)


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _mean(
    sums: dict[tuple[str, str], float], groups: dict[str, list[TransferClaim]], a: str, b: str
) -> float:
    return sums[a, b] / (len(groups[a]) * len(groups[b]))


def _alike(block: list[TransferClaim], decisions: Decisions) -> list[list[TransferClaim]]:
    """Claims that say the same in all that is compared, together: many papers print one agency's report."""
    by_content: dict[tuple[object, ...], list[TransferClaim]] = {}
    for claim in sorted(block, key=lambda claim: claim.iri):
        amounts = tuple(
            amount and (amount.minimum, amount.maximum, amount.unit)
            for amount in (claim.agreed_amount, claim.handed_over_amount)
        )
        times = tuple(time and time.edtf for time in (claim.order_time, claim.delivery_time))
        value = claim.value and (claim.value.amount, claim.value.currency)
        own = claim.iri if claim.register or decisions.about(claim) else None
        content = (claim.weapon, claim.category, amounts, times, value, own)
        by_content.setdefault(content, []).append(claim)
    return list(by_content.values())
