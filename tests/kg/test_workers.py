"""What many processes give is what one gives, in the same order."""

from __future__ import annotations

import pytest

from kg.errors import ArmsgraphError, InputError
from kg.workers import Workers, batches


def doubled(number: int) -> int:
    return 2 * number


def fails(number: int) -> int:
    if number == 3:
        raise InputError("three is too many")
    return number


@pytest.mark.parametrize("count", [1, 2])
def test_each_thing_comes_with_its_result_in_the_order_of_the_things(count):
    with Workers(count) as workers:
        assert list(workers.map(doubled, range(50))) == [(n, 2 * n) for n in range(50)]
        assert list(workers.map(doubled, [])) == []


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_in_a_process_is_that_error_here(count):
    with Workers(count) as workers, pytest.raises(InputError, match="three"):
        list(workers.map(fails, range(9)))


@pytest.mark.parametrize("count", [1, 2])
def test_things_are_taken_only_as_they_are_needed(count):
    taken = []

    def things():
        for number in range(1000):
            taken.append(number)
            yield number

    with Workers(count) as workers:
        next(workers.map(doubled, things()))
    assert len(taken) < 50


def test_a_process_that_is_killed_is_told(monkeypatch):
    from concurrent.futures.process import BrokenProcessPool

    def dies(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr("kg.workers.ProcessPoolExecutor.submit", dies)
    with Workers(2) as workers, pytest.raises(ArmsgraphError, match="fewer --workers"):
        list(workers.map(doubled, [1]))


def test_a_batch_is_given_as_soon_as_it_is_full_and_the_rest_at_the_end():
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([5, 1, 1, 1, 9, 2], 3, weight=int)) == [[5], [1, 1, 1], [9], [2]]
    assert list(batches([], 3)) == []
