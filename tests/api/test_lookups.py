"""What the routes ask of the store, and how its answers are read."""

from __future__ import annotations

import asyncio

import pyoxigraph as ox

from api import named_queries
from api.frames import Question
from api.graph import Triples, statements
from api.lookups import Lookups
from api.pool import Answer
from kg.namespaces import BASE, PREFIXES


class Pool:
    """Answers from a store of this process."""

    seconds = 10.0

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    async def ask(self, question: Question, *, own: bool) -> Answer:
        found = self._store.query(question.query, prefixes=PREFIXES)
        form = ox.QueryResultsFormat.from_media_type(question.results)
        return Answer("table", question.results, "1", found.serialize(format=form))


def stored(text: str) -> ox.Store:
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load(f"{prefixes}@prefix id: <{BASE}id/> .\n{text}".encode(), format=ox.RdfFormat.TURTLE)
    return store


def test_cells_are_the_text_of_the_terms_whatever_stands_in_it():
    store = stored(
        '<urn:a> skos:prefLabel "one, \\"two\\"\\r\\nthree"@en ; ag:year 2012 . <urn:b> ag:year 2013 .'
    )
    query = (
        "SELECT ?a ?label ?year WHERE { ?a ag:year ?year OPTIONAL { ?a skos:prefLabel ?label } } ORDER BY ?a"
    )
    assert asyncio.run(Lookups(Pool(store), BASE).cells(query)) == [
        {"a": "urn:a", "label": 'one, "two"\r\nthree', "year": "2012"},
        {"a": "urn:b", "year": "2013"},
    ]


def test_a_select_without_rows_has_no_cells():
    assert asyncio.run(Lookups(Pool(ox.Store()), BASE).cells("SELECT ?a WHERE { ?a a ag:State }")) == []


def test_statements_that_repeat_are_read_once_in_the_order_of_their_text():
    lines = [
        '<urn:a> <urn:p> "x"@fr .',
        '<urn:a> <urn:p> "x"@en .',
        '<urn:a> <urn:p> "x" .',
        "<urn:A> <urn:p> <urn:b> .",
    ]
    found = statements("\n".join([*lines, *lines, ""]).encode())
    assert [f"{triple} ." for triple in found] == sorted(lines)
    as_given = Triples(reversed(found))
    read = Triples(found, in_order=True)
    assert read.names() == as_given.names()
    assert read.all("urn:a", "ag:x") == []
    assert read.properties("urn:a") == as_given.properties("urn:a")


def test_what_is_said_of_a_thing_leaves_out_what_transfers_say_of_it():
    """A large state has ten thousand of these, which no profile shows."""
    store = stored(
        'id:state\\/NEW a ag:State ; ag:iso3 "NEW" ; ag:supplierOf <urn:t> ; ag:recipientOf <urn:u> ; ag:suppliesTo <urn:s> .'
    )
    query = named_queries.bind("things.rq", {"thing": ox.NamedNode(f"{BASE}id/state/NEW")})
    said = {triple.predicate.value.rpartition("#")[2] for triple in store.query(query, prefixes=PREFIXES)}
    assert said == {"type", "iso3"}
