"""What speaks for a pair of parties, or for none, as traits without words, so that they hold in every language.

A trait is a name and a number. What each is worth is learned from annotated passages (``choice.json``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from kg.extract.cast import Cast, Fit, Roles, Statement
from kg.extract.draft import Role
from kg.extract.scene import Scene
from kg.extract.ties import distance
from kg.reference import load

Trait = tuple[str, float]

_KIND_OF_FRAME = {
    "give": "give", "provide": "give", "give_passive": "given", "provide_passive": "given", "get": "get", "get_passive": "got",
    "nominal_give": "giving", "nominal_provide": "giving", "nominal_get": "getting", "deal": "deal", "arrive": "arrive", "part": "part",
}  # fmt: skip
_LOW, _HIGH, _HIGHEST = -3.0, 5.0, 8.0
"""Between these the fitness of a party counts, and up to the last that of two."""
_MANY_DESIGNS = 10
_CLEAR = 1.0


def _step(value: float, *edges: float) -> int:
    """How many of some edges, in order, a value reaches."""
    return bisect_right(edges, value)


class Traits:
    """The traits of one statement and of all that may be said to play a role in it."""

    def __init__(self, scene: Scene, cast: Cast, statement: Statement) -> None:
        self._scene = scene
        self._cast = cast
        self._statement = statement
        self._roles: Roles = cast.elsewhere(statement)
        self._frame = _KIND_OF_FRAME[statement.trigger.frame]
        self._best = {
            "supplier": max((fit.supplier.supplier for fit in statement.here.values()), default=0.0),
            "recipient": max((fit.recipient.recipient for fit in statement.here.values()), default=0.0),
        }

    def of_supplier(self, actor: str | None) -> Iterator[Trait]:
        """What speaks for an actor as the supplier, or, where it is None, for a supplier that is not said."""
        if actor is not None:
            yield from self._of("supplier", actor)
            return
        yield "supplier.open", 1.0
        yield f"supplier.open:{self._frame}", 1.0
        yield f"supplier.open.here:{min(len(self._statement.here), 3)}", 1.0
        if not any(draft.supplier for draft in self._statement.drafts):
            yield "supplier.open.rule", 1.0
        if self._statement.goods.origin:
            yield "supplier.open.maker", 1.0
        if len(self._cast.order) == 1:
            yield "supplier.open.alone", 1.0

    def of_recipient(self, actor: str) -> Iterator[Trait]:
        """What speaks for an actor as the recipient."""
        return self._of("recipient", actor)

    def of_pair(self, supplier: str | None, recipient: str) -> Iterator[Trait]:
        """What speaks for two parties together, beside what speaks for each of them."""
        statement = self._statement
        draft = statement.by_rule.get((supplier, recipient))
        if draft is not None:
            yield "pair.rule", 1.0
            if (supplier, recipient) in statement.kept:
                yield "pair.rule.kept", 1.0
        here = statement.here
        yield f"pair.absent:{(supplier is not None and supplier not in here) + (recipient not in here)}", 1.0
        if supplier is not None:
            yield from self._of_two(supplier, recipient)

    def _of_two(self, supplier: str, recipient: str) -> Iterator[Trait]:
        """Of a pair of which both are said: how they stand to each other, elsewhere and by what they make."""
        here, roles = self._statement.here, self._roles
        if roles.pairs[supplier, recipient]:
            yield "pair.elsewhere", 1.0
        if roles.pairs[recipient, supplier]:
            yield "pair.elsewhere.turned", 1.0
        if supplier in here and recipient in here:
            one, other = here[supplier].supplier, here[recipient].recipient
            first = one.party.mention.start < other.party.mention.start
            yield f"pair.first:{self._frame}:{'supplier' if first else 'recipient'}", 1.0
            yield "pair.fitness", min(max(one.supplier + other.recipient, _LOW), _HIGHEST)
            draft = self._statement.by_rule.get((supplier, recipient))
            if draft is not None and draft.margin >= _CLEAR:
                yield "pair.clear", 1.0
        if len(self._cast.order) == 2:
            yield "pair.only", 1.0
        designs = load().designs
        if designs[recipient] > _MANY_DESIGNS and not designs[supplier]:
            yield "pair.upstream", 1.0
        if designs[supplier] > _MANY_DESIGNS and not designs[recipient]:
            yield "pair.downstream", 1.0

    def of_none(self) -> Iterator[Trait]:
        """What speaks for a statement that tells of no transfer, or of none that can be told."""
        lead, goods = self._statement.drafts[0], self._statement.goods
        yield "none", 1.0
        yield f"none.frame:{self._frame}", 1.0
        yield f"none.here:{min(len(self._statement.here), 3)}", 1.0
        yield f"none.cast:{min(len(self._cast.order), 4)}", 1.0
        yield f"none.told:{min(self._cast.told, 3)}", 1.0
        yield f"none.epistemic:{lead.status.epistemic}", 1.0
        yield f"none.stage:{lead.status.stage}", 1.0
        yield f"none.goods:{'named' if goods.named else 'arms' if goods.category == 'arms' else 'class'}", 1.0
        filled = max((d.supplier is not None) + (d.recipient is not None) for d in self._statement.drafts)
        yield f"none.filled:{filled}", 1.0
        yield f"none.strength:{_step(lead.strength, 0.75, 1.5, 2.5, 3.5)}", 1.0
        yield f"none.margin:{_step(lead.margin, 0.3, 1, 2, 3)}", 1.0
        at = (lead.trigger.start, lead.trigger.end)
        gap = min(distance(self._scene, at, span) for span in goods.spans)
        yield f"none.gap:{_step(gap, 1, 3, 6, 12)}", 1.0
        for name, holds in (
            ("weak", lead.trigger.weak),
            ("amount", goods.amount is not None),
            ("money", lead.money is not None),
            ("pointed", goods.named_before is not None),
            ("dropped", not self._statement.kept),
            ("speaker", any(option.party.speaker for option in lead.options)),
        ):
            if holds:
                yield f"none.{name}", 1.0

    def _of(self, role: Role, actor: str) -> Iterator[Trait]:
        yield f"{role}.rule:{self._by_rule(role, actor)}", 1.0
        fit = self._statement.here.get(actor)
        if fit is not None:
            yield from self._here(role, fit)
        else:
            yield from self._absent(role, actor)
        yield from self._in_document(role, actor)
        yield from self._by_knowledge(role, actor)

    def _by_rule(self, role: Role, actor: str) -> str:
        """How the rules gave a role to an actor; else whether to another, or to nobody."""
        sides = [draft.side(role) for draft in self._statement.drafts]
        hows = sorted({side.how for side in sides if side is not None and side.actor == actor})
        if hows:
            return hows[0]
        others = sorted({side.how for side in sides if side is not None})
        return f"other:{others[0]}" if others else "open"

    def _here(self, role: Role, fit: Fit) -> Iterator[Trait]:
        """Of one that the sentence mentions: how it stands there."""
        option = fit.of(role)
        own, other = option.supplier, option.recipient
        if role == "recipient":
            own, other = other, own
        mention, trigger = option.party.mention, self._statement.trigger
        form = "adjective" if mention.form == "demonym" else "name"
        yield f"{role}.here", 1.0
        yield f"{role}.fitness", min(max(own, _LOW), _HIGH)
        yield f"{role}.fitness:{_step(own, -1, 0, 0.5, 0.75, 1.5, 2.5, 3.5)}", 1.0
        yield f"{role}.fitness.other", min(max(other, _LOW), _HIGH)
        if own >= self._best[role]:
            yield f"{role}.best", 1.0
        yield f"{role}.kind:{option.party.kind}", 1.0
        if option.party.speaker:
            yield f"{role}.speaker", 1.0
        yield f"{role}.marker:{option.party.marker}:{form}", 1.0
        yield f"{role}.marker:{self._frame}:{option.party.marker}:{form}", 1.0
        if "goods_adjective" in option.reasons:
            yield f"{role}.of_goods", 1.0
        span = (mention.start, mention.end)
        gap = min(distance(self._scene, span, at) for at in self._statement.goods.spans)
        yield f"{role}.gap:{_step(gap, 1, 2, 4, 8, 15)}", 1.0
        yield f"{role}.side:{self._frame}:{'before' if mention.end <= trigger.start else 'behind'}", 1.0
        yield f"{role}.beside:{min(len(self._statement.here), 4)}", 1.0

    def _absent(self, role: Role, actor: str) -> Iterator[Trait]:
        """Of one that only other sentences mention: how near."""
        before, behind = self._cast.nearest(actor, self._statement.drafts[0].sentence.number)
        if before is None and behind is None:
            yield f"{role}.unnamed", 1.0
            return
        yield f"{role}.absent", 1.0
        yield f"{role}.absent:{self._frame}", 1.0
        if actor not in self._cast.by_name:
            yield f"{role}.absent.adjective", 1.0
        yield f"{role}.absent.beside:{min(len(self._statement.here), 3)}", 1.0
        if before is not None:
            yield f"{role}.before:{min(before, 4)}", 1.0
        elif behind is not None:
            yield f"{role}.behind:{min(behind, 3)}", 1.0

    def _in_document(self, role: Role, actor: str) -> Iterator[Trait]:
        """What part an actor has in the whole document."""
        cast, roles = self._cast, self._roles
        yield f"{role}.share", cast.named.get(actor, 0.0) / cast.most
        if cast.named.get(actor, 0.0) >= cast.most:
            yield f"{role}.most", 1.0
        if cast.order and cast.order[0] == actor:
            yield f"{role}.first", 1.0
        if cast.sentences.get(actor, [])[:1] == [0]:
            yield f"{role}.headline", 1.0
        if len(cast.order) <= 2:
            yield f"{role}.few", 1.0
        for other, counts in (("supplier", roles.suppliers), ("recipient", roles.recipients)):
            if counts:
                yield f"{role}.elsewhere.{other}", counts[actor] / counts.total()
                if counts[actor]:
                    yield f"{role}.elsewhere.{other}.ever", 1.0

    def _by_knowledge(self, role: Role, actor: str) -> Iterator[Trait]:
        """What the reference knowledge says: who makes these goods, and how many weapon systems come from a state."""
        goods = self._statement.goods
        if goods.origin == actor:
            yield f"{role}.maker", 1.0
        elif actor in goods.makers:
            yield f"{role}.maker.later", 1.0
        elif goods.makers:
            yield f"{role}.maker.other", 1.0
        yield f"{role}.designs:{_step(load().designs[actor], 1, 4, 12, 40)}", 1.0
        kind = "state" if "/state/" in actor else "group" if "/group/" in actor else "organisation"
        yield f"{role}.is:{kind}", 1.0
