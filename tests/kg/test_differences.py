"""What moved between two releases: which deals came, went and changed, value by value, and what that adds up to."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kg.differences import ChangedDeal, Difference, difference
from kg.differences.write import to_csv, to_json, to_text
from kg.errors import InputError
from kg.facts import (
    Coverage,
    Delivery,
    Document,
    Entity,
    Facts,
    Item,
    Quantity,
    Quote,
    Release,
    Transfer,
    Volume,
    When,
)
from kg.ledger import Entry, Ledger
from kg.link.registers import party
from kg.namespaces import BASE, ID
from kg.releases import Releases
from kg.settings import Settings
from kg.store import Change, open_store
from kg.store.embedded import EmbeddedStore

SETTINGS = Settings(store="memory:")
RAFALE = Entity(id="wpn:rafale", type="weapon_system", name="Rafale", iri=f"{ID}weapon/rafale")


def year(first: int, last: int | None = None, *, estimate: bool | None = None) -> When:
    last = last or first
    start, end = ((date(one, 1, 1), date(one, 12, 31)) for one in (first, last))
    return When(
        edtf=str(first) if first == last else f"{first}/{last}", start=start, end=end, estimate=estimate
    )


def weapon(name: str, *aliases: str) -> Entity:
    return Entity(id="wpn:w", type="weapon_system", name=name, aliases=aliases)


def exactly(number: int | None) -> Quantity | None:
    return None if number is None else Quantity(min=number, max=number)


def deal(
    name: str,
    *,
    register_id: str | None = None,
    supplier: str = "France",
    recipient: str = "Egypt",
    goods: Entity = RAFALE,
    ordered: int = 2015,
    estimate: bool | None = None,
    count: int | None = 24,
    years: dict[int, tuple[float | None, float | None]] | None = None,
    comment: str | None = None,
    item: dict[str, Any] | None = None,
    entities: tuple[Entity, ...] = (),
    **transfer: Any,
) -> Facts:
    """One entry of the register; ``years`` has number and TIV by year."""
    years = {} if years is None else years
    text = "a row"
    if comment is not None:
        text = f"{recipient},{supplier},{ordered},,{count},,W,d,{count},,2016; 2017,New,{comment},1,2,3"
    seller, buyer = (
        party(one).model_copy(update={"id": f"p{n}"}) for n, one in enumerate((supplier, recipient))
    )
    came = sum(number or 0 for number, _ in years.values())
    made = {
        "weapon_class": "aircraft.combat",
        "quantity": exactly(count),
        "delivered": exactly(int(came)) if years else None,
        "deliveries": tuple(
            Delivery(year=one, count=number, tiv=tiv) for one, (number, tiv) in sorted(years.items())
        ),
        "volume": Volume(delivered=Decimal(str(sum(tiv or 0 for _, tiv in years.values()))))
        if years
        else None,
        **(item or {}),
    }
    return Facts(
        document=Document(id=name, lang="en", text=text, register_id=register_id),
        entities=(seller, buyer, goods, *entities),
        transfers=(
            Transfer(
                id="t",
                supplier="p0",
                recipient="p1",
                items=(Item(id="i", weapon=goods.id, **made),),
                stage="ordered",
                epistemic="asserted",
                evidence=(Quote(start=0, end=len(text), text=text),),
                ordered=year(ordered, estimate=estimate),
                delivered=year(min(years), max(years)) if years else None,
                **transfer,
            ),
        ),
    )


def store_of(*releases: tuple[Release, list[Facts]]) -> EmbeddedStore:
    """A store with the book of these releases: all that is compared."""
    store = EmbeddedStore()
    fill(store, *releases)
    return store


def fill(store: Any, *releases: tuple[Release, list[Facts]]) -> None:
    ledger, known = Ledger(store, BASE), Releases(store, BASE)
    for release, entries in releases:
        news = known.learn(release)
        if news:
            store.commit(Change(add={known.graph: news}))
        for number, facts in enumerate(entries):
            document = facts.document.model_copy(update={"release": release})
            form = facts.model_copy(update={"document": document}).model_dump_json(
                by_alias=True, exclude_defaults=True
            )
            entry = Entry(
                f"{release.name}-{number}",
                f"{release.name}/{facts.document.id}",
                "h",
                "b",
                None,
                1,
                release.name,
                form,
            )
            store.commit(Change(add={ledger.meta: ledger.describe_entry(entry)}))


def release(year: int, covers: Coverage | None = None, register: str = "sipri") -> Release:
    return Release(register=register, name=f"{register}-{year}", published=f"{year}-03-10", covers=covers)


def compared(
    old: list[Facts],
    new: list[Facts],
    *,
    covers: tuple[Coverage | None, Coverage | None] = (None, None),
    **asked: Any,
) -> Difference:
    store = store_of((release(2024, covers[0]), old), (release(2025, covers[1]), new))
    try:
        return difference(store, SETTINGS, "sipri-2024", "sipri-2025", **asked)
    finally:
        store.close()


def moved(pair: ChangedDeal) -> dict[str, tuple[Any, Any]]:
    return {
        change.property if change.year is None else f"{change.property} {change.year}": (
            change.old,
            change.new,
        )
        for change in pair.changes
    }


def only(found: Difference) -> dict[str, tuple[Any, Any]]:
    """The changes of the one deal that changed."""
    assert (len(found.added), len(found.removed), len(found.changed)) == (0, 0, 1)
    return moved(found.changed[0])


def nothing_moved(found: Difference) -> bool:
    totals = found.totals
    return totals.unchanged == totals.old == totals.new


# Which deals are one -------------------------------------------------------------------------------


def test_a_deal_with_the_same_id_is_one_deal_whatever_else_changed():
    found = compared(
        [deal("a", register_id="7", supplier="Finland", count=4, ordered=2001)],
        [deal("b", register_id="7", supplier="Sweden", goods=weapon("Gripen"), count=6, ordered=2009)],
    )
    assert only(found) == {
        "supplier": ("Finland", "Sweden"),
        "weapon": ("Rafale", "Gripen"),
        "ordered": ("2001", "2009"),
        "quantity": (4, 6),
    }
    assert found.changed[0].pairing == "register-id"


def test_two_ids_are_two_deals_however_much_they_agree():
    found = compared([deal("a", register_id="7")], [deal("a", register_id="8")])
    assert [one.register_id for one in found.added + found.removed] == ["8", "7"]
    assert found.totals.unchanged == 0


def test_an_id_in_one_release_alone_is_no_obstacle():
    found = compared([deal("a", register_id="7")], [deal("a")])
    assert nothing_moved(found)


def test_without_ids_parties_weapon_and_order_year_make_one_deal():
    found = compared([deal("a", count=24)], [deal("b", count=30)])
    assert only(found) == {"quantity": (24, 30)}
    assert found.changed[0].pairing == "identity"


def test_of_several_deals_that_agree_in_the_identity_the_most_alike_are_paired():
    old = [deal("a", count=4, years={2016: (4, 8)}), deal("b", count=40, years={2019: (40, 80)})]
    new = [deal("x", count=40, years={2019: (40, 81)}), deal("y", count=4, years={2016: (4, 9)})]
    found = compared(old, new)
    assert [(one.old_key, one.deal.key) for one in found.changed] == [
        ("sipri-2024/b", "sipri-2025/x"),
        ("sipri-2024/a", "sipri-2025/y"),
    ]


def test_twins_that_agree_in_everything_are_paired_with_each_other_and_the_third_is_new():
    found = compared([deal("a"), deal("b")], [deal("x"), deal("y"), deal("z")])
    assert (found.totals.unchanged, found.totals.added, found.totals.removed) == (2, 1, 0)


def test_what_could_as_well_be_another_deal_is_not_paired():
    old = [deal("a", count=10, ordered=2015)]
    new = [deal("x", count=11, ordered=2016), deal("y", count=9, ordered=2014)]
    found = compared(old, new)
    assert (found.totals.changed, found.totals.added, found.totals.removed) == (0, 2, 1)


def test_a_deal_is_known_again_by_what_is_alike_when_its_year_and_the_name_of_its_weapon_moved():
    found = compared(
        [deal("a", goods=weapon("TOW"), ordered=2015, years={2017: (24, 5)})],
        [deal("b", goods=weapon("BGM-71 TOW"), ordered=2016, years={2017: (24, 5)})],
    )
    assert only(found) == {"weapon": ("TOW", "BGM-71 TOW"), "ordered": ("2015", "2016")}
    assert found.changed[0].pairing == "likeness"


@pytest.mark.parametrize(
    "other",
    [
        {"supplier": "Sweden"},
        {"recipient": "India"},
        {"goods": weapon("Exocet")},
        {"ordered": 1990},
        {"ordered": 2018, "count": 3},
    ],
)
def test_deals_that_differ_in_what_matters_are_two(other):
    found = compared([deal("a")], [deal("b", **other)])
    assert (found.totals.added, found.totals.removed, found.totals.changed) == (1, 1, 0)


def test_two_entries_under_one_id_are_told_apart():
    old = [deal("a", register_id="7", count=4), deal("b", register_id="7", count=9)]
    new = [deal("x", register_id="7", count=9), deal("y", register_id="7", count=4)]
    assert nothing_moved(compared(old, new))


def test_an_entry_with_two_reports_is_two_deals():
    one = deal("a", register_id="7")
    second = one.transfers[0].model_copy(
        update={
            "id": "u",
            "items": (one.transfers[0].items[0].model_copy(update={"id": "j", "quantity": None}),),
        }
    )
    both = one.model_copy(update={"transfers": (one.transfers[0], second)})
    assert compared([both], [both]).totals.unchanged == 2


# What counts as a change ---------------------------------------------------------------------------


def test_another_spelling_of_the_same_party_or_weapon_is_a_change_of_words_alone():
    old = [deal("a", register_id="1", recipient="Libya HoR*", goods=weapon("TOW", "BGM-71 TOW"))]
    new = [
        deal("a", register_id="1", recipient="House of Representatives (Libya)*", goods=weapon("BGM-71 TOW"))
    ]
    found = compared(old, new)
    assert (found.totals.changed, found.totals.reworded, found.reworded) == (0, 1, ())
    (reworded,) = compared(old, new, wording=True).reworded
    assert moved(reworded) == {
        "recipient": ("Libya HoR*", "House of Representatives (Libya)*"),
        "weapon": ("TOW / BGM-71 TOW", "BGM-71 TOW"),
    }
    assert {change.kind for change in reworded.changes} == {"wording"}


def test_a_description_in_other_words_is_no_change_of_the_kind_of_weapon():
    old = [deal("a", register_id="1", item={"description": "APC"})]
    new = [deal("a", register_id="1", item={"description": "armoured personnel carrier"})]
    assert compared(old, new).totals.reworded == 1
    new = [deal("a", register_id="1", item={"description": "trainer", "weapon_class": "aircraft.trainer"})]
    assert only(compared(old, new)) == {
        "weaponDescription": ("APC", "trainer"),
        "category": ("aircraft.combat", "aircraft.trainer"),
    }


SAUDI = Entity(id="fin", type="state", name="Saudi Arabia", iso3="SAU", iri=f"{ID}state/SAU")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"estimate": False}, {"estimate": True}, {"orderedIsEstimate": (False, True)}),
        ({"estimate": None}, {"estimate": False}, {"orderedIsEstimate": (None, False)}),
        ({"count": None}, {"count": 12}, {"quantity": (None, 12)}),
        ({"count": None}, {"count": 0}, {"quantity": (None, 0)}),
        ({"item": {"quantity": Quantity(min=3)}}, {"item": {"quantity": Quantity(min=3, max=5)}},
         {"quantity": ("at least 3", "3-5")}),
        ({"item": {"quantity": Quantity(min=3, max=3, estimate=True)}}, {"item": {"quantity": exactly(3)}},
         {"quantityIsEstimate": (True, None)}),
        ({"item": {"delivered": exactly(3)}}, {"item": {"delivered": Quantity(min=3)}}, None),
        ({"item": {"delivered": exactly(4)}}, {"item": {"delivered": Quantity(min=3)}},
         {"quantityDelivered": (4, "at least 3")}),
        ({"item": {"sipri_category": "Aircraft"}}, {"item": {"sipri_category": "Other"}},
         {"sipriCategory": ("Aircraft", "Other")}),
        ({"item": {"volume": Volume(unit=2, ordered=10)}}, {"item": {"volume": Volume(new_unit=5, unit=3, ordered=15)}},
         {"tivPerNewUnit": (None, 5), "tivPerUnit": (2, 3), "tivOrdered": (10, 15)}),
        ({"condition": "new"}, {"condition": "second-hand"}, {"condition": ("new", "second-hand")}),
        ({"local_production": False}, {"local_production": True}, {"localProduction": (False, True)}),
        ({"kind": "aid"}, {}, {"kind": ("aid", None)}),
        ({"status_tags": ("barter", "aid")}, {"status_tags": ("aid", "barter")}, None),
        ({"status_tags": ("barter",)}, {"status_tags": ("aid", "barter")},
         {"statusTag": (("barter",), ("aid", "barter"))}),
        ({}, {"financier": "fin", "entities": (SAUDI,)}, {"financier": (None, ("Saudi Arabia",))}),
        ({"intermediaries": ("fin",), "entities": (SAUDI,)}, {"end_user": "fin", "entities": (SAUDI,)},
         {"intermediary": (("Saudi Arabia",), None), "endUser": (None, ("Saudi Arabia",))}),
        ({"comment": "For navy"}, {"comment": "For navy; $1 b, deal"}, {"comment": ("For navy", "For navy; $1 b, deal")}),
        ({"comment": "a  b"}, {"comment": "a b"}, None),
        ({"comment": ""}, {"comment": "NA"}, None),
        ({"notes": "one"}, {"notes": "two"}, {"note": ("one", "two")}),
        ({"notes": "The file covers deliveries from 1950 to 2023; x"}, {}, None),
        ({"years": {2016: (3, 6)}}, {"years": {2016: (4, 8)}},
         {"quantityDelivered": (3, 4), "tivDelivered": (6, 8), "count 2016": (3, 4), "tiv 2016": (6, 8)}),
        ({"years": {2016: (3, 6)}}, {"years": {2017: (3, 6)}},
         {"delivered": ("2016", "2017"), "count 2016": (3, None), "tiv 2016": (6, None), "count 2017": (None, 3),
          "tiv 2017": (None, 6)}),
    ],
)  # fmt: skip
def test_every_value_is_compared(old, new, expected):
    found = compared([deal("a", register_id="1", **old)], [deal("a", register_id="1", **new)])
    if expected is None:
        assert nothing_moved(found)
    else:
        assert only(found) == expected
        assert {change.kind for change in found.changed[0].changes} == {"revision"}


def test_yearly_numbers_are_not_held_against_a_file_that_does_not_have_them():
    whole = deal("a", register_id="1", years={2016: (3, 6), 2017: (1, 2)})
    item = whole.transfers[0].items[0].model_copy(update={"deliveries": ()})
    totals = whole.model_copy(
        update={"transfers": (whole.transfers[0].model_copy(update={"items": (item,)}),)}
    )
    assert nothing_moved(compared([whole], [totals]))


def test_what_the_files_of_a_release_have_no_place_for_is_not_compared_and_said():
    old = [deal(str(n), register_id=str(n)) for n in range(60)]
    new = [deal(str(n), register_id=str(n), comment=f"Comment {n}", kind="aid") for n in range(60)]
    found = compared(old, new)
    assert nothing_moved(found)
    missing = {one.property: one.missing_in for one in found.incomparable}
    assert set(missing.values()) == {"sipri-2024"}
    # What is read out of comments goes with them, however few deals it is of.
    assert {"comment", "kind", "value", "financier"} <= set(missing)
    assert not {"quantity", "ordered", "weapon"} & set(missing)
    few = compared(old[:3], new[:3])
    assert (few.incomparable, few.totals.changed) == ((), 3)


# What a release covers, and what it could know -----------------------------------------------------


def test_what_the_other_files_cannot_hold_is_not_covered_and_neither_come_nor_gone():
    french = Coverage(suppliers=("p0",), first_year=2000, last_year=2024)
    old = [deal("a", years={1985: (6, 6)}), deal("b", years={2016: (6, 6)})]
    found = compared(old, [], covers=(None, french))
    assert [one.key for one in found.removed] == ["sipri-2024/b"]
    assert [(one.deal.key, one.missing_in) for one in found.not_covered] == [("sipri-2024/a", "sipri-2025")]
    assert [(one.supplier, one.went) for one in found.moved] == [("France", 6)]


def test_years_outside_of_a_file_are_no_revision():
    late = Coverage(first_year=2010, last_year=2030)
    old = [deal("a", register_id="1", years={2008: (2, 4), 2012: (3, 6)})]
    found = compared(old, [deal("a", register_id="1", years={2012: (3, 6)})], covers=(None, late))
    assert (found.totals.continued, found.totals.changed, found.moved) == (1, 0, ())
    assert {change.kind for change in found.continued[0].changes} == {"progress"}
    found = compared(old, [deal("a", register_id="1", years={2012: (4, 8)})], covers=(None, late))
    kinds = {(change.property, change.year): change.kind for change in found.changed[0].changes}
    assert kinds["count", 2012] == "revision"
    assert kinds["count", 2008] == "progress"
    assert [(one.old, one.new, one.revised) for one in found.moved] == [(6, 8, 2)]


def test_what_came_in_after_the_earlier_release_is_progress_in_either_direction():
    old, new = ({2023: (2, 4)}, {2023: (2, 4), 2024: (3, 6)})
    store = store_of(
        (release(2024), [deal("a", register_id="1", years=old)]),
        (release(2025), [deal("a", register_id="1", years=new)]),
    )
    for names in (("sipri-2024", "sipri-2025"), ("sipri-2025", "sipri-2024")):
        found = difference(store, SETTINGS, *names)
        assert (found.totals.continued, found.totals.changed, found.moved) == (1, 0, ())
        assert len(found.continued[0].changes) == 5
    store.close()


def test_a_sum_that_later_years_do_not_account_for_is_revised():
    old = [deal("a", register_id="1", years={2023: (2, 4)})]
    new = [deal("a", register_id="1", years={2023: (2, 4), 2024: (3, 6)}, item={"delivered": exactly(9)})]
    found = compared(old, new)
    assert [
        (one.property, one.old, one.new) for one in found.changed[0].changes if one.kind == "revision"
    ] == [("quantityDelivered", 2, 9)]


# Sums ----------------------------------------------------------------------------------------------


def test_tiv_moves_with_the_deals_that_came_went_changed_and_changed_hands():
    old = [
        deal("a", register_id="1", supplier="Finland", years={2010: (1, 10)}),
        deal("b", register_id="2", supplier="France", years={2010: (1, 7.25)}),
        deal("c", register_id="3", supplier="France", years={2010: (1, 100)}),
        deal("s", register_id="4", supplier="Spain", years={2010: (1, 1)}),
    ]
    new = [
        deal("a", register_id="1", supplier="Sweden", years={2010: (1, 12)}),
        deal("c", register_id="3", supplier="France", years={2010: (1, 99.5)}),
        deal("d", register_id="5", supplier="France", years={2010: (1, 3)}),
        deal("s", register_id="4", supplier="Spain", years={2010: (1, 1)}),
    ]
    found = compared(old, new)
    assert [(m.supplier, m.old, m.new, m.came, m.went, m.revised) for m in found.moved] == [
        ("Sweden", 0, 12, 0, 0, 12),
        ("Finland", 10, 0, 0, 0, -10),
        ("France", Decimal("107.25"), Decimal("102.5"), 3, Decimal("7.25"), Decimal("-0.5")),
    ]
    assert all(one.balance == one.came - one.went + one.revised for one in found.moved)


DEALS = st.builds(
    lambda supplier, recipient, count, ordered, years, name: {
        "supplier": supplier, "recipient": recipient, "count": count, "ordered": ordered, "goods": weapon(name),
        "years": {one: (number, number * 2) for one, number in years.items()},
    },
    st.sampled_from(["France", "Sweden"]),
    st.sampled_from(["Egypt", "India"]),
    st.sampled_from([None, 4, 24]),
    st.sampled_from([2001, 2002, 2010]),
    st.dictionaries(st.sampled_from([2003, 2011, 2024]), st.integers(1, 9), max_size=2),
    st.sampled_from(["TOW", "BGM-71 TOW", "Exocet"]),
)  # fmt: skip
SIDES = st.lists(st.tuples(DEALS, st.sampled_from([None, None, "1", "2", "3"])), max_size=6)


@examples(max_examples=60)
@given(SIDES, SIDES, st.randoms())
def test_every_deal_is_accounted_for_once_in_whatever_order_they_are_stored(old, new, chance: random.Random):
    """And the difference in the other direction has as many deals of each sort."""
    sides = [
        [deal(f"{n}", register_id=own_id, **made) for n, (made, own_id) in enumerate(side)]
        for side in (old, new)
    ]
    found = compared(*sides)
    totals = found.totals
    pairs = totals.changed + totals.continued + totals.reworded + totals.unchanged
    assert totals.old == len(old) == pairs + totals.removed
    assert totals.new == len(new) == pairs + totals.added
    keys = [one.deal.key for one in found.changed + found.continued] + [one.key for one in found.added]
    assert len(keys) == len(set(keys))
    for one in found.moved:
        assert one.balance == one.came - one.went + one.revised
    for side in sides:
        chance.shuffle(side)
    assert to_json(compared(*sides)) == to_json(found)
    store = store_of((release(2024), sides[0]), (release(2025), sides[1]))
    back = difference(store, SETTINGS, "sipri-2025", "sipri-2024").totals
    store.close()
    assert (back.added, back.removed, back.changed) == (totals.removed, totals.added, totals.changed)
    assert nothing_moved(compared(sides[0], sides[0]))


# What is asked for ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Sweden", "sweden", "SWE", "SE", f"{ID}state/SWE", "السويد"])
def test_a_party_is_asked_for_by_name_code_or_iri_and_a_deal_that_changed_hands_counts_for_both(name):
    old = [deal("a", register_id="1", supplier="Finland"), deal("b", register_id="2")]
    new = [
        deal("a", register_id="1", supplier="Sweden"),
        deal("c", register_id="3", supplier="Sweden", recipient="India"),
    ]
    found = compared(old, new, supplier=name)
    assert ([one.deal.register_id for one in found.changed], [one.register_id for one in found.added]) == (
        ["1"],
        ["3"],
    )
    assert found.totals.removed == 0
    assert compared(old, new, supplier=name, recipient="Egypt").totals.added == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "sipri-2024",
            "sipri-1999",
            "there is no release 'sipri-1999'. There are other-2024, sipri-2024, sipri-2025",
        ),
        ("2024", "sipri-2025", "there is no release '2024'"),
        ("sipri-2024", "sipri-2024", "compared with itself"),
        ("sipri-2024", "other-2024", "'sipri-2024' is a release of sipri, 'other-2024' one of other"),
    ],
)
def test_what_cannot_be_compared_is_told_with_what_there_is(old, new, told):
    store = store_of((release(2024), []), (release(2025), []), (release(2024, register="other"), []))
    with pytest.raises(InputError) as caught:
        difference(store, SETTINGS, old, new)
    assert told in str(caught.value)
    store.close()


def test_an_unknown_party_and_an_empty_store_are_told():
    with pytest.raises(
        InputError, match="neither sipri-2024 nor sipri-2025 has a deal with the recipient 'Narnia'"
    ):
        compared([deal("a")], [deal("a")], recipient="Narnia")
    with pytest.raises(InputError, match="The store has no releases"):
        difference(EmbeddedStore(), SETTINGS, "a", "b")


# How it is told ------------------------------------------------------------------------------------

OLD = [
    deal("a", register_id="1", recipient="Libya HoR*", goods=weapon("صاروخ KN-23"), years={2016: (3, 6.5)}),
    deal("b", register_id="2", goods=weapon("=SUM(A1)")),
]
NEW = [deal("a", register_id="1", recipient="Libya HoR*", goods=weapon("صاروخ KN-23"), years={2016: (4, 8)})]


def test_json_has_plain_numbers_and_every_part():
    found = json.loads(to_json(compared(OLD, NEW)))
    assert found["totals"] == {
        "old": 2, "new": 1, "added": 0, "removed": 1, "changed": 1, "continued": 0, "reworded": 0, "unchanged": 0,
        "not_covered": 0,
    }  # fmt: skip
    (changed,) = found["changed"]
    assert {"property": "tiv", "old": 6.5, "new": 8, "kind": "revision", "year": 2016} in changed["changes"]
    assert (changed["deal"]["register_id"], changed["deal"]["weapon"]) == ("1", "صاروخ KN-23")
    assert found["moved"][0]["revised"] == 1.5
    assert "changed" not in json.loads(to_json(compared(OLD, NEW), summary=True))


def test_csv_has_a_line_for_each_value_and_nothing_that_a_spreadsheet_would_run():
    found = compared(OLD, NEW)
    rows = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert [(row["what"], row["property"], row["year"], row["old"], row["new"]) for row in rows[-2:]] == [
        ("changed", "count", "2016", "3", "4"),
        ("changed", "tiv", "2016", "6.5", "8"),
    ]
    assert rows[0]["what"] == "removed"
    assert rows[0]["weapon"] == "'=SUM(A1)"
    summary = list(csv.DictReader(io.StringIO(to_csv(found, summary=True))))
    assert {"section": "deals", "name": "removed", "measure": "deals", "value": "1"} in summary


def test_text_sets_names_apart_and_names_each_value():
    text = "\n".join(to_text(compared(OLD, NEW)))
    assert "\u2068صاروخ KN-23\u2069" in text
    assert "delivery 2016: TIV" in text
    assert "6.5 -> 8" in text
    assert "[2]" in text
    assert "Changed" not in "\n".join(to_text(compared(OLD, NEW), summary=True))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run: Run, settings: Settings) -> Run:
    store = open_store(settings.store)
    part = Coverage(suppliers=("FRA",), last_year=2025)
    fill(store, (release(2024), OLD), (release(2025, part), NEW))
    store.close()
    return run


def test_the_command_prints_each_format(run):
    code, out, err = run("diff", "sipri-2024", "sipri-2025")
    assert (code, err) == (0, "")
    assert out.startswith("sipri: sipri-2024 (2 deals) against sipri-2025 (1 deals)")
    assert (
        json.loads(run("diff", "sipri-2024", "sipri-2025", "--format", "json")[1])["totals"]["changed"] == 1
    )
    assert run("diff", "sipri-2024", "sipri-2025", "--format", "csv", "--summary")[1].startswith(
        "section,name,"
    )
    code, out, err = run("diff", "sipri-2024", "sipri-1999")
    assert (code, out) == (2, "")
    assert err == "armsgraph: there is no release 'sipri-1999'. There are sipri-2024, sipri-2025\n"
    assert run("diff", "sipri-2024")[0] == 2
    assert run("diff", "sipri-2024", "sipri-2025", "--supplier", "Narnia")[0] == 2


def test_releases_are_listed_with_what_they_cover(run):
    code, out, err = run("releases")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "sipri-2024  sipri  2024-03-10  2 current  0 superseded  everything",
        "sipri-2025  sipri  2025-03-10  1 current  0 superseded  supplied by FRA, delivered -2025",
    ]
    first, second = json.loads(run("releases", "--json")[1])
    assert first == {
        "register": "sipri", "name": "sipri-2024", "published": "2024-03-10", "covers": [{}], "current": 2,
        "superseded": 0,
    }  # fmt: skip
    assert second["covers"] == [{"suppliers": ["FRA"], "last_year": 2025}]
