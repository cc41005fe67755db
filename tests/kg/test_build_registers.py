"""A release of a register that is read again. The deals are invented; the file only has SIPRI's shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from sipri import DEALS, deal, text_of

from kg.build import build
from kg.derive import refresh
from kg.errors import StoreError
from kg.ledger import DERIVED, Ledger
from kg.namespaces import graph_iri
from kg.settings import Settings
from kg.store import Change, open_store
from kg.store.embedded import EmbeddedStore

FIRST = deal("P-60", "2010", "3", "7.5")
SECOND = deal("P-60", "2013", "2", "5", order="2012", recipient="Cyprus")


@pytest.fixture
def read(settings: Settings, tmp_path: Path):
    """Builds a file with these rows; gives how many records are stored then, and the exit code."""

    def _read(*rows: str) -> tuple[int, int]:
        path = tmp_path / "register.csv"
        path.write_text(text_of(DEALS, rows))
        summary = build([str(path)], settings)
        assert all(counts.adds_up for counts in summary.files.values())
        store = open_store(settings.store, read_only=True)
        try:
            return len(Ledger(store, settings.base).entries), summary.exit_code
        finally:
            store.close()

    return _read


def test_a_deal_that_the_file_no_longer_has_goes(read):
    assert read(FIRST, SECOND) == (2, 0)
    assert read(FIRST) == (1, 0)


@pytest.mark.parametrize(
    "damaged", [SECOND[:40], SECOND.replace("2012", "never")], ids=["cut off", "no year"]
)
def test_a_damaged_file_does_not_do_away_with_what_a_sound_one_brought(read, damaged):
    assert read(FIRST, SECOND) == (2, 0)
    assert read(FIRST, damaged) == (2, 1)


@pytest.fixture
def newer(tmp_path: Path):
    """Writes the file of the next release with these rows; gives its path."""

    def _newer(*rows: str) -> str:
        path = tmp_path / "newer.csv"
        path.write_text(text_of(DEALS, rows, made="20 Mar 2026"))
        return str(path)

    return _newer


def stored(settings: Settings) -> tuple[dict[str, bool], set[str]]:
    """Every entry with whether it is superseded, and what the derived graphs say."""
    store = open_store(settings.store, read_only=True)
    try:
        entries = Ledger(store, settings.base).entries.values()
        derived = {str(t) for name in DERIVED for t in store.triples(graph_iri(name))}
        return {entry.key: entry.superseded for entry in entries}, derived
    finally:
        store.close()


@pytest.mark.parametrize("wholesale", [0, 2_000])
def test_a_release_that_takes_the_place_of_all_is_swapped_in_with_the_same_result(
    read, newer, settings, monkeypatch, wholesale
):
    monkeypatch.setattr("kg.intake._WHOLESALE", wholesale)
    anew = []
    begin_anew = EmbeddedStore.begin_anew

    def watched(store: EmbeddedStore, without: list[str]) -> bool:
        anew.append(begin_anew(store, without))
        return anew[-1]

    monkeypatch.setattr(EmbeddedStore, "begin_anew", watched)
    read(FIRST, SECOND)
    build([newer(deal("P-60", "2010", "3", "8"))], settings)
    assert anew == ([True] if wholesale == 0 else [])
    entries, derived = stored(settings)
    assert sorted((key[:10], superseded) for key, superseded in entries.items()) == [
        ("sipri-2025", True), ("sipri-2025", True), ("sipri-2026", False)
    ]  # fmt: skip
    assert sum("tivDelivered" in triple and '"8"' in triple for triple in derived) == 1
    store = open_store(settings.store)
    try:
        ledger = Ledger(store, settings.base)
        store.commit(Change(add={ledger.meta: ledger.all_stale()}))
        refresh(store, ledger, settings)
    finally:
        store.close()
    assert stored(settings) == (entries, derived)


def test_a_build_that_fails_on_the_way_leaves_the_earlier_release(read, newer, settings, monkeypatch):
    monkeypatch.setattr("kg.intake._WHOLESALE", 0)
    read(FIRST, SECOND)
    before = stored(settings)

    def full(*_: object, **__: object) -> None:
        raise StoreError("no room is left on the disk")

    with monkeypatch.context() as broken:
        broken.setattr("kg.build.refresh", full)
        with pytest.raises(StoreError):
            build([newer(FIRST)], settings)
    assert stored(settings) == before
    build([newer(FIRST)], settings)
    assert sorted(superseded for superseded in stored(settings)[0].values()) == [False, True, True]


def test_an_older_release_that_is_read_again_without_a_deal_takes_nothing_from_the_newer_one(
    read, newer, settings
):
    read(FIRST, SECOND)
    build([newer(FIRST, SECOND)], settings)
    assert read(FIRST) == (3, 0)
    assert sorted(superseded for superseded in stored(settings)[0].values()) == [False, False, True]


def test_rows_that_a_mapping_leaves_out_are_counted_with_their_reason_and_are_no_fault(settings, tmp_path):
    path = tmp_path / "captured.csv"
    path.write_text(
        "country,origin,system,status,url,date_recorded,sysID,imageID,statusID,matID\n"
        "Russia,Sweden,X-99 carrier,captured,u,2022-05-23,1,1,2,a\n"
        "Russia,Sweden,(Unknown) truck,captured,u,2022-05-24,1,2,2,e\n"
    )
    summary = build([str(path)], settings)
    assert (summary.total.added, summary.total.left_out, summary.total.refused) == (1, 1, 0)
    assert summary.total.adds_up
    assert summary.exit_code == 0
    reason = "left out, as the mapping says: the system is not known"
    assert summary.left_out == {(str(path), reason): 1}
    store = open_store(settings.store, read_only=True)
    try:
        rows = list(
            store.query(
                "SELECT ?n ?why { ?run a ag:BuildRun ; ag:recordsLeftOut ?n ; ag:leftOutReason ?why }"
            ).rows()
        )
    finally:
        store.close()
    assert [(row["n"].value, row["why"].value) for row in rows] == [("1", f"{path}: 1 of its rows {reason}")]
