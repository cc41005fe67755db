"""Who is named in a document, where and how often, and in which roles its plain statements show them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kg.extract.draft import Draft, Role
from kg.extract.fill import worth_keeping
from kg.extract.parties import parties_of
from kg.extract.roles import Candidate
from kg.extract.scene import Goods, Scene, Trigger

_BY_NAME_ALONE = frozenset({"topic", "earlier"})
"""Markers of parties that a sentence does not mention at all."""
_ADJECTIVE = 0.5
"""What an adjective counts beside a name."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Who a sentence offers for a role: of each actor the mention that fits the supplier's, and the recipient's, best."""

    supplier: Candidate
    recipient: Candidate

    def of(self, role: Role) -> Candidate:
        """The mention that fits a role best."""
        return self.supplier if role == "supplier" else self.recipient


@dataclass(frozen=True)
class Statement:
    """What one verb tells of one kind of goods: the drafts of it, more than one where a role is filled by a list."""

    drafts: Sequence[Draft]

    @property
    def trigger(self) -> Trigger:
        return self.drafts[0].trigger

    @property
    def goods(self) -> Goods:
        return self.drafts[0].goods

    @cached_property
    def here(self) -> dict[str, Fit]:
        """Who is mentioned in the sentence, by actor."""
        found: dict[str, Fit] = {}
        for option in self.drafts[0].options:
            if option.party.inferred and option.party.marker in _BY_NAME_ALONE:
                continue
            actor = option.party.actor
            best = found.get(actor, Fit(option, option))
            found[actor] = Fit(
                max(best.supplier, option, key=lambda one: one.supplier),
                max(best.recipient, option, key=lambda one: one.recipient),
            )
        return found

    @cached_property
    def by_rule(self) -> dict[tuple[str | None, str | None], Draft]:
        """The parties that the rules gave it."""
        return {draft.parties: draft for draft in reversed(self.drafts)}

    @cached_property
    def kept(self) -> frozenset[tuple[str | None, str | None]]:
        """Those of them that the rules alone would tell of."""
        return frozenset(draft.parties for draft in self.drafts if worth_keeping(draft))


def statements(drafts: Iterable[Draft]) -> list[Statement]:
    """The drafts of a document by what they state, in the order of the text."""
    found: dict[tuple[int, int], list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.place, []).append(draft)
    return [Statement(tuple(one)) for one in found.values()]


@dataclass(slots=True)
class Roles:
    """How often actors are named outright as supplier, as recipient, and as a pair."""

    suppliers: Counter[str] = field(default_factory=Counter)
    recipients: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            supplier, recipient = (
                side.actor if side is not None and side.how == "explicit" else None
                for side in (draft.supplier, draft.recipient)
            )
            if supplier:
                self.suppliers[supplier] += 1
            if recipient:
                self.recipients[recipient] += 1
            if supplier and recipient:
                self.pairs[supplier, recipient] += 1

    def without(self, other: Roles) -> Roles:
        """The same without what another one counts."""
        return Roles(
            self.suppliers - other.suppliers, self.recipients - other.recipients, self.pairs - other.pairs
        )


class Cast:
    """All who have a part in a document, in the order of their first naming.

    ``named`` says how often, ``sentences`` where (their numbers, in order), and ``by_name`` who not by an adjective alone. ``told`` is how many
    statements tell of a transfer by the rules alone.
    """

    def __init__(self, scene: Scene, told: Sequence[Statement]) -> None:
        self.named: defaultdict[str, float] = defaultdict(float)
        self.sentences: defaultdict[str, list[int]] = defaultdict(list)
        self.by_name: set[str] = set()
        for sentence in scene.sentences:
            for party in parties_of(scene, sentence):
                adjective = party.mention.form == "demonym"
                self.named[party.actor] += _ADJECTIVE if adjective else 1.0
                if not adjective:
                    self.by_name.add(party.actor)
                if self.sentences[party.actor][-1:] != [sentence.number]:
                    self.sentences[party.actor].append(sentence.number)
        self.order = tuple(self.sentences)
        self.most = max(self.named.values(), default=1.0)
        self.told = sum(bool(statement.kept) for statement in told)
        self._roles = Roles()
        self._roles.add(draft for statement in told for draft in statement.drafts)

    def nearest(self, actor: str, sentence: int) -> tuple[int | None, int | None]:
        """How many sentences before one an actor was last named, and how many behind it is next named."""
        numbers = self.sentences.get(actor, [])
        at = bisect_left(numbers, sentence)
        before = sentence - numbers[at - 1] if at else None
        return before, numbers[at] - sentence if at < len(numbers) else None

    def elsewhere(self, statement: Statement) -> Roles:
        """The roles that all other statements show."""
        own = Roles()
        own.add(statement.drafts)
        return self._roles.without(own)
