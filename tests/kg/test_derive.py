"""What is worked out after each change is what would be worked out from nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench import SETTINGS, STATES, WEAPONS, Bench, record, release
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import derive as derive_module
from kg.derive import refresh
from kg.errors import InputError
from kg.facts import Coverage, Facts, Release
from kg.fuse import Decision
from kg.fuse.stored import decisions_in, put_decision, undo_decision
from kg.namespaces import BASE
from kg.store import Change


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.store.close()


RECORDS = st.builds(
    record,
    st.sampled_from("abcdefgh"),
    st.sampled_from(STATES[:3]),
    st.sampled_from(STATES),
    st.sampled_from(sorted(WEAPONS)),
    count=st.sampled_from([None, 12, 24]),
    year=st.sampled_from([None, 2015, 2016, 2021]),
    denied=st.booleans(),
).filter(lambda facts: facts.transfers[0].supplier != facts.transfers[0].recipient)
STEPS = st.lists(
    st.one_of(
        RECORDS,
        st.sampled_from("abcdefgh"),
        st.tuples(
            st.sampled_from("abcdefgh"),
            st.sampled_from("abcdefgh"),
            st.sampled_from(["same", "not-same", "undo"]),
        ),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=25, deadline=None)
@given(STEPS, st.booleans())
def test_after_any_changes_the_derived_graphs_are_those_made_from_nothing(steps, all_at_once):
    """Records come, are replaced and go; persons decide and undo; records are looked up singly or gone through."""
    bench = Bench()
    many, derive_module._MANY = derive_module._MANY, 0 if all_at_once else derive_module._MANY
    try:
        for step in steps:
            match step:
                case Facts():
                    bench.take_in(step)
                case (one, other, verdict):
                    decide(bench, one, other, verdict)
                case _ if bench.ledger.find(step):
                    bench.retract(step)
        assert bench.derived() == bench.from_nothing()
    finally:
        derive_module._MANY = many
        bench.store.close()


def claim(bench: Bench, name: str) -> str | None:
    record_id = bench.ledger.find(name)
    return record_id and f"{BASE}id/claim/{record_id}/i"


def decide(bench: Bench, one: str, other: str, verdict: str) -> None:
    a, b = claim(bench, one), claim(bench, other)
    if a is None or b is None or a == b:
        return
    if verdict == "undo":
        undo_decision(bench.store, bench.ledger, a, b, SETTINGS)
    else:
        made = Decision(a, b, verdict, "a person", "2025-01-01T00:00:00Z")  # type: ignore[arg-type]
        put_decision(bench.store, bench.ledger, made, SETTINGS)
    refresh(bench.store, bench.ledger, SETTINGS)


def transfers(bench: Bench) -> int:
    return sum("#Transfer>" in triple for triple in bench.derived() if "22-rdf-syntax-ns#type" in triple)


def test_a_decision_joins_what_differs_and_undoing_it_takes_it_apart_again(bench):
    bench.take_in(record("a", "FRA", "EGY", "wpn:rafale"), record("b", "IND", "EGY", "wpn:mirage"))
    before = bench.derived()
    decide(bench, "a", "b", "same")
    assert transfers(bench) == 1
    assert [d.verdict for d in decisions_in(bench.store, BASE)] == ["same"]
    decide(bench, "a", "b", "undo")
    assert bench.derived() == before
    assert decisions_in(bench.store, BASE) == []


def test_only_what_is_touched_is_written(bench, monkeypatch):
    bench.take_in(record("a", "FRA", "EGY", "wpn:rafale"), record("b", "FRA", "IND", "wpn:rafale"))
    changes: list[Change] = []
    commit = bench.store.commit
    monkeypatch.setattr(bench.store, "commit", lambda change: (changes.append(change), commit(change)))
    bench.take_in(record("c", "FRA", "IND", "wpn:mirage"))
    written = " ".join(change.as_update() for change in changes)
    assert "fra-ind-mirage" in written
    assert "fra-egy" not in written


@pytest.mark.parametrize("wholesale", [0, 2000])
@pytest.mark.parametrize("order", [(2024, 2025), (2025, 2024)])
def test_of_two_releases_the_newer_one_is_the_current_view_in_whatever_order_they_come(
    bench, order, wholesale, monkeypatch
):
    """Few entries are taken out singly; of many, what is worked out is made anew."""
    monkeypatch.setattr("kg.intake._WHOLESALE", wholesale)
    entries = {
        2024: [record("sipri-2024/1", "FRA", "EGY", "wpn:rafale", count=24, year=2016, release=release(2024)),
               record("sipri-2024/2", "FRA", "IND", "wpn:rafale", count=36, year=2016, release=release(2024))],
        2025: [record("sipri-2025/1", "FRA", "EGY", "wpn:rafale", count=30, year=2016, release=release(2025))],
    }  # fmt: skip
    for year in order:
        bench.take_in(*entries[year])
    names = {name.rsplit("/", 1)[-1] for name in bench.store.graph_names() if "/record/" in name}
    assert names == {bench.ledger.find("sipri-2025/1")}
    assert bench.ledger.counts()[:3] == (1, 1, 2)
    assert transfers(bench) == 1
    assert bench.derived() == bench.from_nothing()


def test_a_release_takes_the_place_of_an_older_one_only_where_it_covers_it(bench):
    bench.take_in(
        record("sipri-2024/1", "FRA", "EGY", "wpn:rafale", count=24, year=2016, release=release(2024)),
        record("sipri-2024/2", "IND", "EGY", "wpn:mirage", count=6, year=2016, release=release(2024)),
        record("sipri-2024/3", "FRA", "EGY", "wpn:mirage", count=6, year=1985, release=release(2024)),
    )
    part = release(2025).model_copy(
        update={"covers": Coverage(suppliers=("FRA",), first_year=2000, last_year=2025)}
    )
    bench.take_in(record("sipri-2025/9", "FRA", "IND", "wpn:rafale", count=1, year=2016, release=part))
    current = {entry.key for entry in bench.ledger.entries.values() if not entry.superseded}
    assert current == {"sipri-2024/2", "sipri-2024/3", "sipri-2025/9"}


def test_the_iri_of_a_transfer_stays_over_releases(bench):
    def iri() -> str:
        found = bench.store.query("SELECT ?t WHERE { ?t a ag:Transfer }").rows()
        return str(next(found)["t"])

    bench.take_in(record("sipri-2024/1", "FRA", "EGY", "wpn:rafale", release=release(2024)))
    document = {"register_id": "1"}
    older = record("sipri-2024/1", "FRA", "EGY", "wpn:rafale", release=release(2024))
    newer = record("sipri-2025/1", "FRA", "EGY", "wpn:rafale", count=3, release=release(2025))
    bench.take_in(older.model_copy(update={"document": older.document.model_copy(update=document)}))
    before = iri()
    bench.take_in(newer.model_copy(update={"document": newer.document.model_copy(update=document)}))
    assert iri() == before


def test_statements_of_a_bulk_load_are_those_of_single_commits(bench, monkeypatch):
    entries = [
        record(f"sipri-2025/{n}", "FRA", "EGY", "wpn:rafale", count=n + 1, release=release(2025))
        for n in range(3)
    ]
    bench.take_in(*entries)
    singly = {str(quad) for quad in bench.store.quads()}
    monkeypatch.setattr("kg.intake._FEW", 0)
    other = Bench()
    other.take_in(*entries)
    assert {str(quad) for quad in other.store.quads()} == singly
    other.store.close()


def shaped(year: int, *shapes: str) -> Release:
    """A release of which all files that were read are known."""
    return release(year).model_copy(update={"covers": Coverage(shapes=shapes)})


def test_a_release_that_is_read_again_from_less_than_it_was_made_of_is_refused(bench):
    bench.take_in(record("sipri-2025/1", "FRA", "EGY", "wpn:rafale", release=shaped(2025, "deals", "years")))
    with pytest.raises(InputError, match="years"):
        bench.take_in(record("sipri-2025/abc", "FRA", "EGY", "wpn:rafale", release=shaped(2025, "deals")))


def test_what_a_release_that_is_read_again_no_longer_has_goes(bench):
    bench.take_in(
        record("sipri-2025/abc", "FRA", "EGY", "wpn:rafale", release=shaped(2025, "deals")),
        record("sipri-2025/def", "FRA", "IND", "wpn:rafale", release=shaped(2025, "deals")),
    )
    again = record("sipri-2025/1", "FRA", "EGY", "wpn:rafale", release=shaped(2025, "deals", "years"))
    bench.take_in(again, whole_files=True)
    assert {entry.key for entry in bench.ledger.entries.values()} == {"sipri-2025/1"}
    assert bench.derived() == bench.from_nothing()
