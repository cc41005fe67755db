"""What an operator sees: ids, logs and counts of requests, without a word of who asked what; and whether it is ready."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as text_format

from api import logs
from api.app import create_app
from api.entries import entry
from api.lifecycle import Lifecycle
from api.metrics import Metrics, State
from api.observed import Templates
from kg.settings import Settings

SECRET = "a-token-that-nobody-guesses"  # noqa: S105 - of the tests


@pytest.fixture
def logged(client):
    """What the service writes to its log, as objects."""
    client.app.state.access_log.flush()
    stream = io.StringIO()
    before = {name: logging.getLogger(name) for name in ("armsgraph", "uvicorn", "uvicorn.access")}
    kept = {
        name: (one.handlers, one.level, one.propagate, one.disabled, list(one.filters))
        for name, one in before.items()
    }
    filters = list(logging.getLogger("uvicorn.error").filters)
    logs.configure("json", "info", stream)
    began = datetime.now(UTC) - timedelta(milliseconds=1)  # that is how exact a line is

    def lines() -> list[dict]:
        client.app.state.access_log.flush()
        found = [json.loads(line) for line in stream.getvalue().splitlines()]
        # Other applications of this run write to the same log in their own time.
        return [line for line in found if datetime.fromisoformat(line["time"]) >= began]

    yield lines
    for name, one in before.items():
        one.handlers, one.level, one.propagate, one.disabled, one.filters = kept[name]
        one.setLevel(kept[name][1])
    logging.getLogger("uvicorn.error").filters = filters


def requests_in(lines):
    return [line for line in lines if line["logger"] == "armsgraph.access"]


# --- logs ---


def test_a_request_is_one_line_with_its_route_and_not_its_address(client, logged):
    client.get("/api/v1/states/RUS?as_if=private", headers={"user-agent": "Private/1.0"})
    (line,) = requests_in(logged())
    assert {name: line[name] for name in ("message", "level", "method", "route", "status", "ended")} == {
        "message": "request",
        "level": "info",
        "method": "GET",
        "route": "/api/v1/states/{code}",
        "status": 200,
        "ended": "ok",
    }
    assert line["ms"] > 0
    assert line["bytes"] > 100
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])


def test_no_personal_data_and_no_words_of_a_query_are_logged(client, logged):
    secret = "Kaliningrad"  # noqa: S105 - a word
    client.get("/sparql", params={"query": f'ASK {{ ?s ?p "{secret}" }}'}, headers={"user-agent": secret})
    client.post("/sparql", data={"query": f'ASK {{ ?s ?p "{secret}" '}, headers={"referer": secret})
    client.get(f"/search?q={secret}", headers={"x-forwarded-for": "203.0.113.7", "cookie": secret})
    client.get(f"/nothing/{secret}", headers={"authorization": f"Bearer {secret}"})
    text = json.dumps(logged())
    assert len(requests_in(logged())) == 4
    assert secret not in text
    assert "203.0.113" not in text
    assert "testclient" not in text


@pytest.mark.parametrize(
    ("query", "status", "ended"),
    [("ASK {}", 200, "ok"), ("ASK {", 400, "syntax"), ("ASK { SERVICE <http://a> {} }", 400, "service")],
)
def test_how_a_query_ended_is_logged(client, logged, query, status, ended):
    client.get("/sparql", params={"query": query})
    (line,) = requests_in(logged())
    assert (line["status"], line["ended"], line["route"]) == (status, ended, "/sparql")
    if ended == "ok":
        assert line["query"]
        assert line["dataset"]


@pytest.mark.parametrize("path", ["/nothing", "/%00", "/api/v1/states/%0a%0dx"])
def test_what_no_route_takes_is_logged_in_one_line(client, logged, path):
    client.get(path)
    (line,) = requests_in(logged())
    assert line["ended"] == "refused"
    assert line["route"] in (None, "/api/v1/states/{code}")


def test_what_is_answered_from_a_cache_is_logged_with_its_route(client, logged):
    """The router never sees it."""
    first = client.get("/api/v1/states/EGY", headers={"x-request-id": "kept-answer-1"})
    client.get("/api/v1/states/EGY", headers={"x-request-id": "kept-answer-2"})
    again = {"if-none-match": first.headers["etag"], "x-request-id": "kept-answer-3"}
    assert client.get("/api/v1/states/EGY", headers=again).status_code == 304
    lines = requests_in(logged())
    assert [line["route"] for line in lines] == ["/api/v1/states/{code}"] * 3
    assert [line["status"] for line in lines] == [200, 200, 304]
    assert {line["ended"] for line in lines} == {"ok"}


def test_only_so_many_paths_are_remembered_and_no_long_ones(monkeypatch):
    monkeypatch.setattr("api.observed._MOST_PATHS", 10)
    templates = Templates()
    for number in range(100):
        templates.learn(f"/id/{number}", "/id/{path}")
    assert templates.get("/id/99") == "/id/{path}"
    assert sum(bool(templates.get(f"/id/{number}")) for number in range(100)) <= 10
    templates.learn("/id/" + "a" * 1000, "/id/{path}")
    assert not templates.get("/id/" + "a" * 1000)


def test_a_head_that_is_refused_at_the_door_is_logged(client, logged):
    client.get("/states/no-such?" + "a" * 61_000)
    client.head("/states")
    refused, head = requests_in(logged())
    assert (refused["status"], refused["ended"], refused["route"]) == (414, "refused", None)
    assert (head["method"], head["route"], head["bytes"]) == ("HEAD", "/states", 0)


def test_a_mistake_is_logged_with_its_traceback_and_the_id_that_the_client_gets(store, logged):
    from starlette.testclient import TestClient

    app = create_app(store, Settings())

    @app.get("/broken/{thing}")
    async def broken(thing: str) -> None:
        raise RuntimeError("oh")

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken/private")
    assert response.status_code == 500
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    told = [line for line in logged() if line.get("id") == response.headers["x-request-id"]]
    line = next(line for line in told if line["logger"] == "armsgraph.api")
    assert "RuntimeError: oh" in line["traceback"]
    assert "/broken/{thing}" in line["message"]
    (access,) = requests_in(told)
    assert (access["ended"], access["status"]) == ("mistake", 500)


def test_text_logs_are_for_people_and_stay_on_their_line():
    record = logging.makeLogRecord(
        {"msg": "two\nlines\x1b[31m", "name": "x", "levelname": "INFO", logs.FIELDS: {"a": "b\nc", "n": 3}}
    )
    text = logs.Text().format(record)
    assert "\n" not in text
    assert "\x1b" not in text
    assert text.endswith('a="b\\nc" n=3')


# --- ids ---


@pytest.mark.parametrize("given", ["0123456789abcdef", "trace-1.2_3456"])
def test_a_sane_request_id_is_kept(client, given):
    assert client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "a b c d e f", 'x"; drop', "ا" * 9, "-" * 10])
def test_any_other_is_replaced(client, logged, given):
    response = client.get("/healthz", headers={"x-request-id": given.encode()})
    made = response.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{24}", made)
    assert requests_in(logged())[0]["id"] == made
    assert client.get("/healthz").headers["x-request-id"] != made


# --- metrics ---


def families(response, parse=text_format):
    return {family.name: family for family in parse(response.text)}


def value(families, name, **labels):
    return next(
        sample.value
        for family in families.values()
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


@pytest.fixture(scope="module")
def monitored(store, serving):
    with serving(store, query_seconds=20, metrics="public") as client:
        yield client


def test_requests_are_counted_by_route_and_status(monitored):
    before = families(monitored.get("/metrics"))
    for code in ("RUS", "EGY", "ZZZ"):
        monitored.get(f"/api/v1/states/{code}")
    response = monitored.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    after = families(response)
    route = "/api/v1/states/{code}"

    def more(name, **labels):
        try:
            earlier = value(before, name, **labels)
        except StopIteration:
            earlier = 0
        return value(after, name, **labels) - earlier

    assert more("armsgraph_http_requests_total", route=route, method="GET", status="200") == 2
    assert more("armsgraph_http_requests_total", route=route, method="GET", status="404") == 1
    assert more("armsgraph_http_request_duration_seconds_count", route=route) == 3
    assert more("armsgraph_http_response_body_bytes_total", route=route) > 500
    assert value(after, "armsgraph_http_requests_in_flight") == 1  # the one that asks
    assert value(after, "armsgraph_build_info") == 1


def test_open_metrics_for_who_asks_for_it(monitored):
    response = monitored.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert response.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert response.text.endswith("# EOF\n")
    assert "armsgraph_http_requests" in families(response, open_metrics)
    assert response.headers["vary"] == "Accept"


def test_strangers_can_make_up_no_labels(monitored):
    def come(name: str) -> str:
        monitored.get(f"/nothing/{name}")
        monitored.request(name.upper(), "/states")
        monitored.get(f"/id/{name}/up", headers={"x-dataset-version": name})
        return monitored.get("/metrics").text

    come("made")  # what is told of a state is told from the first answer on
    before = come("made")
    after = come("other")
    assert "made" not in before.lower()
    assert len(after.splitlines()) == len(before.splitlines())


def test_the_state_of_what_is_watched_is_asked_for_when_a_monitor_comes():
    metrics = Metrics()

    class Pool:
        count = 2

        def state(self) -> State:
            return State(
                processes={("public", "busy"): self.count, ("own", "idle"): 1},
                waiting={"public": 5},
                version="abc",
                committed=1_700_000_000.0,
                snapshot_bytes=1 << 20,
                cache_hits=7,
                cache_misses=1,
            )

    pool = Pool()
    metrics.watch(pool)
    metrics.watch(Pool())
    pool.count = 3
    metrics.query_ended("public", "ok")
    metrics.query_ended("public", "time")
    metrics.query_ended("public", "ok")
    body, _ = metrics.exposition("")
    lines = body.decode().splitlines()
    for line in (
        'armsgraph_query_processes{lane="public",state="busy"} 5.0',
        'armsgraph_queries_waiting{lane="public"} 10.0',
        'armsgraph_dataset_info{version="abc"} 1.0',
        "armsgraph_dataset_committed_timestamp_seconds 1.7e+09",
        "armsgraph_snapshot_bytes 2.097152e+06",
        'armsgraph_queries_total{lane="public",outcome="ok"} 2.0',
        'armsgraph_queries_total{lane="public",outcome="time"} 1.0',
        'armsgraph_cache_lookups_total{result="hit"} 14.0',
        'armsgraph_cache_lookups_total{result="miss"} 2.0',
    ):
        assert line in lines
    assert len([line for line in lines if line.startswith("armsgraph_dataset_info")]) == 1


def test_two_services_in_one_process_count_apart():
    one, other = Metrics(), Metrics()
    one.query_ended("public", "ok")
    assert b'armsgraph_queries_total{lane="public"' not in other.exposition("")[0]


@pytest.mark.parametrize(
    ("settings", "headers", "status"),
    [
        ({}, {}, 403),
        ({}, {"authorization": "Bearer "}, 403),
        ({"metrics_token": SECRET}, {}, 401),
        ({"metrics_token": SECRET}, {"authorization": f"Bearer {SECRET}x"}, 401),
        ({"metrics_token": SECRET}, {"authorization": f"Basic {SECRET}"}, 401),
        ({"metrics_token": SECRET}, {"authorization": f"Bearer {SECRET}"}, 200),
        ({"metrics_token": SECRET}, {"authorization": f"bearer  {SECRET}"}, 200),
        ({"metrics": "off", "metrics_token": SECRET}, {"authorization": f"Bearer {SECRET}"}, 404),
        ({"metrics": "public"}, {}, 200),
    ],
)
def test_who_may_read_the_metrics(tmp_path, settings, headers, status):
    from starlette.testclient import TestClient

    client = TestClient(create_app(str(tmp_path / "none"), Settings(**settings)))
    response = client.get("/metrics", headers=headers)
    assert response.status_code == status
    if status == 401:
        assert response.headers["www-authenticate"].startswith("Bearer")
    if status >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert SECRET not in response.text


def test_the_digest_of_a_token_serves_in_its_place(tmp_path):
    from hashlib import sha256

    from starlette.testclient import TestClient

    digest = f"sha256:{sha256(SECRET.encode()).hexdigest()}"
    client = TestClient(create_app(str(tmp_path / "none"), Settings(metrics_token=digest)))
    assert client.get("/metrics", headers={"authorization": f"Bearer {SECRET}"}).status_code == 200
    assert client.get("/metrics", headers={"authorization": f"Bearer {digest}"}).status_code == 401


# --- readiness ---


def test_not_ready_before_the_first_snapshot_and_not_when_about_to_stop(store, monkeypatch):
    from starlette.testclient import TestClient

    monkeypatch.setattr("api.lifecycle._PROBE_SECONDS", 0.01)
    app = create_app(store, Settings(query_megabytes=1024), processes=1)
    starting = TestClient(app).get("/readyz")  # never entered: nothing is made
    assert (starting.status_code, starting.headers["retry-after"]) == (503, "5")
    assert "starting" in starting.json()["detail"]
    with TestClient(app) as client:
        assert client.get("/states").status_code == 200
        app.state.lifecycle.is_warm()
        assert client.get("/readyz").status_code == 200
        app.state.lifecycle.is_stopping = True
        stopping = client.get("/readyz")
        assert stopping.status_code == 503
        assert "stop" in stopping.json()["detail"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/states").status_code == 200


def test_a_probe_waits_a_moment_for_a_service_that_is_nearly_ready():
    async def story() -> None:
        lifecycle = Lifecycle()
        asking = asyncio.create_task(lifecycle.obstacle())
        await asyncio.sleep(0)
        lifecycle.is_warm()
        assert await asking is None

    asyncio.run(story())


def test_what_is_noted_without_the_layer_goes_nowhere():
    scope = {"type": "http", "method": "GET"}
    entry(scope).ended = "time"
    assert entry(scope).ended == "time"
