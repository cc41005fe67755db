"""What strangers send to the reconciliation service: a clean refusal each, or an answer."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FORM = {"content-type": "application/x-www-form-urlencoded"}


def batch(**question):
    return json.dumps({"q": question})


BROKEN = {
    "empty": "",
    "not JSON": "{",
    "deep list": "[" * 100_000,
    "deep object": '{"q":' * 50_000,
    "deep and closed": "[" * 5000 + "]" * 5000,
    "a number": "5",
    "null": "null",
    "a list": "[]",
    "a text": '"Russia"',
    "not a number": '{"q": {"query": "a", "limit": NaN}}',
    "infinite": '{"q": {"query": "a", "properties": [{"pid": "range_km", "v": Infinity}]}}',
    "huge number": '{"q": {"query": "a", "limit": ' + "9" * 5000 + "}}",
    "large number": '{"q": {"query": "a", "properties": [{"pid": "range_km", "v": ' + "9" * 400 + "}]}}",
    "half a pair in a query": '{"q": {"query": "\\ud800"}}',
    "half a pair in a key": '{"\\udfff": {"query": "a"}}',
    "half a pair in a value": '{"q": {"query": "a", "properties": [{"pid": "state", "v": "\\ud83d"}]}}',
    "a query is null": '{"q": null}',
    "a query is a text": '{"q": "Russia"}',
    "a query is a list": '{"q": []}',
    "an empty query": '{"q": {}}',
    "an empty name": batch(query=""),
    "blanks": batch(query="  \t"),
    "a name is a number": batch(query=5),
    "a name is a list": batch(query=["a"]),
    "no properties": batch(properties=[]),
    "limit zero": batch(query="a", limit=0),
    "limit negative": batch(query="a", limit=-1),
    "limit a text": batch(query="a", limit="many"),
    "limit a half": batch(query="a", limit=1.5),
    "type a number": batch(query="a", type=5),
    "type nested": batch(query="a", type=[["State"]]),
    "strictness unknown": batch(query="a", type_strict="maybe"),
    "properties an object": batch(query="a", properties={"pid": "state", "v": "x"}),
    "a property without a value": batch(query="a", properties=[{"pid": "state"}]),
    "a property without an id": batch(query="a", properties=[{"v": "x"}]),
    "a value nested": batch(query="a", properties=[{"pid": "state", "v": [["x"]]}]),
    "a value an object": batch(query="a", properties=[{"pid": "state", "v": {"name": "x"}}]),
    "a value null": batch(query="a", properties=[{"pid": "state", "v": None}]),
    "too many properties": batch(query="a", properties=[{"pid": "state", "v": "x"}] * 51),
    "too many values": batch(query="a", properties=[{"pid": "state", "v": ["x"] * 51}]),
    "too many types": batch(query="a", type=["State"] * 51),
    "too many queries": json.dumps({str(i): {"query": "a"} for i in range(51)}),
}  # fmt: skip
BROKEN_EXTENSIONS = {
    "empty": "",
    "a list": "[]",
    "null": "null",
    "no ids": '{"properties": []}',
    "no properties": '{"ids": []}',
    "ids a text": '{"ids": "state/RUS", "properties": []}',
    "an id a number": '{"ids": [5], "properties": []}',
    "a property a text": '{"ids": [], "properties": ["state"]}',
    "too many ids": json.dumps({"ids": ["a"] * 1001, "properties": []}),
    "too many properties": json.dumps({"ids": [], "properties": [{"id": "state"}] * 51}),
    "half a pair": '{"ids": ["\\ud800"], "properties": [{"id": "state"}]}',
    "deep": "[" * 100_000,
}


def refused(response, *statuses):
    assert response.status_code in (statuses or (400, 413, 422)), response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["detail"]
    assert "Traceback" not in response.text
    assert len(response.content) < 10_000


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_queries_that_are_none(client, text):
    refused(client.post("/reconcile", data={"queries": text}))


@pytest.mark.parametrize("text", BROKEN_EXTENSIONS.values(), ids=BROKEN_EXTENSIONS)
def test_extensions_that_are_none(client, text):
    refused(client.post("/reconcile", data={"extend": text}))


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", FORM, 400),
        (b"other=1", FORM, 400),
        (b"queries=%FF", FORM, 400),
        (b"queries=\xff", FORM, 400),
        (b"queries=%ED%A0%80", FORM, 400),
        (b"queries={}&queries={}", FORM, 400),
        (b"queries={}&extend={}", FORM, 400),
        (b"a=1&" * 100, FORM, 400),
        (b"queries={}&callback=alert", FORM, 400),
        (b"{}", {"content-type": "application/json"}, 415),
        (b"--x", {"content-type": "multipart/form-data; boundary=x"}, 415),
        (b"queries={}", {"content-type": ""}, 415),
        (b"queries=" + b"x" * 1_000_001, FORM, 413),
    ],
)
def test_bodies_that_are_none(client, body, headers, status):
    refused(client.post("/reconcile", content=body, headers=headers), status)


def test_jsonp_is_refused(client):
    refused(client.get("/reconcile", params={"callback": "alert(1)"}), 400)
    refused(client.get("/reconcile", params={"queries": batch(query="a"), "callback": "f"}), 400)


@pytest.mark.parametrize(
    "question",
    [
        {"query": "a\0b"},
        {"query": "\u202eRussia\u2066"},
        {"query": "x" * 100_000},
        {"query": "a " * 5000},
        {"query": "'; DROP TABLE x; --"},
        {"query": "<script>alert(1)</script>"},
        {"query": "?s ?p ?o } UNION {"},
        {"query": "http://"},
        {"query": "state/../../etc/passwd"},
        {"query": "a", "type": None, "limit": None, "properties": None, "type_strict": None},
        {"query": "a", "limit": 10**17},
        {"query": "a", "type": {"id": "State", "name": "State"}},
        {"query": "a", "more": {"deep": [1, 2, 3]}},
        {"query": "a", "properties": [{"pid": "range_km", "v": "1e999"}, {"pid": "date", "v": True}]},
        {"query": "a", "properties": [{"pid": "\u202e", "v": "x"}, {"pid": "label", "v": -1.5e300}]},
        {"properties": [{"pid": "range_km", "v": 400}]},
        {"properties": [{"pid": "nothing", "v": "x"}]},
    ],
)
def test_strange_questions_have_answers(client, question):
    response = client.post("/reconcile", data={"queries": json.dumps({"\u202ekey\0": question})})
    assert response.status_code == 200, response.text
    assert list(response.json()) == ["\u202ekey\0"]
    assert client.post("/reconcile", data={"queries": "{}"}).json() == {}


PLACES = ["suggest/entity?prefix={}", "suggest/type?prefix={}", "suggest/property?prefix={}", "suggest/entity?prefix=a&cursor={}",
          "properties?type={}", "properties?limit={}", "preview?id={}", "flyout/entity?id={}", "flyout/type?id={}",
          "flyout/property?id={}", "{}"]  # fmt: skip
NASTY = ["%00", "%FF", "%ED%A0%80", "..%2F..%2Fetc", "%22%3E%3Cscript%3E", "%E2%80%AE", "a" * 3000, "-1", "1e999", "٣",
         "http%3A%2F%2F%5B%3A%3A1%5D", quote("{{7*7}}"), "%0D%0ASet-Cookie:a=b", "state%2FRUS%00", ""]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_nothing_strange_in_an_address_is_a_mistake_of_ours(client, place):
    for nasty in NASTY:
        response = client.get(f"/reconcile/{place.format(nasty)}")
        assert response.status_code in (200, 400, 404, 422), (place, nasty, response.text)
        assert "set-cookie" not in response.headers
        assert (
            "<script" not in response.text or response.headers["content-type"] != "text/html; charset=utf-8"
        )
        if response.status_code != 200:
            refused(response, response.status_code)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["query", "type", "limit", "properties", "pid", "v", "type_strict", "id", "ids"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_any_json_is_a_question_or_an_error(client, value):
    for field in ("queries", "extend"):
        response = client.post(
            "/reconcile", data={field: json.dumps({"q": value} if field == "queries" else value)}
        )
        assert response.status_code in (200, 400, 413, 422), response.text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_an_answer_or_an_error(client, text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert client.post("/reconcile", data={"queries": text}).status_code in (200, 400, 422)
    assert client.get("/reconcile/suggest/entity", params={"prefix": text}).status_code == 200
    assert client.get("/reconcile/preview", params={"id": text}).status_code in (200, 404)
    assert client.get("/suggest", params={"prefix": text}).status_code in (200, 422)
