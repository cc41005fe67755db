"""The queries behind REST: each runs as it stands, and values go in as terms."""

from __future__ import annotations

from importlib.resources import files

import pyoxigraph as ox
import pytest

from api import named_queries
from kg.namespaces import PREFIXES

NAMES = sorted(
    f.name for f in (files("api") / "queries").iterdir() if f.name.endswith(".rq") and f.name[0] != "_"
)


@pytest.fixture(scope="module")
def dataset(store):
    return ox.Store.read_only(store)


def ask(dataset, query):
    return list(dataset.query(query, prefixes=PREFIXES, use_default_graph_as_union=True))


@pytest.mark.parametrize("name", [n for n in NAMES if n != "ready.rq"])
def test_each_query_is_documented_and_runs_as_it_stands(dataset, name):
    text = named_queries.load(name)
    assert text.startswith("# ")
    ask(dataset, text)


@pytest.mark.parametrize("name", NAMES)
def test_which_properties_are_shown_is_a_filter(name):
    """As VALUES the engine would begin with them where they are fewer than the things, and read all that has them."""
    assert "VALUES ?p {" not in named_queries.load(name)


def test_a_parameter_that_is_needed_must_be_given():
    with pytest.raises(KeyError, match="transfer"):
        named_queries.bind("transfer.rq")
    with pytest.raises(KeyError, match="party"):
        named_queries.bind("supplied.rq")


def test_values_are_terms_whatever_they_hold(dataset):
    nasty = ox.Literal('x" } } INSERT DATA { <a:a> <a:b> "\\ \n')
    query = named_queries.bind("transfers.rq", {"source": [nasty, ox.Literal("Example Gazette")]})
    assert str(nasty) in query
    assert len(ask(dataset, query)) == 1


def test_an_unbound_parameter_takes_its_group_with_it():
    query = named_queries.bind("transfers-count.rq", {"supplier": ox.NamedNode("https://example.org/x")})
    assert "VALUES ?supplier { <https://example.org/x> }" in query
    assert "?recipient" not in query
    assert "UNDEF" not in query


def test_limits_are_numbers():
    query = named_queries.bind("transfers.rq", limit=7, offset=3)
    assert query.rstrip().endswith("LIMIT 7 OFFSET 3")


def test_a_value_for_no_parameter_is_a_mistake():
    with pytest.raises(KeyError, match="colour"):
        named_queries.bind("transfers.rq", {"colour": ox.Literal("red")})


def test_a_bound_group_loses_its_braces_so_that_it_narrows_what_comes_after():
    iri = ox.NamedNode("https://example.org/x")
    query = named_queries.bind("transfers-count.rq", {"supplier": iri})
    assert "{ VALUES ?supplier" not in query
    assert query.count("{") == query.count("}")


def test_a_range_is_bound_as_a_whole():
    day = ox.Literal("2020-01-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    with pytest.raises(KeyError, match="to"):
        named_queries.bind("transfers-count.rq", {"from": day})
    query = named_queries.bind("transfers-count.rq", {"from": None, "to": None})
    assert "?interval" not in query


ALONE = [
    (name, parameter)
    for name in ("transfers-count.rq", "evidence-list.rq")
    for parameter in named_queries.parameters(name)
    if not parameter.endswith(("from", "to", "_min", "_max"))  # ranges: see above
]


@pytest.mark.parametrize(("name", "parameter"), ALONE)
def test_each_filter_alone_is_a_query(dataset, name, parameter):
    ask(dataset, named_queries.bind(name, {parameter: ox.NamedNode("https://example.org/x")}))


def test_a_slot_takes_files_whose_value_gets_the_number_of_its_place(dataset):
    query = named_queries.bind(
        "transfers.rq",
        slots={"keys": ["_transfer-key-supplier.rq", "_transfer-key-date.rq"]},
        descending={"key2"},
    )
    assert "ag:supplier ?value1" in query
    assert "AS ?value2" in query
    assert "ORDER BY ASC(?key1) DESC(?key2) ASC(?key3)" in query
    assert len(ask(dataset, query)) == 3
