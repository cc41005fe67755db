"""Of what kind a thing is: classes above its own, weapon systems by category, range and family, leaders, old states.

What is concluded here follows from the ontology; the ontology may allow more. A weapon system takes the categories
of its family only if it has none of its own, because a variant is sometimes made to do other work.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from rdflib import URIRef
from rdflib.namespace import RDF

from kg.infer.definitions import closure, definitions
from kg.namespaces import AG
from kg.store.select import Select, Triple, ask, links


def kinds(select: Select) -> Iterator[Triple]:
    """All that follows about the kinds of things."""
    yield from wider_classes(select)
    yield from weapon_systems(select)
    yield from leaders(select)
    for state, _ in ask(select, "?state a ag:State ; ag:existedUntil ?until .", "state", "until"):
        if state is not None:
            yield state, RDF.type, AG.VanishedState


def wider_classes(select: Select) -> Iterator[Triple]:
    """The classes above the one that is stated."""
    superclasses = definitions().superclasses
    values = " ".join(f"<{iri}>" for iri in sorted(superclasses))
    for thing, kind in ask(select, f"VALUES ?kind {{ {values} }} ?thing a ?kind .", "thing", "kind"):
        if isinstance(thing, URIRef) and isinstance(kind, URIRef):
            for wider in superclasses[kind]:
                yield thing, RDF.type, wider


def weapon_systems(select: Select) -> Iterator[Triple]:
    """Families, categories and classes of weapon systems."""
    families = links(select, "{ ?from ag:family ?to } UNION { ?from ag:variantOf ?to }")
    stated = links(
        select, "?from ag:category ?to . ?from a ?kind . FILTER(?kind IN (ag:WeaponSystem, ag:WeaponFamily))"
    )
    broader = links(select, "?from skos:broader ?to .")
    ranges: dict[URIRef, set[Decimal]] = {}
    for system, value in ask(select, "?system ag:rangeKm ?range .", "system", "range"):
        if isinstance(system, URIRef) and (kilometres := _decimal(value)) is not None:
            ranges.setdefault(system, set()).add(kilometres)
    for system in families.keys() | stated.keys() | ranges.keys():
        within = closure(system, families)
        for family in within:
            yield system, AG.withinFamily, family
        own = stated.get(system) or set[URIRef]().union(*(stated.get(family, set()) for family in within))
        categories = own.union(*(closure(category, broader) for category in own))
        for category in categories:
            yield system, AG.inCategory, category
        yield from _classes(system, categories, ranges.get(system, set()))


def _classes(system: URIRef, categories: set[URIRef], ranges: set[Decimal]) -> Iterator[Triple]:
    known = definitions()
    classes = {known.by_category[category] for category in categories if category in known.by_category}
    for ranged in known.by_range:
        if ranged.kind in classes and any(ranged.holds(kilometres) for kilometres in ranges):
            yield system, RDF.type, ranged.iri
    for iri in classes:
        yield system, RDF.type, iri
        for wider in known.superclasses.get(iri, ()):
            yield system, RDF.type, wider


def leaders(select: Select) -> Iterator[Triple]:
    """Who holds or held which office, and who of them led."""
    leading = {office for (office,) in ask(select, "?office a ag:LeadingOffice .", "office")}
    for person, offices in links(
        select, "?from a ag:Person ; ag:tenure ?tenure . ?tenure ag:office ?to ."
    ).items():
        for office in offices:
            yield person, AG.holdsOffice, office
        if offices & leading:
            yield person, RDF.type, AG.Leader


def _decimal(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
