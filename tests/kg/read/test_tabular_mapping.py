"""A mapping does what it says, and what is wrong with one is told with its line before any row is read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kg.errors import InputError
from kg.facts import Facts, problems
from kg.populate import clashes
from kg.read.model import Refusal, Source, Tally
from kg.read.tabular import REGISTER
from kg.read.tabular.load import built_in, load
from kg.settings import Settings

TRANSFER = {
    "supplier": {"column": "seller"},
    "recipient": {"column": "buyer"},
    "goods": {"column": "what"},
    "stage": "delivered",
}
HEADER = "seller,buyer,what,number,year,flag"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(
    rows: str, option: str | None = None, header: str = HEADER, **members: object
) -> list[Source | Refusal]:
    """All that a small table gives with a mapping of these members."""
    mapping = {
        "register": "deals",
        "release": {"name": "deals-1"},
        "makes": [{"transfer": TRANSFER}],
        **members,
    }
    Path("deals.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    Path("deals.csv.yaml").write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    *found, tally = REGISTER.read([Path("deals.csv")], Settings(release=option))
    assert isinstance(tally, Tally)
    assert sum(count for one in found for _, count in one.rows) == tally.rows
    for one in found:
        if isinstance(one, Source):
            assert problems(one.content) + clashes(one.content) == []
    return found


def with_transfer(**members: object) -> list[dict[str, object]]:
    return [{"transfer": {**TRANSFER, **members}}]


def facts(rows: str, **members: object) -> Facts:
    (found,) = read(rows, **members)
    assert isinstance(found, Source), str(found)
    assert isinstance(found.content, Facts)
    return found.content


def said(rows: str, **members: object) -> str:
    (found,) = read(rows, **members)
    assert isinstance(found, Refusal), found
    return str(found)


# Values -----------------------------------------------------------------------------------------


def note(value: object, row: str = "Sweden,Brazil,tanks,12,2020,1", **members: object) -> str | None:
    """What a value is for a row."""
    return facts(row + "\n", makes=with_transfer(note=value), **members).transfers[0].notes


@pytest.mark.parametrize(
    ("value", "is_"),
    [
        ("sold", "sold"),
        ({"constant": "sold"}, "sold"),
        ({"column": "number"}, "12"),
        ({"column": "Number "}, "12"),
        ({"column": "#4"}, "12"),
        ({"template": "{number} of {year}"}, "12 of 2020"),
        ({"template": "{number} of {year}", "missing": ["12", "2020"]}, None),
        ({"first": [{"column": "number", "missing": "12"}, {"column": "year"}]}, "2020"),
        ({"first": [{"column": "number", "missing": "12"}, "nothing"]}, "nothing"),
        ({"choose": "flag", "cases": {"1": {"column": "year"}, "0": "no"}}, "2020"),
        ({"choose": "number", "cases": {"1": "x"}, "otherwise": "y"}, "y"),
        ({"flags": {"flag": "flagged", "number": "counted"}}, "flagged"),
        ({"column": "colour", "optional": True}, None),
        ({"column": "number", "missing": "12", "otherwise": "none"}, "none"),
        ({"column": "number", "part": r"(\d)\d"}, "1"),
        ({"column": "number", "part": r"\d"}, None),
        ({"column": "what", "replace": {"t": "b", "nk": "d"}}, "bads"),
        ({"column": "what", "rename": {"tanks": "battle tanks"}}, "battle tanks"),
        ({"column": "what", "rename": {"ships": "boats"}}, "tanks"),
        ({"column": "what", "rename": "names"}, "Panzer"),
        ({"column": "what", "lookup": "names"}, "Panzer"),
        ({"column": "what", "lookup": {"ships": "boats"}, "otherwise": "things"}, "things"),
        ({"column": "what", "if": {"column": "flag", "is": "1"}}, "tanks"),
        ({"column": "what", "if": {"column": "flag", "is": "0"}}, None),
    ],
)
def test_values(value, is_):
    assert note(value, lookups={"names": {"tanks": "Panzer"}}) == is_


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"column": "flag", "is": "1"}, True),
        ({"column": "flag", "is": ["0", "1"]}, True),
        ({"column": "flag", "is": "1", "not": True}, False),
        ({"column": "what", "contains": "ank"}, True),
        ({"column": "what", "matches": "t.*"}, True),
        ({"column": "what", "matches": "t"}, False),
        ({"column": "what", "missing": True}, False),
        ({"column": "what", "missing": False}, True),
        ([{"column": "flag", "is": "1"}, {"column": "what", "is": "ships"}], False),
    ],
)
def test_conditions(condition, holds):
    assert (note({"column": "year", "if": condition}) is not None) is holds


def test_nothing_is_missing_but_what_is_said_to_be():
    row = "NA,Brazil,-,n/a,2020,1\n"
    makes = with_transfer(
        supplier={"column": "seller", "as": "iso2"}, quantity={"column": "number"}, note={"column": "what"}
    )
    (transfer,) = facts(row, makes=makes).transfers
    assert (transfer.supplier, transfer.notes) == ("NAM", "-")
    assert transfer.items[0].quantity.text.text == "n/a"
    (transfer,) = facts(row, makes=makes, missing=["-", "n/a"]).transfers
    assert (transfer.supplier, transfer.notes, transfer.items[0].quantity) == ("NAM", None, None)


def test_words_of_yaml_stay_words():
    mapping = "register: deals\nrelease: {name: x}\nmakes:\n - transfer:\n    supplier: {column: a, as: iso2, rename: {SE: NO}}\n    goods: x\n    stage: delivered\n"
    Path("deals.csv").write_text("a\nSE\n")
    Path("deals.csv.yaml").write_text(mapping)
    found = next(REGISTER.read([Path("deals.csv")], Settings()))
    assert found.content.transfers[0].supplier == "NOR"


@pytest.mark.parametrize(
    ("kind", "written", "is_"),
    [
        ({"as": "iso2"}, "GB", "GBR"),
        ({"as": "iso3"}, "GBR", "GBR"),
        ({"as": "cow"}, "UKG", "GBR"),
        ({"as": "cow", "year": {"column": "year"}}, "RUS", "RUS"),
        ({}, "Great Britain", "GBR"),
        ({}, "Soviet Union", "SUN"),
        ({}, "Hezbollah", "grp:hezbollah"),
        ({"type": "organisation"}, "United Nations", "org:united-nations"),
    ],
)
def test_parties_by_name_and_by_code(kind, written, is_):
    makes = with_transfer(supplier={"column": "seller", **kind})
    assert facts(f"{written},Brazil,tanks,12,2020,1\n", makes=makes).transfers[0].supplier == is_


def test_letters_are_read_for_their_year():
    makes = with_transfer(supplier={"column": "seller", "as": "cow", "year": {"column": "year"}})
    assert facts("RUS,Brazil,tanks,12,1970,1\n", makes=makes).transfers[0].supplier == "SUN"


@pytest.mark.parametrize(("kind", "code"), [("iso2", "ZZ"), ("iso3", "ZZZ"), ("cow", "ZZZ")])
def test_a_code_that_nobody_has_is_refused(kind, code):
    makes = with_transfer(supplier={"column": "seller", "as": kind})
    assert f"no state has the" in said(f"{code},Brazil,tanks,12,2020,1\n", makes=makes)  # noqa: F541


def test_a_name_that_nobody_knows_is_a_party_of_the_kind_that_the_mapping_says():
    makes = with_transfer(supplier={"column": "seller"})
    unknown = facts("Ruritania,Brazil,tanks,1,2020,1\n", makes=makes).entities[0]
    assert (unknown.iri, unknown.type, unknown.name) == (None, "state", "Ruritania")
    club = facts(
        "Arms Club,Brazil,tanks,1,2020,1\n", makes=makes, types={"Arms Club": "organisation"}
    ).entities[0]
    assert (club.id, club.type) == ("org:arms-club", "organisation")


def test_a_list_in_a_cell_is_cut_but_not_within_names():
    makes = with_transfer(
        recipient={"column": "buyer", "split": ",", "keep": ["Gambia, The"]},
        quantity={"column": "number"},
    )
    found = facts('Sweden,"Brazil, Gambia, The,Brazil , ,Chile",tanks,12,2020,1\n', makes=makes)
    assert [one.recipient for one in found.transfers] == ["BRA", "GMB", "CHL"]
    first = found.transfers[0].items[0]
    assert first.quantity.shared_with == ("t2.1", "t3.1")
    quotes = {one.quote.text for one in found.transfers[1].supports if one.property == "recipient"}
    assert quotes == {"Gambia, The"}


def test_a_value_that_is_one_cannot_be_several():
    makes = with_transfer(note={"column": "what", "split": "/"})
    assert "note is one, here are 2" in said("Sweden,Brazil,a/b,12,2020,1\n", makes=makes)


# Rows -------------------------------------------------------------------------------------------


def test_rows_are_left_out_with_a_reason_and_refused_where_a_cell_is_not_as_expected():
    found = read(
        "Sweden,Brazil,total,12,2020,1\nSweden,Brazil,tanks,12,20x,1\nSweden,Brazil,tanks,12,2020,1\n",
        leave_out=[{"if": {"column": "what", "is": "total"}, "because": "sums are no deals"}],
        expect={"year": r"\d{4}"},
    )
    assert str(found[0]) == "deals.csv:2: left out, as the mapping says: sums are no deals"
    assert [one.on_purpose for one in found[:2]] == [True, False]
    assert str(found[1]).startswith("deals.csv:3: the cell 'year' holds '20x', which is not as expected")
    assert isinstance(found[2], Source)


def test_a_row_that_makes_nothing_is_refused():
    makes = with_transfer(**{"if": {"column": "flag", "is": "1"}})
    assert "nothing that the mapping makes is in it" in said("Sweden,Brazil,tanks,12,2020,0\n", makes=makes)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",,tanks,12,2020,1", "neither a supplier nor a recipient is named"),
        ("Sweden,Brazil,tanks,12,2020,9", "stage is '9', which is none of"),
        ("Sweden,Brazil,tanks,12,2020,", "the stage is missing"),
    ],
)
def test_rows_that_lack_what_they_need_are_refused(row, what):
    assert what in said(row + "\n", makes=with_transfer(stage={"column": "flag"}))


# Keys and releases ------------------------------------------------------------------------------


def keys(rows: str, **members: object) -> list[str]:
    return [one.key for one in read(rows, **members) if isinstance(one, Source)]


TWO = "Sweden,Brazil,tanks,1,2020,a\nSweden,Brazil,ships,2,2021,a\n"


def test_without_a_key_the_content_is_the_key_wherever_it_stands():
    first = keys(TWO)
    assert keys("\n".join(reversed(TWO.splitlines())) + "\n") == first[::-1]
    same = TWO.splitlines()[0] + "\n"
    assert keys(same + same) == [first[0], first[0] + "~2"]


def test_rows_of_one_key_are_refused_numbered_or_put_together():
    found = read(TWO, key="flag")
    assert str(found[1]) == "deals.csv:3: deals.csv:2 has the same key 'a'"
    assert keys(TWO, key="flag", same_key="number") == ["deals-1/a", "deals-1/a~2"]
    (both,) = read(TWO, key="flag", same_key="together")
    assert both.rows == (("deals.csv", 2),)
    assert both.document.text == TWO.strip()
    assert len(both.content.transfers) == 2


def test_a_key_may_be_made_of_values():
    assert keys(TWO, key=[{"constant": "x"}, "what", {"column": "year", "part": r"\d\d(\d\d)"}]) == [
        "deals-1/x/tanks/20",
        "deals-1/x/ships/21",
    ]


def test_a_row_without_a_key_is_refused():
    assert "the cells of the key are empty" in said("Sweden,Brazil,tanks,1,2020,\n", key="flag")


def test_a_long_key_becomes_a_short_one():
    (key,) = keys(f"Sweden,Brazil,{'tanks ' * 100},1,2020,a\n", key="what")
    assert len(key) < 100


def test_years_of_one_deal_become_one_transfer():
    rows = "Sweden,Brazil,tanks,1,2020,a\nSweden,Brazil,tanks,2.5,2021,a\nSweden,Brazil,tanks,x,2022,a\n"
    makes = with_transfer(deliveries=[{"year": {"column": "year"}, "count": {"column": "number"}}])
    refused, deal = read(rows, key="flag", same_key="together", makes=makes)
    assert str(refused) == "deals.csv:4: deliveries: 'x' is no number"
    (transfer,) = deal.content.transfers
    assert [(one.year, one.count) for one in transfer.items[0].deliveries] == [
        (2020, 1),
        (2021, pytest.approx(2.5)),
    ]
    assert [one.text for one in transfer.evidence] == rows.splitlines()[:2]


def test_the_release_is_that_of_the_mapping_of_a_column_or_of_the_user():
    row = "Sweden,Brazil,tanks,1,2020,Spring Issue\n"

    def release(option=None, **given):
        (found,) = read(row, option, **({"release": given} if given else {}))
        return str(found) if isinstance(found, Refusal) else found.document.release

    stated = {"name": "deals-1", "published": "2024-04-15", "covers": {"first_year": "1990"}}
    assert (release(**stated).name, release(**stated).published) == ("deals-1", "2024-04-15")
    assert release(**stated).covers.first_year == 1990
    assert release(name={"column": "flag"}).name == "spring-issue"
    assert (release("v2", **stated).name, release("v2", **stated).published) == ("v2", None)
    assert release("sipri-2025", **stated).name == "deals-1"
    assert release("deals-7", **stated).name == "deals-7"
    assert "give --release" in release(published="2024-04-15")
    assert "a release comes out on a day" in release(name="x", published="2024")


def test_what_is_known_of_the_register_stands_with_each_record():
    document = facts(
        "Sweden,Brazil,tanks,12,2020,7\n",
        publisher="A. Researcher",
        licence="https://creativecommons.org/licenses/by/4.0/",
        url={"template": "https://example.org/{flag}"},
        redistribution="none",
        register_id={"column": "flag"},
        title={"template": "{seller} to {buyer}"},
        release={"name": "deals-1", "published": "2024-04-15"},
    ).document
    assert (document.publisher, document.url, document.register_id) == (
        "A. Researcher",
        "https://example.org/7",
        "7",
    )
    assert (document.title, document.redistribution, document.date) == (
        "Sweden to Brazil",
        "none",
        "2024-04-15",
    )
    assert document.genre == "register entry"
    assert document.text == "Sweden,Brazil,tanks,12,2020,7"


# What is wrong with a mapping -------------------------------------------------------------------

GOOD = """register: deals
release: {name: deals-1}
makes:
  - transfer:
      supplier: {column: seller}
      goods: {column: what}
      stage: {column: flag, lookup: stages}
lookups:
  stages: {a: delivered, b: ordered}
"""


def test_the_mapping_that_the_next_test_breaks_is_sound():
    assert load(GOOD, "m").mapping.register_name == "deals"


@pytest.mark.parametrize(
    ("written", "instead", "line", "what"),
    [
        ("register: deals\n", "", 1, "'register' is missing"),
        ("register: deals", "register: My Deals", 1, "register: String should match"),
        ("stage:", "stages:", 4, "makes.0.transfer: 'stage' is missing"),
        ("goods:", "good:", 6, "there is no such member. Is 'goods' meant?"),
        ("{column: seller}", "{column: seller, colum: x}", 5, "Is 'column' meant?"),
        ("{column: seller}", "{as: iso2}", 5, "exactly one of column, constant"),
        ("{column: seller}", "{column: a, template: b}", 5, "here: column, template"),
        ("{column: seller}", "{column: a, part: '(a+)+'}", 5, "group cannot be repeated"),
        ("{column: seller}", "{column: a, choose: b}", 5, "exactly one of"),
        ("{column: seller}", "[a]", 5, "should be a valid dictionary"),
        ("{column: seller}", "", 5, "at least 1 character"),
        ("{column: seller}", "{seller}", 5, "Here may stand: column"),
        ("{column: seller}", "{{seller}}", 5, "Put '{...}' into quotation marks"),
        ("{column: seller}", "&a {column: seller}\n      recipient: *a", 6, "aliases (*name) are not read"),
        ("lookup: stages", "lookup: stage", 7, "there is no lookup 'stage'; is 'stages' meant?"),
        ("a: delivered", "a: deliverd", 7, "there is no stage 'deliverd'; is 'delivered' meant?"),
        ("a: delivered", "a: delivered, a: ordered", 9, "'a' stands here twice"),
        ("goods: {column: what}", "category: tank", 6, "there is no category 'tank'"),
        ("goods: {column: what}", "goods: {column: what}\n      epistemic: sure", 7, "no epistemic 'sure'"),
        ("goods: {column: what}\n", "\n", 4, "needs a 'weapon', 'goods' or a 'category'"),
        ("supplier: {column: seller}", "when: {year: '2020'}", 4, "needs a 'supplier' or a 'recipient'"),
        ("goods:", "when: {year: x, date: y}\n      goods:", 6, "either 'date' or 'year'"),
        ("goods:", "when: {year: x, day: y}\n      goods:", 6, "a 'day' needs a 'month'"),
        ("goods:", "when: {year: x, until: {year: y}}\n      goods:", 6, "need a 'from'"),
        ("goods:", "when: {from: {year: x}, year: y}\n      goods:", 6, "either one date or"),
        ("goods:", "when: {date: {column: x, split: ','}}\n      goods:", 6, "cannot be split"),
        ("  - transfer:", "  - note: x\n    transfer:", 4, "there is no such member"),
        ("makes:\n", "same_key: together\nmakes:\n", 1, "needs a 'key'"),
        ("makes:\n", "table: {delimiter: ab}\nmakes:\n", 3, "a delimiter is one character"),
        ("makes:\n", "leave_out: [{if: {column: a}, because: b}]\nmakes:\n", 3, "exactly one of 'is'"),
        ("makes:\n", "makes: [\n", 4, "not YAML"),
        (GOOD, "just words", None, "this is no mapping"),
        (GOOD, "", None, "this is no mapping"),
        (GOOD, "[" * 5_000, 1, "too deep"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(written, instead, line, what):
    assert written in GOOD
    with pytest.raises(InputError) as raised:
        load(GOOD.replace(written, instead, 1), "m.yaml")
    assert what in str(raised.value)
    assert raised.value.place == (f"m.yaml:{line}" if line else raised.value.place)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        ("event: {type: war, participants: [{role: imposer, who: x}]}", "there is no type 'war'"),
        ("event: {type: embargo, participants: [{role: victor, who: x}]}", "there is no role 'victor'"),
        ("event: {type: embargo, participants: []}", "at least 1 item"),
        ("relation: {type: holds_office, person: x}", "holds_office needs 'office'"),
        ("relation: {type: made_in, who: x}", "made_in needs 'system' and 'state'"),
        ("relation: {type: owns, who: x}", "Input should be 'holds_office'"),
        ("{}", "exactly one of 'transfer', 'event' and 'relation'"),
    ],
)
def test_events_and_relations_are_checked_too(make, what):
    with pytest.raises(InputError, match=what):
        load(f"register: a\nmakes:\n  - {make}\n", "m.yaml")


def test_a_column_that_is_not_there_is_told_with_what_may_be_meant():
    assert said("a,b,c,d,e,f\n", makes=with_transfer(note={"column": "colour"})).endswith(
        "the table deals.csv has no column 'colour'. Its columns are: 'seller', 'buyer', 'what', 'number', 'year', 'flag'"
    )
    assert "Is 'buyer' meant?" in said("a,b,c,d,e,f\n", makes=with_transfer(note={"column": "buyers"}))
    assert "no column 'x'" in said("a,b,c,d,e,f\n", makes=with_transfer(note={"template": "{x}"}))
    assert "no column 'x'" in said("a,b,c,d,e,f\n", makes=with_transfer(note={"flags": {"x": "y"}}))
    assert "no column 'x'" in said(
        "a,b,c,d,e,f\n", makes=with_transfer(note={"column": "year", "if": {"column": "x", "is": "1"}})
    )
    assert "no column 'x'" in said("a,b,c,d,e,f\n", key="x")
    assert "no column 'x'" in said("a,b,c,d,e,f\n", expect={"x": "y"})


def test_the_built_in_mappings_are_sound_and_each_knows_its_files():
    from importlib.resources import files

    folder = files("kg.read.tabular").joinpath("mappings")
    for loaded in built_in():
        again = load(folder.joinpath(loaded.name).read_text("utf-8"), loaded.name)
        assert again.mapping == loaded.mapping
        assert loaded.mapping.recognise is not None
        assert loaded.mapping.about
    assert len(built_in()) == 8


def test_a_mapping_beside_the_table_goes_before_a_built_in_one():
    header = "country,system,destroyed,captured,abandoned,damaged,total"
    Path("losses.csv").write_text(f"{header}\nRussia,T-99,1,0,0,0,1\n")
    first, _ = REGISTER.read([Path("losses.csv")], Settings())
    assert first.key == "oryx-2025-07/lost/Russia/T-99"
    Path("losses.mapping.yaml").write_text(
        "register: mine\nrelease: {name: mine-1}\nkey: system\nmakes:\n"
        "  - relation: {type: operates, who: {column: country}, system: {column: system}}\n"
    )
    first, _ = REGISTER.read([Path("losses.csv")], Settings())
    assert first.key == "mine-1/T-99"
