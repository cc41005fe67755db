"""Who may have a query worked out, and when."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import lanes
from api.failures import QueryFailed
from api.lanes import Lane, Turns


class Question:
    """A question that takes long, and what became of it."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.told: list[str] = []

    def go_on(self) -> None:
        self.told.append("go on")

    def pause(self) -> None:
        self.told.append("pause")


def in_loop(story):
    asyncio.run(story())


def soon() -> float:
    return asyncio.get_running_loop().time() + 0.05


def later() -> float:
    return asyncio.get_running_loop().time() + 60


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers())))
def test_what_waits_comes_out_once_and_each_clients_own_in_order(items):
    turns: Turns[int] = Turns()
    for who, item in items:
        turns.put(who, item)
    assert len(turns) == len(items)
    out = [turns.take() for _ in items]
    assert sorted(out) == sorted(item for _, item in items)
    assert turns.take() is None


def test_clients_take_turns_however_many_questions_one_of_them_has():
    turns: Turns[str] = Turns()
    for i in range(5):
        turns.put("many", f"many {i}")
    turns.put("one", "one 0")
    turns.put("two", "two 0")
    assert [turns.take() for _ in range(4)] == ["many 0", "one 0", "two 0", "many 1"]


def test_who_may_not_have_a_turn_is_passed_over_and_keeps_its_place():
    turns: Turns[int] = Turns()
    turns.put("first", 1)
    turns.put("second", 2)
    assert turns.take(lambda who: who != "first") == 2
    assert turns.take() == 1


def test_a_quick_place_goes_to_the_next_client_in_turn():
    async def story():
        lane = Lane(quick=1, long=1, paused=1)
        await lane.enter("a", later())
        came: list[str] = []

        async def ask(who: str) -> None:
            await lane.enter(who, later())
            came.append(who)
            lane.leave_quick()

        waiting = [asyncio.create_task(ask(who)) for who in ("a", "a", "a", "b")]
        await asyncio.sleep(0)
        lane.leave_quick()
        await asyncio.gather(*waiting)
        assert came == ["a", "b", "a", "a"]
        assert lane.state() == {"quick": 0, "long": 0, "paused": 0, "queued": 0}

    in_loop(story)


def test_who_gets_no_place_in_time_is_told_and_takes_none_later():
    async def story():
        lane = Lane(quick=1, long=1, paused=1)
        await lane.enter("a", later())
        with pytest.raises(QueryFailed) as told:
            await lane.enter("b", soon())
        assert told.value.code == "busy"
        lane.leave_quick()
        assert lane.state()["quick"] == 0

    in_loop(story)


def test_who_gives_up_just_when_a_place_is_free_passes_it_on():
    async def story():
        lane = Lane(quick=1, long=1, paused=1)
        await lane.enter("a", later())
        waiting = asyncio.create_task(lane.enter("b", later()))
        await asyncio.sleep(0)
        lane.leave_quick()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert lane.state()["quick"] == 0

    in_loop(story)


def test_one_client_cannot_fill_the_queue(monkeypatch):
    monkeypatch.setattr(lanes, "_QUEUED_OF_ONE", 2)

    async def story():
        lane = Lane(quick=1, long=1, paused=1)
        await lane.enter("a", later())
        waiting = [asyncio.create_task(lane.enter("a", later())) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(QueryFailed, match="Too many"):
            await lane.enter("a", later())
        other = asyncio.create_task(lane.enter("b", later()))
        await asyncio.sleep(0)
        assert not other.done()
        for task in (*waiting, other):
            task.cancel()
        await asyncio.gather(*waiting, other, return_exceptions=True)

    in_loop(story)


def test_what_takes_long_goes_on_while_there_is_a_place_and_is_paused_when_there_is_none():
    lane = Lane(quick=4, long=2, paused=1)
    first, second, third, fourth = (Question(who) for who in "abcd")
    assert lane.lengthen(first)
    assert lane.lengthen(second)
    assert lane.lengthen(third)
    assert not lane.lengthen(fourth)
    assert [q.told for q in (first, second, third, fourth)] == [["go on"], ["go on"], ["pause"], []]
    lane.leave_long("a")
    assert third.told == ["pause", "go on"]


def test_one_client_has_no_more_than_its_share_of_long_places():
    lane = Lane(quick=4, long=4, paused=4)
    greedy = [Question("greedy") for _ in range(4)]
    assert all(map(lane.lengthen, greedy))
    assert [q.told[-1] for q in greedy] == ["go on", "go on", "pause", "pause"]
    other = Question("other")
    lane.lengthen(other)
    assert other.told == ["go on"]
    lane.leave_long("other")
    assert greedy[2].told == ["pause"], "a place that is free does not go to who has its share"
    lane.leave_long("greedy")
    assert greedy[2].told == ["pause", "go on"]


def test_a_paused_question_that_is_given_up_gets_no_place():
    lane = Lane(quick=4, long=1, paused=4)
    first, second, third = Question("a"), Question("b"), Question("c")
    for asked in (first, second, third):
        lane.lengthen(asked)
    lane.forget(second)
    lane.leave_long("a")
    assert (second.told, third.told) == (["pause"], ["pause", "go on"])


def test_what_made_room_is_asked_again_behind_what_is_paused():
    async def story():
        lane = Lane(quick=4, long=1, paused=1)
        first, second = Question("a"), Question("b")
        lane.lengthen(first)
        lane.lengthen(second)
        shelved = asyncio.create_task(lane.enter_long("c", later()))
        await asyncio.sleep(0)
        assert lane.state() == {"quick": 0, "long": 1, "paused": 1, "queued": 1}
        lane.leave_long("a")
        assert second.told == ["pause", "go on"]
        assert not shelved.done()
        lane.leave_long("b")
        await shelved
        assert lane.state() == {"quick": 0, "long": 1, "paused": 0, "queued": 0}
        lane.leave_long("c")

    in_loop(story)


def test_a_long_place_that_came_too_late_is_passed_on():
    async def story():
        lane = Lane(quick=4, long=1, paused=0)
        lane.lengthen(Question("a"))
        waiting = asyncio.create_task(lane.enter_long("b", later()))
        await asyncio.sleep(0)
        lane.leave_long("a")
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert lane.state()["long"] == 0
        lane.lengthen(Question("a"))
        with pytest.raises(QueryFailed):
            await lane.enter_long("b", soon())

    in_loop(story)
