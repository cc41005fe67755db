"""Days out of dates of any precision."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.infer.days import Span, held_throughout, holding, span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2011-12-17", date(2011, 12, 17), date(2011, 12, 17)),
        ("2011-12-17Z", date(2011, 12, 17), date(2011, 12, 17)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2011", date(2011, 1, 1), date(2011, 12, 31)),
    ],
)
def test_a_date_is_read_as_its_days(text, first, last):
    assert span(text) == Span(first, last)


@pytest.mark.parametrize("text", [None, "", "soon", "2011-13", "2011-02-30", "0000", "20111217", "12011"])
def test_what_is_no_date_has_no_days(text):
    assert span(text) is None


def test_what_has_no_end_holds_still():
    assert holding("2011", None) == Span(date(2011, 1, 1), date.max)


@pytest.mark.parametrize(("start", "until"), [(None, "2011"), ("2012", "2011"), ("2012", "soon")])
def test_what_has_no_start_or_ends_before_it_never_held(start, until):
    assert holding(start, until) is None


@pytest.mark.parametrize(
    ("start", "until", "certain"),
    [
        ("2011-03-04", "2012-05-06", Span(date(2011, 3, 4), date(2012, 5, 6))),
        ("2011", "2012", Span(date(2011, 12, 31), date(2012, 1, 1))),
        ("2011-02", None, Span(date(2011, 2, 28), date.max)),
        ("2011", "2011", None),  # it may have begun on the last day and ended on the first
        (None, "2011", None),
        ("2011", "soon", None),
    ],
)
def test_certain_are_the_days_after_any_beginning_and_before_any_end(start, until, certain):
    assert held_throughout(start, until) == certain


spans = st.tuples(st.dates(), st.dates()).map(lambda days: Span(min(days), max(days)))


@given(spans, spans)
def test_two_spans_meet_if_they_have_a_day_in_common(one, other):
    assert one.meets(other) == other.meets(one)
    assert one.meets(other) == (max(one.first, other.first) <= min(one.last, other.last))
    assert one.meets(one)


@given(spans, spans)
def test_a_span_lies_in_another_if_each_of_its_days_does(one, other):
    assert one.lies_in(one)
    assert one.lies_in(other) == (
        min(one.first, other.first) == other.first and max(one.last, other.last) == other.last
    )
    if one.lies_in(other):
        assert one.meets(other)
