"""What there is, and how good it is."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def quality(things):
    return things.get("/api/v1/quality").json()


def test_records_by_kind_language_and_year(quality):
    assert quality["by_kind"] == {"Document": 2, "RegisterEntry": 2}
    assert quality["by_language"] == {"ar": 1, "en": 3}
    assert quality["by_year"] == {"2011": 1, "2020": 1, "2021": 1, "unknown": 1}
    assert sum(one["records"] for one in quality["record_counts"]) == quality["records"] == 4


def test_claims_by_status(quality):
    counted = {(one["kind"], one["epistemic"]["id"]): one["claims"] for one in quality["claim_counts"]}
    assert counted == {
        ("TransferReport", "epistemic/asserted"): 4,
        ("TransferReport", "epistemic/denied"): 1,
        ("EventReport", "epistemic/asserted"): 1,
    }


def test_transfers_that_want_a_second_look(quality):
    assert quality["transfers"] == {
        "transfers": 4,
        "with_rivals": 1,
        "denied": 1,
        "without_date": 1,
        "without_quantity": 3,
        "with_provisional_weapon": 1,
        "single_claim": 3,
    }


def test_stated_unknown_and_missing_make_up_the_whole(quality):
    by_name = {one["property"]: one for one in quality["completeness"]}
    quantity = by_name["quantity"]
    assert (quantity["stated"], quantity["unknown"], quantity["missing"]) == (1, 1, 2)
    assert (quantity["stated_share"], quantity["missing_share"]) == (25, 50)
    for one in by_name.values():
        assert one["stated"] + one["unknown"] + one["missing"] == 4


def test_the_catalogue_counts_and_leads_to_everything(things):
    catalogue = things.get("/api/v1/catalogue").json()
    counts = catalogue["counts"]
    assert (counts["transfers"], counts["states"], counts["embargoes"], counts["documents"]) == (4, 4, 2, 2)
    assert [one["name"] for one in catalogue["releases"]] == ["demo-2020", "demo-2021"]
    assert {(one["redistribution"], one["license"], one["records"]) for one in catalogue["terms"]} == {
        ("full", None, 2),
        ("facts", None, 1),
        ("facts", "https://example.org/terms", 1),
    }
    assert catalogue["dataset"] in things.get("/states").headers["X-Dataset-Version"]
    described = things.get("/openapi.json").json()["paths"]
    for name, address in catalogue["links"].items():
        assert address in described or address in ("/openapi.json", "/docs"), name


def test_what_was_refused_is_no_part_of_it(things):
    assert "quarantine" not in things.get("/quality").text.lower()
