"""The scanner against the engine itself: what it lets pass never connects."""

from __future__ import annotations

import contextlib
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import BadQuery
from kg.store import open_store
from kg.store.scan import scan, tokens


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service WHERE { ?service ?p ?o }",
        "SELECT $service WHERE { $service ?p ?o }",
        'SELECT * WHERE { ?s ?p "SERVICE <http://a/> {" }',
        "SELECT * WHERE { ?s ?p 'SERVICE <http://a/> {'@en-service }",
        'SELECT * WHERE { ?s ?p """a " SERVICE <http://a/> { \\"""" }',
        "SELECT * WHERE { ?s ?p '''it''s SERVICE''' }",
        "SELECT * WHERE { ?s ?p ?o } # SERVICE <http://a/> { }",
        "# SERVICE\rSELECT * WHERE { ?s <http://example.org/SERVICE#SERVICE> ?o }",
        "PREFIX service: <http://a/> SELECT * WHERE { ?s service:service service:x ; a service: . }",
        "PREFIX category: <http://a/> SELECT * WHERE { GRAPH category:service { ?s ?p category:service } }",
        "PREFIX service: <http://a/> SELECT * WHERE { GRAPH service:x { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ex:a\\'b . ?x ?y 'SERVICE <http://a/> {' }",
    ],
)
def test_the_word_alone_is_no_service(query):
    assert not scan(query).service


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { service <http://a/> {} }",
        "SELECT * { SERVICE<http://a/>{} }",
        "SELECT * { ?s ?p 'x' .SERVICE <http://a/> {} }",
        "SELECT * { ?s ?p 'unclosed SERVICE <http://a/> {} }\n",
        "SELECT * { ?s ?p ex:a\\' . SERVICE <http://a/> {} # '\n}",
        "SELECT * { ?s ?p ex:a\\# . SERVICE <http://a/> {} }",
        "SELECT * { # comment \u2028\n SERVICE <http://a/> {} }",
        "SELECT * { # comment \r SERVICE <http://a/> {} }",
        "SELECT * { \\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 <http://a/> {} }",
        "SELECT * { \\U00000053ERVICE <http://a/> {} }",
        "SELECT * { ?s ?p '\\u0027 . SERVICE <http://a/> {} # ' }",
        "SELECT * { SERVICESILENT<http://a/>{} }",
        "SELECT * { SERVICE:x{} }",
        "SELECT * { ?s ?p e:.SERVICE<http://a/>{} }",
        "SELECT * { ?s ?p trueSERVICE<http://a/>{} }",
        "SELECT * { FILTER(?a<?b)SERVICE#>\n<http://a/>{} }",
    ],
)
def test_a_service_is_seen_through_its_disguise(query):
    assert scan(query).service


@pytest.mark.parametrize(
    ("query", "form", "update", "dataset"),
    [
        ("PREFIX a: <b> SELECT * { }", "SELECT", False, False),
        ("BASE <http://a/>\nask {}", "ASK", False, False),
        ("prefix a: <b> insert data { }", "INSERT", True, False),
        ("# SELECT\nDROP ALL", "DROP", True, False),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://a/> WHERE { }", "CONSTRUCT", False, True),
        ("SELECT * FROM<http://a/>{ }", "SELECT", False, True),
        ("SELECT * { ?from ?p 'FROM <x>' } # FROM <y>", "SELECT", False, False),
        ("SELECT * FROM NAMED <http://a/> { }", "SELECT", False, True),
        ("ASKFROM<http://a/>{ }", None, False, True),
        ("SELECT * \\u0046ROM <http://a/> { }", "SELECT", False, True),
        ("\\u004COAD <http://a/>", "LOAD", True, False),
        ("nonsense", None, False, False),
        ("", None, False, False),
    ],
)
def test_the_form_and_the_dataset_are_seen(query, form, update, dataset):
    found = scan(query)
    assert (found.form, found.is_update, found.dataset) == (form, update, dataset)


@pytest.mark.parametrize(
    ("query", "graph"),
    [
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT*{graph?g{?s ?p ?o}}", True),
        ("SELECT*{?a ?b 1.Graph<e:g>{?s ?p ?o}}", True),
        ("PREFIX e: <e:> SELECT*{GRAPHe:g{?s ?p ?o}}", True),
        ("SELECT * { \\u0047RAPH ?g { ?s ?p ?o } }", True),
        ('SELECT * { ?s <https://example.org/graph/1> "GRAPH" } # GRAPH', False),
        ("SELECT ?graph { ?graph a <e:Graph> }", False),
    ],
)
def test_who_asks_for_graphs_is_seen(query, graph):
    assert scan(query).graph is graph


@given(st.text(max_size=200))
def test_any_text_is_read_to_its_end(text):
    last = 0
    for token in tokens(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= last
        last = token.end


PIECES = [
    "SERVICE", "SILENT", "service", " ", "\n", "#", "#>", "'", '"', '"""', "\\'", "<http://URL/>", "<a:b>", "{", "}",
    "{ ?s ?p ?o }", "?s ", "?p ", "?o ", "1 ", "true", "e:", "e:p? ", ":x", ".", ";", ",", "<", ">", "(", ")",
    "FILTER(?a<?b)", "OPTIONAL", "UNION", "@en", "^^", "-", "\\u0053ERVICE", "BIND(1 AS ?a)", "VALUES ?x {1}", "GRAPH",
]  # fmt: skip


calls = given(
    before=st.lists(st.sampled_from(PIECES), max_size=6),
    after=st.lists(st.sampled_from(PIECES), max_size=6),
    call=st.sampled_from(
        [
            "SERVICE<http://URL/>{?s ?p ?o}", "SERVICE:x{?s ?p ?o}", "service SILENT e:{}", "SERVICESILENT<http://URL/>{}",
            "FILTER(?a<?b)SERVICE#>\n<http://URL/>{}", "e:.SERVICE<http://URL/>{}", "trueSERVICE<http://URL/>{}", "",
        ]
    ),
)  # fmt: skip


def asked(sink: Any, before: list[str], call: str, after: list[str]) -> str:
    body = "".join([*before, call, *after]).replace("URL", sink.address)
    return f"PREFIX : <http://{sink.address}/> PREFIX e: <http://{sink.address}/> SELECT * {{ {body} }}"


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@calls
def test_what_the_scanner_lets_pass_never_connects(sink, before, after, call):
    query = asked(sink, before, call, after)
    if scan(query).service:
        return
    came = sink.came
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, ValueError):
        list(ox.Store().query(query))
    assert sink.came == came, query


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@calls
def test_a_store_never_connects(sink, before, after, call):
    came = sink.came
    store = open_store("memory:")
    with contextlib.suppress(BadQuery):
        answer = store.query(asked(sink, before, call, after))
        with contextlib.suppress(RuntimeError):
            list(answer.rows())
    assert sink.came == came


def test_the_sink_notices_who_comes(sink):
    """What the two tests above rely on: without the scanner, the engine does connect."""
    came = sink.came
    with contextlib.suppress(RuntimeError, OSError):
        list(ox.Store().query(f"SELECT * {{ SERVICESILENT<http://{sink.address}/>{{?s ?p ?o}} }}"))
    assert sink.came > came
