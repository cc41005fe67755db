"""Which claims are about one transfer: a table of observations with weights, and clusters that do not depend on order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from heapq import heapify, heappop, heappush
from importlib import resources
from itertools import chain, combinations, product
from typing import Any

from kg.fuse.claims import Amount, Interval, TransferClaim
from kg.fuse.decisions import NONE, Decisions
from kg.reference import load
from kg.yaml_data import yaml_data

_YEAR = 365.25


@cache
def weights() -> dict[str, Any]:
    """The table of observations and weights."""
    loaded: dict[str, Any] = yaml_data(resources.files("kg.fuse") / "features.yaml")
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
    mine, theirs = _phases(a), _phases(b)
    for outcome, years in _times(a, b, mine, theirs):
        observe("time", outcome, _graded(outcome, years))
    observe("value", _values(a, b))
    observe("condition", _conditions(a, b))
    observe("kind", _kinds(a, b))
    observe("aid", _tranches(a, b, mine, theirs))
    observe("told", _told(a, mine, theirs) or _told(b, theirs, mine))
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
                return "same_few" if x.high <= _FEW else "same"
            if _overlap(x, y):
                return "overlap"
            if _close(x, y):
                return "close"
            notice = _notice(a, b)
            allowed, bought = (x, y) if notice is a else (y, x)
            return "ceiling" if notice and allowed.high >= bought.low else "conflict"
    for delivered, ordered in (
        (a.handed_over_amount, b.agreed_amount),
        (b.handed_over_amount, a.agreed_amount),
    ):
        if delivered is not None and ordered is not None and delivered.unit == ordered.unit:
            if (delivered.minimum, delivered.maximum) == (ordered.minimum, ordered.maximum):
                return "same_few" if ordered.high <= _FEW else "same"
            return "part" if delivered.low <= ordered.high else "conflict"
    return None


def _overlap(x: Amount, y: Amount) -> bool:
    return x.low <= y.high and y.low <= x.high


def _close(x: Amount, y: Amount) -> bool:
    """Whether two numbers are so close that one may be the other rounded, or counted with spare pieces."""
    low, high = sorted((x, y), key=lambda amount: amount.low)
    return low.high * _CLOSE >= high.low


_CLOSE = Decimal("1.15")
_FEW = 12
"""Ships come in pairs and aircraft by the half-dozen: that two deals are for as many is no wonder up to here."""
_LEAVE = frozenset({"requested", "approved"})
_TALKS = frozenset({"requested", "negotiated", "planned", "announced", "approved"})


def _notice(a: TransferClaim, b: TransferClaim) -> TransferClaim | None:
    """The one that is of what may be sold at most, as a notice to a parliament is, if the other is of what was sold."""
    asked, sold = a.stage in _LEAVE, b.stage in _LEAVE
    return None if asked == sold else a if asked else b


_PHASES = ("talks", "order", "delivery")
Phases = list[tuple[str, Interval]]


def _phases(claim: TransferClaim) -> Phases:
    """What a claim dates: the talks up to the order, the order, the delivery."""
    talks = claim.when if claim.when and claim.stage in _TALKS else None
    dated = (talks, claim.order_time, claim.delivery_time)
    return [(phase, time) for phase, time in zip(_PHASES, dated, strict=True) if time is not None]


def _times(a: TransferClaim, b: TransferClaim, mine: Phases, theirs: Phases) -> Iterator[tuple[str, float]]:
    """How the times go together: outcome, and how many years off."""
    for one, x in mine:
        for other, y in theirs:
            if one == other:
                yield _at_once(one, x, y, closed=_is_closed(a) or _is_closed(b))
            elif _PHASES.index(one) < _PHASES.index(other):
                yield _in_turn(one, other, x, y, announced=a.stage == "announced")
            else:
                yield _in_turn(other, one, y, x, announced=b.stage == "announced")


def _at_once(phase: str, x: Interval, y: Interval, *, closed: bool) -> tuple[str, float]:
    """Two times of one phase. Deliveries take years; only beside an entry that has them all is one out of place."""
    gap = _gap_years(x, y)
    if gap == 0:
        return "overlap", 0
    if phase == "delivery":
        return ("outside" if closed else "delivered_apart"), gap
    return ("apart" if phase == "order" else "talks_apart"), gap


def _in_turn(earlier: str, later: str, x: Interval, y: Interval, *, announced: bool) -> tuple[str, float]:
    """The time of a phase, and that of a phase that comes after it: not before it, and not too long after it.

    Only what is announced may have been ordered before; who still talks, talks of more.
    """
    begun = y.start[1] if y.start else y.last
    if x.first <= begun:
        return f"{earlier}_then_{later}", _gap_years(x, y)
    late = (x.first - begun).days / _YEAR
    if later == "delivery":
        return "delivery_first", late
    return ("announced_late" if announced else "talks_late"), late


def _is_closed(claim: TransferClaim) -> bool:
    """Whether a claim is of all deliveries of a deal, from the first to the last: a register's finished entry."""
    return claim.is_register and claim.stage == "delivered"


def _gap_years(x: Interval, y: Interval) -> float:
    first, second = sorted((x, y), key=lambda interval: interval.first)
    return max(0, (second.first - first.last).days) / _YEAR if first.last < second.first else 0.0


def _graded(outcome: str, years: float) -> float:
    """What an observation on times weighs: more for each year off, after the years that are usual, up to a limit."""
    flat, usual, per_year, most = _grades(outcome)
    return flat if years <= usual else max(flat + per_year * (years - usual), min(flat, most))


@cache
def _grades(outcome: str) -> tuple[float, float, float, float]:
    table = weights()["time"]
    usual, per_year = (table.get(f"{outcome}_{name}", 0) for name in ("usual", "per_year"))
    return float(table[outcome]), float(usual), float(per_year), float(table["most"])


def _values(a: TransferClaim, b: TransferClaim) -> str | None:
    """Prices in one currency; those in two say nothing. A notice has the price of all that may be bought."""
    x, y = a.value, b.value
    if x is None or y is None or x.amount is None or y.amount is None or x.currency != y.currency:
        return None
    small, large = sorted((x.amount, y.amount))
    if large <= small * Decimal("1.1"):
        return "same"
    notice = _notice(a, b)
    allowed = notice and notice.value
    return "ceiling" if allowed and allowed.amount == large else "conflict"


def _conditions(a: TransferClaim, b: TransferClaim) -> str | None:
    """New is not second-hand; what was modernised for the recipient was used before."""
    x, y = a.get("condition"), b.get("condition")
    if x is None or y is None:
        return None
    return "same" if _is_new(x) == _is_new(y) else "conflict"


def _is_new(condition: str) -> bool:
    return condition.endswith("/new")


_GIVEN = {
    "aid": "aid",
    "loan": "lent",
    "lease": "lent",
    "sale": "sold",
    "licence": "sold",
    "secondhand": "sold",
}


def _kinds(a: TransferClaim, b: TransferClaim) -> str | None:
    """Whether one says sold, and the other given or lent."""
    one, other = a.get("kind"), b.get("kind")
    if one is None or other is None or one == other:
        return None
    x, y = (_GIVEN.get(kind.rsplit("/", 1)[-1]) for kind in (one, other))
    return "conflict" if x and y and x != y else None


_PROMISE = timedelta(days=7)
_MONTH = 31


def _tranches(a: TransferClaim, b: TransferClaim, mine: Phases, theirs: Phases) -> str | None:
    """Aid comes in package after package: what was promised on days that are apart is two."""
    kind = a.get("kind")
    if kind is None or kind != b.get("kind") or not kind.endswith("/aid"):
        return None
    for one, x in mine:
        for other, y in theirs:
            if one == other != "delivery" and x.days <= _MONTH and y.days <= _MONTH:
                first, second = sorted((x, y), key=lambda interval: interval.first)
                if second.first - first.last > _PROMISE:
                    return "packages"
    return None


def _told(teller: TransferClaim, own: Phases, other: Phases) -> str | None:
    """What was told, without a time, as ordered or delivered, long before the other says that it was ordered.

    A register may date an order to the year after it was told, when it came into force.
    """
    year = teller.issued[:4]
    if own or not year.isdecimal() or teller.stage in _TALKS:
        return None
    early = any(phase == "order" and int(year) + 1 < time.first.year for phase, time in other)
    return "before" if early else None


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
        said = tuple(claim.get(name) for name in ("stage", "condition", "kind"))
        when = (claim.issued[:4], claim.when and claim.when.edtf)
        content = (claim.weapon, claim.category, said, when, amounts, times, value, own)
        by_content.setdefault(content, []).append(claim)
    return list(by_content.values())
