"""The register of the old website as JSON: the other side of one state's deals, uncertain values in brackets.

All deals here are invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.facts import Facts
from kg.read import Refusal, Source, Tally
from kg.read.sipri import REGISTER
from kg.read.sipri.parties import party_in_file_name, party_named
from kg.settings import Settings


def member(**other: str) -> dict[str, str]:
    return {
        "supplier": "Nepal",
        "sup_type": "R",
        "weapon_nr": "12",
        "weapon_nr_txt": "(12)",
        "weapon_designation": "Falcon 105mm",
        "weapon_description": "Towed gun",
        "order_year": "(2004)",
        "deliver_year": "2006-2009",
        "nr_delivered": "12",
        "comments": 'Second-hand; called "Himal"; part for the coast guard',
        **other,
    }


def read(
    tmp_path: Path, content: Any, name: str = "maltese-transfers-2014.json"
) -> tuple[list[Facts], list[Refusal]]:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
    found = list(REGISTER.read([path], Settings()))
    rows = sum(count for one in found if not isinstance(one, Tally) for _, count in one.rows)
    assert [one.rows for one in found if isinstance(one, Tally)] == [rows]
    facts = [one.content for one in found if isinstance(one, Source) and isinstance(one.content, Facts)]
    return facts, [one for one in found if isinstance(one, Refusal)]


def test_the_party_that_is_listed_as_supplier_is_the_recipient(tmp_path: Path) -> None:
    (facts,), _ = read(tmp_path, [member()])
    transfer = facts.transfers[0]
    assert (transfer.supplier, transfer.recipient) == ("MLT", "NPL")
    assert transfer.roles == {"supplier": "inferred"}
    assert facts.document.release is not None
    assert facts.document.release.name == "sipri-2010"


def test_on_the_page_of_a_recipient_it_is_the_supplier(tmp_path: Path) -> None:
    (facts,), _ = read(tmp_path, [member(sup_type="S")])
    transfer = facts.transfers[0]
    assert (transfer.supplier, transfer.recipient, transfer.roles) == (
        "NPL",
        "MLT",
        {"recipient": "inferred"},
    )


def test_brackets_are_doubts_and_a_range_is_closed(tmp_path: Path) -> None:
    (facts,), _ = read(tmp_path, [member()])
    transfer, item = facts.transfers[0], facts.transfers[0].items[0]
    assert item.quantity is not None
    assert item.delivered is not None
    assert (item.quantity.max, item.quantity.estimate) == (12, True)
    assert (item.delivered.max, item.delivered.estimate) == (12, False)
    assert transfer.ordered is not None
    assert transfer.delivered is not None
    assert (transfer.ordered.edtf, transfer.delivered.edtf) == ("2004?", "2006/2009")
    assert item.deliveries == ()
    assert item.volume is None
    assert (transfer.stage, transfer.condition) == ("delivered", "second-hand")


def test_a_licensee_makes_the_weapon_itself(tmp_path: Path) -> None:
    _, licensed = read(tmp_path, [member(), member(sup_type="L", order_year="2005")])[0]
    assert (licensed.transfers[0].kind, licensed.transfers[0].local_production) == ("licence", True)


@pytest.mark.parametrize(
    ("values", "stage", "quantity"),
    [
        ({"weapon_nr_txt": "x", "deliver_year": "", "nr_delivered": ""}, "ordered", None),
        ({"deliver_year": "2006", "nr_delivered": "(5)"}, "delivering", 12),
    ],
)
def test_what_is_not_known_is_left_open(tmp_path: Path, values, stage, quantity) -> None:
    (facts, _), _ = read(tmp_path, [member(**values), member()])
    assert facts.transfers[0].stage == stage
    amount = facts.transfers[0].items[0].quantity
    assert (amount.max if amount else None) == quantity


def test_each_wrong_member_is_refused_alone(tmp_path: Path) -> None:
    wrong = [member(order_year="soon"), "text", member(supplier=""), member(nr_delivered="ten")]
    facts, refusals = read(tmp_path, [member(), *wrong])
    assert len(facts) == 1
    assert [refusal.what for refusal in refusals] == [
        "'order_year': 'soon' is no year such as 2015",
        "this is no JSON object",
        "'supplier' is empty",
        "'nr_delivered': 'ten' is no number of pieces such as 12",
    ]
    assert refusals[0].place.endswith("2014.json, deal 2")


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        ([member()], "transfers.json", "the file does not say whose transfers these are"),
        ([member()], "malta-and-nepal.json", "the file does not say whose transfers these are"),
        ([member(sup_type="L")], "malta.json", "'sup_type' does not tell whether"),
        (json.dumps([member()])[:-9], "malta.json", "not JSON"),
    ],
)
def test_a_file_that_leaves_too_much_open_is_refused_with_advice(tmp_path: Path, content, name, what) -> None:
    facts, (refusal,) = read(tmp_path, content, name)
    assert facts == []
    assert what in refusal.what
    assert refusal.advice


@pytest.mark.parametrize(
    ("stem", "state"),
    [
        ("german-transfers-2014", "DEU"),
        ("transfers_of_South_Korea", "KOR"),
        ("UK-register", "GBR"),
        ("register", None),
        ("france-and-spain", None),
    ],
)
def test_the_one_state_in_a_file_name(stem, state) -> None:
    found = party_in_file_name(stem)
    assert (found.id if found else None) == state


def test_a_people_stands_for_its_state_unless_two_share_the_name() -> None:
    afghan, congolese = party_named("Afghan"), party_named("Congolese")
    assert afghan is not None
    assert afghan.id == "AFG"
    assert congolese is None
    assert party_named("Nobody at all") is None
