"""How far a recipient depends on few suppliers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kg.volumes.model import Line, Volumes
from kg.volumes.shares import percent

DEFINITION = (
    "Herfindahl-Hirschman index: the sum of the squares of the suppliers' shares (as fractions of 1) in the volume "
    "that the recipient received. 1: all from one supplier; 1/n: from n suppliers in equal parts."
)
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Supplier:
    """One supplier of a recipient: volume in millions of TIV, and its share of what the recipient received in per cent."""

    supplier: str | None
    tiv: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Concentration:
    """The suppliers of one recipient, the largest first.

    ``number`` counts suppliers that are known by name. What comes from unknown ones enters the index as if it came
    from one; ``unknown_share`` says how much that is, in per cent.
    """

    recipient: str | None
    tiv: Decimal
    suppliers: tuple[Supplier, ...]
    number: int
    largest_share: Decimal
    unknown_share: Decimal
    index: Decimal


def concentration(pairs: Volumes, unknown: Collection[str] = ()) -> list[Concentration]:
    """The concentration of each recipient in an answer by pair, the recipient with the largest volume first.

    Args:
        pairs: the answer to a question ``by="pair"``. Without a filter by supplier, or shares would be too large.
        unknown: IRIs that stand for suppliers whom nobody could name.

    """
    if pairs.question.by != "pair" or pairs.question.suppliers:
        raise ValueError("concentration needs the volumes of all suppliers, by pair")
    received: dict[str | int | None, list[Line]] = {}
    for line in pairs.lines:
        if line.tiv > 0:
            received.setdefault(line.key[1], []).append(line)
    found = [_of(recipient, lines, unknown) for recipient, lines in received.items()]
    return sorted(found, key=lambda one: (-one.tiv, one.recipient or ""))


def _of(recipient: str | int | None, lines: list[Line], unknown: Collection[str]) -> Concentration:
    total = sum((line.tiv for line in lines), Decimal(0))
    suppliers = tuple(
        Supplier(_text(line.key[0]), line.tiv, percent(line.tiv, total) or Decimal(0))
        for line in sorted(lines, key=lambda line: (-line.tiv, str(line.key[0])))
    )
    nameless = [one for one in suppliers if one.supplier is None or one.supplier in unknown]
    # From several names for nobody one part is made, as the definition says.
    together = sum((one.tiv for one in nameless), Decimal(0))
    parts = [*(one.tiv for one in suppliers if one not in nameless), together]
    squares = sum((part * part for part in parts), Decimal(0))
    return Concentration(
        recipient=_text(recipient),
        tiv=total,
        suppliers=suppliers,
        number=len(suppliers) - len(nameless),
        largest_share=suppliers[0].share,
        unknown_share=percent(together, total) or Decimal(0),
        index=(squares / (total * total)).quantize(_PLACES, ROUND_HALF_UP),
    )


def _text(part: str | int | None) -> str | None:
    return None if part is None else str(part)
