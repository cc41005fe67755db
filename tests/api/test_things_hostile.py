"""Hostile values in every parameter of states, actors, weapons, flows, candidates and records: a clean answer each."""

from __future__ import annotations

import pytest

PARAMETERS = {
    "/states/NEW": ["on"],
    "/states/NEW/partners": ["direction", "limit", "offset"],
    "/states/NEW/embargoes": ["role"],
    "/leaders": ["state", "office", "on", "q"],
    "/weapons": ["category", "manufacturer", "origin", "family", "provisional", "q"],
    "/companies": ["state", "part_of", "provisional", "q"],
    "/groups": ["active_in", "part_of", "q"],
    "/organisations": ["kind", "organisation_kind", "state", "q"],
    "/flows": ["by", "supplier", "recipient", "weapon", "category", "stage", "epistemic", "from", "to"],
    "/embargo-candidates": [
        "embargo",
        "imposer",
        "supplier",
        "recipient",
        "weapon",
        "category",
        "certainty",
        "from",
        "to",
    ],
    "/records": ["kind", "language", "publisher", "register", "release", "from", "to", "q", "has_claims"],
}
HOSTILE = [
    "x> } INSERT { <a",
    '" } } UNION { ?s ?p ?o',
    "a\x00b",
    "\u202egnp.exe",
    "../../etc/passwd",
    "http://169.254.169.254/",
    "<script>alert(1)</script>",
    "1" * 5000,
    "%",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
]


@pytest.mark.parametrize("path", PARAMETERS)
@pytest.mark.parametrize("value", HOSTILE)
def test_a_clean_answer_to_every_value(things, path, value):
    before = things.get("/quality").json()["transfers"]
    for name in PARAMETERS[path]:
        response = things.get(path, params={name: value})
        assert response.status_code in (200, 422), (name, response.text)
        assert "Traceback" not in response.text
        if response.status_code == 422:
            assert response.json()["parameters"][0]["parameter"].split(".")[0] == name
    assert things.get("/quality").json()["transfers"] == before


@pytest.mark.parametrize(
    "room", ["states", "leaders", "weapons", "companies", "groups", "organisations", "records", "releases"]
)
@pytest.mark.parametrize("id_", ["%00", "%3Cb%3E", "..%2F..%2Fstate%2FNEW", "a%20b", "%D8%A3", "x" * 3000])
def test_an_id_that_no_thing_has(things, room, id_):
    response = things.get(f"/api/v1/{room}/{id_}", follow_redirects=False)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_every_path_is_described_with_examples_and_errors(things):
    paths = things.get("/openapi.json").json()["paths"]
    for path in (
        "states/{code}",
        "leaders",
        "weapons",
        "companies/{id}",
        "flows",
        "embargo-candidates",
        "records",
        "quality",
    ):
        operation = paths[f"/api/v1/{path}"]["get"]
        assert operation["summary"]
        assert operation["description"]
        assert "application/problem+json" in operation["responses"]["422"]["content"]
