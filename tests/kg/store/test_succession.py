"""A store that is made anew beside itself takes the place of the old one whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.store import Change, open_store, succession
from kg.store.embedded import EmbeddedStore

KEPT, GONE, NEW = (f"http://example.org/{name}" for name in ("kept", "gone", "new"))


def triple(value: str) -> ox.Triple:
    return ox.Triple(
        ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p"), ox.Literal(value)
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store that holds two graphs."""
    path = tmp_path / "a.store"
    store = open_store(str(path))
    store.commit(Change(add={KEPT: [triple("a")], GONE: [triple("b")]}))
    store.close()
    return path


def graphs_in(path: Path) -> list[str]:
    store = open_store(str(path), read_only=True)
    try:
        return store.graph_names()
    finally:
        store.close()


def beside(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir() if one != path)


def test_others_see_the_store_as_it_was_until_its_successor_takes_over(path):
    store = open_store(str(path))
    assert store.begin_anew([GONE])
    store.commit(Change(add={NEW: [triple("c")]}))
    assert store.graph_names() == [KEPT, NEW]
    assert graphs_in(path) == [GONE, KEPT]
    store.take_over()
    assert store.graph_names() == graphs_in(path) == [KEPT, NEW]
    store.commit(Change(drop=(NEW,)))
    store.close()
    assert graphs_in(path) == [KEPT]
    assert beside(path) == []


def test_a_store_that_is_closed_before_is_as_it_was(path):
    store = open_store(str(path))
    store.begin_anew([GONE])
    store.commit(Change(add={NEW: [triple("c")]}))
    store.close()
    assert graphs_in(path) == [GONE, KEPT]
    assert beside(path) == []


def test_nobody_else_writes_meanwhile(path):
    store = open_store(str(path))
    store.begin_anew([GONE])
    with pytest.raises(StoreError, match="in use"):
        open_store(str(path))
    store.close()


def test_what_a_killed_program_left_half_made_goes(path):
    (path.parent / "a.store.next").mkdir()
    open_store(str(path)).close()
    assert beside(path) == []


def test_a_swap_that_was_cut_short_leaves_the_store_as_it_was(path):
    path.rename(path.with_name("a.store.last"))
    assert graphs_in(path) == [GONE, KEPT]
    store = open_store(str(path))
    assert store.graph_names() == [GONE, KEPT]
    store.close()
    assert graphs_in(path) == [GONE, KEPT]
    assert beside(path) == []


def test_a_folder_that_cannot_be_moved_is_told_and_the_store_stays(path, monkeypatch):
    store = open_store(str(path))
    store.begin_anew([GONE])
    rename = Path.rename

    def refuses(self: Path, target: Path) -> Path:
        if self.suffix == ".next":
            raise PermissionError("another program has it open")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuses)
    with pytest.raises(StoreError, match="successor"):
        store.take_over()
    store.close()
    assert graphs_in(path) == [GONE, KEPT]


def test_blank_nodes_stay_what_they_are(path):
    store = open_store(str(path))
    joint = ox.BlankNode("joint")
    ends = [
        ox.Triple(triple("").subject, triple("").predicate, joint),
        ox.Triple(joint, triple("").predicate, ox.Literal("end")),
    ]
    store.bulk_load({KEPT: ends})
    store.begin_anew([GONE])
    store.take_over()
    assert bool(store.query("ASK { ?s ?p ?joint . ?joint ?q 'end' }"))
    store.close()


def test_a_store_in_memory_cannot(path):
    assert not EmbeddedStore().begin_anew([GONE])


def test_a_link_goes_on_pointing_at_the_store(path):
    link = path.parent / "elsewhere" / "link"
    link.parent.mkdir()
    link.symlink_to(path)
    store = open_store(str(link))
    assert store.begin_anew([GONE])
    assert beside(path) == ["a.store.next", "elsewhere"]
    store.take_over()
    store.close()
    assert link.is_symlink()
    assert graphs_in(link) == graphs_in(path) == [KEPT]
    assert beside(link) == []
    assert beside(path) == ["elsewhere"]


def test_a_volume_is_not_swapped(path, monkeypatch):
    monkeypatch.setattr(Path, "is_mount", lambda self: self == path)
    store = open_store(str(path))
    assert not store.begin_anew([GONE])
    assert store.graph_names() == [GONE, KEPT]
    store.close()


def test_a_program_that_began_to_write_before_the_swap_loses_nothing(path, monkeypatch):
    """Between the closing of a store and the swap another build may open it."""
    store = open_store(str(path))
    store.begin_anew([GONE])
    swap, others = succession.swap, []

    def late(place: Path) -> None:
        others.append(open_store(str(place)))
        swap(place)

    monkeypatch.setattr(succession, "swap", late)
    with pytest.raises(StoreError, match="successor"):
        store.take_over()
    others[0].commit(Change(add={NEW: [triple("c")]}))
    others[0].close()
    assert graphs_in(path) == [GONE, KEPT, NEW]
