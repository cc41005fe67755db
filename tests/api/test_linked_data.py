"""Every thing at its own address, in RDF and as a page."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

RUSSIA = ox.NamedNode("https://w3id.org/armsgraph/id/state/RUS")
LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


@pytest.mark.parametrize(
    ("accept", "name", "content_type"),
    [
        ("*/*", None, "text/turtle; charset=utf-8"),
        ("application/ld+json", None, "application/ld+json"),
        ("application/n-triples", None, "application/n-triples"),
        ("application/rdf+xml", None, "application/rdf+xml"),
        ("text/html", "ttl", "text/turtle; charset=utf-8"),
        ("*/*", "jsonld", "application/ld+json"),
    ],
)
def test_a_thing_comes_with_its_statements_and_labels(client, accept, name, content_type):
    params = {"format": name} if name else None
    response = client.get("/id/state/RUS", params=params, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert "Accept" in response.headers["vary"].split(", ")
    rdf = ox.RdfFormat.from_media_type(content_type.partition(";")[0])
    found = {(q.subject, q.predicate, q.object) for q in ox.parse(response.content, rdf)}
    assert (RUSSIA, LABEL, ox.Literal("روسيا", language="ar")) in found
    moscow = ox.NamedNode("https://w3id.org/armsgraph/id/place/moscow")
    assert (moscow, LABEL, ox.Literal("Moscow", language="en")) in found


def test_a_thing_comes_with_its_parts(client):
    response = client.get("/id/claim/r-en/t1", headers={"accept": "application/n-triples"})
    assert "<https://w3id.org/armsgraph/id/claim/r-en/t1#quantity>" in response.text
    assert "oa#exact" in response.text


def test_the_full_text_is_not_handed_out_with_the_thing(client):
    response = client.get("/id/record/r-ar", headers={"accept": "application/n-triples"})
    assert "ontology#text>" not in response.text


def test_people_get_a_page_that_reads_in_both_directions(client):
    response = client.get("/id/state/RUS", headers={"accept": "text/html"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<bdi dir="auto" lang="ar">روسيا</bdi>' in response.text
    assert "/id/transfer/rus-tur-s-400" in response.text


def test_the_vocabulary(client):
    response = client.get("/ontology", headers={"accept": "text/turtle"})
    terms = {q.subject.value for q in ox.parse(response.content, ox.RdfFormat.TURTLE)}
    assert "https://w3id.org/armsgraph/ontology#State" in terms
    page = client.get("/ontology", headers={"accept": "text/html"})
    assert "دولة" in page.text
    assert 'id="State"' in page.text


@pytest.mark.parametrize("path", ["/id/state/ZZZ", "/id/", "/id/a<b", "/id/state/RUS>"])
def test_what_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_formats_that_are_not_to_be_had(client):
    assert client.get("/id/state/RUS", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/ontology", params={"format": "csv"}).status_code == 406


def test_the_dump_holds_what_may_be_shared(client, store):
    response = client.get("/dump.ttl")
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    dumped = {q.triple for q in ox.parse(response.content, ox.RdfFormat.TURTLE)}
    assert dumped == {q.triple for q in ox.Store.read_only(store)}


def test_the_dump_leaves_out_what_may_not_be_shared(tmp_path, serving):
    base = "https://w3id.org/armsgraph/"
    ag = base + "ontology#"

    def quad(record, name, value):
        return ox.Quad(
            ox.NamedNode(f"{base}id/record/{record}"),
            ox.NamedNode(ag + name)
            if name != "type"
            else ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            value,
            ox.NamedNode(f"{base}graph/record/{record}"),
        )

    opened = ox.Store(str(tmp_path / "store"))
    for record, terms in (("open", "full"), ("half", "facts"), ("shut", "none")):
        opened.add(quad(record, "type", ox.NamedNode(ag + "Document")))
        opened.add(quad(record, "redistribution", ox.Literal(terms)))
        opened.add(quad(record, "text", ox.Literal(f"text of {record}")))
    opened.flush()
    del opened
    with serving(str(tmp_path / "store")) as client:
        dump = client.get("/dump.ttl").text
        assert "text of open" in dump
        assert "half" in dump
        assert "text of half" not in dump
        assert "shut" not in dump
        assert client.get("/records/half").json()["text"] is None
