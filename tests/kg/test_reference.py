"""The reference knowledge as plain Python."""

import pytest
from rdflib import Literal, URIRef

from kg.errors import KnowledgeError
from kg.namespaces import AG, ID
from kg.reference import Name, Reference, load

TURTLE = """
@prefix ag: <https://w3id.org/armsgraph/ontology#> .
@prefix id: <https://w3id.org/armsgraph/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/armsgraph/id/state/XAA> a ag:State ;
    ag:iso3 "XAA" ; ag:iso2 "XA" ;
    skos:prefLabel "Aland"@en , "ألاند"@ar ;
    ag:demonym "Alandic"@en ;
    ag:metonym "the Rose Palace"@en ;
    ag:capital <https://w3id.org/armsgraph/id/place/rosetown> ;
    ag:sipriName "Aland Is." ;
    skos:exactMatch <http://www.wikidata.org/entity/Q1> .
<https://w3id.org/armsgraph/id/place/rosetown> a ag:Place ; skos:prefLabel "Rosetown"@en .
<https://w3id.org/armsgraph/id/company/forge> a ag:Company ;
    skos:prefLabel "Forge"@en ; ag:ofState <https://w3id.org/armsgraph/id/state/XAA> .
<https://w3id.org/armsgraph/id/person/ann> a ag:Person ;
    skos:prefLabel "Ann Bell"@en ; ag:shortName "Bell"@en ;
    ag:tenure <https://w3id.org/armsgraph/id/person/ann#tenure-1> .
<https://w3id.org/armsgraph/id/person/ann#tenure-1> a ag:Tenure ;
    ag:office <https://w3id.org/armsgraph/id/office/head-of-state> ;
    ag:officeOf <https://w3id.org/armsgraph/id/state/XAA> ; ag:from "2001-02"^^xsd:gYearMonth .
<https://w3id.org/armsgraph/id/category/missile> a skos:Concept ; skos:notation "missile" ;
    skos:prefLabel "missile"@en .
<https://w3id.org/armsgraph/id/category/missile.ballistic> a skos:Concept ; skos:notation "missile.ballistic" ;
    skos:broader <https://w3id.org/armsgraph/id/category/missile> ; skos:prefLabel "ballistic missile"@en .
<https://w3id.org/armsgraph/id/weapon/dart> a ag:WeaponSystem ; skos:prefLabel "Dart"@en ;
    ag:ambiguousName true ;
    ag:category <https://w3id.org/armsgraph/id/category/missile.ballistic> ;
    ag:originState <https://w3id.org/armsgraph/id/state/XAA> .
<https://w3id.org/armsgraph/id/weapon/dart-2> a ag:WeaponSystem ; skos:prefLabel "Dart 2" ;
    ag:variantOf <https://w3id.org/armsgraph/id/weapon/dart> .
"""


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.from_turtle(TURTLE)


def test_a_state_has_its_names_and_those_of_its_capital(reference):
    state = reference[ID + "state/XAA"]
    assert state.kind == "state"
    assert set(state.names) == {
        Name("Aland", "en"),
        Name("ألاند", "ar"),
        Name("Alandic", "en", "demonym"),
        Name("the Rose Palace", "en", "metonym"),
        Name("Rosetown", "en", "capital"),
    }
    assert (state.iso3, state.iso2, state.label, state.wikidata) == ("XAA", "XA", "Aland", "Q1")
    assert state.sipri_names == ("Aland Is.",)
    assert reference.state_by_iso3("XAA") is state
    assert reference.state_by_iso3("ZZZ") is None


def test_a_company_is_an_organisation_of_its_state(reference):
    company = reference[ID + "company/forge"]
    assert company.kind == "organisation"
    assert reference.state_of(company.iri) == ID + "state/XAA"


def test_a_person_belongs_to_the_state_of_the_office(reference):
    person = reference[ID + "person/ann"]
    assert reference.state_of(person.iri) == ID + "state/XAA"
    (tenure,) = person.tenures
    assert (tenure.office, tenure.start, tenure.until) == (ID + "office/head-of-state", "2001-02", None)


def test_a_node_within_an_entity_is_no_entity(reference):
    assert ID + "person/ann#tenure-1" not in reference


def test_a_variant_takes_category_and_origin_from_its_base(reference):
    variant = reference[ID + "weapon/dart-2"]
    assert variant.category == "missile.ballistic"
    assert variant.origin == ID + "state/XAA"
    assert variant.names == (Name("Dart 2", None),)
    assert not variant.ambiguous
    assert reference[ID + "weapon/dart"].ambiguous


def test_categories_form_a_tree(reference):
    assert reference.category_parent("missile.ballistic") == "missile"
    assert reference.category_parent("missile") is None
    assert reference.is_within("missile.ballistic", "missile")
    assert reference.is_within("missile", "missile")
    assert not reference.is_within("missile", "missile.ballistic")
    assert reference.category("missile").label == "missile"


def test_an_unknown_category_falls_back_on_its_notation(reference):
    assert reference.is_within("ship.frigate", "ship")


def test_the_same_knowledge_is_there_as_an_rdflib_graph(reference):
    assert (URIRef(ID + "state/XAA"), AG.iso3, Literal("XAA")) in reference.graph


def test_broken_turtle_is_named():
    with pytest.raises(KnowledgeError, match="not Turtle"):
        Reference.from_turtle("this is no turtle")


def test_the_reference_of_the_package_loads_once():
    assert load() is load()
    assert load().state_by_iso3("RUS") is not None
    assert load().is_within("missile.ballistic.srbm", "missile")
