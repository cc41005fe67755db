"""What rows make: transfers, events and relations, each with the words that it rests on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from kg.facts import Event, Facts, Relation, Transfer, problems, quotes
from kg.populate import clashes
from kg.read.model import Refusal, Source
from kg.read.tabular import REGISTER
from kg.settings import Settings
from kg.work import Task, work


@pytest.fixture(autouse=True)
def _in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(make: dict[str, object], *rows: dict[str, str], **members: object) -> list[Source | Refusal]:
    """What a table of these rows gives, separated by bars."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["|".join(header), *("|".join(row.get(name, "") for name in header) for row in rows)]
    Path("deals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = {"register": "deals", "release": {"name": "deals-1"}, "makes": [make], **members}
    Path("deals.csv.yaml").write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    return list(REGISTER.read([Path("deals.csv")], Settings()))[:-1]


def facts(make: dict[str, object], *rows: dict[str, str], **members: object) -> Facts:
    (found,) = read(make, *rows, **members)
    assert isinstance(found, Source), str(found)
    assert isinstance(found.content, Facts)
    assert problems(found.content) + clashes(found.content) == []
    (outcome,) = work([Task(found.place, "deals.csv", found.key, found.content, "")], Settings())
    assert outcome.reason is None, outcome.reason
    assert all(quote.text for _, quote in quotes(found.content))
    return found.content


def said(make: dict[str, object], row: dict[str, str]) -> str:
    (found,) = read(make, row)
    assert isinstance(found, Refusal), found
    return found.what


PLAIN = {
    "supplier": {"column": "from"},
    "recipient": {"column": "to"},
    "goods": {"column": "what"},
    "stage": "delivered",
}
ROW = {"from": "Sweden", "to": "Brazil", "what": "tanks", "n": "12", "y": "2020"}


def transfers(row: dict[str, str], **members: object) -> tuple[Transfer, ...]:
    return facts({"transfer": {**PLAIN, **members}}, {**ROW, **row}).transfers


def transfer(row: dict[str, str] | None = None, **members: object) -> Transfer:
    (found,) = transfers(row or {}, **members)
    return found


# Transfers --------------------------------------------------------------------------------------


def test_every_part_of_a_transfer_can_be_said():
    found = transfer(
        {
            "user": "Chile",
            "via": "Norway, Denmark",
            "payer": "Qatar",
            "made": "Germany",
            "d": "6",
            "c": "2",
            "p": "1.5",
        },
        end_user={"column": "user"},
        intermediaries={"column": "via", "split": ","},
        financier={"column": "payer"},
        origin={"column": "made"},
        quantity={"column": "n"},
        quantity_delivered={"column": "d", "unit": "set"},
        deliveries=[{"year": "2020", "count": {"column": "d"}}, {"year": "2021", "count": {"column": "c"}}],
        kind="aid",
        condition="second-hand",
        ordered={"year": "2018"},
        delivered={"from": {"date": "2020-03"}, "until": {"year": {"column": "y"}}},
        value={"amount": {"column": "p", "times": "1000000"}, "currency": "EUR"},
        tags={"column": "via", "split": ","},
        epistemic="hedged",
        note="by hand",
        category="armour.tank",
        description={"template": "{n} {what}"},
    )
    assert (found.end_user, found.financier, found.origin) == ("CHL", "QAT", "DEU")
    assert found.intermediaries == ("NOR", "DNK")
    (item,) = found.items
    assert (item.quantity.min, item.quantity.unit, item.delivered.min, item.delivered.unit) == (
        12,
        "piece",
        6,
        "set",
    )
    assert [(one.year, one.count) for one in item.deliveries] == [(2020, 6), (2021, 2)]
    assert (item.weapon_class, item.description) == ("armour.tank", "12 tanks")
    assert (found.kind, found.condition, found.epistemic, found.notes) == (
        "aid",
        "second-hand",
        "hedged",
        "by hand",
    )
    assert found.ordered.edtf == "2018"
    assert found.delivered.edtf == "2020-03/2020"
    assert (found.value.amount, found.value.currency, found.value.text.text) == (1_500_000, "EUR", "1.5")
    assert found.status_tags == ("Norway", "Denmark")
    words = {(one.property, one.quote.text) for one in found.supports}
    assert words == {
        ("supplier", "Sweden"), ("recipient", "Brazil"), ("endUser", "Chile"), ("financier", "Qatar"),
        ("origin", "Germany"), ("intermediary", "Norway"), ("intermediary", "Denmark"),
    }  # fmt: skip
    assert [one.text for one in found.evidence] == [
        "Sweden|Brazil|tanks|12|2020|Chile|Norway, Denmark|Qatar|Germany|6|2|1.5"
    ]


def test_a_designation_is_a_system_and_words_are_goods_unless_a_system_is_called_so():
    def weapon(row, **members):
        found = facts({"transfer": {**PLAIN, **members}}, {**ROW, **row})
        return next(one for one in found.entities if one.id == found.transfers[0].items[0].weapon)

    assert weapon({"what": "X-99"}, weapon={"column": "what"}).type == "weapon_system"
    assert weapon({"what": "old tanks"}).type == "weapon_class"
    known = weapon({"what": "T-72"})
    assert known.type == "weapon_system"
    assert known.iri.startswith("https://w3id.org/armsgraph/id/weapon/t-72")
    unnamed = weapon({"what": ""}, category="missile.sam")
    assert (unnamed.type, unnamed.weapon_class) == ("weapon_class", "missile.sam")


def test_several_suppliers_make_a_transfer_each_and_several_categories_an_item_each():
    found = transfers(
        {"from": "Sweden/Norway", "what": "a/b"},
        supplier={"column": "from", "split": "/"},
        category={"column": "what", "split": "/", "lookup": {"a": "ship", "b": "sensor"}},
        value={"amount": "100", "currency": "EUR"},
        quantity={"column": "n"},
    )
    assert [(one.supplier, [item.weapon_class for item in one.items]) for one in found] == [
        ("SWE", ["ship", "sensor"]),
        ("NOR", ["ship", "sensor"]),
    ]
    ids = [item.id for one in found for item in one.items]
    assert ids == ["t1.1", "t1.2", "t2.1", "t2.2"]
    assert found[0].value.shared_with == tuple(ids)
    assert found[0].items[0].quantity.shared_with == ("t1.2", "t2.1", "t2.2")


def test_who_supplies_whom_is_not_guessed():
    both = {"supplier": {"column": "from", "split": "/"}, "recipient": {"column": "to", "split": "/"}}
    found = transfers({"from": "Sweden/Norway", "to": "Chile/Qatar"}, **both)
    assert [(one.supplier, one.recipient) for one in found] == [(None, "CHL"), (None, "QAT")]
    assert "SWE, NOR" in found[0].notes
    found = transfers({"from": "Sweden", "to": "Sweden/Qatar"}, **both)
    assert [(one.supplier, one.recipient) for one in found] == [("SWE", "QAT")]
    found = transfers({"from": "Sweden", "to": "Sweden"}, **both)
    assert [(one.supplier, one.recipient) for one in found] == [(None, "SWE")]


def test_such_a_remark_is_told_of_the_record():
    (found,) = read({"transfer": PLAIN}, {**ROW, "to": "Sweden"})
    assert found.mended == ("SWE is named as supplier and as recipient; as supplier it is left out",)


def test_one_party_is_enough():
    assert transfer({"from": ""}).supplier is None
    assert transfer({"to": ""}).recipient is None


@pytest.mark.parametrize(
    ("cell", "words", "is_"),
    [("12", "keep", (12, 12)), ("some", "keep", (None, None)), ("some", "leave", None), ("", "refuse", None)],
)
def test_words_that_are_no_number(cell, words, is_):
    quantity = transfer({"n": cell}, quantity={"column": "n", "words": words}).items[0].quantity
    assert (quantity and (quantity.min, quantity.max)) == is_
    if is_ == (None, None):
        assert quantity.text.text == cell


@pytest.mark.parametrize(
    ("members", "row", "what"),
    [
        (
            {"quantity": {"column": "n", "words": "refuse"}},
            {"n": "some"},
            "quantity is 'some', which is no number",
        ),
        ({"value": {"amount": {"column": "n"}, "currency": "euro"}}, {}, "'euro' is no ISO 4217 code"),
        ({"value": {"amount": {"column": "n", "words": "refuse"}}}, {"n": "x"}, "the value is 'x'"),
        ({"when": {"date": {"column": "y"}}}, {"y": "soon"}, "when: 'soon' is no date"),
        ({"when": {"year": {"column": "y"}, "month": "13"}}, {}, "when: there is no 2020-13"),
        ({"when": {"from": {"year": "2021"}, "until": {"year": {"column": "y"}}}}, {}, "is after end"),
        ({"deliveries": [{"year": "1066", "count": "1"}]}, {}, "'1066' is no year from 1900 to 2100"),
        ({"category": {"column": "what"}}, {}, "category is 'tanks', which is none of"),
        ({"kind": {"column": "what"}}, {}, "kind is 'tanks', which is none of"),
    ],
)
def test_cells_that_cannot_be_are_refused(members, row, what):
    assert what in said({"transfer": {**PLAIN, **members}}, {**ROW, **row})


def test_a_price_may_be_a_range_or_words():
    price = {"value": {"amount": {"column": "n"}, "currency": "EUR"}}
    assert (transfer({"n": "10-12"}, **price).value.amount, transfer({"n": "10-12"}, **price).value.max) == (
        10,
        12,
    )
    assert transfer({"n": "cheap"}, **price).value.text.text == "cheap"
    assert transfer({"n": ""}, **price).value is None
    leave = {"value": {"amount": {"column": "n", "words": "leave"}}}
    assert transfer({"n": "cheap"}, **leave).value is None


@pytest.mark.parametrize(
    ("when", "edtf", "start", "end", "state"),
    [
        ({"date": {"column": "y"}}, "2020", (1, 12), (1, 12), "closed"),
        ({"from": {"year": {"column": "y"}}, "without_end": "open"}, "2020/..", (1, 12), None, "open"),
        ({"from": {"year": {"column": "y"}}}, "2020/", (1, 12), None, "unknown"),
        ({"from": {"year": {"column": "y"}, "month": "6"}, "until": {"year": "2020"}}, "2020-06/2020", (6, 6), (1, 12), "closed"),
        (
            {"from": {"year": {"column": "y"}}, "until": {"year": "2020"}, "open_if": {"column": "n", "is": "12"}},
            "2020/..", (1, 12), None, "open",
        ),
    ],
)  # fmt: skip
def test_times_have_bounds_and_an_end_that_is_open_unknown_or_closed(when, edtf, start, end, state):
    found = transfer(when=when).when
    assert (found.edtf, found.end_state) == (edtf, state)
    assert (found.start[0].month, found.start[1].month) == start
    assert (found.end and (found.end[0].month, found.end[1].month)) == end


def test_a_time_may_be_marked_as_an_estimate_and_quotes_its_cell():
    found = transfer(when={"year": {"column": "y"}, "estimate_if": {"column": "n", "is": "12"}}).when
    assert found.estimate is True
    assert found.quote.text == "2020"
    assert transfer({"y": ""}, when={"year": {"column": "y"}}).when is None


def test_a_claim_may_be_said_by_several_by_nobody_or_by_somebody_unnamed():
    who = {"who": {"column": "from"}, "kind": "official-statement"}
    found = transfer(attributed_to=[who, {"who": "unnamed", "kind": "leak", "stance": "deny"}]).attributions
    assert [(one.source, one.kind, one.stance) for one in found] == [
        ("SWE", "official-statement", "affirm"),
        ("unnamed", "leak", "deny"),
    ]
    assert transfer({"from": ""}, attributed_to=who).attributions[0].source == "narrator"


# Events -----------------------------------------------------------------------------------------

EVENT = {
    "type": {"column": "kind", "lookup": {"arms": "embargo", "travel": "sanction"}},
    "participants": [
        {"role": "imposer", "who": {"column": "by", "split": ","}},
        {"role": "target", "who": {"column": "on"}},
    ],
    "when": {"from": {"year": {"column": "y"}}, "without_end": "open"},
    "means": {"flags": {"a": "arms", "b": "banks"}},
    "outcome": {"column": "out"},
    "note": {"column": "why"},
}
CASE = {
    "kind": "arms",
    "by": "EU, Norway",
    "on": "Belarus",
    "y": "2020",
    "a": "1",
    "b": "yes",
    "out": "open",
    "why": "x",
}


def event(row: dict[str, str]) -> Event:
    (found,) = facts({"event": EVENT}, {**CASE, **row}).events
    return found


def test_an_event_with_all_who_take_part():
    found = event({})
    assert found.type == "embargo"
    assert [(one.role, one.entity) for one in found.participants] == [
        ("imposer", "org:european-union"),
        ("imposer", "NOR"),
        ("target", "BLR"),
    ]
    assert (found.means, found.outcome, found.note) == ("arms, banks", "open", "x")
    assert found.when.end_state == "open"
    assert event({"kind": "travel", "a": "0", "b": ""}).means is None


def test_an_event_in_which_nobody_takes_part_is_refused():
    assert said({"event": EVENT}, {**CASE, "by": "", "on": ""}) == "nobody takes part in the event"
    assert "which the lookup does not have" in said({"event": EVENT}, {**CASE, "kind": "war"})
    assert "the type of the event is missing" in said({"event": EVENT}, {**CASE, "kind": ""})


def test_rows_of_a_record_that_say_the_same_are_one_event():
    rows = [
        {**CASE, "id": "1", "page": "3"},
        {**CASE, "id": "1", "page": "4"},
        {**CASE, "id": "1", "on": "Russia"},
    ]
    found = facts({"event": EVENT}, *rows, key="id", same_key="together").events
    assert [len(one.evidence) for one in found] == [2, 1]


# Relations --------------------------------------------------------------------------------------


def relation(row: dict[str, str], **make: object) -> tuple[Relation, Facts]:
    found = facts({"relation": make}, row)
    (one,) = found.relations
    return one, found


LEADER = {
    "type": "holds_office",
    "person": {"column": "name", "type": "person", "told_apart_by": {"template": "{state}, born {born}"}},
    "office": "leader",
    "state": {"column": "state", "as": "iso3"},
    "when": {"from": {"date": {"column": "a"}}, "until": {"date": {"column": "b"}}, "without_end": "open"},
}


def test_a_leader_who_is_known_is_linked_and_another_of_that_name_is_not():
    row = {"name": "Trudeau", "state": "CAN", "born": "1971", "a": "2015-11-04", "b": ""}
    found, whole = relation(row, **LEADER)
    assert (found.office, found.state, found.when.edtf) == ("leader", "CAN", "2015-11-04/..")
    person = whole.entity(found.person)
    assert person.iri == "https://w3id.org/armsgraph/id/person/justin-trudeau"
    found, whole = relation(row | {"born": "1919", "a": "1890", "b": "1891"}, **LEADER)
    person = whole.entity(found.person)
    assert (person.iri, person.name, person.aliases) == (None, "Trudeau (CAN, born 1919)", ("Trudeau",))


def test_a_name_with_more_words_than_the_known_one_is_known_too():
    row = {
        "name": "Vicente Fox Quesada",
        "state": "MEX",
        "born": "1942",
        "a": "2000-12-01",
        "b": "2006-11-30",
    }
    found, whole = relation(row, **LEADER)
    assert whole.entity(found.person).iri == "https://w3id.org/armsgraph/id/person/vicente-fox"


def test_users_makers_names_and_kinds_of_a_system():
    row = {"sys": "X-99", "by": "Sweden", "from": "Brazil", "aka": "Falcon", "cls": "missile.sam"}
    system = {"column": "sys"}
    found, _ = relation(row, type="operates", who={"column": "by"}, system=system)
    assert (found.a, found.b) == ("SWE", "wpn:x-99")
    found, _ = relation(row, type="made_in", system=system, state={"column": "from"})
    assert (found.a, found.b) == ("wpn:x-99", "BRA")
    found, _ = relation(row, type="same_as", system=system, alias={"column": "aka"})
    assert (found.entity, found.a) == ("wpn:x-99", "Falcon")
    found, _ = relation(row, type="is_a", system=system, category={"column": "cls"})
    assert (found.entity, found.weapon_class) == ("wpn:x-99", "missile.sam")


@pytest.mark.parametrize("kind", ["operates", "made_in", "same_as", "is_a", "holds_office"])
def test_a_relation_that_lacks_a_side_is_none(kind):
    sides = ("who", "system", "state", "alias", "category", "person", "office")
    make = {"type": kind, **{side: {"column": "x"} for side in sides}}
    assert said({"relation": make}, {"x": "", "y": "1"}) == "nothing that the mapping makes is in it"


def test_rows_of_a_record_that_say_the_same_are_one_relation():
    make = {"type": "operates", "who": {"column": "by"}, "system": {"column": "sys"}}
    rows = [{"by": "Sweden", "sys": "X-99", "n": str(number)} for number in range(3)]
    found = facts({"relation": make}, *rows, key=["by", "sys"], same_key="together")
    (one,) = found.relations
    assert one.evidence.text == "Sweden|X-99|0"
    assert found.document.text.count("\n") == 2


def test_two_entities_of_one_id_are_told_apart():
    make = {"type": "same_as", "system": {"column": "a"}, "alias": {"column": "b"}}
    rows = [{"a": "X 99", "b": "p", "k": "1"}, {"a": "X+99", "b": "q", "k": "1"}]
    found = facts({"relation": make}, *rows, key="k", same_key="together")
    assert [one.entity for one in found.relations] == ["wpn:x-99", "wpn:x-99-2"]


def test_the_day_of_a_release_is_the_day_of_the_entry():
    release = {"name": "deals-1", "published": "2024-04-15"}
    assert facts({"transfer": PLAIN}, ROW, release=release).document.date == str(date(2024, 4, 15))
