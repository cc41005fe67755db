"""Two readers of one document: what both saw is surer than either, what one saw alone is less sure, and both go in.

They agree on a transfer if supplier and recipient are the same and the goods fit each other. Its values are then those of
the first reader, with what only the second gave beside them; where the second differs, the transfer says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kg.extract.assemble import CONFIDENCE
from kg.extract.goods import compatible
from kg.facts import Disagreement, Entity, Facts, Item, Quantity, Transfer, When

Class = Literal["high", "medium", "low"]
_Parties = tuple[str | None, str | None]
_BOTH = Decimal("0.95")
"""Above what one reader is given at most. Not measured: no model was at hand."""
_ALONE: dict[Class | None, Class] = {"high": "medium", "medium": "low", "low": "low", None: "low"}
"""How sure a transfer is that one reader saw and the other did not."""
_DATES = ("when", "ordered", "delivered")
_SAID = ("stage", "epistemic", "kind")
_NOT_SAID = "unknown"


@dataclass(slots=True)
class _Meeting:
    """Items of a transfer of the first reader, each with what the second says of the same goods."""

    transfer: Transfer
    pairs: dict[str, Transfer] = field(default_factory=dict)

    @property
    def alone(self) -> list[Item]:
        return [item for item in self.transfer.items if item.id not in self.pairs]


def together(first: Facts, second: Facts, names: tuple[str, str]) -> Facts:
    """The facts of two readers of the same document as one record. ``names`` are those of the readers.

    What the second reader saw must be transfers of one item each.
    """
    meetings = [_Meeting(transfer) for transfer in first.transfers]
    between: dict[_Parties, list[_Meeting]] = defaultdict(list)
    for meeting in meetings:
        between[_parties(meeting.transfer)].append(meeting)
    left = [
        one for one in second.transfers if not any(_meet(meeting, one) for meeting in between[_parties(one)])
    ]
    made = [transfer for meeting in meetings for transfer in _told(meeting, names)]
    made += [_alone(_renamed(one, f"{names[1]}-{one.id}"), names[1]) for one in left]
    return first.model_copy(
        update={
            "entities": tuple(_entities(first.entities, second.entities)),
            "transfers": tuple(made),
            "extractor": " + ".join(
                facts.extractor or name for facts, name in zip((first, second), names, strict=True)
            ),
        }
    )


def _parties(transfer: Transfer) -> _Parties:
    return transfer.supplier, transfer.recipient


def _meet(meeting: _Meeting, other: Transfer) -> bool:
    """Give a transfer of the second reader to the item that it tells of; False if it tells of none of them.

    Its parties are the same.
    """
    transfer, (goods,) = meeting.transfer, other.items
    fitting = [
        item
        for item in transfer.items
        if item.id not in meeting.pairs
        and (item.weapon == goods.weapon or compatible(item.weapon_class, goods.weapon_class))
    ]
    if not fitting:
        return False
    best = min(
        fitting, key=lambda item: (item.weapon != goods.weapon, item.weapon_class != goods.weapon_class)
    )
    meeting.pairs[best.id] = other
    return True


def _told(meeting: _Meeting, names: tuple[str, str]) -> Iterator[Transfer]:
    """A transfer of the first reader; in two, if the second saw only some of its goods."""
    transfer = meeting.transfer
    if meeting.pairs:
        items = tuple(item for item in transfer.items if item.id in meeting.pairs)
        yield _agreed(transfer.model_copy(update={"items": items}), meeting.pairs, names)
    if alone := meeting.alone:
        apart = {"items": tuple(alone)}
        if meeting.pairs:
            apart["id"] = f"{transfer.id}-{names[0]}"  # type: ignore[assignment]
        yield _alone(transfer.model_copy(update=apart), names[0])


def _agreed(transfer: Transfer, pairs: dict[str, Transfer], names: tuple[str, str]) -> Transfer:
    items: list[Item] = []
    differ: list[Disagreement] = []
    added: dict[str, When] = {}
    for item in transfer.items:
        other = pairs[item.id]
        (goods,) = other.items
        differ += _differences(transfer, item, other, names[1])
        items.append(item if item.quantity else item.model_copy(update={"quantity": goods.quantity}))
        for name in _DATES:
            said = getattr(other, name)
            if said is not None and getattr(transfer, name) is None:
                added.setdefault(name, said)
    return transfer.model_copy(
        update={
            "items": tuple(items),
            **added,
            "readers": names,
            "disagreements": tuple(dict.fromkeys(differ)),
            "confidence": _BOTH,
            "confidence_class": "high",
        }
    )


def _alone(transfer: Transfer, name: str) -> Transfer:
    lower = _ALONE[transfer.confidence_class]
    return transfer.model_copy(
        update={"readers": (name,), "confidence": CONFIDENCE[lower], "confidence_class": lower}
    )


def _differences(transfer: Transfer, item: Item, other: Transfer, reader: str) -> Iterator[Disagreement]:
    (goods,) = other.items
    pairs = [(name, getattr(transfer, name), getattr(other, name)) for name in _SAID]
    pairs += [(name, _edtf(getattr(transfer, name)), _edtf(getattr(other, name))) for name in _DATES]
    pairs += [
        ("quantity", _amount(item.quantity), _amount(goods.quantity)),
        ("weapon", item.weapon, goods.weapon),
    ]
    for name, ours, theirs in pairs:
        if ours != theirs and _NOT_SAID not in {ours, theirs} and None not in {ours, theirs}:
            yield Disagreement(property=name, reader=reader, value=str(theirs))


def _edtf(when: When | None) -> str | None:
    return when.edtf if when else None


def _amount(quantity: Quantity | None) -> str | None:
    if quantity is None:
        return None
    low, high = ("" if bound is None else f"{bound}" for bound in (quantity.min, quantity.max))
    return low if low == high else f"{low}..{high}"


def _renamed(transfer: Transfer, name: str) -> Transfer:
    items = tuple(
        item.model_copy(update={"id": f"{name}.{number}"}) for number, item in enumerate(transfer.items, 1)
    )
    return transfer.model_copy(update={"id": name, "items": items})


def _entities(first: Sequence[Entity], second: Iterable[Entity]) -> list[Entity]:
    known = {entity.id for entity in first}
    return [*first, *(entity for entity in second if entity.id not in known)]
