"""The ontology's terms: each with names and a definition, and in step with the facts format."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS

import kg
from kg import facts
from kg.namespaces import AG, BASE, ID
from ontology import alignment_files, ontology_files, reference_files, vocabulary_files

SCHEMES = {
    "stage": facts.Stage,
    "epistemic": facts.Epistemic,
    "kind": facts.Kind,
    "attribution-kind": facts.AttributionKind,
    "stance": facts.Stance,
    "event-type": facts.EventType,
    "condition": facts.Condition,
    "relation": facts.RelationType,
    "redistribution": facts.Document.model_fields["redistribution"].annotation,
}
OURS = [
    "stages",
    "epistemic",
    "conditions",
    "kinds",
    "stances",
    "attribution-kinds",
    "event-types",
    "event-roles",
    "relations",
    "offices",
    "modes",
    "rules",
    "redistribution",
]


def _graph(files) -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(data=file.read_text("utf-8"), format="turtle")
    return graph


@pytest.fixture(scope="module")
def core() -> Graph:
    return _graph(ontology_files())


@pytest.fixture(scope="module")
def vocabularies() -> Graph:
    return _graph(vocabulary_files())


def _terms(graph: Graph) -> list[URIRef]:
    return sorted({term for term in graph.subjects(RDF.type) if str(term).startswith(str(AG))})


def test_every_term_has_labels_in_english_and_arabic_and_a_definition(core):
    terms = _terms(core)
    assert len(terms) > 150
    for term in terms:
        assert sorted(label.language for label in core.objects(term, RDFS.label)) == ["ar", "en"], term
        assert [text.language for text in core.objects(term, SKOS.definition)] == ["en"], term


def test_no_two_terms_share_a_label(core):
    for language in ("en", "ar"):
        for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
            terms = {
                term for kind in kinds for term in core.subjects(RDF.type, kind) if term in set(_terms(core))
            }
            labels = [
                str(label)
                for term in terms
                for label in core.objects(term, RDFS.label)
                if label.language == language
            ]
            assert sorted({one for one in labels if labels.count(one) > 1}) == []


def test_arabic_labels_are_in_arabic_script(core):
    for label in core.objects(None, RDFS.label):
        if label.language == "ar":
            assert any("\u0600" <= letter <= "\u06ff" for letter in label), label


def test_every_term_is_of_one_kind_only(core):
    """OWL 2 DL keeps classes, object properties, data properties and annotation properties apart."""
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    for term in {
        term for kind in kinds for term in core.subjects(RDF.type, kind) if isinstance(term, URIRef)
    }:
        assert len(set(core.objects(term, RDF.type)) & kinds) == 1, term


def test_whatever_a_term_refers_to_is_declared(core):
    own = {RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf, OWL.onProperty}
    for subject, predicate, value in core:
        if predicate in own and str(value).startswith(str(AG)):
            assert (value, RDF.type, None) in core, (subject, predicate, value)


def test_nothing_is_fetched(core):
    alignments = _graph(alignment_files())
    assert not set(core.objects(None, OWL.imports)) | set(alignments.objects(None, OWL.imports))


def test_alignments_use_terms_that_exist(core):
    known = set(core.subjects())
    for subject in _graph(alignment_files()).subjects():
        assert not str(subject).startswith(BASE) or subject in known, subject


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_has_exactly_the_values_of_the_facts_format(vocabularies, scheme):
    prefix = str(ID) + scheme + "/"
    slugs = {
        str(concept).removeprefix(prefix)
        for concept in vocabularies.subjects(SKOS.inScheme, ID[f"scheme/{scheme}"])
        if str(concept).startswith(prefix)
    }
    assert slugs == set(get_args(SCHEMES[scheme]))


def test_every_concept_of_ours_has_names_a_definition_and_its_slug_as_notation():
    graph = _graph(file for file in vocabulary_files() if file.name.removesuffix(".ttl") in OURS)
    concepts = list(graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 90
    for concept in (*concepts, *graph.subjects(RDF.type, SKOS.ConceptScheme)):
        assert {label.language for label in graph.objects(concept, SKOS.prefLabel)} == {"en", "ar"}, concept
        assert [text.language for text in graph.objects(concept, SKOS.definition)] == ["en"], concept
    for concept in concepts:
        assert str(graph.value(concept, SKOS.notation)) == str(concept).rsplit("/", 1)[1]
        scheme = graph.value(concept, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
        assert str(scheme).rsplit("/", 1)[1] == str(concept).split("/")[-2]


@pytest.mark.parametrize("scheme", ["stage", "epistemic", "rule"])
def test_an_ordered_scheme_ranks_each_concept_differently(vocabularies, scheme):
    concepts = list(vocabularies.subjects(SKOS.inScheme, ID[f"scheme/{scheme}"]))
    ranks = [int(vocabularies.value(concept, AG.rank)) for concept in concepts]
    assert len(set(ranks)) == len(concepts)


def test_stages_rank_along_the_life_of_a_deal(vocabularies):
    life = [
        "requested",
        "negotiated",
        "planned",
        "announced",
        "approved",
        "agreed",
        "ordered",
        "delivering",
        "delivered",
        "cancelled",
    ]
    ranks = [int(vocabularies.value(ID[f"stage/{stage}"], AG.rank)) for stage in life]
    assert ranks == sorted(ranks)
    implied = {str(stage).rsplit("/", 1)[1] for stage in vocabularies.subjects(AG.impliesOrder)}
    assert implied == {"ordered", "delivering", "delivered"}


def test_heads_of_state_lead_and_ambassadors_do_not(vocabularies):
    leading = set(vocabularies.subjects(RDF.type, AG.LeadingOffice))
    assert {
        ID["office/head-of-state"],
        ID["office/head-of-government"],
        ID["office/supreme-leader"],
    } <= leading
    assert ID["office/ambassador"] not in leading


def test_files_come_sorted():
    for files in (vocabulary_files(), alignment_files(), reference_files()):
        assert [str(file) for file in files] == sorted(str(file) for file in files)
    assert [file.name for file in ontology_files()] == ["core.ttl"]


USED_IN_PYTHON = re.compile(r'\bAG\.([A-Za-z]\w*)|\bAG\["(\w+)"\]|\bag:([A-Za-z]\w*)')
FOLDERS = ("kg", "api", "shapes", "examples")


def test_whatever_the_program_writes_or_asks_for_is_defined(core):
    """By name, in code, queries and shapes; what is put together at run time, the test of the build looks at."""
    known = {str(term).removeprefix(str(AG)) for term in _terms(core)}
    root = Path(kg.__file__).parents[1]
    files = [
        file
        for folder in FOLDERS
        for file in (root / folder).rglob("*")
        if file.suffix in {".py", ".rq", ".ttl"}
    ]
    assert len(files) > 100
    for file in files:
        used = {name for names in USED_IN_PYTHON.findall(file.read_text("utf-8")) for name in names if name}
        assert used <= known, (str(file), used - known)


def test_the_reference_knowledge_uses_terms_that_the_ontology_defines(core, vocabularies):
    known = set(core.subjects())
    for file in (*reference_files(), *vocabulary_files()):
        graph = Graph().parse(data=file.read_text("utf-8"), format="turtle")
        used = {term for triple in graph for term in triple if str(term).startswith(str(AG))}
        assert used <= known, file.name


def test_nothing_in_the_reference_knowledge_is_two_things_that_exclude_each_other(core):
    """What HermiT would find, for all of the reference knowledge, by the types and the ranges that are stated."""
    reference = _graph(reference_files())
    types = {(thing, kind) for thing, kind in reference.subject_objects(RDF.type)}
    for prop, kind in core.subject_objects(RDFS.range):
        types |= {(value, kind) for value in reference.objects(None, prop) if isinstance(value, URIRef)}
    for prop, kind in core.subject_objects(RDFS.domain):
        types |= {(thing, kind) for thing in reference.subjects(prop)}
    kinds: dict = {}
    for thing, kind in types:
        kinds.setdefault(thing, set()).update(core.transitive_objects(kind, RDFS.subClassOf))
    for disjoint in core.subjects(RDF.type, OWL.AllDisjointClasses):
        members = set(Collection(core, core.value(disjoint, OWL.members)))
        for thing, found in kinds.items():
            assert len(found & members) <= 1, (thing, found & members)
