"""What was known on a day, or with a release, is what a build of then would have given."""

from __future__ import annotations

import pytest
from bench import SETTINGS, Bench, record, release

from kg.asof import as_of, cutoff, fill_view
from kg.build import build
from kg.errors import InputError
from kg.facts import Facts
from kg.releases import Releases
from kg.store.embedded import EmbeddedStore

OLD = [
    record("sipri-2024/1", "FRA", "EGY", "wpn:rafale", count=24, year=2016, release=release(2024)),
    record("sipri-2024/2", "FRA", "IND", "wpn:rafale", count=36, year=2016, release=release(2024)),
]
NEW = [record("sipri-2025/1", "FRA", "EGY", "wpn:rafale", count=30, year=2016, release=release(2025))]


def dated(facts: Facts, day: str | None) -> Facts:
    return facts.model_copy(update={"document": facts.document.model_copy(update={"date": day})})


EARLY = dated(record("early", "FRA", "EGY", "wpn:mirage", count=2), "2023-05-01")
LATE = dated(record("late", "IND", "EGY", "wpn:mirage", count=2), "2024-06-01")
UNDATED = record("undated", "IND", "EGY", "wpn:rafale", count=2)


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    bench.store.close()


def triples(store: EmbeddedStore) -> set[str]:
    return {str(quad) for quad in store.quads() if "graph/meta" not in str(quad.graph_name)}


def view(bench: Bench, when: str) -> EmbeddedStore:
    made = EmbeddedStore()
    bench.counts = fill_view(bench.store, made, cutoff(when, Releases(bench.store, SETTINGS.base)), SETTINGS)
    return made


def built_of(*records: Facts) -> set[str]:
    other = Bench()
    other.take_in(*records)
    return triples(other.store)


@pytest.mark.parametrize(
    ("when", "records"),
    [
        ("2023-12-31", [EARLY]),
        ("2024-03-09", [EARLY]),
        ("2024-03-10", [EARLY, *OLD]),
        ("sipri-2024", [EARLY, *OLD]),
        ("2024", [EARLY, LATE, *OLD]),
        ("2024-06", [EARLY, LATE, *OLD]),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_view_is_what_a_build_of_what_was_published_by_then_gives(bench, when, records, order):
    for one in [EARLY, LATE, UNDATED, *OLD, *NEW][::order]:
        bench.take_in(one)
    assert triples(view(bench, when)) == built_of(*records)


def test_what_was_left_out_is_counted(bench):
    bench.take_in(EARLY, LATE, UNDATED, *OLD)
    bench.take_in(*NEW)
    view(bench, "sipri-2024")
    counts = bench.counts
    assert (counts.kept, counts.brought_back, counts.later, counts.undated) == (1, 2, 2, 1)


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13", "2024-02-30", "sipri-2023", "0000"])
def test_what_is_neither_a_day_nor_a_release_is_told_with_what_there_is(bench, text):
    bench.take_in(*NEW)
    with pytest.raises(InputError, match="sipri-2025"):
        cutoff(text, Releases(bench.store, SETTINGS.base))


def test_a_view_is_kept_beside_the_store_until_the_store_changes(settings, write_facts, make_facts):
    words = []
    build([str(write_facts(make_facts("a")))], settings)
    for _ in range(2):
        with as_of(settings, "2030", words.append) as store:
            assert store.count() > 0
    assert len(words) == 1
    build([str(write_facts(make_facts("b")))], settings)
    with as_of(settings, "2030", words.append):
        assert len(words) == 2
