"""What a transfer rests on: its claims, its life in order, rivals side by side, and the words of the records in context."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pyoxigraph as ox
import pytest
from rich_dataset import load

from api.direction import direction

ID = "https://w3id.org/armsgraph/id/"
FORMATS = ("json", "csv", "ttl", "nt", "jsonld", "rq")
ADDRESSES = [
    "/transfers/rus-irn-s-300/claims", "/transfers/rus-irn-s-300/timeline", "/transfers/rus-irn-s-300/rivals",
    "/claims/r-he/t1", "/claims/r-he/t1/evidence", "/evidence",
]  # fmt: skip


@pytest.fixture(scope="module")
def rich(tmp_path_factory, serving):
    with serving(load(tmp_path_factory.mktemp("parts")), query_seconds=20) as client:
        yield client


def items(response):
    assert response.status_code == 200, response.text
    return response.json()["items"]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_each_comes_in_every_format_by_suffix(rich, address, format_):
    for prefix in ("", "/api/v1"):
        response = rich.get(f"{prefix}{address}.{format_}")
        assert response.status_code == 200, response.text
        assert response.text


@pytest.mark.parametrize(
    "address",
    [
        "/transfers/x/claims", "/transfers/x/timeline", "/transfers/x/rivals", "/transfers/claims", "/claims/x", "/claims/a b",
        "/claims/x/evidence", "/claims/r-he", "/claims/%00", "/transfers/rus-irn-s-300/colour", "/claims/%3E/evidence",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(rich, address):
    response = rich.get(address)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


# --- claims ---


def test_the_claims_of_a_transfer_a_page_at_a_time(rich):
    claims = items(rich.get("/transfers/rus-irn-s-300/claims"))
    assert [claim["id"] for claim in claims] == ["claim/r-he/t1", "claim/reg-1/t1"]
    assert claims == rich.get("/transfers/rus-irn-s-300").json()["claims"]
    page = rich.get("/transfers/rus-irn-s-300/claims?limit=1").json()
    assert page["total"] == 2
    assert [claim["id"] for claim in items(rich.get(page["next"]))] == ["claim/reg-1/t1"]
    denied = items(rich.get("/transfers/prk-rus-shells/claims"))
    assert "epistemic/denied" in {claim["epistemic"]["id"] for claim in denied}


def test_one_claim_with_the_transfers_that_rest_on_it(rich):
    claim = rich.get("/claims/r-he/t1").json()
    assert claim["type"] == "TransferReport"
    assert claim["quotes"] == [{"text": "רוסיה סיפקה לאיראן שש סוללות", "language": "he"}]
    assert claim["quantity"]["minimum"] == 6
    assert claim["confidence"] == 0.4
    assert claim["attributed_to"][0]["id"] == "state/TUR"
    assert claim["record"]["publisher"] == "עיתון"
    assert claim["transfers"] == [ID + "transfer/rus-irn-s-300"]
    denial = rich.get("/claims/r-ar/t3").json()
    assert denial["transfers"] == [ID + "transfer/prk-rus-shells"]


# --- timeline ---


def test_a_timeline_is_in_order_with_the_source_of_each_event(rich):
    timeline = rich.get("/transfers/rus-irn-s-300/timeline").json()
    assert timeline["id"] == "transfer/rus-irn-s-300"
    events = timeline["items"]
    assert [(event["date"], event["kind"]) for event in events] == [
        ("2007-01-01", "order"),
        ("2014-01-01", "delivery"),
        ("2014-01-01", "yearly delivery"),
        ("2015-04-01", "stage"),
        ("2016-01-01", "yearly delivery"),
        ("2016-10-01", "publication"),
        ("2020-03-09", "publication"),
        (None, "stage"),  # what nobody dates comes last
    ]
    order, _, first, stage, second, published, *_ = events
    assert [source["claim"] for source in order["sources"]] == [ID + "claim/reg-1/t1"]  # by derivation
    assert order["sources"][0]["record"]["publisher"] == "The Register"
    assert [(event["year"], event["count"], event["tiv"]) for event in (first, second)] == [
        (2014, 1, 25.5),
        (2016, 3, 76.5),
    ]
    assert [source["claim"] for source in first["sources"]] == [
        ID + "claim/reg-1/t1"
    ]  # the only claim that gives it
    assert (stage["stage"]["id"], stage["interval"]["edtf"]) == ("stage/agreed", "2015-04")
    assert stage["sources"][0]["record"]["language"] == "he"
    assert published["text"][0]["language"] == "he"


def test_an_order_that_was_chosen_rests_on_the_claims_chosen(rich):
    events = items(rich.get("/transfers/rus-tur-s-400/timeline"))
    kinds = [event["kind"] for event in events]
    assert kinds[:2] == ["order", "yearly delivery"]
    delivery = next(event for event in events if event["kind"] == "delivery")
    assert [source["claim"] for source in delivery["sources"]] == [ID + "claim/r-en/t1"]


# --- rivals ---


def test_rivals_stand_side_by_side_with_rule_and_reason(rich):
    found = {one["property"]: one for one in items(rich.get("/transfers/rus-irn-s-300/rivals"))}
    quantity = found["quantity"]
    assert quantity["contested"] is True
    assert quantity["taken"]["quantity"]["minimum"] == 4
    assert quantity["rule"]["id"] == "rule/register"
    assert quantity["reason"]["text"] == "A register goes before a report."
    assert [
        (v["claim"].rsplit("/", 2)[1], v["quantity"]["minimum"], v["taken"]) for v in quantity["values"]
    ] == [
        ("r-he", 6, False),
        ("reg-1", 4, True),
    ]
    assert quantity["values"][0]["record"]["publisher"] == "עיתון"
    assert quantity["values"][0]["epistemic"]["id"] == "epistemic/claimed"
    supplier = found["supplier"]
    assert (supplier["contested"], supplier["rule"]) == (False, None)
    assert [value["taken"] for value in supplier["values"]] == [True, True]
    assert supplier["taken"]["things"][0]["id"] == "state/RUS"
    assert [d["year"] for d in found["delivery"]["values"][0]["deliveries"]] == [2014, 2016]
    assert "financier" not in found  # no claim says anything of it


def test_only_what_is_contested_and_who_denies(rich):
    contested = items(rich.get("/transfers/rus-irn-s-300/rivals?contested=true"))
    assert [one["property"] for one in contested] == ["quantity"]
    assert items(rich.get("/transfers/rus-egy-s-300/rivals")) == []
    supplier = next(
        one for one in items(rich.get("/transfers/prk-rus-shells/rivals")) if one["property"] == "supplier"
    )
    told = {
        value["claim"].rsplit("/", 1)[1]: (value["taken"], value["denies"]) for value in supplier["values"]
    }
    assert told == {"t2": (True, False), "t3": (False, True)}


# --- evidence ---


def test_evidence_stands_in_its_context_at_its_offsets(rich):
    whole, part = items(rich.get("/claims/r-he/t1/evidence"))
    text = rich.get("/records/r-he").json()["text"]
    for one in (whole, part):
        assert text[one["start"] : one["end"]] == one["exact"]
        assert one["before"] + one["exact"] + one["after"] == text  # all of it lies within 200 characters
        assert (one["context"], one["language"], one["direction"]) == ("text", "he", "rtl")
        assert one["record"]["id"] == "record/r-he"
        assert one["attributions"][0]["source"]["id"] == "state/TUR"
        assert one["claim"] == ID + "claim/r-he/t1"
    assert (whole["supports"], part["supports"]) == ([], ["quantity"])
    assert part["exact"] == "שש"


@pytest.mark.parametrize("characters", [0, 1, 7, 2000])
def test_context_is_counted_in_characters_also_beyond_the_basic_plane(rich, characters):
    text = rich.get("/records/r-he").json()["text"]
    for one in items(rich.get(f"/claims/r-he/t1/evidence?context={characters}")):
        assert one["before"] == text[max(0, one["start"] - characters) : one["start"]]
        assert one["after"] == text[one["end"] : one["end"] + characters]


def test_text_that_may_not_be_shown_is_not_shown(rich):
    (one,) = items(rich.get("/evidence?record=r-facts&context=2000"))
    assert one["context"] == "selector"
    assert (one["before"], one["after"]) == ("this. ", ". Nor")
    for format_ in FORMATS:
        assert "Nobody may see" not in rich.get(f"/evidence.{format_}?record=r-facts&context=2000").text


def test_not_even_of_a_store_that_holds_it(tmp_path_factory, serving):
    with serving(load(tmp_path_factory.mktemp("all")), everything=True) as client:
        for format_ in FORMATS:
            answer = client.get(f"/evidence.{format_}?record=r-facts&context=2000")
            assert answer.status_code == 200
            assert "Nobody may see" not in answer.text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, 5),
        ({"claim": "r-he/t1"}, 2),
        ({"claim": "claim/r-he/t1"}, 2),
        ({"claim": ID + "claim/r-he/t1"}, 2),
        ({"transfer": "rus-tur-s-400"}, 2),
        ({"record": "r-ar"}, 1),
        ({"language": "he"}, 2),
        ({"language": "he", "transfer": "rus-tur-s-400"}, 0),
        ({"claim": "nothing/t1"}, 0),
    ],
)
def test_evidence_by_claim_transfer_record_and_language(rich, asked, expected):
    response = rich.get("/evidence", params=asked)
    assert len(items(response)) == response.json()["total"] == expected


@pytest.mark.parametrize("asked", [{"claim": "a b"}, {"claim": ""}, {"transfer": ">"}, {"record": "http://["}, {"language": "?"},
                                   {"context": "-1"}, {"context": "2001"}, {"limit": "0"}])  # fmt: skip
def test_bad_parameters_are_named(rich, asked):
    response = rich.get("/evidence", params=asked)
    assert response.status_code == 422
    assert response.json()["parameters"][0]["parameter"] == next(iter(asked))


def test_pages_of_evidence_hold_each_once(rich):
    found, address = [], "/evidence?limit=2"
    while address:
        response = rich.get(address)
        found += [one["iri"] for one in items(response)]
        address = response.json()["next"]
    assert len(found) == len(set(found)) == 5


def test_a_table_of_evidence_is_defused(rich):
    row = next(csv.DictReader(io.StringIO(rich.get("/evidence.csv?record=r-facts").text, newline="")))
    assert row["record.publisher"] == "'=Agency"


def test_the_queries_behind_a_timeline_give_its_triples(rich):
    query = rich.get("/transfers/rus-irn-s-300/timeline.rq").text
    answer = rich.get("/sparql", params={"query": query}, headers={"accept": "application/n-triples"})
    shown = rich.get("/transfers/rus-irn-s-300/timeline.nt")
    assert set(ox.parse(answer.content, ox.RdfFormat.N_TRIPLES)) == set(
        ox.parse(shown.content, ox.RdfFormat.N_TRIPLES)
    )


def test_numbers_of_a_table_are_plain(rich):
    rows = list(
        csv.DictReader(io.StringIO(rich.get("/transfers/rus-irn-s-300/timeline.csv").text, newline=""))
    )
    assert [Decimal(row["tiv"]) for row in rows if row["tiv"]] == [Decimal("25.5"), Decimal("76.5")]


# --- direction ---


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("S-400 منظومة", "ar", "rtl"),
        ("روسيا", None, "rtl"),
        ("12: רוסיה", None, "rtl"),
        ("Россия روسيا", None, "ltr"),
        ("سلاح", "fa-IR", "rtl"),
        ("rus", "en", "ltr"),
        ("", None, "ltr"),
    ],
)
def test_direction_by_language_or_else_by_the_first_letter(text, language, expected):
    assert direction(text, language) == expected
