"""What the terms of a record forbid to pass on is not to be had from the service, whichever way it is asked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.app import create_app
from kg.errors import InputError
from kg.namespaces import AG, BASE
from kg.store import open_store

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ALL = "SELECT * WHERE { ?s ?p ?o }"


def graph(name: str) -> str:
    return f"{BASE}graph/{name}"


def iri(path: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}id/{path}")


def statement(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(str(AG[name])), value)


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    """A store with three records, a transfer that the third alone tells of, and a refused record."""
    path = str(tmp_path_factory.mktemp("withheld") / "store")
    graphs = {}
    for record, terms in (("open", "full"), ("half", "facts"), ("shut", "none")):
        node = iri(f"record/{record}")
        graphs[graph(f"record/{record}")] = [
            ox.Triple(node, TYPE, ox.NamedNode(str(AG.Document))),
            statement(node, "redistribution", ox.Literal(terms)),
            statement(node, "text", ox.Literal(f"text of {record}")),
            statement(iri(f"claim/{record}/t1"), "record", node),
        ]
    graphs[graph("transfers")] = [statement(iri("transfer/x"), "claim", iri("claim/shut/t1"))]
    graphs[graph("meta")] = [
        statement(iri("quarantine/bad"), "facts", ox.Literal("text of bad")),
        statement(iri("record/shut#ledger"), "entryOf", iri("record/shut")),
    ]
    store = open_store(path)
    store.replace(graphs)
    store.close()
    return path


@pytest.fixture(scope="module")
def public(where, serving):
    with serving(where) as client:
        yield client


def answer(client, query: str, **more: str | list[str]) -> str:
    response = client.get("/sparql", params={"query": f"PREFIX g: <{graph('')}> {query}", **more})
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize(
    "query",
    [
        ALL,
        "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ag:text ?text }",
        "SELECT * WHERE { GRAPH ?g { ?s ag:text ?text } }",
        "SELECT * WHERE { GRAPH g:record\\/half { ?s ?p ?o } }",
        "SELECT * WHERE { GRAPH g:record\\/shut { ?s ?p ?o } }",
        "SELECT * FROM g:record\\/shut FROM g:meta FROM g:record\\/half WHERE { ?s ?p ?o }",
        """SELECT * FROM NAMED g:record\\/shut FROM NAMED g:meta FROM NAMED g:record\\/half
        WHERE { GRAPH ?g { ?s ?p ?o } }""",
        "SELECT DISTINCT ?g WHERE { GRAPH ?g {} }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE id:record\\/half",
        "DESCRIBE ?s WHERE { ?s ?p ?o }",
    ],
)
def test_no_query_finds_it(public, query):
    found = answer(public, query)
    for withheld in ("text of half", "shut/t1", "text of shut", "text of bad", "record/shut", "graph/meta"):
        assert withheld not in found


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_no_dataset_of_the_protocol_holds_it(public, parameter):
    names = [graph("record/shut"), graph("meta"), graph("record/half")]
    query = ALL if parameter == "default-graph-uri" else "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }"
    found = answer(public, query, **{parameter: names})
    assert "claim/half/t1" in found
    assert "text of" not in found
    assert "id/record/shut" not in found


def test_what_may_be_passed_on_is_there(public):
    found = answer(public, "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert "text of open" in found
    assert "claim/half/t1" in found


def test_it_has_no_address(public):
    for path in (
        "/id/record/shut",
        "/records/shut",
        "/id/claim/shut/t1",
        "/id/transfer/x",
        "/id/quarantine/bad",
    ):
        assert public.get(path).status_code == 404, path
    assert public.get("/records/half").json()["text"] is None
    assert public.get("/records/open").json()["text"] == "text of open"


def test_everything_is_served_to_who_asks_for_it(where, serving):
    with serving(where, everything=True) as client:
        found = answer(client, ALL)
    for text in ("text of open", "text of half", "text of shut", "text of bad"):
        assert text in found


def test_the_command_line_sees_everything(where, capfd):
    from kg.cli import main

    assert (
        main(["query", "--store", where, "--format", "csv", "SELECT ?t { ?s ag:text ?t } ORDER BY ?t"]) == 0
    )
    assert capfd.readouterr().out.split("\r\n")[1:4] == ["text of half", "text of open", "text of shut"]


def test_a_server_is_not_passed_on_by_mistake():
    with pytest.raises(InputError, match="--everything"):
        create_app("http://127.0.0.1:9/query")


def test_the_service_leaves_nothing_behind(where, serving, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with serving(where) as client:
        answer(client, "ASK {}")
        client.get("/dump.ttl")
        assert len(list(Path(tmp_path).iterdir())) == 2
    assert list(Path(tmp_path).iterdir()) == []
