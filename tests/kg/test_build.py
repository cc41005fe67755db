"""The pipeline as a whole: what goes in is stored, kept back with its reason, or left as it was; and nothing is lost."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.namespace import SH

from kg import work
from kg.build import build, retract, retry
from kg.errors import ArmsgraphError, InputError, StoreError
from kg.facts import Facts
from kg.ledger import Ledger, Quarantined, builder_hash
from kg.namespaces import AG, BASE, graph_iri
from kg.settings import Settings
from kg.store import Store, open_store
from kg.summary import FileCounts, Summary
from kg.survey import records_of, status_of, validate_store

Facts_ = Callable[..., dict[str, Any]]
META = graph_iri("meta")


@contextmanager
def opened(settings: Settings, *, read_only: bool = True) -> Iterator[Store]:
    store = open_store(settings.store, read_only=read_only)
    try:
        yield store
    finally:
        store.close()


def quads(settings: Settings) -> set[str]:
    with opened(settings) as store:
        return {str(quad) for quad in store.quads()}


def keys(settings: Settings) -> list[str]:
    with opened(settings) as store:
        return sorted(entry.key for entry in Ledger(store, settings.base).entries.values())


def waiting(settings: Settings) -> dict[str, Quarantined]:
    with opened(settings) as store:
        return {one.key: one for one in Ledger(store, settings.base).quarantine.values()}


def counts(summary: Summary) -> dict[str, int]:
    assert all(one.adds_up for one in summary.files.values())
    total = summary.total
    return {name: value for name, value in vars(total).items() if value and name != "claims"}


def broken(make_facts: Facts_, key: str) -> dict[str, Any]:
    """A record whose quote is not in its text."""
    record = make_facts(key)
    record["transfers"][0]["evidence"][0]["text"] = "DELIVERED 12 Su-35 fighters to Egypt"
    return record


def breaks_a_shape(make_facts: Facts_, key: str) -> dict[str, Any]:
    """A record whose facts are sound but where a state supplies itself."""
    return make_facts(key, recipient="RUS")


# What becomes of a record ----------------------------------------------------------------------


def test_a_record_is_stored_and_can_be_asked_for(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    summary = build([str(write_facts(make_facts("a")))], settings)
    assert counts(summary) == {"found": 1, "added": 1}
    assert (summary.exit_code, summary.records, summary.claims, summary.quarantined) == (0, 1, 1, 0)
    with opened(settings) as store:
        answer = store.query(
            "SELECT ?s ?r WHERE { ?c a ag:TransferReport ; ag:supplier ?s ; ag:recipient ?r }"
        )
        assert [(row["s"].value, row["r"].value) for row in answer.rows()] == [
            (BASE + "id/state/RUS", BASE + "id/state/EGY")
        ]
        assert status_of(store, settings)["stale"] is False
        assert validate_store(store, settings).conforms


def test_building_again_changes_nothing(settings: Settings, write_facts: Any, make_facts: Facts_) -> None:
    texts = (make_facts(key, text=f"{make_facts()['document']['text']} ({key})") for key in "ab")
    path = str(write_facts(*texts, broken(make_facts, "c"), "no json"))
    build([path], settings)
    before = quads(settings)
    again = build([path], settings)
    assert counts(again) == {"found": 4, "unchanged": 2, "refused": 2}
    assert quads(settings) == before


def test_an_edited_record_replaces_its_earlier_version(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    build([str(write_facts(make_facts("a")))], settings)
    summary = build([str(write_facts(make_facts("a", stage="ordered")))], settings)
    assert counts(summary) == {"found": 1, "replaced": 1}
    with opened(settings) as store:
        stages = [
            row["s"].value
            for row in store.query("SELECT ?s WHERE { ?c a ag:TransferReport ; ag:stage ?s }").rows()
        ]
    assert stages == [BASE + "id/stage/ordered"]
    assert keys(settings) == ["a"]


def test_a_changed_text_under_the_same_key_replaces_too(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    build([str(write_facts(make_facts("a")))], settings)
    longer = make_facts()["document"]["text"] + " More."
    assert counts(build([str(write_facts(make_facts("a", text=longer)))], settings)) == {
        "found": 1,
        "replaced": 1,
    }


def test_the_same_text_under_another_key_is_not_stored_twice(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    summary = build([str(write_facts(make_facts("a"), make_facts("b")))], settings)
    assert counts(summary) == {"found": 2, "added": 1, "same": 1}
    assert "the same as a-" in summary.remarks[0][1]
    assert keys(settings) == ["a"]


def test_one_id_for_two_contents_is_refused_in_one_build(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    path = write_facts(make_facts("a"), make_facts("a"), make_facts("a", stage="ordered"))
    summary = build([str(path)], settings)
    assert counts(summary) == {"found": 3, "added": 1, "same": 1, "refused": 1}
    assert summary.refusals == [(f"{path}:3", f"{path}:1 has the same id 'a' and says something else")]


def test_what_cannot_be_read_is_told_and_the_rest_is_built(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    folder = Path("input")
    folder.mkdir()
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(b"a\x00b")
    (folder / "broken.ttl").write_text("@prefix")
    write_facts("no json", make_facts("a"), name="input/facts.jsonl")
    summary = build(["input"], settings)
    assert counts(summary) == {"found": 5, "added": 1, "refused": 4}
    assert summary.exit_code == 1
    assert [place for place, _ in summary.refusals] == [
        "input/binary.txt", "input/broken.ttl:1", "input/empty.txt", "input/facts.jsonl:1",
    ]  # fmt: skip


def test_where_nothing_can_be_read_no_store_is_made(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    settings = Settings(store=str(tmp_path / "new.store"))
    assert build([str(tmp_path / "empty.txt")], settings).exit_code == 2
    with pytest.raises(InputError, match="no such file"):
        build([str(tmp_path / "missing.txt")], settings)
    assert not (tmp_path / "new.store").exists()


def test_a_store_is_filled_with_the_knowledge_of_the_package(
    tmp_path: Path, write_facts: Any, make_facts: Facts_
) -> None:
    settings = Settings(store=str(tmp_path / "new.store"))
    build([str(write_facts(make_facts("a")))], settings)
    with opened(settings) as store:
        assert store.query(
            "ASK { GRAPH <https://w3id.org/armsgraph/graph/ontology> { ag:Transfer a owl:Class } }"
        )
        assert store.query('ASK { GRAPH <https://w3id.org/armsgraph/graph/reference> { ?s ag:iso3 "EGY" } }')


# Quarantine ------------------------------------------------------------------------------------


def test_a_refused_record_waits_with_its_reason_and_report(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    summary = build([str(write_facts(broken(make_facts, "a"), breaks_a_shape(make_facts, "b"), make_facts("c", text=make_facts()["document"]["text"] + " C.")))], settings)  # fmt: skip
    assert counts(summary) == {"found": 3, "added": 1, "refused": 2}
    assert (summary.exit_code, summary.quarantined) == (1, 2)
    found = waiting(settings)
    assert "is not in the text" in found["a"].reason
    assert found["a"].report is None
    assert Facts.model_validate_json(found["b"].facts).document.id == "b"
    report = Graph().parse(data=found["b"].report or "", format="turtle")
    assert next(report.objects(None, SH.focusNode)).endswith("t1.1")
    assert next(report.objects(None, SH.resultMessage))
    assert keys(settings) == ["c"]


def test_the_earlier_good_version_of_a_refused_record_stays(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    good = make_facts("a")
    build([str(write_facts(good))], settings)
    before = {quad for quad in quads(settings) if META not in quad}
    summary = build([str(write_facts(breaks_a_shape(make_facts, "a")))], settings)
    assert "its earlier version stays" in summary.refusals[0][1]
    assert {quad for quad in quads(settings) if META not in quad} == before
    assert list(waiting(settings)) == ["a"]
    assert counts(build([str(write_facts(good))], settings)) == {"found": 1, "unchanged": 1}
    assert waiting(settings) == {}


def test_a_mended_record_leaves_quarantine(settings: Settings, write_facts: Any, make_facts: Facts_) -> None:
    build([str(write_facts(broken(make_facts, "a")))], settings)
    assert counts(build([str(write_facts(make_facts("a")))], settings)) == {"found": 1, "added": 1}
    assert waiting(settings) == {}


def test_a_quarantined_record_is_tried_again(
    settings: Settings, write_facts: Any, make_facts: Facts_, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(write_facts(make_facts("a")))
    monkeypatch.setattr(work, "wrong_with", lambda _: ["not today"])
    build([path], settings)
    with opened(settings, read_only=False) as store:
        assert retry(store, "a", settings) == "not today"
        monkeypatch.undo()
        assert retry(store, "a", settings) is None
        with pytest.raises(InputError, match="in quarantine"):
            retry(store, "a", settings)
    assert waiting(settings) == {}
    assert counts(build([path], settings)) == {"found": 1, "unchanged": 1}


def test_a_fault_of_ours_in_one_record_does_not_cost_the_others(
    settings: Settings, write_facts: Any, make_facts: Facts_, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = work.link

    def fails_once(facts: Facts) -> Facts:
        if facts.document.id == "a":
            raise ZeroDivisionError("oops")
        return whole(facts)

    monkeypatch.setattr(work, "link", fails_once)
    other = make_facts("b", text=make_facts()["document"]["text"] + " B.")
    summary = build([str(write_facts(make_facts("a"), other))], settings)
    assert counts(summary) == {"found": 2, "added": 1, "refused": 1}
    assert "a fault of the program: ZeroDivisionError: oops" in summary.refusals[0][1]


# Documents -------------------------------------------------------------------------------------


def test_a_document_is_extracted_from_and_stored(settings: Settings) -> None:
    Path("report.txt").write_text("Russia delivered 12 Su-35 fighters to Egypt in 2021.", encoding="utf-8")
    summary = build(["report.txt"], settings)
    assert counts(summary) == {"found": 1, "added": 1}
    with opened(settings) as store:
        (record,) = records_of(store, settings)
    assert (record["key"], record["language"], record["date"]) == ("report.txt", "en", None)
    Path("report.txt").write_bytes(
        "تسلمت مصر مقاتلات من روسيا في العام الماضي بحسب وزارة الدفاع".encode("cp1256")
    )
    again = build(["report.txt"], settings)
    assert counts(again) == {"found": 1, "replaced": 1, "mended": 1}
    assert again.remarks == [("report.txt", "read as windows-1256")]


# Taking out ------------------------------------------------------------------------------------


def test_retracting_takes_a_record_and_all_that_came_from_it_alone(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    first = make_facts("a")
    build([str(write_facts(first))], settings)
    before = {quad for quad in quads(settings) if META not in quad}
    second = make_facts("b", text=first["document"]["text"] + " B.")
    second["entities"].append({"id": "per:x", "type": "person", "name": "Somebody Unheard-Of"})
    build([str(write_facts(second, name="b.jsonl"))], settings)
    assert keys(settings) == ["a", "b"]
    with opened(settings, read_only=False) as store:
        name = retract(store, "b", settings)
        assert name.startswith("b-")
        with pytest.raises(InputError, match="no record"):
            retract(store, "b", settings)
    assert {quad for quad in quads(settings) if META not in quad} == before
    assert not any(name in quad for quad in quads(settings))


# Runs, processes, crashes ------------------------------------------------------------------------


def test_a_build_that_changed_something_is_written_down(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    path = str(write_facts(make_facts("a"), "no json"))
    build([path], settings)
    build([path], settings)
    with opened(settings) as store:
        (run,) = store.query(
            "SELECT ?read ?refused ?why WHERE { ?run a ag:BuildRun, prov:Activity ; ag:recordsRead ?read ; "
            "ag:recordsRefused ?refused ; ag:refusalReason ?why ; prov:startedAtTime ?s ; prov:endedAtTime ?e }"
        ).rows()
    assert (run["read"].value, run["refused"].value) == ("2", "1")
    assert f"{path}:2: not JSON" in run["why"].value


def test_every_term_that_a_build_writes_is_defined(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    """Also those that are put together at run time, and those of the builder's own book."""
    Path("report.txt").write_text("Russia denied it had delivered 12 Su-35 fighters to Egypt in 2021.")
    build(
        [str(write_facts(make_facts("a"), breaks_a_shape(make_facts, "b"), "no json")), "report.txt"],
        settings,
    )
    with opened(settings) as store:
        defined = {
            row["term"].value for row in store.query("SELECT ?term { ?term rdfs:isDefinedBy ?o }").rows()
        }
        used = {quad.predicate.value for quad in store.quads()}
        used |= {row["kind"].value for row in store.query("SELECT DISTINCT ?kind { ?s a ?kind }").rows()}
    ours = {term for term in used if term.startswith(str(AG))}
    assert len(ours) > 100
    assert ours <= defined, ours - defined


def many(make_facts: Facts_, number: int) -> list[dict[str, Any]]:
    text = make_facts()["document"]["text"]
    good = [make_facts(f"r{n}", text=f"{text} Number {n}.") for n in range(number)]
    return [*good, breaks_a_shape(make_facts, "bad")]


def test_any_number_of_processes_builds_the_same(
    settings: Settings, write_facts: Any, make_facts: Facts_, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.build.BATCH", 2)
    path = str(write_facts(*many(make_facts, 6)))
    other = Settings(store=str(tmp_path / "other.store"), workers=2)
    shutil.copytree(settings.store, other.store)
    one, two = build([path], settings), build([path], other)
    assert counts(one) == counts(two) == {"found": 7, "added": 6, "refused": 1}
    assert one.refusals == two.refusals
    run = f"<{BASE}id/run/"
    assert {q for q in quads(settings) if run not in q} == {q for q in quads(other) if run not in q}


KILLED = """
import os, signal, sys
from kg import build, derive, intake, ledger
from kg.settings import Settings
from kg.store.embedded import EmbeddedStore

left = int(sys.argv[1])
commit = EmbeddedStore.commit

def counting(self, change):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    commit(self, change)

EmbeddedStore.commit = counting
# The two processes must take each other for the same builder, even while somebody edits a file.
build.builder_hash = derive.builder_hash = intake.builder_hash = ledger.builder_hash = lambda: sys.argv[4]
intake._FEW = int(sys.argv[5])
build.build([sys.argv[2]], Settings(store=sys.argv[3]))
"""


@pytest.fixture(scope="module")
def unharmed() -> dict[str, set[str]]:
    """What a build that nobody kills stores; filled by the first test that asks."""
    return {}


@pytest.mark.parametrize(("commits", "few"), [(1, 20), (4, 20), (1, 0)])
def test_a_killed_build_keeps_what_it_committed_and_the_next_goes_on(  # noqa: PLR0917 - fixtures
    settings: Settings,
    write_facts: Any,
    make_facts: Facts_,
    tmp_path: Path,
    unharmed: dict[str, set[str]],
    commits: int,
    few: int,
) -> None:
    """With ``few`` = 0 records go in by the bulk loader, and the build dies before it can say that they are all there."""
    path = write_facts(*many(make_facts, 3)).name
    run = f"<{BASE}id/run/"
    if not unharmed:
        whole = Settings(store=str(tmp_path / "whole.store"))
        shutil.copytree(settings.store, whole.store)
        build([path], whole)
        unharmed["quads"] = {q for q in quads(whole) if run not in q}
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    killed = subprocess.run(
        [sys.executable, str(script), str(commits), path, settings.store, builder_hash(), str(few)],
        check=False, capture_output=True, env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with opened(settings) as store:
        ledger = Ledger(store, settings.base)
        stored = len(ledger.entries)
        assert stored + len(ledger.quarantine) == (commits if few else 0)
        for record_id in ledger.entries:
            assert store.count(f"{BASE}graph/record/{record_id}") > 50
        assert status_of(store, settings)["stale"] is (stored > 0)
    summary = build([path], settings)
    assert (summary.total.unchanged, summary.total.added) == (stored, 3 - stored)
    assert {q for q in quads(settings) if run not in q} == unharmed["quads"]


def test_a_store_in_use_stops_the_build_before_anything_is_done(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    with opened(settings, read_only=False), pytest.raises(StoreError, match="in use"):
        build([str(write_facts(make_facts("a")))], settings)


def test_a_worker_that_dies_is_told_and_what_was_committed_is_kept(
    settings: Settings, write_facts: Any, make_facts: Facts_, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures.process import BrokenProcessPool

    def dies(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr("kg.workers.ProcessPoolExecutor.submit", dies)
    with pytest.raises(ArmsgraphError, match="fewer --workers"):
        build([str(write_facts(make_facts("a")))], settings.model_copy(update={"workers": 2}))
    assert counts(build([str(write_facts(make_facts("a")))], settings)) == {"found": 1, "added": 1}


def test_counts_that_do_not_add_up_are_noticed() -> None:
    assert FileCounts(found=2, added=1, refused=1).adds_up
    assert not FileCounts(found=2, added=1).adds_up


def test_the_text_of_a_report_is_in_the_graph_of_meta_only(
    settings: Settings, write_facts: Any, make_facts: Facts_
) -> None:
    build([str(write_facts(breaks_a_shape(make_facts, "a")))], settings)
    with opened(settings) as store:
        graphs = store.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s a ag:QuarantinedRecord } }")
        assert [row["g"].value for row in graphs.rows()] == [META]
        stored = store.query("SELECT ?f WHERE { ?s ag:facts ?f }")
        assert json.loads(next(stored.rows())["f"].value)["transfers"][0]["recipient"] == "RUS"
    assert str(AG.facts)
