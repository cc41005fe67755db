"""Both shapes of one release become one record per deal, whatever the order of rows and files.

All deals here are invented; the files only have the shapes of SIPRI's.
"""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sipri import DEALS, YEARS, Files, deal, year

from kg.facts import Facts
from kg.read import Source


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def facts(source: Source) -> Facts:
    assert isinstance(source.content, Facts)
    return source.content


def weapon(source: Source) -> str:
    return facts(source).entity(facts(source).transfers[0].items[0].weapon).name


def deliveries(source: Source) -> list[tuple[int, Decimal | None, Decimal | None]]:
    return [(one.year, one.count, one.tiv) for one in facts(source).transfers[0].items[0].deliveries]


# One deal --------------------------------------------------------------------------------------


def test_a_deal_in_both_shapes_is_one_record_with_what_each_has(files: Files) -> None:
    sources, tallies = (
        files.add(DEALS, [deal("P-60", "2011; 2013", "3", "7.5", comment="Aid")])
        .add(
            YEARS, [year("901", "Puffin-60", "2011", "1", "2.5"), year("901", "Puffin-60", "2013", "2", "5")]
        )
        .read()
    )
    (source,) = sources.values()
    assert source.key == "sipri-2025/901"
    document = source.document
    assert (document.id, document.register_id) == ("sipri-2025/901", "901")
    assert document.text is not None
    assert [line.split(",")[0] for line in document.text.split("\n")] == ["Malta", "901", "901"]
    item = facts(source).transfers[0].items[0]
    assert deliveries(source) == [(2011, 1, Decimal("2.5")), (2013, 2, Decimal(5))]
    assert item.quantity is not None
    assert item.quantity.min == 3
    assert item.sipri_category == "Ships"
    assert facts(source).transfers[0].kind == "aid"
    assert facts(source).entity(item.weapon).name == "Puffin-60"
    assert facts(source).entity(item.weapon).aliases == ("P-60",)
    assert [rows for _, rows in source.rows] == [1, 2]
    (remark,) = tallies[1].remarks
    assert remark.endswith(
        "one record each: 1 (1 agree in all years, 0 in the years that both files cover, "
        "0 were given other numbers between the two files)"
    )


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "2.51"},
        {"order": "2010"},
        {"recipient": "Cyprus"},
    ],
)
def test_what_differs_in_one_value_is_another_deal_and_that_is_told(files: Files, other) -> None:
    sources, tallies = (
        files.add(DEALS, [deal("P-60", "2011", "3", "7.5"), deal("Tern", "2012", "3", "7.5")])
        .add(
            YEARS, [year("901", "P-60", "2011", "3", "7.5", **other), year("902", "Tern", "2012", "3", "7.5")]
        )
        .read()
    )
    assert len(sources) == 3
    assert "records of their own: 1 (id 901)" in tallies[1].remarks[1]
    assert "does not have: 1 (line 4)" in tallies[0].remarks[0]


def test_two_spellings_of_one_party_are_one_party(files: Files) -> None:
    sources, _ = (
        files.add(DEALS, [deal("P-60", "2011", "3", "7.5", recipient="Libya HoR*")])
        .add(YEARS, [year("901", "P-60", "2011", "3", "7.5", recipient="House of Representatives (Libya)*")])
        .read()
    )
    assert list(sources) == ["sipri-2025/901"]


# Deals that look the same ----------------------------------------------------------------------


def test_deals_alike_in_all_seven_values_are_told_apart_by_name(files: Files) -> None:
    sources, _ = (
        files.add(
            DEALS,
            [
                deal("Tern", "2011", "3", "7.5", comment="One"),
                deal("Gannet", "2011", "3", "7.5", comment="Two"),
            ],
        )
        .add(YEARS, [year("1", "Gannet-2", "2011", "3", "7.5"), year("2", "Tern-2", "2011", "3", "7.5")])
        .read()
    )
    texts = {key: source.document.text or "" for key, source in sources.items()}
    assert "Two" in texts["sipri-2025/1"]
    assert "One" in texts["sipri-2025/2"]


def test_names_that_go_together_elsewhere_tell_deals_apart(files: Files) -> None:
    sources, _ = (
        files.add(
            DEALS,
            [
                deal("F-100", "2012", "1", "2.5"),
                deal("F-100", "2011", "3", "7.5", comment="One"),
                deal("F-200", "2011", "3", "7.5", comment="Two"),
            ],
        )
        .add(
            YEARS,
            [
                year("1", "Gannet", "2012", "1", "2.5"),
                year("2", "Razorbill", "2011", "3", "7.5"),
                year("3", "Gannet", "2011", "3", "7.5"),
            ],
        )
        .read()
    )
    assert "One" in (sources["sipri-2025/3"].document.text or "")
    assert "Two" in (sources["sipri-2025/2"].document.text or "")


def test_of_true_duplicates_each_keeps_a_key_of_its_own(files: Files) -> None:
    rows = [deal("Tern", "2011", "3", "7.5", comment=comment) for comment in ("", "For Gozo", "For Gozo")]
    sources, _ = files.add(DEALS, rows).read()
    keys = sorted(sources)
    assert [key.removeprefix(keys[0]) for key in keys] == ["", "-2", "-3"]


# Years that only one file covers ---------------------------------------------------------------


def test_a_deal_that_began_before_the_years_covered_is_found(files: Files) -> None:
    sources, tallies = (
        files.add(DEALS, [deal("Tern", "1993; 1995; 1996", "9", "22.5", order="1992")])
        .add(
            YEARS,
            [
                year("7", "Tern", "1995", "2", "5", order="1992"),
                year("7", "Tern", "1996", "4", "10", order="1992"),
            ],
            window="'1995' to '2024'",
        )
        .read()
    )
    (source,) = sources.values()
    assert source.key == "sipri-2025/7"
    transfer = facts(source).transfers[0]
    assert [one[0] for one in deliveries(source)] == [1995, 1996]
    assert transfer.items[0].delivered is not None
    assert (transfer.items[0].delivered.min, transfer.items[0].delivered.max) == (9, 9)
    assert transfer.delivered is not None
    assert transfer.delivered.edtf == "1993/1996?"
    assert "1 in the years that both files cover" in tallies[1].remarks[0]


def test_a_choice_between_two_is_no_choice(files: Files) -> None:
    old = {"order": "1992"}
    twins = [deal("Tern", "1993; 1995", "9", "22.5", **old), deal("Auk", "1994; 1995", "8", "20", **old)]
    sources, _ = (
        files.add(DEALS, twins)
        .add(YEARS, [year("7", "Puffin", "1995", "2", "5", **old)], window="'1995' to '2024'")
        .read()
    )
    assert len(sources) == 3


def test_what_is_left_after_the_sure_ones_is_sure(files: Files) -> None:
    old = {"order": "1992"}
    sources, _ = (
        files.add(
            DEALS, [deal("T", "1993; 1995", "9", "22.5", **old), deal("T", "1994; 1995", "5", "12.5", **old)]
        )
        .add(
            YEARS,
            [year("7", "Tern", "1995", "6", "15", **old), year("8", "Tern", "1995", "4", "10", **old)],
            window="'1995' to '2024'",
        )
        .read()
    )
    assert {key: len(source.rows) for key, source in sources.items()} == {
        "sipri-2025/7": 2,
        "sipri-2025/8": 2,
    }
    assert "9,,1993" in (sources["sipri-2025/7"].document.text or "")


def test_a_file_that_covers_some_years_gives_at_least_so_many(files: Files) -> None:
    rows = [
        year("7", "Tern", "1995", "2", "5", order="1992"),
        year("8", "Tern", "1996", "2", "5", order="1995"),
    ]
    sources, _ = files.add(YEARS, rows, window="'1995' to '2024'").read()
    first = facts(sources["sipri-2025/7"]).transfers[0]
    assert first.items[0].delivered is not None
    assert (first.items[0].delivered.min, first.items[0].delivered.max) == (2, None)
    assert first.notes == "The file covers deliveries 1995-2024; those of other years are not in this record."
    second = facts(sources["sipri-2025/8"]).transfers[0]
    assert second.items[0].delivered is not None
    assert second.items[0].delivered.max == 2


def test_a_deal_that_the_register_by_year_gave_up_adds_to_no_year(files: Files) -> None:
    sources, tallies = (
        files.add(
            DEALS,
            [
                deal("Tern", "2011", "3", "7.5"),
                deal("Auk", "2012", "1", "2.5"),
                deal("Elk", "1980", "1", "2"),
            ],
        )
        .add(YEARS, [year("7", "Tern", "2011", "3", "7.5")], window="'1995' to '2024'", made="1 Feb 2026")
        .read("sipri-2025")
    )
    by_name = {weapon(source): source for source in sources.values()}
    assert deliveries(by_name["Auk"]) == []
    auk = facts(by_name["Auk"]).transfers[0]
    assert "not-in-register-by-year" in auk.status_tags
    assert "withdrawn or merged" in (auk.notes or "")
    assert [one[0] for one in deliveries(by_name["Elk"])] == [1980]
    assert "line 5" in tallies[0].remarks[0]


def test_a_deal_that_is_newer_than_the_register_by_year_counts(files: Files) -> None:
    sources, _ = (
        files.add(
            DEALS, [deal("Tern", "2011", "3", "7.5"), deal("Auk", "2012", "1", "2.5")], made="1 Jul 2025"
        )
        .add(YEARS, [year("7", "Tern", "2011", "3", "7.5")], made="1 Apr 2025")
        .read()
    )
    assert {weapon(one): deliveries(one) for one in sources.values()}["Auk"] == [(2012, 1, Decimal("2.5"))]


# Names -----------------------------------------------------------------------------------------


def test_a_weapon_has_one_name_in_all_deals_of_a_reading(files: Files) -> None:
    sources, _ = (
        files.add(
            DEALS,
            [
                deal("P-60", "2011", "3", "7.5"),
                deal("P-60", "1975; 1976", "4", "10", order="1974"),
                deal("P-60", "1975; 1976", "4", "10", order="1974", description="yacht"),
            ],
        )
        .add(YEARS, [year("901", "Puffin-60 -", "2011", "3", "7.5")])
        .read()
    )
    names = sorted(weapon(source) for source in sources.values())
    assert names == ["P-60", "Puffin-60", "Puffin-60"]


def test_a_name_that_two_weapons_share_is_passed_on_to_none(files: Files) -> None:
    sources, _ = (
        files.add(
            DEALS,
            [
                deal("P", "2011", "3", "7.5"),
                deal("P", "2012", "3", "7.5"),
                deal("P", "1975", "4", "10", order="1974"),
            ],
        )
        .add(YEARS, [year("1", "Auk", "2011", "3", "7.5"), year("2", "Tern", "2012", "3", "7.5")])
        .read()
    )
    assert sorted(weapon(source) for source in sources.values()) == ["Auk", "P", "Tern"]


# Several files of one shape --------------------------------------------------------------------


def test_a_deal_in_two_files_of_one_release_is_one_deal(files: Files) -> None:
    boats = [year("1", "Auk", "2011", "3", "7.5"), year("1", "Auk", "2012", "3", "7.5")]
    rows = [deal("Auk", "2011; 2012", "6", "15"), deal("Auk", "2011; 2012", "6", "15")]
    sources, _ = (
        files.add(YEARS, boats).add(YEARS, boats).add(DEALS, rows).add(DEALS, rows, scope="Iceland").read()
    )
    assert len(sources) == 2
    assert len(deliveries(sources["sipri-2025/1"])) == 2


def test_files_of_other_years_add_these_to_a_deal(files: Files) -> None:
    early = [
        year("1", "Auk", "1993", "3", "7.5", order="1990"),
        year("1", "Auk", "1995", "1", "2.5", order="1990"),
    ]
    late = [
        year("1", "Auk", "1995", "1", "2.5", order="1990"),
        year("1", "Auk", "1996", "2", "5", order="1990"),
    ]
    sources, _ = (
        files.add(YEARS, late, window="'1995' to '2024'").add(YEARS, early, window="'1950' to '1995'").read()
    )
    assert [one[:2] for one in deliveries(sources["sipri-2025/1"])] == [(1993, 3), (1995, 1), (1996, 2)]


def test_the_file_that_was_made_later_is_right(files: Files) -> None:
    sources, _ = (
        files.add(YEARS, [year("1", "Auk", "2011", "3", "7.5"), year("1", "Auk", "2012", "3", "7.5")])
        .add(YEARS, [year("1", "Auk-2", "2011", "4", "10")], made="1 Feb 2026")
        .read("sipri-2025")
    )
    (source,) = sources.values()
    assert deliveries(source) == [(2011, 4, Decimal(10))]
    assert any("says otherwise of 2011" in sentence for sentence in source.mended)


def test_a_deal_cut_down_to_some_years_is_part_of_the_whole(files: Files) -> None:
    whole = deal("Auk", "1993; 1996", "6", "15", order="1990")
    part = whole.replace(",6,,1993; 1996", ",2,,1996").replace("15,15", "15,5")
    sources, _ = files.add(DEALS, [whole]).add(DEALS, [part], window="'1995' to '2024'").read()
    (source,) = sources.values()
    delivered = facts(source).transfers[0].items[0].delivered
    assert delivered is not None
    assert delivered.max == 6


def test_two_releases_live_side_by_side(files: Files) -> None:
    rows = [year("1", "Auk", "2011", "3", "7.5")]
    sources, _ = files.add(YEARS, rows).add(YEARS, rows, made="14 Jul 2026").read()
    assert sorted(sources) == ["sipri-2025/1", "sipri-2026/1"]
    releases = {source.document.release.name for source in sources.values() if source.document.release}
    assert releases == {"sipri-2025", "sipri-2026"}


# The order of rows -----------------------------------------------------------------------------

_DEALS = st.lists(
    st.tuples(
        st.sampled_from(["Auk", "Tern", "Puffin"]), st.sampled_from(["2011", "2011; 2012", "1993; 2012"]),
        st.sampled_from(["2", "4"]), st.sampled_from(["", "Aid"]), st.booleans(),
    ),
    min_size=1, max_size=9,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(_DEALS, st.randoms(use_true_random=False))
def test_keys_and_facts_do_not_depend_on_the_order_of_rows(
    tmp_path: Path, some, chance: random.Random
) -> None:
    rows, by_year = [], []
    for number, (name, when, count, comment, both) in enumerate(some):
        rows.append(deal(name, when, count, "5", comment=comment, order="1990"))
        for one in when.split("; ") if both else []:
            share = str(int(count) // len(when.split("; ")))
            if one != "1993":
                by_year.append(year(str(number), f"{name}-X", one, share, "2", order="1990"))

    def read() -> dict[str, str]:
        files = Files(tmp_path).add(DEALS, rows).add(YEARS, by_year, window="'1995' to '2024'")
        return {key: facts(source).to_json() for key, source in files.read()[0].items()}

    first = read()
    chance.shuffle(rows)
    chance.shuffle(by_year)
    assert read() == first


def test_a_deal_that_was_given_other_numbers_between_the_two_files_is_one_with_the_later_numbers(files):
    files.add(DEALS, [deal("P-60", "2010; 2011", "9", "22.5")], made="13 Mar 2025")
    files.add(
        YEARS,
        [year("77", "P-60", "2010", "5", "12.5"), year("77", "P-60", "2011", "10", "25")],
        made="12 Feb 2026",
    )
    sources, _ = files.read()
    (source,) = sources.values()
    transfer = facts(source).transfers[0]
    item = transfer.items[0]
    assert [(one.year, one.count, one.tiv) for one in item.deliveries] == [
        (2010, 5, Decimal("12.5")),
        (2011, 10, 25),
    ]
    assert (item.quantity.min, item.delivered.min, item.volume.delivered) == (9, 15, Decimal("37.5"))
    assert "revised-within-release" in transfer.status_tags


def test_a_file_of_one_supplier_says_that_it_holds_no_others(files):
    files.add(
        DEALS,
        [deal("P-60", "2010", "9", "22.5")],
        scope="Iceland",
        window="'2000' to '2024'",
    )
    sources, _ = files.read()
    (source,) = sources.values()
    covers = facts(source).document.release.covers
    assert (covers.suppliers, covers.recipients, covers.first_year, covers.last_year) == (
        ("ISL",),
        None,
        2000,
        2024,
    )
    assert covers.shapes == ("deals",)
