"""What the finders of ``kg.extract`` hand to the frames: stretches of the text with a meaning.

Offsets are code points into the document's text as stored, zero-based and half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.facts import EntityType, MentionForm, When


@dataclass(frozen=True, slots=True)
class FoundMention:
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


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that date something, resolved as far as the text and the publication date allow.

    ``when`` is None where the words are relative and there is nothing to resolve them against.
    """

    start: int
    end: int
    text: str
    when: When | None
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of things, without the noun: ``min`` and ``max`` as in ``kg.facts.Quantity``."""

    start: int
    end: int
    text: str
    min: Decimal | None
    max: Decimal | None
    approximate: bool = False
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class MoneyAmount:
    """A price. ``currency`` is ISO 4217; ``max`` is set for a range."""

    start: int
    end: int
    text: str
    amount: Decimal | None
    currency: str | None
    max: Decimal | None = None
    approximate: bool = False
