"""The list of transfers: every filter of the model, facets, sorting by several keys, cursors, hostile input."""

from __future__ import annotations

import base64
import json
import string
from typing import get_args
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich_dataset import ALL, IRAN, ROCKETS, S300, S400, SHELLS, ids, load

from api.cursors import Cursor, _sum, encode
from api.transfer_facets import FACETS
from api.transfer_filters import Stage
from api.transfer_sorting import KEYS
from kg.facts import STAGES


@pytest.fixture(scope="module")
def rich_store(tmp_path_factory):
    return load(tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="module")
def rich(rich_store, serving):
    with serving(rich_store, query_seconds=20) as client:
        yield client


# --- filters ---


def test_every_stage_of_the_facts_can_be_asked_for():
    assert set(get_args(Stage)) == set(STAGES)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ALL),
        ({"recipient": "group/hezbollah"}, {ROCKETS}),
        ({"end_user": "group/hezbollah"}, {ROCKETS}),
        ({"intermediary": "EGY"}, {ROCKETS}),
        ({"financier": "TUR"}, {ROCKETS}),
        ({"financier": "RUS"}, set()),
        ({"origin": "prk"}, {ROCKETS}),
        ({"supplier_body": "almaz-antey"}, {IRAN}),
        ({"supplier_body": "company/almaz-antey"}, {IRAN}),
        ({"recipient_body": "navy"}, {ROCKETS}),
        ({"weapon": "s-300"}, {S300}),
        ({"weapon": "s-300", "variants": "true"}, {S300, IRAN}),
        ({"weapon": "s-300pmu", "variants": "true"}, {IRAN}),
        ({"weapon": ["s-300pmu", "s-400"], "variants": "true"}, {IRAN, S400}),
        ({"kind": "aid"}, {ROCKETS}),
        ({"kind": ["aid", "sale"]}, {ROCKETS, IRAN}),
        ({"mode": "sea"}, {ROCKETS}),
        ({"currency": "usd"}, {IRAN}),
        ({"value_min": "850000000"}, {IRAN}),
        ({"value_min": "900000001"}, set()),
        ({"value_max": "5000000"}, {ROCKETS}),
        ({"value_min": "1", "value_max": "800000000"}, {IRAN, ROCKETS}),
        ({"value_min": "1", "value_max": "800000000", "currency": "EUR"}, {ROCKETS}),
        ({"quantity_min": "4"}, {IRAN, ROCKETS}),
        ({"quantity_max": "4"}, {IRAN, S400}),
        ({"quantity_min": "3", "quantity_max": "3"}, set()),
        ({"quantity_min": "1000000"}, {ROCKETS}),  # at least a hundred may be a million
        ({"ordered_from": "2017"}, {S400}),
        ({"ordered_to": "2010"}, {IRAN}),
        ({"ordered_from": "2007-06", "ordered_to": "2017-12-01"}, {IRAN, S400}),
        ({"delivered_from": "2014", "delivered_to": "2014"}, {IRAN}),
        ({"delivered_from": "2015", "delivered_to": "2015"}, set()),  # told apart by year: none in this one
        ({"delivered_from": "2016-03"}, {IRAN, S400}),
        ({"from": "2015", "to": "2015"}, {IRAN}),  # within the interval of delivery
        ({"record": "reg-1"}, {IRAN}),
        ({"record": "record/reg-1"}, {IRAN}),
        ({"record": "https://w3id.org/armsgraph/id/record/r-ar"}, {S400, SHELLS}),
        ({"release": "sipri-2020"}, {IRAN}),
        ({"release": "sipri-2021"}, set()),
        ({"register": "sipri"}, {IRAN}),
        ({"source": "Example Gazette"}, {S400}),
        ({"source": "صحيفة المثال"}, {S400, SHELLS}),
        ({"source": "TUR"}, {SHELLS, IRAN}),
        ({"source": "state/TUR"}, {SHELLS, IRAN}),
        ({"source": ["TUR", "=Agency"]}, {SHELLS, IRAN, ROCKETS}),
        ({"language": "he"}, {IRAN}),
        ({"language": "AR"}, {S400, SHELLS}),
        ({"min_confidence": "0.85"}, {S400, IRAN, ROCKETS}),
        ({"min_confidence": "0.5", "language": "he"}, set()),  # one claim must do both
        ({"min_confidence": "0.4", "language": "he"}, {IRAN}),
        ({"contested": "true"}, {S400, IRAN}),
        ({"contested": "false"}, {SHELLS, S300, ROCKETS}),
        ({"denied": "true"}, {SHELLS}),
        ({"denied": "false"}, ALL - {SHELLS}),
        ({"embargoed": "true"}, {ROCKETS}),
        ({"embargoed": "false"}, ALL - {ROCKETS}),
        ({"unknown": "quantity"}, {SHELLS}),
        ({"unknown": "supplier"}, set()),
        (
            {"contested": "true", "supplier": "RUS", "weapon": "s-300", "variants": "true", "from": "2010"},
            {IRAN},
        ),
    ],
)
def test_filters_select(rich, filters, expected):
    response = rich.get("/api/v1/transfers", params=filters)
    found = ids(response)
    assert set(found) == expected
    assert len(found) == len(expected) == response.json()["total"]


@pytest.mark.parametrize(
    "filters",
    [
        {"kind": "gift"}, {"mode": "teleport"}, {"currency": "dollars"}, {"value_min": "-1"}, {"value_min": "NaN"},
        {"value_max": "1e400"}, {"quantity_min": "many"}, {"quantity_min": "5", "quantity_max": "4"}, {"unknown": "colour"},
        {"delivered_from": "2020", "delivered_to": "2019"}, {"ordered_to": "soon"}, {"language": "a"}, {"min_confidence": "2"},
        {"contested": "perhaps"}, {"end_user": ""}, {"record": "a b"}, {"release": "x>"}, {"supplier_body": "<"},
        {"facets": "colour"}, {"sort": "date,date"}, {"sort": "date,supplier,weapon,stage"}, {"sort": "-"},
    ],
)  # fmt: skip
def test_bad_parameters_are_named(rich, filters):
    response = rich.get("/transfers", params=filters)
    assert response.status_code == 422
    assert response.json()["parameters"][0]["parameter"].split(".")[0] == next(iter(filters))


# --- facets ---


def test_facets_count_all_that_fits_with_labels(rich):
    answer = rich.get("/transfers", params={"facets": ",".join(FACETS), "limit": 1}).json()
    facets = answer["facets"]
    assert list(facets) == list(FACETS)
    counts = {name: [(one["value"], one["transfers"]) for one in counted] for name, counted in facets.items()}
    assert counts["supplier"] == [("state/RUS", 3), ("state/IRN", 1), ("state/PRK", 1)]
    assert facets["supplier"][0]["thing"]["labels"]["ar"] == "روسيا"
    assert counts["stage"] == [("delivered", 4), ("agreed", 1)]
    assert counts["category"] == [("missile.sam", 2), ("ammunition.shell", 1)]
    assert sorted(counts["year"]) == [("2014", 1), ("2019", 1), ("2023", 1)]
    assert counts["kind"] == [("aid", 1), ("sale", 1)]
    assert dict(counts["weapon"]) == {"s-300": 1, "s-300pmu-2": 1, "s-400": 1}
    assert len(answer["items"]) == 1


@pytest.mark.parametrize("name", [name for name in FACETS if name != "year"])
def test_the_value_of_a_facet_is_what_its_filter_takes(rich, name):
    for one in rich.get("/transfers", params={"facets": name}).json()["facets"][name]:
        assert rich.get("/transfers", params={name: one["value"]}).json()["total"] == one["transfers"]


def test_facets_heed_the_filters_and_may_be_empty(rich):
    facets = rich.get("/transfers?supplier=RUS&facets=supplier&facets=year").json()["facets"]
    assert [one["value"] for one in facets["supplier"]] == ["state/RUS"]
    assert rich.get("/transfers?supplier=EGY&facets=stage").json()["facets"] == {"stage": []}
    assert rich.get("/transfers").json()["facets"] is None


# --- sorting ---


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"sort": "-delivered,supplier"}, [S400, IRAN, ROCKETS, SHELLS, S300]),
        ({"sort": "supplier,-recipient"}, [ROCKETS, SHELLS, S400, IRAN, S300]),
        ({"sort": "supplier, -recipient"}, [ROCKETS, SHELLS, S400, IRAN, S300]),
        ({"sort": "-quantity"}, [ROCKETS, IRAN, S400, S300, SHELLS]),
        ({"sort": "-value,-quantity"}, [IRAN, ROCKETS, S400, S300, SHELLS]),
        ({"sort": "ordered", "order": "desc"}, [S400, IRAN, ROCKETS, S300, SHELLS]),
        ({"sort": "-ordered"}, [S400, IRAN, ROCKETS, S300, SHELLS]),
        ({"sort": "stage,weapon"}, None),
    ],
)
def test_sorting_by_several_keys(rich, asked, expected):
    found = ids(rich.get("/transfers", params=asked))
    if expected is None:
        assert set(found) == ALL
        assert found[0] == S300
    else:
        without = [one for one in expected if one in found]
        assert without == expected
        keyed = {S400, IRAN, ROCKETS}
        assert [one for one in found if one in keyed] == [one for one in expected if one in keyed]


def test_a_single_key_goes_by_order_as_ever(rich):
    down = ids(rich.get("/transfers", params={"sort": "recipient"}))
    assert down == ids(rich.get("/transfers", params={"sort": "-recipient"}))
    assert down[::-1] == ids(rich.get("/transfers", params={"sort": "recipient", "order": "asc"}))
    assert rich.get("/transfers", params={"sort": "date,stage", "order": "asc"}).status_code == 422


# --- cursors ---


@pytest.mark.parametrize(
    "sort", ["date", "-delivered,supplier", "supplier,-quantity,weapon", "stage", *KEYS, "-value"]
)
@pytest.mark.parametrize("limit", [1, 2])
def test_cursors_go_through_the_list_in_its_order(rich, sort, limit):
    whole = ids(rich.get("/transfers", params={"sort": sort}))
    found, address, pages = [], f"/transfers?limit={limit}&sort={sort}", 0
    while address:
        response = rich.get(address)
        assert response.json()["offset"] == len(found)
        assert response.json()["total"] == 5
        found += ids(response)
        address = response.json()["next"]
        pages += 1
    assert found == whole
    assert pages == -(-5 // limit)


def test_a_cursor_keeps_filters_and_goes_back_by_offset(rich):
    first = rich.get("/transfers?supplier=RUS&limit=1&sort=date").json()
    second = rich.get(first["next"]).json()
    third = rich.get(second["next"]).json()
    assert third["next"] is None
    assert len({page["items"][0]["id"] for page in (first, second, third)}) == 3
    assert rich.get(second["previous"]).json()["items"] == first["items"]


def cursor_of(rich, address="/transfers?limit=2"):
    return parse_qs(urlsplit(rich.get(address).json()["next"]).query)["cursor"][0]


def test_a_cursor_of_another_question_is_refused(rich):
    cursor = cursor_of(rich)
    for other in ({"supplier": "RUS"}, {"sort": "supplier"}, {"order": "asc"}, {"from": "1990"}):
        response = rich.get("/transfers", params={"cursor": cursor, **other})
        assert response.status_code == 400, other
        assert "advice" in response.json()
    assert (
        rich.get("/transfers", params={"cursor": cursor, "limit": 1}).status_code == 200
    )  # any size of page
    assert rich.get("/transfers", params={"cursor": cursor, "offset": 1}).status_code == 422


def test_a_mangled_cursor_is_refused(rich):
    cursor = cursor_of(rich)
    mangled = [
        cursor[:-1],
        cursor + "A",
        cursor[:20] + "x" + cursor[21:],
        "",
        "a",
        "%",
        "🚀",
        "=" * 50,
        "A" * 3999,
    ]
    for word in mangled:
        response = rich.get("/transfers", params={"cursor": word})
        assert response.status_code == 400, word
        assert response.json()["parameters"][0]["parameter"] == "cursor"
    assert rich.get("/transfers", params={"cursor": "A" * 4001}).status_code == 422


def forged(body):
    return base64.urlsafe_b64encode(_sum(body) + body).decode().rstrip("=")


def test_a_forged_cursor_says_nothing_that_a_parameter_could_not(rich):
    cursor = cursor_of(rich)
    padded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    real = json.loads(padded[8:])
    for change in (
        {"keys": ['"} } INSERT DATA { <a:a> <a:b> <a:c>']}, {"keys": ["not a day"]}, {"last": "> } UNION { ?s ?p ?o"},
        {"keys": [None]}, {"position": 10_000}, {"position": 100_000_000},
    ):  # fmt: skip
        response = rich.get("/transfers", params={"cursor": forged(json.dumps({**real, **change}).encode())})
        assert response.status_code == 200, change
    for body in (b"[" * 2000, b"{}", b"null", json.dumps({**real, "position": -1}).encode(),
                 json.dumps({**real, "keys": [1]}).encode(), json.dumps({**real, "keys": ["a", "b"]}).encode()):  # fmt: skip
        assert rich.get("/transfers", params={"cursor": forged(body)}).status_code == 400, body


def test_a_cursor_from_before_a_build_is_gone(rich):
    cursor = cursor_of(rich)
    padded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    old = encode(Cursor(**{**json.loads(padded[8:]), "version": "another"}))
    response = rich.get("/transfers", params={"cursor": old})
    assert response.status_code == 410
    assert response.json()["type"].endswith("/cursor-outdated")
    assert "first page" in response.json()["advice"]


# --- what is shown is what ran ---


@pytest.mark.parametrize(
    "query",
    [
        "supplier=RUS&contested=true&sort=-delivered,supplier",
        "weapon=s-300&variants=true&delivered_from=2014&delivered_to=2016",
        "source=Example Gazette&min_confidence=0.5&language=en",
        "quantity_min=3&value_min=1&currency=USD&embargoed=false&denied=false",
        "from=2000&to=2020&unknown=quantity",
    ],
)
def test_the_queries_shown_give_the_same_transfers(rich, query):
    shown = rich.get(f"/transfers.rq?{query}").text
    page = shown.split("transfers.rq ----\n")[1].split("# ----")[0]
    rows = rich.get("/sparql", params={"query": page}).json()["results"]["bindings"]
    assert [row["transfer"]["value"] for row in rows] == [
        item["iri"] for item in rich.get(f"/transfers?{query}").json()["items"]
    ]


def test_the_page_after_a_cursor_can_be_run_too(rich):
    following = rich.get("/transfers?limit=2&sort=-date,supplier").json()["next"]
    shown = rich.get(f"{following}&format=rq").text
    page = shown.split("transfers.rq ----\n")[1].split("# ----")[0]
    rows = rich.get("/sparql", params={"query": page}).json()["results"]["bindings"]
    assert [row["transfer"]["value"] for row in rows] == [
        item["iri"] for item in rich.get(following).json()["items"]
    ]


# --- hostile input ---

PARAMETERS = [
    "supplier", "recipient", "end_user", "intermediary", "financier", "origin", "supplier_body", "recipient_body", "weapon",
    "variants", "category", "kind", "mode", "stage", "epistemic", "currency", "value_min", "value_max", "quantity_min",
    "quantity_max", "from", "to", "ordered_from", "ordered_to", "delivered_from", "delivered_to", "record", "release",
    "register", "source", "language", "min_confidence", "contested", "denied", "embargoed", "unknown", "facets", "sort",
    "order", "limit", "offset", "cursor", "format", "as_of",
]  # fmt: skip
BREAKING = [
    '"', "'", '"""', "\\", "\\u0022", ">", "<", "} UNION { ?s ?p ?o }", "> } UNION { ?transfer a ?any } #", '" } #',
    "UNDEF", "VALUES ?x { 1 }", "# comment", "\n", "\r\n", "\x00", "\u202e", "\ufeff", "http://", "https://a/> . ?s ?p ?o . <b",
    "http://[", "state/../../x", "{{7*7}}", "${x}", "%00", "%", "1e999", "-0", "NaN", "Infinity", "٢٠١٩", "𝟙", "9" * 400,
    "0." + "0" * 300 + "1", "2019-00", "0000", "9999-12-31", "true'", "SERVICE <http://127.0.0.1:9/> {}", "DROP ALL",
]  # fmt: skip
hostile = st.one_of(
    st.sampled_from(BREAKING),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.text(string.printable, max_size=30),
    st.tuples(st.sampled_from(BREAKING), st.sampled_from(BREAKING)).map("".join),
    st.sampled_from(BREAKING).map(lambda text: "https://example.org/" + text),
)


def test_every_parameter_of_the_list_is_tried_below(rich):
    described = rich.get("/openapi.json").json()["paths"]["/api/v1/transfers"]["get"]["parameters"]
    assert {parameter["name"] for parameter in described} == set(PARAMETERS)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(PARAMETERS), hostile, min_size=1, max_size=3))
def test_no_text_in_any_parameter_breaks_out(rich, asked):
    """The answer is a clean refusal, or what a filter that fits nothing more gives: never more than there is."""
    response = rich.get("/transfers", params=asked)
    assert response.status_code in (200, 400, 404, 406, 410, 422), (asked, response.text)
    if response.status_code == 200 and response.headers["content-type"] == "application/json":
        assert set(ids(response)) <= ALL
        assert response.json()["total"] <= 5
    elif response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in response.text


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["supplier", "weapon", "category", "record", "release", "register", "source", "origin"]
    ),
    text=hostile,
)
def test_a_name_that_nobody_has_fits_nothing(rich, name, text):
    response = rich.get("/transfers", params={name: text})
    if response.status_code == 200:
        assert response.json()["total"] == 0, text
    else:
        assert response.status_code == 422


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=hostile)
def test_the_query_shown_for_any_text_is_one_query_that_runs(rich, text):
    """Whatever stands in a value stays within it, also where the query is read as text."""
    shown = rich.get("/transfers.rq", params={"source": [text, "Example Gazette"]})
    if shown.status_code == 422:
        return
    page = shown.text.split("transfers.rq ----\n")[1].split("# ---- 3 of 3")[0]
    answer = rich.post("/sparql", content=page.encode(), headers={"content-type": "application/sparql-query"})
    assert answer.status_code == 200, answer.text
    assert [row["transfer"]["value"] for row in answer.json()["results"]["bindings"]] == [
        "https://w3id.org/armsgraph/id/" + S400
    ]


def test_the_dataset_is_the_same_after_all_of_that(rich, rich_store):
    assert set(ids(rich.get("/transfers"))) == ALL
    assert len(ox.Store.read_only(rich_store)) > 0
