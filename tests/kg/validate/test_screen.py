"""The screen passes those records in which pySHACL finds nothing, and no other.

That is held with the project's shapes on good, bad and mangled records, and component by component with small shapes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, SH, SKOS, XSD
from rdflib.term import Node

from kg.facts import Facts
from kg.namespaces import AG, ID
from kg.populate import populate
from kg.read import Refusal, read
from kg.settings import Settings
from kg.validate import Report, run, validate_many
from kg.validate.data import Classes, Data, Knowledge
from kg.validate.neighbourhood import NEEDED, Lookup, Triple, lookup_in, neighbourhood
from kg.validate.screen import Screen, _screen, clean
from kg.validate.shapes import shapes_graph
from kg.work import facts_of

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "tests" / "shapes" / "examples"
GOOD, BAD = "https://example.org/good/", "https://example.org/bad/"
LIKE, WITHOUT, ALSO = (URIRef(GOOD + name) for name in ("like", "without", "also"))
EX = Namespace("https://example.org/")
PACKAGED = lookup_in(None)


def nothing(_: Node) -> Iterable[tuple[Node, Node]]:
    """A look-up that knows nothing."""
    return ()


def judged(graph: Graph) -> Report:
    """What pySHACL says of a record, never mind the screen."""
    return run._run({"": graph}, PACKAGED)[""]


# The examples of the shapes


@cache
def good() -> Graph:
    graph = Graph()
    for file in sorted(EXAMPLES.glob("*.good.ttl")):
        graph.parse(file)
    return graph


def bad() -> Iterator[Graph]:
    """Each bad example among all good ones, made as ``tests/shapes/test_examples.py`` tells."""
    told = Graph()
    for file in sorted(EXAMPLES.glob("*.bad.ttl")):
        told.parse(file)
    sound = good() + Graph()
    for triple in told:
        if (triple[0], LIKE, None) not in told:
            sound.add(triple)
    assert clean(sound, PACKAGED)
    for thing, model in told.subject_objects(LIKE):
        graph = sound + Graph()
        without = set(told.objects(thing, WITHOUT))
        for predicate, value in good().predicate_objects(model):
            if predicate not in without:
                graph.add((thing, predicate, value))
        for triple in told.triples((thing, None, None)):
            if triple[1] not in {LIKE, WITHOUT, ALSO}:
                graph.add(triple)
        yield graph


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.ttl")), ids=lambda file: file.name)
def test_the_screen_and_pyshacl_agree_on_every_file_of_examples(file):
    graph = Graph().parse(file)
    assert clean(graph, PACKAGED) == (not judged(graph).results)


def test_good_examples_pass():
    assert clean(good(), PACKAGED)


def test_no_bad_example_passes():
    passed = [set(graph.subjects()) - set(good().subjects()) for graph in bad() if clean(graph, PACKAGED)]
    assert not passed


def test_the_shapes_of_the_project_have_nothing_that_the_screen_does_not_know():
    assert _screen().unknown == {}


# Mangled records

SLOTS = 12
"""Records in one run of pySHACL; what a run costs by itself is most of it."""

ENTITIES = [
    ID[name]
    for name in ("state/PRK", "state/RUS", "category/missile.ballistic", "stage/delivered", "scheme/office")
]
STRANGE: list[Node] = [
    *(Literal(value) for value in ("", "delivered", "entity", "high", "1", "USD", True, 0, 7, -3, 2021)),
    *(
        Literal(text, datatype=datatype, normalize=False)
        for text, datatype in [
            ("1.5", XSD.decimal), ("-0.5", XSD.decimal), ("1.50", XSD.decimal), ("NaN", XSD.decimal), ("x", XSD.decimal),
            ("01", XSD.integer), ("1.0", XSD.integer), ("", XSD.integer), ("3", XSD.nonNegativeInteger),
            ("2021-02-30", XSD.date), ("2021-03-01", XSD.date), ("2021-03-01Z", XSD.date), ("1800-01-01", XSD.date),
            ("2021-03-01T10:00:00", XSD.dateTime), ("2021", XSD.gYear), ("1850", XSD.gYear), ("2021-03", XSD.gYearMonth),
            ("1", XSD.boolean), ("0.5", XSD.double), ("INF", XSD.double), ("x", XSD.string), ("x", EX.own),
        ]
    ),
    *(Literal("words", lang=tag) for tag in ("en", "EN", "ar", "en-GB", "AR-eg")),
    *ENTITIES,
    EX.unheard, BNode("blank"), Literal(5, datatype=XSD.string),
]  # fmt: skip
CLASSES = sorted(set(shapes_graph().objects(None, SH.targetClass)))


@cache
def facts() -> list[Facts]:
    """Facts of two texts and of two entries of a register, which is given a release."""
    files = [
        ROOT / "examples" / name for name in ("en-iran-drones.md", "en-turkey-s400.md", "register.jsonl")
    ]
    release = {"name": "sipri-2025", "register": "sipri", "published": "2025-03-10"}
    found = []
    for source in list(read(map(str, files), Settings()))[:4]:
        assert not isinstance(source, Refusal)
        told = facts_of(source.content).model_dump(mode="json", by_alias=True)
        told["document"]["release"] = release
        found.append(Facts.model_validate(told))
    return found


@cache
def sound(number: int, slot: int) -> tuple[Triple, ...]:
    """A record in which nothing is wrong, of one kind of several, under names that belong to the slot."""
    if number < len(facts()):
        return tuple(sorted(populate(facts()[number], f"slot-{slot}", Settings())))

    def name(node: Node) -> Node:
        return URIRef(node.replace(GOOD, EX[f"{slot}/"])) if isinstance(node, URIRef) else node

    return tuple(sorted((name(s), p, name(o)) for s, p, o in good()))


RECAST = (XSD.string, XSD.decimal, XSD.integer, XSD.date, XSD.gYear, XSD.gYearMonth, EX.own, None, "en", "AR")


def _recast(value: Node, pick: int) -> Node:
    """The same words as another kind of node."""
    kind = RECAST[pick % len(RECAST)]
    if isinstance(kind, URIRef):
        return Literal(str(value), datatype=kind, normalize=False)
    return Literal(str(value), lang=kind)


HOW: dict[str, Callable[[Triple, Triple, int], list[Triple]]] = {
    "dropped": lambda _, _other, _pick: [],
    "strange": lambda one, _, pick: [(one[0], one[1], STRANGE[pick % len(STRANGE)])],
    "recast": lambda one, _, pick: [(one[0], one[1], _recast(one[2], pick))],
    "value of another": lambda one, other, _: [(one[0], one[1], other[2])],
    "another thing": lambda one, other, _: [(one[0], one[1], other[0])],
    "moved": lambda one, other, _: [(other[0], one[1], one[2])],
    "other property": lambda one, other, _: [(one[0], other[1], one[2])],
    "one more": lambda one, other, _: [one, (one[0], one[1], other[2])],
    "a strange one more": lambda one, _, pick: [one, (one[0], one[1], STRANGE[pick % len(STRANGE)])],
    "twice": lambda one, _, pick: [one, (one[0], one[1], _recast(one[2], pick))],
    "one class more": lambda one, _, pick: [one, (one[0], RDF.type, CLASSES[pick % len(CLASSES)])],
    "told of a known thing": lambda one, other, pick: [one, (ENTITIES[pick % len(ENTITIES)], *other[1:])],
    "swapped": lambda one, other, _: [(one[0], one[1], other[2]), (other[0], other[1], one[2])],
}
"""What may happen to one triple, with another at hand."""


def mangle(graph: list[Triple], how: str, at: int, pick: int) -> None:
    """Make one change to a record. ``at`` and ``pick`` say where and what, whatever numbers they are."""
    one = graph.pop(at % len(graph))
    others = graph
    if how == "swapped":
        others = [other for other in graph if other[0] == one[0]] or graph
    other = others[pick % len(others)]
    if how == "swapped":
        graph.remove(other)
    graph.extend(HOW[how](one, other, pick))


CHANGES = st.lists(
    st.tuples(st.sampled_from(sorted(HOW)), st.integers(0, 9999), st.integers(0, 9999)),
    min_size=1,
    max_size=3,
)


def found(graphs: dict[str, Graph]) -> dict[str, bool]:
    """Of each record, whether pySHACL finds anything."""
    answers: dict[str, bool] = {}
    for group in run._batches(graphs, SLOTS):
        reports = run._run({name: graphs[name] for name in group}, PACKAGED)
        answers |= {name: bool(report.results) for name, report in reports.items()}
    return answers


@pytest.mark.filterwarnings("ignore:Serializing weird numerical", "ignore:Parsing weird boolean")
@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(st.integers(0, 4), CHANGES), min_size=SLOTS, max_size=SLOTS))
def test_the_screen_passes_a_mangled_record_if_and_only_if_pyshacl_finds_nothing(records):
    graphs = {}
    for slot, (number, changes) in enumerate(records):
        triples = list(sound(number, slot))
        for how, at, pick in changes:
            mangle(triples, how, at, pick)
        graphs[str(slot)] = graph = Graph()
        for triple in triples:
            graph.add(triple)
    for name, wrong in found(graphs).items():
        assert clean(graphs[name], PACKAGED) != wrong, records[int(name)]


# Small shapes, component by component

PREFIXES = f"""
    @prefix ex: <{EX}> . @prefix sh: <{SH}> . @prefix xsd: <{XSD}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <{SKOS}> .
"""
THING = EX.thing


def turtle(text: str) -> Graph:
    """A graph of Turtle with the prefixes that these tests need."""
    return Graph().parse(data=PREFIXES + text, format="turtle")


def screens(shapes: Graph, data: Graph) -> bool:
    """Whether the screen of some shapes passes a record, about which nothing is known from elsewhere."""
    classes = [triple for triple in data if triple[1] == RDFS.subClassOf]
    return Screen(shapes, classes).clean([triple for triple in data if triple not in classes], nothing)


def conforms(shapes: Graph, data: Graph) -> bool | None:
    """The same as pySHACL sees it, who may find things of others; None where it fails."""
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    except (TypeError, ArithmeticError, RuntimeError):
        return None
    if not isinstance(report, Graph):
        return None
    return set(data.subjects()).isdisjoint(report.objects(None, SH.focusNode))


def agree(shapes: Graph, data: Graph) -> bool:
    """Whether the screen passes just what pySHACL does, and nothing at which pySHACL fails."""
    return screens(shapes, data) == (conforms(shapes, data) is True)


COMPONENTS = {
    # what a property shape of ex:p says: what passes, what does not
    "sh:minCount 1": ("ex:p 1", "ex:q 1"),
    "sh:minCount 2": ("ex:p 1 , 2", "ex:p 1"),
    "sh:maxCount 1": ("ex:p 1", "ex:p 1 , 2"),
    "sh:maxCount 0": ("ex:q 1", "ex:p 1"),
    "sh:class ex:Kind": ("ex:p ex:kind , ex:special", "ex:p ex:unheard"),
    "sh:datatype xsd:date": ('ex:p "2021-03-01"^^xsd:date', 'ex:p "2021-03-01"'),
    "sh:datatype xsd:decimal": ("ex:p 1.0", "ex:p 1"),
    "sh:datatype xsd:integer": ("ex:p 1", 'ex:p "1.5"^^xsd:integer'),
    "sh:datatype xsd:string": ('ex:p "a" , "b"^^xsd:string', 'ex:p "a"@en'),
    "sh:datatype rdf:langString": ('ex:p "a"@en', 'ex:p "a"'),
    "sh:datatype xsd:gYear": ('ex:p "2021"^^xsd:gYear', "ex:p 2021"),
    "sh:datatype xsd:boolean": ("ex:p true", 'ex:p "true"'),
    "sh:nodeKind sh:IRI": ("ex:p ex:a", 'ex:p "a"'),
    "sh:nodeKind sh:Literal": ("ex:p 1", "ex:p []"),
    "sh:nodeKind sh:BlankNodeOrIRI": ("ex:p [] , ex:a", "ex:p 1"),
    "sh:minLength 2": ('ex:p "ab" , ex:a', 'ex:p "a"'),
    "sh:pattern '.'": ("ex:p ex:a", "ex:p []"),
    "sh:minLength 0": ('ex:p "" , []', None),
    'sh:in ( ex:a "b" 1 )': ('ex:p ex:a , "b" , 1', 'ex:p "b"@en'),
    "sh:hasValue true": ("ex:p true , false", "ex:q true"),
    "sh:or ( [ sh:datatype xsd:date ] [ sh:nodeKind sh:IRI ] )": ("ex:p ex:a", 'ex:p ex:a , "b"'),
    "sh:not [ sh:datatype xsd:date ]": ("ex:p 1", 'ex:p "2021-03-01"^^xsd:date'),
    "sh:minInclusive 0.5": ("ex:p 0.5 , 1", "ex:p 0.4"),
    "sh:minExclusive 0": ("ex:p 1 , 0.1", "ex:p 0.0"),
    "sh:maxInclusive 1": ("ex:p 1.0 , -5", "ex:p 1.01"),
    'sh:maxExclusive "2021-03-01"^^xsd:date': ('ex:p "2021-02-28"^^xsd:date', 'ex:p "2021-03-01"^^xsd:date'),
    'sh:minInclusive "2021-03-01T00:00:00"^^xsd:dateTime': (
        'ex:p "2021-03-01T00:00:00"^^xsd:dateTime', 'ex:p "2021-02-28T00:00:00"^^xsd:dateTime'
    ),
    'sh:not [ sh:minInclusive "2021"^^xsd:gYear ]': ('ex:p "1850"^^xsd:gYear', 'ex:p "2021"^^xsd:gYear'),
    'sh:minInclusive "b"': ('ex:p "c" , "b"', 'ex:p "a"'),
    "sh:qualifiedValueShape [ sh:languageIn ( 'ar' ) ] ; sh:qualifiedMinCount 1": ('ex:p "a"@AR-EG , 1', 'ex:p "a"@en'),
    "sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMinCount 1": ("ex:p 1 , ex:a", "ex:q 1"),
    "sh:qualifiedValueShape [ sh:minLength 2 ] ; sh:qualifiedMinCount 2": ('ex:p "aa" , "bb" , "c"', 'ex:p "aa" , "b"'),
    "sh:languageIn ( 'en' 'ar-EG' )": ('ex:p "a"@en-GB , "b"@ar-eg', 'ex:p "a"@ar'),
    "sh:languageIn ( 'ko' )": ('ex:p "a"@ko-KR', 'ex:p "a"@kok'),
    "sh:languageIn ( '*' )": ('ex:p "a"@ko', 'ex:p "a"'),
    "sh:lessThan ex:q": ("ex:p 1 , 2 ; ex:q 3 , 4", "ex:p 1 ; ex:q 1"),
    "sh:lessThanOrEquals ex:q": ("ex:p 1 , 2 ; ex:q 2 , 2.5", 'ex:p 1 ; ex:q "2"'),
    "sh:uniqueLang true": ('ex:p "a"@en , "b"@en-GB , "c" , "d"', 'ex:p "a"@en , "b"@EN'),
    "sh:uniqueLang false": ('ex:p "a"@en , "b"@en', None),
    "sh:pattern '^a.c'": ('ex:p "abcd"', 'ex:p "xabc" , "abc"'),
    "sh:disjoint ex:q": ("ex:p 1 ; ex:q 1.0", "ex:p 1 , 2 ; ex:q 2"),
}  # fmt: skip
KNOWN = "ex:kind a ex:Kind . ex:special a ex:Special . ex:Special rdfs:subClassOf ex:Sub . ex:Sub rdfs:subClassOf ex:Kind ."


def property_shape(body: str) -> Graph:
    """A property shape of ``ex:p`` for ``ex:thing``."""
    return turtle(f"ex:Shape a sh:PropertyShape ; sh:targetNode ex:thing ; sh:path ex:p ; {body} .")


@pytest.mark.parametrize("body", COMPONENTS)
def test_a_component_lets_pass_what_keeps_to_it_and_nothing_else(body):
    shapes, (passes, fails) = property_shape(body), COMPONENTS[body]
    assert Screen(shapes, ()).unknown == {}
    data = turtle(f"ex:thing {passes} . {KNOWN}")
    assert screens(shapes, data)
    assert conforms(shapes, data)
    if fails is not None:
        data = turtle(f"ex:thing {fails} . {KNOWN}")
        assert not screens(shapes, data)
        assert not conforms(shapes, data)


@pytest.mark.filterwarnings("ignore:Parsing weird boolean", "ignore:Serializing weird numerical")
@pytest.mark.parametrize("body", COMPONENTS)
def test_a_component_sees_strange_values_as_pyshacl_does(body):
    shapes = property_shape(body)
    for value in [*STRANGE, Literal("yes", datatype=XSD.boolean), Literal(b"x"), EX.kind]:
        data = turtle(f"ex:thing ex:q 1 . {KNOWN}")
        data.add((THING, EX.p, value))
        assert agree(shapes, data), value


@pytest.mark.filterwarnings("ignore:Serializing weird numerical")
@pytest.mark.parametrize("body", ["sh:lessThan ex:q", "sh:lessThanOrEquals ex:q"])
def test_a_component_compares_every_two_values_as_pyshacl_does(body):
    shapes = property_shape(body)
    for one in STRANGE:
        for other in STRANGE:
            data = Graph()
            data.add((THING, EX.p, one))
            data.add((THING, EX.q, other))
            assert agree(shapes, data), (one, other)


PATHS = {
    "ex:p": ("ex:thing ex:p 1", "ex:thing ex:q 1"),
    "[ sh:inversePath ex:p ]": ("ex:a ex:p ex:thing", "ex:thing ex:p ex:a"),
    "( ex:p ex:q )": ("ex:thing ex:p ex:a . ex:a ex:q 1", "ex:thing ex:p ex:a ; ex:q 1"),
    "[ sh:alternativePath ( ex:p ex:q ) ]": ("ex:thing ex:q 1", "ex:thing ex:r 1"),
    "( [ sh:inversePath ex:p ] [ sh:alternativePath ( ex:q ex:r ) ] )": (
        "ex:a ex:p ex:thing ; ex:r 1", "ex:thing ex:p ex:a . ex:a ex:q 1"
    ),
    "[ sh:alternativePath ( ( ex:p ex:q ) ex:r ) ]": ("ex:thing ex:p ex:a . ex:a ex:q 1", "ex:thing ex:p ex:a"),
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_leads_where_it_does_in_pyshacl(path):
    shapes = turtle(
        f"ex:Shape a sh:PropertyShape ; sh:targetNode ex:thing ; sh:path {path} ; sh:minCount 1 ."
    )
    assert Screen(shapes, ()).unknown == {}
    passes, fails = (turtle(f"{text} . ex:thing a ex:Thing .") for text in PATHS[path])
    assert screens(shapes, passes)
    assert conforms(shapes, passes)
    assert not screens(shapes, fails)
    assert not conforms(shapes, fails)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("sh:maxCount 1", True),
        ("sh:minCount 1", True),
        ("sh:minCount 2", False),
        ("sh:uniqueLang true", True),
        ("sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMinCount 1", True),
        ("sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMinCount 2", False),
    ],
)
def test_a_value_to_which_two_paths_lead_counts_once(body, expected):
    path = "sh:path [ sh:alternativePath ( ex:p ex:q ) ]"
    shapes = turtle(f"ex:Shape a sh:PropertyShape ; sh:targetNode ex:thing ; {path} ; {body} .")
    data = turtle('ex:thing ex:p "a"@en ; ex:q "a"@en .')
    assert screens(shapes, data) is conforms(shapes, data) is expected


TARGETS = {
    # a target: what it aims at, and what not
    "sh:targetClass ex:Kind": ("ex:thing a ex:Special", "ex:thing a ex:Other"),
    "sh:targetNode ex:thing": ("ex:thing a ex:Other", "ex:other a ex:Kind"),
    "sh:targetSubjectsOf ex:p": ("ex:thing ex:p 1", "ex:thing ex:q 1"),
    "sh:targetObjectsOf ex:p": ("ex:a ex:p ex:thing . ex:thing ex:q 1", "ex:thing ex:q 1"),
    "a rdfs:Class": ("ex:thing a ex:Shape", "ex:thing a ex:Other"),
    "a owl:Class": ("ex:thing a ex:Shape", "ex:thing a ex:Other"),
}


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_aims_where_it_does_in_pyshacl(target):
    shapes = turtle(
        f"ex:Shape a sh:NodeShape ; {target} ; sh:property [ sh:path ex:missing ; sh:minCount 1 ] ."
    )
    assert Screen(shapes, ()).unknown == {}
    classes = "ex:Special rdfs:subClassOf ex:Sub . ex:Sub rdfs:subClassOf ex:Kind"
    hit, missed = (turtle(f"{text} . {classes} .") for text in TARGETS[target])
    assert not screens(shapes, hit)
    assert not conforms(shapes, hit)
    assert screens(shapes, missed)
    assert conforms(shapes, missed)


NODE_SHAPES = {
    # what a node shape says: what passes, what does not
    "sh:nodeKind sh:BlankNode": (None, "ex:q 1"),
    "sh:class ex:Kind": ("a ex:Special", "a ex:Other"),
    "sh:pattern 'thing$' ; sh:in ( ex:thing ) ; sh:hasValue ex:thing": ("ex:q 1", None),
    "sh:property [ sh:path ex:p ; sh:minCount 1 ] , [ sh:path ex:q ; sh:maxCount 1 ]": ("ex:p 1", "ex:p 1 ; ex:q 1 , 2"),
    "sh:or ( [ sh:property [ sh:path ex:p ; sh:hasValue true ] ] [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ] )": (
        "ex:q 1", "ex:p false"
    ),
    "sh:not [ sh:property [ sh:path ex:p ; sh:minCount 1 ] , [ sh:path ex:q ; sh:minCount 1 ] ]": ("ex:p 1", "ex:p 1 ; ex:q 1"),
    "sh:not [ sh:property [ sh:path ex:p ; sh:lessThan ex:q ] ]": ("ex:p 1 ; ex:q 'a'", "ex:p 1 ; ex:q 2"),
    "sh:not [ ]": (None, "ex:q 1"),
    "sh:not [ sh:not [ sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ] ]": (
        "ex:p [ ex:q 1 ]", "ex:p [ ex:r 1 ]"
    ),
}  # fmt: skip


@pytest.mark.parametrize("body", NODE_SHAPES)
def test_a_node_shape_asks_of_the_node_itself(body):
    shapes = turtle(f"ex:Shape a sh:NodeShape ; sh:targetNode ex:thing ; {body} .")
    assert Screen(shapes, ()).unknown == {}
    for text, expected in zip(NODE_SHAPES[body], (True, False), strict=True):
        if text is not None:
            data = turtle(f"ex:thing {text} . {KNOWN}")
            assert screens(shapes, data) is conforms(shapes, data) is expected


def test_nothing_passes_because_one_choice_of_several_is_met_while_another_cannot_be_judged():
    """All choices are tried by pySHACL, which fails at the blank node whatever the others say."""
    shapes = turtle("""
        ex:Shape a sh:NodeShape ; sh:targetNode ex:thing ; sh:or (
            [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ]
            [ sh:property [ sh:path ex:r ; sh:maxCount 0 ] , [ sh:path ex:p ; sh:lessThan ex:q ] ]
        ) .""")
    data = turtle("ex:thing ex:p [] ; ex:q 1 ; ex:r 1 .")
    assert conforms(shapes, data) is None
    assert not screens(shapes, data)


def test_a_blank_node_with_nothing_to_compare_it_with_is_left_to_pyshacl():
    shapes, data = property_shape("sh:lessThan ex:q"), turtle("ex:thing ex:p [] .")
    assert conforms(shapes, data) is None
    assert not screens(shapes, data)


def test_a_literal_is_of_no_class_whatever_is_said_of_it():
    shapes, data = property_shape("sh:class ex:Kind"), turtle("ex:thing ex:p 1 .")
    data.add((Literal(1), RDF.type, EX.Kind))
    assert screens(shapes, data) is conforms(shapes, data) is False


# What the screen does not know

UNKNOWN = [
    "sh:equals ex:q", "sh:node ex:Other", "sh:maxLength 3", "sh:pattern 'a' ; sh:flags 'i'", "sh:pattern '('", "sh:pattern 1",
    "sh:xone ( [ sh:nodeKind sh:IRI ] )", "sh:and ( [ sh:nodeKind sh:IRI ] )", "sh:closed true", "sh:deactivated true",
    "sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o }' ]", "ex:own 1", "sh:or ()", "sh:in ()", "sh:languageIn ( 1 )",
    "sh:minCount 1 , 2", "sh:minCount 'one'", "sh:minCount -1", "sh:minLength 1 , 2", "sh:datatype xsd:date , xsd:string",
    "sh:datatype rdfs:Literal", "sh:datatype 1", "sh:nodeKind ex:Other", "sh:uniqueLang 'yes'", "sh:minInclusive ex:a",
    "sh:lessThan [ ex:q 1 ]", "sh:disjoint rdfs:subClassOf", "sh:property ex:Other", "sh:property ex:Shape",
    "sh:qualifiedMinCount 1", "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]",
    "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2",
    "sh:not [ sh:equals ex:q ]", "sh:not [ sh:not [ sh:xone ( [ sh:nodeKind sh:IRI ] ) ] ]", "sh:or ( [ sh:maxLength 3 ] [ ] )",
    "sh:in ex:endless . ex:endless rdf:first 1 ; rdf:rest ex:endless",
    "sh:not ex:Deep . ex:Deep sh:not ex:Deeper . ex:Deeper sh:not ex:Deep",
]  # fmt: skip


@pytest.mark.parametrize("body", UNKNOWN)
def test_one_has_to_look_closer_at_the_focus_nodes_of_a_shape_with_something_unknown(body):
    screen = Screen(
        turtle(f"ex:Shape a sh:PropertyShape ; sh:targetClass ex:Kind ; sh:path ex:p ; {body} ."), ()
    )
    assert set(screen.unknown) == {EX.Shape}
    assert not screen.clean(turtle("ex:thing a ex:Kind ; ex:p ex:a ."), nothing)
    assert not screen.clean(turtle("ex:thing a ex:Kind ."), nothing)


def test_one_need_not_look_closer_at_others():
    screen = Screen(
        turtle("ex:Shape a sh:PropertyShape ; sh:targetClass ex:Kind ; sh:path ex:p ; sh:equals ex:q ."), ()
    )
    assert screen.clean(turtle("ex:thing a ex:Other ; ex:p 1 ."), nothing)


@pytest.mark.parametrize(
    "path",
    [
        "[ sh:zeroOrMorePath ex:p ]", "( ex:p )", "[ sh:alternativePath ( ex:p ) ]", "rdfs:subClassOf", "[ sh:inversePath rdf:type ]",
        "[ sh:inversePath ( ex:p ex:q ) ]", "( ex:p [ sh:oneOrMorePath ex:p ] )", "ex:p , ex:q",
        "( ex:p ex:p ex:p ex:p ex:p ex:p ex:p ex:p ex:p ex:p )",
    ],
)  # fmt: skip
def test_a_path_that_is_not_known_is_left_to_pyshacl(path):
    screen = Screen(turtle(f"ex:Shape sh:targetClass ex:Kind ; sh:path {path} ; sh:minCount 0 ."), ())
    assert set(screen.unknown) == {EX.Shape}
    assert not screen.clean(turtle("ex:thing a ex:Kind ; ex:p 1 ."), nothing)


@pytest.mark.parametrize(
    "body",
    ["sh:minCount 1", "sh:maxCount 1", "sh:uniqueLang true", "sh:lessThan ex:q", "sh:property ex:Pathless"],
)
def test_a_node_shape_with_what_it_cannot_have_is_left_to_pyshacl(body):
    screen = Screen(turtle(f"ex:Shape a sh:NodeShape ; sh:targetClass ex:Kind ; {body} ."), ())
    assert set(screen.unknown) == {EX.Shape}


@pytest.mark.parametrize(
    "shape",
    [
        "sh:targetObjectsOf skos:inScheme ; sh:nodeKind sh:IRI",
        "sh:targetObjectsOf rdfs:subClassOf ; sh:nodeKind sh:IRI",
        "sh:targetSubjectsOf rdfs:subClassOf ; sh:nodeKind sh:IRI",
        "sh:targetClass ex:Kind ; sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ]",
        "sh:targetClass ex:Kind ; sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
        "sh:targetClass ex:Kind ; sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
    ],
)
def test_nothing_passes_where_it_is_out_of_sight_what_is_found_of_whom(shape):
    screen = Screen(turtle(f"ex:Shape {shape} ."), ())
    assert set(screen.unknown) == {EX.Shape}
    assert not screen.clean(turtle("ex:other a ex:Other ."), nothing)


def test_a_record_with_classes_of_its_own_is_left_to_pyshacl():
    assert not clean(turtle("ex:Special rdfs:subClassOf ex:Kind ."), PACKAGED)
    assert not clean(turtle("ex:Special a ex:Class ."), lambda _: [(RDFS.subClassOf, EX.Kind)])
    assert clean(turtle("ex:Special a ex:Class ."), PACKAGED)


# What is known around a record


def knows(graph: Graph) -> Lookup:
    """A look-up in a graph."""
    return lambda thing: list(graph.predicate_objects(thing))


NODES = st.sampled_from([EX.a, EX.b, EX.c, EX.d, EX.e, EX.Kind, EX.Special, BNode("x"), Literal("a")])
PREDICATES = st.sampled_from([RDF.type, SKOS.inScheme, SKOS.prefLabel, EX.p])
GRAPHS = st.lists(st.tuples(NODES, PREDICATES, NODES), max_size=8)


@given(GRAPHS, GRAPHS)
@example([(EX.a, EX.p, BNode("x"))], [(BNode("x"), RDF.type, EX.Kind)])
@example([(EX.a, EX.p, EX.b)], [(EX.b, RDF.type, EX.Special), (EX.b, SKOS.prefLabel, EX.c)])
def test_the_data_is_that_of_the_record_and_its_neighbourhood(record, known):
    graph, reference = Graph(), Graph()
    for one, triples in ((graph, record), (reference, known)):
        for subject, predicate, value in triples:
            if not isinstance(subject, Literal):
                one.add((subject, predicate, value))
    whole = graph + Graph()
    for triple in neighbourhood(graph, knows(reference)):
        whole.add(triple)
    hierarchy = Classes([(EX.Special, RDFS.subClassOf, EX.Kind)])
    data = Data(graph, knows(reference), Knowledge(hierarchy))
    assert set(data.describes) == set(graph.subjects())
    for thing in (*whole.all_nodes(), EX.a):
        for predicate in (RDF.type, SKOS.inScheme, SKOS.prefLabel, EX.p):
            assert set(data.values(thing, predicate)) == set(whole.objects(thing, predicate))
            if predicate not in NEEDED:
                assert set(data.subjects(predicate, thing)) == set(whole.subjects(predicate, thing))
        kinds = set(whole.objects(thing, RDF.type))
        assert data.classes(thing) == kinds | ({EX.Kind} if EX.Special in kinds else set())
    assert set(data.objects(EX.p)) == set(whole.objects(None, EX.p))


def test_classes_may_go_round_in_a_circle():
    classes = Classes(
        [(EX.a, RDFS.subClassOf, EX.b), (EX.b, RDFS.subClassOf, EX.c), (EX.c, RDFS.subClassOf, EX.a)]
    )
    assert classes.above([EX.b]) == {EX.a, EX.b, EX.c}
    assert classes.above([EX.d]) == {EX.d}
    assert classes.above([]) == frozenset()


def test_what_is_known_of_a_thing_is_looked_up_once_for_many_records():
    asked = []

    def look(thing: Node) -> Iterable[tuple[Node, Node]]:
        asked.append(thing)
        return [(RDF.type, EX.Kind)] if thing == EX.known else []

    screen = Screen(property_shape("sh:class ex:Kind"), ())
    data = turtle("ex:thing ex:p ex:known .")
    assert all(screen.clean(data, look) for _ in range(3))
    assert asked.count(EX.known) == 1
    assert not screen.clean(data, nothing)


def test_what_is_known_is_forgotten_with_its_look_up():
    screen = Screen(property_shape("sh:class ex:Kind"), ())
    assert screen.clean(turtle("ex:thing ex:p ex:known ."), lambda _: [(RDF.type, EX.Kind)])
    gc.collect()
    assert len(screen._knowledge._known) == 0


@pytest.mark.parametrize(
    "target", ["sh:targetClass ex:Kind", "sh:targetObjectsOf ex:q", "sh:targetNode ex:known"]
)
def test_the_fault_of_a_thing_that_is_only_named_is_not_the_record_s(target):
    shapes = turtle(f"ex:Shape a sh:PropertyShape ; {target} ; sh:path ex:p ; sh:minCount 1 .")
    screen, look = Screen(shapes, ()), knows(turtle("ex:known a ex:Kind ."))
    assert screen.clean(turtle("ex:thing ex:q ex:known ."), look)
    assert not screen.clean(turtle("ex:thing ex:q ex:known . ex:known ex:r 1 ."), look)


# How it is used


def test_pyshacl_is_only_asked_about_records_that_do_not_pass(monkeypatch):
    asked: list[list[str]] = []
    judge = run._run
    monkeypatch.setattr(
        run, "_run", lambda records, look: asked.append(list(records)) or judge(records, look)
    )
    graphs: dict[str, Any] = {str(slot): Graph() for slot in range(6)}
    for slot, graph in enumerate(graphs.values()):
        for triple in sound(slot % 4, slot):
            graph.add(triple)
    for name in ("2", "5"):
        graphs[name].remove((None, AG.stage, None))
        graphs[name].remove((None, AG.stance, None))
    reports = validate_many(graphs)
    assert asked == [["2", "5"]]
    assert list(reports) == list(graphs)
    assert {name for name, report in reports.items() if report != Report()} == {"2", "5"}
    assert reports == {name: judge({name: graph}, PACKAGED)[name] for name, graph in graphs.items()}
