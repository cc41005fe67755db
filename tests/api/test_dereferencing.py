"""Every IRI that a real build mints answers at its own path: things, their parts, vocabularies, the terms of the ontology."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from bench import record, release

from kg.build import build
from kg.namespaces import BASE
from kg.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
_OF_EACH_KIND = 40
"""So many things of one kind are looked up, evenly spread: a kind of the reference knowledge has hundreds."""


@pytest.fixture(scope="module")
def built(tmp_path_factory, _filled_store, serving):
    """What comes of documents in two languages, a register without releases, and two releases of one."""
    path = tmp_path_factory.mktemp("dereferencing") / "store"
    shutil.copytree(_filled_store, path)
    deals = [
        record("sipri-2024/1", "FRA", "EGY", "wpn:rafale", count=24, year=2016, release=release(2024)),
        record("sipri-2025/1", "FRA", "EGY", "wpn:rafale", count=30, year=2016, release=release(2025)),
    ]
    register = path.parent / "sipri.jsonl"
    register.write_text("".join(f"{deal.to_json()}\n" for deal in deals), encoding="utf-8")
    inputs = ["register.jsonl", "ar-north-korea-russia.md", "en-turkey-s400.md"]
    summary = build([*(str(EXAMPLES / name) for name in inputs), str(register)], Settings(store=str(path)))
    assert not summary.refusals
    with serving(str(path), query_seconds=120, everything=True) as client:
        yield client


@pytest.fixture(scope="module")
def iris(built) -> set[str]:
    """All IRIs below the base that the dataset has anywhere but as names of graphs."""
    query = (
        "SELECT DISTINCT ?iri WHERE { { ?iri ?p ?o } UNION { ?s ?iri ?o } UNION { ?s ?p ?iri } "
        f'FILTER (isIRI(?iri) && STRSTARTS(STR(?iri), "{BASE}")) }}'
    )
    answer = built.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
    return {row[0] for row in csv.reader(io.StringIO(answer.text))} - {"iri"}


def kind(iri: str) -> str:
    match = re.match(r"id/[^/#]+", iri.removeprefix(BASE))
    return match[0] if match else iri.removeprefix(BASE).partition("#")[0].partition("/")[0]


def test_the_build_mints_all_kinds_of_things(iris):
    wanted = {
        "state", "person", "weapon", "transfer", "claim", "record", "release", "register", "embargo", "category", "stage",
        "office", "scheme", "epistemic", "rule", "organisation", "company", "place", "run",
    }  # fmt: skip
    assert {f"id/{name}" for name in wanted} <= {kind(iri) for iri in iris}


def test_everything_answers_at_its_own_path(built, iris):
    documents: dict[str, set[str]] = defaultdict(set)
    for iri in iris:
        if not kind(iri).startswith(("ontology", "graph")):
            documents[iri.partition("#")[0]].add(iri)
    of_kind: dict[str, list[str]] = defaultdict(list)
    for address in sorted(documents):
        of_kind[kind(address)].append(address)
    for found in of_kind.values():
        for address in found[:: -(-len(found) // _OF_EACH_KIND)]:
            path = "/" + address.removeprefix(BASE)
            response = built.get(path, headers={"accept": "application/n-triples"})
            assert response.status_code == 200, path
            quads = list(ox.parse(response.content, ox.RdfFormat.N_TRIPLES))
            told = {quad.subject.value for quad in quads} | {
                quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)
            }
            assert documents[address] <= told, path


def test_the_statements_of_every_part_are_told_with_the_whole(built, iris):
    parts = sorted(iri for iri in iris if "#" in iri and "/id/" in iri)
    assert {"evidence", "attribution", "quantity", "choice", "ordered", "when"} <= {
        re.sub(r"-.*", "", iri.partition("#")[2]) for iri in parts
    }
    # The deepest first: parts of parts are what a shallow description would lose.
    chosen = sorted(parts, key=lambda iri: (iri.count("-"), iri), reverse=True)[:: max(1, len(parts) // 40)]
    for part in chosen:
        response = built.get("/" + part.removeprefix(BASE).partition("#")[0] + ".nt")
        subjects = {quad.subject.value for quad in ox.parse(response.content, ox.RdfFormat.N_TRIPLES)}
        assert part in subjects, part


def test_every_term_of_the_ontology_is_told_at_its_place(built, iris):
    terms = {iri for iri in iris if iri.startswith(f"{BASE}ontology#")}
    assert len(terms) > 200
    response = built.get("/ontology", headers={"accept": "application/n-triples"})
    subjects = {quad.subject.value for quad in ox.parse(response.content, ox.RdfFormat.N_TRIPLES)}
    assert terms | {f"{BASE}ontology"} <= subjects
    page = built.get("/ontology.html").text
    assert {f'id="{term.partition("#")[2]}"' for term in terms} <= set(re.findall(r'id="[^"]+"', page))


def test_restrictions_without_names_come_with_their_terms(built):
    response = built.get("/ontology.ttl")
    quads = list(ox.parse(response.content, ox.RdfFormat.TURTLE))
    named = {quad.object for quad in quads if isinstance(quad.object, ox.BlankNode)}
    assert named
    assert named <= {quad.subject for quad in quads}


def test_every_shape_is_told_at_its_place(built):
    shapes = {quad.subject.value for quad in ox.parse(built.get("/shapes.nt").content, ox.RdfFormat.N_TRIPLES)
              if isinstance(quad.subject, ox.NamedNode)}  # fmt: skip
    assert f"{BASE}shape/Quantity-ordered" in shapes
    for shape in sorted(shapes)[::10]:
        path = "/" + shape.removeprefix(BASE)
        quads = list(ox.parse(built.get(f"{path}.nt").content, ox.RdfFormat.N_TRIPLES))
        assert shape in {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        blank = {quad.object for quad in quads if isinstance(quad.object, ox.BlankNode)}
        assert blank <= {quad.subject for quad in quads}
        assert built.get(path, params={"lang": "ar", "format": "html"}).status_code == 200
    assert built.get("/shape/none").status_code == 404


def test_pages_of_all_kinds_can_be_made(built, iris):
    by_kind = {kind(iri): iri for iri in sorted(iris) if "#" not in iri and "/id/" in iri}
    for name, iri in sorted(by_kind.items()):
        response = built.get("/" + iri.removeprefix(BASE) + ".html", params={"lang": "ar"})
        assert response.status_code == 200, name
        assert '<html lang="ar" dir="rtl">' in response.text
