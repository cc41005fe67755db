"""What the finders of ``kg.extract`` hand to the frames: stretches of the text with a meaning.

Offsets are code points into the document's text as stored, zero-based and half-open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar

from kg.facts import EntityType, MentionForm, When


class Span(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Placed = TypeVar("Placed", bound=Span)
_START = attrgetter("start")


def starting(spans: Sequence[Placed], start: int, end: int) -> list[Placed]:
    """Those of some spans in order that start at or after one offset and before another."""
    if not spans:
        return []
    first = bisect_left(spans, start, key=_START)
    return list(spans[first : bisect_left(spans, end, first, key=_START)])


class Cover:
    """Which characters of a text are covered by some spans."""

    def __init__(self, length: int, spans: Sequence[Span]) -> None:
        self._covered = bytearray(length)
        for span in spans:
            self._covered[span.start : span.end] = b"\x01" * (span.end - span.start)

    def touches(self, span: Span) -> bool:
        """Whether a span shares a character with what is covered."""
        return self._covered.find(1, span.start, span.end) >= 0

    def holds(self, span: Span) -> bool:
        """Whether all of a span is covered; of an empty one, the place where it stands."""
        start, end = span.start, span.end
        return self._covered.find(0, start, end if end > start else start + 1) < 0


class FoundMention(NamedTuple):
    """A name in the text and the entity of the reference knowledge that it stands for.

    ``entity`` is an IRI of the reference knowledge; None for an unknown designation beside a class noun
    ("the XQ-77 missile"), which then has ``category`` and becomes a provisional weapon system.
    ``alternatives`` are further entities that the same words may name (Algeria and Algiers in Arabic).
    ``form`` follows the facts format. A mention inside a longer one has ``nested`` set.
    """

    start: int
    end: int
    text: str
    kind: EntityType
    form: MentionForm
    entity: str | None
    category: str | None = None
    alternatives: tuple[str, ...] = ()
    proclitic: str | None = None
    nested: bool = False
    short: bool = False


class TimeExpression(NamedTuple):
    """Words that date something, resolved as far as the text and the publication date allow.

    ``when`` is None where the words are relative and there is nothing to resolve them against.
    """

    start: int
    end: int
    text: str
    when: When | None
    relative: bool = False


class Amount(NamedTuple):
    """A number of things, without the noun: ``min`` and ``max`` as in ``kg.facts.Quantity``."""

    start: int
    end: int
    text: str
    min: Decimal | None
    max: Decimal | None
    approximate: bool = False
    ordinal: bool = False


class MoneyAmount(NamedTuple):
    """A price. ``currency`` is ISO 4217; ``max`` is set for a range."""

    start: int
    end: int
    text: str
    amount: Decimal | None
    currency: str | None
    max: Decimal | None = None
    approximate: bool = False
