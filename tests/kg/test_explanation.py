"""Why a transfer is what it is: its claims, the values taken and their rivals, what was compared, who decided."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kg.decide import decide
from kg.derive import refresh
from kg.errors import InputError
from kg.explanation import Explanation, claim_named, explain, transfer_named, transfers_of_claim
from kg.facts import Facts
from kg.fuse.match import weights
from kg.ledger import Ledger
from kg.settings import Settings
from kg.store import Change, Store, open_store

Run = Callable[..., tuple[int, str, str]]


def record(make_facts: Any, key: str, **changes: Any) -> dict[str, Any]:
    """A record with a text of its own: of two with the same text the second is left out."""
    text = f"Russia delivered 12 Su-35 fighters to Egypt in 2021, the ministry said. {key}"
    made: dict[str, Any] = make_facts(key, text=text, **changes)
    return made


def amount(make_facts: Any, number: int) -> list[dict[str, Any]]:
    item = make_facts()["transfers"][0]["items"][0]
    return [{**item, "quantity": {"min": number, "max": number}}]


@pytest.fixture
def told(run: Run, write_facts: Any, make_facts: Any) -> Run:
    """A store with a deal that one record counts differently, one denies, and another one that is not about it."""
    paper = record(make_facts, "paper")
    paper["document"] |= {"title": "خبر عن Su-35", "publisher": "A paper", "date": "2021-07-01"}
    records = [
        paper,
        record(
            make_facts,
            "official",
            items=amount(make_facts, 15),
            attributions=[{"source": "RUS"}],
            epistemic="confirmed",
        ),
        record(make_facts, "denial", epistemic="denied"),
        record(make_facts, "other", recipient="RUS", supplier="EGY"),
    ]
    assert run("build", str(write_facts(*records)))[0] == 0
    return run


def opened(settings: Settings) -> Store:
    return open_store(settings.store, read_only=True)


def iris(settings: Settings, told: Run) -> dict[str, str]:
    """Key of a record -> its claim."""
    rows = json.loads(
        told("query", "-f", "json", "SELECT ?k ?c { ?c a ag:TransferReport ; ag:record/ag:recordKey ?k }")[1]
    )
    return {row["k"]["value"]: row["c"]["value"] for row in rows["results"]["bindings"]}


def explained(settings: Settings, name: str) -> Explanation:
    store = opened(settings)
    try:
        return explain(store, settings, name)
    finally:
        store.close()


def test_a_transfer_is_found_by_its_iri_its_last_part_and_any_claim(told: Run, settings: Settings) -> None:
    claims = iris(settings, told)
    store = opened(settings)
    (transfer,) = transfers_of_claim(store, settings, claims["paper"])
    for name in (
        transfer,
        transfer.rsplit("/", 1)[-1],
        claims["official"],
        claims["denial"],
        claims["paper"].partition("/id/claim/")[2],
    ):
        assert transfer_named(store, settings, name) == transfer
    store.close()


@pytest.mark.parametrize(
    "name", ["none-such", "https://example.org/x", "", "a b", "<x>", "x' } DROP ALL", "\u2067x"]
)
def test_what_is_not_there_is_told(told: Run, name: str) -> None:
    code, out, err = told("explain", name)
    assert (code, out) == (2, "")
    assert "there is no such transfer or claim" in err
    assert "Traceback" not in err


def test_claims_are_told_with_record_source_and_quote(told: Run, settings: Settings) -> None:
    claims = iris(settings, told)
    found = explained(settings, claims["paper"])
    by_key = {claim.record_key: claim for claim in found.claims}
    assert set(by_key) == {"paper", "official", "denial"}
    paper, official = by_key["paper"], by_key["official"]
    assert (paper.title, paper.source, paper.issued) == ("خبر عن Su-35", "A paper", "2021-07-01")
    assert paper.quotes == ("delivered 12 Su-35 fighters to Egypt",)
    assert (official.source, official.official, paper.official) == ("Russia", True, False)
    assert [claim.record_key for claim in found.claims if claim.denies] == ["denial"]
    assert found.label
    assert found.stale is False


def test_values_are_told_with_rule_reason_and_rivals(told: Run, settings: Settings) -> None:
    claims = iris(settings, told)
    values = {value.property: value for value in explained(settings, claims["paper"]).values}
    quantity = values["quantity"]
    assert (quantity.taken.value, quantity.taken.claims) == ("15", (claims["official"],))
    assert [(rival.value, rival.claims) for rival in quantity.rivals] == [("12", (claims["paper"],))]
    assert quantity.rule == "official-over-press"
    assert "a party to the deal" in (quantity.reason or "")
    supplier = values["supplier"]
    assert (supplier.taken.value, supplier.rule, supplier.rivals) == ("Russia", None, ())
    assert set(supplier.taken.claims) == {claims["paper"], claims["official"]}
    assert values["delivered"].taken.value == "2021"


def test_pairs_are_told_with_weights_that_add_up_and_denials_are_not_compared(
    told: Run, settings: Settings
) -> None:
    claims = iris(settings, told)
    found = explained(settings, claims["paper"])
    (pair,) = found.comparisons
    assert {pair.one, pair.other} == {claims["paper"], claims["official"]}
    assert pair.score == pytest.approx(sum(one.score for one in pair.observations))
    assert {one.feature: one.outcome for one in pair.observations}["quantity"] == "conflict"
    assert found.mean == pytest.approx(pair.score)
    assert found.threshold == weights()["threshold"]
    assert pair.score >= found.threshold


def test_decisions_of_persons_are_told_with_who_and_why(told: Run, settings: Settings) -> None:
    claims = iris(settings, told)
    store = open_store(settings.store)
    decide(
        store,
        settings,
        claims["paper"],
        claims["other"],
        "not-same",
        by="ليلى",
        made="2025-01-01T00:00:00Z",
        reason="two",
    )
    store.close()
    (decision,) = explained(settings, claims["paper"]).decisions
    assert (decision.verdict, decision.by, decision.reason) == ("not-same", "ليلى", "two")
    out = told("explain", claims["other"])[1]
    assert "by \u2068ليلى\u2069 at 2025-01-01T00:00:00Z: two" in out


def test_it_says_when_the_transfers_do_not_fit_the_records(told: Run, settings: Settings) -> None:
    store = open_store(settings.store)
    ledger = Ledger(store, settings.base)
    store.commit(Change(add={ledger.meta: ledger.all_stale()}))
    store.close()
    assert explained(settings, iris(settings, told)["paper"]).stale
    assert "the next build works them out again" in told("explain", iris(settings, told)["paper"])[1]
    store = open_store(settings.store)
    refresh(store, Ledger(store, settings.base), settings)
    store.close()
    assert not explained(settings, iris(settings, told)["paper"]).stale


def test_a_denial_beside_several_transfers_asks_which_is_meant(
    run: Run, write_facts: Any, make_facts: Any, settings: Settings
) -> None:
    # Two deals years apart, and a denial that does not say which.
    when = {"edtf": "2009", "start": ["2009-01-01", "2009-12-31"], "end": ["2009-01-01", "2009-12-31"]}
    records = [
        record(make_facts, "a"),
        record(make_facts, "b", when=when, items=amount(make_facts, 90)),
        record(make_facts, "no", epistemic="denied"),
    ]
    run("build", str(write_facts(*records)))
    denial = iris(settings, run)["no"]
    code, _, err = run("explain", denial)
    assert code == 2
    assert "this claim stands beside 2 transfers. Name one of them: rus-egy-su-35-" in err
    store = opened(settings)
    with pytest.raises(InputError):
        transfer_named(store, settings, denial)
    assert claim_named(store, settings, denial) == denial
    store.close()


def test_the_text_cites_claims_by_number_and_sets_titles_apart(told: Run, settings: Settings) -> None:
    code, out, err = told("explain", iris(settings, told)["paper"])
    assert (code, err) == (0, "")
    assert "\u2068خبر عن Su-35\u2069; A paper" in out
    assert "by official-over-press: a party to the deal" in out
    assert "Denied by [" in out
    assert "weapon same +3.00" in out
    assert '"delivered 12 Su-35 fighters to Egypt"' in out


def test_json_has_all_of_it_and_reads_the_same_each_time(told: Run, settings: Settings) -> None:
    name = iris(settings, told)["paper"]
    first, second = told("explain", name, "--json")[1], told("explain", name, "--json")[1]
    assert first == second
    found = json.loads(first)
    assert {
        "transfer",
        "label",
        "claims",
        "values",
        "comparisons",
        "threshold",
        "mean",
        "decisions",
        "stale",
    } == set(found)
    assert len(found["claims"]) == 3


def test_a_provisional_weapon_is_called_what_its_record_calls_it(
    run: Run, write_facts: Any, make_facts: Any, settings: Settings
) -> None:
    made = record(make_facts, "new")
    made["entities"][2] = {
        "id": "wpn:su-35",
        "type": "weapon_system",
        "name": "Unheard-of X-99",
        "class": "aircraft.combat",
    }
    assert Facts.model_validate(made)
    run("build", str(write_facts(made)))
    values = {one.property: one.taken.value for one in explained(settings, iris(settings, run)["new"]).values}
    assert values["weapon"] == "Unheard-of X-99"
