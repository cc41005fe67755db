"""Queries that are broken, enormous or nested beyond all sense."""

from __future__ import annotations

import pytest
from hostile import is_problem

_LIMIT = 1_000_000
_DEEP = 25_000


def _nested(opening: str, closing: str, middle: str = "", depth: int = _DEEP) -> str:
    return opening * depth + middle + closing * depth


# What the engine's parser, which calls itself, cannot get through.
TOO_DEEP = {
    "groups": "SELECT * WHERE " + _nested("{", "}"),
    "parentheses": f"ASK {{ FILTER {_nested('(', ')', '1')} }}",
    "negations": f"ASK {{ FILTER({'!' * _DEEP}true) }}",
    "paths": f"ASK {{ ?a {_nested('(', ')', '<a:a>')} ?b }}",
    "repeated paths": f"ASK {{ ?a {_nested('(', ')*', '<a:a>', 25_000)} ?b }}",
    "collections": f"ASK {{ ?s ?p {_nested('(', ')', '1')} }}",
    "blank nodes": f"ASK {{ ?s ?p {_nested('[ <a:a> ', ' ]', '1', 25_000)} }}",
    "subselects": f"SELECT * {{ {_nested('{ SELECT * ', '}', depth=25_000)} }}",
    "optional groups": "SELECT * " + _nested("{ OPTIONAL ", "}", "{}", 25_000),
    "exists": "ASK " + _nested("{ FILTER EXISTS ", "}", "{}", 25_000),
    "quoted triples": f"ASK {{ {_nested('<< ', ' ?p ?o >>', '?s', 25_000)} ?p ?o }}",
    "triple terms": f"ASK {{ ?s ?p {_nested('<<( ?s ?p ', ' )>>', '?o', 25_000)} }}",
    "unions": f"ASK {{ {{}} {'UNION {} ' * 100_000} }}",
    "differences": f"ASK {{ {'MINUS { ?s ?p ?o } ' * 25_000} }}",
    "alternatives": f"ASK {{ FILTER(1=1{'||1=1' * _DEEP}) }}",
    "sums": f"ASK {{ FILTER(1{'+1' * _DEEP} > 0) }}",
    "path sequences": f"ASK {{ ?a <a:a>{'/<a:a>' * _DEEP} ?b }}",
    "path alternatives": f"ASK {{ ?a <a:a>{'|<a:a>' * _DEEP} ?b }}",
}


@pytest.mark.parametrize("name", TOO_DEEP)
def test_a_query_too_deep_for_the_parser_is_refused_as_such(strangers, name):
    assert len(TOO_DEEP[name]) < _LIMIT
    answer = strangers.query(TOO_DEEP[name])
    assert answer.status == 400
    is_problem(answer)
    assert answer.problem["type"].endswith("/query-too-complex")
    assert answer.problem["advice"]


# What is long but flat is worked out or stopped at the limit of time; both within it.
LONG = {
    "values": f"ASK {{ VALUES ?a {{ {'1 ' * 400_000} }} }}",
    "prefixes": "".join(f"PREFIX p{n}: <a:{n}> " for n in range(30_000)) + "ASK {}",
    "an IRI": f"ASK {{ <http://a/{'a' * 900_000}> ?p ?o }}",
    "a literal": f'ASK {{ ?s ?p "{"a" * 900_000}" }}',
    "a variable": f"ASK {{ ?{'a' * 900_000} ?p ?o }}",
    "a name": f"ASK {{ ag:{'a' * 900_000} ?p ?o }}",
    "a number": f"ASK {{ FILTER({'9' * 900_000} > 0) }}",
    "a comment": f"#{'a' * 900_000}\nASK {{}}",
    "arguments": f"ASK {{ FILTER(CONCAT({','.join(['ag:a'] * 100_000)}) = '') }}",
    "triples": f"ASK {{ {'?s ?p ?o . ' * 80_000} }}",
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_query_is_answered_or_stopped(strangers, name):
    assert len(LONG[name]) < _LIMIT
    answer = strangers.query(LONG[name])
    assert answer.status in (200, 400, 503)
    if answer.status == 503:
        is_problem(answer)
        assert answer.problem["type"].endswith("/query-stopped")


PATTERNS = {
    "of stars": "(a*)*" * 300,
    "of counts": "(((a{1000}){1000}){1000})",
    "of alternatives": "(a|a)*" * 300 + "b",
    "that looks back": r"(.*)\\1",
    "that is none": "[",
    "of a class without end": "[\\\\p{L}--",
    "of flags": "(?imsxU:a)",
}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_hostile_pattern_of_characters_costs_no_more_than_a_query_may(strangers, name):
    answer = strangers.query(f'ASK {{ ?s ?p ?o FILTER REGEX(STR(?o), "{PATTERNS[name]}") }}')
    assert answer.status in (200, 503)
    answer = strangers.query(f'SELECT (REPLACE("{"a" * 5000}", "{PATTERNS[name]}", "$9") AS ?x) {{}}')
    assert answer.status in (200, 503)


BROKEN = {
    "nothing but an opening": "SELECT * WHERE {",
    "nothing but a closing": "}",
    "a string without end": 'ASK { ?s ?p "a }',
    "a long string without end": 'ASK { ?s ?p """a }',
    "an IRI without end": "ASK { <http://a ?p ?o }",
    "an IRI with a space": "ASK { <http://a b> ?p ?o }",
    "an IRI with braces": "ASK { <http://a{b}> ?p ?o }",
    "an IRI with a null": "ASK { <http://a/\0> ?p ?o }",
    "a relative IRI without base": "BASE <nowhere> ASK { <a> ?p ?o }",
    "a name without prefix": "ASK { nowhere:a ?p ?o }",
    "an escape that is none": r'ASK { ?s ?p "\q" }',
    "an escape cut short": r'ASK { ?s ?p "\u12" }',
    "a lone surrogate": r'ASK { ?s ?p "\ud800" }',
    "two surrogates": r'ASK { ?s ?p "\ud83d\ude00" }',
    "a surrogate in an IRI": r"ASK { <http://a/\udfff> ?p ?o }",
    "a surrogate in eight digits": r'ASK { ?s ?p "\U0000D800" }',
    "beyond the last character": r'ASK { ?s ?p "\U00110000" }',
    "far beyond the last character": r'ASK { ?s ?p "\UFFFFFFFF" }',
    "a number for a variable": "SELECT ?1 ?2 WHERE { ?1 ?1 }",
    "an aggregate of an aggregate": "SELECT (SUM(COUNT(*)) AS ?n) WHERE { ?s ?p ?o",
    "a variable bound twice": "SELECT * { BIND(1 AS ?a) BIND(2 AS ?a) }",
    "a limit beyond all numbers": "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999",
    "an offset below zero": "SELECT * { ?s ?p ?o } OFFSET -1",
    "a language without letters": 'ASK { ?s ?p "a"@ }',
    "a language of digits": 'ASK { ?s ?p "a"@1234 }',
    "a datatype that is none": 'ASK { ?s ?p "a"^^"b" }',
    "a function that is none": "ASK { FILTER(NOWHERE(1)) }",
    "too few arguments": "ASK { FILTER(REGEX(1)) }",
    "a predicate of text": 'ASK { ?s "p" ?o }',
    "a blank node for a predicate": "ASK { ?s _:p ?o }",
    "a blank node in two groups": "ASK { { _:a ?p ?o } { _:a ?q ?r } }",
    "values of unlike length": "ASK { VALUES (?a ?b) { (1) (1 2 3) } }",
    "another language": "SELECT name FROM transfers WHERE id = '' OR 1=1; --",
    "a page": "<html><script>alert(1)</script></html>",
    "a template of a page": "{{7*7}} ${7*7} <%= 7*7 %>",
    "a mark of order alone": "\ufeff\ufeffASK {}",
    "a null before all": "\0ASK {}",
    "nulls alone": "\0" * 1_000,
    "directions reversed": "\u202e} o? p? s? { KSA",
    "an escape of a terminal": "\x1b[2J ASK {}",
    "a dash of a printer": "SELECT * WHERE { ?s ?p ?o } LIMIT \u2013 1",
    "quotes of a printer": "ASK { ?s ?p \u201ca\u201d }",
    "braces of full width": "ASK \uff5b ?s ?p ?o \uff5d",
    "a second query": "ASK {} ASK {}",
    "an update behind a query": "ASK {} ; DROP ALL",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_query_is_told_what_is_wrong(strangers, name):
    answer = strangers.query(BROKEN[name])
    assert answer.status == 400, answer.text
    is_problem(answer)
    assert answer.problem["type"].endswith("/query-syntax")
    assert answer.problem["detail"]


NOT_UTF8 = {
    "a lone byte": b'ASK { ?s ?p "\xff" }',
    "a cut sequence": b'ASK { ?s ?p "\xe2\x82" }',
    "an overlong slash": b"ASK { <http://a/\xc0\xaf> ?p ?o }",
    "a surrogate": b'ASK { ?s ?p "\xed\xa0\x80" }',
    "beyond the last character": b'ASK { ?s ?p "\xf4\x90\x80\x80" }',
    "sixteen bits": "ASK {}".encode("utf-16"),
    "thirty-two bits": "ASK {}".encode("utf-32"),
    "Latin": 'ASK { ?s ?p "\xe9" }'.encode("latin-1"),
}


@pytest.mark.parametrize("name", NOT_UTF8)
def test_what_is_no_utf_8_is_no_query(strangers, name):
    form = "Content-Type: application/x-www-form-urlencoded"
    encoded = b"query=" + b"".join(b"%%%02X" % byte for byte in NOT_UTF8[name])
    for answer in (
        strangers.query(NOT_UTF8[name]),
        strangers.request("POST", "/sparql", form, body=encoded),
        strangers.get(b"/sparql?" + encoded),
    ):
        assert answer.status == 400, answer.text
        is_problem(answer)


REFUSED = {
    "insert data": "INSERT DATA { <a:a> <a:a> <a:a> }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
    "a modification": "WITH <a:a> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "clear": "CLEAR SILENT ALL",
    "drop": "DROP ALL",
    "create": "CREATE GRAPH <a:a>",
    "copy": "COPY DEFAULT TO <a:a>",
    "move": "MOVE <a:a> TO <b:b>",
    "add": "ADD <a:a> TO DEFAULT",
    "load": "LOAD <SINK>",
    "load from a file": "LOAD <file:///etc/passwd> INTO GRAPH <a:a>",
    "two updates": "DROP ALL ; INSERT DATA { <a:a> <a:a> <a:a> }",
    "an update behind a comment": "# ASK {}\nDROP ALL",
    "an update behind a prefix": "PREFIX select: <a:a> DROP ALL",
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_update_is_refused_whichever_way_it_comes(strangers, sink, name):
    update = REFUSED[name].replace("SINK", sink.url)
    answer = strangers.query(update)
    assert answer.status == 403, answer.text
    is_problem(answer)
    direct = strangers.request(
        "POST", "/sparql", "Content-Type: application/sparql-update", body=update.encode()
    )
    assert direct.status == 403
    is_problem(direct)


# Where a query could have the service fetch something; 200 where the standard lets it ask for what is not there.
REACHING_OUT = {
    "a service": ("SELECT * { SERVICE <SINK> { ?s ?p ?o } }", {400, 403}),
    "a silent service": ("SELECT * { SERVICE SILENT <SINK> { ?s ?p ?o } }", {400, 403}),
    "a service in an escape": (r"SELECT * { \u0053ERVICE <SINK> { ?s ?p ?o } }", {400, 403}),
    "a service by a variable": ("SELECT * { BIND(<SINK> AS ?u) SERVICE ?u { ?s ?p ?o } }", {400, 403}),
    "a service in a filter": ("ASK { FILTER NOT EXISTS { SERVICE <SINK> { ?s ?p ?o } } }", {400, 403}),
    "a service in a subselect": ("ASK { { SELECT * { SERVICE <SINK> { ?s ?p ?o } } } }", {400, 403}),
    "a dataset": ("SELECT * FROM <SINK> { ?s ?p ?o }", {200}),
    "a named dataset": ("SELECT * FROM NAMED <SINK> { GRAPH ?g { ?s ?p ?o } }", {200}),
    "a dataset of a file": ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", {200}),
    "a graph": ("SELECT * { GRAPH <SINK> { ?s ?p ?o } }", {200}),
    "a description": ("DESCRIBE <SINK>", {200}),
    "a function by IRI": ("SELECT (<SINK>(1) AS ?x) {}", {200, 400}),
    "a base": ("BASE <SINK> SELECT * { <a> ?p ?o }", {200}),
    "a prefix": ("PREFIX a: <SINK> SELECT * { a:a ?p ?o }", {200}),
    "a define of another engine": ('DEFINE input:grab-all "yes" SELECT * { ?s ?p ?o }', {400}),
    "a hint of another engine": ("#pragma load <SINK>\nASK {}", {200}),
}


@pytest.mark.parametrize("name", REACHING_OUT)
def test_no_query_fetches_anything(strangers, sink, name):
    query, expected = REACHING_OUT[name]
    answer = strangers.query(query.replace("SINK", sink.url))
    assert answer.status in expected, answer.text
    assert b"root:" not in answer.body
