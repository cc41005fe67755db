"""Reports: for a program, for a reader, and in the vocabulary of SHACL."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH

from kg.namespaces import AG
from kg.validate import Report, Result
from kg.validate.report import path_text

CLAIM = URIRef("https://example.org/id/claim/r/t1")
LATE = Literal("<late>", lang="en")


LATE = Literal("<late>", lang="en")


def result(severity="Violation", path: str | None = str(AG.stage), value: Literal | None = LATE) -> Result:
    return Result(
        focus=CLAIM,
        path=path,
        value=value,
        severity=severity,
        message="Not a stage.",
        message_ar="ليست مرحلة.",
        shape="https://w3id.org/armsgraph/shape/X",
        constraint=str(SH.InConstraintComponent),
    )


def test_a_report_conforms_unless_there_is_a_violation():
    assert Report().conforms
    assert Report((result("Warning"), result("Info"))).conforms
    assert not Report((result("Warning"), result("Violation"))).conforms


def test_results_stand_in_order_and_once():
    mixed = [result("Info"), result("Warning"), result("Violation"), result("Warning")]
    assert [one.severity for one in Report.of(mixed).results] == ["Violation", "Warning", "Info"]


def test_turtle_is_a_shacl_report_that_says_all():
    graph = Graph().parse(data=Report((result(),)).to_turtle("https://example.org/report"), format="turtle")
    report = URIRef("https://example.org/report")
    assert (report, RDF.type, SH.ValidationReport) in graph
    assert graph.value(report, SH.conforms) == Literal(False)
    node = graph.value(report, SH.result)
    assert graph.value(node, SH.focusNode) == CLAIM
    assert graph.value(node, SH.resultPath) == AG.stage
    assert graph.value(node, SH.value) == Literal("<late>", lang="en")
    assert graph.value(node, SH.resultSeverity) == SH.Violation
    assert graph.value(node, SH.sourceConstraintComponent) == SH.InConstraintComponent
    assert set(graph.objects(node, SH.resultMessage)) == {
        Literal("Not a stage.", lang="en"),
        Literal("ليست مرحلة.", lang="ar"),
    }


def test_turtle_is_the_same_each_time():
    report = Report((result(), result("Warning", path=None, value=None)))
    assert report.to_turtle() == report.to_turtle()


@pytest.mark.parametrize(
    "path", ["ag:office/skos:inScheme", "^ag:delivered/ag:ordered/ag:earliestStart", "ag:weapon|ag:category"]
)
def test_a_path_of_several_steps_is_a_shacl_path(path):
    graph = Report((result(path=path),)).graph()
    node = next(graph.objects(None, SH.resultPath))
    assert path_text(graph, node) == path


def test_a_sequence_is_a_list():
    graph = Report((result(path="ag:office/skos:inScheme"),)).graph()
    assert next(iter(Collection(graph, next(graph.objects(None, SH.resultPath))))) == AG.office


def test_json_has_every_member_in_its_own_script():
    text = Report((result(path=None, value=None),)).to_json()
    assert "ليست مرحلة." in text
    assert json.loads(text) == {
        "conforms": False,
        "results": [
            {
                "focus": str(CLAIM),
                "path": None,
                "value": None,
                "severity": "Violation",
                "message": "Not a stage.",
                "shape": "https://w3id.org/armsgraph/shape/X",
                "message_ar": "ليست مرحلة.",
                "constraint": str(SH.InConstraintComponent),
            }
        ],
    }


def test_html_escapes_what_records_say():
    page = Report((result(),)).to_html()
    assert "&lt;late&gt;" in page
    assert "<late>" not in page
    assert 'dir="rtl">ليست مرحلة.' in page


def test_html_without_results_says_so():
    page = Report().to_html()
    assert "Nothing violates a shape." in page
    assert "<table>" not in page
