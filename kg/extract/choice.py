"""Who supplies and who receives in each statement, chosen with the whole document in view.

The rules read a sentence; here all who are named in the document are weighed against each other, and against there being
no transfer at all, by a log-linear model over ``traits``. Its weights (``choice.json``) are learned from annotated
passages by ``benchmarks/extraction/train.py``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TypeVar

from kg.extract.cast import Cast, Statement, statements
from kg.extract.draft import Draft, Role, Side
from kg.extract.drafts import listed_with, side_of
from kg.extract.parties import parties_of
from kg.extract.scene import Scene
from kg.extract.traits import Trait, Traits

Actor = TypeVar("Actor", str, str | None)
_ACTORS = 16
"""So many of a document's actors are weighed for each statement, those of its sentence and those named first before others."""
_FINALISTS = 6
"""So many for each role are weighed as pairs."""
_LEAST, _MOST_NONE = 0.2, 0.5
"""How likely a pair must be, with those of the same list, and how likely no transfer may be, for the pair to be taken."""
_LEAST_ALONE = 0.5
"""How likely it must be in a document of which the rules say that it tells of no transfer: most of these do not."""


@cache
def weights() -> Mapping[str, float]:
    """What each trait is worth, in logits."""
    text = (resources.files("kg.extract") / "choice.json").read_text("utf-8")
    loaded: dict[str, float] = json.loads(text)["weights"]
    return loaded


@dataclass(frozen=True, slots=True)
class Choice:
    """A pair of parties for a statement. ``probability`` is among all pairs and none, and that of a whole list."""

    supplier: str | None
    recipient: str
    probability: float


def choose(scene: Scene, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of a document with the parties that are most likely; without those of which none is likely."""
    told = statements(drafts)
    if not told:
        return []
    cast = Cast(scene, told)
    found: list[Draft] = []
    for statement in told:
        choice = best(scene, cast, statement)
        if choice is not None:
            found += _drafts(scene, statement, choice)
    return found


def actors(cast: Cast, statement: Statement) -> list[str]:
    """Who may have a part in a statement: those of its sentence, of the document, and who makes the goods."""
    maker = statement.goods.origin
    return list(dict.fromkeys([*statement.here, *cast.order, *([maker] if maker else [])]))[:_ACTORS]


def best(scene: Scene, cast: Cast, statement: Statement) -> Choice | None:
    """The most likely pair; None if it is not likely enough."""
    traits = Traits(scene, cast, statement)
    everybody = actors(cast, statement)
    suppliers = {one: _worth(traits.of_supplier(one)) for one in (*everybody, None)}
    recipients = {
        one: _worth(traits.of_recipient(one)) for one in everybody if may_receive(cast, statement, one)
    }
    weighed = {
        (supplier, recipient): suppliers[supplier]
        + recipients[recipient]
        + _worth(traits.of_pair(supplier, recipient))
        for supplier in _first(suppliers)
        for recipient in _first(recipients)
        if supplier != recipient
    }
    if not weighed:
        return None
    (supplier, recipient), highest = max(weighed.items(), key=lambda one: one[1])
    none = _worth(traits.of_none())
    top = max(highest, none)
    total = math.fsum(math.exp(worth - top) for worth in (*weighed.values(), none))
    listed = {(supplier, recipient), *(d.parties for d in _as_by_rule(statement, supplier, recipient))}
    probability = math.fsum(math.exp(weighed[one] - top) for one in listed if one in weighed) / total
    if probability < (_LEAST if cast.told else _LEAST_ALONE) or math.exp(none - top) / total > _MOST_NONE:
        return None
    return Choice(supplier, recipient, probability)


def may_receive(cast: Cast, statement: Statement, actor: str) -> bool:
    """Whether an actor is named at all; one who is not can only be the maker of the goods."""
    return actor in statement.here or actor in cast.sentences


def _worth(traits: Iterable[Trait]) -> float:
    known = weights()
    return math.fsum(known.get(name, 0.0) * value for name, value in traits)


def _first(weighed: Mapping[Actor, float]) -> list[Actor]:
    return sorted(weighed, key=lambda one: -weighed[one])[:_FINALISTS]


def _drafts(scene: Scene, statement: Statement, choice: Choice) -> Iterator[Draft]:
    """The drafts that a choice gives: those of the rules if they chose the same, with the whole list; else new ones."""
    by_rule = _as_by_rule(statement, choice.supplier, choice.recipient)
    if by_rule:
        yield from (replace(draft, probability=choice.probability) for draft in by_rule)
        return
    for supplier in _sides(scene, statement, "supplier", choice.supplier):
        for recipient in _sides(scene, statement, "recipient", choice.recipient):
            if supplier is None or recipient is None or supplier.actor != recipient.actor:
                yield replace(
                    statement.drafts[0],
                    supplier=supplier,
                    recipient=recipient,
                    probability=choice.probability,
                )


def _as_by_rule(statement: Statement, supplier: str | None, recipient: str) -> list[Draft]:
    """The drafts of the rules if they have this pair: it and those that share a party with it, which are of one list."""
    if (supplier, recipient) not in statement.by_rule:
        return []
    return [d for d in statement.drafts if d.parties[0] == supplier or d.parties[1] == recipient]


def _sides(scene: Scene, statement: Statement, role: Role, actor: str | None) -> list[Side | None]:
    """An actor in a role, as the rules have it or as the sentence mentions it, with those of one list with it."""
    if actor is None:
        return [None]
    for draft in statement.drafts:
        side = draft.side(role)
        if side is not None and side.actor == actor:
            return [side]
    fit = statement.here.get(actor)
    if fit is None:
        return [Side(actor, how="inferred")]
    named = parties_of(scene, statement.drafts[0].sentence)
    return [side_of(party, named) for party in listed_with(scene, fit.of(role), named, None)]
