"""What is worked out from a graph, and as important, what is not."""

from __future__ import annotations

import pytest
from rdflib import Graph, Namespace
from rdflib.namespace import RDF, SKOS

from kg.infer import inferences
from kg.namespaces import AG, ID
from kg.store.terms import to_rdflib, triples_of
from ontology import vocabulary_files

EX = Namespace("https://example.org/")
PREFIXES = f"""
@prefix ag: <{AG}> .
@prefix category: <{ID}category/> .
@prefix epistemic: <{ID}epistemic/> .
@prefix ex: <{EX}> .
@prefix office: <{ID}office/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix stage: <{ID}stage/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NEEDED = {"offices.ttl", "stages.ttl", "weapon-categories.ttl"}


@pytest.fixture(scope="module")
def vocabularies() -> Graph:
    graph = Graph()
    for file in vocabulary_files():
        if file.name in NEEDED:
            graph.parse(data=file.read_text("utf-8"), format="turtle")
    needed = Graph()
    for triple in graph:
        if triple[1] in {SKOS.broader, AG.impliesOrder} or triple[2] == AG.LeadingOffice:
            needed.add(triple)
    return needed


def over(graph: Graph) -> set:
    """What follows from a graph, in rdflib terms."""
    return {
        tuple(map(to_rdflib, (triple.subject, triple.predicate, triple.object)))
        for triple in inferences(triples_of(graph))
    }


@pytest.fixture
def infer(vocabularies):
    """Gives what follows from some Turtle, as far as it is about the example's own things."""

    def _infer(turtle: str) -> set:
        graph = Graph().parse(data=PREFIXES + turtle, format="turtle")
        return {triple for triple in over(vocabularies + graph) if triple[0].startswith(EX)}

    return _infer


def about(found: set, name: str, predicate) -> set[str]:
    """The local names of what a thing of the example has of a property."""
    values = {value for subject, prop, value in found if subject == EX[name] and prop == predicate}
    return {
        str(value).removeprefix(EX).removeprefix(AG).removeprefix(str(ID) + "category/") for value in values
    }


def test_a_thing_belongs_to_all_classes_above_its_own(infer):
    found = infer("ex:maker a ag:Company .")
    assert about(found, "maker", RDF.type) == {"Organisation", "Actor"}


def test_a_state_that_ended_is_a_vanished_one(infer):
    found = infer('ex:old a ag:State ; ag:existedUntil "1991"^^xsd:gYear . ex:new a ag:State .')
    assert "VanishedState" in about(found, "old", RDF.type)
    assert "VanishedState" not in about(found, "new", RDF.type)


def test_a_category_holds_in_all_wider_ones(infer):
    found = infer("ex:drone a ag:WeaponSystem ; ag:category category:aircraft.uav.combat .")
    assert about(found, "drone", AG.inCategory) == {"aircraft.uav.combat", "aircraft.uav", "aircraft"}
    assert {"CombatDrone", "UnmannedAircraft"} <= about(found, "drone", RDF.type)


@pytest.mark.parametrize(
    ("kilometres", "expected"),
    [
        ("690.0", "ShortRange"),
        ("1000.0", "ShortRange"),
        ("1000.1", "MediumRange"),
        ("3000", "MediumRange"),
        ("5500.0", "IntermediateRange"),
        ("15000.0", "Intercontinental"),
    ],
)
def test_a_ballistic_missile_is_classified_by_its_range(infer, kilometres, expected):
    found = infer(
        f"ex:m a ag:WeaponSystem ; ag:category category:missile.ballistic ; ag:rangeKm {kilometres} ."
    )
    classes = about(found, "m", RDF.type) - {"BallisticMissile"}
    assert classes == {f"{expected}BallisticMissile"}


def test_range_makes_no_ballistic_missile_of_something_else(infer):
    found = infer("ex:m a ag:WeaponSystem ; ag:category category:missile.cruise ; ag:rangeKm 690.0 .")
    assert about(found, "m", RDF.type) == {"CruiseMissile"}


def test_what_is_stated_is_not_inferred_as_well(infer):
    """Who counts weapon systems over all graphs counts each once."""
    found = infer("ex:m a ag:WeaponSystem ; ag:category category:missile.cruise .")
    assert "WeaponSystem" not in about(found, "m", RDF.type)


def test_a_variant_takes_category_and_class_of_its_family(infer):
    found = infer(
        "ex:family a ag:WeaponFamily ; ag:category category:armour.tank ."
        "ex:variant a ag:WeaponSystem ; ag:family ex:family ."
        "ex:later a ag:WeaponSystem ; ag:variantOf ex:variant ."
    )
    assert about(found, "later", AG.withinFamily) == {"variant", "family"}
    assert about(found, "later", AG.inCategory) == {"armour.tank", "armour"}
    assert {"Tank", "ArmouredVehicle"} <= about(found, "later", RDF.type)


def test_a_variant_with_a_category_of_its_own_keeps_to_that(infer):
    found = infer(
        "ex:airlifter a ag:WeaponSystem ; ag:category category:aircraft.transport ."
        "ex:radar-plane a ag:WeaponSystem ; ag:variantOf ex:airlifter ; ag:category category:aircraft.aew ."
    )
    assert about(found, "radar-plane", AG.inCategory) == {"aircraft.aew", "aircraft"}
    assert "TransportAircraft" not in about(found, "radar-plane", RDF.type)


def test_families_in_a_circle_come_to_an_end(infer):
    found = infer("ex:a a ag:WeaponSystem ; ag:variantOf ex:b . ex:b a ag:WeaponSystem ; ag:variantOf ex:a .")
    assert about(found, "a", AG.withinFamily) == {"b"}


def test_who_holds_a_leading_office_is_a_leader(infer):
    found = infer(
        "ex:president a ag:Person ; ag:tenure ex:t1 . ex:t1 ag:office office:head-of-state ."
        "ex:ambassador a ag:Person ; ag:tenure ex:t2 . ex:t2 ag:office office:ambassador ."
    )
    assert "Leader" in about(found, "president", RDF.type)
    assert "Leader" not in about(found, "ambassador", RDF.type)
    assert (EX.ambassador, AG.holdsOffice, ID["office/ambassador"]) in found


def transfer(stage: str = "delivered", claims: str = "", more: str = "") -> str:
    """A fused transfer from one state to another with one claim of the same stage."""
    return f"""
    ex:supplier a ag:State . ex:recipient a ag:State .
    ex:transfer a ag:Transfer ; ag:supplier ex:supplier ; ag:recipient ex:recipient ; ag:stage stage:{stage} ;
        ag:claim ex:claim {more} .
    {claims or f"ex:claim ag:stage stage:{stage} ; ag:epistemicStatus epistemic:claimed ."}
    """


@pytest.mark.parametrize(
    ("stage", "supplies"),
    [
        ("requested", False), ("negotiated", False), ("planned", False), ("announced", False), ("approved", False),
        ("agreed", False), ("ordered", True), ("delivering", True), ("delivered", True), ("stopped", False),
        ("cancelled", False), ("prohibited", False),
    ],
)  # fmt: skip
def test_one_supplies_another_once_something_is_ordered(infer, stage, supplies):
    found = infer(transfer(stage))
    assert ((EX.supplier, AG.suppliesTo, EX.recipient) in found) is supplies
    assert ((EX.recipient, AG.receivesFrom, EX.supplier) in found) is supplies
    assert (EX.supplier, AG.supplierOf, EX.transfer) in found
    assert (EX.recipient, AG.recipientOf, EX.transfer) in found


@pytest.mark.parametrize("status", ["denied", "hypothetical"])
def test_nobody_supplies_by_what_is_denied_or_only_possible(infer, status):
    found = infer(
        transfer(claims=f"ex:claim ag:stage stage:delivered ; ag:epistemicStatus epistemic:{status} .")
    )
    assert (EX.supplier, AG.suppliesTo, EX.recipient) not in found


def test_a_firm_claim_of_a_talk_does_not_firm_up_a_delivery_that_is_only_possible(infer):
    found = infer(
        transfer(
            more=", ex:talk",
            claims="ex:claim ag:stage stage:delivered ; ag:epistemicStatus epistemic:hypothetical ."
            "ex:talk ag:stage stage:negotiated ; ag:epistemicStatus epistemic:confirmed .",
        )
    )
    assert (EX.supplier, AG.suppliesTo, EX.recipient) not in found


def test_a_claim_that_denies_is_no_ground_however_firm(infer):
    found = infer(transfer(more="; ag:deniedBy ex:claim"))
    assert (EX.supplier, AG.suppliesTo, EX.recipient) not in found


def interval(name: str, *days: str) -> str:
    """An interval with its four bounds; an empty string leaves one out."""
    ends = zip(("earliestStart", "latestStart", "earliestEnd", "latestEnd"), days, strict=True)
    return (
        f"ex:{name} a ag:Interval "
        + "".join(f'; ag:{end} "{day}"^^xsd:date ' for end, day in ends if day)
        + ".\n"
    )


TENURES = """
ex:first a ag:Person ; ag:tenure ex:t1 .
ex:t1 ag:office office:head-of-state ; ag:officeOf ex:supplier ; ag:from "2000"^^xsd:gYear ; ag:until "2008-05-07"^^xsd:date .
ex:second a ag:Person ; ag:tenure ex:t2 .
ex:t2 ag:office office:head-of-state ; ag:officeOf ex:supplier ; ag:from "2008-05-07"^^xsd:date ; ag:until "2012-05"^^xsd:gYearMonth .
ex:third a ag:Person ; ag:tenure ex:t3 .
ex:t3 ag:office office:defence-minister ; ag:officeOf ex:recipient ; ag:from "2011-12-17"^^xsd:date .
ex:envoy a ag:Person ; ag:tenure ex:t4 .
ex:t4 ag:office office:ambassador ; ag:officeOf ex:recipient ; ag:from "2000"^^xsd:gYear .
ex:elsewhere a ag:Person ; ag:tenure ex:t5 .
ex:t5 ag:office office:head-of-state ; ag:officeOf ex:other ; ag:from "2000"^^xsd:gYear .
"""


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2005-01-01", "2005-12-31", "2005-01-01", "2005-12-31"), {"first"}),
        (("2008-05-07", "2008-05-07", "2008-05-07", "2008-05-07"), {"first", "second"}),
        (("2008-05-08", "2008-05-08", "", ""), {"second"}),
        (("2012-05-31", "2012-05-31", "2012-06-30", "2012-06-30"), {"second", "third"}),
        (("2012-06-01", "2012-06-30", "2012-06-01", "2012-06-30"), {"third"}),
        (("2005-01-01", "2005-12-31", "", ""), {"first"}),
        (("", "", "2013-01-01", "2013-01-31"), {"third"}),
        (("1999-01-01", "1999-12-31", "1999-01-01", "1999-12-31"), set()),
        (("", "2005-12-31", "", ""), set()),
    ],
)
@pytest.mark.parametrize(
    ("when", "relation"), [("ordered", "inOfficeAtOrder"), ("delivered", "inOfficeAtDelivery")]
)
def test_who_was_in_office(infer, when, relation, days, expected):
    found = infer(transfer(more=f"; ag:{when} ex:time") + interval("time", *days) + TENURES)
    assert about(found, "transfer", AG[relation]) == expected
    other = {"inOfficeAtOrder", "inOfficeAtDelivery"} - {relation}
    assert about(found, "transfer", AG[other.pop()]) == set()


def test_the_time_of_a_delivery_may_stand_in_the_years_delivered_in(infer):
    found = infer(
        transfer(more="; ag:delivery ex:d") + 'ex:d a ag:Delivery ; ag:year "2005"^^xsd:gYear .' + TENURES
    )
    assert about(found, "transfer", AG.inOfficeAtDelivery) == {"first"}
    found = infer(transfer(more="; ag:delivery ex:d") + "ex:d a ag:Delivery ; ag:year 2013 ." + TENURES)
    assert about(found, "transfer", AG.inOfficeAtDelivery) == {"third"}


def test_when_dates_the_stage(infer):
    time = interval("time", "2005-01-01", "2005-12-31", "2005-01-01", "2005-12-31")
    found = infer(transfer("ordered", more="; ag:when ex:time") + time + TENURES)
    assert about(found, "transfer", AG.inOfficeAtOrder) == {"first"}
    assert about(found, "transfer", AG.inOfficeAtDelivery) == set()
    found = infer(transfer("negotiated", more="; ag:when ex:time") + time + TENURES)
    assert about(found, "transfer", AG.inOfficeAtOrder) == set()


EMBARGOES = """
ex:running a ag:Embargo ; ag:target ex:recipient ; ag:from "2006-10-14"^^xsd:date .
ex:lifted a ag:Embargo ; ag:target ex:recipient ; ag:from "1990"^^xsd:gYear ; ag:until "2003-09-12"^^xsd:date .
ex:on-the-supplier a ag:Embargo ; ag:target ex:supplier ; ag:from "1990"^^xsd:gYear .
"""


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2006-10-13", set()), ("2006-10-14", {"running"}), ("2003-09-12", {"lifted"}), ("2003-09-13", set())],
)
@pytest.mark.parametrize("when", ["ordered", "delivered"])
def test_an_embargo_on_the_recipient_that_was_in_force_is_a_candidate(infer, when, day, expected):
    found = infer(transfer(more=f"; ag:{when} ex:time") + interval("time", day, day, day, day) + EMBARGOES)
    assert about(found, "transfer", AG.embargoCandidate) == expected


def test_a_transfer_without_a_time_is_no_candidate(infer):
    assert about(infer(transfer() + EMBARGOES), "transfer", AG.embargoCandidate) == set()


def test_the_order_is_fixed_and_nothing_comes_twice(vocabularies):
    graph = vocabularies + Graph().parse(data=PREFIXES + transfer() + TENURES, format="turtle")
    found = inferences(triples_of(graph))
    assert found == inferences(reversed(list(triples_of(graph))))
    assert len(found) == len(set(found))
    assert found == sorted(found, key=str)


def test_nothing_follows_from_nothing():
    assert inferences([]) == []
