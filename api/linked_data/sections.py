"""The sections of the page of a thing, each made from the statements at hand; empty where there is nothing to tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from api.graph import Triples
from api.linked_data.describing import Describing, Shown, shorten
from kg.namespaces import AG, BASE

_NAMES = (
    "skos:prefLabel", "skos:altLabel", "rdfs:label", "ag:shortName", "ag:demonym", "ag:metonym", "ag:localDesignation",
)  # fmt: skip
_COMPARED = (
    "ag:supplier", "ag:recipient", "ag:weapon", "ag:category", "ag:quantity", "ag:quantityDelivered", "ag:stage",
    "ag:when", "ag:ordered", "ag:delivered", "ag:kind", "ag:value", "ag:epistemicStatus", "ag:attributedTo",
)  # fmt: skip
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
"""What HTML takes for a time: a year, a month or a day."""
_TIMES = ("ag:ordered", "ag:when", "ag:delivered")


def names(wide: Describing, iri: str) -> list[dict[str, Any]]:
    """All names of a thing by language, the languages of the reader first."""
    by_language: dict[str, list[str]] = {}
    for name in _NAMES:
        for literal in wide.triples.literals(iri, name):
            found = by_language.setdefault(literal.language or "", [])
            if literal.value not in found:
                found.append(literal.value)
    order = {language: place for place, language in enumerate(wide.languages.labels)}
    return [
        {"language": language, "names": by_language[language]}
        for language in sorted(by_language, key=lambda code: (order.get(code, len(order)), code))
    ]


def statements(
    wide: Describing, own: Triples, iri: str, left_out: Mapping[tuple[str, str], int]
) -> list[dict[str, Any]]:
    """The statements of a thing and of its parts, part by part; of each property how many values are left out."""
    parts = [subject for subject in own.names() if subject == iri or subject.startswith(iri + "#")]
    return [
        {
            "anchor": subject.removeprefix(iri + "#") if subject != iri else None,
            "rows": wide.rows(subject, own, left_out, without=_NAMES if subject == iri else ()),
        }
        for subject in parts
    ]


def incoming(wide: Describing, own: Triples, iri: str) -> list[dict[str, Shown]]:
    """What points at a thing, in the order of the properties."""
    return [
        {"property": wide.link(name), "thing": wide.link(subject)}
        for name, subject in sorted(
            (name, subject)
            for subject in own.names()
            for name, values in own.properties(subject)
            if any(getattr(value, "value", None) == iri for value in values)
            and not subject.startswith(iri + "#")
        )
    ]


def transfer_row(wide: Describing, iri: str) -> dict[str, list[Shown]]:
    """A transfer in a table: the other parties, what, how many, when, how far."""
    return {
        "transfer": [wide.link(iri)],
        "supplier": wide.values(iri, "ag:supplier"),
        "recipient": wide.values(iri, "ag:recipient"),
        "what": wide.values(iri, "ag:weapon") or wide.values(iri, "ag:category"),
        "quantity": wide.values(iri, "ag:quantity"),
        "ordered": wide.values(iri, "ag:ordered"),
        "delivered": wide.values(iri, "ag:delivered") or wide.values(iri, "ag:when"),
        "stage": wide.values(iri, "ag:stage"),
    }


def timeline(wide: Describing, iri: str) -> list[dict[str, Any]]:
    """What happened when in the life of a transfer, and when it was reported; the earliest first."""
    read = wide.triples
    if str(AG.Transfer) not in read.iris(iri, "rdf:type"):
        return []
    found: list[tuple[str, dict[str, Any]]] = []
    for name in _TIMES:
        for node in read.iris(iri, name):
            first = read.text(node, "ag:earliestStart") or read.text(node, "ag:edtf") or "9999"
            stage = wide.values(iri, "ag:stage") if name == "ag:when" else []
            found.append((first, _moment(wide, name, read.text(node, "ag:edtf") or first, stage)))
    for node in read.iris(iri, "ag:delivery"):
        year = (read.text(node, "ag:year") or "9999")[:4]
        count = wide.values(node, "ag:count")
        found.append((year, _moment(wide, "ag:delivery", year, count)))
    reporting = {record for claim in _claims(read, iri) for record in read.iris(claim, "ag:record")}
    found += [
        (day, {**_moment(wide, "ag:record", day, [wide.link(record)]), "reported": True})
        for record in reporting
        if (day := read.text(record, "dcterms:issued"))
    ]
    return [moment for _, moment in sorted(found, key=lambda pair: (pair[0], pair[1]["time"], str(pair[1])))]


def _moment(wide: Describing, name: str, time: str, values: list[Shown]) -> dict[str, Any]:
    day = time if _DAY.fullmatch(time) else None
    return {"property": wide.label(_iri(name)), "time": time, "day": day, "values": values, "reported": False}


def comparison(wide: Describing, iri: str, contexts: dict[str, tuple[str, str]]) -> dict[str, Any] | None:
    """The claims that a transfer rests on side by side, the value taken, and why."""
    read = wide.triples
    claims = _claims(read, iri)
    if not claims or str(AG.Transfer) not in read.iris(iri, "rdf:type"):
        return None
    choices = {read.iri(node, "ag:chosenProperty"): node for node in read.iris(iri, "ag:choice")}
    denying = set(read.iris(iri, "ag:deniedBy"))
    rows = []
    for name in _COMPARED:
        cells = [wide.values(claim, name) for claim in claims]
        if not any(cells):
            continue
        choice = choices.get(_iri(name))
        taken = set(read.iris(choice, "ag:chosenFrom")) if choice else set()
        rows.append(
            {
                "property": wide.link(_iri(name)),
                "taken": wide.values(iri, name),
                "cells": [
                    {"values": cell, "taken": claim in taken}
                    for claim, cell in zip(claims, cells, strict=True)
                ],
                "rule": wide.values(choice, "ag:rule") if choice else [],
                "reason": wide.values(choice, "ag:reason") if choice else [],
            }
        )
    return {
        "claims": [
            {"link": wide.link(claim), "record": wide.values(claim, "ag:record"), "denies": claim in denying}
            for claim in claims
        ],
        "rows": rows,
        "quotes": [quotes(wide, claim, contexts) for claim in claims],
    }


def quotes(wide: Describing, iri: str, contexts: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """The words that a claim rests on, each with what stands around it and where it is from."""
    read = wide.triples
    found = []
    for node in read.iris(iri, "ag:evidence"):
        exact = next(iter(read.literals(node, "oa:exact")), None)
        if exact is None:
            continue
        record = read.iri(node, "oa:hasSource")
        before, after = contexts.get(node, (None, None))
        language = exact.language or (read.text(record, "dcterms:language") if record else None)
        found.append(
            {
                "exact": exact.value,
                "language": language,
                "before": before if before is not None else read.text(node, "oa:prefix") or "",
                "after": after if after is not None else read.text(node, "oa:suffix") or "",
                "start": int(read.text(node, "oa:start") or 0),
                "cite": read.iri(record, "dcterms:source") if record else None,
                "record": wide.link(record) if record else None,
            }
        )
    return sorted(found, key=lambda quote: (quote["start"], quote["exact"]))


def said(wide: Describing, iri: str) -> list[dict[str, Any]]:
    """What a record says: its claims with their quotes."""
    read = wide.triples
    return [
        {"claim": wide.link(claim), "kinds": wide.values(claim, "rdf:type"), "quotes": wide.values(claim, "ag:quote")}
        for claim in read.subjects("ag:record", iri)
        if read.literals(claim, "ag:quote")
    ]  # fmt: skip


def records(wide: Describing, iri: str) -> list[dict[str, Any]]:
    """The records that a thing is known from: its own, or those of the claims that it rests on."""
    read = wide.triples
    claims = [iri, *_claims(read, iri)]
    found = sorted({record for claim in claims for record in read.iris(claim, "ag:record")})
    return [
        {
            "link": wide.link(record),
            "publisher": wide.values(record, "dcterms:publisher"),
            "issued": read.text(record, "dcterms:issued"),
            "license": wide.values(record, "dcterms:license"),
            "source": wide.values(record, "dcterms:source"),
        }
        for record in found
    ]


def graphs(wide: Describing, rows: Iterable[dict[str, Any]]) -> list[Shown]:
    """The named graphs that the statements stand in; of the graph of a record, with the title of that record."""
    found: dict[str, Shown] = {}
    for row in rows:
        iri = row["graph"].value
        title = row.get("title")
        plain = Shown(shorten_graph(iri), None, wide.href(iri))
        found.setdefault(iri, Shown(title.value, title.language, wide.href(iri)) if title else plain)
    return [found[iri] for iri in sorted(found)]


def shorten_graph(iri: str) -> str:
    """``graph/reference`` for the IRI of a graph."""
    _, found, name = iri.partition("/graph/")
    return f"graph/{name}" if found else shorten(iri)


def _claims(read: Triples, iri: str) -> list[str]:
    return sorted({*read.iris(iri, "ag:claim"), *read.iris(iri, "ag:deniedBy")})


def _iri(name: str) -> str:
    return BASE + "ontology#" + name.removeprefix("ag:")
