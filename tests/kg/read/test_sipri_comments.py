"""Comments of SIPRI's register: what they say is read with its words, and what is not understood is left alone."""

from __future__ import annotations

import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KnowledgeError
from kg.read.sipri import comment_rules
from kg.read.sipri.comment_model import Comment, Portion, Price, Statement, Words
from kg.read.sipri.comment_parts import default_parties
from kg.read.sipri.comment_readers import READERS
from kg.read.sipri.comment_rules import grammar
from kg.read.sipri.comments import read_comment

SPEC: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
PARTIES = frozenset(
    [
        "USA",
        "US",
        "UK",
        "UAE",
        "FRG",
        "GDR",
        "DRC",
        "NATO",
        "UN",
        "CIA",
        "Soviet Union",
        "Russia",
        "Saudi Arabia",
        "South Africa",
        "Denmark",
        "Libya",
        "Slovakia",
        "Syria",
        "Iran",
        "Singapore",
        "France",
        "Norway",
        "Poland",
        "Ukraine",
        "Canada",
        "Jordan",
        "Cuba",
        "Italy",
        "Iraq",
        "Pakistan",
        "Spain",
        "Brazil",
        "India",
        "Egypt",
        "Algeria",
        "Sweden",
        "Lebanon",
        "Polish",
        "German",
        "French",
        "Norwegian",
        "Czechoslovakian",
        "Jordanian",
        "Iraqi",
        "Kenyan",
        "Belgian",
        "Afghan",
        "Chinese",
        "Swedish",
        "Bahraini",
        "Iranian",
    ]
)


def read(comment: str) -> Comment:
    return read_comment(comment, PARTIES.__contains__)


def brief(value: object) -> str:
    match value:
        case Words():
            return value.text
        case Portion(least=None, most=None):
            return value.words.text
        case Portion():
            return f"{value.words.text} [{value.least}-{value.most}]"
        case Price():
            return f"{value.amount} {value.currency}"
    return str(value)


def told(statement: Statement | Words) -> str:
    """A statement by its members that say something; its words are tested apart."""
    if isinstance(statement, Words):
        return statement.text
    said = {member.name: getattr(statement, member.name) for member in fields(statement)}
    del said["words"]
    return ", ".join(
        f"{name}={brief(value)}"
        for name, value in said.items()
        if value is not None and (value is not False or name == "used")
    )


def all_told(comment: Comment) -> dict[str, list[str]]:
    told_by = {
        member.name: [told(one) for one in getattr(comment, member.name)] for member in fields(comment)
    }
    return {name: statements for name, statements in told_by.items() if statements}


# What is read ------------------------------------------------------------------------------------


@pytest.mark.parametrize("comment", SPEC)
def test_it_says(comment: str) -> None:
    assert all_told(read(comment)) == SPEC[comment]


def test_each_statement_points_to_its_words() -> None:
    comment = "Second-hand; part of $300 m ($270 m) 'Zenda' deal (partly financed by Saudi Arabia); Afghan designation Jengi"
    told_of = read(comment)
    assert [price.words.text for price in told_of.prices] == ["part of $300 m", "$270 m"]
    (financier,) = told_of.financiers
    assert financier.words.text == "financed by Saudi Arabia"
    assert financier.party is not None
    assert (financier.party.start, financier.party.text) == (comment.index("Saudi"), "Saudi Arabia")
    assert financier.portion is not None
    assert financier.portion.words.text == "partly"
    (designation,) = told_of.designations
    assert (designation.words.text, designation.name.text) == ("Afghan designation Jengi", "Jengi")


def test_words_become_a_quote_of_the_document_that_holds_the_comment() -> None:
    (mark,) = read("probably aid").kinds
    quote = mark.words.quote(100)
    assert (quote.start, quote.end, quote.text) == (109, 112, "aid")


def test_a_doubt_names_the_words_of_doubt_and_the_property() -> None:
    doubts = read("Possibly from Ukraine; probably $30 m deal; number delivered uncertain").doubts
    assert [(doubt.words.text, doubt.scope) for doubt in doubts] == [
        ("Possibly", "supplier"),
        ("probably", "value"),
        ("number delivered uncertain", "delivered"),
    ]


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        ("FFR5 m deal", "FRF"),
        ("DM5 m deal", "DEM"),
        ("LIT5 b deal", "ITL"),
        ("HFL5 m deal", "NLG"),
        ("BFR5 m deal", "BEF"),
        ("FIM5 m deal", "FIM"),
        ("DKR5 m deal", "DKK"),
        ("NIS5 m deal", "ILS"),
        ("NTD5 b deal", "TWD"),
        ("KRW2 tr deal", "KRW"),
        ("USD5 m deal", "USD"),
        ("GDP1 b deal", "GBP"),
        ("AUP5 m deal", None),
    ],
)
def test_currencies_of_the_past_and_misprints_have_their_codes(comment: str, code: str | None) -> None:
    (price,) = read(comment).prices
    assert price.currency == code


# What counts as a party --------------------------------------------------------------------------


def test_the_caller_decides_what_is_a_party() -> None:
    comment = "financed by Ruritania; ordered via Ruritania; produced in Ruritania; for Ruritania"
    assert not any(all_told(read_comment(comment, lambda _: False)).keys() - {"rest"})
    known = read_comment(comment, "Ruritania".__eq__)
    assert all((known.financiers, known.intermediaries, known.origins, known.end_users))


def test_by_default_parties_are_those_of_the_reference_knowledge() -> None:
    assert {
        "USA",
        "UK",
        "UAE",
        "FRG",
        "GDR",
        "USSR",
        "NATO",
        "Soviet Union",
        "US",
        "Polish",
    } <= default_parties()
    (financier,) = read_comment("financed by Saudi Arabia").financiers
    assert financier.party is not None
    assert financier.party.text == "Saudi Arabia"


@pytest.mark.parametrize(
    "comment",
    [
        "financed by French Ruritania",
        "ordered via Polish Works",
        "produced in Iranian Azerbaijan",
        "for Iraq Petroleum",
    ],
)
def test_a_name_within_a_longer_name_is_no_party(comment: str) -> None:
    assert all_told(read(comment)).keys() <= {"rest"}


# What is left alone ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "member"),
    [
        ("12.5% of development financed by France", "financiers"),
        ("delivered in 3 batches for financial reasons", "financiers"),
        ("aid ($4 m overhaul financed by USA)", "financiers"),
        ("compensation for Polish aid to Ukraine", "kinds"),
        ("originally ordered by Iraq as aid for Lebanon", "kinds"),
        ("financed with Polish loan", "kinds"),
        ("for leased Tornado combat aircraft", "kinds"),
        ("plan for lease cancelled", "kinds"),
        ("$200 m deal (incl $15 m for training)", "offsets"),
        ("replacing 8 produced in Poland", "origins"),
        ("part of $90 m deal (incl 4 from Spain)", "origins"),
        ("later copied and produced in Egypt", "origins"),
        ("for 6 FREMM frigates (ordered via USA)", "intermediaries"),
        ("offsets for NH-90 helicopter order", "platforms"),
        ("$40 m deal for 8 Lynx helicopters", "platforms"),
        ("for US company for training of Kenyan forces", "platforms"),
        ("$90 m deal (incl 6 for Norway)", "end_users"),
        ("production of components for Norwegian and other frigates", "end_users"),
        ("Second-hand (modernized in Egypt after delivery)", "setbacks"),
        ("ordered after AEW order cancelled", "setbacks"),
        ("Mainly against illegal immigration", "illegal"),
        ("later production version", "versions"),
    ],
)
def test_it_is_not_misread(comment: str, member: str) -> None:
    assert not getattr(read(comment), member)


def test_a_price_is_kept_apart_from_the_cost_of_something_else() -> None:
    comment = read(
        "$200 m deal (incl $30 m for spares; $50 m offsets; EUR9 m option on 2 more; $20 m credit)"
    )
    assert [told(price) for price in comment.prices] == ["amount=200000000, currency=USD, of=deal"]
    assert [cost.amount for cost in comment.costs] == [30_000_000, 9_000_000]
    assert [told(offset) for offset in comment.offsets] == ["sum=50000000 USD"]
    assert [credit.amount for credit in comment.credits] == [20_000_000]


def test_what_is_hedged_says_so_also_behind_an_and() -> None:
    told_of = read("Possibly second-hand and modernized before delivery; Second-hand but possibly from Egypt")
    assert [mark.hedge is not None for mark in told_of.conditions] == [True, True, False]
    assert [role.hedge is not None for role in told_of.suppliers] == [True]


def test_segments_of_which_nothing_was_understood_are_the_rest() -> None:
    comment = "aid;  nothing of note ; ; $5 m deal;trumpets"
    assert [(words.start, words.text) for words in read(comment).rest] == [
        (6, "nothing of note"),
        (36, "trumpets"),
    ]
    assert read("") == read(" ; ;; ") == Comment()


# Any text ----------------------------------------------------------------------------------------

IDIOMS = st.sampled_from(
    [
        *SPEC,
        "(",
        ")",
        "; ",
        " and ",
        " or ",
        "'",
        "' '",
        "possibly ",
        "incl 5 ",
        "incl ",
        "$3 m ",
        "for ",
        "version ",
        "Ω",
        "  ",
    ]
)
ANY_COMMENT = st.one_of(
    st.text(), st.lists(IDIOMS, max_size=12).map("".join), st.text("(;')$5 aUSd-/.\n", max_size=60)
)


@settings(max_examples=300, deadline=None)
@given(ANY_COMMENT)
def test_any_text_is_read_and_all_words_stand_where_they_are_said_to(comment: str) -> None:
    told_of = read(comment)
    for words in told_of.all_words():
        assert words.text
        assert comment[words.start : words.end] == words.text


def patterns(value: object) -> list[re.Pattern[str]]:
    """All compiled patterns within a value."""
    if isinstance(value, re.Pattern):
        return [value]
    if isinstance(value, dict):
        value = tuple(value.values())
    elif hasattr(value, "__dataclass_fields__"):
        value = tuple(getattr(value, name) for name in value.__dataclass_fields__)
    return [one for member in value for one in patterns(member)] if isinstance(value, tuple) else []


def test_no_pattern_repeats_without_bound() -> None:
    """Each match costs no more than a constant, so that reading costs no more than the text is long.

    The one exception cuts the text into words, in a single pass.
    """
    found = [pattern for pattern in patterns(grammar()) if pattern is not grammar().token]
    assert len(found) > 100
    for pattern in found:
        outside_classes = re.sub(r"\\.|\[(?:\\.|[^\]\\])+\]", "x", pattern.pattern)
        assert not re.search(r"[*+]|\{\d+,\}", outside_classes), pattern.pattern


@pytest.mark.parametrize(
    "piece",
    [
        "(", "'", "$1 ", "$1 m or ", "possibly ", "incl 5 ", "for 2 X frigates and ", "for police and ",
        "via USA and ", "from USA or from ", "x aid ", "A version ", "A designation B and ", "more cancelled ",
        "produced or assembled ", "part of 'a", "(ARV ", "French and Xyz company via ", "A; B; ", "2024-", "F-16/",
    ],
)  # fmt: skip
def test_twice_the_text_takes_twice_the_work(piece: str) -> None:
    """Work is counted in calls of functions, Python's own included, and in what is kept."""
    grammar()
    short, long = piece * (4_000 // len(piece)), piece * (8_000 // len(piece))
    assert calls(long) <= 2.2 * calls(short) + 200
    assert kept(long) <= 2.2 * kept(short) + 200


def calls(comment: str) -> int:
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read(comment)
    finally:
        sys.setprofile(before)
    return count


def kept(comment: str) -> int:
    return sum(len(words.text) for words in read(comment).all_words())


def test_a_hundred_thousand_characters_are_read() -> None:
    hostile = "possibly (for 5 X-1 and financed by USA or 'y' version; $1 m aid via " * 1_500
    told_of = read(hostile)
    assert all(hostile[words.start : words.end] == words.text for words in told_of.all_words())


# The data behind it ------------------------------------------------------------------------------


def test_every_rule_has_a_reader_and_every_reader_a_rule() -> None:
    assert {rule.gives for rules in grammar().rules.values() for rule in rules} == set(READERS)


@pytest.mark.parametrize(
    "broken",
    [{}, {"rules": 3}, {**comment_rules.data(), "hedges": [1]}, {**comment_rules.data(), "uses": {}}],
)
def test_a_broken_file_of_patterns_is_our_fault_and_says_where(
    broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_rules, "data", lambda: broken)
    with pytest.raises(KnowledgeError, match=r"comments\.yaml"):
        grammar.__wrapped__()


def test_a_file_of_patterns_that_is_no_yaml_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "comments.yaml").write_text("a: [", encoding="utf-8")
    monkeypatch.setattr(comment_rules.resources, "files", lambda _: tmp_path)
    with pytest.raises(KnowledgeError, match="cannot be read"):
        comment_rules.data.__wrapped__()
