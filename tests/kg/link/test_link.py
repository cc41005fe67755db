"""A link is made where it is sure, and only there."""

from __future__ import annotations

import pytest

from kg.facts import Document, Entity, Facts
from kg.link import link
from kg.link.index import Index
from kg.namespaces import BASE
from kg.reference import Reference

KNOWLEDGE = f"""
@prefix ag: <{BASE}ontology#> . @prefix id: <{BASE}id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{BASE}id/state/AAA> a ag:State ; ag:iso3 "AAA" ; skos:prefLabel "Alphaland"@en , "ألفا"@ar ;
    skos:exactMatch <http://www.wikidata.org/entity/Q1> .
<{BASE}id/state/BBB> a ag:State ; ag:iso3 "BBB" ; skos:prefLabel "Betaland"@en .
<{BASE}id/person/khalid> a ag:Person ; skos:prefLabel "Khalid al-Mansouri"@en , "خالد المنصوري"@ar ; ag:ofState <{BASE}id/state/AAA> ;
    ag:shortName "Mansouri"@en .
<{BASE}id/person/other-khalid> a ag:Person ; skos:prefLabel "Khalid"@en ; ag:ofState <{BASE}id/state/AAA> .
<{BASE}id/person/third-khalid> a ag:Person ; skos:prefLabel "Khalid"@en ; ag:ofState <{BASE}id/state/BBB> .
<{BASE}id/facility/north> a ag:Facility ; skos:prefLabel "North Yard"@en .
<{BASE}id/weapon/kn-23> a ag:WeaponSystem ; skos:prefLabel "KN-23" ; skos:altLabel "هواسونغ-11"@ar .
<{BASE}id/category/missile> a skos:Concept ; skos:notation "missile" ; skos:prefLabel "missile"@en .
"""
INDEX = Index(Reference.from_turtle(KNOWLEDGE))


def linked(*entities: dict[str, object]) -> list[str | None]:
    facts = Facts(
        document=Document(id="a", lang="en"), entities=tuple(Entity.model_validate(one) for one in entities)
    )
    return [one.iri.removeprefix(BASE + "id/") if one.iri else None for one in link(facts, INDEX).entities]


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        ({"id": "AAA", "type": "state", "name": "whatever"}, "state/AAA"),
        ({"id": "x", "type": "state", "name": "whatever", "iso3": "BBB"}, "state/BBB"),
        ({"id": "x", "type": "state", "name": "whatever", "wikidata": "Q1"}, "state/AAA"),
        ({"id": "x", "type": "state", "name": "ألفا"}, "state/AAA"),
        ({"id": "ZZZ", "type": "state", "name": "Nowhere"}, None),
        ({"id": "x", "type": "person", "name": "KHALID AL MANSOURI"}, None),
        ({"id": "x", "type": "person", "name": "khalid al–mansouri"}, "person/khalid"),
        ({"id": "x", "type": "person", "name": "خالد المنصوريّ"}, "person/khalid"),
        (
            {"id": "x", "type": "person", "name": "A minister", "aliases": ["Khalid al-Mansouri"]},
            "person/khalid",
        ),
        ({"id": "x", "type": "person", "name": "Mansouri"}, None),
        ({"id": "x", "type": "person", "name": "Khalid"}, None),
        ({"id": "x", "type": "person", "name": "Khalid", "state": "BBB"}, "person/third-khalid"),
        ({"id": "x", "type": "person", "name": "Khalid al-Mansouri", "state": "BBB"}, None),
        ({"id": "x", "type": "person", "name": "Khalid el-Mansouri", "state": "AAA"}, "person/khalid"),
        ({"id": "x", "type": "person", "name": "Khalid el-Mansouri"}, None),
        ({"id": "x", "type": "person", "name": "Khalid el-Mansouri", "state": "BBB"}, None),
        ({"id": "x", "type": "place", "name": "North Yard"}, "facility/north"),
        ({"id": "x", "type": "weapon_system", "name": "kn-23"}, "weapon/kn-23"),
        ({"id": "x", "type": "weapon_system", "name": "هواسونغ-11"}, "weapon/kn-23"),
        ({"id": "x", "type": "weapon_system", "name": "KN-25"}, None),
        ({"id": "x", "type": "organisation", "name": "KN-23"}, None),
        (
            {"id": "x", "type": "weapon_class", "name": "rockets of all kinds", "class": "missile"},
            "category/missile",
        ),
        ({"id": "x", "type": "weapon_class", "name": "things", "class": "nothing.known"}, None),
    ],
)
def test_links(entity: dict[str, object], expected: str | None) -> None:
    assert linked(entity) == [expected]


def test_an_iri_that_is_there_stays() -> None:
    assert linked({"id": "AAA", "type": "state", "name": "x", "iri": BASE + "id/state/BBB"}) == ["state/BBB"]


def test_the_state_of_an_entity_may_be_another_entity_of_the_record() -> None:
    state = {"id": "the-state", "type": "state", "name": "Betaland", "iso3": "BBB"}
    assert linked(state, {"id": "x", "type": "person", "name": "Khalid", "state": "the-state"}) == [
        "state/BBB",
        "person/third-khalid",
    ]


def test_the_own_reference_knowledge_is_used_by_default() -> None:
    facts = Facts(
        document=Document(id="a", lang="en"), entities=(Entity(id="EGY", type="state", name="Egypt"),)
    )
    assert link(facts).entities[0].iri == BASE + "id/state/EGY"
