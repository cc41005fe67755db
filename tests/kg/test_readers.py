"""Who reads documents is a setting: the commands ask a language model if told so, and lose nothing if it gives no answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from llm_server import SENTENCE, Reply, Server, hangs, refuses, tells, told

from kg.errors import InputError
from kg.facts import Facts
from kg.readers import Both, LanguageModel, Rules, reader_of
from kg.settings import Settings

Run = Callable[..., tuple[int, str, str]]
MORE = "Russia delivered 6 MiG-29 fighters to Egypt in 2020."
SHOWS_WHO = "SELECT ?c WHERE { ?r ag:extractor ?c }"


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    """Starts a server with these replies and names it to the commands by the environment."""
    started: list[Server] = []

    def start(*replies: Reply) -> Server:
        server = Server(*replies)
        started.append(server)
        monkeypatch.setenv("ARMSGRAPH_LLM_URL", server.url)
        monkeypatch.setenv("ARMSGRAPH_LLM_MODEL", "toy")
        monkeypatch.setenv("ARMSGRAPH_LLM_KEY", "sk-hidden")
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def run(run: Run) -> Run:
    """As elsewhere; and the key must never be in what a command prints."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code, out, err = run(*arguments)
        assert "sk-hidden" not in out + err
        return code, out, err

    return command


@pytest.fixture
def news(settings: Settings) -> Path:
    """A document in the test's folder."""
    path = Path("news.txt")
    path.write_text(SENTENCE, encoding="utf-8")
    return path


def summary(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run("build", *arguments, "--json")
    return code, json.loads(out)


def test_rules_read_unless_told_otherwise_and_ask_nobody(serve: Any, run: Run, news: Path) -> None:
    server = serve(tells(told()))
    code, out, err = run("extract", str(news))
    assert (code, err, server.asked) == (0, "", [])
    assert "armsgraph-rules" in out
    assert isinstance(reader_of(Settings()), Rules)


def test_extract_gives_what_the_model_says_and_tells_what_it_left_out(
    serve: Any, run: Run, news: Path
) -> None:
    serve(tells(told(), told(quote="made up"), told(supplier="China")))
    code, out, err = run("extract", str(news), "--reader", "llm")
    facts = Facts.model_validate_json(out)
    assert code == 0
    assert [one.supplier for one in facts.transfers] == ["RUS"]
    assert facts.extractor is not None
    assert facts.extractor.startswith("armsgraph-llm")
    assert facts.extractor.endswith("(toy)")
    assert (
        f"note: {news}: left out of what the language model said: 1 (the quote does not stand in the text)"
        in err
    )
    assert "left out of what the language model said: 1 (the supplier does not stand in the text)" in err
    assert "requests sent: 1" in err


def test_both_read_the_same_document(serve: Any, run: Run, news: Path) -> None:
    serve(tells(told(stage="ordered")))
    _, out, _ = run("extract", str(news), "--reader", "both")
    (found,) = Facts.model_validate_json(out).transfers
    assert (found.readers, found.confidence_class, found.stage) == (("rules", "llm"), "high", "delivered")
    assert [(one.property, one.value) for one in found.disagreements if one.property == "stage"] == [
        ("stage", "ordered")
    ]


def test_a_document_without_an_answer_is_refused_and_the_others_are_not(serve: Any, run: Run) -> None:
    lines = [
        json.dumps({"id": name, "language": "en", "text": text})
        for name, text in (("a", SENTENCE), ("b", MORE))
    ]
    Path("news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    serve(refuses(400, "not this one"), tells())
    code, out, err = run("extract", "news.jsonl", "--reader", "llm")
    assert (code, [json.loads(line)["document"]["id"] for line in out.splitlines()]) == (1, ["b"])
    assert "armsgraph: news.jsonl:1: the server refuses the request (HTTP 400): not this one" in err


def test_a_build_keeps_what_the_model_says_and_asks_once(serve: Any, run: Run, news: Path) -> None:
    server = serve(tells(told(), told(quote="made up")))
    code, found = summary(run, str(news), "--reader", "llm")
    assert (code, found["total"]["added"], found["total"]["claims"]) == (0, 1, 1)
    assert any("left out of what the language model said: 1" in str(remark) for remark in found["remarks"])
    assert any("requests sent: 1" in str(remark) for remark in found["remarks"])
    code, found = summary(run, str(news), "--reader", "llm")
    assert (code, found["total"]["unchanged"], len(server.asked)) == (0, 1, 1)
    assert "armsgraph-llm" in run("query", "--format", "csv", SHOWS_WHO)[1]


def test_another_reader_reads_again(
    serve: Any, run: Run, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(tells(told()))
    assert summary(run, str(news))[1]["total"]["added"] == 1
    assert summary(run, str(news), "--reader", "both")[1]["total"]["replaced"] == 1
    assert summary(run, str(news), "--reader", "llm")[1]["total"]["replaced"] == 1
    assert len(server.asked) == 1
    monkeypatch.setenv("ARMSGRAPH_LLM_MODEL", "other")
    assert summary(run, str(news), "--reader", "llm")[1]["total"]["replaced"] == 1
    assert summary(run, str(news))[1]["total"]["replaced"] == 1
    assert "armsgraph-rules" in run("query", "--format", "csv", SHOWS_WHO)[1]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_at_the_ceiling_the_rest_waits_and_the_next_run_goes_on(
    serve: Any, run: Run, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    """The ceiling holds for the whole run, however many processes there are."""
    Path("texts").mkdir()
    for number in range(3):
        Path(f"texts/{number}.txt").write_text(f"{SENTENCE} It was deal {number}.", encoding="utf-8")
    server = serve(tells(told()))
    monkeypatch.setenv("ARMSGRAPH_LLM_MAX_TOKENS", "9000")
    code, found = summary(run, "texts", "--reader", "llm", "--workers", workers)
    done = found["total"]["added"]
    assert (code, len(server.asked)) == (1, done)
    assert 0 < done < 3
    assert done + found["total"]["refused"] == 3
    assert all("the ceiling of 9,000 tokens" in str(one) for one in found["refusals"])
    assert len(run("quarantine", "list")[1].splitlines()) == 3 - done
    monkeypatch.delenv("ARMSGRAPH_LLM_MAX_TOKENS")
    code, found = summary(run, "texts", "--reader", "llm")
    assert (code, found["total"]["unchanged"], found["total"]["added"]) == (0, done, 3 - done)
    assert (found["quarantined"], len(server.asked)) == (0, 3)


def test_a_late_reply_refuses_a_document_for_this_run_only(
    serve: Any, run: Run, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(hangs, tells(told()))
    monkeypatch.setenv("ARMSGRAPH_LLM_TIMEOUT", "0.3")
    code, found = summary(run, str(news), "--reader", "llm")
    assert (code, found["total"]["refused"], found["quarantined"]) == (1, 1, 1)
    assert "did not reply within 0.3 seconds" in str(found["refusals"])
    monkeypatch.setenv("ARMSGRAPH_LLM_TIMEOUT", "30")
    code, found = summary(run, str(news), "--reader", "llm")
    assert (code, found["total"]["added"], found["quarantined"]) == (0, 1, 0)


def test_a_refused_document_can_be_tried_again_by_another_reader(serve: Any, run: Run, news: Path) -> None:
    server = serve(refuses(400), tells(told()))
    assert summary(run, str(news), "--reader", "llm")[0] == 1
    waiting = run("quarantine", "list")[1].split()[0]
    assert run("quarantine", "retry", waiting)[0] == 0
    assert "armsgraph-rules" in run("query", "--format", "csv", SHOWS_WHO)[1]
    assert summary(run, str(news))[1]["total"]["unchanged"] == 1
    assert summary(run, str(news), "--reader", "llm")[1]["total"]["replaced"] == 1
    assert len(server.asked) == 2


def test_facts_and_registers_are_read_without_asking_anybody(
    serve: Any, run: Run, write_facts: Any, make_facts: Any
) -> None:
    server = serve(tells(told()))
    code, found = summary(run, str(write_facts(make_facts("deal"))), "--reader", "llm")
    assert (code, found["total"]["added"], server.asked) == (0, 1, [])


@pytest.mark.parametrize("command", ["extract", "build"])
def test_a_dry_run_prints_the_requests_and_sends_and_builds_nothing(
    serve: Any, run: Run, news: Path, settings: Settings, command: str
) -> None:
    server = serve(tells(told()))
    code, out, err = run(command, str(news), "--reader", "llm", "--dry-run")
    (line,) = out.splitlines()
    shown = json.loads(line)
    assert (code, server.asked) == (0, [])
    assert (shown["place"], shown["to"]) == (str(news), server.url + "/chat/completions")
    assert SENTENCE in shown["body"]["messages"][1]["content"]
    assert "nothing was sent. requests: 1;" in err
    assert run("records")[1] == ""
    run("extract", str(news), "--reader", "llm")
    assert server.asked == [shown["body"]]
    assert run(command, str(news), "--reader", "both", "--dry-run")[1] == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--reader", "oracle"], "the setting reader: Input should be 'rules', 'llm' or 'both'"),
        (
            ["--reader", "llm"],
            "there is no language model to ask. Set ARMSGRAPH_LLM_URL and ARMSGRAPH_LLM_MODEL",
        ),
        (["--dry-run"], "rules ask nobody. --dry-run is of use with --reader llm or --reader both"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "build"])
def test_settings_that_do_not_fit_are_told_and_nothing_is_done(
    run: Run, news: Path, command: str, arguments: list[str], message: str
) -> None:
    code, out, err = run(command, str(news), *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_the_kinds_of_readers(tmp_path: Path) -> None:
    for name, kind in (("llm", LanguageModel), ("both", Both)):
        reader = reader_of(Settings(reader=name, llm_url="http://127.0.0.1:1", llm_model="toy"))
        assert type(reader) is kind
        assert reader.name == f"{name} toy"
        reader.close()
    with pytest.raises(InputError):
        reader_of(Settings(reader="both"))


def test_the_key_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMSGRAPH_LLM_KEY", "sk-hidden")
    settings = Settings()
    assert settings.llm_key is not None
    assert settings.llm_key.get_secret_value() == "sk-hidden"
    assert "sk-hidden" not in repr(settings) + settings.model_dump_json()
