"""The dataset of a query: the union of all graphs, the switch for it, FROM, and the parameters of the protocol."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

A, B = "http://example.org/graph/a", "http://example.org/graph/b"
SPACED = "http://example.org/graph/with%20space"
ARABIC = "http://example.org/graph/رسم"
ELSEWHERE = "http://example.org/graph/none"
ALL = [A, B, SPACED, ARABIC]


@pytest.fixture(scope="module")
def service(tmp_path_factory, serving):
    """Four graphs, each with one statement that says which graph it is in."""
    where = str(tmp_path_factory.mktemp("datasets"))
    store = ox.Store(where)
    for graph in ALL:
        store.add(
            ox.Quad(ox.NamedNode("x:here"), ox.NamedNode("x:is"), ox.Literal(graph), ox.NamedNode(graph))
        )
    store.flush()
    del store
    with serving(where, everything=True) as client:
        yield client


def default(*clauses):
    return f"SELECT ?v {' '.join(clauses)} WHERE {{ <x:here> <x:is> ?v }}"


def named(*clauses):
    return f"SELECT ?v {' '.join(clauses)} WHERE {{ GRAPH ?g {{ <x:here> <x:is> ?v }} }}"


def asked(service, way, query, parameters):
    """The values that come back, whichever way the query goes in."""
    if way == "GET":
        response = service.get("/sparql", params={"query": query, **parameters})
    elif way == "form":
        response = service.post("/sparql", data={"query": query, **parameters})
    elif way == "form, dataset in the address":
        response = service.post("/sparql", params=parameters, data={"query": query})
    else:
        headers = {"content-type": "application/sparql-query"}
        response = service.post("/sparql", params=parameters, content=query, headers=headers)
    assert response.status_code == 200, response.text
    return sorted(row["v"]["value"] for row in response.json()["results"]["bindings"])


# What the request says, what the query says; what is then in the default graph, and in graphs that GRAPH may name.
RULES = {
    "nothing is named: the union": ({}, [], ALL, ALL),
    "the switch is on": ({"union-default-graph": "true"}, [], ALL, ALL),
    "the switch is given without a value": ({"union-default-graph": ""}, [], ALL, ALL),
    "the switch is off": ({"union-default-graph": "false"}, [], [], ALL),
    "the switch is off, in other letters": ({"union-default-graph": "False"}, [], [], ALL),
    "FROM": ({}, [f"FROM <{A}>"], [A], []),
    "FROM twice": ({}, [f"FROM <{A}>", f"FROM <{B}>"], [A, B], []),
    "FROM NAMED": ({}, [f"FROM NAMED <{A}>"], [], [A]),
    "FROM and FROM NAMED": ({}, [f"FROM <{A}>", f"FROM NAMED <{B}>"], [A], [B]),
    "FROM a graph that is not there": ({}, [f"FROM <{ELSEWHERE}>"], [], []),
    "default-graph-uri": ({"default-graph-uri": A}, [], [A], []),
    "default-graph-uri twice": ({"default-graph-uri": [A, B]}, [], [A, B], []),
    "named-graph-uri": ({"named-graph-uri": A}, [], [], [A]),
    "named-graph-uri twice": ({"named-graph-uri": [A, B]}, [], [], [A, B]),
    "both": ({"default-graph-uri": A, "named-graph-uri": [A, B]}, [], [A], [A, B]),
    "a graph that is not there": ({"default-graph-uri": ELSEWHERE}, [], [], []),
    "an escape in an IRI stays": ({"default-graph-uri": SPACED}, [], [SPACED], []),
    "an IRI in Arabic": ({"named-graph-uri": ARABIC}, [], [], [ARABIC]),
    "the request goes before the query": (
        {"default-graph-uri": A}, [f"FROM <{B}>", f"FROM NAMED <{B}>"], [A], [],
    ),
    "also where they name other kinds": ({"named-graph-uri": A}, [f"FROM <{B}>"], [], [A]),
    "the switch changes no dataset that is named": (
        {"default-graph-uri": A, "union-default-graph": "true"}, [], [A], [],
    ),
    "nor one that is named in the query": ({"union-default-graph": "true"}, [f"FROM <{A}>"], [A], []),
    "whichever way it is set": ({"named-graph-uri": A, "union-default-graph": "false"}, [], [], [A]),
}  # fmt: skip


@pytest.mark.parametrize("way", ["GET", "form", "form, dataset in the address", "direct"])
@pytest.mark.parametrize("rule", RULES)
def test_the_dataset_is_what_the_rule_says(service, rule, way):
    parameters, clauses, in_default, in_named = RULES[rule]
    assert asked(service, way, default(*clauses), parameters) == sorted(in_default)
    assert asked(service, way, named(*clauses), parameters) == sorted(in_named)


@pytest.mark.parametrize(
    "form", ["ASK {CLAUSES} {{ <x:here> ?p ?o }}", "CONSTRUCT {{ ?s ?p ?o }} {CLAUSES} WHERE {{ ?s ?p ?o }}"]
)
def test_the_rule_is_the_same_for_every_form_of_query(service, form):
    def holds(parameters, *clauses):
        response = service.get(
            "/sparql", params={"query": form.format(CLAUSES=" ".join(clauses)), **parameters}
        )
        assert response.status_code == 200
        return response.json()["boolean"] if form.startswith("ASK") else bool(response.text.count("x:here"))

    assert holds({})
    assert not holds({"union-default-graph": "false"})
    assert holds({"default-graph-uri": A})
    assert not holds({"named-graph-uri": A})
    assert holds({"named-graph-uri": A, "default-graph-uri": B})
    assert not holds({}, f"FROM <{ELSEWHERE}>")


@pytest.mark.parametrize(
    "values", [["maybe"], ["1"], ["true", "false"], ["false", "x"], ["tru\u0435"], ["\u202etrue"]]
)
@pytest.mark.parametrize("name", ["union-default-graph", "partial"])
def test_a_switch_that_is_neither_on_nor_off_is_told(service, name, values):
    response = service.get("/sparql", params={"query": "ASK {}", name: values})
    assert response.status_code == 400
    assert name in response.json()["detail"]


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize(
    "iri", ["not an iri", "", "relative/path", "http://example.org/a b", "http://example.org/>"]
)
def test_a_graph_that_is_not_named_by_an_iri_is_told(service, name, iri):
    response = service.get("/sparql", params={"query": "ASK {}", name: iri})
    assert response.status_code == 400
    assert response.json()["type"].endswith("/dataset")


def test_a_statement_of_two_graphs_is_one_in_what_is_constructed(client):
    """A graph is a set: what several graphs of the union say is said once."""
    query = "CONSTRUCT { <x:a> <x:b> <x:c> } WHERE { ?s ?p ?o }"
    response = client.get("/sparql", params={"query": query, "format": "nt"})
    assert response.text.count("\n") == 1
