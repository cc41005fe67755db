"""Reading what strangers send: facts of a text, what breaks the shapes in RDF; and that nothing of it does harm."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading

import pyoxigraph as ox
import pytest

from api.readers import Limits, Readers
from kg.facts import Facts

SH = "http://www.w3.org/ns/shacl#"
TEXT = "Russia delivered two S-400 batteries to Türkiye in July 2019."
ARABIC = "سلمت روسيا تركيا بطاريتين من منظومة إس-400 في يوليو 2019."
GOOD = "<urn:x:place> a <https://w3id.org/armsgraph/ontology#Thing> ."
BAD = """@prefix ag: <https://w3id.org/armsgraph/ontology#> .
<urn:x:quantity> a ag:Quantity ; ag:minimum 4.0 ; ag:maximum 2.0 ; ag:unit "piece" ."""


@pytest.fixture(scope="module")
def reading(store, serving):
    with serving(store, extraction_chars=2000, validation_statements=1000) as client:
        yield client


def problem(response, status: int, kind: str) -> dict:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"].endswith("/" + kind)
    assert body["detail"]
    return body


# --- facts of a text ---


def extract(client, body, media_type="text/plain; charset=utf-8", **headers):
    content = body if isinstance(body, bytes) else body.encode()
    return client.post("/api/v1/extract", content=content, headers={"content-type": media_type, **headers})


def test_a_text_gives_facts_with_the_words_that_say_so(reading):
    response = extract(reading, TEXT)
    assert response.status_code == 200, response.text
    facts = Facts.model_validate_json(response.content)
    (transfer,) = facts.transfers
    assert (transfer.supplier, transfer.recipient) == ("RUS", "TUR")
    for quote in transfer.evidence:
        assert TEXT[quote.start : quote.end] == quote.text
    assert facts.entity("RUS").iri == "https://w3id.org/armsgraph/id/state/RUS"


def test_what_is_known_of_a_text_goes_in_and_offsets_count_its_characters(reading):
    sent = {
        "text": f"🙂 {ARABIC}",
        "published": "2019-08-01",
        "title": "عنوان",
        "url": "http://127.0.0.1:9/never",
    }
    response = extract(reading, json.dumps(sent), "application/json")
    facts = Facts.model_validate_json(response.content)
    about = facts.document
    assert (about.lang, about.date, about.title, about.url) == ("ar", "2019-08-01", "عنوان", sent["url"])
    assert facts.transfers
    for quote in facts.transfers[0].evidence:
        assert sent["text"][quote.start : quote.end] == quote.text


def test_the_route_has_a_short_form_and_keeps_nothing(reading):
    response = reading.post("/extract", content=TEXT, headers={"content-type": "text/plain"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "media_type", "status", "kind"),
    [
        ("", "text/plain", 422, "invalid-parameter"),
        (" \n", "text/plain", 422, "invalid-parameter"),
        ("a\x00b", "text/plain", 422, "invalid-parameter"),
        (b"\xff\xfe", "text/plain", 400, "bad-request"),
        (b"\xed\xa0\x80", "text/plain", 400, "bad-request"),
        ("x" * 2001, "text/plain", 413, "too-large"),
        ("x" * 1_000_001, "text/plain", 413, "too-large"),
        (TEXT, "text/plain; charset=utf-16", 415, "unsupported-media-type"),
        (TEXT, "application/octet-stream", 415, "unsupported-media-type"),
        (TEXT, "", 415, "unsupported-media-type"),
        ("{", "application/json", 400, "bad-request"),
        ("[" * 100_000, "application/json", 400, "bad-request"),
        ('{"text": "\\ud800"}', "application/json", 400, "bad-request"),
        ("[]", "application/json", 422, "invalid-parameter"),
        ('{"text": 1}', "application/json", 422, "invalid-parameter"),
        ('{"language": "en"}', "application/json", 422, "invalid-parameter"),
        ('{"text": "a", "txet": "b"}', "application/json", 422, "invalid-parameter"),
        ('{"text": "a", "published": "yesterday"}', "application/json", 422, "invalid-parameter"),
        ('{"text": "a", "language": "???"}', "application/json", 422, "invalid-parameter"),
    ],
)
def test_texts_that_are_not_taken(reading, body, media_type, status, kind):
    problem(extract(reading, body, media_type), status, kind)


def test_compressed_bodies_are_not_taken(reading):
    problem(extract(reading, TEXT, **{"content-encoding": "gzip"}), 415, "unsupported-media-type")


def test_texts_can_be_switched_off(store, serving):
    with serving(store, extraction=False, validation=False) as client:
        problem(extract(client, TEXT), 501, "not-offered")
        problem(validate(client, GOOD), 501, "not-offered")


# --- RDF against the shapes ---


def validate(client, body, media_type="text/turtle", accept="*/*", **params):
    content = body if isinstance(body, bytes) else body.encode()
    return client.post(
        "/api/v1/validate",
        content=content,
        params=params,
        headers={"content-type": media_type, "accept": accept},
    )


def as_form(form: ox.RdfFormat) -> bytes:
    return ox.serialize([quad.triple for quad in ox.parse(BAD, ox.RdfFormat.TURTLE)], format=form) or b""


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
        ("application/trig; charset=utf-8", ox.RdfFormat.TRIG),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_all_syntaxes_are_checked_alike(reading, media_type, form):
    response = validate(reading, as_form(form), media_type)
    assert response.status_code == 200, response.text
    report = response.json()
    assert not report["conforms"]
    assert report["statements"] == 4
    assert "urn:x:quantity" in {result["focus"] for result in report["results"]}
    violation = next(result for result in report["results"] if result["severity"] == "Violation")
    assert violation["message"]
    assert violation["message_ar"]


def test_what_breaks_no_shape_conforms(reading):
    assert validate(reading, GOOD).json() == {"conforms": True, "statements": 1, "results": []}


def test_the_report_comes_in_the_format_asked_for(reading):
    turtle = validate(reading, BAD, accept="text/turtle")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    found = {
        quad.predicate.value: quad.object.value for quad in ox.parse(turtle.content, ox.RdfFormat.TURTLE)
    }
    assert found[SH + "conforms"] == "false"
    shape = found[SH + "sourceShape"].removeprefix("https://w3id.org/armsgraph")
    assert reading.get(shape, headers={"accept": "text/turtle"}).status_code == 200
    page = validate(reading, BAD, accept="text/html,*/*;q=0.5")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "urn:x:quantity" in page.text
    assert (
        validate(reading, BAD, accept="text/html", format="json").headers["content-type"]
        == "application/json"
    )
    problem(validate(reading, BAD, accept="image/png"), 406, "not-acceptable")
    problem(validate(reading, BAD, format="csv"), 406, "not-acceptable")


def test_a_page_shows_hostile_names_as_text(reading):
    page = validate(reading, BAD.replace('"piece"', '"<script>alert(1)</script>"'), format="html")
    assert "<script>" not in page.text


RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + f"]>{RDF}<e:A><e:p>&i;</e:p></e:A></rdf:RDF>"
)


@pytest.mark.parametrize(
    ("body", "media_type", "status", "kind"),
    [
        ("<urn:a> <urn:b>", "text/turtle", 400, "rdf-syntax"),
        ("<urn:a> <urn:b> <a b> .", "application/n-triples", 400, "rdf-syntax"),
        ("{", "application/ld+json", 400, "rdf-syntax"),
        ("<a/>", "application/json", 415, "unsupported-media-type"),
        (GOOD, "", 415, "unsupported-media-type"),
        (GOOD, "turtle", 415, "unsupported-media-type"),
        (GOOD, "text/turtle; charset=iso-8859-1", 415, "unsupported-media-type"),
        (b"\xff\xfe<\x00", "application/rdf+xml", 400, "bad-request"),
        (ENTITIES, "application/rdf+xml", 400, "rdf-syntax"),
        ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + RDF + "</rdf:RDF>", "application/rdf+xml", 400, "rdf-syntax"),
        ('<?xml version="1.0" encoding="UTF-7"?>' + RDF + "</rdf:RDF>", "application/rdf+xml", 415,
         "unsupported-media-type"),
        (RDF + "<e:A><e:p>" * 40_000, "application/rdf+xml", 400, "rdf-syntax"),
        ('{"@id":"urn:a","urn:x:p":' * 30_000, "application/ld+json", 400, "rdf-syntax"),
        ('{"urn:x:p":' + "[" * 400_000 + "]" * 400_000 + "}", "application/ld+json", 400, "rdf-syntax"),
        ("<urn:a> <urn:b> " + "[]," * 320_000 + "[] .", "text/turtle", 413, "too-large"),
        ("<urn:a> <urn:b> " + "[ <urn:b> " * 90_000, "text/turtle", 400, "rdf-syntax"),
        ("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 40_000, "text/turtle", 400, "rdf-syntax"),
        ("<urn:a> <urn:b> <urn:c> ." * 100_000, "text/turtle", 413, "too-large"),
    ],
    ids=lambda value: None if isinstance(value, bytes) or len(str(value)) > 30 else str(value),
)  # fmt: skip
def test_hostile_rdf_is_refused(reading, body, media_type, status, kind):
    problem(validate(reading, body, media_type), status, kind)


@pytest.mark.parametrize("value", ['"many"^^xsd:integer', '"NaN"^^xsd:decimal'])
def test_values_that_cannot_be_compared_are_reported(reading, value):
    prefix = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    response = validate(reading, prefix + BAD.replace("4.0", value).replace("2.0", "4"))
    assert response.status_code == 200
    assert value[1:-1].split('"')[0] in {result.get("value") for result in response.json()["results"]}


BOMB = ENTITIES[ENTITIES.index("<!DOCTYPE") : ENTITIES.index("<rdf:RDF")].replace('"', "'") + "<x>&i;</x>"


@pytest.mark.parametrize("datatype", ["XMLLiteral", "HTML"])
def test_entities_within_a_literal_do_no_harm(reading, datatype):
    data = f'<urn:a> <urn:b> "{BOMB}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#{datatype}> .'
    response = validate(reading, data)
    assert response.status_code == 200
    assert response.json()["conforms"]


def test_an_enormous_literal_is_read_like_any_other(reading):
    response = validate(reading, f'<urn:a> <urn:b> "{"x" * 900_000}" .')
    assert response.json()["conforms"] is True


@pytest.mark.parametrize("named", ["@context", "@import"])
def test_contexts_are_not_fetched(reading, named):
    with socket.create_server(("127.0.0.1", 0)) as sink:
        sink.settimeout(0)
        address = f"http://127.0.0.1:{sink.getsockname()[1]}/context"
        context = address if named == "@context" else {"@import": address}
        body = json.dumps({"@context": context, "@id": "urn:a", "name": "x"})
        told = problem(validate(reading, body, "application/ld+json"), 400, "rdf-syntax")
        assert "nothing is fetched" in told["detail"] or "@import" in told["detail"]
        with pytest.raises(BlockingIOError):
            sink.accept()


def test_the_fault_in_the_data_is_placed(reading):
    told = problem(validate(reading, "<urn:a> <urn:b> 1 .\n<urn:a> oops .\n"), 400, "rdf-syntax")
    assert told["line"] == 2


# --- the process behind it ---


def on_a_loop(work):
    """Run a coroutine in a thread of its own, whose loop minds its child processes."""
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(work())))
    thread.start()
    thread.join()
    return found[0]


TURTLE_JOB = {"data": GOOD, "media_type": "text/turtle", "report": "json", "most": 100_000}


def test_one_process_is_kept_and_a_killed_one_replaced():
    async def work():
        readers = Readers("validate", Limits(60, 512))
        try:
            await readers.do(TURTLE_JOB)
            first = readers.pid
            await asyncio.gather(readers.do(TURTLE_JOB), readers.do(TURTLE_JOB))
            assert readers.pid == first
            os.kill(first, 9)
            with pytest.raises(Exception, match="memory"):
                await readers.do(TURTLE_JOB)
            answer = await readers.do(TURTLE_JOB)
            return first, readers.pid, json.loads(answer["body"])["conforms"]
        finally:
            await readers.close()

    first, second, conforms = on_a_loop(work)
    assert first != second
    assert conforms
    for pid in (first, second):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_job_that_overruns_is_stopped_and_the_next_one_served():
    many = "".join(f"<urn:q:{n}> a <https://w3id.org/armsgraph/ontology#Quantity> .\n" for n in range(15_000))

    async def work():
        readers = Readers("validate", Limits(1, 512))
        try:
            with pytest.raises(Exception, match="longer than 1 seconds") as stopped:
                await readers.do({**TURTLE_JOB, "data": many})
            assert stopped.value.status == 503
            assert stopped.value.headers["Retry-After"]
            assert readers.pid is None
            readers._limits = Limits(60, 512)
            return await readers.do(TURTLE_JOB)
        finally:
            await readers.close()

    assert "body" in on_a_loop(work)


def test_a_job_that_needs_too_much_memory_is_stopped():
    data = "<urn:a> <urn:b> " + ", ".join(f'"{n}{"x" * 50}"' for n in range(15_000)) + " ."

    async def work():
        readers = Readers("validate", Limits(60, 8))
        try:
            with pytest.raises(Exception, match="memory") as stopped:
                await readers.do({**TURTLE_JOB, "data": data})
            return stopped.value.status
        finally:
            await readers.close()

    assert on_a_loop(work) == 503


def test_few_may_wait():
    async def work():
        readers = Readers("validate", Limits(60, 512))
        try:
            jobs = [asyncio.ensure_future(readers.do(TURTLE_JOB)) for _ in range(12)]
            ended = await asyncio.gather(*jobs, return_exceptions=True)
            return [one for one in ended if isinstance(one, Exception)]
        finally:
            await readers.close()

    refused = on_a_loop(work)
    assert refused
    assert {(one.status, one.slug, "Retry-After" in one.headers) for one in refused} == {(503, "busy", True)}


def test_a_process_without_work_leaves():
    async def work():
        readers = Readers("validate", Limits(60, 512), idle_seconds=0)
        try:
            await readers.do(TURTLE_JOB)
            left = readers._process
            await left._process.wait()
        finally:
            await readers.close()
        return left

    assert not on_a_loop(work).is_there


def test_both_are_described_with_examples_and_their_errors(reading):
    paths = reading.get("/openapi.json").json()["paths"]
    for name in ("extract", "validate"):
        operation = paths[f"/api/v1/{name}"]["post"]
        content = operation["requestBody"]["content"]
        assert content
        for status in ("400", "413", "415", "501", "503"):
            assert "application/problem+json" in operation["responses"][status]["content"]
    assert "example" in paths["/api/v1/validate"]["post"]["requestBody"]["content"]["text/turtle"]


def test_every_reference_in_the_description_leads_somewhere(reading):
    description = reading.get("/openapi.json").text
    schema = json.loads(description)
    names = {
        part.partition('"')[0]
        for part in description.replace(" ", "").split('"$ref":"#/components/schemas/')[1:]
    }
    assert names <= set(schema["components"]["schemas"])
    assert {"Facts", "TextToRead", "ValidationReport"} <= names
