"""A transfer of the facts: one report per item."""

from __future__ import annotations

from rdflib import Literal, URIRef

from kg.facts import Facts, Item, Transfer
from kg.namespaces import AG, slug
from kg.populate.names import category, concept
from kg.populate.nodes import Writer

_MODES = frozenset({"rail", "sea", "air", "road"})
_VOLUMES = {
    "new_unit": AG.tivPerNewUnit,
    "unit": AG.tivPerUnit,
    "ordered": AG.tivOrdered,
    "delivered": AG.tivDelivered,
}
_ROLE_STATUS = {"supplier": AG.supplierRoleStatus, "recipient": AG.recipientRoleStatus}


def describe_transfer(writer: Writer, transfer: Transfer, facts: Facts) -> None:  # noqa: ARG001 - one signature for all
    """All reports of one transfer."""
    for item in transfer.items:
        claim = writer.claim(item.id, AG.TransferReport, transfer.evidence)
        writer.add(claim, AG.statementId, Literal(transfer.id))
        _parties(writer, claim, transfer)
        _goods(writer, claim, item)
        _terms(writer, claim, transfer)
        writer.attributions(claim, transfer.attributions)
        writer.add(claim, AG.confidence, writer.decimal(transfer.confidence))
        writer.add(claim, AG.confidenceClass, writer.literal(transfer.confidence_class))
        writer.note(claim, transfer.notes)


def _parties(writer: Writer, claim: URIRef, transfer: Transfer) -> None:
    for role in ("supplier", "recipient"):
        entity = getattr(transfer, role)
        writer.entities(claim, AG[role], [entity])
        if entity is None:
            writer.unknown(claim, AG[role])
    writer.entities(claim, AG.endUser, [transfer.end_user])
    writer.entities(claim, AG.intermediary, transfer.intermediaries)
    writer.entities(claim, AG.financier, [transfer.financier])
    writer.entities(claim, AG.origin, [transfer.origin])
    writer.entities(claim, AG.supplierBody, transfer.supplier_orgs)
    writer.entities(claim, AG.recipientBody, transfer.recipient_orgs)
    for role, status in transfer.roles.items():
        if role in _ROLE_STATUS:
            writer.add(claim, _ROLE_STATUS[role], Literal(status))


def _goods(writer: Writer, claim: URIRef, item: Item) -> None:
    entity = writer.names.about(item.weapon)
    if entity.type == "weapon_system":
        writer.entities(claim, AG.weapon, [item.weapon])
    else:
        writer.unknown(claim, AG.weapon)
        writer.add(claim, AG.weaponDescription, Literal(entity.name))
    # "arms" is what stands where nothing more is known; the entity may know more.
    notation = (
        entity.weapon_class if item.weapon_class == "arms" and entity.weapon_class else item.weapon_class
    )
    writer.add(claim, AG.category, category(notation))
    writer.add_all(claim, AG.alternativeCategory, (category(one) for one in item.class_alt))
    if item.quantity is None:
        writer.unknown(claim, AG.quantity)
    else:
        writer.quantity(claim, item.quantity)
    if item.delivered is not None:
        writer.quantity(claim, item.delivered, "quantityDelivered")
    writer.deliveries(claim, item.deliveries)
    if item.volume is not None:
        for member, term in _VOLUMES.items():
            writer.add(claim, term, writer.decimal(getattr(item.volume, member)))
    if item.sipri_category:
        writer.add(claim, AG.sipriCategory, concept("sipri-category", slug(item.sipri_category)))
    writer.add(claim, AG.weaponDescription, writer.literal(item.description))


def _terms(writer: Writer, claim: URIRef, transfer: Transfer) -> None:
    writer.add(claim, AG.stage, concept("stage", transfer.stage))
    writer.add(claim, AG.epistemicStatus, concept("epistemic", transfer.epistemic))
    writer.add(claim, AG.kind, concept("kind", transfer.kind))
    if transfer.kind == "unknown":
        writer.unknown(claim, AG.kind)
    if transfer.condition:
        writer.add(claim, AG.condition, concept("condition", transfer.condition))
    writer.add(claim, AG.localProduction, writer.literal(transfer.local_production))
    writer.add_all(claim, AG.uncertainProperty, (AG[name] for name in transfer.uncertain))
    writer.supports(claim, transfer.supports)
    if transfer.mode in _MODES:
        writer.add(claim, AG.mode, concept("mode", transfer.mode))
    elif transfer.mode:
        writer.add(claim, AG.modeWording, Literal(transfer.mode))
    writer.add_all(claim, AG.statusTag, (Literal(tag) for tag in transfer.status_tags))
    for name in ("when", "ordered", "delivered"):
        writer.interval(claim, name, getattr(transfer, name))
    if not (transfer.when or transfer.ordered or transfer.delivered):
        writer.unknown(claim, AG.when)
    if transfer.value is None:
        writer.unknown(claim, AG.value)
    else:
        writer.money(claim, transfer.value)
