"""The parts of the benchmark of serving: its dataset is of the project's shape, its client counts what it should."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from kg.validate import validate_many
from kg.work import wrong_with

ROOT = Path(__file__).resolve().parents[1]
AG = "https://w3id.org/armsgraph/ontology#"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A dataset without the reference knowledge, which takes most of the time."""
    dataset = import_module("benchmarks.serve.dataset")
    monkeypatch.setattr(dataset, "knowledge_quads", lambda: b"")
    return dataset.make(tmp_path, 3_000)


def test_made_up_reports_are_sound_and_conform_to_the_shapes():
    deals = import_module("benchmarks.serve.deals")
    dataset = import_module("benchmarks.serve.dataset")
    facts = [one for number in range(30) for one in deals.reports(deals.deal(number))]
    assert [wrong for one in facts for wrong in wrong_with(one)] == []
    assert {one.document.genre for one in facts} == {"register entry", "news"}
    assert len({one.document.lang for one in facts}) > 5
    read = Dataset()
    read.parse(data=b"".join(map(dataset.deal_quads, range(6))), format="nquads")
    records = {str(graph.identifier): graph for graph in read.graphs() if "/record/" in str(graph.identifier)}
    assert records
    for report in validate_many(records).values():
        assert report.conforms, report.to_turtle("a:a")


def test_the_dataset_is_sorted_and_the_same_each_time(small, tmp_path):
    dataset = import_module("benchmarks.serve.dataset")
    lines = small.file.read_bytes().splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == small.quads >= 3_000
    (tmp_path / "again").mkdir()
    again = dataset.make(tmp_path / "again", 3_000)
    assert again.file.read_bytes() == small.file.read_bytes()


def test_the_store_of_the_dataset_holds_what_the_queries_ask_for(small):
    cases = import_module("benchmarks.serve.cases")
    store = ox.Store.read_only(str(small.store))
    assert len(store) == small.quads
    for name in ("supplier", "recipient", "stage", "delivery", "quantity", "ordered", "claim", "choice"):
        assert next(store.quads_for_pattern(None, ox.NamedNode(AG + name), None), None), name
    found = cases.cases(small)
    assert {case.repeated for case in found} == {True, False}
    for case in found:
        if "between" in case.name:
            continue  # needs to know which categories are wider
        assert any(query.rows for query in case.queries), case.name
        assert all(cases.NUMBER in query.text and cases.NUMBER not in query.once() for query in case.queries)


def test_a_kept_dataset_is_used_again_and_another_is_not_overwritten(tmp_path, monkeypatch):
    dataset = import_module("benchmarks.serve.dataset")
    monkeypatch.setattr(dataset, "knowledge_quads", lambda: b"")
    with dataset.dataset(500, tmp_path / "kept", workers=1) as first:
        pass
    monkeypatch.setattr(dataset, "make", None)
    with dataset.dataset(500, tmp_path / "kept", workers=1) as second:
        assert second == first
        assert second.file.exists()
    with pytest.raises(FileExistsError), dataset.dataset(600, tmp_path / "kept", workers=1):
        pass


def test_a_dataset_that_is_not_kept_goes_away(monkeypatch):
    dataset = import_module("benchmarks.serve.dataset")
    monkeypatch.setattr(dataset, "knowledge_quads", lambda: b"")
    with dataset.dataset(500, workers=1) as made:
        assert made.store.is_dir()
    assert not made.file.parent.exists()


# --- the client ---


class Answers(BaseHTTPRequestHandler):
    """Answers by path: ``/whole/3`` three rows, ``/chunks/3`` in chunks, ``/fails``, ``/closes/3``."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, _, rows = self.path.strip("/").partition("?")[0].partition("/")
        self.server.asked.append(self.path)
        body = b'{"head":{"vars":["row"]},"rows":[' + b",".join([b'{"row":1}'] * int(rows or 0)) + b"]}"
        self.send_response(500 if kind == "fails" else 200)
        if kind == "chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for at in range(0, len(body), 7):  # rows are cut across chunks
                piece = body[at : at + 7]
                self.wfile.write(b"%X\r\n%b\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
            return
        self.send_header("Content-Length", str(len(body)))
        if kind == "closes":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def outcome_of(server, *requests, **more):
    client = import_module("benchmarks.serve.client")
    made = [
        client.Request(tuple(client.get(path, server.server_port, "*/*").split(b"NUMBER")), b'"row":', rows)
        for path, rows in requests
    ]
    job = client.Load(server.server_port, tuple(made), connections=2, processes=2, warm_up=0.02, seconds=0.1)
    return client.load(job)


@pytest.mark.parametrize("path", ["/whole/3", "/chunks/3", "/closes/3", "/whole/0", "/chunks/5000"])
def test_answers_are_counted_with_their_rows(server, path):
    outcome = outcome_of(server, (path, int(path.rpartition("/")[2])))
    assert outcome.errors == {}
    assert len(outcome.latencies) > 0
    assert outcome.rate > 0
    assert outcome.quantile(0.5) <= outcome.quantile(0.99)


def test_what_is_no_good_answer_is_counted_apart(server):
    assert set(outcome_of(server, ("/fails", 0)).errors) == {"status 500"}
    wrong = outcome_of(server, ("/whole/3", 4))
    assert set(wrong.errors) == {"wrong number of rows"}
    assert len(wrong.latencies) == 0
    assert wrong.told()["p95_ms"] is None


def test_numbers_that_defeat_caches_are_never_the_same(server):
    outcome_of(server, ("/whole/3?NUMBER", 3))
    assert len(server.asked) > 4
    assert len(set(server.asked)) == len(server.asked)
    assert all(path.partition("?")[2].isdigit() for path in server.asked)


def test_a_server_that_is_gone_is_told():
    client = import_module("benchmarks.serve.client")
    request = client.Request((client.get("/", 1, "*/*"),))
    with pytest.raises(RuntimeError):
        client.load(client.Load(1, (request,), processes=1))


# --- what stands around it ---


def test_memory_is_that_of_a_process_and_its_children():
    servers = import_module("benchmarks.serve.servers")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        tree = servers.process_tree(os.getpid())
        assert tree[0] == os.getpid()
        assert child.pid in tree
        assert servers.memory([child.pid]) > 0
        child.kill()
    assert child.pid not in servers.process_tree(os.getpid())
    assert servers.memory([]) == servers.memory([child.pid]) == 0


def test_only_a_refusal_that_says_why_is_a_clear_answer_to_a_runaway_query():
    runaway = import_module("benchmarks.serve.runaway")
    answers = [("sort", 503, 5.1, True), ("sort", 429, 0.1, True), ("sort", 503, 5.1, False), ("sort", 200, 1.0, False),
               ("sort", 0, 9.0, False)]  # fmt: skip
    attack = runaway.Attack(answers)
    assert attack.unclear == answers[2:]
    assert attack.statuses() == {"0": 1, "200": 1, "429": 1, "503": 2}
