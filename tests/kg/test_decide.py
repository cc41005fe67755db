"""What a person decides about two claims wins, is listed, and can be taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]


def record(make_facts: Any, key: str, **changes: Any) -> dict[str, Any]:
    """A record with a text of its own: of two with the same text the second is left out."""
    text = f"Russia delivered 12 Su-35 fighters to Egypt in 2021, the ministry said. {key}"
    made: dict[str, Any] = make_facts(key, text=text, **changes)
    return made


@pytest.fixture
def built(run: Run, write_facts: Any, make_facts: Any) -> Run:
    """Two records of one deal, and one of another."""
    records = [
        record(make_facts, "a"),
        record(make_facts, "b"),
        record(make_facts, "c", supplier="EGY", recipient="RUS"),
    ]
    assert run("build", str(write_facts(*records)))[0] == 0
    return run


def rows(run: Run, query: str) -> list[dict[str, str]]:
    found = json.loads(run("query", "-f", "json", query)[1])["results"]["bindings"]
    return [{name: value["value"] for name, value in row.items()} for row in found]


def claim_of(run: Run) -> dict[str, str]:
    """Key of a record -> its claim."""
    return {
        row["k"]: row["c"]
        for row in rows(run, "SELECT ?k ?c { ?c a ag:TransferReport ; ag:record/ag:recordKey ?k }")
    }


def together(run: Run) -> set[frozenset[str]]:
    """The keys of the records of each transfer."""
    found: dict[str, set[str]] = {}
    for row in rows(run, "SELECT ?t ?k { ?t a ag:Transfer ; ag:claim/ag:record/ag:recordKey ?k }"):
        found.setdefault(row["t"], set()).add(row["k"])
    return {frozenset(keys) for keys in found.values()}


def groups(*keys: str) -> set[frozenset[str]]:
    return {frozenset(one) for one in keys}


def test_claims_that_were_together_are_parted_and_undoing_it_brings_them_together(built: Run) -> None:
    claims = claim_of(built)
    assert together(built) == groups("ab", "c")
    code, out, err = built(
        "decide", "not-same", claims["a"], claims["b"], "--by", "Layla", "--reason", "Two contracts"
    )
    assert (code, err) == (0, "")
    assert together(built) == groups("a", "b", "c")
    places = re.findall(r"is in (\S+)", out)
    assert len(set(places)) == 2
    assert all("/id/transfer/rus-egy-su-35-" in place for place in places)
    code, out, err = built("decide", "undo", claims["b"], claims["a"])
    assert (code, err) == (0, "")
    assert len(set(re.findall(r"is in (\S+)", out))) == 1
    assert together(built) == groups("ab", "c")
    assert json.loads(built("decide", "list", "--json")[1]) == []


def test_claims_with_other_parties_are_joined_through_their_transfers(built: Run) -> None:
    names = {
        row["k"]: row["t"]
        for row in rows(built, "SELECT ?t ?k { ?t a ag:Transfer ; ag:claim/ag:record/ag:recordKey ?k }")
    }
    code, out, _ = built("decide", "same", names["a"], names["c"].rsplit("/", 1)[-1], "--by", "Layla")
    assert code == 0
    assert together(built) == groups("abc")
    claims = claim_of(built)
    (decision,) = json.loads(built("decide", "list", "--json")[1])
    # Of a transfer the first claim in order is meant.
    assert {decision["one"], decision["other"]} == {min(claims["a"], claims["b"]), claims["c"]}
    assert sorted(re.findall(r"^\S+", out, re.MULTILINE)) == sorted([decision["one"], decision["other"]])


def test_a_later_decision_takes_the_place_of_an_earlier_one(built: Run) -> None:
    claims = claim_of(built)
    built("decide", "not-same", claims["a"], claims["b"], "--by", "Layla", "--reason", "At first sight")
    built("decide", "same", claims["b"], claims["a"], "--by", "Omar")
    (decision,) = json.loads(built("decide", "list", "--json")[1])
    assert (decision["verdict"], decision["by"], decision["reason"]) == ("same", "Omar", "")
    assert together(built) == groups("ab", "c")


def test_the_list_says_who_when_and_why(built: Run) -> None:
    claims = claim_of(built)
    built("decide", "not-same", claims["a"], claims["b"], "--by", "ليلى", "--reason", "عقدان \x1b[31m")
    code, out, err = built("decide", "list")
    assert (code, err) == (0, "")
    assert re.match(r"not-same  \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  \u2068ليلى\u2069: ", out)
    assert "\x1b" not in out
    assert claims["a"] in out


def test_decisions_outlive_a_record_and_hold_when_it_comes_back(
    built: Run, write_facts: Any, make_facts: Any
) -> None:
    claims = claim_of(built)
    built("decide", "not-same", claims["a"], claims["b"], "--by", "Layla")
    built("retract", "a")
    assert len(json.loads(built("decide", "list", "--json")[1])) == 1
    built("build", str(write_facts(record(make_facts, "a"), name="again.jsonl")))
    assert together(built) == groups("a", "b", "c")
    built("retract", "a")
    code, out, _ = built("decide", "undo", claims["a"], claims["b"])
    assert (code, "no transfer now" in out) == (0, True)
    built("build", str(write_facts(record(make_facts, "a"), name="again.jsonl")))
    assert together(built) == groups("ab", "c")


def test_what_cannot_be_decided_is_told_and_changes_nothing(built: Run) -> None:
    claims = claim_of(built)
    a, b = claims["a"], claims["b"]
    before = rows(
        built, "SELECT ?s ?p ?o { ?s ?p ?o FILTER(CONTAINS(STR(?s), '/id/transfer/')) } ORDER BY ?s ?p ?o"
    )
    for arguments, told in (
        (("same", a, a, "--by", "Layla"), "a decision is about two claims, this is one"),
        (("same", a, "none-such", "--by", "Layla"), "none-such: there is no such claim or transfer"),
        (("same", a, "https://example.org/x y", "--by", "Layla"), "there is no such claim or transfer"),
        (("same", a, b), "--by"),
        (("not-same", a, b, "--by", "  "), "a decision needs a person who makes it"),
        (("undo", a, b), "there is no decision about these two claims"),
        (("undo", a, "none-such"), "there is no such claim or transfer"),
        (("same", a, b, "--by", "Layla", "--store", "nowhere"), "no store here"),
    ):
        code, out, err = built("decide", *arguments)
        assert (code, out) == (2, ""), arguments
        assert told in err
        assert "Traceback" not in err
    assert json.loads(built("decide", "list", "--json")[1]) == []
    after = rows(
        built, "SELECT ?s ?p ?o { ?s ?p ?o FILTER(CONTAINS(STR(?s), '/id/transfer/')) } ORDER BY ?s ?p ?o"
    )
    assert after == before
