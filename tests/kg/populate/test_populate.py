"""Everything that facts say arrives in the graph, under names that do not depend on who builds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS

from kg.facts import Entity, Facts, Quantity
from kg.link import link
from kg.namespaces import AG, BASE, ID, OA
from kg.populate import clashes, populate
from kg.populate.names import provisional_iri
from kg.populate.record import address
from kg.settings import Settings

CLAIM = URIRef(BASE + "id/claim/r-1/t1.1")
RECORD = URIRef(BASE + "id/record/r-1")


def graph_of(record: dict[str, Any], **settings: str) -> Graph:
    return populate(link(Facts.model_validate(record)), "r-1", Settings(**settings), key="the key")


@pytest.fixture
def record(
    make_facts: Callable[..., dict[str, Any]], make_quote: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    """A record that uses every member that has a place in the graph."""
    record = make_facts(
        end_user="org:army",
        intermediaries=["org:broker"],
        financier="EGY",
        origin="RUS",
        supplier_orgs=["org:broker"],
        recipient_orgs=["org:army"],
        mode="sea",
        kind="sale",
        status_tags=["claimed"],
        roles={"supplier": "explicit", "recipient": "implicit"},
        value={"amount": 2000000000, "max": 2500000000.5, "currency": "USD", "text": make_quote("12"), "shared_with": ["t1.2"]},
        ordered={"edtf": "2018~", "start": ["2018-01-01", "2018-12-31"], "end_state": "unknown", "note": "by the press"},
        delivered={"edtf": "2021", "end": ["2021-01-01", "2021-12-31"]},
        confidence=0.75,
        confidence_class="medium",
        notes="A remark.",
        attributions=[
            {"source": "org:army", "kind": "statement", "stance": "deny", "quote": make_quote("the ministry said")},
            {"source": "narrator"},
        ],
    )  # fmt: skip
    record["transfers"][0]["items"].append(
        {"id": "t1.2", "weapon": "cls:arms", "class": "arms", "class_alt": ["missile"], "quantity": None}
    )
    record["document"] |= {
        "title": "A title", "url": "https://example.org/a b", "publisher": "Example News", "licence": "CC-BY-4.0",
        "redistribution": "full", "genre": "news", "translated_from": "ar", "translation": "human",
        "date_estimate": ["2021-05-01", "2021-07-01"], "reference_date": "2021-06-01",
    }  # fmt: skip
    record["extractor"] = "tests 1"
    record["entities"] += [
        {"id": "org:army", "type": "organisation", "name": "الجيش الأول", "subtype": "armed_force", "state": "EGY", "aliases": ["First Army"]},
        {"id": "org:broker", "type": "organisation", "name": "Nowhere Arms Trading", "subtype": "company", "wikidata": "Q999999999", "part_of": "org:army"},
        {"id": "cls:arms", "type": "weapon_class", "name": "weapons", "class": "missile.sam"},
        {"id": "per:x", "type": "person", "name": "Somebody Unheard-Of", "state": "EGY", "note": "minister"},
        {"id": "wpn:new", "type": "weapon_system", "name": "XQ-77", "class": "missile.sam", "origin": "RUS"},
    ]  # fmt: skip
    record["mentions"] = [{"entity": "RUS", **make_quote("Russia")}]
    record["events"] = [
        {
            "id": "e1", "type": "visit", "participants": [{"role": "visitor", "entity": "per:x"}, {"role": "host", "entity": None}],
            "evidence": [make_quote("Egypt")], "place": "EGY", "stance": "support", "duration": "a day", "trend": "rising",
            "direction": "closer", "means": "ship", "outcome": "none", "items": ["wpn:new", "cls:arms", "spare parts"],
            "about_transfer": "t1", "note": "A remark.", "quantity": {"min": 1, "max": 1},
        },
        {"id": "e2", "type": "meeting", "participants": [], "evidence": [make_quote("Egypt")], "part_of": "e1", "about_transfer": "t1.2"},
    ]  # fmt: skip
    record["relations"] = [
        {"id": "r1", "type": "holds_office", "person": "per:x", "office": "minister of defence", "state": "EGY", "as_of": "2021", "evidence": make_quote("ministry")},
        {"id": "r2", "type": "same_as", "a": "XQ-77", "b": "Thunder", "entity": "wpn:new", "evidence": make_quote("Su-35")},
        {"id": "r3", "type": "is_a", "entity": "wpn:new", "class": "missile.sam", "evidence": make_quote("fighters")},
        {"id": "r4", "type": "counterpart_of", "a": "per:x", "b": "org:army", "evidence": make_quote("fighters")},
    ]  # fmt: skip
    return record


def one(graph: Graph, subject: URIRef, predicate: URIRef) -> Any:
    (value,) = graph.objects(subject, predicate)
    return value


def test_a_record_describes_itself(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    said = {p: {str(o) for o in graph.objects(RECORD, p)} for p in graph.predicates(RECORD)}
    assert said[RDF.type] == {str(AG.Document)}
    assert said[AG.recordKey] == {"the key"}
    assert said[AG.redistribution] == {"full"}
    assert said[AG.text] == {record["document"]["text"]}
    assert said[DCTERMS.identifier] == {"su35"}
    assert one(graph, RECORD, DCTERMS.title) == Literal("A title", lang="en")
    assert one(graph, RECORD, DCTERMS.issued) == Literal("2021-06-01", datatype=XSD.date)
    assert one(graph, RECORD, DCTERMS.source) == URIRef("https://example.org/a%20b")
    assert one(graph, RECORD, DCTERMS.license) == Literal("CC-BY-4.0")
    assert said[DCTERMS.publisher] == {"Example News"}
    assert said[AG.dateEstimatedFrom] | said[AG.dateEstimatedUntil] == {"2021-05-01", "2021-07-01"}
    assert said[AG.translatedFrom] | said[AG.translation] | said[AG.genre] == {"ar", "human", "news"}
    assert said[AG.extractor] == {"tests 1"}
    assert {str(ID["state/RUS"]), str(ID["state/EGY"])} <= said[AG.mentions]
    assert len(said[AG.mentions]) == len(record["entities"])


def test_each_item_is_a_report_with_parties_goods_and_terms(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    assert set(graph.subjects(RDF.type, AG.TransferReport)) == {CLAIM, URIRef(BASE + "id/claim/r-1/t1.2")}
    army = provisional_iri(Entity.model_validate(record["entities"][3]), BASE)
    broker = URIRef(BASE + "id/provisional/organisation/nowhere-arms-trading")
    expected = {
        AG.record: RECORD, AG.localId: Literal("t1.1"), AG.statementId: Literal("t1"), AG.supplier: ID["state/RUS"],
        AG.recipient: ID["state/EGY"], AG.endUser: army, AG.intermediary: broker, AG.financier: ID["state/EGY"],
        AG.origin: ID["state/RUS"], AG.supplierBody: broker, AG.recipientBody: army, AG.mode: ID["mode/sea"],
        AG.category: ID["category/aircraft.combat"], AG.stage: ID["stage/delivered"], AG.kind: ID["kind/sale"],
        AG.epistemicStatus: ID["epistemic/claimed"], AG.statusTag: Literal("claimed"),
        AG.supplierRoleStatus: Literal("explicit"), AG.recipientRoleStatus: Literal("implicit"),
        AG.confidence: Literal("0.75", datatype=XSD.decimal), AG.confidenceClass: Literal("medium"),
        SKOS.note: Literal("A remark."), AG.attributedTo: army,
    }  # fmt: skip
    for predicate, value in expected.items():
        assert one(graph, CLAIM, predicate) == value, predicate
    assert list(graph.objects(CLAIM, AG.unknownProperty)) == []
    assert one(graph, CLAIM, AG.weapon).startswith(BASE + "id/")


def test_what_the_record_does_not_say_is_stated_as_unknown(make_facts: Callable[..., dict[str, Any]]) -> None:
    record = make_facts(supplier=None, when=None)
    record["transfers"][0]["items"][0] |= {"weapon": "cls:arms", "class": "arms", "quantity": None}
    record["entities"].append(
        {"id": "cls:arms", "type": "weapon_class", "name": "weapons", "class": "missile.sam"}
    )
    graph = graph_of(record)
    unknown = {AG.supplier, AG.when, AG.quantity, AG.weapon, AG.value, AG.kind}
    assert set(graph.objects(CLAIM, AG.unknownProperty)) == unknown
    assert one(graph, CLAIM, AG.category) == ID["category/missile.sam"]
    assert one(graph, CLAIM, AG.kind) == ID["kind/unknown"]
    assert one(graph, CLAIM, AG.weaponDescription) == Literal("weapons")
    assert not list(graph.objects(CLAIM, AG.supplier))


def test_amounts_times_and_prices_are_ranges_with_their_words(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    quantity, value = one(graph, CLAIM, AG.quantity), one(graph, CLAIM, AG.value)
    assert quantity == URIRef(f"{CLAIM}#quantity")
    assert one(graph, quantity, AG.minimum) == Literal("12", datatype=XSD.decimal)
    assert one(graph, quantity, AG.maximum) == Literal("12", datatype=XSD.decimal)
    assert one(graph, quantity, AG.approximate) == Literal(False)
    assert one(graph, quantity, AG.wording) == Literal("12", lang="en")
    assert str(one(graph, value, AG.amount)) == "2000000000"
    assert str(one(graph, value, AG.maximumAmount)) == "2500000000.5"
    assert one(graph, value, AG.sharedWith) == URIRef(BASE + "id/claim/r-1/t1.2")
    when, ordered, delivered = (one(graph, CLAIM, AG[name]) for name in ("when", "ordered", "delivered"))
    assert [str(one(graph, when, AG[f"{e}{s}"])) for s in ("Start", "End") for e in ("earliest", "latest")] == [
        "2021-01-01", "2021-12-31", "2021-01-01", "2021-12-31",
    ]  # fmt: skip
    assert one(graph, ordered, AG.edtf) == Literal("2018~")
    assert one(graph, ordered, AG.endState) == Literal("unknown")
    assert one(graph, ordered, SKOS.note) == Literal("by the press")
    assert (
        list(graph.objects(ordered, AG.earliestEnd)) == list(graph.objects(delivered, AG.earliestStart)) == []
    )


def test_every_quote_is_evidence_with_its_surroundings(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    text = record["document"]["text"]
    found = list(graph.subjects(RDF.type, AG.Evidence))
    # Two items with evidence, time, price and attribution each, one amount, two events and four relations.
    assert len(found) == 2 * 4 + 1 + 2 + 4
    for node in found:
        start, end = int(one(graph, node, OA.start)), int(one(graph, node, OA.end))
        assert text[start:end] == str(one(graph, node, OA.exact))
        assert one(graph, node, OA.hasSource) == RECORD
        before = next((str(words) for words in graph.objects(node, OA.prefix)), "")
        assert before == text[max(0, start - 40) : start]
        assert str(one(graph, node, OA.suffix)) == text[end : end + 40]
    assert one(graph, CLAIM, AG.quote) == Literal("delivered 12 Su-35 fighters to Egypt", lang="en")


def test_who_says_so_keeps_order_kind_and_stance(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    first, second = URIRef(f"{CLAIM}#attribution-0"), URIRef(f"{CLAIM}#attribution-1")
    assert set(graph.objects(CLAIM, AG.attribution)) == {first, second}
    assert (str(one(graph, first, AG.sourceKind)), one(graph, first, AG.stance)) == (
        "entity",
        ID["stance/deny"],
    )
    assert one(graph, first, AG.attributionKind) == ID["attribution-kind/statement"]
    assert one(graph, first, AG.source) == one(graph, CLAIM, AG.attributedTo)
    assert str(one(graph, second, AG.sourceKind)) == "narrator"
    assert not list(graph.objects(second, AG.source))


def test_events_keep_their_parts(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    event, part = URIRef(BASE + "id/claim/r-1/e1"), URIRef(BASE + "id/claim/r-1/e2")
    assert one(graph, event, AG.eventType) == ID["event-type/visit"]
    visitor, host = (URIRef(f"{event}#participation-{n}") for n in (0, 1))
    assert one(graph, visitor, AG.role) == ID["event-role/visitor"]
    assert one(graph, visitor, AG.participant) == URIRef(BASE + "id/provisional/person/somebody-unheard-of")
    assert one(graph, host, AG.unknownProperty) == AG.participant
    words = {
        AG.stanceWording,
        AG.duration,
        AG.trend,
        AG.direction,
        AG.means,
        AG.outcome,
        SKOS.note,
        AG.place,
        AG.quantity,
    }
    assert words <= set(graph.predicates(event))
    assert one(graph, event, AG.weapon) == URIRef(BASE + "id/provisional/weapon/xq-77")
    assert one(graph, event, AG.category) == ID["category/missile.sam"]
    assert one(graph, event, AG.weaponDescription) == Literal("spare parts")
    assert set(graph.objects(event, AG.aboutTransfer)) == {CLAIM, URIRef(BASE + "id/claim/r-1/t1.2")}
    assert one(graph, part, AG.aboutTransfer) == URIRef(BASE + "id/claim/r-1/t1.2")
    assert one(graph, part, AG.partOfEvent) == event
    assert one(graph, part, AG.unknownProperty) == AG.when


def test_relations_keep_both_sides(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    office, alias, kind, peer = (URIRef(BASE + f"id/claim/r-1/r{n}") for n in (1, 2, 3, 4))
    person = URIRef(BASE + "id/provisional/person/somebody-unheard-of")
    weapon = URIRef(BASE + "id/provisional/weapon/xq-77")
    assert one(graph, office, AG.subjectEntity) == person
    assert one(graph, office, AG.officeWording) == Literal("minister of defence")
    assert one(graph, office, AG.ofState) == ID["state/EGY"]
    assert one(graph, office, AG.asOf) == Literal("2021")
    assert set(graph.objects(alias, AG.alias)) == {Literal("XQ-77"), Literal("Thunder")}
    assert one(graph, alias, AG.aliasOf) == weapon
    assert (one(graph, kind, AG.subjectEntity), one(graph, kind, AG.objectEntity)) == (
        weapon,
        ID["category/missile.sam"],
    )
    assert one(graph, peer, AG.subjectEntity) == person
    assert str(one(graph, peer, AG.objectEntity)).startswith(BASE + "id/provisional/organisation/")


def test_unknown_entities_are_provisional_and_described(record: dict[str, Any]) -> None:
    graph = graph_of(record)
    army = provisional_iri(Entity.model_validate(record["entities"][3]), BASE)
    broker = URIRef(BASE + "id/provisional/organisation/nowhere-arms-trading")
    weapon = URIRef(BASE + "id/provisional/weapon/xq-77")
    assert set(graph.subjects(AG.provisional, Literal(True))) >= {army, broker, weapon}
    assert (one(graph, army, RDF.type), one(graph, broker, RDF.type)) == (AG.ArmedForce, AG.Company)
    assert one(graph, army, SKOS.prefLabel) == Literal("الجيش الأول")
    assert one(graph, army, SKOS.altLabel) == Literal("First Army")
    assert one(graph, army, AG.ofState) == ID["state/EGY"]
    assert one(graph, broker, AG.partOf) == army
    assert one(graph, broker, SKOS.exactMatch) == URIRef("http://www.wikidata.org/entity/Q999999999")
    assert one(graph, weapon, AG.category) == ID["category/missile.sam"]
    assert one(graph, weapon, AG.originState) == ID["state/RUS"]
    assert not list(graph.predicates(ID["state/RUS"])), "what the reference knowledge says is not said again"


def test_a_name_that_the_text_uses_is_tagged_with_the_language_of_the_text() -> None:
    text = "سلمت روسيا منظومة XQ-77 إلى الجيش الأول."
    names = {"wpn:a": "XQ-77", "org:b": "الجيش الأول"}
    mentions = [
        {"entity": key, "start": text.index(n), "end": text.index(n) + len(n), "text": n}
        for key, n in names.items()
    ]
    record = {
        "document": {"id": "a", "lang": "ar", "text": text},
        "entities": [
            {"id": "wpn:a", "type": "weapon_system", "name": "XQ-77"},
            {"id": "org:b", "type": "organisation", "name": "الجيش الأول"},
        ],
        "mentions": mentions,
    }
    labels = set(graph_of(record).objects(None, SKOS.prefLabel))
    assert labels == {Literal("XQ-77"), Literal("الجيش الأول", lang="ar")}


def test_the_graph_is_the_same_every_time_and_has_no_blank_node(record: dict[str, Any]) -> None:
    first, second = graph_of(record), graph_of(record)
    assert set(first) == set(second)
    assert not any(isinstance(term, BNode) for triple in first for term in triple)


def test_what_a_build_mints_stands_below_its_base(record: dict[str, Any]) -> None:
    graph = graph_of(record, base="https://example.org/kg/")
    reports = set(graph.subjects(RDF.type, AG.TransferReport))
    assert all(str(report).startswith("https://example.org/kg/id/claim/r-1/") for report in reports)
    assert {one(graph, report, AG.supplier) for report in reports} == {ID["state/RUS"]}


def test_two_claims_with_one_id_are_told(record: dict[str, Any]) -> None:
    assert clashes(Facts.model_validate(record)) == []
    record["events"][0]["id"] = "t1.1"
    assert "'t1.1' is used by two claims" in clashes(Facts.model_validate(record))[0]


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_two_names_share_a_provisional_iri_only_if_they_read_alike(first: str, second: str) -> None:
    def iri(name: str) -> str:
        return str(provisional_iri(Entity(id="x", type="person", name=name), BASE))

    def plain(name: str) -> str:
        return "".join(character for character in name.casefold() if character.isalnum())

    if iri(first) == iri(second):
        assert plain(first) == plain(second) or not (plain(first).isascii() and plain(second).isascii())


@pytest.mark.parametrize(
    ("one_name", "other"), [("صاروخ 23", "مدفع 23"), ("KN-23 أ", "KN-23"), ("Сармат", "Сатана")]
)
def test_names_in_other_scripts_do_not_fall_together(one_name: str, other: str) -> None:
    iris = {
        provisional_iri(Entity(id="x", type="weapon_system", name=name), BASE) for name in (one_name, other)
    }
    assert len(iris) == 2


@given(st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False))
def test_numbers_are_written_out_in_full(number: Any) -> None:
    from kg.facts import Document
    from kg.populate.nodes import Writer

    facts = Facts(document=Document(id="a", lang="en"))
    from kg.populate import Names

    writer = Writer(facts.document, Names(facts, "a", BASE))
    writer.quantity(CLAIM, Quantity(min=number, max=number))
    node = URIRef(f"{CLAIM}#quantity")
    (value,) = (one for subject, prop, one in writer.statements if (subject, prop) == (node, AG.minimum))
    assert "E" not in str(value).upper()
    assert value.toPython() == number


@pytest.mark.parametrize(
    ("given_address", "expected"),
    [
        ("https://example.org/صفقة?a={b}", URIRef("https://example.org/صفقة?a=%7Bb%7D")),
        ("CC-BY-4.0", Literal("CC-BY-4.0")),
        (None, None),
    ],
)
def test_addresses_become_iris_and_other_words_stay_words(
    given_address: str | None, expected: object
) -> None:
    assert address(given_address) == expected
