"""Where the reading of a comment stands: what was understood so far, and what waits for the next statement."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple, TypeVar

from kg.read.sipri.comment_model import Doubt, Portion, Scope, Statement, Words
from kg.read.sipri.comment_parts import KnownParty, Party, parties, words
from kg.read.sipri.comment_rules import Grammar, Rule

S = TypeVar("S", bound=Statement)
NOTHING = -1
"""What a reader returns that made nothing of a word."""
_LOOK_BACK = 120
"""How far before a word such as "cancelled" is looked for what it is said of."""

_LEADING = re.compile(r"(?:[\s:,]|(?:and/or|and|or|but|also) ){1,9}")


class Token(NamedTuple):
    """A word, the sign of a currency, or a mark."""

    start: int
    end: int
    lower: str
    is_money: bool


class Hit(NamedTuple):
    """A word of a rule, and the match of what must follow it."""

    rule: Rule
    token: Token
    match: re.Match[str]

    @property
    def start(self) -> int:
        """Where the word begins."""
        return self.token.start

    @property
    def end(self) -> int:
        """Where the match ends."""
        return self.match.end()

    def group(self, name: str) -> str | None:
        """What a part of the pattern matched; None if nothing, or if the pattern has no such part."""
        return self.match[name] if name in self.match.re.groupindex else None

    def words(self, name: str) -> Words | None:
        """The same with its place, without blanks at its ends."""
        if self.group(name) is None:
            return None
        found = words(self.match.string, *self.match.span(name))
        return found if found.text else None


class _Outside(NamedTuple):
    """What stood before a bracket."""

    clear: bool
    turned: bool
    unread: int
    read: int
    hedge: Words | None
    portion: Portion | None
    joined: Words | None


class Scan:
    """One segment of a comment while it is read from left to right."""

    __slots__ = (
        "_doubted_before", "_doubts", "_joined", "_open", "aside", "asked", "clear", "doubted", "end", "found",
        "grammar", "hedge", "known", "portion", "priced", "read", "skip", "start", "text", "turned", "unread",
    )  # fmt: skip

    clear: bool
    """All that stands before in the clause was understood."""
    turned: bool
    """A word told that the rest of the segment is about something else."""
    unread: int
    """Where what is not yet understood begins."""
    read: int
    """How many statements the segment has given."""
    hedge: Words | None
    portion: Portion | None
    """These two wait for the statement that they belong to."""
    asked: str | None
    """The list for the party whose name was said to be uncertain."""
    doubted: Scope | None
    """The property that was said to be uncertain."""
    aside: bool
    """The statement was not about the deal, nor is what follows it."""
    priced: int
    """Where a price or offsets ended: "for" behind them tells of a wider deal."""
    skip: int
    """Before this offset all is read."""

    def __init__(self, grammar: Grammar, known: KnownParty, text: str) -> None:
        self.grammar = grammar
        self.known = known
        self.text = text
        self.found: dict[str, list[Any]] = defaultdict(list)
        self._doubts: dict[Doubt, None] = {}
        self.skip = 0
        self.doubted = None
        self.begin(0, 0)

    def begin(self, start: int, end: int) -> None:
        """Turn to the segment between two offsets."""
        self.start, self.end, self.unread = start, end, start
        self.clear, self.turned, self.read = True, False, 0
        self.asked = None
        self._doubted_before, self.doubted = self.doubted, None
        self.aside = False
        self.priced = start - 2
        self.hedge = None
        self.portion = None
        self._joined: Words | None = None
        self._open: list[_Outside] = []

    # What stands around ---------------------------------------------------------------------------------------

    def words(self, start: int, end: int) -> Words:
        """The piece between two offsets."""
        return words(self.text, start, end)

    def unread_words(self, end: int) -> Words | None:
        """What is not yet understood before an offset, without "and" and the like; None if that is long or nothing."""
        if end - self.unread > _LOOK_BACK:
            return None
        leading = _LEADING.match(self.text, self.unread, end)
        found = words(self.text, leading.end() if leading else self.unread, end)
        return found if found.text else None

    def before(self, start: int) -> str:
        """What stands before an offset in the segment, as far back as matters; "…" if there is more."""
        if start - self.start <= _LOOK_BACK:
            return self.text[self.start : start]
        return "…" + self.text[start - _LOOK_BACK : start]

    def parties(self, start: int) -> tuple[list[Party], int]:
        """The parties listed from an offset on, and where the list ends."""
        return parties(self.grammar, self.known, self.text, start, self.end)

    # What is understood ---------------------------------------------------------------------------------------

    def add(
        self,
        member: str,
        make: type[S],
        start: int,
        end: int,
        scope: Scope | None = None,
        *,
        hedge: Words | None = None,
        portion: Portion | None = None,
        **says: Any,
    ) -> S:
        """Note down a statement with the hedge and the portion that wait for it."""
        own = hedge or self.hedge
        hedge = own or self._joined
        statement = make(words=self.words(start, end), hedge=hedge, portion=portion or self.portion, **says)
        self.found[member].append(statement)
        self.read += 1
        if hedge is not None and (own is not None or scope is not None):
            self.doubt(hedge, scope)
        return statement

    def doubt(self, hedge: Words, scope: Scope | None) -> None:
        """Note down what a word of doubt puts in doubt."""
        self._doubts[Doubt(words=hedge, scope=scope)] = None

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """All that was put in doubt so far."""
        return tuple(self._doubts)

    def understood(self, end: int) -> None:
        """A statement ends here: its hedge may hold for the next one behind an "and"."""
        self._joined = None
        self.hedge, self._joined = None, self.hedge or self._joined
        self.portion = None
        self.clear, self.aside = not self.aside, False
        self.unread = end

    # What stands between statements ---------------------------------------------------------------------------

    def wait(self, end: int, *, hedge: Words | None = None, portion: Portion | None = None) -> None:
        """A hedge or a portion waits for the next statement."""
        if hedge is not None:
            self._drop()
            self.hedge = hedge
        if portion is not None:
            self.portion = portion
        self._joined = None
        self.unread = end

    def join(self, token: Token) -> None:
        """A word that changes nothing, such as "and"."""
        if token.lower not in self.grammar.joining:
            self._joined = None

    def lose(self, token: Token) -> None:
        """A word that is not understood: what waits may still belong to what comes of it ("possibly T-72B version")."""
        self.clear = False
        if token.lower in self.grammar.turns:
            self.turned = True

    @property
    def in_brackets(self) -> bool:
        """Whether the clause stands in brackets."""
        return bool(self._open)

    def bracket(self, token: Token) -> None:
        """A bracket opens a clause of its own, or ends it and goes on with what stood before."""
        if token.lower in "([":
            waits = (self.hedge, self.portion, self._joined)
            self._open.append(_Outside(self.clear, self.turned, self.unread, self.read, *waits))
            self.clear = True
            self.unread = token.end
            self.hedge = self.portion = self._joined = None
        elif self._open:
            self._drop()
            outside = self._open.pop()
            self.clear, self.turned, self.unread = outside.clear, outside.turned, outside.unread
            self.hedge, self.portion, self._joined = outside.hedge, outside.portion, outside.joined
            if self.read != outside.read:  # else they belong to a name: "AB-206A (Bell-206A) version"
                self._lose_all(token.end)

    def finish(self) -> None:
        """The segment ends: what waited, waited in vain."""
        self._drop()
        for outside in self._open:
            if outside.hedge is not None:
                self.doubt(outside.hedge, None)

    def _lose_all(self, end: int) -> None:
        self._drop()
        self.hedge = self.portion = self._joined = None
        self.unread = end

    def _drop(self) -> None:
        if self.hedge is not None:
            # "designation uncertain; could be T-55"
            self.doubt(self.hedge, self.doubted or (None if self.read else self._doubted_before))
