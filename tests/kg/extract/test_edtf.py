"""Every EDTF string that the time finder writes is EDTF (level 1), and agrees with the bounds beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import edtf
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.time_resolve import Partial, Relative, resolve
from kg.extract.times import find_times

CASES = yaml.safe_load((Path(__file__).parent / "times.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text", sorted({text for cases in CASES.values() for found in cases.values() for text in found})
)
def test_edtf_parses(text) -> None:
    assert edtf.parse_edtf(text)


@pytest.mark.parametrize(
    "text", ["in 2016", "in May 2018", "on 3 June 2022", "in late 2015", "between 2011 and 2015"]
)
def test_bounds_are_those_of_the_edtf(text) -> None:
    (found,) = find_times(text, "en", None)
    assert found.when is not None
    assert found.when.start is not None
    assert found.when.end is not None
    parsed = edtf.parse_edtf(found.when.edtf)
    assert date(*parsed.lower_strict()[:3]) == found.when.start[0]
    assert date(*parsed.upper_strict()[:3]) == found.when.end[1]


_UNITS = st.sampled_from(["day", "week", "month", "year", "decade"])


@given(
    st.dates(date(1950, 1, 1), date(2080, 1, 1)),
    st.builds(Relative, st.sampled_from(["shift", "ago", "ahead", "past", "future"]), _UNITS, st.integers(-3, 3),
              st.one_of(st.none(), st.integers(1, 12))),
)  # fmt: skip
def test_every_relative_time_is_in_order(reference, relative) -> None:
    span = resolve(Partial(relative=relative), reference)
    assert span is not None
    assert span.earliest <= span.latest
    assert edtf.parse_edtf(span.edtf)
