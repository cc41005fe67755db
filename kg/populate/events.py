"""An event of the facts: a visit, a meeting, an embargo and so on."""

from __future__ import annotations

from rdflib import RDF, Literal, URIRef

from kg.facts import Event, Facts
from kg.namespaces import AG
from kg.populate.names import concept
from kg.populate.nodes import Writer

_WORDINGS = {
    "stance": AG.stanceWording,
    "duration": AG.duration,
    "trend": AG.trend,
    "direction": AG.direction,
    "means": AG.means,
    "outcome": AG.outcome,
}


def describe_event(writer: Writer, event: Event, facts: Facts) -> None:
    """The report of one event."""
    claim = writer.claim(event.id, AG.EventReport, event.evidence)
    writer.add(claim, AG.eventType, concept("event-type", event.type))
    writer.add(claim, AG.epistemicStatus, concept("epistemic", event.epistemic))
    for number, participant in enumerate(event.participants):
        node = URIRef(f"{claim}#participation-{number}")
        writer.add(claim, AG.participation, node)
        writer.add(node, RDF.type, AG.Participation)
        writer.add(node, AG.role, concept("event-role", participant.role))
        writer.entities(node, AG.participant, [participant.entity])
        if participant.entity is None:
            writer.unknown(node, AG.participant)
    writer.interval(claim, "when", event.when)
    if event.when is None:
        writer.unknown(claim, AG.when)
    writer.entities(claim, AG.place, [event.place])
    writer.attributions(claim, event.attributions)
    if event.quantity:
        writer.quantity(claim, event.quantity)
    for member, wording in _WORDINGS.items():
        writer.add(claim, wording, writer.literal(getattr(event, member)))
    for item in event.items:
        _goods(writer, claim, item)
    if event.about_transfer:
        writer.add_all(claim, AG.aboutTransfer, writer.names.claims_about(event.about_transfer))
    if event.part_of and any(other.id == event.part_of for other in facts.events):
        writer.add(claim, AG.partOfEvent, writer.names.claim(event.part_of))
    writer.note(claim, event.note)


def _goods(writer: Writer, claim: URIRef, item: str) -> None:
    """What an event is about: an entity of the facts if it is the id of one, else words."""
    if not writer.names.knows(item):
        writer.add(claim, AG.weaponDescription, Literal(item))
    elif writer.names.about(item).type == "weapon_system":
        writer.entities(claim, AG.weapon, [item])
    else:
        writer.entities(claim, AG.category, [item])
