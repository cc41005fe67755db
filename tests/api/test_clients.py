"""Who a client is, whom a proxy may speak for, and how much each may ask."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.clients import UNKNOWN, Proxied, Trusted, client_key
from api.rate_limits import COSTLY, Buckets, Budget, are_on, kind_of
from kg.settings import Settings


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),  # how IPv4 comes to a socket on ::
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("testclient", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_client_is_an_address_or_a_network_of_64_bits(host, key):
    assert client_key({"client": (host, 1)}) == key


def test_without_a_network_there_is_no_client():
    assert client_key({"client": None}) == client_key({}) == UNKNOWN


def seen(peer, headers, header="x-forwarded-for", trusted=("10.0.0.0/8", "2001:db8::/32")):
    """The scope that the application gets."""
    scopes = []

    async def app(scope, receive, send) -> None:
        scopes.append(scope)

    scope = {
        "type": "http",
        "client": (peer, 1),
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    asyncio.run(Proxied(app, Trusted(trusted), header)(scope, None, None))
    return scopes[0]


FORWARDED_FOR = [
    ("203.0.113.9", "203.0.113.9"),
    ("1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the client put 1.2.3.4 before what the proxy saw
    ("1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
    ("10.0.0.8, 10.0.0.7", "10.0.0.8"),
    ("203.0.113.9:4711", "203.0.113.9"),
    ("[2001:dba::1]:4711", "2001:dba::/64"),
    ("::ffff:203.0.113.9", "203.0.113.9"),
    ("203.0.113.9, nonsense", UNKNOWN),
    ("", UNKNOWN),
    (",,,", UNKNOWN),
]


@pytest.mark.parametrize(("value", "key"), FORWARDED_FOR)
def test_what_a_trusted_proxy_says_counts_from_the_right(value, key):
    assert client_key(seen("10.0.0.1", [("x-forwarded-for", value)])) == key


def test_several_headers_are_one_list():
    scope = seen("10.0.0.1", [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "203.0.113.9")])
    assert client_key(scope) == "203.0.113.9"


@pytest.mark.parametrize(
    ("value", "key", "scheme"),
    [
        ("for=203.0.113.9", "203.0.113.9", "http"),
        ("for=1.2.3.4, for=203.0.113.9;proto=https;by=10.0.0.1", "203.0.113.9", "https"),
        ('For="[2001:dba:0:1::17]:4711";Proto=https', "2001:dba:0:1::/64", "https"),
        ("for=unknown", UNKNOWN, "http"),
        ("for=_hidden, for=10.0.0.2", UNKNOWN, "http"),
        ("by=10.0.0.1", UNKNOWN, "http"),
        ('for="', UNKNOWN, "http"),
    ],
)
def test_the_forwarded_header(value, key, scheme):
    scope = seen("10.0.0.1", [("forwarded", value)], header="forwarded")
    assert (client_key(scope), scope["scheme"]) == (key, scheme)


def test_only_the_header_that_the_proxy_sets_counts():
    scope = seen("10.0.0.1", [("forwarded", "for=1.2.3.4"), ("x-forwarded-for", "203.0.113.9")])
    assert client_key(scope) == "203.0.113.9"
    scope = seen("10.0.0.1", [("x-forwarded-for", "1.2.3.4")], header="forwarded")
    assert client_key(scope) == UNKNOWN


def test_nobody_else_is_believed():
    headers = [("x-forwarded-for", "1.2.3.4"), ("forwarded", "for=1.2.3.4"), ("x-forwarded-proto", "https")]
    scope = seen("203.0.113.9", headers)
    assert (client_key(scope), scope["scheme"]) == ("203.0.113.9", "http")


@given(st.text(max_size=80), st.sampled_from(["x-forwarded-for", "forwarded"]))
def test_any_header_names_some_client(value, header):
    key = client_key(seen("10.0.0.1", [(header, value)], header=header))
    assert key == UNKNOWN or key[0] in "0123456789abcdef:"


# --- buckets ---


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_so_many_at_once_and_then_at_the_rate(clock):
    buckets = Buckets(Budget("cheap", rate=2, burst=5), clock=clock)
    assert [buckets.take("a").allowed for _ in range(6)] == [True] * 5 + [False]
    refused = buckets.take("a")
    assert (refused.left, refused.next_in) == (0, pytest.approx(0.5))
    clock.now += 0.5
    assert buckets.take("a").allowed
    assert not buckets.take("a").allowed
    clock.now += 100
    assert [buckets.take("a").left for _ in range(5)] == [4, 3, 2, 1, 0]


def test_clients_do_not_pay_for_one_another(clock):
    buckets = Buckets(Budget("cheap", rate=1, burst=1), clock=clock)
    assert buckets.take("a").allowed
    assert not buckets.take("a").allowed
    assert buckets.take("b").allowed


def test_who_is_refused_pays_nothing(clock):
    buckets = Buckets(Budget("cheap", rate=1, burst=1), clock=clock)
    buckets.take("a")
    for _ in range(100):
        assert not buckets.take("a").allowed
    clock.now += 1
    assert buckets.take("a").allowed


def test_only_so_many_clients_are_remembered_and_the_busy_ones_longest(clock):
    buckets = Buckets(Budget("cheap", rate=0.001, burst=1), clock=clock, clients=100)
    buckets.take("busy")
    for number in range(10_000):
        buckets.take(str(number))
        assert not buckets.take("busy").allowed
    assert len(buckets) == 100


@given(
    st.floats(0.1, 50),
    st.integers(1, 50),
    st.lists(st.floats(0, 3), min_size=1, max_size=80),
)
def test_no_stretch_of_time_gives_more_than_burst_and_rate(rate, burst, pauses):
    clock = Clock()
    buckets = Buckets(Budget("cheap", rate, burst), clock=clock)
    taken = []
    for pause in pauses:
        clock.now += pause
        if buckets.take("a").allowed:
            taken.append(clock.now)
    for i, start in enumerate(taken):
        for j in range(i, len(taken)):
            assert j - i + 1 <= burst + rate * (taken[j] - start) + 1e-3


# --- over HTTP ---


@pytest.mark.parametrize(
    ("method", "address", "kind"),
    [
        ("GET", "/states", "cheap"),
        ("GET", "/", "cheap"),
        ("GET", "/api/v1/search?q=as_off", "cheap"),
        ("POST", "/reconcile", "cheap"),
        ("GET", "/sparql?query=x", "costly"),
        ("POST", "/sparql", "costly"),
        ("POST", "/extract", "costly"),
        ("POST", "/api/v1/validate", "costly"),
        ("GET", "/dump.ttl", "costly"),
        ("GET", "/graphs?default", "costly"),
        ("GET", "/graph/transfers", "costly"),
        ("GET", "/states?limit=3&as_of=2023", "costly"),
        ("GET", "/api/v1/states/RUS?as%5Fof=2023", "costly"),
        ("GET", "/id/state/RUS?as-of=2023", "costly"),
        ("POST", "/api/v1/records", "write"),
        ("DELETE", "/api/v1/records/x", "write"),
        ("GET", "/api/v1/records/x", "cheap"),
        ("POST", "/api/v1/reviews", "write"),
        ("GET", "/healthz", None),
        ("GET", "/readyz", None),
        ("GET", "/metrics", None),
    ],
)
def test_what_is_cheap_and_what_is_costly(method, address, kind):
    path, _, query = address.partition("?")
    scope = {"method": method, "path": path, "query_string": query.encode(), "headers": []}
    assert kind_of(scope) == kind


def test_what_is_costly_is_there(client):
    described = client.get("/openapi.json").json()["paths"]
    assert {path.removeprefix("/api/v1").split("/")[1] for path in described} >= COSTLY


def test_another_time_asked_for_by_header_is_costly():
    scope = {
        "method": "GET",
        "path": "/id/state/RUS",
        "query_string": b"",
        "headers": [(b"accept-datetime", b"Thu")],
    }
    assert kind_of(scope) == "costly"


@pytest.fixture
def limited(tmp_path, monkeypatch, clock):
    """A service that lets each client ask three times, and twice what is costly; without a store, so nothing starts.

    However long a request takes here, no time passes for the limits.
    """
    monkeypatch.setattr("api.rate_limits.Buckets", partial(Buckets, clock=clock))

    def start(peer: str = "203.0.113.9", **settings: object) -> TestClient:
        return TestClient(
            create_app(
                str(tmp_path / "none"),
                Settings(
                    **{
                        "rate_limits": True,
                        "rate_cheap": 0.01,
                        "burst_cheap": 3,
                        "rate_costly": 0.01,
                        "burst_costly": 2,
                        **settings,
                    }
                ),
            ),
            client=(peer, 1),
        )

    return start


def test_a_client_over_its_budget_is_told_when_to_come_again(limited):
    client = limited()
    left = [client.get("/ontology/nothing").headers["ratelimit"] for _ in range(3)]
    assert left == ['"cheap";r=2;t=100', '"cheap";r=1;t=200', '"cheap";r=0;t=300']
    refused = client.get("/ontology/nothing", headers={"origin": "https://example.org"})
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["ratelimit-policy"] == '"cheap";q=3;w=300'
    assert refused.headers["ratelimit"] == '"cheap";r=0;t=300'
    assert refused.headers["retry-after"] == "100"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "Retry-After" in refused.headers["access-control-expose-headers"]
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["x-request-id"]
    problem = refused.json()
    assert problem["type"].endswith("/too-many-requests")
    assert problem["advice"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/sparql").headers["ratelimit"].startswith('"costly";r=1')


def test_to_claim_another_address_does_not_help(limited):
    client = limited(trusted_proxies=["10.0.0.0/8"])
    statuses = [
        client.get(
            "/nothing", headers={"x-forwarded-for": f"192.0.2.{i}", "forwarded": f"for=192.0.2.{i}"}
        ).status_code
        for i in range(5)
    ]
    assert statuses == [404, 404, 404, 429, 429]


def test_clients_behind_a_trusted_proxy_have_their_own_budgets(limited):
    client = limited("10.0.0.1", trusted_proxies=["10.0.0.0/8"])
    for i in range(5):
        assert client.get("/nothing", headers={"x-forwarded-for": f"192.0.2.{i}"}).status_code == 404
    spoofed = [
        client.get("/nothing", headers={"x-forwarded-for": f"192.0.2.{i}, 203.0.113.1"}).status_code
        for i in range(4)
    ]
    assert spoofed == [404, 404, 404, 429]


def test_the_addresses_of_one_network_share_a_budget(limited):
    client = limited("10.0.0.1", trusted_proxies=["10.0.0.0/8"])
    statuses = [
        client.get("/nothing", headers={"x-forwarded-for": f"2001:dba::{i}"}).status_code for i in range(4)
    ]
    assert statuses == [404, 404, 404, 429]
    assert client.get("/nothing", headers={"x-forwarded-for": "2001:dba:0:1::1"}).status_code == 404


@pytest.mark.parametrize(
    ("settings", "on"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),  # noqa: S104 - nothing listens
        ({"host": "::"}, True),
        ({"host": "data.example.org"}, True),
        ({"trusted_proxies": ["127.0.0.1"]}, True),
        ({"host": "::", "rate_limits": False}, False),
        ({"rate_limits": True}, True),
    ],
)
def test_limits_are_on_where_strangers_can_come(settings, on):
    assert are_on(Settings(**settings)) is on


def test_without_limits_no_headers_speak_of_them(client):
    assert "ratelimit" not in client.get("/states").headers
