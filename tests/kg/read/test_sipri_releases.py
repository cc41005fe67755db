"""The release of a file: from the day on which it was made, the deliveries in it, or the user's word."""

from __future__ import annotations

from datetime import date

import pytest

from kg.errors import InputError
from kg.read.sipri.releases import release_day, release_of


@pytest.mark.parametrize(
    ("made", "last", "name", "published"),
    [
        ("2025-03-13", 2024, "sipri-2025", "2025-03-10"),
        ("2025-03-10", 2024, "sipri-2025", "2025-03-10"),
        ("2025-03-09", 2023, "sipri-2024", "2024-03-11"),
        ("2026-02-12", 2024, "sipri-2025", "2025-03-10"),
        ("2025-03-01", 2024, "sipri-2025", "2025-03-10"),
        ("2023-12-31", None, "sipri-2023", "2023-03-13"),
        (None, 2013, "sipri-2014", "2014-03-17"),
        ("2040-03-14", 2038, "sipri-2039", "2039-03-15"),
        ("2040-03-15", 2038, "sipri-2040", "2040-03-15"),
    ],
)
def test_the_day_tells_the_release_but_it_is_later_than_the_last_delivery(
    made, last, name, published
) -> None:
    release = release_of(date.fromisoformat(made) if made else None, last)
    assert (release.register_name, release.name, release.published) == ("sipri", name, published)


@pytest.mark.parametrize(
    ("named", "name", "published"),
    [
        ("sipri-2024", "sipri-2024", "2024-03-11"),
        ("2024", "sipri-2024", "2024-03-11"),
        ("draft", "draft", "2025-03-10"),
    ],
)
def test_the_users_name_wins(named, name, published) -> None:
    release = release_of(date(2025, 5, 1), 2024, named)
    assert (release.name, release.published) == (name, published)


def test_a_release_that_nothing_tells_has_to_be_named() -> None:
    with pytest.raises(InputError, match="nothing tells of which release"):
        release_of(None, None)
    assert release_of(None, None, "draft").published is None
    with pytest.raises(InputError, match="can't be the name of a release"):
        release_of(None, 2024, "Spring Release")


def test_days_that_are_not_known_are_the_middle_of_march() -> None:
    assert release_day(2024) == date(2024, 3, 11)
    assert release_day(1999) == date(1999, 3, 15)
