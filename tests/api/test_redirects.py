"""Ids that were merged or renamed lead to those that hold."""

from __future__ import annotations

import hashlib

import pytest

BASE = "https://w3id.org/armsgraph/id/"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def at(things, path, **options):
    response = things.get(path, follow_redirects=False, **options)
    return response.status_code, response.headers.get("Location")


def test_what_was_replaced_leads_to_the_end_of_the_chain(things):
    assert at(things, "/api/v1/weapons/old-eagle") == (308, "/api/v1/weapons/eagle")
    assert at(things, "/weapons/eagle-1?as=is") == (308, "/weapons/eagle?as=is")
    assert things.get("/weapons/old-eagle").json()["label"] == "Eagle"


def test_the_format_that_a_path_names_is_kept(things):
    assert at(things, "/weapons/old-eagle.csv") == (308, "/weapons/eagle.csv")


def test_a_merged_thing_may_be_in_another_room(things):
    assert at(things, "/companies/maker-works") == (308, "/organisations/league")


@pytest.mark.parametrize(
    "named_for",
    [
        f"{BASE}claim/doc-1/t1",  # the transfer that this claim had of its own before it was fused
        f"{BASE}claim/reg-1/t1",
        f"{BASE}register/demo 17",  # the entry of a register, whatever its release
    ],
)
def test_a_transfer_is_found_by_the_claim_that_it_was_named_for(things, named_for):
    old = f"new-buy-kite-{digest(named_for)}"
    assert at(things, f"/api/v1/transfers/{old}") == (308, "/api/v1/transfers/new-buy-eagle-1")


def test_a_transfer_that_is_called_otherwise_keeps_its_digest(things):
    assert at(things, "/transfers/buy-rebels-bird-d5b9a20f77") == (
        308,
        "/transfers/buy-rebels-owl-d5b9a20f77",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/transfers/new-buy-kite-0123456789",
        f"/transfers/x-{digest(f'{BASE}register/demo 18')}",  # the claims of this entry are of three transfers
        "/groups/torn",  # replaced by two
        "/weapons/nothing",
        "/states/QQQ/partners",
        "/records/none",
    ],
)
def test_nothing_is_guessed(things, path):
    assert at(things, path)[0] == 404


def test_what_is_there_is_not_sent_away(things):
    assert at(things, "/weapons/eagle")[0] == 200
    assert at(things, "/transfers/new-buy-eagle-1")[0] == 200
