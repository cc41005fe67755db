"""Validation of records: alone, in batches, and with the reference knowledge that they name."""

from __future__ import annotations

import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SKOS, XSD

from kg.namespaces import AG, ID, OA
from kg.validate import Report, validate_graph, validate_many, validate_record
from kg.validate.neighbourhood import lookup_in, neighbourhood

BASE = Namespace("https://example.org/id/")
SHAPE = "https://w3id.org/armsgraph/shape/"
RUSSIA, KOREA = ID["state/RUS"], ID["state/PRK"]
REFERENCE = Graph().parse(
    data=f"""
    @prefix ag: <{AG}> .
    @prefix skos: <{SKOS}> .
    <{RUSSIA}> a ag:State ; skos:prefLabel "Russia"@en , "روسيا"@ar ; ag:iso3 "RUS" .
    <{KOREA}> a ag:State ; skos:prefLabel "North Korea"@en , "كوريا الشمالية"@ar ; ag:iso3 "PRK" .
    <{ID}company/known> a ag:Company ; skos:prefLabel "Known"@en , "معروفة"@ar .
    """,
    format="turtle",
)


def record(name: str, supplier: URIRef = KOREA, *, quote: bool = True, minimum: str = "3.0") -> Graph:
    """A record with one claim."""
    claim, node = f"{BASE}claim/{name}/t1", f"{BASE}record/{name}"
    return Graph().parse(
        data=f"""
        @prefix ag: <{AG}> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix id: <{ID}> .
        @prefix oa: <{OA}> .
        @prefix xsd: <{XSD}> .
        <{node}> a ag:Document ; ag:recordKey "{name}" ; ag:redistribution "facts" ; dcterms:language "ar" ;
            dcterms:issued "2024-10-01"^^xsd:date .
        <{claim}> a ag:TransferReport ; ag:record <{node}> ; ag:localId "t1" ;
            {'ag:quote "صواريخ"@ar ;' if quote else ""}
            ag:evidence <{claim}#evidence-0> ; ag:attribution <{claim}#attribution-0> ;
            ag:epistemicStatus <{ID}epistemic/asserted> ; ag:stage <{ID}stage/delivering> ;
            ag:supplier <{supplier}> ; ag:recipient <{RUSSIA}> ; ag:category <{ID}category/missile.ballistic> ;
            ag:quantity <{claim}#quantity> .
        <{claim}#evidence-0> a ag:Evidence ; oa:hasSource <{node}> ; oa:start 0 ; oa:end 6 ; oa:exact "صواريخ"@ar .
        <{claim}#attribution-0> a ag:Attribution ; ag:sourceKind "narrator" ; ag:stance <{ID}stance/affirm> ;
            ag:attributionKind <{ID}attribution-kind/statement> .
        <{claim}#quantity> a ag:Quantity ; ag:minimum {minimum} ; ag:maximum 9.0 .
        """,
        format="turtle",
    )


def names(report: Report) -> list[str]:
    """The shapes that found something."""
    return [result.shape.removeprefix(SHAPE) for result in report.results]


def test_a_sound_record_conforms():
    assert validate_record(record("a"), REFERENCE) == Report()


def test_the_reference_knowledge_of_the_project_is_known_without_being_given():
    assert validate_record(record("a")).conforms


def test_what_is_wrong_is_told_with_place_value_and_words_in_two_languages():
    (result,) = validate_record(record("a", minimum="12.0"), REFERENCE).results
    assert result.focus == URIRef(f"{BASE}claim/a/t1#quantity")
    assert result.path == str(AG.minimum)
    assert result.value == Literal("12.0", datatype=XSD.decimal)
    assert result.severity == "Violation"
    assert result.message == "The minimum is above the maximum."
    assert result.message_ar == "الحد الأدنى أكبر من الحد الأعلى."
    assert result.shape == SHAPE + "Quantity-ordered"


def test_a_supplier_of_another_kind_is_refused():
    report = validate_record(record("a", supplier=ID["category/missile.ballistic"]), REFERENCE)
    assert names(report) == ["TransferReport-supplier"]
    assert not report.conforms


def test_a_supplier_that_nobody_knows_is_refused():
    assert names(validate_record(record("a", supplier=ID["state/ZZZ"]), REFERENCE)) == [
        "TransferReport-supplier"
    ]


def test_a_company_is_an_actor_because_the_ontology_says_so():
    assert validate_record(record("a", supplier=ID["company/known"]), REFERENCE).conforms


def test_a_warning_is_kept_and_does_not_refuse():
    graph = record("a")
    graph.remove((None, AG.attribution, None))
    report = validate_record(graph, REFERENCE)
    assert report.conforms
    assert [result.severity for result in report.results] == ["Warning"]


def test_the_reference_knowledge_is_not_held_against_a_record():
    """An entity of the reference knowledge that is wrong itself is not the record's fault."""
    reference = Graph().parse(data=f"<{KOREA}> a <{AG.State}> . <{RUSSIA}> a <{AG.State}> .", format="turtle")
    assert validate_record(record("a"), reference) == Report()


def test_a_record_that_adds_to_a_known_entity_is_checked_with_all_that_is_known_of_it():
    graph = record("a")
    graph.add((KOREA, SKOS.altLabel, Literal("DPRK")))
    assert validate_record(graph, REFERENCE).conforms


def test_the_graph_itself_is_left_alone():
    graph = record("a")
    before = set(graph)
    validate_record(graph, REFERENCE)
    assert set(graph) == before


def test_the_neighbourhood_is_no_more_than_what_is_named():
    found = neighbourhood(record("a"), lookup_in(REFERENCE))
    assert (KOREA, RDF.type, AG.State) in found
    assert {subject for subject, _, _ in found} <= set(record("a").objects())
    assert not [triple for triple in found if triple[1] == SKOS.prefLabel]


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(["3.0", "12.0"]), st.sampled_from([KOREA, RUSSIA])),
        max_size=6,
    ),
    st.integers(1, 4),
)
def test_many_records_get_the_reports_that_each_gets_alone(choices, batch):
    graphs = {
        f"r{number}": record(f"r{number}", supplier, quote=quote, minimum=minimum)
        for number, (quote, minimum, supplier) in enumerate(choices)
    }
    together = validate_many(graphs, REFERENCE, batch=batch)
    assert list(together) == list(graphs)
    for name, graph in graphs.items():
        assert together[name] == validate_record(graph, REFERENCE)


def _with_supplier(name: str, *statements: tuple[URIRef, URIRef | Literal]) -> Graph:
    """A record whose supplier is an entity that records bring, with what this one says of it."""
    supplier = BASE["provisional/state/x"]
    graph = record(name, supplier)
    for predicate, value in statements:
        graph.add((supplier, predicate, value))
    return graph


def test_records_that_speak_differently_of_one_thing_do_not_change_each_other():
    described = ((RDF.type, AG.State), (AG.provisional, Literal(True)))
    graphs = {
        "describes": _with_supplier(
            "describes", *described, (SKOS.prefLabel, Literal("Freedonia", lang="en"))
        ),
        "otherwise": _with_supplier(
            "otherwise", *described, (SKOS.prefLabel, Literal("Freedonie", lang="en"))
        ),
        "names only": _with_supplier("names-only"),
        "no name": _with_supplier("no-name", *described),
    }
    reports = validate_many(graphs, REFERENCE)
    assert reports["describes"] == reports["otherwise"] == Report()
    assert names(reports["names only"]) == ["TransferReport-supplier"]
    assert names(reports["no name"]) == ["State-prefLabel"]


def test_records_share_a_run_where_they_can(monkeypatch):
    runs = []
    validate = pyshacl.validate
    monkeypatch.setattr(
        pyshacl, "validate", lambda *args, **options: runs.append(options) or validate(*args, **options)
    )
    validate_many(
        {f"r{number}": record(f"r{number}", quote=False) for number in range(7)}, REFERENCE, batch=3
    )
    assert len(runs) == 3
    assert all(
        not options["do_owl_imports"] and not options["js"] and not options["advanced"] for options in runs
    )


def test_a_graph_of_a_file_is_checked_whole():
    graph = record("a", minimum="12.0") + record("b", quote=False)
    report = validate_graph(graph, REFERENCE)
    assert sorted(names(report)) == ["Quantity-ordered", "TransferReport-quote"]


@pytest.mark.parametrize("figures", ["ag:minimum 3.0 ; ag:maximum []", "ag:minimum [] ; ag:maximum 3.0"])
def test_a_blank_node_in_the_place_of_a_figure_is_refused(figures):
    graph = Graph().parse(
        data=f"@prefix ag: <{AG}> . <{BASE}quantity> a ag:Quantity ; {figures} .", format="turtle"
    )
    (blank,) = (value for value in graph.objects() if isinstance(value, BNode))
    assert blank in {result.value for result in validate_graph(graph).results}


def test_a_blank_node_in_the_knowledge_of_what_a_record_describes_is_refused():
    reference, until = Graph(), BNode()
    reference += REFERENCE
    reference.add((KOREA, AG.existedFrom, Literal("1948-09-09", datatype=XSD.date)))
    reference.add((KOREA, AG.existedUntil, until))
    graph = record("a")
    graph.add((KOREA, SKOS.altLabel, Literal("DPRK", lang="en")))
    assert until in {result.value for result in validate_record(graph, reference).results}


def test_nothing_at_all_conforms():
    assert validate_graph(Graph()) == Report()
    assert validate_many({}) == {}


@pytest.mark.parametrize("bad", ["2024-13-45", "yesterday"])
def test_a_day_that_is_none_is_refused(bad, caplog):
    graph = record("a")
    node = BASE["claim/a/t1#when"]
    graph.add((BASE["claim/a/t1"], AG.when, node))
    graph.add((node, RDF.type, AG.Interval))
    graph.add((node, AG.edtf, Literal("2024")))
    graph.add((node, AG.earliestStart, Literal(bad, datatype=XSD.date)))
    assert names(validate_record(graph, REFERENCE)) == ["Interval-earliestStart"]
