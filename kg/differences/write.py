"""A difference as JSON, as CSV, and as text for a person."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from kg.differences.model import Change, ChangedDeal, Deal, Difference, Value
from kg.text import isolate, isolate_whole

_NAMES = {
    "weaponDescription": "description",
    "sipriCategory": "SIPRI category",
    "ordered": "order year",
    "quantity": "number ordered",
    "quantityDelivered": "number delivered",
    "delivered": "years of delivery",
    "count": "number",
    "tiv": "TIV",
    "tivPerNewUnit": "TIV per new unit",
    "tivPerUnit": "TIV per unit",
    "tivOrdered": "TIV of the order",
    "tivDelivered": "TIV delivered",
    "localProduction": "local production",
    "epistemicStatus": "certainty",
    "endUser": "end user",
    "supplierBody": "supplier's body",
    "recipientBody": "recipient's body",
    "statusTag": "status tags",
    "uncertainProperty": "in doubt",
}
_ESTIMATE = "IsEstimate"
_HEADINGS = {
    "revision": "Revised values",
    "progress": "Values of years that one release cannot know",
    "wording": "Other words for the same",
}
_DEAL_COLUMNS = tuple(member.name for member in fields(Deal))


def to_json(found: Difference, *, summary: bool = False) -> str:
    """The whole of it with sorted lists; with ``summary`` without the single deals."""
    members = _plain(found)
    if summary:
        for name in _LISTS:
            del members[name]
    return json.dumps(members, ensure_ascii=False, indent=2)


_LISTS = ("added", "removed", "changed", "continued", "reworded", "not_covered")


def to_csv(found: Difference, *, summary: bool = False) -> str:
    """One line per deal that came or went and per value that changed; with ``summary`` one per figure."""
    out = io.StringIO()
    writer = csv.writer(out)
    if summary:
        writer.writerow(("section", "name", "measure", "value"))
        writer.writerows(_summary_rows(found))
    else:
        writer.writerow(("what", *_DEAL_COLUMNS, "pairing", "kind", "property", "year", "old", "new"))
        writer.writerows(_rows(found))
    return out.getvalue()


def _rows(found: Difference) -> Iterator[tuple[str, ...]]:
    for what, deals in (("added", found.added), ("removed", found.removed)):
        for deal in deals:
            yield (what, *_cells(deal), "", "", "", "", "", "")
    for one in found.not_covered:
        yield (f"not covered by {one.missing_in}", *_cells(one.deal), "", "", "", "", "", "")
    for what, changed in (
        ("changed", found.changed),
        ("continued", found.continued),
        ("reworded", found.reworded),
    ):
        for pair in changed:
            for change in pair.changes:
                year = "" if change.year is None else str(change.year)
                values = (_cell(change.old), _cell(change.new))
                yield (what, *_cells(pair.deal), pair.pairing, change.kind, change.property, year, *values)


def _cells(deal: Deal) -> Iterator[str]:
    return (_cell(getattr(deal, name)) for name in _DEAL_COLUMNS)


def _summary_rows(found: Difference) -> Iterator[tuple[str, ...]]:
    for member in fields(found.totals):
        yield ("deals", member.name, "deals", str(getattr(found.totals, member.name)))
    for count in found.properties:
        yield (count.kind, count.property, "deals", str(count.deals))
    for moved in found.moved:
        for measure in ("old", "new", "came", "went", "revised"):
            yield ("tiv by supplier", _cell(moved.supplier), measure, _cell(getattr(moved, measure)))
    for one in found.incomparable:
        yield ("not compared", one.property, "missing in", one.missing_in)


def _cell(value: Value) -> str:
    """A value as a spreadsheet shows it; what it would take for a formula is words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        text = "; ".join(value)
    elif isinstance(value, Decimal | int):
        return number(value)
    else:
        text = value
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def to_text(found: Difference, *, summary: bool = False) -> Iterator[str]:
    """Lines for a person. Names are set apart, so that they read well whatever their script."""
    totals = found.totals
    yield f"{found.register}: {found.old} ({totals.old:,} deals) against {found.new} ({totals.new:,} deals)"
    yield ""
    yield f"  added         {totals.added:>8,}"
    yield f"  removed       {totals.removed:>8,}"
    yield f"  changed       {totals.changed:>8,}"
    yield f"  only went on  {totals.continued:>8,}"
    yield f"  reworded      {totals.reworded:>8,}"
    yield f"  unchanged     {totals.unchanged:>8,}"
    yield f"  not covered   {totals.not_covered:>8,}"
    if not summary:
        yield from _text_of_deals(found)
    for kind, heading in _HEADINGS.items():
        counts = [count for count in found.properties if count.kind == kind]
        if counts:
            yield from ("", f"{heading}, in so many deals")
            yield from (f"  {_called(count.property):<30} {count.deals:>8,}" for count in counts)
    if found.incomparable:
        yield from ("", "Not compared, because the files of one release do not say it")
        yield from (f"  {_called(one.property):<30} {one.missing_in}" for one in found.incomparable)
    if found.moved:
        yield from ("", "TIV delivered by supplier, in millions, in what both releases cover")
        yield f"  {'':<30} {'old':>12} {'new':>12} {'balance':>12} {'came':>12} {'went':>12} {'revised':>12}"
        for moved in found.moved:
            numbers = (moved.old, moved.new, moved.balance, moved.came, -moved.went, moved.revised)
            yield f"  {isolate_whole(moved.supplier):<30} " + " ".join(f"{one:>12,.2f}" for one in numbers)


def _text_of_deals(found: Difference) -> Iterator[str]:
    for heading, deals in (("Added", found.added), ("Removed", found.removed)):
        if deals:
            yield from ("", heading)
            yield from (f"  {_deal(deal)}" for deal in deals)
    if found.not_covered:
        yield from ("", "Not covered")
        yield from (
            f"  {_deal(one.deal)}  (not in the files of {one.missing_in})" for one in found.not_covered
        )
    for heading, changed in (
        ("Changed", found.changed),
        ("Only went on", found.continued),
        ("Reworded", found.reworded),
    ):
        if changed:
            yield from ("", heading)
            for pair in changed:
                yield from _changed(pair)


def _changed(pair: ChangedDeal) -> Iterator[str]:
    by = {"register-id": "", "identity": "", "likeness": "  (paired by likeness)"}[pair.pairing]
    yield f"  {_deal(pair.deal)}{by}"
    for change in pair.changes:
        mark = {"revision": "", "progress": "  (went on)", "wording": "  (wording)"}[change.kind]
        yield f"    {_property(change):<30} {_shown(change.old)} -> {_shown(change.new)}{mark}"


def _deal(deal: Deal) -> str:
    parties = f"{isolate_whole(deal.supplier or 'unknown')} to {isolate_whole(deal.recipient or 'unknown')}"
    number_of = "" if deal.quantity is None else f"{_shown(deal.quantity)} "
    year = "" if deal.ordered is None else f", ordered {isolate(deal.ordered)}"
    name = deal.register_id or deal.key
    return f"{parties}: {number_of}{isolate_whole(deal.weapon)}{year}  [{isolate(name)}]"


def _property(change: Change) -> str:
    called = _called(change.property)
    return called if change.year is None else f"delivery {change.year}: {called}"


def _called(prop: str) -> str:
    if prop.endswith(_ESTIMATE):
        name = prop.removesuffix(_ESTIMATE)
        return f"{_NAMES.get(name, name)} estimated"
    return _NAMES.get(prop, prop)


def _shown(value: Value) -> str:
    if value is None:
        return "not said"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(isolate_whole, value))
    return number(value) if isinstance(value, Decimal | int) else isolate_whole(value)


def number(value: Decimal | int) -> str:
    """A number written out in full."""
    return f"{Decimal(value).normalize():f}"


def _plain(value: Any) -> Any:
    """A result as JSON knows it; numbers are plain numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if is_dataclass(value):
        return {member.name: _plain(getattr(value, member.name)) for member in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
