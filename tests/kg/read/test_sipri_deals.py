"""What one deal of SIPRI's register becomes: facts that are sound, each value with its doubt and its words.

All deals here are invented; the rows only have the shapes of SIPRI's.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sipri import DEALS, YEARS

from kg.facts import Document, Entity, Facts, Money, Transfer, content_hash, problems
from kg.identity import record_id
from kg.populate import clashes, populate
from kg.read import Source
from kg.read.sipri import REGISTER
from kg.read.sipri.cast import Cast
from kg.settings import Settings
from kg.validate import validate_many

MADE = "Data generated: 13 Mar 2025 10:02:49 AM\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def one(folder: Path, header: str, *rows: str) -> Facts:
    path = folder / "register.csv"
    path.write_text("\n".join([MADE, header, *rows]) + "\n")
    (source,) = (found for found in REGISTER.read([path], Settings()) if isinstance(found, Source))
    assert isinstance(source.content, Facts)
    facts = source.content
    assert problems(facts) == []
    assert clashes(facts) == []
    name = record_id(source.key)
    report = validate_many({name: populate(facts, name, Settings(), key=source.key)})[name]
    assert report.conforms, [result.message for result in report.results]
    return facts


def deal(
    folder: Path, comment: str = "", *, ordered: str = "6,", delivered: str = "6,", years: str = "2016", order: str = "2015,",
    status: str = "New", weapon: str = "Falcon 105mm,towed gun", parties: str = "Nepal,Malta", tiv: str = "0.2,1.2,1.2",
) -> Facts:  # fmt: skip
    row = f"{parties},{order},{ordered},{weapon},{delivered},{years},{status},{comment},{tiv}"
    return one(folder, DEALS, row)


def said(folder: Path, comment: str) -> Transfer:
    return deal(folder, comment).transfers[0]


def name(facts: Facts, entity: str | None) -> str:
    assert entity is not None
    return facts.entity(entity).name


# The record ------------------------------------------------------------------------------------


def test_the_record_says_where_it_stands_and_that_it_may_not_be_shared(folder: Path) -> None:
    document = deal(folder, "Aid").document
    text = "Nepal,Malta,2015,,6,,Falcon 105mm,towed gun,6,,2016,New,Aid,0.2,1.2,1.2"
    assert document.release is not None
    assert document == Document(
        id=document.id,
        lang="en",
        text=text,
        sha256=content_hash(text),
        length=len(text),
        publisher="Stockholm International Peace Research Institute",
        title="Malta to Nepal: Falcon 105mm",
        genre="register entry",
        release=document.release,
        redistribution="none",
    )
    assert (document.release.register_name, document.release.name) == ("sipri", "sipri-2025")
    assert document.release.published == "2025-03-10"
    assert document.id.startswith("sipri-2025/")
    assert len(document.id) == len("sipri-2025/") + 12


def test_the_whole_row_is_the_evidence(folder: Path) -> None:
    facts = deal(folder)
    (quote,) = facts.transfers[0].evidence
    assert quote.text == facts.document.text


# Numbers, and how sure they are ----------------------------------------------------------------


def test_numbers_are_exact_and_a_question_mark_is_an_estimate(folder: Path) -> None:
    item = deal(folder, ordered="6,?", delivered="4,").transfers[0].items[0]
    assert item.quantity is not None
    assert item.delivered is not None
    assert (item.quantity.min, item.quantity.max, item.quantity.estimate) == (6, 6, True)
    assert (item.delivered.min, item.delivered.max, item.delivered.estimate) == (4, 4, False)


def test_what_the_register_does_not_say_is_unknown_and_not_none(folder: Path) -> None:
    item = deal(folder, ordered=",", delivered="0,", years="", tiv=",,").transfers[0].items[0]
    assert item.quantity is None
    assert item.delivered is not None
    assert item.delivered.max == 0
    assert item.volume is None
    assert item.deliveries == ()


def test_volumes_are_decimals_to_the_last_digit(folder: Path) -> None:
    item = deal(folder, tiv="0.07,0.42,0.35").transfers[0].items[0]
    assert item.volume is not None
    assert (item.volume.unit, item.volume.ordered, item.volume.delivered) == (
        Decimal("0.07"), Decimal("0.42"), Decimal("0.35"),
    )  # fmt: skip


def test_three_valued_flags_stay_three_valued(folder: Path) -> None:
    rows = [
        f"9,Malta,Nepal,Falcon 105mm,towed gun,Artillery,2015,,2,{number},{year},{when},New,0.2,0.2,0.4,{local}"
        for number, year, when, local in [
            ("Yes", 2016, "No", "Yes"),
            ("", 2017, "", "Yes"),
            ("No", 2018, "Yes", "Yes"),
        ]
    ]
    transfer = one(folder, YEARS, *rows).transfers[0]
    item = transfer.items[0]
    assert [(d.year, d.count_estimate, d.year_estimate) for d in item.deliveries] == [
        (2016, True, False), (2017, None, None), (2018, False, True),
    ]  # fmt: skip
    assert transfer.ordered is not None
    assert transfer.delivered is not None
    assert (transfer.ordered.edtf, transfer.ordered.estimate) == ("2015", None)
    assert (transfer.delivered.edtf, transfer.delivered.estimate) == ("2016/2018?", True)
    assert (transfer.kind, transfer.local_production) == ("licence", True)
    assert item.quantity is None
    assert item.delivered is not None
    assert (item.delivered.min, item.delivered.estimate) == (6, True)
    assert item.volume is not None
    assert (item.volume.new_unit, item.volume.delivered) == (Decimal("0.2"), Decimal("1.2"))


def test_one_year_takes_the_whole_number_and_several_are_never_split(folder: Path) -> None:
    (delivery,) = deal(folder).transfers[0].items[0].deliveries
    assert (delivery.year, delivery.count, delivery.tiv, delivery.year_estimate) == (
        2016,
        6,
        Decimal("1.2"),
        None,
    )
    transfer = deal(folder, years="2016; 2018").transfers[0]
    assert transfer.items[0].deliveries == ()
    assert transfer.delivered is not None
    assert transfer.delivered.edtf == "2016/2018"
    assert transfer.delivered.start == (date(2016, 1, 1), date(2016, 12, 31))
    assert transfer.delivered.end == (date(2018, 1, 1), date(2018, 12, 31))


def test_an_order_year_in_doubt_is_marked_in_edtf(folder: Path) -> None:
    when = deal(folder, order="2015,?").transfers[0].ordered
    assert when is not None
    assert (when.edtf, when.estimate) == ("2015?", True)
    assert when.start == when.end == (date(2015, 1, 1), date(2015, 12, 31))


# How far it has come ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "comment", "stage"),
    [
        (("6,", "0,", ""), "", "ordered"),
        (("6,", "4,", "2016"), "", "delivering"),
        (("6,", "6,", "2016"), "", "delivered"),
        (("6,", "7,", "2016"), "", "delivered"),
        ((",", "4,", "2016"), "", "delivering"),
        (("6,", "0,", ""), "Selected but not yet ordered by end-2024", "planned"),
        (("6,", "0,", ""), "Order cancelled 2016", "cancelled"),
        (("6,", "4,", "2016"), "Rest cancelled 2017", "delivering"),
    ],
)
def test_the_stage_follows_from_the_numbers(folder: Path, numbers, comment, stage) -> None:
    ordered, delivered, years = numbers
    facts = deal(folder, comment, ordered=ordered, delivered=delivered, years=years)
    assert facts.transfers[0].stage == stage


def test_an_order_after_the_delivery_is_kept_and_flagged(folder: Path) -> None:
    transfer = deal(folder, order="2018,").transfers[0]
    assert transfer.status_tags == ("order-after-delivery",)
    assert transfer.ordered is not None
    assert transfer.ordered.edtf == "2018"


@pytest.mark.parametrize(
    ("status", "condition", "kind"),
    [
        ("New", "new", "unknown"),
        ("Second hand", "second-hand", "secondhand"),
        ("Second hand but modernized", "modernized", "secondhand"),
        ("", None, "unknown"),
    ],
)
def test_the_status_is_the_condition_of_the_goods(folder: Path, status, condition, kind) -> None:
    transfer = deal(folder, status=status).transfers[0]
    assert (transfer.condition, transfer.kind) == (condition, kind)


# Who and what ----------------------------------------------------------------------------------


def test_parties_are_entities_of_the_reference_knowledge(folder: Path) -> None:
    facts = deal(folder, parties="Hezbollah (Lebanon)*,unknown supplier(s)")
    transfer = facts.transfers[0]
    assert transfer.supplier is not None
    assert transfer.recipient is not None
    assert facts.entity(transfer.supplier).subtype == "unknown_party"
    assert facts.entity(transfer.recipient).type == "group"


def test_two_entities_with_one_id_stay_two() -> None:
    cast = Cast()
    front, other = (Entity(id="grp:front", type="group", name=name) for name in ("Front", "front"))
    assert [cast.id_of(one) for one in (front, other, front)] == ["grp:front", "grp:front-2", "grp:front"]
    assert [one.name for one in cast.entities] == ["Front", "front"]


def test_a_designation_is_a_weapon_system(folder: Path) -> None:
    facts = deal(folder)
    item = facts.transfers[0].items[0]
    assert facts.entity(item.weapon) == Entity(
        id="wpn:falcon-105mm", type="weapon_system", name="Falcon 105mm", weapon_class=item.weapon_class
    )
    assert item.weapon_class.startswith("artillery")
    assert (item.description, item.sipri_category) == ("towed gun", "Artillery")


def test_a_designation_that_says_no_more_than_the_description_is_a_class(folder: Path) -> None:
    facts = deal(folder, weapon="aircraft engine,aircraft engine")
    assert facts.entity(facts.transfers[0].items[0].weapon).type == "weapon_class"
    row = "9,Malta,Nepal,ship engine 500-1000,ship engine,Engines,2015,No,2,No,2016,No,New,0.2,0.2,0.4,No"
    facts = one(folder, YEARS, row)
    engine = facts.entity(facts.transfers[0].items[0].weapon)
    assert (engine.type, engine.name, engine.aliases) == (
        "weapon_class", "ship engine", ("ship engine 500-1000",),
    )  # fmt: skip


# What the comment adds -------------------------------------------------------------------------


def test_the_comment_gives_values_with_their_words(folder: Path) -> None:
    facts = deal(
        folder, "$25-30 m deal; aid; financed by UAE; ordered via Jordan; Nepalese designation Himal"
    )
    transfer = facts.transfers[0]
    assert transfer.value is not None
    assert transfer.value.text is not None
    assert transfer.value == Money(
        amount=Decimal(25_000_000), max=Decimal(30_000_000), currency="USD", text=transfer.value.text
    )
    assert transfer.kind == "aid"
    assert name(facts, transfer.financier) == "United Arab Emirates"
    assert [name(facts, one) for one in transfer.intermediaries] == ["Jordan"]
    assert facts.entity(transfer.items[0].weapon).aliases == ("Himal",)
    words = {support.property: support.quote.text for support in transfer.supports}
    assert words == {
        "kind": "aid",
        "financier": "financed by UAE",
        "intermediary": "ordered via Jordan",
        "weapon": "Nepalese designation Himal",
    }


def test_a_doubt_is_kept_with_the_value(folder: Path) -> None:
    facts = deal(folder, "Probably aid; possibly financed by UAE; supplier uncertain")
    transfer = facts.transfers[0]
    assert transfer.kind == "aid"
    assert name(facts, transfer.financier) == "United Arab Emirates"
    assert {"financier", "kind", "supplier"} <= set(transfer.uncertain)
    assert transfer.epistemic == "asserted"


def test_words_that_did_not_win_are_no_support(folder: Path) -> None:
    row = "9,Malta,Nepal,Falcon 105mm,towed gun,Artillery,2015,No,6,No,2016,No,New,0.2,0.2,1.2,Yes"
    text = f"{MADE}{DEALS}\nNepal,Malta,2015,,6,,Falcon 105mm,towed gun,6,,2016,New,Aid,0.2,1.2,1.2\n"
    (folder / "deals.csv").write_text(text)
    (folder / "years.csv").write_text(f"{MADE}{YEARS}\n{row}\n")
    found = REGISTER.read([folder / "deals.csv", folder / "years.csv"], Settings())
    (facts,) = (one.content for one in found if isinstance(one, Source))
    assert isinstance(facts, Facts)
    assert (facts.transfers[0].kind, facts.transfers[0].supports) == ("licence", ())


def test_what_holds_of_some_of_the_goods_is_no_value_of_the_deal(folder: Path) -> None:
    transfer = said(folder, "Incl 2 as aid")
    assert transfer.kind == "unknown"
    assert transfer.status_tags == ("partly-aid",)


def test_the_price_of_a_wider_deal_is_not_that_of_this_one(folder: Path) -> None:
    transfer = said(folder, "Part of $2 b deal")
    assert transfer.value is None
    assert transfer.status_tags == ("part-of-wider-deal",)


def test_the_same_sum_in_another_currency_is_no_second_price(folder: Path) -> None:
    value = said(folder, "EUR50 m ($60 m) deal").value
    assert value is not None
    assert (value.amount, value.max, value.currency) == (Decimal(50_000_000), None, "EUR")


@pytest.mark.parametrize(
    ("comment", "tags"),
    [
        ("Offsets incl production of components", {"offsets"}),
        ("Option on 4 more", {"option"}),
        ("Option on 4 more not used", {"option-not-used"}),
        ("Delivery embargoed 2016", {"embargo"}),
    ],
)
def test_what_happened_to_the_deal_is_a_tag(folder: Path, comment, tags) -> None:
    transfer = said(folder, comment)
    assert set(transfer.status_tags) == tags
    assert {support.property for support in transfer.supports} == {"statusTag"}


def test_a_company_of_a_state_is_not_the_state(folder: Path) -> None:
    assert said(folder, "Ordered via Jordanian company").intermediaries == ()


def test_who_uses_the_goods_is_said_if_it_is_not_the_recipient(folder: Path) -> None:
    facts = deal(folder, "For use with Fijian peacekeeping forces")
    assert name(facts, facts.transfers[0].end_user) == "Fiji"
    own = said(folder, "For use with Nepalese peacekeeping forces")
    assert (own.end_user, own.supports) == (None, ())


def test_where_goods_come_from_is_said_if_it_is_neither_party(folder: Path) -> None:
    facts = deal(folder, "From French production line")
    assert name(facts, facts.transfers[0].origin) == "France"
    assert said(folder, "From Maltese production line").origin is None
