"""Which claims are about one transfer: a table of observations with weights, and clusters that do not depend on order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from importlib import resources
from itertools import combinations
from typing import Any

import yaml

from kg.fuse.claims import Amount, Interval, TransferClaim
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
    if a.register is not None and a.register == b.register and a.record != b.record:
        observe("register", "same_register")
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
    x, y = a.quantity, b.quantity
    if x is None or y is None or not x.known or not y.known or x.unit != y.unit:
        return None
    if (x.minimum, x.maximum) == (y.minimum, y.maximum):
        return "same"
    if a.counts_handed_over != b.counts_handed_over:
        delivered, ordered = (x, y) if a.counts_handed_over else (y, x)
        return "part" if delivered.low <= ordered.high else "conflict"
    return "overlap" if _overlap(x, y) else "conflict"


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


def clusters(claims: list[TransferClaim]) -> list[list[TransferClaim]]:
    """Claims about the same transfers together. The result does not depend on the order of the claims.

    Within a block of claims with the same parties, the two clusters that are most alike on average are joined as
    long as they are alike enough; ties are broken by IRI.
    """
    found: list[list[TransferClaim]] = []
    for block in blocks(claims):
        found += _clusters(block)
    return sorted(found, key=lambda cluster: cluster[0].iri)


def blocks(claims: list[TransferClaim]) -> list[list[TransferClaim]]:
    """Claims that may be about one transfer: same parties, goods of one kind."""
    by_key: dict[tuple[str, str, str], list[TransferClaim]] = {}
    for claim in claims:
        # A claim that leaves a party open could be about many deals; it stays by itself.
        supplier, recipient = claim.supplier or claim.iri, claim.recipient or claim.iri
        by_key.setdefault((supplier, recipient, claim.category.split(".")[0]), []).append(claim)
    return [by_key[key] for key in sorted(by_key)]


def _clusters(block: list[TransferClaim]) -> list[list[TransferClaim]]:
    """Average linkage with a heap: as many comparisons as there are pairs of different statements, no more."""
    threshold = float(weights()["threshold"])
    groups = {group[0].iri: group for group in _alike(block)}
    sums: dict[tuple[str, str], float] = {}
    waiting: list[tuple[float, str, str]] = []
    for a, b in combinations(sorted(groups), 2):
        alike = likeness(groups[a][0], groups[b][0])
        sums[a, b] = alike * len(groups[a]) * len(groups[b])
        if alike >= threshold:
            waiting.append((-alike, a, b))
    heapify(waiting)
    while waiting:
        distance, a, b = heappop(waiting)
        if a not in groups or b not in groups or -distance != _mean(sums, groups, a, b):
            continue  # said of a cluster that has grown or gone since
        groups[a] = sorted(groups[a] + groups.pop(b), key=lambda claim: claim.iri)
        del sums[a, b]
        for other in groups:
            if other == a:
                continue
            pair = (a, other) if a < other else (other, a)
            sums[pair] += sums.pop((b, other) if b < other else (other, b))
            mean = _mean(sums, groups, *pair)
            if mean >= threshold:
                heappush(waiting, (-mean, *pair))
    return list(groups.values())


def _mean(
    sums: dict[tuple[str, str], float], groups: dict[str, list[TransferClaim]], a: str, b: str
) -> float:
    return sums[a, b] / (len(groups[a]) * len(groups[b]))


def _alike(block: list[TransferClaim]) -> list[list[TransferClaim]]:
    """Claims that say the same in all that is compared, together: many papers print one agency's report."""
    by_content: dict[tuple[object, ...], list[TransferClaim]] = {}
    for claim in sorted(block, key=lambda claim: claim.iri):
        quantity = claim.quantity and (claim.quantity.minimum, claim.quantity.maximum, claim.quantity.unit)
        times = tuple(time and time.edtf for time in (claim.order_time, claim.delivery_time))
        value = claim.value and (claim.value.amount, claim.value.currency)
        own = claim.record if claim.register else None
        content = (claim.weapon, claim.category, quantity, times, value, claim.counts_handed_over, own)
        by_content.setdefault(content, []).append(claim)
    return list(by_content.values())
