"""A release of a register that is read again. The deals are invented; the file only has SIPRI's shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build
from kg.ledger import Ledger
from kg.settings import Settings
from kg.store import open_store

HEAD = (
    "Transfers of major conventional arms from All countries  to All countries . "
    "Deals with deliveries made for the year range 'Not specified' to 'Not specified' \n"
    "Data generated: 13 Mar 2025 10:02:49 AM\n"
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, "
    ",Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons\n"
)
FIRST = "Malta,Iceland,2009,,3,,P-60,patrol craft,3,,2010,New,,2.5,7.5,7.5\n"
SECOND = "Cyprus,Iceland,2012,,2,,P-60,patrol craft,2,,2013,New,,2.5,5,5\n"


@pytest.fixture
def read(settings: Settings, tmp_path: Path):
    """Builds a file with these rows; gives how many records are stored then, and the exit code."""

    def _read(rows: str) -> tuple[int, int]:
        path = tmp_path / "register.csv"
        path.write_text(HEAD + rows)
        summary = build([str(path)], settings)
        assert all(counts.adds_up for counts in summary.files.values())
        store = open_store(settings.store, read_only=True)
        try:
            return len(Ledger(store, settings.base).entries), summary.exit_code
        finally:
            store.close()

    return _read


def test_a_deal_that_the_file_no_longer_has_goes(read):
    assert read(FIRST + SECOND) == (2, 0)
    assert read(FIRST) == (1, 0)


@pytest.mark.parametrize(
    "damaged", [SECOND[:40], "Cyprus,Iceland,never,,2,,P-60,patrol craft,2,,2013,New,,2.5,5,5\n"]
)
def test_a_damaged_file_does_not_do_away_with_what_a_sound_one_brought(read, damaged):
    assert read(FIRST + SECOND) == (2, 0)
    assert read(FIRST + damaged) == (2, 1)
