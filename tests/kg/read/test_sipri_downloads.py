"""Two downloads of one release, of two days: each deal counts once, as the later one tells it.

All deals here are invented.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from kg.read import Refusal, Source, Tally, read_together
from kg.settings import Settings

ALL = "Transfers of major conventional arms from All countries  to All countries . "
RANGE = "Deals with deliveries made for the year range '{}' to '{}' \n"
DEALS = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, "
    ",Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons\n"
)
YEARS = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,"
    "Status,SIPRI estimate,TIV deal unit,TIV delivery values,Local production\n"
)
MALTA = "Malta,Iceland,2009,,3,,P-60,patrol craft,3,,2011,New,,2.5,7.5,7.5\n"
REVISED = "Malta,Iceland,2009,,4,,P-60,patrol craft,4,,2011,New,,2.5,10,10\n"
CYPRUS = "Cyprus,Iceland,2012,,2,,P-60,patrol craft,2,,2013,New,,2.5,5,5\n"


def download(day: str, rows: str, *, whom: str = ALL, years: tuple[str, str] = ("Not specified",) * 2) -> str:
    """A file of 16 columns as it was handed out on a day in 2025."""
    return f"{whom}{RANGE.format(*years)}Data generated: {day} 2025 10:02:49 AM\n{DEALS}{rows}"


def by_year(day: str, rows: str) -> str:
    """A file of 17 columns as it was handed out on a day in 2025."""
    return f"{ALL}{RANGE.format('Not specified', 'Not specified')}Data generated: {day} 2025 10:02:49 AM\n{YEARS}{rows}"


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Reads files; gives (rows of a record), (place and reason of what is left out); every row is in one of them."""
    monkeypatch.chdir(tmp_path)

    def _read(*texts: str) -> tuple[list[str], list[str]]:
        paths = [Path(f"{letter}.csv") for letter, _ in zip("abc", texts, strict=False)]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        found = list(read_together(paths, Settings()))
        rows = sum(one.rows for one in found if isinstance(one, Tally))
        assert rows == sum(n for one in found if not isinstance(one, Tally) for _, n in one.rows)
        left = [one for one in found if isinstance(one, Refusal)]
        assert all(one.on_purpose for one in left)
        told = [one.content.document.text for one in found if isinstance(one, Source)]
        return sorted(told), sorted(f"{one.place} {one.what}" for one in left)

    return _read


def test_a_deal_that_was_revised_between_two_downloads_is_one_deal(read):
    older, newer = download("14 Mar", MALTA + CYPRUS), download("2 Jul", REVISED + CYPRUS)
    for files in permutations((older, newer)):
        told, left = read(*files)
        assert told == sorted(row.strip() for row in (REVISED, CYPRUS))
        (reason,) = left
        one, other = ("a.csv", "b.csv") if files[0] is older else ("b.csv", "a.csv")
        assert reason.startswith(f"{one}:4 left out: {other} was made later")


def test_a_deal_that_was_withdrawn_between_two_downloads_is_none(read):
    told, left = read(download("14 Mar", MALTA + CYPRUS), download("2 Jul", CYPRUS))
    assert (told, len(left)) == ([CYPRUS.strip()], 1)


@pytest.mark.parametrize(
    "newer",
    [
        download("2 Jul", CYPRUS, whom="Transfers of major conventional arms from Iceland  to Cyprus . "),
        download("2 Jul", CYPRUS, years=("2012", "2024")),
    ],
    ids=["of other parties", "of other years"],
)
def test_a_later_download_says_nothing_of_what_it_does_not_cover(read, newer):
    told, left = read(download("14 Mar", MALTA), newer)
    assert (told, left) == (sorted(row.strip() for row in (MALTA, CYPRUS)), [])


def test_of_two_downloads_of_one_day_none_is_later(read):
    told, left = read(download("14 Mar", MALTA), download("14 Mar", REVISED))
    assert (len(told), left) == (2, [])


def test_the_same_holds_of_deals_by_year(read):
    row = "{},Iceland,Malta,Puffin-60,patrol craft,Ships,2009,No,3,No,2011,No,New,2.5,2.5,7.5,No\n"
    told, left = read(by_year("14 Mar", row.format(901) + row.format(902)), by_year("2 Jul", row.format(902)))
    assert len(told) == 1
    assert [reason.partition(" ")[0] for reason in left] == ["a.csv:4"]
