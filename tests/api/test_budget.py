"""The memory that the service may take is shared out so that it holds whatever happens at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.budget import of_the_machine, share_out
from kg.errors import InputError
from kg.settings import Settings

VIEWS = 3


@given(
    st.integers(100, 200_000),
    st.integers(1, 20_000),
    st.integers(0, 20_000),
    st.integers(1, 64),
    st.integers(0, 5),
)
def test_all_that_may_be_there_at_once_fits(memory, query, snapshot, processes, views):
    settings = Settings(memory_megabytes=memory, query_megabytes=query, snapshot_megabytes=snapshot)
    try:
        budget = share_out(settings, views=views, processes=processes)
    except InputError as error:
        # What it advises is enough.
        enough = int(str(error.advice).split()[3])
        assert enough > memory
        share_out(settings.model_copy(update={"memory_megabytes": enough}), views=views, processes=processes)
        return
    lanes = (budget.public, budget.own)
    begun = sum(lane.quick + lane.paused for lane in lanes)
    long = sum(lane.long for lane in lanes)
    needed = 2 * budget.snapshot + views * budget.view_snapshot + long * budget.long
    assert all(lane.long >= 1 for lane in lanes)
    assert needed + begun * budget.quick <= memory


@pytest.mark.parametrize(
    ("machine", "long", "snapshot"), [(2_000, 1, 300), (8_000, 1, 300), (16_000, 2, 900), (64_000, 2, 8000)]
)
def test_half_of_a_machine_is_enough(monkeypatch, machine, long, snapshot):
    monkeypatch.setattr("api.budget.of_the_machine", lambda: machine)
    budget = share_out(Settings(), views=VIEWS, processes=2)
    assert budget.public.long >= long
    assert budget.snapshot >= snapshot


def test_a_machine_has_some_memory():
    assert of_the_machine() > 100


def test_more_memory_is_for_more_queries_up_to_two_for_each_processor():
    widths = [
        share_out(
            Settings(memory_megabytes=memory, snapshot_megabytes=1024), views=VIEWS, processes=4
        ).public.long
        for memory in (8_192, 12_000, 64_000, 640_000)
    ]
    assert widths == sorted(widths)
    assert widths[-2:] == [8, 8]


def test_too_little_memory_is_told_at_once():
    with pytest.raises(InputError, match="too little") as told:
        share_out(Settings(memory_megabytes=2000), views=VIEWS)
    assert told.value.place == "memory_megabytes"
