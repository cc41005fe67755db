"""The query operation of the W3C's SPARQL 1.1 Protocol tests, by their names, with data of our own.

Updates are refused here whatever they say, so that every ``bad_update_*`` is one case of a rule: a 4xx, and nothing written.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

ONE, TWO, THREE = (f"http://example.org/protocol/{name}.rdf" for name in ("one", "two", "three"))
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
TABULAR = {
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values",
}  # fmt: skip
BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
RDF = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


@pytest.fixture(scope="module")
def service(tmp_path_factory, serving):
    where = str(tmp_path_factory.mktemp("protocol"))
    store = ox.Store(where)
    for graph in (ONE, TWO, THREE):
        node = ox.NamedNode(graph)
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        store.add(ox.Quad(node, kind, ox.NamedNode(DOCUMENT), node))
    store.flush()
    del store
    with serving(where, everything=True) as client:
        yield client


def address(**parameters):
    return "/sparql?" + urlencode(
        {name.replace("_", "-"): value for name, value in parameters.items()}, doseq=True
    )


def direct(service, query, path="/sparql", content_type=DIRECT):
    return service.post(path, content=query.encode(), headers={"content-type": content_type})


def is_typed(*graphs):
    return " ".join(f"<{graph}> a ?type ." for graph in graphs)


def in_graphs(*graphs):
    return " ".join(f"GRAPH ?g{number} {{ <{graph}> a ?type }}" for number, graph in enumerate(graphs))


QUERIES = {
    "query_get": lambda s: s.get(address(query="ASK {}", default_graph_uri=ONE)),
    "query_post_form": lambda s: s.post(
        address(default_graph_uri=ONE),
        content="query=" + quote("ASK {}"),
        headers={"content-type": FORM},
    ),
    "query_post_direct": lambda s: direct(s, "ASK {}"),
    "query_dataset_default_graph_get": lambda s: s.get(
        address(query=f"ASK {{ {is_typed(ONE)} }}", default_graph_uri=ONE)
    ),
    "query_dataset_default_graph_post": lambda s: direct(
        s, f"ASK {{ {is_typed(ONE)} }}", address(default_graph_uri=ONE)
    ),
    "query_dataset_default_graphs_get": lambda s: s.get(
        address(query=f"ASK {{ {is_typed(ONE, TWO)} }}", default_graph_uri=[ONE, TWO])
    ),
    "query_dataset_default_graphs_post": lambda s: direct(
        s, f"ASK {{ {is_typed(ONE, TWO)} }}", address(default_graph_uri=[ONE, TWO])
    ),
    "query_dataset_named_graphs_get": lambda s: s.get(
        address(query=f"ASK {{ {in_graphs(ONE, TWO)} }}", named_graph_uri=[ONE, TWO])
    ),
    "query_dataset_named_graphs_post": lambda s: direct(
        s, f"ASK {{ {in_graphs(ONE, TWO)} }}", address(named_graph_uri=[ONE, TWO])
    ),
    "query_dataset_full": lambda s: direct(
        s,
        f"ASK {{ {is_typed(THREE)} {in_graphs(ONE, TWO)} }}",
        address(default_graph_uri=THREE, named_graph_uri=[ONE, TWO]),
    ),
    "query_multiple_dataset": lambda s: direct(
        s, f"ASK FROM <{THREE}> {{ {in_graphs(ONE, TWO)} }}", address(named_graph_uri=[ONE, TWO])
    ),
    "query_multiple_dataset: the query's default graph is not looked at": lambda s: direct(
        s,
        f"ASK FROM <{THREE}> {{ {in_graphs(ONE)} FILTER NOT EXISTS {{ {is_typed(THREE)} }} }}",
        address(named_graph_uri=[ONE, TWO]),
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_answered(service, name):
    response = QUERIES[name](service)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] in BOOLEAN
    assert response.json()["boolean"] is True


@pytest.mark.parametrize(
    ("name", "query", "types"),
    [
        ("query_content_type_select", "SELECT (1 AS ?value) {}", TABULAR),
        ("query_content_type_ask", "ASK {}", BOOLEAN),
        ("query_content_type_describe", "DESCRIBE <http://example.org/>", RDF),
        ("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}".replace("<", "<x:"), RDF),
    ],
)
def test_the_content_type_fits_the_form_of_the_query(service, name, query, types):
    response = direct(service, query)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] in types


def posted(content, content_type=None, path="/sparql"):
    headers = {} if content_type is None else {"content-type": content_type}
    return lambda s: s.post(path, content=content, headers=headers)


BAD = {
    "bad_query_method": lambda s: s.put(address(query="ASK {}"), headers={"content-type": FORM}),
    "bad_multiple_queries": lambda s: s.get(address(query=["ASK {}", "SELECT * {}"])),
    "bad_query_wrong_media_type": posted("ASK {}", "text/plain"),
    "bad_query_missing_form_type": posted("query=ASK%20%7B%7D"),
    "bad_query_missing_direct_type": posted("ASK {}"),
    "bad_query_non_utf8": posted("ASK {}".encode("utf-16"), DIRECT + "; charset=UTF-16"),
    "bad_query_non_utf8 that claims to be": posted("ASK {}".encode("utf-16"), DIRECT),
    "bad_query_syntax": lambda s: s.get(address(query="ASK {")),
    "bad_update_get": lambda s: s.get(address(update="CLEAR ALL")),
    "bad_multiple_updates": posted("update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM),
    "bad_update_wrong_media_type": posted("CLEAR NAMED", "text/plain"),
    "bad_update_missing_form_type": posted("update=CLEAR%20NAMED"),
    "bad_update_non_utf8": posted(
        "CLEAR NAMED".encode("utf-16"), "application/sparql-update; charset=UTF-16"
    ),
    "bad_update_syntax": posted("update=CLEAR%20XYZ", FORM),
    "bad_update_dataset_conflict": posted(
        "WITH <x:a> DELETE { ?s <x:p> 1 } WHERE { ?s <x:p> 1 }",
        "application/sparql-update",
        address(using_named_graph_uri="http://example.org/people"),
    ),
    "an update by form": posted("update=CLEAR%20ALL", FORM),
    "an update by direct POST": posted("CLEAR ALL", "application/sparql-update"),
    "an update in place of a query": posted("query=CLEAR%20ALL", FORM),
    "an update in the address of a form": posted("query=ASK%20%7B%7D", FORM, address(update="CLEAR ALL")),
    "a query in the address and another in the form": posted(
        "query=ASK%20%7B%7D", FORM, address(query="ASK {}")
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_is_refused_and_changes_nothing(service, name):
    response = BAD[name](service)
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    everything = f"ASK {{ {in_graphs(ONE, TWO, THREE)} }}"
    assert direct(service, everything).json()["boolean"] is True


def test_the_service_description_has_the_endpoint_and_is_rdf(service):
    """The W3C's service-description tests: has-endpoint-triple, returns-rdf."""
    response = service.get("/sparql")
    assert response.headers["content-type"].partition(";")[0] in RDF
    endpoint = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#endpoint")
    found = [
        q.object for q in ox.parse(response.content, format=ox.RdfFormat.TURTLE) if q.predicate == endpoint
    ]
    assert found == [ox.NamedNode("http://testserver/sparql")]
