"""Query processes: where they come from, when they end, and that a new state of the dataset tears nothing."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pyoxigraph as ox
import pytest
import uvloop

from api import budget, runs
from api.budget import share_out
from api.failures import QueryFailed
from api.frames import Question
from api.pool import Pool
from kg.settings import Settings
from kg.store import version

COUNT = Question("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", results="text/csv")
FOREVER = Question(
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
)


def fill(folder: Path, start: int, end: int) -> None:
    store = ox.Store(str(folder))
    node = ox.NamedNode
    store.bulk_extend(
        ox.Quad(node(f"e:{i}"), node("e:p"), ox.Literal(str(i)), node("e:g")) for i in range(start, end)
    )
    store.flush()
    del store


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A store of forty statements."""
    monkeypatch.setattr(version, "AGAIN_AFTER", -1.0)
    fill(tmp_path / "store", 0, 40)
    return tmp_path / "store"


def pool_of(
    folder: Path, *, seconds: float = 10.0, megabytes: int = 600, size: int = 2, snapshot: int = 1024
) -> Pool:
    settings = Settings(memory_megabytes=16_000, query_megabytes=megabytes, snapshot_megabytes=snapshot)
    return Pool(str(folder), share_out(settings, views=0, processes=size), seconds=seconds)


def story_of(folder: Path, **limits):
    """Runs a story with a pool, which is closed after it."""

    def run(story):
        async def whole():
            pool = pool_of(folder, **limits)
            try:
                await story(pool)
            finally:
                await pool.close()

        asyncio.run(whole())

    return run


async def count(asked) -> int:
    return int((await asked.ask(COUNT)).start.split()[1])


@pytest.mark.parametrize("megabytes", [1024, 0], ids=["memory", "disk"])
def test_a_dataset_is_answered_from_memory_or_from_where_it_is(folder, megabytes):
    @story_of(folder, snapshot=megabytes)
    async def _(pool):
        assert await count(pool) == 40
        assert pool._generations.now.in_memory is (megabytes > 0)


def test_a_dataset_that_proves_too_large_for_memory_stays_on_disk(folder, monkeypatch):
    from api import snapshot

    fill(folder, 40, 200_000)
    monkeypatch.setattr(snapshot, "may_fit", lambda *_: True)

    @story_of(folder, snapshot=40)
    async def _(pool):
        assert await count(pool) == 200_000
        assert not pool._generations.now.in_memory


def test_a_statement_in_two_graphs_counts_once(folder):
    store = ox.Store(str(folder))
    store.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("e:other"))
        for quad in list(store)[:7]
    )
    store.flush()
    del store

    @story_of(folder)
    async def _(pool):
        assert await count(pool) == 40
        by_graph = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?n"
        rows = (await pool.ask(Question(by_graph, results="text/csv"))).start.split()[1:]
        assert rows == [b"e:other,7", b"e:g,40"]
        alone = await pool.ask(Question(COUNT.query, results="text/csv", union=False))
        assert alone.start.split()[1] == b"0"
        named = await pool.ask(Question(by_graph, results="text/csv", union=False))
        assert named.start.split()[1:] == rows
        chosen = await pool.ask(Question(COUNT.query, results="text/csv", default_graphs=["e:other"]))
        assert chosen.start.split()[1] == b"7"


@pytest.mark.parametrize("megabytes", [1024, 0], ids=["memory", "disk"])
def test_what_is_committed_is_seen_by_the_next_question(folder, megabytes):
    @story_of(folder, snapshot=megabytes)
    async def _(pool):
        assert await count(pool) == 40
        before = (await pool.ask(COUNT)).version
        fill(folder, 40, 50)
        assert await count(pool) == 50
        assert (await pool.ask(COUNT)).version != before


@pytest.mark.parametrize("megabytes", [1024, 0], ids=["memory", "disk"])
def test_who_reads_one_state_reads_it_to_the_end(folder, megabytes):
    @story_of(folder, snapshot=megabytes)
    async def _(pool):
        reading = await pool.reading()
        assert await count(reading) == 40
        fill(folder, 40, 50)
        assert await count(pool) == 50
        if megabytes:
            assert await count(reading) == 40
        assert (await reading.ask(COUNT)).version == reading.version
        reading.close()


def test_a_state_that_nobody_reads_any_more_ends_with_its_processes(folder):
    @story_of(folder)
    async def _(pool):
        reading = await pool.reading()
        await count(reading)
        await count(pool)
        old = pool.generation.template
        fill(folder, 40, 50)
        await count(pool)
        assert old.pid != pool.generation.template.pid
        assert not old.is_gone
        reading.close()
        async with asyncio.timeout(30):
            await asyncio.gather(*pool._generations._leaving)
        assert old.is_gone
        assert not old.children


def test_processes_that_answered_quickly_are_used_again(folder):
    @story_of(folder)
    async def _(pool):
        await count(pool)
        template = pool._generations.now.template
        await asyncio.gather(*pool._generations.now._forking)
        living = set(template._living)
        for _ in range(20):
            await count(pool)
        assert template._living == living


def test_a_query_that_runs_over_is_killed_and_the_next_one_answered(folder):
    @story_of(folder, seconds=0.3)
    async def _(pool):
        with pytest.raises(QueryFailed) as told:
            await pool.ask(FOREVER_FOR_A_WHILE)
        assert told.value.code == "time"
        assert await count(pool) == 40


FOREVER_FOR_A_WHILE = Question(FOREVER.query, seconds=0.3)


def test_what_takes_long_does_not_keep_quick_questions_waiting(folder):
    @story_of(folder, size=1)
    async def _(pool):
        long = [asyncio.create_task(pool.ask(FOREVER)) for _ in range(3)]
        for _ in range(10):
            assert await count(pool) == 40
        assert not any(task.done() for task in long)
        for task in long:
            task.cancel()
        await asyncio.gather(*long, return_exceptions=True)
        assert pool.budget.public.state() == {"quick": 0, "long": 0, "paused": 0, "queued": 0}


def test_many_that_take_long_are_all_answered_in_turn(folder, monkeypatch):
    monkeypatch.setattr(runs, "QUICK_SECONDS", 0.0)

    @story_of(folder, size=1)
    async def _(pool):
        slow = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", results="text/csv")
        answers = await asyncio.gather(*(pool.ask(slow) for _ in range(20)))
        assert {answer.start.split()[1] for answer in answers} == {b"64000"}
        assert pool.budget.public.state() == {"quick": 0, "long": 0, "paused": 0, "queued": 0}


def test_a_question_may_have_more_memory_than_one_at_its_beginning(folder, monkeypatch):
    monkeypatch.setattr(budget, "QUICK_MEGABYTES", 8)
    hungry = Question('SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?d), "........................................"))) AS ?n) '
                      "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?b = ?e) }", results="text/csv")  # fmt: skip

    @story_of(folder, seconds=60.0)
    async def _(pool):
        assert int((await pool.ask(hungry)).start.split()[1]) > 1_000_000


def test_a_query_that_needs_more_than_it_may_have_is_told_so(folder):
    hungry = Question("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o } ORDER BY ?a ?f ?l")

    @story_of(folder, seconds=60.0, megabytes=100)
    async def _(pool):
        with pytest.raises(QueryFailed) as told:
            await pool.ask(hungry)
        assert told.value.code == "memory"


def test_a_template_that_was_killed_is_replaced(folder):
    @story_of(folder)
    async def _(pool):
        await count(pool)
        template = pool._generations.now.template
        os.kill(template._process.pid, signal.SIGKILL)
        await template._process.wait()
        await template.close()
        assert await count(pool) == 40


@pytest.mark.parametrize("turns", [0, 1, 3, 10])
def test_nothing_is_left_when_a_pool_is_closed_in_the_middle(folder, turns):
    async def story():
        pool = pool_of(folder)
        await count(pool)
        asking = [asyncio.create_task(pool.ask(FOREVER)) for _ in range(3)]
        for _ in range(turns):
            await asyncio.sleep(0)
        template = pool._generations.now.template
        await pool.close()
        outcome = await asyncio.gather(*asking, return_exceptions=True)
        assert all(isinstance(one, QueryFailed) for one in outcome)
        assert template._process.returncode is not None
        assert not template.children

    asyncio.run(story())


def test_the_loop_of_the_service_does_as_well(folder):
    async def story():
        pool = pool_of(folder)
        assert await count(pool) == 40
        everything = await pool.ask(Question("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"))
        assert everything.rest is not None
        async for _ in everything.rest:
            break
        await pool.close()

    uvloop.run(story())


def test_where_there_is_no_store_it_is_told(tmp_path):
    @story_of(tmp_path / "none")
    async def _(pool):
        with pytest.raises(QueryFailed, match="no store here"):
            await pool.ask(COUNT)
