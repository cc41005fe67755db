"""Errors in one shape, health, pages, headers, and the description of it all."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from api.app import create_app
from kg.errors import StoreError
from kg.settings import Settings

PATHS = {
    "/api/v1/states/{code}/partners", "/api/v1/states/{code}/weapons", "/api/v1/states/{code}/categories",
    "/api/v1/states/{code}/leaders", "/api/v1/states/{code}/embargoes", "/api/v1/states/{code}/events",
    "/api/v1/leaders", "/api/v1/weapons", "/api/v1/companies", "/api/v1/companies/{id}", "/api/v1/groups",
    "/api/v1/groups/{id}", "/api/v1/organisations", "/api/v1/organisations/{id}", "/api/v1/flows",
    "/api/v1/embargo-candidates", "/api/v1/records", "/api/v1/releases", "/api/v1/releases/{name}", "/api/v1/quality",
    "/api/v1/catalogue",
    "/sparql", "/api/v1/transfers", "/api/v1/transfers/{id}", "/api/v1/transfers/{id}/claims",
    "/api/v1/transfers/{id}/timeline", "/api/v1/transfers/{id}/rivals", "/api/v1/claims/{id}", "/api/v1/claims/{id}/evidence",
    "/api/v1/evidence", "/api/v1/states", "/api/v1/states/{code}",
    "/api/v1/leaders/{id}", "/api/v1/weapons/{id}", "/api/v1/records/{id}", "/api/v1/search", "/id/{path}",
    "/ontology", "/dump.ttl", "/healthz", "/readyz", "/api/v1/volumes", "/api/v1/states/{code}/concentration",
    "/shapes", "/shape/{name}", "/timegate/id/{path}", "/timemap/{form}/id/{path}", "/api/v1/extract", "/api/v1/validate",
    "/graphs", "/graph/{path}", "/void",
    "/api/v1/suggest", "/reconcile", "/reconcile/suggest/entity", "/reconcile/suggest/type", "/reconcile/suggest/property",
    "/reconcile/properties", "/reconcile/preview", "/reconcile/flyout/entity", "/reconcile/flyout/type",
    "/reconcile/flyout/property",
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/states/ZZZ", 404),
        ("GET", "/transfers?limit=x", 422),
        ("POST", "/transfers", 405),
        ("PUT", "/sparql", 405),
        ("GET", "/sparql?query=nonsense", 400),
        ("GET", "/id/state/RUS?format=pdf", 406),
        ("POST", "/sparql", 415),
    ],
)
def test_every_error_has_one_shape(client, method, path, status):
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == path.partition("?")[0]
    assert re.fullmatch(r"https://w3id\.org/armsgraph/problem/[a-z-]+", problem["type"])
    assert "Traceback" not in response.text
    if status == 405:
        assert response.headers["allow"]


def test_a_mistake_of_ours_shows_no_stack(store, serving):
    app = create_app(store, Settings())

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret detail")

    from starlette.testclient import TestClient

    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/broken")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/sparql?format=html", "/id/state/RUS?format=html", "/ontology?format=html"]
)
def test_pages_stand_alone(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert re.search(r'<html lang="en"[ >]', response.text)
    # Links that a client may follow and data are fine; nothing is loaded.
    assert not re.search(r"<(img|iframe|script(?! type=\"application/ld\+json\">))", response.text)
    assert set(re.findall(r'<link rel="([^"]*)"', response.text)) <= {"canonical", "alternate"}
    assert response.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("path", ["/", "/sparql", "/states", "/nothing", "/openapi.json"])
def test_every_answer_has_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]


def test_the_description_is_complete(client):
    schema = client.get("/openapi.json").json()
    assert set(schema["paths"]) == PATHS
    identifiers = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            identifiers.append(operation["operationId"])
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["tags"], where
            assert {"200", "302"} & set(operation["responses"]), where
            for parameter in operation.get("parameters", []):
                assert parameter.get("description"), f"{where}: {parameter['name']}"
            for status, response in operation["responses"].items():
                if status[0] in "45" and path != "/readyz":
                    assert "ProblemDetails" in str(response), f"{where} {status}"
    assert len(identifiers) == len(set(identifiers))


def test_errors_are_described_with_their_media_type(client):
    schema = client.get("/openapi.json").json()
    for methods in schema["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if "ProblemDetails" in str(response):
                    assert list(response["content"]) == ["application/problem+json"], status
    assert "HTTPValidationError" not in schema["components"]["schemas"]


def test_alive_and_ready(client):
    assert client.get("/healthz").json()["status"] == "ok"
    while (ready := client.get("/readyz")).status_code != 200:
        assert "starting" in ready.json()["detail"]
    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    assert ready.json()["dataset"]


def test_without_a_store_the_service_lives_and_says_so(tmp_path, serving):
    with serving(str(tmp_path / "none")) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        response = client.get("/sparql", params={"query": "ASK {}"})
        assert response.status_code == 503
        assert response.json()["type"].endswith("/store-unavailable")
        assert client.get("/states").status_code == 503


def test_what_a_build_commits_is_seen_without_a_restart(tmp_path, serving, monkeypatch):
    # However slow the machine, the question waits for the newest copy.
    monkeypatch.setattr("api.public._WAIT_SECONDS", 600.0)
    monkeypatch.setattr("api.generations._WAIT_SECONDS", 600.0)
    monkeypatch.setattr("kg.store.version.AGAIN_AFTER", -1.0)
    where = str(tmp_path / "store")
    state = ox.NamedNode("https://w3id.org/armsgraph/id/state/EGY")

    def add(name, value):
        opened = ox.Store(where)
        opened.add(
            ox.Quad(
                state, ox.NamedNode(name), value, ox.NamedNode("https://w3id.org/armsgraph/graph/reference")
            )
        )
        opened.flush()
        del opened

    add(
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        ox.NamedNode("https://w3id.org/armsgraph/ontology#State"),
    )
    with serving(where) as client:
        assert client.get("/search", params={"q": "مصر"}).json()["total"] == 0
        before = client.get("/readyz").json()["dataset"]
        add("http://www.w3.org/2004/02/skos/core#prefLabel", ox.Literal("مصر", language="ar"))
        assert client.get("/states/EGY").json()["labels"] == {"ar": "مصر"}
        assert client.get("/search", params={"q": "مصر"}).json()["total"] == 1
        assert client.get("/readyz").json()["dataset"] != before


def test_serving_a_folder_without_a_store_is_refused_at_once(tmp_path):
    from api.serve import serve

    with pytest.raises(StoreError):
        serve(Settings(store=str(tmp_path / "none")))
