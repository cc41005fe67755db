"""The shapes themselves: well formed, named, worded in two languages, and in step with the vocabularies."""

from __future__ import annotations

import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH, SKOS

from kg.namespaces import AG, ID
from ontology import ontology_files, vocabulary_files
from shapes import shape_files


@pytest.fixture(scope="module")
def shapes() -> Graph:
    graph = Graph()
    for file in shape_files():
        graph.parse(data=file.read_text("utf-8"), format="turtle")
    return graph


def test_they_are_shacl(shapes):
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True, inference="none")
    assert conforms, text


def test_they_need_no_more_than_shacl_core(shapes):
    assert not set(shapes.subjects(SH.sparql)) | set(shapes.subjects(SH.js)) | set(shapes.subjects(SH.rule))


def test_each_that_can_find_something_has_a_message_in_english_and_arabic(shapes):
    for shape in shapes.subjects(SH.severity):
        assert {text.language for text in shapes.objects(shape, SH.message)} == {"en", "ar"}, shape


def test_each_that_has_a_target_or_a_path_has_a_name_or_a_message(shapes):
    for shape in set(shapes.subjects(RDF.type, SH.NodeShape)) | set(
        shapes.subjects(RDF.type, SH.PropertyShape)
    ):
        assert (shape, SH.name, None) in shapes or (shape, SH.message, None) in shapes, shape


def test_every_property_shape_hangs_on_a_node_shape(shapes):
    named = {shape for shape in shapes.subjects(RDF.type, SH.PropertyShape) if isinstance(shape, URIRef)}
    assert named == {shape for shape in shapes.objects(None, SH.property) if isinstance(shape, URIRef)}


def test_they_speak_of_terms_that_the_ontology_defines(shapes):
    ontology = Graph()
    for file in ontology_files():
        ontology.parse(data=file.read_text("utf-8"), format="turtle")
    used = {term for triple in shapes for term in triple if str(term).startswith(str(AG))}
    assert used <= set(ontology.subjects())


def test_a_list_of_concepts_is_the_whole_scheme(shapes):
    vocabularies = Graph()
    for file in vocabulary_files():
        vocabularies.parse(data=file.read_text("utf-8"), format="turtle")
    for head in set(shapes.objects(None, SH["in"])):
        members = set(Collection(shapes, head))
        if not all(str(member).startswith(str(ID)) for member in members):
            continue
        schemes = {scheme for member in members for scheme in vocabularies.objects(member, SKOS.inScheme)}
        assert len(schemes) == 1
        assert members == set(vocabularies.subjects(SKOS.inScheme, schemes.pop()))
