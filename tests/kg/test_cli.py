"""The command line: what it prints where, and with which exit code it ends."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import __version__
from kg.facts import Facts
from kg.text import isolate, isolate_whole

Run = Callable[..., tuple[int, str, str]]


def refused(make_facts: Any, key: str = "bad") -> dict[str, Any]:
    return make_facts(key, recipient="RUS")


def test_build_query_status_records_and_retract(run: Run, write_facts: Any, make_facts: Any) -> None:
    code, out, err = run("build", str(write_facts(make_facts("deal"))))
    assert (code, err) == (0, "")
    assert "added                     1" in out
    code, out, _ = run("query", "--format", "csv", "SELECT ?q WHERE { ?c a ag:TransferReport ; ag:quote ?q }")
    assert (code, out) == (0, "q\r\ndelivered 12 Su-35 fighters to Egypt\r\n")
    code, out, _ = run("status", "--json")
    found = json.loads(out)
    assert (found["records"], found["claims"], found["quarantined"], found["stale"]) == (1, 1, 0, False)
    assert found["graphs"]["reference"] > 1000
    code, out, _ = run("records", "--json")
    (record,) = json.loads(out)
    assert (record["key"], record["date"], record["language"], record["claims"]) == (
        "deal",
        "2021-06-01",
        "en",
        1,
    )
    code, out, _ = run("records")
    assert (code, out.split()[:3]) == (0, [record["id"], "en", "2021-06-01"])
    code, out, _ = run("retract", record["id"])
    assert (code, out) == (0, f"retracted {record['id']}\n")
    assert json.loads(run("status", "--json")[1])["claims"] == 0
    code, _, err = run("retract", "deal")
    assert (code, err) == (2, "armsgraph: there is no record 'deal'. `armsgraph records` lists them\n")


def test_a_build_with_refusals_ends_with_1_and_names_them(
    run: Run, write_facts: Any, make_facts: Any
) -> None:
    path = write_facts(make_facts("good"), "no json", refused(make_facts))
    code, out, err = run("build", str(path), "--json")
    summary = json.loads(out)
    assert code == 1
    assert summary["total"] == {
        "rows": 0, "rows_used": 0, "found": 3, "mended": 0, "added": 1, "replaced": 0, "unchanged": 0, "same": 0,
        "superseded": 0, "left_out": 0, "refused": 2, "claims": 1,
    }  # fmt: skip
    assert [one["place"] for one in summary["refusals"]] == [f"{path}:2", f"{path}:3"]
    code, out, err = run("build", str(path))
    assert code == 1
    assert f"refused: {path}:2: not JSON" in err
    assert f"refused: {path}:3: " in err
    assert "refused                   2" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build", "missing.txt"], "missing.txt: there is no such file"),
        (["build", "empty.txt"], "empty.txt: the file is empty"),
        (["extract", "empty.txt"], "empty.txt: the file is empty"),
        (["build"], "INPUT"),
        (["build", "empty.txt", "--workers", "0"], "workers"),
        (["query", "SELECT WHERE"], "does not parse"),
        (["query", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"], "SERVICE is refused"),
        (["query", "missing.rq"], "missing.rq: the query cannot be read"),
        (["query", "ASK {}", "--format", "yaml"], "yaml"),
        (["query", "ASK {}", "--store", "nowhere"], "nowhere: there is no store here"),
        (["status", "--store", "nowhere"], "no store here"),
        (["retract", "x", "--store", "nowhere"], "no store here"),
        (["quarantine", "list", "--store", "nowhere"], "no store here"),
        (["dump", "out", "--store", "nowhere"], "no store here"),
        (["validate", "missing.ttl"], "no such file"),
        (["nonsense"], "nonsense"),
    ],
)
def test_bad_usage_ends_with_2_and_one_clear_line(run: Run, arguments: list[str], told: str) -> None:
    Path("empty.txt").write_text("")
    code, _, err = run(*arguments)
    assert code == 2
    assert told in err
    assert "Traceback" not in err
    assert not Path("nowhere").exists()


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <URL> { ?s ?p ?o }",
        "SERVICESILENT<URL>{?s ?p ?o}",
        "SERVICE:x{?s ?p ?o}",
        "?s ?p e:.SERVICE<URL>{?s ?p ?o}",
        "?s ?p trueSERVICE<URL>{?s ?p ?o}",
        "FILTER(?a<?b)SERVICE#>\n<URL>{?s ?p ?o}",
        "\\u0053ERVICE <URL> { ?s ?p ?o }",
    ],
)
def test_no_query_connects(run: Run, sink: Any, pattern: str) -> None:
    url = f"http://{sink.address}/"
    came = sink.came
    code, out, err = run(
        "query", f"PREFIX : <{url}> PREFIX e: <{url}> SELECT * {{ {pattern.replace('URL', url)} }}"
    )
    assert (code, out) == (2, "")
    assert err.startswith("armsgraph: SERVICE is refused")
    assert sink.came == came


def test_a_wrong_setting_in_the_environment_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMSGRAPH_WORKERS", "many")
    code, _, err = run("status")
    assert code == 2
    assert "ARMSGRAPH_WORKERS" in err


def test_extract_gives_one_line_per_record_and_passes_facts_on(
    run: Run, write_facts: Any, make_facts: Any
) -> None:
    document = {
        "id": "doc",
        "language": "en",
        "published": "2021-06-01",
        "text": "Russia delivered 12 Su-35 fighters to Egypt.",
    }
    path = write_facts(make_facts("facts"), json.dumps(document), "no json")
    code, out, err = run("extract", str(path))
    passed, extracted = (Facts.model_validate_json(line) for line in out.splitlines())
    assert code == 1
    assert passed.transfers[0].id == "t1"
    assert (extracted.document.id, extracted.document.date) == ("doc", "2021-06-01")
    assert f"{path}:3: not JSON" in err


@pytest.mark.parametrize("command", ["extract", "review"])
def test_documents_are_read_side_by_side_and_come_in_their_order(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    goods = ["tanks", "frigates", "howitzers", "mortars", "submarines"]
    told = "Ankara and Rome are proud of their industry. {goods} were delivered to Poland."
    lines = [
        json.dumps(
            {
                "id": f"news-{n}",
                "language": "en",
                "text": "Nobody said so. " * (5 - n) + told.format(goods=one.capitalize()),
            }
        )
        for n, one in enumerate(goods)
    ]
    (tmp_path / "news.jsonl").write_text("\n".join([*lines, "no json"]), encoding="utf-8")
    alone = run(command, str(tmp_path / "news.jsonl"))
    monkeypatch.setattr("kg.cli.reading._TOGETHER", 100)
    assert run(command, str(tmp_path / "news.jsonl"), "--workers", "2") == alone
    assert alone[0] == 1
    places = [alone[1].index(f"news-{n}") for n in range(5)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("form", "sparql", "start"),
    [
        ("json", "SELECT (1 AS ?x) {}", '{"head":{"vars":["x"]}'),
        ("tsv", "SELECT (1 AS ?x) {}", "?x\n1"),
        ("xml", "ASK {}", "<?xml"),
        ("csv", "ASK {}", "true"),
        ("table", "ASK {}", "yes"),
        ("table", "SELECT (1 AS ?x) {}", ""),
        ("ttl", "CONSTRUCT { ag:a ag:b 1 } {}", "@prefix ag:"),
    ],
)
def test_answers_come_in_every_format(run: Run, form: str, sparql: str, start: str) -> None:
    code, out, err = run("query", "-f", form, sparql)
    assert (code, err) == (0, "")
    assert out.startswith(start)


def test_a_query_may_stand_in_a_file_or_on_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("q.rq").write_text("\ufeffSELECT (ag:supplier AS ?x) {}", encoding="utf-8")
    code, out, _ = run("query", "q.rq")
    assert code == 0
    assert "ag:supplier" in out
    assert "1 rows" in out
    monkeypatch.setattr(sys, "stdin", io.StringIO("ASK {}"))
    assert run("query", "-")[1] == "yes\n"
    assert run("query", "CONSTRUCT { ag:a ag:b 1 } {}")[1].startswith("@prefix")


def test_tables_set_right_to_left_values_apart(run: Run) -> None:
    _, out, _ = run("query", 'SELECT ("صاروخ KN-23" AS ?x) {}')
    assert "\u2068صاروخ KN-23\u2069" in out


def test_validate_files_and_the_store(run: Run, write_facts: Any, make_facts: Any) -> None:
    good = write_facts(make_facts("good"), name="good.jsonl")
    bad = write_facts(refused(make_facts), name="bad.jsonl")
    run("build", str(good))
    code, out, _ = run("validate")
    assert (code, out.splitlines()[-1].split(":")[0]) == (0, "conforms")
    assert run("validate", str(good))[0] == 0
    code, out, _ = run("validate", str(bad))
    assert code == 1
    assert out.startswith("Violation: ")
    code, out, _ = run("validate", str(bad), "--report", "json")
    assert json.loads(out)["conforms"] is False
    assert "ValidationReport" in run("validate", str(bad), "-r", "ttl")[1]
    assert run("validate", str(bad), "-r", "html")[1].startswith("<!DOCTYPE html>")


def test_validate_reports_values_that_are_not_of_their_datatype(tmp_path: Path) -> None:
    """The command on its own: what libraries log goes past what a test may capture."""
    path = tmp_path / "a.ttl"
    path.write_text(
        """@prefix ag: <https://w3id.org/armsgraph/ontology#> . @prefix oa: <http://www.w3.org/ns/oa#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <urn:a> a ag:TransferReport ; ag:confidence "NaN"^^xsd:decimal .
        <urn:b> a oa:Annotation , ag:Evidence ; oa:start "first"^^xsd:integer ; oa:end 4 .""",
        "utf-8",
    )
    command = [sys.executable, "-c", "from kg.cli import run; run()", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "(value: NaN)" in done.stdout
    assert "(value: first)" in done.stdout
    assert done.stderr == ""


def test_validate_reads_turtle_and_names_the_line_of_a_broken_file(run: Run) -> None:
    Path("broken.ttl").write_text("@prefix ag: <https://w3id.org/armsgraph/ontology#> .\nag:a ag:b .\n")
    Path("bad.ttl").write_text(
        "@prefix ag: <https://w3id.org/armsgraph/ontology#> .\n<https://example.org/q> a ag:Quantity ; ag:minimum -1.0 .\n"
    )
    code, out, err = run("validate", "broken.ttl", "bad.ttl")
    assert code == 1
    assert "broken.ttl:2: broken Turtle" in err
    assert "https://example.org/q" in out


def test_quarantine_lists_shows_retries_and_drops(run: Run, write_facts: Any, make_facts: Any) -> None:
    run("build", str(write_facts(refused(make_facts))))
    code, out, _ = run("quarantine", "list", "--json")
    (one,) = json.loads(out)
    assert (code, one["key"]) == (0, "bad")
    assert one["id"] in run("quarantine", "list")[1]
    shown = run("quarantine", "show", "bad")[1]
    assert "sh:focusNode" in shown
    assert json.loads(shown.splitlines()[-1])["document"]["id"] == "bad"
    code, out, _ = run("quarantine", "retry", "bad")
    assert (code, out.startswith("still refused")) == (1, True)
    assert run("quarantine", "drop", one["id"])[:2] == (0, f"dropped {one['id']}\n")
    assert run("quarantine", "list")[1] == ""
    code, _, err = run("quarantine", "drop", "bad")
    assert code == 2
    assert "no record 'bad'" in err


def test_dump_writes_files(run: Run, write_facts: Any, make_facts: Any) -> None:
    run("build", str(write_facts(make_facts("deal"))))
    code, out, err = run("dump", "out", "--format", "nq")
    assert (code, err) == (0, "")
    assert all(Path(line).exists() for line in out.splitlines())
    assert any(line.endswith(".nq") for line in out.splitlines())


def test_help_and_version_are_there_without_the_heavy_parts() -> None:
    script = "import sys; from kg.cli import main; code = main(['--help']); heavy = {'rdflib', 'pyoxigraph', 'pyshacl', 'pydantic', 'trafilatura', 'fastapi', 'rich.table'} & set(sys.modules); sys.exit(code or bool(heavy) and str(heavy))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert "quarantine" in found.stdout


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version")[:2] == (0, f"armsgraph {__version__}\n")


def test_messages_are_harmless_and_readable_in_both_directions() -> None:
    assert isolate("file ملف قديم: bad") == "file \u2068ملف قديم\u2069: bad"
    assert isolate("a\x1b[31mb\u202ec") == "a\ufffd[31mb\ufffdc"
    assert isolate("plain\ttext\n") == "plain\ttext\n"
    assert isolate_whole("صاروخ KN-23") == "\u2068صاروخ KN-23\u2069"
    assert isolate_whole("KN-23") == "KN-23"


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    """A table of captured vehicles, in which the system of two is not known."""
    path = tmp_path / "captured.csv"
    path.write_text(
        "country,origin,system,status,url,date_recorded,sysID,imageID,statusID,matID\n"
        "Russia,Sweden,X-99 carrier,captured,u,2022-05-23,1,1,2,a\n"
        "Russia,Sweden,(Unknown) truck,captured,u,2022-05-24,1,2,2,e\n"
        "Russia,Sweden,(Unknown) truck,captured,u,2022-05-25,1,3,2,f\n"
    )
    return path


@pytest.mark.parametrize("command", ["build", "extract", "validate", "review"])
def test_rows_that_a_mapping_leaves_out_fail_no_command(run: Run, captured: Path, command: str) -> None:
    assert run(command, str(captured))[0] == 0


@pytest.mark.parametrize("command", ["extract", "review"])
def test_what_is_left_out_is_told_in_one_line_for_each_reason(run: Run, captured: Path, command: str) -> None:
    (line,) = run(command, str(captured))[2].splitlines()
    assert "2 left out" in line
