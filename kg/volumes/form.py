"""Answers written out: as JSON, as CSV, and as the cells of a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kg.volumes.concentration import DEFINITION, Concentration
from kg.volumes.model import NOTE, UNPLACED_NOTE, Line, Volumes
from kg.volumes.shares import percent


def plain(number: Decimal) -> str:
    """A decimal written out, without zeros at its end."""
    return f"{number.normalize():f}"


def as_json(found: Volumes) -> dict[str, Any]:
    """An answer as a JSON object."""
    question = found.question
    return {
        "by": question.by,
        "suppliers": list(question.suppliers),
        "recipients": list(question.recipients),
        "category": question.category,
        "from": question.first,
        "to": question.last,
        "unit": "million TIV",
        "note": NOTE,
        "releases": [_release(found, n) for n in range(len(found.releases))],
        "tiv": _number(found.tiv),
        "deals": found.deals,
        "world_tiv": None if found.world is None else _number(found.world),
        "unplaced": {
            "tiv": _number(found.unplaced.tiv),
            "deals": found.unplaced.deals,
            "note": UNPLACED_NOTE,
        },
        "groups": found.groups,
        "lines": [_line(found, line) for line in found.lines],
    }


def _release(found: Volumes, number: int) -> dict[str, Any]:
    used = found.releases[number]
    one = used.release
    return {
        "iri": one.iri,
        "name": one.name,
        "register": one.register,
        "published": one.published,
        "deals": used.deals,
    }


def _line(found: Volumes, line: Line) -> dict[str, Any]:
    parts = {
        name: part if isinstance(part, int) else {"iri": part, "label": found.label(part)}
        for name, part in zip(found.question.columns, line.key, strict=True)
    }
    numbers: dict[str, Any] = {"tiv": _number(line.tiv), "deals": line.deals}
    if found.world is not None:
        share = percent(line.tiv, found.world)
        numbers["share"] = None if share is None else _number(share)
    return parts | numbers


def _number(number: Decimal) -> float | int:
    """As JSON writes it: the shortest digits that are this number, and a whole one without a point."""
    return int(number) if number == number.to_integral_value() else float(number)


def as_csv(found: Volumes) -> str:
    """An answer as CSV: each thing with its IRI and its label. The releases stand in every row, so that none loses them."""
    out = io.StringIO()
    writer = csv.writer(out)
    head: list[str] = []
    for name in found.question.columns:
        head += [name] if name == "year" else [name, f"{name}_label"]
    writer.writerow([*head, "tiv", "deals", *(["share"] if found.world is not None else []), "releases"])
    releases = " ".join(used.release.name for used in found.releases)
    for line in found.lines:
        row: list[str] = []
        for part in line.key:
            row += [str(part)] if isinstance(part, int) else [part or "", found.label(part)]
        share = percent(line.tiv, found.world)
        shares = [] if found.world is None else ["" if share is None else plain(share)]
        writer.writerow([*row, plain(line.tiv), str(line.deals), *shares, releases])
    return out.getvalue()


def cells(found: Volumes) -> Iterator[list[str]]:
    """The rows of a table for a person, without its head: labels, volume to two decimals, deals, share."""
    for line in found.lines:
        share = percent(line.tiv, found.world)
        shares = [] if found.world is None else ["" if share is None else f"{share:.2f}"]
        yield [*(found.label(part) for part in line.key), f"{line.tiv:,.2f}", f"{line.deals:,}", *shares]


def concentration_json(found: Volumes, given: list[Concentration]) -> dict[str, Any]:
    """The concentration of recipients as a JSON object."""
    whole = as_json(found)
    kept = ("from", "to", "category", "unit", "note", "releases", "unplaced")
    return {
        **{name: whole[name] for name in kept},
        "definition": DEFINITION,
        "recipients": [
            {
                "recipient": {"iri": one.recipient, "label": found.label(one.recipient)},
                "tiv": _number(one.tiv),
                "index": _number(one.index),
                "number": one.number,
                "largest_share": _number(one.largest_share),
                "unknown_share": _number(one.unknown_share),
                "suppliers": [
                    {
                        "supplier": {"iri": part.supplier, "label": found.label(part.supplier)},
                        "tiv": _number(part.tiv),
                        "share": _number(part.share),
                    }
                    for part in one.suppliers
                ],
            }
            for one in given
        ],
    }


def concentration_csv(found: Volumes, given: list[Concentration]) -> str:
    """The concentration of recipients as CSV, one row for each supplier of each."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "recipient",
            "recipient_label",
            "index",
            "number",
            "supplier",
            "supplier_label",
            "tiv",
            "share",
            "releases",
        ]
    )
    releases = " ".join(used.release.name for used in found.releases)
    for one in given:
        for part in one.suppliers:
            writer.writerow([
                one.recipient or "", found.label(one.recipient), plain(one.index), one.number,
                part.supplier or "", found.label(part.supplier), plain(part.tiv), plain(part.share), releases,
            ])  # fmt: skip
    return out.getvalue()


def remarks(found: Volumes) -> list[str]:
    """What a reader must know beside the numbers: on what they rest, what they are, and what is not in them."""
    named = [
        f"{used.release.name} ({used.deals:,} deals"
        + (f", published {used.release.published})" if used.release.published else ")")
        for used in found.releases
    ]
    lines = [f"Rests on {found.deals:,} deals. Releases: {', '.join(named) or 'none'}.", NOTE]
    if found.unplaced.deals:
        lines.insert(
            1,
            f"Unplaced: {found.unplaced.tiv:,.2f} in {found.unplaced.deals:,} deals. {UNPLACED_NOTE}",
        )
    return lines
