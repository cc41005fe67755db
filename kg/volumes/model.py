"""What can be asked of volumes, and what an answer is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

By = Literal[
    "supplier", "recipient", "category", "year", "pair",
    "supplier-year", "recipient-year", "category-year", "pair-year",
]  # fmt: skip
Engine = Literal["sparql", "columns"]
Key = tuple[str | int | None, ...]
"""What a line is about: IRIs and years in the order of the grouping; None for a party that no source names."""

GROUPINGS: dict[By, tuple[str, ...]] = {
    "supplier": ("supplier",),
    "recipient": ("recipient",),
    "category": ("category",),
    "year": ("year",),
    "pair": ("supplier", "recipient"),
    "supplier-year": ("supplier", "year"),
    "recipient-year": ("recipient", "year"),
    "category-year": ("category", "year"),
    "pair-year": ("supplier", "recipient", "year"),
}
"""By what volumes can be grouped, and the columns that tell the groups apart."""

NOTE = (
    "Volumes are in millions of SIPRI's trend-indicator value (TIV). It measures the military capability of what was "
    "delivered; it is not a price, and not to be read as money."
)
"""Goes with every answer: the most common mistake about these numbers."""
UNPLACED_NOTE = (
    "Deals delivered over several years that no source tells apart, and that do not lie within the years asked for or "
    "cannot be put into one. Their volume is in no sum and is never split."
)
ANY_SPAN = 10_000
"""No deal goes over so many years: with this span all of them count, with a span of 1 those of a single year."""
FIRST, LAST = 0, 9999
"""Stand for years that are not known, or not limited."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which volumes, grouped by what. Parties, categories and releases are IRIs.

    ``category`` is one of SIPRI's armament categories or one of the category tree, with all that is narrower.
    ``first`` and ``last`` are years of delivery, both included. ``releases``: deals that stand in any of them.
    """

    by: By = "supplier"
    suppliers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    category: str | None = None
    first: int | None = None
    last: int | None = None
    releases: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """What tells the lines of the answer apart."""
        return GROUPINGS[self.by]

    @property
    def span(self) -> int:
        """Over how many years a single volume may go and still count: in a grouping by year, one."""
        return 1 if "year" in self.columns else ANY_SPAN

    def of_the_world(self) -> Question:
        """The same of all suppliers and recipients, which shares are shares of."""
        return replace(self, suppliers=(), recipients=())


@dataclass(frozen=True, slots=True)
class Line:
    """One group: its volume in millions of TIV, and how many deals that is the sum of."""

    key: Key
    tiv: Decimal
    deals: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What lies in the years asked for only in part, or perhaps: its volume is in no line."""

    tiv: Decimal = Decimal(0)
    deals: int = 0


@dataclass(frozen=True, slots=True)
class Used:
    """The deals that stand in the same releases: how many of them count, and their volume."""

    releases: frozenset[str]
    deals: int
    tiv: Decimal


@dataclass(frozen=True, slots=True)
class Release:
    """A release that the store holds. ``published`` is a day."""

    iri: str
    name: str
    register: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseUsed:
    """A release that an answer rests on, with the number of its deals that count."""

    release: Release
    deals: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The bare numbers of an answer, as an engine gives them."""

    lines: tuple[Line, ...]
    used: tuple[Used, ...]
    unplaced: Unplaced


@dataclass(frozen=True, slots=True)
class Volumes:
    """The answer to a question.

    ``deals`` is how many different deals count, which the deals of the lines need not add up to: one may have
    deliveries in several years. ``world`` is the volume that shares are taken of, where they were asked for.
    ``groups`` is how many lines there were before a top list was made of them.
    """

    question: Question
    lines: tuple[Line, ...]
    tiv: Decimal
    deals: int
    unplaced: Unplaced
    releases: tuple[ReleaseUsed, ...]
    groups: int
    engine: Engine = "sparql"
    world: Decimal | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, part: str | int | None) -> str:
        """What to call a part of a key."""
        if part is None:
            return "not known"
        if isinstance(part, int):
            return str(part)
        return self.labels.get(part) or part.rsplit("/", 1)[-1]


def answer(
    question: Question, counted: Counted, releases: Mapping[str, Release], engine: Engine = "sparql"
) -> Volumes:
    """Put an answer together: lines in order, totals, and the releases by name."""
    return Volumes(
        question=question,
        lines=in_order(question, counted.lines),
        tiv=sum((line.tiv for line in counted.lines), Decimal(0)),
        deals=sum(used.deals for used in counted.used),
        unplaced=counted.unplaced,
        releases=_named(counted.used, releases),
        groups=len(counted.lines),
        engine=engine,
    )


def in_order(question: Question, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The largest first; with years among the columns, all of one party together, by year."""

    def text(key: Key) -> tuple[str, ...]:
        return tuple(f"{part:04}" if isinstance(part, int) else part or "" for part in key)

    if question.span == 1:
        return tuple(sorted(lines, key=lambda line: text(line.key)))
    return tuple(sorted(lines, key=lambda line: (-line.tiv, text(line.key))))


def _named(used: tuple[Used, ...], releases: Mapping[str, Release]) -> tuple[ReleaseUsed, ...]:
    deals: dict[str, int] = {}
    for one in used:
        for iri in one.releases:
            deals[iri] = deals.get(iri, 0) + one.deals
    known = [
        ReleaseUsed(releases.get(iri) or Release(iri, iri.rsplit("/", 1)[-1], ""), number)
        for iri, number in deals.items()
    ]
    return tuple(sorted(known, key=lambda one: (one.release.register, one.release.name)))
