"""Of what kind a thing is: classes above its own, weapon systems by category, range and family, leaders, old states.

What is concluded here follows from the ontology; the ontology may allow more. A weapon system takes the categories
of its family only if it has none of its own, because a variant is sometimes made to do other work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox
from rdflib.namespace import RDF, SKOS

from kg.index import Index, Term
from kg.infer.definitions import definitions
from kg.namespaces import AG
from kg.store.terms import ag

Look = Callable[[str, str], list[Term]]
"""From a subject and a property to the values, wherever they are stated."""

_A = ox.NamedNode(str(RDF.type))
_TYPE, _BROADER = str(RDF.type), str(SKOS.broader)
_FAMILY, _VARIANT, _CATEGORY = str(AG.family), str(AG.variantOf), str(AG.category)
_RANGE, _UNTIL, _TENURE, _OFFICE = str(AG.rangeKm), str(AG.existedUntil), str(AG.tenure), str(AG.office)
_WEAPONS = {str(AG.WeaponSystem), str(AG.WeaponFamily)}
_STATE, _PERSON, _LEADING = str(AG.State), str(AG.Person), str(AG.LeadingOffice)


def kinds(thing: str, stated: Index, known: Index) -> Iterator[ox.Triple]:
    """All that follows about the kind of one thing and is not stated of it: who counts over all graphs counts it once.

    Args:
        thing: its IRI.
        stated: all that is said about it where it is described.
        known: the reference knowledge, in which what it refers to is looked up.

    """
    types = stated.values(thing, _TYPE)
    for triple in _kinds(thing, stated, known):
        if triple.predicate != _A or triple.object not in types:
            yield triple


def _kinds(thing: str, stated: Index, known: Index) -> Iterator[ox.Triple]:
    def look(subject: str, prop: str) -> list[Term]:
        return stated.values(subject, prop) or known.values(subject, prop)

    about = stated.about(thing)
    types = [value.value for value in about.get(_TYPE, ())]
    node = ox.NamedNode(thing)
    superclasses = definitions().superclasses
    for wider in {wider for kind in types for wider in superclasses.get(kind, ())}:
        yield ox.Triple(node, _A, ox.NamedNode(wider))
    if _STATE in types and _UNTIL in about:
        yield ox.Triple(node, _A, ag("VanishedState"))
    if (
        _RANGE in about
        or _FAMILY in about
        or _VARIANT in about
        or (_CATEGORY in about and _WEAPONS & set(types))
    ):
        yield from _weapon_system(node, look)
    if _PERSON in types and _TENURE in about:
        yield from _offices(node, look)


def _weapon_system(system: ox.NamedNode, look: Look) -> Iterator[ox.Triple]:
    within = _reached(system.value, look, _FAMILY, _VARIANT)
    for family in within:
        yield ox.Triple(system, ag("withinFamily"), ox.NamedNode(family))
    own = _categories(system.value, look) or {
        category for family in within for category in _categories(family, look)
    }
    categories = own.union(*(_reached(category, look, _BROADER) for category in own))
    for category in categories:
        yield ox.Triple(system, ag("inCategory"), ox.NamedNode(category))
    ranges = {number for value in look(system.value, _RANGE) if (number := _decimal(value.value)) is not None}
    for kind in _classes(categories, ranges):
        yield ox.Triple(system, _A, ox.NamedNode(kind))


def _categories(thing: str, look: Look) -> set[str]:
    """The categories that are stated of a weapon system or a family; a claim has one as well, and is neither."""
    if not any(kind.value in _WEAPONS for kind in look(thing, _TYPE)):
        return set()
    return {value.value for value in look(thing, _CATEGORY)}


def _classes(categories: set[str], ranges: set[Decimal]) -> set[str]:
    known = definitions()
    classes = {known.by_category[category] for category in categories if category in known.by_category}
    ranged = {
        one.iri for one in known.by_range if one.kind in classes and any(one.holds(km) for km in ranges)
    }
    return ranged | classes | {wider for kind in classes for wider in known.superclasses.get(kind, ())}


def _offices(person: ox.NamedNode, look: Look) -> Iterator[ox.Triple]:
    offices = {
        office.value
        for tenure in look(person.value, _TENURE)
        for office in look(tenure.value, _OFFICE)
        if isinstance(office, ox.NamedNode)
    }
    for office in offices:
        yield ox.Triple(person, ag("holdsOffice"), ox.NamedNode(office))
    if any(kind.value == _LEADING for office in offices for kind in look(office, _TYPE)):
        yield ox.Triple(person, _A, ag("Leader"))


def _reached(start: str, look: Look, *props: str) -> set[str]:
    """Everything that can be reached by these properties in one step or more, without the start itself."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        one = waiting.pop()
        for prop in props:
            for value in look(one, prop):
                if isinstance(value, ox.NamedNode) and value.value not in found:
                    found.add(value.value)
                    waiting.append(value.value)
    return found - {start}


def _decimal(value: str) -> Decimal | None:
    try:
        return Decimal(value)
    except InvalidOperation:
        return None
