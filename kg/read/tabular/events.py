"""The events and relations that a row makes."""

from __future__ import annotations

from typing import cast

from kg.facts import Entity, Epistemic, Event, EventType, Participant, Relation
from kg.read.tabular.cells import RowFault, RowReader
from kg.read.tabular.claims import attributions, one_of, party_id, party_ids, sense
from kg.read.tabular.mapping import MakesEvent, MakesRelation
from kg.read.tabular.parties import entity_of, weapon_of
from kg.read.tabular.persons import known_leader
from kg.read.tabular.record import Record
from kg.read.tabular.when import when_of


def make_event(record: Record, reader: RowReader, made: MakesEvent) -> None:
    """Add the event of a row to its record.

    Raises:
        RowFault: if the row does not say of what type it is, or a cell has no answer in the mapping.

    """
    kind = one_of(reader, made, "type")
    if kind is None:
        raise RowFault("the type of the event is missing; an 'otherwise' can give one")
    participants = [
        Participant(role=one.role, entity=name)
        for one in made.participants
        for name in party_ids(record, reader, one.who, one.role)
    ]
    if not participants:
        raise RowFault("nobody takes part in the event")
    event = Event(
        id=record.next_id("e"),
        type=cast("EventType", kind),
        participants=tuple(participants),
        evidence=(reader.whole,),
        when=when_of(reader, made.when, "when"),
        epistemic=cast("Epistemic", one_of(reader, made, "epistemic") or "asserted"),
        attributions=attributions(record, reader, made.attributed_to),
        means=reader.words(made.means, "means"),
        outcome=reader.words(made.outcome, "outcome"),
        note=reader.words(made.note, "note"),
    )
    same = sense(event.model_dump())
    for index, other in enumerate(record.events):
        if sense(other.model_dump()) == same:
            record.events[index] = other.model_copy(update={"evidence": (*other.evidence, *event.evidence)})
            return
    record.events.append(event)


def make_relation(record: Record, reader: RowReader, made: MakesRelation) -> None:
    """Add the relation of a row to its record; one that lacks a side is none, so nothing is added.

    Raises:
        RowFault: if a cell has no answer in the mapping.

    """
    relation = {
        "holds_office": _holds_office,
        "operates": _operates,
        "made_in": _made_in,
        "same_as": _same_as,
        "is_a": _is_a,
    }[made.type](record, reader, made)
    if relation is None:
        return
    relation = relation.model_copy(
        update={"note": reader.words(made.note, "note"), "when": when_of(reader, made.when, "when")}
    )
    same = sense(relation.model_dump())
    if all(sense(other.model_dump()) != same for other in record.relations):
        record.relations.append(relation)


def _holds_office(record: Record, reader: RowReader, made: MakesRelation) -> Relation | None:
    found = reader.one(made.person, "person")
    office = reader.words(made.office, "office")
    if found is None or office is None:
        return None
    person = entity_of(found, reader, "person")
    home = reader.one(made.state, "state")
    state: Entity | None = entity_of(home, reader, "state") if home else None
    if state is not None and person.state is None:
        person = person.model_copy(update={"state": state.iso3 or state.id})
    person = known_leader(person, found.text, state, when_of(reader, made.when, "when"))
    return Relation(
        id=record.next_id("r"),
        type="holds_office",
        evidence=reader.whole,
        person=record.add(person),
        office=office,
        state=record.add(state) if state else None,
    )


def _system(record: Record, reader: RowReader, made: MakesRelation) -> str | None:
    words = reader.words(made.system, "system")
    return record.add(weapon_of(words, one_of(reader, made, "category"))) if words else None


def _operates(record: Record, reader: RowReader, made: MakesRelation) -> Relation | None:
    who, system = party_id(record, reader, made.who, "who"), _system(record, reader, made)
    if who is None or system is None:
        return None
    return Relation(id=record.next_id("r"), type="operates", evidence=reader.whole, a=who, b=system)


def _made_in(record: Record, reader: RowReader, made: MakesRelation) -> Relation | None:
    system, state = _system(record, reader, made), party_id(record, reader, made.state, "state")
    if system is None or state is None:
        return None
    return Relation(id=record.next_id("r"), type="made_in", evidence=reader.whole, a=system, b=state)


def _same_as(record: Record, reader: RowReader, made: MakesRelation) -> Relation | None:
    system, alias = _system(record, reader, made), reader.words(made.alias, "alias")
    if system is None or alias is None:
        return None
    return Relation(id=record.next_id("r"), type="same_as", evidence=reader.whole, entity=system, a=alias)


def _is_a(record: Record, reader: RowReader, made: MakesRelation) -> Relation | None:
    words, notation = reader.words(made.system, "system"), one_of(reader, made, "category")
    if words is None or notation is None:
        return None
    system = record.add(weapon_of(words, notation))
    return Relation(
        id=record.next_id("r"), type="is_a", evidence=reader.whole, entity=system, **{"class": notation}
    )
