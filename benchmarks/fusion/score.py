"""Score fusion on pairs of claims that a person labelled as about one transfer or about two.

    python -m benchmarks.fusion.score [--set tuning|held-out|all] [--no-errors]

A pair counts as joined if ``kg.fuse.match.clusters`` makes one cluster of its two claims. Weights are tuned on the pairs
of the set ``tuning`` only; which pairs these are follows from a hash of their names, not from anybody's choice.
"""

from __future__ import annotations

import argparse
import calendar
import hashlib
import random
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kg.fuse.claims import Amount, Interval, Price, TransferClaim
from kg.fuse.match import block_of, clusters, compare
from kg.namespaces import ID
from kg.reference import load

PAIRS = Path(__file__).with_name("pairs.yaml")
SETS = ("tuning", "held-out")
RECORDS = ("news", "register", "official")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?[?~%]?")
_DRAWS = 2000

Bounds = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims, and whether they are about one transfer.

    ``kind`` says what kinds of record are compared, ``case`` what is hard about the pair.
    """

    name: str
    case: str
    a: TransferClaim
    b: TransferClaim
    same: bool
    why: str
    kind: str

    @property
    def set(self) -> str:
        """The half that it belongs to, for good."""
        return SETS[hashlib.sha256(self.name.encode()).digest()[0] % 2]

    @property
    def joined(self) -> bool:
        """What fusion makes of it."""
        return len(clusters([self.a, self.b])) == 1


@dataclass(frozen=True, slots=True)
class Score:
    """How many pairs were rightly joined, wrongly joined, and wrongly left apart."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the joined, the share that is of one transfer; 1 where nothing was joined."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of those of one transfer, the share that was joined; 1 where there were none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def pairs(path: Path = PAIRS) -> list[Pair]:
    """All labelled pairs of a file.

    Raises:
        ValueError: if one of them is not as the head of the file describes, or two have one name.

    """
    loaded: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader=_PlainLoader)  # noqa: S506
    found: dict[str, Pair] = {}
    for one in loaded:
        name = one["name"]
        if name in found:
            raise ValueError(f"two pairs are called {name}")
        try:
            found[name] = _pair(**one)
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"pair {name}: {error}") from error
    return list(found.values())


class _PlainLoader(yaml.SafeLoader):
    """Leaves dates as they are written: EDTF says more than a day of the calendar."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _pair(
    *,
    name: str,
    case: str,
    a: dict[str, Any],
    b: dict[str, Any],
    same: bool,
    why: str,
    both: Mapping[str, Any] | None = None,
) -> Pair:
    a, b = {**(both or {}), **a}, {**(both or {}), **b}
    records = sorted((a["record"], b["record"]), key=RECORDS.index)
    return Pair(
        name,
        case,
        _claim(f"{name}/a", **a),
        _claim(f"{name}/b", **b),
        same,
        why,
        "-".join(records),
    )


def _claim(
    name: str,
    *,
    record: str,
    published: object = "",
    supplier: str | None = None,
    recipient: str | None = None,
    weapon: str | None = None,
    category: str | None = None,
    quantity: int | Sequence[int | None] | None = None,
    handed_over: int | Sequence[int | None] | None = None,
    unit: str = "piece",
    stage: str | None = None,
    status: str = "asserted",
    kind: str | None = None,
    condition: str | None = None,
    licensed: bool | None = None,
    ordered: object = None,
    delivered: object = None,
    when: object = None,
    value: tuple[float, str] | None = None,
    end_user: str | None = None,
    financier: str | None = None,
    quote: str = "",
) -> TransferClaim:
    """The claim as populate would have made it of a record; ``quote`` is for the reader of the file alone."""
    if record not in RECORDS:
        raise ValueError(f"{record!r} is none of {', '.join(RECORDS)}")
    del quote
    iri = f"urn:claim:{name}"
    if category is None and weapon is not None:
        category = load()[f"{ID}weapon/{weapon}"].category
    single = {
        "supplier": _party(supplier),
        "recipient": _party(recipient),
        "endUser": _party(end_user),
        "financier": _party(financier),
        "weapon": _thing("weapon", weapon),
        "category": _thing("category", category),
        "stage": _thing("stage", stage),
        "epistemicStatus": _thing("epistemic", status),
        "kind": _thing("kind", kind),
        "condition": _thing("condition", condition),
    }
    is_register = record == "register"
    return TransferClaim(
        iri,
        f"urn:record:{name}",
        is_register=is_register,
        register=f"{ID}register/sipri" if is_register else None,
        issued=str(published),
        publisher=f"{record} of {name}",
        single={name: value for name, value in single.items() if value is not None},
        quantity=_amount(f"{iri}#quantity", quantity, unit),
        handed_over=_amount(f"{iri}#quantityDelivered", handed_over, unit),
        when=_interval(f"{iri}#when", when),
        ordered=_interval(f"{iri}#ordered", ordered),
        delivered=_interval(f"{iri}#delivered", delivered),
        value=Price(f"{iri}#value", Decimal(str(value[0])), value[1]) if value else None,
        local_production=licensed,
    )


def _party(name: str | None) -> str | None:
    """A state by its ISO code, anybody else by the part of the IRI behind ``id/``."""
    return None if name is None else _known(f"{ID}{name}" if "/" in name else f"{ID}state/{name}")


def _thing(kind: str, name: str | None) -> str | None:
    return None if name is None else _known(f"{ID}{kind}/{name}")


_CHECKED = ("state/", "group/", "organisation/", "weapon/", "category/")


def _known(iri: str) -> str:
    if iri.startswith(tuple(f"{ID}{kind}" for kind in _CHECKED)) and iri not in load():
        raise ValueError(f"{iri} is not in the reference knowledge")
    return iri


def _amount(node: str, given: int | Sequence[int | None] | None, unit: str) -> Amount | None:
    if given is None:
        return None
    low, high = (given, given) if isinstance(given, int) else given
    return Amount(node, None if low is None else Decimal(low), None if high is None else Decimal(high), unit)


def _interval(node: str, edtf: object) -> Interval | None:
    """An EDTF year, month, day, or interval of these; ``..`` or nothing for an end that is open or not known."""
    if edtf is None:
        return None
    first, slash, last = str(edtf).partition("/")
    start, end = _bounds(first), _bounds(last) if slash else _bounds(first)
    state = "open" if last == ".." else "unknown" if slash and not last else "closed"
    return Interval(node, str(edtf), start, end, state, "?" in str(edtf) or None)


def _bounds(text: str) -> Bounds | None:
    if text in ("", ".."):
        return None
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date that this file may use")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101 - the pattern begins with it
    last = calendar.monthrange(year, month or 12)[1]
    return date(year, month or 1, day or 1), date(year, month or 12, day or last)


Verdict = tuple[bool, bool]
"""Joined, and rightly to be joined."""


def verdicts(chosen: Iterable[Pair]) -> list[Verdict]:
    """What fusion says of each pair, and what the label says."""
    return [(pair.joined, pair.same) for pair in chosen]


def score(found: Sequence[Verdict]) -> Score:
    """Pairwise figures."""
    return Score(
        sum(joined and same for joined, same in found),
        sum(joined and not same for joined, same in found),
        sum(same and not joined for joined, same in found),
    )


def interval(found: Sequence[Verdict], figure: Callable[[Score], float]) -> tuple[float, float]:
    """The middle 95 % of a figure over samples of the pairs drawn with replacement; the same at every call."""
    chance = random.Random(0)  # noqa: S311 - nothing secret
    drawn = sorted(figure(score(chance.choices(found, k=len(found)))) for _ in range(_DRAWS))
    return drawn[_DRAWS // 40], drawn[-_DRAWS // 40 - 1]


def explanation(pair: Pair) -> str:
    """Why a pair was joined or not, in the words of the table of features."""
    if block_of(pair.a) != block_of(pair.b):
        return "other parties"
    seen = compare(pair.a, pair.b)
    parts = ", ".join(f"{one.feature} {one.outcome} {one.score:+.2f}" for one in seen)
    kinds = {claim.category.split(".")[0] for claim in (pair.a, pair.b)}
    apart = f"; other kinds of goods: {', '.join(sorted(kinds))}" if len(kinds) > 1 else ""
    return f"{sum(one.score for one in seen):+.2f} = {parts}{apart}"


def report(chosen: Sequence[Pair], *, errors: bool = True) -> str:
    """All figures of some pairs as a table, and the pairs where fusion and label differ."""
    found = dict(zip((pair.name for pair in chosen), verdicts(chosen), strict=True))
    groups: dict[str, list[Verdict]] = {"all": list(found.values())}
    for attribute in ("set", "kind", "case"):
        for pair in sorted(chosen, key=lambda pair: str(getattr(pair, attribute))):
            groups.setdefault(f"{attribute} {getattr(pair, attribute)}", []).append(found[pair.name])
    lines = [f"{'':34}{'pairs':>6}{'same':>6}{'P':>7}{'R':>7}{'F1':>7}"]
    for name, group in groups.items():
        figures = score(group)
        line = (
            f"{name:34}{len(group):6}{sum(same for _, same in group):6}"
            f"{figures.precision:7.3f}{figures.recall:7.3f}{figures.f1:7.3f}"
        )
        if name == "all" or name.startswith("set"):
            spans = (
                f"{letter} {low:.2f}-{high:.2f}"
                for letter, figure in (("P", _precision), ("R", _recall))
                for low, high in [interval(group, figure)]
            )
            line += f"   95 %: {', '.join(spans)}"
        lines.append(line)
    if errors:
        for pair in chosen:
            joined, same = found[pair.name]
            if joined != same:
                verdict = "joined, but two" if joined else "apart, but one"
                lines += [f"\n{verdict}: {pair.name} ({pair.set})", f"  {pair.why}", f"  {explanation(pair)}"]
    return "\n".join(lines)


def _precision(figures: Score) -> float:
    return figures.precision


def _recall(figures: Score) -> float:
    return figures.recall


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion.score", description=__doc__)
    parser.add_argument("--set", choices=(*SETS, "all"), default="all", help="the pairs to score")
    parser.add_argument("--no-errors", action="store_true", help="the figures alone")
    given = parser.parse_args(arguments)
    chosen = [pair for pair in pairs() if given.set in (pair.set, "all")]
    print(report(chosen, errors=not given.no_errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
