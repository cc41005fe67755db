"""What a person should look at first: transfers that one of two readers did not see, that they see differently, or of little confidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.facts import Facts, Transfer


@dataclass(frozen=True, slots=True)
class Doubt:
    """A transfer of a record and why it is worth a look. Parties and goods are named as in the record; None: left open."""

    record: str
    transfer: str
    supplier: str | None
    recipient: str | None
    goods: tuple[str, ...]
    reasons: tuple[str, ...]
    quote: str


def doubts(facts: Facts) -> list[Doubt]:
    """The transfers of a record that are worth a look, in their order."""
    names = {entity.id: entity.name for entity in facts.entities}
    return [
        Doubt(
            facts.document.id,
            transfer.id,
            names.get(transfer.supplier or ""),
            names.get(transfer.recipient or ""),
            tuple(names.get(item.weapon, item.weapon) for item in transfer.items),
            reasons,
            transfer.evidence[0].text,
        )
        for transfer in facts.transfers
        if (reasons := tuple(_reasons(transfer)))
    ]


def _reasons(transfer: Transfer) -> Iterator[str]:
    if len(transfer.readers) == 1:
        yield f"only {transfer.readers[0]} saw it"
    for one in transfer.disagreements:
        yield f"{one.property}: {one.reader} says {one.value}"
    if transfer.confidence_class == "low":
        yield "low confidence"
