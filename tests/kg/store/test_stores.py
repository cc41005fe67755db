"""Every store does the same, whether it lives in this process or behind HTTP."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Literal, URIRef

from kg.errors import BadQuery, InputError, StoreError
from kg.store import Change, Store, open_existing, open_store, read_graph
from kg.store.terms import from_rdflib, n_quads, n_quads_of, to_rdflib

G, H = "http://example.org/g", "http://example.org/h"


def triple(subject: str, value: str) -> ox.Triple:
    return ox.Triple(
        ox.NamedNode(f"http://example.org/{subject}"), ox.NamedNode("http://example.org/p"), ox.Literal(value)
    )


class Protocol(BaseHTTPRequestHandler):
    """The smallest SPARQL 1.1 server: Query and Update by form, over an Oxigraph in memory."""

    store: ox.Store

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        try:
            body, media_type = self.answer(form)
            self.send_response(200)
        except SyntaxError as error:
            body, media_type = str(error).encode(), "text/plain"
            self.send_response(400)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, form: dict[str, list[str]]) -> tuple[bytes, str]:
        if self.path == "/update":
            self.store.update(form["update"][0])
            return b"", "text/plain"
        union = form.get("union-default-graph") == ["true"]
        result = self.store.query(form["query"][0], use_default_graph_as_union=union)
        if isinstance(result, ox.QueryTriples):
            return result.serialize(format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples"
        return result.serialize(format=ox.QueryResultsFormat.JSON) or b"", "application/sparql-results+json"

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server_url() -> Iterator[str]:
    handler = type("Handler", (Protocol,), {"store": ox.Store()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["folder", "memory", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = {"folder": str(tmp_path / "store"), "memory": "memory:"}.get(request.param)
    opened = open_store(where or request.getfixturevalue("server_url"))
    yield opened
    opened.close()


def test_a_change_drops_puts_forgets_and_adds(store: Store) -> None:
    store.replace({G: [triple("a", "1"), triple("b", "1")], H: [triple("c", "1")]})
    store.commit(
        Change(
            drop=(H,), put={"http://example.org/i": [triple("d", "1")]}, forget=((G, "http://example.org/a"),),
            add={G: [triple("e", "1")]},
        )
    )  # fmt: skip
    assert store.graph_names() == [G, "http://example.org/i"]
    assert set(store.triples(G)) == {triple("b", "1"), triple("e", "1")}
    assert (store.count(), store.count(G), store.count(H)) == (3, 2, 0)


def test_replacing_a_graph_leaves_nothing_of_what_it_held(store: Store) -> None:
    store.replace({G: [triple("a", "1")], H: [triple("a", "1")]})
    store.replace({G: [triple("a", "2")]})
    assert list(store.triples(G)) == [triple("a", "2")]
    assert list(store.triples(H)) == [triple("a", "1")]


def test_a_change_that_fails_changes_nothing(store: Store) -> None:
    store.replace({G: [triple("a", "1")]})
    with pytest.raises((StoreError, ValueError)):
        store.commit(Change(drop=(G,), put={"no iri": [triple("b", "1")]}))
    assert list(store.triples(G)) == [triple("a", "1")]


def test_any_text_comes_back_as_it_was(store: Store) -> None:
    odd = 'a "quoted" \\ back\nslash\ttab } ; DROP ALL \u2028 صاروخ 🚀 \x01'
    node = ox.NamedNode("http://example.org/a")
    given = ox.Triple(node, node, ox.Literal(odd, language="ar"))
    store.replace({G: [given]})
    assert list(store.triples(G)) == [given]


def test_bulk_loading_fills_and_keeps_blank_nodes_together(store: Store) -> None:
    node, p = ox.BlankNode("x"), ox.NamedNode("http://example.org/p")
    store.bulk_load({G: [ox.Triple(node, p, ox.Literal("1")), ox.Triple(node, p, ox.Literal("2"))], H: []})
    found = list(store.triples(G))
    assert len(found) == 2
    assert len({one.subject for one in found}) == 1
    assert len(list(store.quads())) == 2


def test_queries_see_the_union_and_know_the_prefixes(store: Store) -> None:
    store.replace({G: [triple("a", "1")], H: [triple("b", "2")]})
    rows = store.query("SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o")
    assert rows.variables == ("o",)
    assert [row["o"].value for row in rows.rows()] == ["1", "2"]
    assert not store.query("ASK { ?s a ag:Transfer }")
    assert store.query("ASK { ?s ?p ?o }")
    assert not store.query("ASK { ?s ?p ?o }", union=False)
    built = store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{G}> {{ ?s ?p ?o }} }}")
    assert list(built.triples()) == [triple("a", "1")]


def test_a_query_that_says_from_is_asked_of_these_graphs_alone(store: Store) -> None:
    store.replace({G: [triple("a", "1")], H: [triple("a", "2")]})
    asked = [
        ("SELECT ?o FROM e:g WHERE { ?s ?p ?o }", ["1"]),
        ("SELECT ?o FROM e:g FROM e:h WHERE { ?s ?p ?o } ORDER BY ?o", ["1", "2"]),
        ("SELECT ?o FROM NAMED e:h WHERE { GRAPH ?g { ?s ?p ?o } }", ["2"]),
        ("SELECT ?o FROM NAMED e:h WHERE { ?s ?p ?o }", []),
        ("SELECT ?o FROM e:g FROM NAMED e:h WHERE { ?s ?p ?x GRAPH ?g { ?s ?p ?o } }", ["2"]),
    ]
    for sparql, values in asked:
        rows = store.query(sparql, prefixes={"e": "http://example.org/"}).rows()
        assert [row["o"].value for row in rows] == values, sparql


@pytest.mark.parametrize("sparql", ["LOAD <http://127.0.0.1:9/>", "INSERT DATA { ag:a ag:b 1 }", "CLEAR ALL"])
def test_an_update_is_no_query(store: Store, sparql: str) -> None:
    with pytest.raises(BadQuery, match="this is an update"):
        store.query(sparql)


def test_answers_are_serialised(store: Store) -> None:
    store.replace({G: [triple("a", "1")]})
    assert store.query("SELECT ?o WHERE { ?s ?p ?o }").serialize("csv") == b"o\r\n1\r\n"
    assert b'"boolean":true' in store.query("ASK { ?s ?p ?o }").serialize("json")
    assert store.query("ASK { ?s ?p ?o }").serialize("csv") == b"true\n"
    turtle = store.query("CONSTRUCT WHERE { ?s ?p ?o }").serialize("ttl")
    assert b'<http://example.org/a> <http://example.org/p> "1"' in turtle
    with pytest.raises(InputError, match="Use ttl"):
        store.query("CONSTRUCT WHERE { ?s ?p ?o }").serialize("csv")
    with pytest.raises(InputError, match="json, csv"):
        store.query("SELECT * WHERE { ?s ?p ?o }").serialize("ttl")


def test_a_query_that_does_not_parse_is_told_as_such(store: Store) -> None:
    with pytest.raises(BadQuery, match="does not parse"):
        store.query("SELECT WHERE {")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b)SERVICE?x{ ?s ?p ?o } }",
        "SELECT * { ?s ?p '''a' SERVICE''' . # harmless\n SERVICE <http://127.0.0.1:9/> {} }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "DEFINE get:soft 'replace' SELECT * { ?s ?p ?o }",
    ],
)
def test_a_query_may_not_reach_out(store: Store, sparql: str) -> None:
    with pytest.raises(BadQuery, match="refused"):
        store.query(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { ?service ?p 'SERVICE' }",
        "ASK { ?s ?p <http://example.org/service> } # SERVICE",
        r"ASK { ?s ag:category id:category\/service }",
        "PREFIX service: <http://example.org/> ASK { ?s service:service 'a service'@en }",
    ],
)
def test_the_word_service_is_not_refused_where_it_is_no_keyword(store: Store, sparql: str) -> None:
    assert not store.query(sparql)


def test_a_store_opened_for_reading_refuses_changes(tmp_path: Path, server_url: str) -> None:
    folder = str(tmp_path / "store")
    open_store(folder).close()
    for where in (folder, server_url):
        with pytest.raises(StoreError, match="reading only"):
            open_store(where, read_only=True).replace({G: []})


def test_what_is_no_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        open_store(str(tmp_path / "none"), read_only=True)
    with pytest.raises(StoreError, match="no store here"):
        open_existing(str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="this is a file"):
        open_store(str(tmp_path / "file"))
    with pytest.raises(StoreError, match="something else"):
        open_store(str(tmp_path))
    with pytest.raises(StoreError, match="cannot be reached"):
        open_store("http://user:secret@127.0.0.1:9/query")


def test_a_password_is_not_in_messages() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("http://user:secret@127.0.0.1:9/query")
    assert "secret" not in str(caught.value)


def test_a_store_in_use_is_told(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    code = f"from kg.store import open_store; open_store({str(tmp_path / 'store')!r})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "in use by another process" in found.stderr
    store.close()
    open_store(str(tmp_path / "store")).close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.count()


def test_a_graph_comes_out_as_rdflib(store: Store) -> None:
    store.replace({G: [triple("a", "1")]})
    graph = read_graph(store, G)
    assert set(graph) == {(URIRef("http://example.org/a"), URIRef("http://example.org/p"), Literal("1"))}


TERMS = st.one_of(
    st.builds(Literal, st.text(st.characters(codec="utf-8"))),
    st.builds(lambda text: Literal(text, lang="ar"), st.text(st.characters(codec="utf-8"))),
    st.decimals(allow_nan=False, allow_infinity=False).map(Literal),
    st.dates().map(Literal),
    st.just(BNode("x")),
    st.just(URIRef("http://example.org/قاذفة")),
)


@given(TERMS)
def test_terms_go_there_and_back(term: Literal | URIRef | BNode) -> None:
    assert to_rdflib(from_rdflib(term)) == term


@given(TERMS.filter(lambda term: not isinstance(term, BNode)))
def test_statements_written_as_n_quads_are_read_as_the_same(term: Literal | URIRef) -> None:
    """However they are written: from terms of rdflib, or from triples."""
    stated = (URIRef("http://example.org/s"), URIRef("http://example.org/p"), term)
    (quad,) = ox.parse(input=n_quads_of([stated], G), format=ox.RdfFormat.N_QUADS)
    assert quad == ox.Quad(*map(from_rdflib, stated), ox.NamedNode(G))  # type: ignore[arg-type]
    assert n_quads([quad.triple], G) == n_quads_of([stated], G)
