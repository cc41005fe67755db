"""Which entries of two releases are one deal.

The register's own id comes first. Without one, deals with the same parties, weapon and order year are one if nothing
else could be meant; then pairs are made by a table of observations with weights, best first, as long as the best is
clear. Nothing depends on the order of the entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz

from kg.differences.model import Pairing
from kg.differences.values import Name, Slim
from kg.fold import key as folded
from kg.fuse.match import families

WEIGHTS: dict[str, dict[str, float]] = {
    "weapon": {"same": 3.0, "family": 1.5, "name": 1.5},
    "order": {"same": 2.0, "1 year": 1.0, "2 years": 0.0, "3 to 5 years": -1.5, "more": -4.0},
    "quantity": {"same": 2.0, "near": 0.5, "other": -1.0},
    "delivered": {"same": 1.0, "other": -0.5},
    "years": {"same": 2.0, "some": 0.5, "none": -2.0},
    "unit": {"same": 1.0, "other": -0.5},
    "condition": {"same": 0.5, "other": -1.5},
    "comment": {"same": 2.0},
}
"""How much each observation speaks for two entries being one deal."""
ENOUGH = 5.0
"""From this sum on two entries with the same parties are one deal..."""
CLEAR = 1.0
"""...if every other pair that either could be in is behind by at least as much."""
_SAME_NAME = 95
_MOST_PAIRS = 250_000
"""So many pairs of entries with the same parties are scored; of more, only those with the same order year or weapon."""

Pair = tuple[Slim, Slim, Pairing]
_Key = Callable[[Slim], Hashable]


@dataclass
class Paired:
    """All pairs, and what is left over on both sides, each in a fixed order."""

    pairs: list[Pair]
    old: list[Slim]
    new: list[Slim]


def pair(old: Sequence[Slim], new: Sequence[Slim]) -> Paired:
    """Pair the deals of two releases, one to one."""
    by_id: dict[str, tuple[list[Slim], list[Slim]]] = defaultdict(lambda: ([], []))
    for side, deals in enumerate((old, new)):
        for deal in deals:
            if deal.register_id is not None:
                by_id[deal.register_id][side].append(deal)
    found: list[Pair] = []
    for ours, theirs in by_id.values():
        if len(ours) == len(theirs) == 1:
            found.append((ours[0], theirs[0], "register-id"))
        elif ours and theirs:
            found += [(a, b, "register-id") for a, b, _ in _without_id(ours, theirs, enough=float("-inf"))]
    taken = {id(deal) for a, b, _ in found for deal in (a, b)}
    found += _without_id(
        [deal for deal in old if id(deal) not in taken], [deal for deal in new if id(deal) not in taken]
    )
    taken |= {id(deal) for a, b, _ in found for deal in (a, b)}
    return Paired(
        sorted(found, key=lambda one: (one[1].key, one[0].key)),
        sorted((deal for deal in old if id(deal) not in taken), key=lambda deal: deal.key),
        sorted((deal for deal in new if id(deal) not in taken), key=lambda deal: deal.key),
    )


def _without_id(old: Sequence[Slim], new: Sequence[Slim], enough: float = ENOUGH) -> list[Pair]:
    """Pair by all that identifies a deal: what agrees in everything, what agrees in the identity, what is most alike."""
    left = _Left(old, new)
    found: list[Pair] = []
    for ours, theirs in left.groups(_everything):
        # Those that agree in everything may be paired in any way; the order is that of their keys.
        found += [(a, b, "identity") for a, b in zip(ours, theirs, strict=False) if _may_be_one(a, b)]
    left.take(found)
    for ours, theirs in left.groups(lambda deal: deal.identity):
        if len(ours) == len(theirs) == 1:
            found += [(a, b, "identity") for a, b in zip(ours, theirs, strict=True) if _may_be_one(a, b)]
        else:
            found += [(a, b, "identity") for a, b in _best(_scored(ours, theirs, enough))]
    left.take(found)
    for ours, theirs in left.groups(_parties):
        found += [(a, b, "likeness") for a, b in _best(_scored(ours, theirs, enough))]
    return found


class _Left:
    """The deals that are not paired yet, by key."""

    def __init__(self, old: Sequence[Slim], new: Sequence[Slim]) -> None:
        self._sides = [sorted(deals, key=lambda deal: deal.key) for deals in (old, new)]

    def take(self, pairs: Sequence[Pair]) -> None:
        """Leave out what is paired."""
        taken = {id(deal) for a, b, _ in pairs for deal in (a, b)}
        self._sides = [[deal for deal in side if id(deal) not in taken] for side in self._sides]

    def groups(self, key: _Key) -> Iterator[tuple[list[Slim], list[Slim]]]:
        """The deals of both sides that have something in common."""
        found: dict[Hashable, tuple[list[Slim], list[Slim]]] = defaultdict(lambda: ([], []))
        for side, deals in enumerate(self._sides):
            for deal in deals:
                found[key(deal)][side].append(deal)
        yield from [both for both in found.values() if both[0] and both[1]]


def _everything(deal: Slim) -> Hashable:
    years = tuple((year, one.count, one.tiv) for year, one in sorted(deal.deliveries.items()))
    values = tuple(sorted((name, str(value)) for name, value in deal.values.items()))
    return deal.identity, years, values


def _parties(deal: Slim) -> Hashable:
    return deal.identity[:2]


def _may_be_one(a: Slim, b: Slim) -> bool:
    """Two ids of a register are two deals."""
    return a.register_id is None or b.register_id is None or a.register_id == b.register_id


# Scores ------------------------------------------------------------------------------------------------------


def _scored(old: list[Slim], new: list[Slim], enough: float) -> list[tuple[float, Slim, Slim]]:
    narrow = len(old) * len(new) > _MOST_PAIRS
    found = []
    for a in old:
        for b in new:
            if narrow and a.order_year != b.order_year and a.weapon.identity != b.weapon.identity:
                continue
            if (
                _may_be_one(a, b)
                and (score := score_of(a, b, must_fit=enough > 0)) is not None
                and score >= enough
            ):
                found.append((score, a, b))
    return found


def score_of(a: Slim, b: Slim, *, must_fit: bool = True) -> float | None:
    """How much speaks for two entries with the same parties being one deal; None if the weapons are two."""
    weapon = _weapons(a.weapon, b.weapon)
    if weapon is None and must_fit:
        return None
    observed = [("weapon", weapon), ("order", _orders(a.order_year, b.order_year))]
    for feature, prop in (
        ("delivered", "quantityDelivered"),
        ("unit", "tivPerUnit"),
        ("condition", "condition"),
    ):
        was, now = a.values.get(prop), b.values.get(prop)
        observed.append((feature, None if was is None or now is None else "same" if was == now else "other"))
    observed.append(("quantity", _quantities(a.values.get("quantity"), b.values.get("quantity"))))
    observed.append(("years", _years(a.years, b.years)))
    if (comment := a.values.get("comment")) and comment == b.values.get("comment"):
        observed.append(("comment", "same"))
    return sum(WEIGHTS[feature][outcome] for feature, outcome in observed if outcome is not None)


def _weapons(a: Name, b: Name) -> str | None:
    if a.is_same(b):
        return "same"
    if a.known and b.known and not families(a.identity).isdisjoint(families(b.identity)):
        return "family"
    return "name" if _alike(a.label, b.label) else None


@lru_cache(maxsize=65_536)
def _alike(a: str, b: str) -> bool:
    """Whether one name is the other with more words: TOW, BGM-71 TOW."""
    return fuzz.token_set_ratio(_words(a), _words(b)) >= _SAME_NAME


@lru_cache(maxsize=65_536)
def _words(name: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in folded(name))


def _orders(a: int | None, b: int | None) -> str | None:
    if a is None or b is None:
        return None
    gap = abs(a - b)
    if gap <= 2:
        return ("same", "1 year", "2 years")[gap]
    return "3 to 5 years" if gap <= 5 else "more"


def _quantities(a: object, b: object) -> str | None:
    if a is None or b is None:
        return None
    if a == b:
        return "same"
    if isinstance(a, Decimal) and isinstance(b, Decimal) and abs(a - b) <= max(a, b) / 5:
        return "near"
    return "other"


def _years(a: frozenset[int], b: frozenset[int]) -> str | None:
    if not a or not b:
        return None
    if a == b:
        return "same"
    return "none" if a.isdisjoint(b) else "some"


# The best pairs ----------------------------------------------------------------------------------------------


def _best(scored: list[tuple[float, Slim, Slim]]) -> Iterator[tuple[Slim, Slim]]:
    """Pairs that are best for both sides by a clear margin; taking one may make the next one clear."""
    while scored:
        tops: dict[int, list[float]] = defaultdict(list)
        for score, a, b in scored:
            for one in (id(a), id(b)):
                tops[one] = sorted((*tops[one], score), reverse=True)[:2]
        clear = [
            (score, a, b) for score, a, b in scored if all(_is_clear(score, tops[id(one)]) for one in (a, b))
        ]
        if not clear:
            return
        yield from ((a, b) for _, a, b in clear)
        taken = {id(one) for _, a, b in clear for one in (a, b)}
        scored = [(score, a, b) for score, a, b in scored if id(a) not in taken and id(b) not in taken]


def _is_clear(score: float, tops: list[float]) -> bool:
    return score == tops[0] and (len(tops) == 1 or score - tops[1] >= CLEAR)
