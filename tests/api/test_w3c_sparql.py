"""The W3C's SPARQL 1.1 tests of queries, asked through ``/sparql``; skipped where the suite is not at hand.

All data files stand in one store, each in a graph of its own, and each request names the dataset of its test: so the whole
suite needs one start of the service. ``w3c_known_failures.yaml`` says what is known to fail, and why; a test that is
listed there and passes fails the run.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import w3c_sparql as w3c
import yaml

SUITE = Path(__file__).parents[2] / ".." / "shared" / "data" / "w3c-sparql" / "sparql11"
KNOWN = yaml.safe_load(Path(__file__).with_name("w3c_known_failures.yaml").read_text(encoding="utf-8")) or {}
CASES = [case for name in w3c.FOLDERS for case in w3c.cases(SUITE / name)] if SUITE.is_dir() else []
TABLES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
NOWHERE = "http://example.org/an-empty-graph"
pytestmark = pytest.mark.skipif(not CASES, reason="the W3C's test suite is not at hand")


def of(*kinds):
    """The cases of some kinds, those that are known to fail marked so that a pass is told."""
    return [
        pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=KNOWN[case.name], strict=True)])
        if case.name in KNOWN
        else pytest.param(case, id=case.name)
        for case in CASES
        if case.kind in kinds
    ]


@pytest.fixture(scope="module")
def service(tmp_path_factory, serving):
    where = str(tmp_path_factory.mktemp("w3c"))
    w3c.load(where, CASES)
    with serving(where, query_seconds=20, everything=True) as client:
        yield client


def ask(service, case, accept):
    query = f"BASE <{case.base}>\n{case.query.read_text(encoding='utf-8')}"
    dataset = {} if " FROM " in f" {' '.join(query.split())} " else {
        "default-graph-uri": [w3c.iri_of(file) for file in case.data] or [NOWHERE],
        "named-graph-uri": [w3c.iri_of(file) for file in case.named],
    }  # fmt: skip
    return service.post("/sparql", data={"query": query, **dataset}, headers={"accept": accept})


@pytest.mark.parametrize("case", of("QueryEvaluationTest"))
def test_a_query_is_answered_as_the_standard_has_it_in_every_format(service, case):
    wanted = w3c.expected(case)
    form = ask(service, case, "*/*").headers["content-type"].partition(";")[0]
    if form in GRAPHS:
        for media_type in GRAPHS:
            response = ask(service, case, media_type)
            assert response.status_code == 200, response.text
            rdf = ox.RdfFormat.from_media_type(media_type)
            assert w3c.graph(q.triple for q in ox.parse(response.content, format=rdf)) == wanted, media_type
        return
    for media_type, results in TABLES.items():
        if isinstance(wanted, bool) and media_type.startswith("text/"):
            continue  # the standard gives a boolean no form in TSV
        response = ask(service, case, media_type)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert w3c.answer(response.content, results) == wanted, media_type


@pytest.mark.parametrize("case", of("CSVResultFormatTest"))
def test_csv_is_written_as_the_standard_has_it(service, case):
    response = ask(service, case, "text/csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert w3c.csv_table(response.content) == w3c.expected(case)


@pytest.mark.parametrize("case", of("PositiveSyntaxTest11", "PositiveSyntaxTest"))
def test_a_query_that_is_one_is_taken(service, case):
    response = ask(service, case, "*/*")
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("case", of("NegativeSyntaxTest11", "NegativeSyntaxTest"))
def test_a_query_that_is_none_is_a_400(service, case):
    response = ask(service, case, "*/*")
    assert response.status_code == 400
    assert response.json()["type"].endswith("/query-syntax")


def test_every_entry_of_the_manifests_is_tried():
    tried = {"QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest11", "PositiveSyntaxTest",
             "NegativeSyntaxTest11", "NegativeSyntaxTest"}  # fmt: skip
    assert {case.kind for case in CASES} <= tried
    assert len(CASES) > 300


def test_what_is_known_to_fail_is_there():
    assert set(KNOWN) <= {case.name for case in CASES}


def test_the_manual_says_how_many_pass():
    manual = (Path(__file__).parents[2] / "docs" / "service.md").read_text(encoding="utf-8")
    assert f"{len(CASES) - len(KNOWN)} of {len(CASES)} pass" in manual
