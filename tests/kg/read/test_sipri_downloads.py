"""Two downloads of one release, of two days: each deal counts once, as the later one tells it.

All deals here are invented.
"""

from __future__ import annotations

import pytest
from sipri import DEALS, YEARS, Files, deal, year

from kg.read import Refusal, Source

MARCH, JULY = "14 Mar 2025", "2 Jul 2025"
MALTA, REVISED = deal("P-60", "2011", "3", "7.5"), deal("P-60", "2011", "4", "10")
CYPRUS = deal("P-60", "2013", "2", "5", order="2012", recipient="Cyprus")


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def told(files: Files) -> list[str]:
    """The rows that are records."""
    return sorted(one.content.document.text for one in files.found() if isinstance(one, Source))


def left_out(files: Files) -> list[str]:
    """Which rows are left out, and why; none is left out for a fault."""
    left = [one for one in files.found() if isinstance(one, Refusal)]
    assert all(one.on_purpose for one in left)
    return [f"{one.place.rpartition('/')[2]} {one.what}" for one in left]


@pytest.mark.parametrize("older", [0, 1])
def test_a_deal_that_was_revised_between_two_downloads_is_one_deal(files, older):
    downloads = [([MALTA, CYPRUS], MARCH), ([REVISED, CYPRUS], JULY)]
    for rows, made in downloads if older == 0 else reversed(downloads):
        files.add(DEALS, rows, made=made)
    assert told(files) == sorted([REVISED, CYPRUS])
    (reason,) = left_out(files)
    assert reason.startswith(f"{older}.csv:4 left out: ")
    assert f"{1 - older}.csv was made later" in reason


def test_a_deal_that_was_withdrawn_between_two_downloads_is_none(files):
    files.add(DEALS, [MALTA, CYPRUS], made=MARCH).add(DEALS, [CYPRUS], made=JULY)
    assert told(files) == [CYPRUS]
    assert len(left_out(files)) == 1


@pytest.mark.parametrize(
    "part",
    [{"scope": "Iceland", "to": "Cyprus"}, {"window": "'2012' to '2024'"}],
    ids=["of other parties", "of other years"],
)
def test_a_later_download_says_nothing_of_what_it_does_not_cover(files, part):
    files.add(DEALS, [MALTA], made=MARCH).add(DEALS, [CYPRUS], made=JULY, **part)
    assert told(files) == sorted([MALTA, CYPRUS])
    assert left_out(files) == []


def test_a_later_download_that_is_damaged_does_away_with_nothing(files):
    """The deal that it lacks may stand in the row that cannot be read."""
    files.add(DEALS, [MALTA, CYPRUS], made=MARCH).add(DEALS, [CYPRUS, MALTA[:30]], made=JULY)
    assert told(files) == sorted([MALTA, CYPRUS])
    assert [one.on_purpose for one in files.found() if isinstance(one, Refusal)] == [False]


def test_of_two_downloads_of_one_day_none_is_later(files):
    files.add(DEALS, [MALTA], made=MARCH).add(DEALS, [REVISED], made=MARCH)
    assert told(files) == sorted([MALTA, REVISED])
    assert left_out(files) == []


def test_the_same_holds_of_deals_by_year(files):
    boats = [year(name, "P-60", "2011", "3", "7.5") for name in ("901", "902")]
    files.add(YEARS, boats, made=MARCH).add(YEARS, boats[1:], made=JULY)
    assert told(files) == boats[1:]
    assert [reason.partition(" ")[0] for reason in left_out(files)] == ["0.csv:4"]
