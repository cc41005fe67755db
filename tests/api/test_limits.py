"""A limit that holds: queries that never end, that eat memory, that reach out; and the service lives on."""

from __future__ import annotations

import socket
import threading

import httpx
import pyoxigraph as ox
import pytest
import uvicorn

from api import sandbox
from api.app import create_app
from kg.settings import Settings

PAIRS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"
RUNAWAY = {
    "product": f"SELECT (COUNT(*) AS ?x) WHERE {{ {PAIRS} }}",
    "path": "SELECT (COUNT(*) AS ?x) WHERE { ?a (<a:a>|!<a:a>)* ?b . ?c (<a:a>|!<a:a>)* ?d . ?e (<a:a>|!<a:a>)* ?f }",
    "values": "SELECT (COUNT(*) AS ?x) WHERE { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(60)))} }}" for i in range(6))
    + " }",
    "regular expression": f'ASK {{ {PAIRS} FILTER (REGEX(CONCAT(STR(?a), STR(?d), STR(?g)), "(.*)x(.*)y(.*)z$")) }}',
}  # fmt: skip
GREEDY = {
    "sort": f"SELECT * WHERE {{ {PAIRS} }} ORDER BY ?a ?f ?l",
    "concatenation": f'SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g)); separator=" ") AS ?x) WHERE {{ {PAIRS} }}',
}
ALIVE = "ASK { ?s a ag:Transfer }"


@pytest.fixture(scope="module")
def strict(store, serving):
    with serving(store, query_seconds=1, query_megabytes=800) as client:
        yield client


@pytest.mark.parametrize("name", [*RUNAWAY, *GREEDY])
def test_a_runaway_query_is_stopped_and_the_next_one_answered(strict, name):
    query = {**RUNAWAY, **GREEDY}[name]
    response = strict.post("/sparql", data={"query": query})
    problem = response.json()
    assert response.status_code == 503, problem
    assert problem["type"].endswith("/query-stopped")
    assert problem["advice"]
    assert response.headers["retry-after"]
    assert strict.get("/sparql", params={"query": ALIVE}).json()["boolean"] is True
    assert strict.get("/states").status_code == 200


def test_a_query_over_its_memory_is_stopped(store, serving):
    with serving(store, query_seconds=60, query_megabytes=600) as client:
        response = client.get("/sparql", params={"query": GREEDY["sort"]})
        assert response.status_code == 503
        assert "memory" in response.json()["detail"]
        assert client.get("/sparql", params={"query": ALIVE}).json()["boolean"] is True


def test_a_query_that_breaks_the_parser_breaks_nothing_else(strict):
    query = "SELECT * WHERE " + "{" * 100_000 + "}" * 100_000
    response = strict.post("/sparql", data={"query": query})
    assert response.status_code in (400, 503)
    assert strict.get("/sparql", params={"query": ALIVE}).json()["boolean"] is True


@pytest.fixture
def address(store):
    """The service behind a real socket."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(
        store, Settings(query_seconds=1, query_megabytes=800, memory_megabytes=16_000), processes=1
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


def test_an_answer_that_is_stopped_midway_is_not_passed_off_as_whole(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        everything = {"query": f"SELECT * WHERE {{ {PAIRS} }}", "format": "csv"}
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/sparql", params=everything)
        assert client.get("/sparql", params={"query": ALIVE}).json()["boolean"] is True


def test_a_client_that_goes_away_frees_its_place(store, address):
    with httpx.Client(base_url=address, timeout=30) as client:
        for _ in range(3):
            with client.stream(
                "GET", "/sparql", params={"query": f"SELECT * WHERE {{ {PAIRS} }}"}
            ) as response:
                assert response.status_code == 200
        assert client.get("/sparql", params={"query": ALIVE}).json()["boolean"] is True


def test_head_and_errors_over_a_real_socket(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        assert client.head("/states").status_code == 200
        assert client.get("/states").json()["total"] == 5
        assert client.get("/nothing").status_code == 404
        assert client.post("/sparql", content=b"#" * 1_000_001).status_code == 413


def test_rest_answers_while_all_public_processes_are_busy(store, serving):
    with serving(store, query_seconds=3) as client:
        ended: list[int] = []
        thread = threading.Thread(
            target=lambda: ended.append(
                client.post("/sparql", data={"query": RUNAWAY["product"]}).status_code
            )
        )
        thread.start()
        assert client.get("/transfers").status_code == 200
        assert client.get("/search", params={"q": "Russia"}).status_code == 200
        assert ended == []
        thread.join()
        assert ended == [503]


# --- nothing connects ---


@pytest.fixture
def sink():
    """A server on loopback that counts who comes."""
    server = socket.create_server(("127.0.0.1", 0))
    came: list[object] = []

    def listen() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            came.append(address)
            connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
        "PREFIX : <URL> SELECT * { SERVICE:x{ ?s ?p ?o } }",
        "PREFIX e: <URL> SELECT * { 1 e:p? e:.SERVICE<URL>{ ?s ?p ?o } }",
        "SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }",
        "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n<URL> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { service <URL> { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SeRvIcE <URL> { ?s ?p ?o } }",
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
        "DESCRIBE <URL>",
        "LOAD <URL>",
        "LOAD SILENT <URL> INTO GRAPH <a:a>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    ],
)
def test_no_query_connects_to_anything(client, sink, query):
    url, came = sink
    response = client.post("/sparql", data={"query": query.replace("URL", url)})
    assert response.status_code in (200, 400, 403)
    if "SERVICE" in query.upper():
        assert response.status_code in (400, 403)
    assert client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": url}).status_code == 200
    assert came == []


def test_the_sink_would_notice(sink):
    url, came = sink
    with pytest.raises(OSError):  # noqa: PT011 - the sink hangs up, whatever that is called
        list(ox.Store().query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"))
    assert came


def test_the_kernel_refuses_sockets_to_query_processes(sink):
    """Were the scanner wrong, a query process could still not connect."""
    import subprocess
    import sys

    url, came = sink
    program = (
        "import sys\nfrom api import sandbox\nimport pyoxigraph as ox\n"
        "if not sandbox.no_sockets(): sys.exit(77)\n"
        "try: print(list(ox.Store().query(sys.argv[1])))\n"
        "except OSError as error: print(error)\n"
    )
    query = f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}"
    done = subprocess.run([sys.executable, "-c", program, query], capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("this kernel takes no filters")
    assert done.returncode == 0, done.stderr
    assert came == []
    assert sandbox.no_sockets.__doc__
