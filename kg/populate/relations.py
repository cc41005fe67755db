"""A standing relation of the facts: an office held, a second name, the class of a system."""

from __future__ import annotations

from rdflib import Literal

from kg.facts import NARRATOR, Relation
from kg.namespaces import AG
from kg.populate.names import category, concept
from kg.populate.nodes import Writer


def describe_relation(writer: Writer, relation: Relation) -> None:
    """The report of one relation. A record that states it asserts it in its own voice."""
    claim = writer.claim(relation.id, AG.RelationReport, [relation.evidence])
    writer.add(claim, AG.relation, concept("relation", relation.type))
    writer.add(claim, AG.epistemicStatus, concept("epistemic", "asserted"))
    known = writer.names.knows
    subjects = [one for one in (relation.person, relation.entity) if one and known(one)]
    if not subjects and relation.a and known(relation.a):
        subjects = [relation.a]
    writer.entities(claim, AG.subjectEntity, subjects)
    if relation.b and known(relation.b):
        writer.entities(claim, AG.objectEntity, [relation.b])
    if relation.weapon_class:
        writer.add(claim, AG.objectEntity, category(relation.weapon_class))
    writer.add(claim, AG.officeWording, writer.literal(relation.office))
    writer.add(claim, AG.ofState, writer.names.state(relation.state))
    writer.add(claim, AG.asOf, writer.literal(relation.as_of))
    writer.interval(claim, "when", relation.when)
    if relation.type == "same_as":
        writer.entities(
            claim, AG.aliasOf, [relation.entity] if relation.entity and known(relation.entity) else []
        )
        names = [one for one in (relation.a, relation.b) if one and not known(one)]
        writer.add_all(claim, AG.alias, (Literal(name) for name in names))
    writer.attributions(claim, [NARRATOR])
    writer.note(claim, relation.note)
