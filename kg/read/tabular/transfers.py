"""The transfers that a row makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from kg.facts import Condition, Delivery, Epistemic, Item, Kind, Money, Quantity, Stage, Support, Transfer
from kg.read.tabular.amounts import amount
from kg.read.tabular.amounts import number as plain_number
from kg.read.tabular.cells import Found, RowFault, RowReader, shown
from kg.read.tabular.claims import attributions, checked, one_of, party_id, party_ids, sense
from kg.read.tabular.mapping import MakesTransfer
from kg.read.tabular.parties import goods_of, weapon_of
from kg.read.tabular.record import Record
from kg.read.tabular.times import whole_number
from kg.read.tabular.values import Amount, Price
from kg.read.tabular.when import when_of

_ROLES = {"origin": "origin", "end_user": "endUser", "financier": "financier"}
"""Roles with one party -> the property of the ontology."""
_ANY_ARMS = "arms"

Pair = tuple[str | None, str | None]


def make_transfers(record: Record, reader: RowReader, made: MakesTransfer) -> None:
    """Add the transfers of a row to its record: one for each pair of supplier and recipient.

    Raises:
        RowFault: if the row has no party, or a cell that the mapping has no answer to.

    """
    suppliers = party_ids(record, reader, made.supplier, "supplier")
    recipients = party_ids(record, reader, made.recipient, "recipient")
    pairs, remark = _pairs(list(suppliers), list(recipients))
    if remark:
        record.remarks.append(remark)
    common = _common(record, reader, made)
    common["notes"] = "; ".join(filter(None, (common["notes"], remark))) or None
    items = _goods(record, reader, made)
    first = len(record.transfers) + 1
    all_ids = [
        f"t{first + index}.{number}" for index in range(len(pairs)) for number in range(1, len(items) + 1)
    ]
    for supplier, recipient in pairs:
        name = record.next_id("t")
        said = {"supplier": suppliers.get(supplier or ""), "recipient": recipients.get(recipient or "")}
        transfer = Transfer(
            id=name,
            supplier=supplier,
            recipient=recipient,
            items=tuple(
                _item(f"{name}.{number}", content, _others(all_ids, name, number))
                for number, content in enumerate(items, 1)
            ),
            evidence=(reader.whole,),
            value=_money(reader, made.value, tuple(all_ids)),
            **{**common, "supports": (*_supports(said), *common["supports"])},
        )
        _add(record, transfer)


def _pairs(suppliers: Sequence[str], recipients: Sequence[str]) -> tuple[list[Pair], str | None]:
    """Who supplies whom, and a remark where that is not as clear as it should be."""
    if not suppliers and not recipients:
        raise RowFault("neither a supplier nor a recipient is named")
    if len(suppliers) > 1 and len(recipients) > 1:
        return [(None, one) for one in recipients], (
            f"several suppliers ({', '.join(suppliers)}) and several recipients: it is not said who supplies whom"
        )
    givers: Sequence[str | None] = suppliers or [None]
    takers: Sequence[str | None] = recipients or [None]
    pairs: list[Pair] = [(one, other) for one in givers for other in takers if one != other]
    if len(pairs) == len(givers) * len(takers):
        return pairs, None
    both = next(one for one in givers if one in takers)
    # Somebody must have supplied it; that the recipient did is no transfer.
    return pairs or [
        (None, both)
    ], f"{both} is named as supplier and as recipient; as supplier it is left out"


def _common(record: Record, reader: RowReader, made: MakesTransfer) -> dict[str, Any]:
    """What all transfers of the row say alike."""
    stage = one_of(reader, made, "stage")
    if stage is None:
        raise RowFault("the stage is missing; an 'otherwise' can give one")
    roles = {name: party_ids(record, reader, getattr(made, name), name) for name in _ROLES}
    between = party_ids(record, reader, made.intermediaries, "intermediaries")
    supports = [
        Support(property=_ROLES[name], quote=found.quote)
        for name, ids in roles.items()
        for found in ids.values()
        if found.quote
    ]
    supports += [Support(property="intermediary", quote=one.quote) for one in between.values() if one.quote]
    if (words := reader.one(made.stage, "stage")) and words.quote:
        supports.append(Support(property="stage", quote=words.quote))
    return {
        **{name: party_id(record, reader, getattr(made, name), name) for name in roles},
        "intermediaries": tuple(between),
        "stage": cast("Stage", stage),
        "epistemic": cast("Epistemic", one_of(reader, made, "epistemic") or "asserted"),
        "kind": cast("Kind", one_of(reader, made, "kind") or "unknown"),
        "condition": cast("Condition | None", one_of(reader, made, "condition")),
        "when": when_of(reader, made.when, "when"),
        "ordered": when_of(reader, made.ordered, "ordered"),
        "delivered": when_of(reader, made.delivered, "delivered"),
        "status_tags": tuple(found.text for found in reader.all(made.tags, "tags")),
        "attributions": attributions(record, reader, made.attributed_to),
        "notes": reader.words(made.note, "note"),
        "supports": tuple(supports),
    }


def _supports(said: dict[str, Found | None]) -> list[Support]:
    return [
        Support(property=name, quote=found.quote) for name, found in said.items() if found and found.quote
    ]


def _goods(record: Record, reader: RowReader, made: MakesTransfer) -> list[dict[str, Any]]:
    """The members of each item: one for each category, or one."""
    notations = [found.text for found in reader.all(made.category, "category")] or [_ANY_ARMS]
    for notation in notations:
        checked(notation, made, "category")
    system = reader.words(made.weapon, "weapon")
    words = reader.words(made.goods, "goods")
    shared = {
        "quantity": _quantity(reader, made.quantity, "quantity"),
        "delivered": _quantity(reader, made.quantity_delivered, "quantity_delivered"),
        "deliveries": _deliveries(reader, made),
        "description": reader.words(made.description, "description"),
    }
    items = []
    for notation in notations:
        entity = weapon_of(system, notation) if system else goods_of(words, notation)
        items.append({"weapon": record.add(entity), "class": notation, **shared})
    return items


def _item(name: str, content: dict[str, Any], others: tuple[str, ...]) -> Item:
    """An item; an amount that is given once for several is marked as theirs together."""
    together = {
        member: content[member].model_copy(update={"shared_with": others})
        for member in ("quantity", "delivered")
        if content[member] is not None and others
    }
    return Item.model_validate({**content, **together, "id": name})


def _others(ids: Sequence[str], transfer: str, number: int) -> tuple[str, ...]:
    return tuple(one for one in ids if one != f"{transfer}.{number}")


def _quantity(reader: RowReader, value: Amount | None, what: str) -> Quantity | None:
    found = reader.one(value, what)
    if found is None or not isinstance(found.value, Amount):
        return None
    spec = found.value
    read = amount(found.text, spec.decimal)
    unit = read.unit or spec.unit or "piece"
    if read.least is None and read.most is None:
        if spec.words == "refuse":
            raise RowFault(f"{what} is {shown(found.text)}, which is no number")
        return None if spec.words == "leave" else Quantity(text=found.quote, unit=unit)
    return Quantity(
        text=found.quote,
        min=None if read.least is None else read.least * spec.times,
        max=None if read.most is None else read.most * spec.times,
        unit=unit,
        approximate=read.approximate,
        estimate=read.estimate,
    )


def _deliveries(reader: RowReader, made: MakesTransfer) -> tuple[Delivery, ...]:
    found = []
    for one in made.deliveries:
        year, count = reader.words(one.year, "year"), reader.one(one.count, "count")
        if year is None or count is None:
            continue
        spec = count.value
        number = plain_number(count.text, spec.decimal if isinstance(spec, Amount) else ".")
        try:
            found.append(Delivery(year=whole_number(year, "year"), count=number))
        except ValueError as error:
            raise RowFault(f"deliveries: {shown(year)} is no year from 1900 to 2100") from error
        if number is None:
            raise RowFault(f"deliveries: {shown(count.text)} is no number")
    return tuple(found)


def _money(reader: RowReader, price: Price | None, together: tuple[str, ...]) -> Money | None:
    if price is None or (found := reader.one(price.amount, "value")) is None:
        return None
    spec = price.amount
    currency = reader.words(price.currency, "currency")
    if currency is not None and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise RowFault(f"the currency {shown(currency)} is no ISO 4217 code such as EUR")
    read = amount(found.text, spec.decimal)
    if read.least is None and read.most is None and spec.words != "keep":
        if spec.words == "leave":
            return None
        raise RowFault(f"the value is {shown(found.text)}, which is no number")
    least = read.least if read.least is not None else read.most
    return Money(
        amount=None if least is None else least * spec.times,
        max=read.most * spec.times if read.most is not None and read.most != least else None,
        currency=currency,
        text=found.quote,
        shared_with=together if len(together) > 1 else (),
    )


def _add(record: Record, transfer: Transfer) -> None:
    """Add a transfer, or its deliveries to the one that an earlier row of the record says the same of."""
    same = sense(transfer.model_dump()) if len(record.readers) > 1 else None
    for index, other in enumerate(record.transfers if same else ()):
        if sense(other.model_dump()) == same:
            record.transfers[index] = _merged(other, transfer)
            return
    record.transfers.append(transfer)


def _merged(one: Transfer, other: Transfer) -> Transfer:
    items = tuple(
        mine.model_copy(update={"deliveries": (*mine.deliveries, *theirs.deliveries)})
        for mine, theirs in zip(one.items, other.items, strict=True)
    )
    return one.model_copy(update={"items": items, "evidence": (*one.evidence, *other.evidence)})
