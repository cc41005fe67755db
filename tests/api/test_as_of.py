"""What was known on a day or with a release, whichever way the service is asked."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from bench import record, release

from api.app import create_app
from kg.build import build
from kg.facts import Facts
from kg.namespaces import BASE
from kg.settings import Settings

RECORDS = "SELECT DISTINCT ?key WHERE { ?record ag:recordKey ?key } ORDER BY ?key"
EVERYWHERE = "SELECT ?key WHERE { GRAPH ?g { ?record ag:recordKey ?key } } ORDER BY ?key"


def document(name: str, day: str | None, terms: str = "full", supplier: str = "FRA") -> Facts:
    facts = record(name, supplier, "EGY", "wpn:mirage", count=2)
    about = {"date": day, "redistribution": terms, "text": f"{facts.document.text} Told by {name}."}
    return facts.model_copy(update={"document": facts.document.model_copy(update=about)})


def fill(store: str, folder: Path) -> None:
    """Two releases, documents before, between and after them, one in the future, one that is withheld."""
    old = [
        document("early", "2023-05-01"),
        document("shut", "2023-06-01", "none", "IND"),
        document("half", "2023-07-01", "facts"),
        document("late", "2024-06-01"),
        document("undated", None),
        document("future", "2999-01-01"),
        record("sipri-2024/1", "FRA", "EGY", "wpn:rafale", count=24, year=2016, release=release(2024)),
        record("sipri-2024/2", "FRA", "IND", "wpn:rafale", count=36, year=2016, release=release(2024)),
    ]
    new = [record("sipri-2025/1", "FRA", "EGY", "wpn:rafale", count=30, year=2016, release=release(2025))]
    for number, facts in enumerate((old, new)):
        file = folder / f"{number}.jsonl"
        file.write_text("".join(f"{one.to_json()}\n" for one in facts))
        assert not build([str(file)], Settings(store=store)).refusals


@pytest.fixture(scope="module")
def where(tmp_path_factory, _filled_store):
    path = tmp_path_factory.mktemp("as-of") / "store"
    shutil.copytree(_filled_store, path)
    fill(str(path), path.parent)
    return str(path)


@pytest.fixture(scope="module")
def public(where, serving):
    with serving(where, query_seconds=120) as client:
        yield client


def records(client, query: str = RECORDS, **more: str) -> list[str]:
    response = client.get("/sparql", params={"query": query, **more})
    assert response.status_code == 200, response.text
    return [row["key"]["value"] for row in response.json()["results"]["bindings"]]


OLD = ["sipri-2024/1", "sipri-2024/2"]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("1990", []),
        ("2023-06-30", ["early"]),
        ("2024-03-09", ["early", "half"]),
        ("2024-03-10", ["early", "half", *OLD]),
        ("sipri-2024", ["early", "half", *OLD]),
        ("2024-06", ["early", "half", "late", *OLD]),
        ("2025", ["early", "half", "late", "sipri-2025/1"]),
        ("3000", ["early", "future", "half", "late", "sipri-2025/1"]),
    ],
)
def test_sparql_answers_with_what_was_known(public, when, expected):
    assert records(public, **{"as-of": when}) == expected
    assert records(public, EVERYWHERE, **{"as-of": when}) == expected


def test_all_ways_of_the_protocol_ask_the_same(public):
    clause = RECORDS.replace("WHERE", f"FROM <{BASE}graph/as-of/sipri-2024> WHERE")
    get = public.get("/sparql", params={"query": RECORDS, "as-of": "sipri-2024"})
    expected = get.json()
    body = {"content-type": "application/sparql-query"}
    for answer in (
        public.get("/sparql", params={"query": clause}),
        public.post("/sparql", data={"query": RECORDS, "as-of": "sipri-2024"}),
        public.post("/sparql", params={"as-of": "sipri-2024"}, data={"query": RECORDS}),
        public.post("/sparql", params={"as-of": "sipri-2024"}, content=RECORDS, headers=body),
        public.post("/sparql", content=clause, headers=body),
        public.get("/sparql", params={"query": clause, "as-of": "2024-03-10"}),
    ):
        assert answer.json() == expected
        assert answer.headers["memento-datetime"] == "Sun, 10 Mar 2024 00:00:00 GMT"
    own = RECORDS.replace("WHERE", f"FROM <{BASE}graph/as-of/2025> FROM <{BASE}graph/none> WHERE")
    assert records(public, own) == []


@pytest.mark.parametrize(
    ("query", "more"),
    [
        (f"ASK FROM <{BASE}graph/as-of/2024-03-10> {{}}", {"as-of": "2024-03-11"}),
        (f"ASK FROM <{BASE}graph/as-of/2023> FROM <{BASE}graph/as-of/2024> {{}}", {}),
        ("ASK {}", {"as-of": ["2024-03-10", "2025"]}),
    ],
)
def test_two_times_are_a_bad_request(public, query, more):
    answer = public.get("/sparql", params={"query": query, **more})
    assert answer.status_code == 400
    assert "2024" in answer.json()["detail"]


@pytest.mark.parametrize("way", ["/api/v1/states", "/transfers", "/id/state/FRA", "/sparql?query=ASK{}"])
@pytest.mark.parametrize("when", ["", "yesterday", "sipri-1999", "2024-02-30", "9" * 5000])
def test_what_is_neither_a_day_nor_a_release_is_told_with_what_there_is(public, way, when):
    answer = public.get(way, params={**dict(p.split("=") for p in way.split("?")[1:]), "as_of": when})
    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["parameters"][0]["parameter"] == "as_of"
    assert "sipri-2024, sipri-2025" in problem["advice"]
    assert len(problem["detail"]) < 300
    assert "memento-datetime" not in answer.headers


def test_a_clause_that_is_neither_is_told_too(public):
    answer = public.get("/sparql", params={"query": f"ASK FROM <{BASE}graph/as-of/never> {{}}"})
    assert answer.status_code == 422
    assert "'never'" in answer.json()["detail"]


def test_every_rest_route_answers_as_of_then(public):
    """Each route, alone below /api/v1 and at the root, in a view where its answer differs from that of now."""
    at = {"as_of": "sipri-2024"}
    for start in ("", "/api/v1"):
        now = public.get(f"{start}/transfers", params={"limit": 1})
        then = public.get(f"{start}/transfers", params={"limit": 1, **at})
        assert "memento-datetime" not in now.headers
        assert then.headers["memento-datetime"] == "Sun, 10 Mar 2024 00:00:00 GMT"
        assert then.headers["link"] == f'<{start}/transfers?limit=1>; rel="original"'
        assert then.json()["total"] != now.json()["total"]
        assert "as_of=sipri-2024" in then.json()["next"]
        state = public.get(f"{start}/states/FRA", params=at).json()
        assert {one["party"]["id"] for one in state["recipients"]} == {"state/EGY", "state/IND"}
        assert {one["party"]["id"] for one in public.get("/states/FRA").json()["recipients"]} == {"state/EGY"}
        assert public.get(f"{start}/volumes", params=at).json()["tiv"] == 10
        assert public.get(f"{start}/volumes").json()["tiv"] == 5
        # The knowledge of this store has no name of the state, which is all the same then and now.
        assert "memento-datetime" in public.get(f"{start}/states/IND/concentration", params=at).headers
        for path in ("/states", "/weapons/rafale", "/search?q=rafale"):
            answer = public.get(
                f"{start}{path}",
                params={**dict([path.split("?")[1].split("=")] if "?" in path else []), **at},
            )
            assert answer.status_code == 200, path
            assert "memento-datetime" in answer.headers, path
        there = {one["iri"] for one in public.get(f"{start}/transfers", params=at).json()["items"]}
        gone = there - {one["iri"] for one in public.get(f"{start}/transfers").json()["items"]}
        for iri in gone:
            path = iri.removeprefix(f"{BASE}id/transfer/")
            assert public.get(f"{start}/transfers/{path}", params=at).status_code == 200
            assert public.get(f"{start}/transfers/{path}").status_code == 404
        assert gone


def test_a_record_is_there_in_the_views_after_it_was_published(public):
    query = 'SELECT ?key WHERE { ?key dcterms:identifier "late" }'
    name = records(public, query)[0].removeprefix(f"{BASE}id/record/")
    for address in (f"/records/{name}", f"/api/v1/records/{name}", f"/id/record/{name}"):
        assert public.get(address).status_code == 200
        assert public.get(address, params={"as_of": "2024-06-01"}).status_code == 200
        gone = public.get(address, params={"as_of": "2024-05-31"})
        assert gone.status_code == 404
        assert gone.headers["memento-datetime"] == "Fri, 31 May 2024 00:00:00 GMT"


def test_linked_data_answer_as_of_then(public):
    for form in ("ttl", "html"):
        answer = public.get("/id/state/FRA", params={"as_of": "sipri-2024", "format": form})
        assert answer.status_code == 200
        assert answer.headers["memento-datetime"]
        assert "Accept" in answer.headers["vary"].split(", ")
    assert 'href="/id/weapon/rafale?as_of=sipri-2024"' in answer.text
    assert 'href="/id/state/FRA.ttl?as_of=sipri-2024"' in answer.text
    assert public.get("/ontology", params={"as_of": "2024", "format": "ttl"}).headers["memento-datetime"]


def test_a_timegate_leads_to_the_thing_as_it_was_known(public):
    asked = {"accept-datetime": "Mon, 11 Mar 2024 12:00:00 GMT", "accept": "application/n-triples"}
    answer = public.get("/timegate/id/state/FRA", headers=asked, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.url.query == b"as_of=2024-03-10"
    assert answer.headers["memento-datetime"] == "Sun, 10 Mar 2024 00:00:00 GMT"
    links = answer.headers["link"]
    assert '</id/state/FRA>; rel="original"' in links
    assert '</timegate/id/state/FRA>; rel="timegate"' in links
    assert '</timemap/link/id/state/FRA>; rel="timemap"' in links
    assert '</id/state/FRA?as_of=2023-05-01>; rel="first memento"' in links
    listed = public.get("/timemap/json/id/state/FRA").json()["mementos"]
    assert [one["datetime"][:10] for one in listed["list"]] == [
        "2023-05-01", "2023-07-01", "2024-03-10", "2024-06-01", "2025-03-10", "2999-01-01",
    ]  # fmt: skip


def test_versions_of_different_views_differ(public):
    versions = {
        public.get("/sparql", params={"query": "ASK {}", **more}).headers["x-dataset-version"]
        for more in ({}, {"as-of": "2023"}, {"as-of": "2024"})
    }
    assert len(versions) == 3


def test_what_is_withheld_stays_withheld(public):
    query = "SELECT ?s ?p ?key WHERE { { GRAPH ?g { ?s ?p ?key } } UNION { ?s ?p ?key } }"
    text = public.get("/sparql", params={"query": query, "as-of": "2023-12-31"}).text
    assert "early" in text
    assert "half" in text
    for word in ('"shut', "record/shut", "graph/meta"):
        assert word not in text
    texts = "SELECT ?key WHERE { ?r ag:text ?key }"
    assert len(records(public, texts, **{"as-of": "2023-12-31"})) == 1


def test_everything_shows_the_whole_view(where, serving):
    with serving(where, everything=True, query_seconds=120) as client:
        assert records(client, **{"as-of": "2023-12-31"}) == ["early", "half", "shut"]


def test_days_with_the_same_content_share_a_view_and_few_are_kept(where, serving, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with serving(where, query_seconds=120) as client:
        moments = client.app.state.moments
        for when in ("2024-03-10", "2024-04-01", "sipri-2024", "2024-05-31"):
            records(client, **{"as-of": when})
            assert list(moments._views) == ["2024-03-10"]
        for when in ("1990", "2023-05-01", "2024-03-10", "2023-07", "2024-06"):
            records(client, **{"as-of": when})
        assert list(moments._views) == ["2023-07-01", "2024-06-01"]
        stores = [path for path in Path(tmp_path).rglob("CURRENT") if "current" not in path.parts]
        assert len(stores) <= 1 + 3
    assert list(tmp_path.iterdir()) == []


def test_the_dump_is_of_now(public):
    assert public.get("/dump.ttl", params={"as_of": "2024"}).status_code == 422


def test_a_server_has_no_views():
    from fastapi.testclient import TestClient

    app = create_app("http://127.0.0.1:9/query", Settings(), everything=True)
    with TestClient(app) as client:
        answer = client.get("/states", params={"as_of": "2024"})
    assert answer.status_code == 501
    assert answer.json()["advice"]


def test_the_description_names_the_parameter_once_for_each_route(public):
    described = public.get("/openapi.json").json()["paths"]
    for path, methods in described.items():
        names = [one["name"] for one in methods.get("get", {}).get("parameters", [])]
        if "get" in methods and path.startswith(("/api/v1/", "/id/", "/ontology")):
            assert names.count("as_of") == 1, path
        elif path == "/sparql":
            assert names.count("as-of") == 1
