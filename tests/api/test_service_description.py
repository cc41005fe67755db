"""What the service says of itself and its dataset: service description, VoID, examples; at /sparql, /void, /.well-known/void."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, VOID

from kg.namespaces import PREFIXES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = Namespace("http://www.w3.org/ns/shacl#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
AG = Namespace("https://w3id.org/armsgraph/ontology#")
GRAPH = "https://w3id.org/armsgraph/graph/"
DATASET = URIRef("https://w3id.org/armsgraph/dataset")
MEDIA_TYPES = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]


def graph_of(response):
    media_type = response.headers["content-type"].partition(";")[0]
    found = Graph()
    for quad in ox.parse(response.content, format=ox.RdfFormat.from_media_type(media_type)):
        found.parse(data=f"{quad.triple} .", format="nt")
    return found


@pytest.fixture(scope="module")
def said(client):
    return graph_of(client.get("/void"))


@pytest.fixture(scope="module")
def held(store):
    """All statements of the store, each once."""
    return {quad.triple for quad in ox.Store.read_only(store)}


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
@pytest.mark.parametrize("address", ["/sparql", "/void"])
def test_it_is_negotiated(client, said, address, media_type):
    response = client.get(address, headers={"accept": media_type})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in response.headers["vary"]
    assert set(graph_of(response)) == set(said)


@pytest.mark.parametrize(
    ("name", "media_type"), zip(["ttl", "nt", "rdf", "jsonld"], MEDIA_TYPES, strict=True)
)
def test_its_format_can_be_named(client, name, media_type):
    for address in ("/sparql", "/void"):
        response = client.get(address, params={"format": name}, headers={"accept": "image/png"})
        assert response.headers["content-type"].partition(";")[0] == media_type


def test_what_is_not_there_is_not_acceptable(client):
    assert client.get("/void", headers={"accept": "text/csv"}).status_code == 406
    assert client.get("/sparql", headers={"accept": "text/csv"}).status_code == 406
    assert client.get("/void?format=docx").status_code == 406


def test_browsers_get_a_page_to_ask_from(client):
    response = client.get("/sparql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<textarea" in response.text


def test_the_well_known_address_leads_to_it(client):
    response = client.get("/.well-known/void", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].endswith("/void")
    assert client.get("/.well-known/void").text == client.get("/void").text


def test_the_service_says_what_it_can(said):
    service = URIRef("http://testserver/sparql")
    assert (service, RDF.type, SD.Service) in said
    assert (service, SD.endpoint, service) in said
    assert set(said.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(said.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert set(said.objects(service, SD.resultFormat)) == {
        FORMATS[name]
        for name in (
            "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
            "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "N-Quads", "TriG",
        )
    }  # fmt: skip
    assert set(said.objects(service, SD.defaultDataset)) == {DATASET}


def test_only_terms_of_the_standard_are_used_of_its_vocabulary(said):
    """The W3C's test of service descriptions: terms exist, and stand where their definitions have them."""
    known = {
        "Service", "Dataset", "Graph", "NamedGraph", "GraphCollection", "endpoint", "supportedLanguage", "feature",
        "resultFormat", "defaultDataset", "availableGraphs", "defaultGraph", "namedGraph", "name", "graph",
        "UnionDefaultGraph", "SPARQL11Query", "defaultEntailmentRegime",
    }  # fmt: skip
    used = {str(term)[len(SD) :] for triple in said for term in triple if str(term).startswith(str(SD))}
    assert used <= known
    for named in said.objects(DATASET, SD.namedGraph):
        assert (named, RDF.type, SD.NamedGraph) in said
        assert said.value(named, SD.name)
        assert (said.value(named, SD.graph), RDF.type, SD.Graph) in said


def test_the_figures_are_those_of_the_dataset(said, held):
    types = [triple for triple in held if triple.predicate.value == str(RDF.type)]
    wanted = {
        VOID.triples: len(held),
        VOID.distinctSubjects: len({triple.subject for triple in held}),
        VOID.distinctObjects: len({triple.object for triple in held}),
        VOID.properties: len({triple.predicate for triple in held}),
        VOID.classes: len({triple.object for triple in types}),
        VOID.documents: 2,
        VOID.entities: len(
            {
                triple.subject
                for triple in held
                if triple.subject.value.startswith("https://w3id.org/armsgraph/id/")
                and "#" not in triple.subject.value
            }
        ),
    }
    assert {name: said.value(DATASET, name).toPython() for name in wanted} == wanted


def test_classes_and_properties_come_with_their_numbers(said, held):
    properties: dict[str, int] = {}
    classes: dict[str, int] = {}
    for triple in held:
        properties[triple.predicate.value] = properties.get(triple.predicate.value, 0) + 1
        if triple.predicate.value == str(RDF.type):
            classes[triple.object.value] = classes.get(triple.object.value, 0) + 1
    for partition, what, size, wanted in (
        (VOID.propertyPartition, VOID.property, VOID.triples, properties),
        (VOID.classPartition, VOID["class"], VOID.entities, classes),
    ):
        nodes = list(said.objects(DATASET, partition))
        found = {str(said.value(node, what)): said.value(node, size).toPython() for node in nodes}
        assert found == wanted


def test_few_graphs_are_named_and_records_counted(said):
    names = {said.value(named, SD.name) for named in said.objects(DATASET, SD.namedGraph)}
    assert names == {URIRef(GRAPH + name) for name in ("ontology", "reference", "transfers")}
    records = said.value(DATASET, VOID.subset)
    assert said.value(records, VOID.documents) == Literal(2)
    assert said.value(records, VOID.uriSpace) == Literal(GRAPH + "record/")


def test_it_says_where_and_under_which_terms_data_are_had(said):
    assert said.value(DATASET, VOID.sparqlEndpoint) == URIRef("http://testserver/sparql")
    assert said.value(DATASET, VOID.dataDump) == URIRef("http://testserver/dump.ttl")
    assert said.value(DATASET, VOID.uriSpace) == Literal("https://w3id.org/armsgraph/id/")
    assert said.value(URIRef("http://testserver/void"), FOAF.primaryTopic) == DATASET
    assert {URIRef(str(AG)), URIRef(str(DCTERMS))} <= set(said.objects(DATASET, VOID.vocabulary))
    assert "record" in said.value(DATASET, DCTERMS.rights)
    assert {title.language for title in said.objects(DATASET, DCTERMS.title)} == {"en", "ar"}


def test_prefixes_are_declared(said):
    declared = {
        str(said.value(node, SH.prefix)): str(said.value(node, SH.namespace))
        for node in said.objects(URIRef("http://testserver/sparql"), SH.declare)
    }
    assert declared == PREFIXES


def test_examples_have_titles_and_run_as_they_stand(client, said):
    folder = Path(__file__).parents[2] / "examples" / "queries"
    examples = set(said.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(examples) == len(list(folder.glob("*.rq"))) >= 3
    for example in examples:
        title = said.value(example, RDFS.label)
        assert title.language == "en"
        assert not title.startswith(("=", "#", "1"))
        (query,) = (
            said.value(example, SH[name])
            for name in ("select", "ask", "construct")
            if said.value(example, SH[name])
        )
        assert client.post("/sparql", data={"query": str(query)}).status_code == 200


def test_it_is_worked_out_once_for_each_state_of_the_dataset(store, serving, monkeypatch):
    from api import statistics

    counted = []
    whole = statistics.count

    async def counting(lookups, version):
        counted.append(version)
        return await whole(lookups, version)

    monkeypatch.setattr(statistics, "count", counting)
    with serving(store) as client:
        bodies = {
            client.get(address, params={"format": "nt"}).text for address in ("/void", "/sparql", "/void")
        }
        assert len(bodies) == len(counted) == 1
        then = client.get("/void?as-of=2020&format=nt")
        assert len(counted) == 2
        assert then.headers["memento-datetime"].startswith("Thu, 31 Dec 2020")
        assert graph_of(then).value(DATASET, VOID.documents) == Literal(0)
        assert client.get("/sparql?as-of=2020&format=nt").text == then.text
        assert len(counted) == 2


def test_what_is_too_much_to_count_is_left_out(store, serving, monkeypatch):
    from api.failures import QueryFailed
    from api.lookups import Lookups

    asked = Lookups.rows

    async def rows(self, name, *more, **named):
        if name == "void-properties.rq":
            raise QueryFailed("time", "The query was stopped.")
        return await asked(self, name, *more, **named)

    monkeypatch.setattr(Lookups, "rows", rows)
    with serving(store) as client:
        found = graph_of(client.get("/void"))
    assert found.value(DATASET, VOID.triples) is None
    assert found.value(DATASET, VOID.properties) is None
    assert found.value(DATASET, VOID.distinctSubjects) is not None
    assert list(found.objects(DATASET, VOID.classPartition))


@pytest.mark.parametrize("host", ["a b", "a<b>", "", '"', "[", "a\\b"])
def test_no_host_breaks_it(client, host):
    assert client.get("/void", headers={"host": host}).status_code in (200, 400)


def test_nobody_is_sent_elsewhere_by_what_another_said_of_the_host(client):
    """What is kept of an answer with addresses in it is for those who came to the same address."""
    for host in ("one.example", "two.example", "one.example"):
        said = graph_of(client.get("/void", headers={"host": host}))
        assert said.value(DATASET, VOID.sparqlEndpoint) == URIRef(f"http://{host}/sparql")
