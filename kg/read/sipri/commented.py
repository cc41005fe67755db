"""What the comment of a deal adds to its facts.

What holds of the whole deal becomes a value, with its words as its support. What a word such as "possibly" stands
before is kept too, with the property named among the uncertain ones. What holds of some of the goods only, or is not
understood, adds no value; the words stand in the record's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kg.facts import Condition, Entity, Kind, Money, Support
from kg.namespaces import slug
from kg.read.sipri.comment_model import Comment, Price, Role, Statement, Words
from kg.read.sipri.comments import read_comment
from kg.read.sipri.parties import party_named

CANCELLED, NOT_ORDERED = "cancelled", "not-yet-ordered"
_PRICE_OF = frozenset({None, "deal", "programme", "lease", "loan"})
"""What a sum has to be the price of; that of an aid package or a modernization is not the price of the goods."""
_MADE = frozenset({"production line", "produced", "from"})
_CONDITIONS: dict[str, Condition] = {"second-hand": "second-hand", "modernized": "modernized"}

One = TypeVar("One", bound=Statement)
Found = TypeVar("Found", bound=Role)


@dataclass(frozen=True, slots=True)
class Said:
    """What a comment says of the deal as a whole, in the terms of ``kg.facts.Transfer``."""

    kind: Kind | None = None
    condition: Condition | None = None
    value: Money | None = None
    financier: Entity | None = None
    intermediaries: tuple[Entity, ...] = ()
    end_user: Entity | None = None
    origin: Entity | None = None
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    hedged: bool = False
    supports: tuple[Support, ...] = ()


NOTHING = Said()


def said_in(comment: str, at: int) -> Said:
    """What a comment says that begins at offset ``at`` of the document."""
    return _Hearing(read_comment(comment), at).said()


class _Hearing:
    """Takes from a comment what the facts have a place for, and remembers the words."""

    def __init__(self, comment: Comment, at: int) -> None:
        self._comment = comment
        self._at = at
        self._supports: dict[tuple[str, int, int], Support] = {}
        self._uncertain: set[str] = set()

    def said(self) -> Said:
        """All of it."""
        comment = self._comment
        kind = self._kind()
        value = self._value()
        financier = self._party("financier", comment.financiers)
        through = self._parties("intermediary", comment.intermediaries)
        end_user = self._party("endUser", comment.end_users) or self._party("endUser", comment.diversions)
        origin = self._party("origin", [one for one in comment.origins if one.how in _MADE])
        aliases = tuple(dict.fromkeys(self._aliases()))
        tags = tuple(dict.fromkeys(self._tags()))
        hedged = False
        for doubt in comment.doubts:
            if doubt.scope == "deal":
                hedged = True
            elif doubt.scope:
                self._uncertain.add(doubt.scope)
                self._support(doubt.scope, doubt.words)
        return Said(
            kind=kind,
            condition=self._condition(),
            value=value,
            financier=financier,
            intermediaries=through,
            end_user=end_user,
            origin=origin,
            aliases=aliases,
            tags=tags,
            uncertain=tuple(sorted(self._uncertain)),
            hedged=hedged,
            supports=tuple(self._supports.values()),
        )

    def _support(self, name: str, words: Words) -> None:
        self._supports.setdefault(
            (name, words.start, words.end), Support(property=name, quote=words.quote(self._at))
        )

    def _take(self, name: str, statement: Statement) -> None:
        """Note that a value rests on these words, and that it does so with reservation if they say so."""
        self._support(name, statement.words)
        if statement.hedge:
            self._uncertain.add(name)

    # Values ------------------------------------------------------------------------------------

    def _kind(self) -> Kind | None:
        mark = _first(self._comment.kinds)
        if mark is None:
            return None
        self._take("kind", mark)
        return mark.value

    def _condition(self) -> Condition | None:
        found = {
            _CONDITIONS.get(mark.value)
            for mark in self._comment.conditions
            if _whole(mark) and not mark.hedge
        }
        return "modernized" if "modernized" in found else "second-hand" if "second-hand" in found else None

    def _value(self) -> Money | None:
        """The price of the deal in the currency it was agreed in; two sums of which one holds are a range."""
        prices = [price for price in self._comment.prices if _is_price(price)]
        if not prices:
            return None
        price = _first(prices) or prices[0]
        either = [one for one in prices if one.alternative and one.currency == price.currency]
        ends = [
            one
            for price in (either if price.alternative else [price])
            for one in (price.amount, price.max)
            if one is not None
        ]
        if price.hedge or len(either) > 1:
            self._uncertain.add("value")
        quote = price.words.quote(self._at)
        highest = max(ends)
        return Money(
            amount=min(ends),
            max=highest if highest > min(ends) else None,
            currency=price.currency,
            text=quote,
        )

    # Parties -----------------------------------------------------------------------------------

    def _party(self, name: str, roles: Sequence[Role]) -> Entity | None:
        """The first party in a role, one that is sure before one that is not."""
        for role in sorted((role for role in roles if _whole(role)), key=lambda one: one.hedge is not None):
            if entity := _entity(role):
                self._take(name, role)
                if role.alternative:
                    self._uncertain.add(name)
                return entity
        return None

    def _parties(self, name: str, roles: Sequence[Role]) -> tuple[Entity, ...]:
        found: dict[str, Entity] = {}
        for role in roles:
            if _whole(role) and (entity := _entity(role)):
                self._take(name, role)
                if role.alternative:
                    self._uncertain.add(name)
                found.setdefault(entity.id, entity)
        return tuple(found.values())

    # Names and tags ----------------------------------------------------------------------------

    def _aliases(self) -> Iterator[str]:
        for designation in self._comment.designations:
            if not designation.hedge:
                self._support("weapon", designation.words)
                yield " ".join(designation.name.text.split())

    def _tags(self) -> Iterator[str]:
        """Flat labels for what happened to the deal; what is hedged gives none."""
        comment = self._comment
        yield from self._tagged(comment.prices, lambda one: "part-of-wider-deal" if one.part_of else None)
        yield from self._tagged(comment.offsets, lambda _: "offsets")
        yield from self._tagged(comment.exchanges, lambda one: one.value)
        yield from self._tagged(comment.kinds, lambda one: None if _whole(one) else f"partly-{one.value}")
        yield from self._tagged(
            comment.conditions, lambda one: None if _whole(one) else f"partly-{one.value}"
        )
        yield from self._tagged(
            comment.options, lambda one: "option" if one.used is None else _option(used=one.used)
        )
        yield from self._tagged(comment.setbacks, lambda one: _setback(one.value, one.what))
        yield from self._tagged(comment.captures, lambda _: "captured")
        yield from self._tagged(comment.illegal, lambda one: one.value)
        yield from self._tagged(comment.diversions, lambda _: "diverted")
        yield from self._tagged(
            comment.milestones,
            lambda one: NOT_ORDERED if one.value == "not yet ordered" and _whole(one) else None,
        )

    def _tagged(self, statements: Iterable[One], tag_of: Callable[[One], str | None]) -> Iterator[str]:
        for statement in statements:
            if not statement.hedge and (tag := tag_of(statement)):
                self._support("statusTag", statement.words)
                yield tag


def _whole(statement: Statement) -> bool:
    """Whether a statement is about all of the goods."""
    return statement.portion is None


def _first(statements: Sequence[One]) -> One | None:
    """The first statement about all of the goods, one that is sure before one that is not."""
    return min(
        (one for one in statements if _whole(one)), key=lambda one: one.hedge is not None, default=None
    )


def _is_price(price: Price) -> bool:
    return (
        _whole(price) and price.of in _PRICE_OF and not (price.part_of or price.per_unit or price.converted)
    )


def _entity(role: Role) -> Entity | None:
    """The party of a role. A company or dealer of a state is not that state, and who it is the comment doesn't say."""
    if role.party is None or (role.body is not None and not _is_of_state(role.body.text)):
        return None
    return party_named(role.party.text)


def _is_of_state(body: str) -> bool:
    return any(
        word in body.lower() for word in ("force", "army", "navy", "police", "government", "aid", "troops")
    )


def _option(*, used: bool) -> str:
    return "option-used" if used else "option-not-used"


def _setback(value: str, what: str | None) -> str:
    return slug(value if what in {None, "order", "delivery"} else f"{what} {value}")
