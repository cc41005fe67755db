"""The page of a thing: what is said of it, in words and directions of the reader, with the quotes that it rests on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from api import pages
from api.graph import Triples
from api.linked_data import frame, sections
from api.linked_data.describing import MOST_VALUES, Describing
from api.linked_data.documents import Document
from api.linked_data.languages import Languages
from api.lookups import Lookups
from kg.namespaces import BASE

TRANSFERS = 50
"""How many transfers in each direction stand on the page of an actor."""
_CONTEXT = 80
"""So many characters stand before and after a quote."""
_AG = BASE + "ontology#"
_PARTY_ROLES = (("supplier", "ag:supplier"), ("recipient", "ag:recipient"))


def at_most(triples: list[ox.Triple], iri: str) -> tuple[list[ox.Triple], Counter[tuple[str, str]]]:
    """As many values of each property of a thing and its parts as a page shows, and how many of each are left out."""
    kept: list[ox.Triple] = []
    seen: Counter[tuple[str, str]] = Counter()
    left_out: Counter[tuple[str, str]] = Counter()
    for triple in sorted(triples, key=str):
        subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        place = subject, triple.predicate.value
        # Names are few, and the best of them must not be the one that is left out.
        if subject.partition("#")[0] == iri and not isinstance(triple.object, ox.Literal):
            seen[place] += 1
            if seen[place] > MOST_VALUES:
                left_out[place] += 1
                continue
        kept.append(triple)
    return kept, left_out


async def of(
    lookups: Lookups,
    document: Document,
    found: list[ox.Triple],
    languages: Languages,
    *,
    left_out: Mapping[tuple[str, str], int],
    incoming: int,
    more_incoming: bool,
) -> str:
    """The page of a document.

    Args:
        lookups: of the time that the page is of.
        document: the description that is shown.
        found: its statements.
        languages: of the reader.
        left_out: how many values of a property of a subject are not among them.
        incoming: which page of what points at the thing ``found`` has.
        more_incoming: whether there is a further one.

    """
    asked = dict(document.parameters)
    triples = Triples(found)
    iri = document.iri
    node = ox.NamedNode(iri)
    kinds = set(triples.iris(iri, "rdf:type"))
    extra: list[ox.Triple] = []
    transfers: dict[str, list[str]] = {}
    if _AG + "Transfer" in kinds:
        extra += await _statements(lookups, "transfer.rq", {"transfer": node})
    elif kinds & {_AG + "Document", _AG + "RegisterEntry", _AG + "Record"}:
        extra += await _statements(lookups, "record.rq", {"record": node})
    else:
        for heading, role in _PARTY_ROLES:
            transfers[heading] = await _transfers(lookups, node, role)
        listed = sorted({transfer for of_role in transfers.values() for transfer in of_role})
        if listed:
            things = [ox.NamedNode(transfer) for transfer in listed]
            extra += await _statements(lookups, "transfers-summary.rq", {"transfer": things})
    if extra:
        extra += await _labels(lookups, extra)
    graphs = await lookups.rows("thing-graphs.rq", {"thing": node})
    # The triples of other things come beside those of the document, which alone are listed as its statements.
    wide = Describing(
        Triples([*found, *extra]), languages, lookups.base, asked.get("as_of"), asked.get("lang")
    )
    contexts = await _contexts(lookups, wide.triples)
    return await asyncio.to_thread(
        _rendered,
        document,
        found,
        wide,
        transfers=transfers,
        graphs=graphs,
        contexts=contexts,
        left_out=left_out,
        incoming=incoming,
        more_incoming=more_incoming,
    )


def _rendered(
    document: Document,
    found: list[ox.Triple],
    wide: Describing,
    *,
    transfers: dict[str, list[str]],
    graphs: list[dict[str, Any]],
    contexts: dict[str, tuple[str, str]],
    left_out: Mapping[tuple[str, str], int],
    incoming: int,
    more_incoming: bool,
) -> str:
    iri = document.iri
    asked = dict(document.parameters)
    own = Triples(found)
    return pages.render(
        "thing.html",
        **frame.of(document, wide.languages),
        title=wide.label(iri),
        kinds=wide.values(iri, "rdf:type"),
        as_of=asked.get("as_of"),
        now=frame.with_parameters(document, as_of=None),
        names=sections.names(wide, iri),
        transfers=[
            {"heading": heading, "rows": [sections.transfer_row(wide, one) for one in listed], "full": len(listed) >= TRANSFERS,
             "code": iri}
            for heading, listed in transfers.items()
            if listed
        ],
        timeline=sections.timeline(wide, iri),
        comparison=sections.comparison(wide, iri, contexts),
        quotes=sections.quotes(wide, iri, contexts),
        said=sections.said(wide, iri),
        sections=sections.statements(wide, own, iri, left_out),
        incoming=sections.incoming(wide, own, iri),
        pages={
            "number": incoming,
            "previous": frame.with_parameters(document, incoming=str(incoming - 1)) if incoming > 1 else None,
            "next": frame.with_parameters(document, incoming=str(incoming + 1)) if more_incoming else None,
        },
        records=sections.records(wide, iri),
        graphs=sections.graphs(wide, graphs),
        json_ld=pages.json_in_page(_json_ld(found, iri)),
    )  # fmt: skip


async def _statements(lookups: Lookups, name: str, values: dict[str, Any]) -> list[ox.Triple]:
    answer = await lookups.read(name, values)
    return [quad.triple for quad in ox.parse(answer, ox.RdfFormat.N_TRIPLES)]


async def _labels(lookups: Lookups, triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    named = {
        term
        for triple in triples
        for term in (triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode)
    }
    named |= {triple.subject for triple in triples if isinstance(triple.subject, ox.NamedNode)}
    return await _statements(lookups, "thing-labels.rq", {"named": sorted(named, key=str)})


async def _transfers(lookups: Lookups, actor: ox.NamedNode, role: str) -> list[str]:
    role_iri = ox.NamedNode(_AG + role.removeprefix("ag:"))
    rows = await lookups.rows(
        "thing-transfers.rq", {"actor": actor, "role": role_iri}, limit=TRANSFERS, offset=0
    )
    return list(dict.fromkeys(row["transfer"].value for row in rows))


async def _contexts(lookups: Lookups, triples: Triples) -> dict[str, tuple[str, str]]:
    """What stands before and after each stretch of evidence, where that may be shown."""
    evidence = [ox.NamedNode(node) for node in triples.of_type("ag:Evidence")][:500]
    if not evidence:
        return {}
    rows = await lookups.rows(
        "evidence-surroundings.rq", {"evidence": evidence, "characters": ox.Literal(_CONTEXT)}
    )
    return {
        row["evidence"].value: (row["before"].value, row["after"].value)
        for row in rows
        if "before" in row and "after" in row
    }


def _json_ld(found: list[ox.Triple], iri: str) -> str:
    """The statements of the thing and of its parts as JSON-LD, for programs that read pages."""
    own = [triple for triple in found if isinstance(triple.subject, ox.NamedNode)]
    own = [t for t in own if t.subject.value == iri or t.subject.value.startswith(iri + "#")]  # type: ignore[union-attr]
    return (ox.serialize(sorted(own, key=str), format=ox.RdfFormat.JSON_LD) or b"[]").decode()
