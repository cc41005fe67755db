"""Every parameter of every operation that the service describes, with everything that is tried on parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hostile import Answer, is_clean

from api.app import create_app

STRINGS: dict[str, str | bytes] = {
    "nothing": "",
    "a space": " ",
    "a null": "\0",
    "a null behind a name": "RUS\0.ttl",
    "new lines": "a\r\nSet-Cookie: a=b\r\n\r\n<script>",
    "an end of a query": "} UNION { ?s ?p ?o } #",
    "an end of an IRI": "a> ?p ?o . <b",
    "an end of a string": '" ; DROP ALL ; "',
    "an escape of SPARQL": r"\u003E\u007D\u0022\'",
    "another query language": "' OR '1'='1' UNION SELECT password FROM users; --",
    "a prefixed name": "ag:supplier|!ag:supplier",
    "a variable": "?s",
    "a blank node": "_:b0",
    "a script": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "an address that is a script": "javascript:alert(1)",
    "a template": "{{7*7}}${7*7}<%= 7*7 %>{% import os %}%(a)s{0.__class__}",
    "a command": "$(id)`id`;|id&",
    "a way up": "../../../../../etc/passwd",
    "a way up by other strokes": "..\\..\\..\\windows\\win.ini",
    "a file": "file:///etc/passwd",
    "an address": "http://127.0.0.1:SINK/",
    "an address inside": "http://169.254.169.254/latest/meta-data/",
    "an IRI that is none": "http://[::1",
    "no UTF-8": b"\xff\xfe\xc0\xaf",
    "a surrogate": b"\xed\xa0\x80",
    "a direction reversed": "\u202eSUR\u202c\u2066a\u2069\u200f",
    "what is not seen": "\u200b\u200d\ufeff\u2060\U000e0041",
    "letters that look alike": "ＲＵＳ РUS",
    "marks on marks": "e" + "\u0301" * 2_000,
    "digits of elsewhere": "٣٤٥",
    "a number beyond all": "9" * 400,
    "a number below zero": "-1",
    "no number": "NaN",
    "a power": "1e309",
    "a day that is none": "2024-02-30",
    "a year beyond all": "99999-12-31",
    "a truth": "true",
    "an object": '{"$ne": null}',
    "a list": "a,b;c|d" * 300,
    "what is long": "a" * 10_000,
    "what is long and wide": "ش" * 3_000,
}


@dataclass(frozen=True)
class Place:
    """A parameter of an operation. ``parts``: values for the other parts of the path."""

    method: str
    path: str
    name: str
    is_in_path: bool
    parts: dict[str, str]

    def target(self, value: str | bytes) -> str:
        """The address with that value."""
        parts = self.parts | ({self.name: _encoded(value)} if self.is_in_path else {})
        path = self.path
        for name, part in parts.items():
            path = path.replace(f"{{{name}}}", part)
        return path if self.is_in_path else f"{path}?{_encoded(self.name)}={_encoded(value)}"


def _places() -> list[Place]:
    """All parameters of paths and queries that the service describes."""
    found = []
    for path, operations in create_app("nowhere").openapi()["paths"].items():
        for method, operation in operations.items():
            parameters = [one for one in operation.get("parameters", []) if one["in"] in ("path", "query")]
            parts = {one["name"]: _example(one) for one in parameters if one["in"] == "path"}
            found += [Place(method, path, one["name"], one["in"] == "path", parts) for one in parameters]
    return found


def _example(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    return str((schema.get("examples") or schema.get("enum") or ["a"])[0])


def _encoded(value: str | bytes) -> str:
    raw = value if isinstance(value, bytes) else value.encode()
    return "".join(f"%{byte:02X}" for byte in raw)


PLACES = _places()


@pytest.mark.parametrize("place", PLACES, ids=[f"{one.method} {one.path} {one.name}" for one in PLACES])
def test_a_parameter_takes_anything_that_strangers_send(client, sink, place):
    for what, value in STRINGS.items():
        sent = value.replace("SINK", str(sink.port)) if isinstance(value, str) else value
        response = client.request(place.method, place.target(sent), follow_redirects=False)
        answer = Answer(response.status_code, dict(response.headers), response.content)
        try:
            is_clean(answer)
        except AssertionError as error:
            raise AssertionError(f"{what}: {response.url}"[:400]) from error
        assert "<script>alert" not in answer.text or "text/html" not in answer.headers["content-type"], what
        assert "root:" not in answer.text, what
    assert sink.came == []


def test_parameters_that_the_service_does_not_know_are_no_mistake(client):
    for name in (
        "__proto__",
        "a[]",
        "a[b][c]",
        "constructor.prototype",
        "\0",
        "%",
        "limit[$gt]",
        "_method",
        "callback",
    ):
        response = client.get(f"/api/v1/states?{_encoded(name)}=x")
        is_clean(Answer(response.status_code, dict(response.headers), response.content))


@pytest.mark.parametrize("count", [999, 1_001, 20_000])
def test_parameters_without_number_are_refused_or_passed_over(client, count):
    for path in ("/api/v1/states", "/api/v1/transfers", "/sparql", "/id/state/RUS"):
        response = client.get(f"{path}?{'&'.join(['a'] * count)}")
        is_clean(Answer(response.status_code, dict(response.headers), response.content))
