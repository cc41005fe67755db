"""The W3C's SPARQL 1.1 test suite as objects: its manifests read, its expected results as comparable values."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox

BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
FOLDERS = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping",
    "json-res", "negation", "project-expression", "property-path", "subquery", "syntax-query",
)  # fmt: skip
"""What a query service that asks no other server and entails nothing must answer."""
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset(
    _XSD + name
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger",
        "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
_RDF_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES,
}  # fmt: skip
_RESULTS = {
    ".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV,
}  # fmt: skip

Row = Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal]
Comparable = object


@dataclass(frozen=True)
class Case:
    """One entry of a manifest. ``data`` and ``named`` are files; ``result`` is None for a test of syntax."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None
    comment: str = field(default="", compare=False)

    @property
    def base(self) -> str:
        return iri_of(self.query)


def iri_of(file: Path) -> str:
    """The address that a file of the suite stands for."""
    return f"{BASE}{file.parent.name}/{file.name}"


def cases(folder: Path) -> Iterator[Case]:
    """The entries of the manifest in a folder, in its order."""
    facts = ox.Store()
    facts.load(
        path=str(folder / "manifest.ttl"),
        format=ox.RdfFormat.TURTLE,
        base_iri=f"{BASE}{folder.name}/manifest",
    )

    def values(
        subject: ox.NamedNode | ox.BlankNode, property_: str
    ) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        return [q.object for q in facts.quads_for_pattern(subject, ox.NamedNode(property_), None)]

    def files(subject: ox.NamedNode | ox.BlankNode, property_: str) -> tuple[Path, ...]:
        return tuple(sorted(folder / value.value.rsplit("/", 1)[-1] for value in values(subject, property_)))

    (entries,) = (q.object for q in facts.quads_for_pattern(None, ox.NamedNode(_MF + "entries"), None))
    while entries.value != _RDF + "nil":
        (entry,) = values(entries, _RDF + "first")
        (kind,) = (t.value.removeprefix(_MF) for t in values(entry, _RDF + "type") if t.value.startswith(_MF))
        (action,) = values(entry, _MF + "action")
        name = f"{folder.name}/{entry.value.rpartition('#')[2]}"
        if isinstance(action, ox.NamedNode):
            yield Case(name, kind, folder / action.value.rsplit("/", 1)[-1])
        else:
            (query,) = files(action, _QT + "query")
            result = files(entry, _MF + "result")
            yield Case(
                name, kind, query, files(action, _QT + "data"), files(action, _QT + "graphData"),
                result[0] if result else None,
            )  # fmt: skip
        (entries,) = values(entries, _RDF + "rest")


def load(where: str, wanted: Iterable[Case]) -> None:
    """A store with each data file of these cases in a graph named by its address."""
    store = ox.Store(where)
    for file in sorted({file for case in wanted for file in (*case.data, *case.named)}):
        iri = iri_of(file)
        store.load(path=str(file), format=_RDF_FORMATS[file.suffix], base_iri=iri, to_graph=ox.NamedNode(iri))
    store.flush()


def expected(case: Case) -> Comparable:
    """What the answer to a case must be equal to."""
    assert case.result is not None
    raw = case.result.read_bytes()
    if case.result.suffix == ".csv":
        return csv_table(raw)
    if case.result.suffix in _RESULTS:
        return answer(raw, _RESULTS[case.result.suffix])
    triples = list(ox.parse(raw, format=_RDF_FORMATS[case.result.suffix], base_iri=iri_of(case.result)))
    if any(quad.object == ox.NamedNode(_RS + "ResultSet") for quad in triples):
        return _result_set(triples)
    return graph(quad.triple for quad in triples)


def answer(raw: bytes, results: ox.QueryResultsFormat) -> Comparable:
    """A table of solutions, or a boolean, as something that equals another of the same content."""
    parsed = ox.parse_query_results(raw, format=results)
    if isinstance(parsed, ox.QueryBoolean):
        return bool(parsed)
    names = [variable.value for variable in parsed.variables]
    return table(names, ({name: row[name] for name in names if row[name] is not None} for row in parsed))


def table(names: Iterable[str], rows: Iterable[Row]) -> Comparable:
    """The variables and the solutions with how often each occurs; labels of blank nodes do not matter."""
    counted = Counter(tuple(sorted((name, _value(term)) for name, term in row.items())) for row in rows)
    quads = []
    for number, (row, count) in enumerate(counted.items()):
        node = ox.BlankNode(f"row{number}")
        quads.append(ox.Quad(node, ox.NamedNode("x:count"), ox.Literal(count)))
        quads += [ox.Quad(node, ox.NamedNode(f"x:var-{name}"), term) for name, term in row]
    return frozenset(names), _canonical(quads)


def graph(triples: Iterable[ox.Triple]) -> Comparable:
    """A graph; labels of blank nodes do not matter."""
    return _canonical(ox.Quad(t.subject, t.predicate, _value(t.object)) for t in triples)


def csv_table(raw: bytes) -> Comparable:
    """A table of CSV, where only the text of terms is left: numbers by value, blank nodes by where they recur."""
    names, *rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    return table(
        names, ({n: _cell(text) for n, text in zip(names, row, strict=True) if text} for row in rows)
    )


def _cell(text: str) -> ox.BlankNode | ox.Literal:
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    try:
        return ox.Literal(str(Decimal(text).normalize()))
    except InvalidOperation:
        return ox.Literal(text)


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A number or a truth value in one spelling, whatever it was: 2.0 is 2.00, and 1 is true."""
    if not isinstance(term, ox.Literal):
        return term
    datatype = term.datatype.value
    try:
        if datatype in _INTEGERS:
            return ox.Literal(str(int(term.value)), datatype=term.datatype)
        if datatype == _XSD + "boolean" and term.value in ("0", "1"):
            return ox.Literal(bool(int(term.value)))
        if datatype == _XSD + "decimal":
            return ox.Literal(str(Decimal(term.value).normalize()), datatype=term.datatype)
        if datatype in (_XSD + "double", _XSD + "float"):
            return ox.Literal(repr(float(term.value)), datatype=term.datatype)
    except (ValueError, InvalidOperation):
        pass
    return term


def _canonical(quads: Iterable[ox.Quad]) -> frozenset[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, dataset))


def _result_set(triples: list[ox.Quad]) -> Comparable:
    """A table that is written in RDF (the vocabulary of result sets)."""
    found: dict[object, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
    for quad in triples:
        properties = found.setdefault(quad.subject, {})
        properties.setdefault(quad.predicate.value.removeprefix(_RS), []).append(quad.object)
    (whole,) = (properties for properties in found.values() if "resultVariable" in properties)
    rows = []
    for solution in whole.get("solution", []):
        bindings = [found[binding] for binding in found[solution].get("binding", [])]
        rows.append({binding["variable"][0].value: binding["value"][0] for binding in bindings})
    return table([variable.value for variable in whole["resultVariable"]], rows)
