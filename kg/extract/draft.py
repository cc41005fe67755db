"""A transfer as one sentence tells it, before it is known what the rest of the document says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kg.extract.goods import compatible
from kg.extract.layout import Sentence
from kg.extract.roles import Candidate
from kg.extract.scene import Goods, Trigger
from kg.extract.spans import FoundMention, MoneyAmount, TimeExpression
from kg.extract.status import Status
from kg.facts import RoleStatus

Role = Literal["supplier", "recipient"]


@dataclass(slots=True)
class Side:
    """Who plays a role: the actor, the bodies that stand in for it, and how the text says so."""

    actor: str
    bodies: list[str] = field(default_factory=list)
    how: RoleStatus = "explicit"
    mention: FoundMention | None = None


@dataclass(slots=True)
class Draft:
    """A transfer of one kind of goods as one sentence tells it.

    ``options`` are all who may have a part in it by what the sentence says, ``probability`` how likely these parties are.
    """

    sentence: Sentence
    goods: Goods
    trigger: Trigger
    status: Status
    supplier: Side | None = None
    recipient: Side | None = None
    time: TimeExpression | None = None
    money: MoneyAmount | None = None
    money_shared: bool = False
    kind: str = "unknown"
    mode: str | None = None
    beneficiary: str | None = None
    strength: float = 0.0
    margin: float = 0.0
    options: tuple[Candidate, ...] = ()
    probability: float = 0.0

    @property
    def complete(self) -> bool:
        return self.supplier is not None and self.recipient is not None

    @property
    def parties(self) -> tuple[str | None, str | None]:
        """Supplier and recipient, None for one that is open."""
        return (
            self.supplier.actor if self.supplier else None,
            self.recipient.actor if self.recipient else None,
        )

    def side(self, role: Role) -> Side | None:
        """Who plays a role."""
        return self.supplier if role == "supplier" else self.recipient

    @property
    def place(self) -> tuple[int, int]:
        """Where its verb and its goods stand, which all pairs of parties of one list share."""
        return self.trigger.start, self.goods.start

    @property
    def only_arms(self) -> bool:
        """Whether it tells of "arms" and no more."""
        return (
            not self.goods.named
            and self.goods.category == "arms"
            and self.goods.amount is None
            and self.money is None
        )


def same_goods(a: Draft, b: Draft) -> bool:
    """Whether two drafts may tell of the same goods."""
    if a.goods.named and b.goods.named:
        return a.goods.entity == b.goods.entity and a.goods.name == b.goods.name
    return compatible(a.goods.category, b.goods.category)


def sentences_between(a: Draft, b: Draft) -> int:
    """How many sentences further one of two drafts stands, 0 in the same."""
    return abs(a.sentence.number - b.sentence.number)
