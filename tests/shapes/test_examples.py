"""Every shape lets a good example pass and finds what is wrong with a bad one, and nothing else.

``examples/<kind>.good.ttl`` holds things with nothing to object to. ``examples/<kind>.bad.ttl`` holds, for every
shape, a thing that bears its name and is like a good one (``ex:like``) without some properties (``ex:without``)
and with others. A full stop and the name of a constraint may follow, where a shape has several. Where one fault
cannot but break a second shape too, ``ex:also`` names it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import SH

from kg.validate import Result, validate_graph
from kg.validate.report import path_text
from shapes import shape_files

EXAMPLES = Path(__file__).parent / "examples"
EX = Namespace("https://example.org/good/")
BAD = "https://example.org/bad/"
SHAPE = "https://w3id.org/armsgraph/shape/"
PARAMETERS = {
    "minCount", "maxCount", "datatype", "nodeKind", "class", "in", "pattern", "minLength", "minInclusive", "maxInclusive",
    "minExclusive", "or", "lessThan", "lessThanOrEquals", "disjoint", "hasValue", "uniqueLang", "qualifiedMinCount",
}  # fmt: skip
KINDS = sorted(file.name.removesuffix(".ttl") for file in shape_files())


@cache
def _shapes() -> Graph:
    graph = Graph()
    for file in shape_files():
        graph.parse(data=file.read_text("utf-8"), format="turtle")
    return graph


def _good() -> Graph:
    graph = Graph()
    for file in sorted(EXAMPLES.glob("*.good.ttl")):
        graph.parse(file)
    return graph


@cache
def _findings() -> dict[str, list[Result]]:
    """What is found of each bad thing: shape name -> results. One run for all, because a run has its price."""
    graph, good = _good(), _good()
    bad = Graph()
    for file in sorted(EXAMPLES.glob("*.bad.ttl")):
        bad.parse(file)
    for thing, model in bad.subject_objects(EX.like):
        without = set(bad.objects(thing, EX.without))
        for predicate, value in good.predicate_objects(model):
            if predicate not in without:
                graph.add((thing, predicate, value))
    for triple in bad:
        if triple[1] not in {EX.like, EX.without, EX.also}:
            graph.add(triple)
    found: dict[str, list[Result]] = {str(thing).removeprefix(BAD): [] for thing in bad.subjects(EX.like)}
    for result in validate_graph(graph).results:
        if result.focus.startswith(BAD):
            found[result.focus.removeprefix(BAD)].append(result)
    return found


def _rules() -> list[str]:
    """The names of all shapes that can find something."""
    return sorted(str(shape).removeprefix(SHAPE) for shape in _shapes().subjects(SH.severity))


def test_every_kind_has_a_good_and_a_bad_file():
    assert sorted(file.name for file in EXAMPLES.glob("*.ttl")) == sorted(
        f"{kind}.{what}.ttl" for kind in KINDS for what in ("good", "bad")
    )


def test_nothing_is_found_of_good_examples():
    assert validate_graph(_good()).results == ()


@cache
def _allowed() -> dict[str, set[str]]:
    """What else may be found of each bad thing."""
    bad = Graph()
    for file in sorted(EXAMPLES.glob("*.bad.ttl")):
        bad.parse(file)
    return {
        str(thing).removeprefix(BAD): {str(shape) for shape in bad.objects(thing, EX.also)}
        for thing in bad.subjects(EX.like)
    }


def test_every_constraint_of_every_shape_has_a_bad_example():
    shapes = _shapes()
    constraints = {
        (
            rule,
            str(SH)
            + str(parameter).removeprefix(str(SH))[0].upper()
            + str(parameter).removeprefix(str(SH))[1:],
        )
        for rule in _rules()
        for parameter in shapes.predicates(URIRef(SHAPE + rule))
        if str(parameter).removeprefix(str(SH)) in PARAMETERS
    }
    broken = {
        (result.shape.removeprefix(SHAPE), result.constraint.removesuffix("ConstraintComponent"))
        for results in _findings().values()
        for result in results
    }
    assert sorted(constraints - broken) == []


@pytest.mark.parametrize("thing", sorted(_allowed()))
def test_a_bad_example_is_found_by_its_shape_alone(thing):
    rule, _, constraint = thing.partition(".")
    results = _findings()[thing]
    assert {result.shape for result in results} == {SHAPE + rule} | _allowed()[thing]
    if constraint:
        assert f"{SH}{constraint}ConstraintComponent" in {result.constraint for result in results}
    shapes, shape = _shapes(), URIRef(SHAPE + rule)
    path = shapes.value(shape, SH.path)
    for result in (result for result in results if result.shape == SHAPE + rule):
        messages = set(shapes.objects(shape, SH.message))
        assert messages == {Literal(result.message, lang="en"), Literal(result.message_ar, lang="ar")}
        assert shapes.value(shape, SH.severity) == SH[result.severity]
        assert result.path == (None if path is None else path_text(shapes, path))
