"""The SPARQL 1.1 Graph Store HTTP Protocol, the half that reads: a graph by its IRI, by its address, the default graph."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

GRAPH = "https://w3id.org/armsgraph/graph/"
TRANSFERS = GRAPH + "transfers"
FORMATS = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "trig": "application/trig",
}


@pytest.fixture(scope="module")
def held(store):
    """What the store holds: statements by graph."""
    found: dict[str, set[ox.Triple]] = {}
    for quad in ox.Store.read_only(store):
        found.setdefault(quad.graph_name.value, set()).add(quad.triple)
    return found


def triples(response):
    rdf = ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    return {quad.triple for quad in ox.parse(response.content, format=rdf)}


@pytest.mark.parametrize("name", ["transfers", "reference", "ontology", "record/r-en", "record/r-ar"])
def test_a_graph_is_had_by_its_iri_and_at_its_address(client, held, name):
    direct = client.get("/graphs", params={"graph": GRAPH + name})
    indirect = client.get(f"/graph/{name}")
    assert direct.status_code == indirect.status_code == 200
    assert triples(direct) == triples(indirect) == held[GRAPH + name]


def test_the_default_graph_is_the_union_as_for_queries(client, held):
    response = client.get("/graphs?default")
    assert triples(response) == set().union(*held.values())
    assert client.get("/graphs?default=").content == response.content


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("address", ["/graphs?graph=" + TRANSFERS, "/graph/transfers?", "/graphs?default"])
def test_every_format_by_name_and_by_header(client, address, name):
    named = client.get(f"{address}&format={name}", headers={"accept": "image/png"})
    accepted = client.get(address, headers={"accept": FORMATS[name].partition(";")[0]})
    for response in (named, accepted):
        assert response.status_code == 200
        assert response.headers["content-type"] == FORMATS[name]
        assert "Accept" in response.headers["vary"]
    assert triples(named) == triples(accepted)


def test_quality_values_decide(client):
    accept = "application/rdf+xml;q=0.3, application/n-triples;q=0.8, */*;q=0.1"
    response = client.get("/graph/transfers", headers={"accept": accept})
    assert response.headers["content-type"] == "application/n-triples"


@pytest.mark.parametrize(
    ("address", "status", "slug"),
    [
        ("/graphs", 400, "bad-request"),
        ("/graphs?graph=" + TRANSFERS + "&default", 400, "bad-request"),
        ("/graphs?default&default", 400, "bad-request"),
        ("/graphs?graph=" + TRANSFERS + "&graph=" + TRANSFERS, 400, "bad-request"),
        ("/graphs?default&format=ttl&format=nt", 400, "bad-request"),
        ("/graphs?graph=", 400, "dataset"),
        ("/graphs?graph=transfers", 400, "dataset"),
        ("/graphs?graph=http://example.org/a b", 400, "dataset"),
        ("/graphs?graph=%FF", 400, "bad-request"),
        ("/graphs?graph=http://example.org/none", 404, "not-found"),
        ("/graphs?graph=file:///etc/passwd", 404, "not-found"),
        ("/graphs?graph=http://127.0.0.1:1/", 404, "not-found"),
        ("/graph/none", 404, "not-found"),
        ("/graph/", 404, "not-found"),
        ("/graph/record", 404, "not-found"),
        ("/graph/record/%3E%20%7D", 404, "not-found"),
        ("/graph/../id/state/RUS%00", 404, "not-found"),
        ("/graphs?default&format=csv", 406, "not-acceptable"),
        ("/graph/transfers?format=docx", 406, "not-acceptable"),
    ],
)
def test_what_cannot_be_had_is_told(client, address, status, slug):
    response = client.get(address)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"].endswith("/" + slug)


def test_a_format_that_is_not_there_is_not_acceptable(client):
    response = client.get("/graphs?default", headers={"accept": "text/csv"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["available"]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "address", ["/graphs?default", "/graphs?graph=" + TRANSFERS, "/graph/transfers", "/graph/new"]
)
def test_nothing_is_written(client, method, address):
    body = (
        {}
        if method == "DELETE"
        else {"content": b"<a:a> <a:b> <a:c> .", "headers": {"content-type": "text/turtle"}}
    )
    response = client.request(method, address, **body)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert client.get("/sparql", params={"query": "ASK { <a:a> ?p ?o }"}).json()["boolean"] is False


@pytest.mark.parametrize(
    "address", ["/graphs?default", "/graph/transfers", "/graphs?graph=http://example.org/none"]
)
def test_head_is_get_without_the_body(client, address):
    head, get = client.head(address), client.get(address)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_a_graph_as_of_a_day_holds_what_was_known_then(client):
    now = triples(client.get("/graphs?default"))
    for name in ("as-of", "as_of"):
        response = client.get(f"/graphs?default&{name}=2020")
        assert response.status_code == 200
        assert response.headers["memento-datetime"].startswith("Thu, 31 Dec 2020")
        assert 0 < len(triples(response)) < len(now)
    assert client.get("/graph/reference?as-of=2020").status_code == 200
    assert client.get("/graph/transfers").status_code == 200
    assert client.get("/graph/transfers?as-of=2020").status_code == 404
    assert client.get("/graphs?default&as-of=soon").status_code == 422


def test_what_may_not_be_passed_on_is_in_no_graph(tmp_path, serving):
    base = "https://w3id.org/armsgraph/"
    where = str(tmp_path / "store")
    store = ox.Store(where)
    record = ox.NamedNode(base + "id/record/x")
    store.add(
        ox.Quad(
            record,
            ox.NamedNode(base + "ontology#redistribution"),
            ox.Literal("none"),
            ox.NamedNode(GRAPH + "record/x"),
        )
    )
    store.add(ox.Quad(record, ox.NamedNode("a:p"), ox.Literal("o"), ox.NamedNode(GRAPH + "reference")))
    store.flush()
    del store
    with serving(where) as client:
        assert client.get("/graph/reference").status_code == 200
        assert client.get("/graph/record/x").status_code == 404
        assert "redistribution" not in client.get("/graphs?default").text


def test_a_graph_of_another_base_has_its_address_here(tmp_path, serving):
    """The base of a dataset is a setting; the published reference knowledge keeps its own."""
    where = str(tmp_path / "store")
    store = ox.Store(where)
    mine, published = "https://data.example.org/arms/graph/transfers", GRAPH + "reference"
    for number, graph in enumerate((mine, published)):
        store.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(number), ox.NamedNode(graph)))
    store.flush()
    del store
    with serving(where, base="https://data.example.org/arms/") as client:
        assert '"0"' in client.get("/graph/transfers?format=nt").text
        assert '"1"' in client.get("/graph/reference?format=nt").text
