"""Facts to triples: one record, one named graph, every value with the words that it rests on.

No blank nodes: what belongs to a claim is a hash IRI below the claim's, so that the same facts give the same
triples on every machine. One ``ag:TransferReport`` is made per item of a transfer.
"""

from __future__ import annotations

from collections.abc import Collection

from rdflib import Graph

from kg.facts import Facts
from kg.populate.entities import describe_entities
from kg.populate.events import describe_event
from kg.populate.names import Names
from kg.populate.nodes import Triple, Writer
from kg.populate.record import describe_record
from kg.populate.relations import describe_relation
from kg.populate.transfers import describe_transfer
from kg.settings import Settings

__all__ = ["Names", "claim_ids", "clashes", "populate", "statements"]


def populate(facts: Facts, record_id: str, settings: Settings, *, key: str | None = None) -> Graph:
    """The named graph of a record. ``key`` is what the record is known by; the document's id if not given.

    The facts must be sound (``kg.facts.problems`` and ``clashes`` find nothing).
    """
    # One graph holds one record: the store that keeps contexts apart would cost three times as much.
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    for statement in statements(facts, record_id, settings, key=key):
        graph.add(statement)
    return graph


def statements(
    facts: Facts, record_id: str, settings: Settings, *, key: str | None = None
) -> Collection[Triple]:
    """The statements of the graph of a record, each once: what ``populate`` makes a graph of, which takes its time."""
    names = Names(facts, record_id, settings.base)
    writer = Writer(facts.document, names)
    describe_record(writer, facts, key or facts.document.id)
    describe_entities(writer, facts)
    for transfer in facts.transfers:
        describe_transfer(writer, transfer, facts)
    for event in facts.events:
        describe_event(writer, event, facts)
    for relation in facts.relations:
        describe_relation(writer, relation)
    return writer.statements


def claim_ids(facts: Facts) -> list[str]:
    """The local ids of all claims that a record makes: one for each item of a transfer, each event, each relation."""
    items = [item.id for transfer in facts.transfers for item in transfer.items]
    return [*items, *(event.id for event in facts.events), *(relation.id for relation in facts.relations)]


def clashes(facts: Facts) -> list[str]:
    """Local ids that two claims of a record share: they would become one claim. Sentences for the user."""
    ids = claim_ids(facts)
    twice = sorted({one for one in ids if ids.count(one) > 1})
    return [
        f"the id {one!r} is used by two claims; items, events and relations share one set of ids"
        for one in twice
    ]
