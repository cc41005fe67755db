"""Where the decisions of persons stand: in ``graph/decisions``, out of reach of whatever is worked out anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import cast

import pyoxigraph as ox
from rdflib.namespace import RDF

from kg.errors import InputError
from kg.fuse.claims import TransferClaim
from kg.fuse.decisions import Decision, Verdict
from kg.fuse.match import block_of
from kg.index import Index
from kg.ledger import Ledger, Marks
from kg.namespaces import AG, graph_iri
from kg.settings import Settings
from kg.store import Change, Store
from kg.store.terms import ag, xsd

_A = ox.NamedNode(str(RDF.type))


def decisions_graph(base: str) -> str:
    """The graph that holds them."""
    return graph_iri("decisions", base)


def decision_iri(one: str, other: str, base: str) -> str:
    """There is one decision about two claims at most, whatever their order."""
    pair = " ".join(sorted((one, other)))
    return f"{base}id/decision/{hashlib.sha256(pair.encode()).hexdigest()[:16]}"


def decisions_in(store: Store, base: str) -> list[Decision]:
    """All decisions, in the order of their IRIs."""
    stated = Index(store.triples(decisions_graph(base)))
    found = []
    for node in sorted(stated.of_type(str(AG.Decision))):
        one, other = sorted(stated.texts(node, str(AG.decidedClaim)))
        found.append(
            Decision(
                one,
                other,
                cast("Verdict", stated.text(node, str(AG.verdict))),
                stated.text(node, str(AG.decidedBy)) or "",
                stated.text(node, str(AG.decidedAt)) or "",
                stated.text(node, str(AG.reason)) or "",
            )
        )
    return found


def describe_decision(decision: Decision, base: str) -> Iterator[ox.Triple]:
    """The statements of one decision."""
    node = ox.NamedNode(decision_iri(decision.one, decision.other, base))
    yield ox.Triple(node, _A, ag("Decision"))
    for claim in (decision.one, decision.other):
        yield ox.Triple(node, ag("decidedClaim"), ox.NamedNode(claim))
    yield ox.Triple(node, ag("verdict"), ox.Literal(decision.verdict))
    yield ox.Triple(node, ag("decidedBy"), ox.Literal(decision.by))
    yield ox.Triple(node, ag("decidedAt"), ox.Literal(decision.made, datatype=xsd("dateTime")))
    if decision.reason:
        yield ox.Triple(node, ag("reason"), ox.Literal(decision.reason))


def put_decision(store: Store, ledger: Ledger, decision: Decision, settings: Settings) -> None:
    """Write down a decision, in the place of an earlier one about the same claims. ``refresh`` makes it hold.

    Raises:
        InputError: if one of the claims is not stored, or both are one.

    """
    marks = _marks(store, decision.one, decision.other)
    graph = decisions_graph(settings.base)
    node = decision_iri(decision.one, decision.other, settings.base)
    store.commit(
        Change(
            forget=((graph, node),),
            add={graph: describe_decision(decision, settings.base), ledger.meta: ledger.stale(marks)},
        )
    )


def undo_decision(store: Store, ledger: Ledger, one: str, other: str, settings: Settings) -> bool:
    """Take back a decision; False if there is none."""
    graph = decisions_graph(settings.base)
    node = decision_iri(one, other, settings.base)
    if next(store.match(graph, node), None) is None:
        return False
    # All blocks that it may have tied to each other, through other decisions as well.
    tied = decisions_in(store, settings.base)
    marks = Marks()
    for decision in tied:
        marks |= _marks(store, decision.one, decision.other, must_exist=False)
    store.commit(Change(forget=((graph, node),), add={ledger.meta: ledger.stale(marks)}))
    return True


def _marks(store: Store, *claims: str, must_exist: bool = True) -> Marks:
    if must_exist and len(set(claims)) < len(claims):
        raise InputError("a decision is about two claims, this is one", place=claims[0])
    parties: set[tuple[str, str]] = set()
    blocks: set[str] = set()
    for claim in claims:
        rows = list(
            store.query(
                f"SELECT ?s ?r WHERE {{ {ox.NamedNode(claim)} a ag:TransferReport . "
                f"OPTIONAL {{ {ox.NamedNode(claim)} ag:supplier ?s }} OPTIONAL {{ {ox.NamedNode(claim)} ag:recipient ?r }} }}"
            ).rows()
        )
        if must_exist and not rows:
            raise InputError(
                "there is no such claim",
                place=claim,
                advice="`armsgraph explain` shows the claims of a transfer",
            )
        for row in rows:
            found = TransferClaim(
                claim,
                "",
                single={
                    name: row[short].value
                    for name, short in (("supplier", "s"), ("recipient", "r"))
                    if row[short]
                },
            )
            block = block_of(found)
            blocks.add(block)
            if " " in block:
                parties.add((block.split(" ")[0], block.split(" ")[1]))
    # A transfer of both may take one party from each.
    blocks |= {f"{supplier} {recipient}" for supplier, _ in parties for _, recipient in parties}
    return Marks(frozenset(blocks))
