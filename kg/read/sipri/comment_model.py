"""What a comment of SIPRI's register says, statement by statement, each with the words that it rests on.

A statement that a word such as "possibly" stands before carries that word as its ``hedge``: it is no fact. One that
holds of some of the goods only carries the words that say so as its ``portion``: "incl 12", "some".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Literal

from kg.facts import Kind, Quote

Scope = Literal[
    "supplier", "recipient", "weapon", "quantity", "ordered", "delivered", "kind", "condition", "value",
    "financier", "intermediary", "endUser", "origin", "deal",
]  # fmt: skip
"""What is in doubt: a property of the transfer by its name in the ontology, or the deal as a whole."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the comment: ``comment[start:end] == text``, offsets in code points."""

    start: int
    end: int
    text: str

    def quote(self, offset: int = 0) -> Quote:
        """The same as a quote of a document in which the comment begins at ``offset``."""
        return Quote(start=self.start + offset, end=self.end + offset, text=self.text)


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of the goods a statement is about: between ``least`` and ``most``; both None for "some" or "incl"."""

    words: Words
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that the comment says."""

    words: Words
    hedge: Words | None = None
    portion: Portion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Statement):
    """A sum of money, in whole units of its currency; ``max`` is the upper end of a range.

    ``of`` is what it is the price of, by the noun that follows: deal, programme, lease, aid, modernization, offsets,
    credit, option, debt; None if the comment does not say. ``currency`` is None for a sign that stands for no one
    ISO 4217 currency. ``part_of``: the sum is of a wider deal, of which this one is a part. ``converted``: the same
    sum once more in another currency. ``alternative``: the comment names two sums and leaves it open which one holds.
    """

    amount: Decimal
    max: Decimal | None = None
    currency: str | None
    of: str | None = None
    part_of: bool = False
    per_unit: bool = False
    approximate: bool = False
    converted: bool = False
    alternative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset(Statement):
    """What the supplier gives back in trade or work: as a share of the price, as a sum, or only that there is some."""

    percent: Decimal | None = None
    percent_max: Decimal | None = None
    sum: Price | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Statement):
    """A word that stands for one of a few values: ``aid``, ``second-hand``, ``barter``.

    ``programme`` is the name of the aid programme, ``until`` the year to which a lease or loan ran.
    """

    value: str
    programme: Words | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindMark(Mark):
    """A mark of the kind of transfer."""

    value: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Statement):
    """A party and what it has to do with the deal.

    ``party`` is its name as written; a demonym where the comment speaks of a company, force or aid of that state,
    and then ``body`` is what: "company", "peacekeeping forces". ``how`` is the kind of relation in one or two words.
    ``alternative``: one of several, and the comment leaves open which one.
    """

    party: Words | None
    body: Words | None = None
    how: str
    alternative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin(Role):
    """Where the goods, or parts of them, were made, if ``party`` is given; ``known_as`` is their name there.

    ``how``: produced, licence, assembled, kits, components, production line, from.
    """

    known_as: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation(Statement):
    """A name that somebody gives the weapon: ``holder`` is whose name it is, as written ("Afghan")."""

    holder: Words
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Statement):
    """The exact model of the goods, or of the ``portion`` of them. ``engine`` if it is the model of an engine."""

    name: Words
    engine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform(Statement):
    """What the goods are to be used with: "for 3 FREMM frigates from Italy".

    ``how``: for, use with, use on, modernization, modification, spares. ``maker`` is where the platform comes from.
    """

    how: str
    name: Words | None
    description: Words | None
    least: int | None = None
    most: int | None = None
    maker: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Statement):
    """Another number than that in the register's columns, which the comment holds for possible."""

    of: Literal["quantity", "delivered"]
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Statement):
    """An option on more. ``used`` is None if the comment does not say what became of it."""

    least: int | None = None
    most: int | None = None
    used: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra(Statement):
    """More of the same that do not count among the goods: delivered for spare parts, say."""

    purpose: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback(Statement):
    """What went against the deal: cancelled, embargoed, delayed, suspended, blocked.

    ``what`` says of what: order, rest, more (than are in this entry), plan, option, production, earlier order (by
    another recipient), delivery; None if the comment does not say. ``by`` is the party that did it. ``in_force``: the
    delivery went on while an embargo was in force.
    """

    value: str
    what: str | None = None
    by: Words | None = None
    least: int | None = None
    most: int | None = None
    from_year: int | None = None
    to_year: int | None = None
    in_force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture(Statement):
    """That the goods were taken: captured, seized, confiscated. ``by`` whom and ``owner``: from whom."""

    how: str
    by: Words | None = None
    owner: Words | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Statement):
    """A dated step in the life of the deal, such as ``delivery planned`` or ``not yet ordered``.

    ``bound`` says how the years are meant: in, from, by. The ``portion`` of an ``original order`` is its size.
    """

    value: str
    from_year: int | None = None
    to_year: int | None = None
    bound: Literal["in", "from", "by"] = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt(Statement):
    """A word of doubt and what it puts in doubt; None if that is no property of the transfer or was not understood.

    ``words`` are the words of doubt themselves.
    """

    scope: Scope | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """All that was understood of one comment. ``rest`` holds the segments of which nothing was."""

    prices: tuple[Price, ...] = ()
    costs: tuple[Price, ...] = ()
    """Sums that are not the price of the deal: of a part, of work on the goods, or of what is not said."""
    credits: tuple[Price, ...] = ()
    offsets: tuple[Offset, ...] = ()
    exchanges: tuple[Mark, ...] = ()
    """What was given instead of money: barter, debt, goods, exchange (for a favour)."""
    kinds: tuple[KindMark, ...] = ()
    conditions: tuple[Mark, ...] = ()
    suppliers: tuple[Role, ...] = ()
    """Suppliers beside the one in the register's column, nearly always in doubt."""
    recipients: tuple[Role, ...] = ()
    financiers: tuple[Role, ...] = ()
    intermediaries: tuple[Role, ...] = ()
    lessors: tuple[Role, ...] = ()
    origins: tuple[Origin, ...] = ()
    former_holders: tuple[Role, ...] = ()
    intended: tuple[Role, ...] = ()
    """For whom the goods were first meant."""
    end_users: tuple[Role, ...] = ()
    diversions: tuple[Role, ...] = ()
    designations: tuple[Designation, ...] = ()
    versions: tuple[Version, ...] = ()
    platforms: tuple[Platform, ...] = ()
    uses: tuple[Mark, ...] = ()
    programmes: tuple[Mark, ...] = ()
    numbers: tuple[Number, ...] = ()
    options: tuple[Option, ...] = ()
    extras: tuple[Extra, ...] = ()
    setbacks: tuple[Setback, ...] = ()
    captures: tuple[Capture, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    illegal: tuple[Mark, ...] = ()
    reported_as: tuple[Words, ...] = ()
    """How the source called goods whose designation is uncertain."""
    doubts: tuple[Doubt, ...] = ()
    rest: tuple[Words, ...] = ()

    def all_words(self) -> Iterator[Words]:
        """Every piece of the comment that a statement rests on, and the rest."""
        for member in fields(self):
            for one in getattr(self, member.name):
                yield from _words(one)


def _words(value: object) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, Statement | Portion):
        for member in fields(value):
            yield from _words(getattr(value, member.name))
