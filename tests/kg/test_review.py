"""What a person should look at is listed with the reason, and can be corrected and handed back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.facts import Facts
from kg.review import doubts

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, None),
        ({"readers": ["rules", "llm"], "confidence_class": "high"}, None),
        ({"readers": ["llm"]}, ("only llm saw it",)),
        ({"confidence_class": "low"}, ("low confidence",)),
        (
            {
                "readers": ["rules", "llm"],
                "disagreements": [{"property": "stage", "reader": "llm", "value": "ordered"}],
            },
            ("stage: llm says ordered",),
        ),
    ],
)
def test_each_doubt_has_its_reason(make_facts: Any, change: Any, reasons: Any) -> None:
    found = doubts(Facts.model_validate(make_facts("d", **change)))
    assert [one.reasons for one in found] == ([reasons] if reasons else [])


def test_a_doubt_is_shown_with_names_and_its_quote(run: Run, write_facts: Any, make_facts: Any) -> None:
    path = write_facts(make_facts("sure"), make_facts("doubtful", supplier=None, readers=["llm"]))
    code, out, err = run("review", str(path))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "doubtful  t1  ? -> Egypt: Su-35",
        "    only llm saw it",
        "    delivered 12 Su-35 fighters to Egypt",
        "1 transfers to look at",
    ]
    (shown,) = json.loads(run("review", str(path), "--json")[1])
    assert (shown["record"], shown["recipient"], shown["goods"]) == ("doubtful", "Egypt", ["Su-35"])


def test_what_is_exported_can_be_corrected_and_takes_the_place_of_the_document(run: Run) -> None:
    news = Path("news.txt")
    news.write_text("Egypt received 12 tanks in 2020.", encoding="utf-8")
    Path("more.txt").write_text("Russia delivered 12 Su-35 fighters to Egypt in 2021.", encoding="utf-8")
    assert run("build", "news.txt", "more.txt")[0] == 0
    code, out, _ = run("review", "news.txt", "more.txt", "--export", "doubtful.jsonl")
    assert code == 0
    (line,) = Path("doubtful.jsonl").read_text(encoding="utf-8").splitlines()
    facts = json.loads(line)
    assert facts["document"]["id"] == "news.txt"
    facts["transfers"][0] |= {
        "readers": ["rules", "a person"],
        "confidence_class": "high",
        "stage": "cancelled",
    }
    Path("doubtful.jsonl").write_text(json.dumps(facts), encoding="utf-8")
    code, out, _ = run("build", "doubtful.jsonl", "--json")
    total = json.loads(out)["total"]
    assert (code, total["replaced"], total["added"], total["same"]) == (0, 1, 0, 0)
    assert (
        "cancelled"
        in run("query", "--format", "csv", "SELECT ?s WHERE { ?c a ag:TransferReport ; ag:stage ?s }")[1]
    )
    assert run("review", "doubtful.jsonl")[1] == "0 transfers to look at\n"


def test_no_file_is_overwritten(run: Run, write_facts: Any, make_facts: Any) -> None:
    path = write_facts(make_facts("doubtful", readers=["llm"]))
    before = path.read_bytes()
    code, out, err = run("review", str(path), "--export", str(path))
    assert (code, out, path.read_bytes()) == (2, "", before)
    assert "the file is there already" in err


def test_what_cannot_be_read_is_told(run: Run, write_facts: Any, make_facts: Any) -> None:
    code, out, err = run("review", str(write_facts("no json", make_facts("doubtful", readers=["llm"]))))
    assert (code, "1 transfers" in out, "facts.jsonl:1" in err) == (1, True, True)
