"""Claims become transfers: which belong together, which value is taken and why, what a denial does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef
from rdflib.namespace import RDF

from kg.fuse import Decision, Decisions, compare, likeness
from kg.fuse import fused as fused_terms
from kg.fuse.choose import Value, choose
from kg.fuse.claims import Amount, Interval, Price, TransferClaim
from kg.fuse.decisions import NONE
from kg.fuse.match import clusters
from kg.namespaces import AG, BASE, ID
from kg.store.terms import to_rdflib

STATE, WEAPON, CATEGORY = f"{ID}state/", f"{ID}weapon/", f"{ID}category/"


def fused(claims, base, decisions=NONE):
    """What is fused, in rdflib terms."""
    return [
        tuple(map(to_rdflib, (triple.subject, triple.predicate, triple.object)))
        for triple in sorted(fused_terms(claims, base, decisions), key=str)
    ]


def year(first: int, last: int | None = None) -> Interval:
    last = last or first
    return Interval(
        f"urn:time:{first}-{last}",
        str(first) if first == last else f"{first}/{last}",
        (date(first, 1, 1), date(first, 12, 31)),
        (date(last, 1, 1), date(last, 12, 31)),
        "closed",
    )


def claim(
    name: str,
    *,
    weapon: str | None = "su-35",
    category: str = "aircraft.combat",
    supplier: str | None = "RUS",
    recipient: str | None = "EGY",
    stage: str = "ordered",
    epistemic: str = "asserted",
    count: int | tuple[int, int] | None = None,
    when: Interval | None = None,
    price: int | None = None,
    **more,
) -> TransferClaim:
    single = {
        "category": CATEGORY + category,
        "stage": f"{ID}stage/{stage}",
        "epistemicStatus": f"{ID}epistemic/{epistemic}",
    }
    single |= {"supplier": STATE + supplier} if supplier else {}
    single |= {"recipient": STATE + recipient} if recipient else {}
    single |= {"weapon": WEAPON + weapon} if weapon else {}
    low, high = count if isinstance(count, tuple) else (count, count)
    return TransferClaim(
        f"urn:claim:{name}",
        more.pop("record", f"urn:record:{name}"),
        single=single,
        quantity=Amount(f"urn:count:{name}", Decimal(low), Decimal(high), "piece")
        if count is not None
        else None,
        when=when,
        value=Price(f"urn:price:{name}", Decimal(price), "USD") if price else None,
        **more,
    )


def together(*claims: TransferClaim) -> bool:
    return len(clusters(list(claims))) == 1


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (claim("a"), claim("b"), True),
        (claim("a"), claim("b", weapon="su-30"), False),
        (claim("a", weapon="f-15"), claim("b", weapon="f-15qa"), True),
        (claim("a"), claim("b", weapon=None), True),
        (claim("a"), claim("b", weapon=None, category="aircraft"), True),
        (claim("a"), claim("b", weapon=None, category="aircraft.helicopter"), False),
        (claim("a"), claim("b", weapon=None, category="arms"), False),
        (claim("a", count=24, when=year(2015)), claim("b", count=30, when=year(2021)), False),
        (claim("a", count=24, when=year(2015)), claim("b", count=24, when=year(2015)), True),
        (
            claim("a", count=24, when=year(2015)),
            claim("b", count=3, when=year(2016), stage="delivered"),
            True,
        ),
        (claim("a", when=year(2021)), claim("b", when=year(2015), stage="delivered"), False),
        (claim("a"), claim("b", recipient="IRQ"), False),
        (claim("a", recipient=None), claim("b", recipient=None), False),
        (claim("a", register="urn:sipri"), claim("b", register="urn:sipri"), False),
    ],
)
def test_two_claims_are_of_one_transfer_or_of_two(a, b, same):
    assert together(a, b) is same
    assert together(b, a) is same


def test_a_comparison_explains_itself():
    seen = {
        o.feature: o.outcome for o in compare(claim("a", count=24, price=9), claim("b", count=24, price=9))
    }
    assert seen == {"weapon": "same", "quantity": "same", "value": "same"}


def seen(a: TransferClaim, b: TransferClaim, feature: str) -> list[str]:
    """What is observed of a pair under one feature; the order of the pair makes no difference."""
    found, turned = (
        sorted(one.outcome for one in compare(*pair) if one.feature == feature) for pair in ((a, b), (b, a))
    )
    assert found == turned
    return found


def worth(a: TransferClaim, b: TransferClaim, feature: str) -> float:
    return sum(one.score for one in compare(a, b) if one.feature == feature)


def entry(first: int, last: int, *, ordered: int = 2015, stage: str = "delivered", **more) -> TransferClaim:
    """A finished deal of a register."""
    return claim(
        "entry",
        stage=stage,
        register="urn:sipri",
        is_register=True,
        ordered=year(ordered),
        delivered=year(first, last),
        **more,
    )


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        (claim("a", count=24), claim("b", count=24), "same"),
        (claim("a", count=6), claim("b", count=6), "same_few"),
        (claim("a", count=6), claim("b", count=6, stage="delivered"), "same_few"),
        (claim("a", count=(20, 30)), claim("b", count=24), "overlap"),
        (claim("a", count=30), claim("b", count=29), "close"),
        (claim("a", count=30), claim("b", count=24), "conflict"),
        (claim("a", count=3, stage="delivered"), claim("b", count=24), "part"),
        (claim("a", count=30, stage="delivered"), claim("b", count=24), "conflict"),
        (claim("a", count=72, stage="approved"), claim("b", count=36), "ceiling"),
        (claim("a", count=36, stage="approved"), claim("b", count=72), "conflict"),
        (claim("a", count=72, stage="approved"), claim("b", count=36, stage="approved"), "conflict"),
    ],
)
def test_numbers_are_compared_by_what_they_count(a, b, outcome):
    assert seen(a, b, "quantity") == [outcome]


@pytest.mark.parametrize(
    ("a", "b", "outcomes"),
    [
        (claim("a", when=year(2015)), claim("b", when=year(2015)), ["overlap"]),
        (claim("a", when=year(2015)), claim("b", when=year(2017)), ["apart"]),
        (
            claim("a", when=year(2015)),
            claim("b", when=year(2017), stage="delivered"),
            ["order_then_delivery"],
        ),
        (claim("a", when=year(2017)), claim("b", when=year(2015), stage="delivered"), ["delivery_first"]),
        (claim("a", when=year(2014), stage="approved"), claim("b", when=year(2015)), ["talks_then_order"]),
        (claim("a", when=year(2016), stage="approved"), claim("b", when=year(2015)), ["talks_late"]),
        (claim("a", when=year(2016), stage="announced"), claim("b", when=year(2015)), ["announced_late"]),
        (
            claim("a", when=year(2014), stage="planned"),
            claim("b", when=year(2015), stage="delivered"),
            ["talks_then_delivery"],
        ),
        (
            claim("a", when=year(2014), stage="planned"),
            claim("b", when=year(2016), stage="negotiated"),
            ["talks_apart"],
        ),
        (
            claim("a", when=year(2015), stage="delivered"),
            claim("b", when=year(2018), stage="delivered"),
            ["delivered_apart"],
        ),
        (
            claim("a", when=year(2021), stage="delivered"),
            entry(2016, 2018),
            ["order_then_delivery", "outside"],
        ),
        (
            claim("a", when=year(2021), stage="delivered"),
            entry(2016, 2018, stage="delivering"),
            ["delivered_apart", "order_then_delivery"],
        ),
        # Ordered while an entry's deliveries went on: it is not their order.
        (claim("a", when=year(2017)), entry(2016, 2018), ["apart", "delivery_first"]),
    ],
)
def test_talks_order_and_delivery_come_in_turn(a, b, outcomes):
    assert seen(a, b, "time") == outcomes


def test_the_further_off_a_time_the_more_it_speaks_against_up_to_a_limit():
    first = claim("a", when=year(1970))
    gaps = [worth(first, claim("b", when=year(other)), "time") for other in (1970, 1972, 1974, 1999, 2020)]
    assert gaps[0] > 0 > gaps[1] > gaps[2] > gaps[3] == gaps[4]


def test_a_delivery_some_years_after_the_order_is_usual_and_one_after_decades_is_not():
    order = claim("a", when=year(1979))
    soon, late = (claim("b", when=year(other), stage="delivered") for other in (1986, 2019))
    assert worth(order, soon, "time") > 0 > worth(order, late, "time")


def priced(amount: int, currency: str, stage: str = "ordered") -> TransferClaim:
    made = claim(f"{amount}{currency}{stage}", stage=stage)
    made.value = Price("urn:price", Decimal(amount), currency)
    return made


@pytest.mark.parametrize(
    ("a", "b", "outcomes"),
    [
        (priced(100, "USD"), priced(108, "USD"), ["same"]),
        (priced(100, "USD"), priced(150, "USD"), ["conflict"]),
        (priced(100, "USD"), priced(90, "EUR"), []),
        (priced(150, "USD", "approved"), priced(100, "USD"), ["ceiling"]),
        (priced(100, "USD", "approved"), priced(150, "USD"), ["conflict"]),
    ],
)
def test_prices_are_compared_in_one_currency_and_a_notice_has_the_highest(a, b, outcomes):
    assert seen(a, b, "value") == outcomes


def said(name: str, value: str, **more) -> TransferClaim:
    """A claim with a condition or kind."""
    made = claim(f"{name}-{value}", **more)
    made.single[name] = f"{ID}{name}/{value}"
    return made


@pytest.mark.parametrize(
    ("name", "one", "other", "outcomes"),
    [
        ("condition", "new", "new", ["same"]),
        ("condition", "second-hand", "modernized", ["same"]),
        ("condition", "new", "second-hand", ["conflict"]),
        ("kind", "sale", "aid", ["conflict"]),
        ("kind", "lease", "sale", ["conflict"]),
        ("kind", "sale", "licence", []),
        ("kind", "sale", "unknown", []),
        ("kind", "aid", "aid", []),
    ],
)
def test_new_is_not_used_and_sold_is_not_given(name, one, other, outcomes):
    assert seen(said(name, one), said(name, other), name) == outcomes


def day(month: int, number: int) -> Interval:
    bounds = (date(2022, month, number), date(2022, month, number))
    return Interval(f"urn:time:{bounds[0]}", str(bounds[0]), bounds, bounds, "closed")


@pytest.mark.parametrize(
    ("stage", "one", "other", "outcomes"),
    [
        ("announced", day(6, 1), day(6, 23), ["packages"]),
        ("announced", day(6, 1), day(6, 2), []),
        ("announced", day(6, 1), year(2022), []),
        ("announced", day(6, 1), year(2023), []),  # the year alone does not tell two packages apart
        ("delivered", day(6, 1), day(6, 23), []),
    ],
)
def test_aid_promised_on_two_days_is_two_packages(stage, one, other, outcomes):
    a, b = (said("kind", "aid", stage=stage, when=when) for when in (one, other))
    assert seen(a, b, "aid") == outcomes
    assert seen(said("kind", "sale", stage=stage, when=one), b, "aid") == []


@pytest.mark.parametrize(
    ("issued", "stage", "outcomes"),
    [
        ("2016-01-29", "delivered", ["before"]),
        ("2020-12-30", "ordered", []),  # a register may have the year after
        ("2016-01-29", "negotiated", []),
        ("2022", "delivered", []),
        ("", "delivered", []),
    ],
)
def test_what_was_told_before_an_order_is_of_another(issued, stage, outcomes):
    order = claim("b", when=year(2021))
    assert seen(claim("a", stage=stage, issued=issued), order, "told") == outcomes
    assert seen(claim("a", stage=stage, issued=issued, when=year(2021)), order, "told") == []


CLAIMS = st.lists(
    st.builds(
        lambda n, weapon, count, first, stage: claim(
            f"{n:04}", weapon=weapon, count=count, when=first and year(first), stage=stage
        ),
        st.integers(0, 9999),
        st.sampled_from(["su-35", "su-30", None]),
        st.sampled_from([None, 12, 24]),
        st.sampled_from([None, 2015, 2016, 2021]),
        st.sampled_from(["ordered", "delivered", "negotiated"]),
    ),
    max_size=9,
    unique_by=lambda c: c.iri,
)


@given(CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_the_claims_does_not_matter(claims, chance):
    shuffled = claims.copy()
    chance.shuffle(shuffled)
    assert fused(claims, BASE) == fused(shuffled, BASE)


@given(CLAIMS)
def test_no_claim_is_lost_and_none_is_in_two_transfers(claims):
    graph = fused(claims, BASE)
    told = [value for _, predicate, value in graph if predicate == AG.claim]
    assert sorted(map(str, told)) == sorted(c.iri for c in claims)


@given(CLAIMS, st.sampled_from(["FRA", "USA"]))
def test_claims_of_other_parties_change_nothing(claims, other):
    foreign = claim("z", supplier=other)
    assert set(fused(claims, BASE)) <= set(fused([*claims, foreign], BASE))


def test_many_reports_of_one_deal_are_one_transfer():
    claims = [claim(f"{n:04}", count=24, when=year(2015)) for n in range(2000)]
    assert len(clusters(claims)) == 1


def test_what_one_entry_says_twice_may_be_one_transfer():
    exporter = claim("a", register="urn:unroca", record="urn:record:1", count=24, when=year(2015))
    importer = claim("b", register="urn:unroca", record="urn:record:1", count=24, when=year(2015))
    assert together(exporter, importer)


def test_a_report_joins_the_one_entry_of_a_register_that_it_fits():
    first = claim("a", register="urn:sipri", count=24, ordered=year(2015))
    second = claim("b", register="urn:sipri", count=30, ordered=year(2021))
    report = claim("c", count=30, when=year(2021))
    assert [[c.iri for c in cluster] for cluster in clusters([first, report, second])] == [
        [first.iri],
        [second.iri, report.iri],
    ]


def decided(verdict, *claims):
    return Decisions([Decision(claims[0].iri, claims[1].iri, verdict, "a person", "2025-01-01T00:00:00Z")])


def test_what_a_person_decided_wins():
    a, b, far = claim("a"), claim("b"), claim("c", weapon="su-30", supplier="BLR")
    assert len(clusters([a, b], decided("not-same", a, b))) == 2
    assert len(clusters([a, far], decided("same", a, far))) == 1
    assert len(clusters([a, b, far], decided("same", b, far))) == 1


def test_claims_that_a_person_told_apart_do_not_meet_by_way_of_a_third():
    a, b, c = claim("a"), claim("b"), claim("c")
    found = clusters([a, b, c], decided("not-same", a, c))
    assert sorted(len(cluster) for cluster in found) == [1, 2]


def values(graph, kind, predicate):
    """The values that nodes of one class have for a property."""
    nodes = {subject for subject, p, value in graph if p == RDF.type and value == kind}
    return {value for subject, p, value in graph if subject in nodes and p == predicate}


def test_an_order_and_a_part_delivery_are_two_numbers_and_no_contradiction():
    graph = fused(
        [claim("a", count=24, when=year(2015)), claim("b", count=3, when=year(2016), stage="delivered")], BASE
    )
    numbers = {str(s).rsplit("#", 1)[-1]: str(v) for s, p, v in graph if p == AG.minimum}
    assert numbers == {"quantity": "24", "quantityDelivered": "3"}
    assert {URIRef(AG.quantity), URIRef(AG.quantityDelivered)}.isdisjoint(
        values(graph, AG.Choice, AG.chosenProperty)
    )


def test_three_of_24_handed_over_is_a_deal_being_delivered():
    graph = fused(
        [claim("a", count=24, when=year(2015)), claim("b", count=3, when=year(2016), stage="delivered")], BASE
    )
    assert values(graph, AG.Transfer, AG.stage) == {ID["stage/delivering"]}
    assert ID["rule/part-delivery"] in values(graph, AG.Choice, AG.rule)


def test_where_numbers_differ_a_choice_says_which_was_taken_by_which_rule_and_names_the_rival():
    press = claim("press", count=(200, 999), stage="delivered", epistemic="claimed")
    party = claim("party", count=(3, 9), stage="delivered", epistemic="confirmed")
    graph = fused([press, party], BASE)
    choice = next(s for s, p, v in graph if p == AG.chosenProperty and v == AG.quantity)
    about = {p: v for s, p, v in graph if s == choice}
    assert about[AG.rule] == ID["rule/official-over-press"]
    assert about[AG.chosenFrom] == URIRef(party.iri)
    assert about[AG.rival] == URIRef(press.iri)
    assert about[AG.reason].language == "en"


def test_a_denial_stands_beside_what_it_denies_and_gives_it_no_value():
    said = claim("said", count=12, stage="delivered")
    denial = claim("denial", weapon=None, category="arms", epistemic="denied", count=0)
    graph = fused([said, denial], BASE)
    assert values(graph, AG.Transfer, AG.deniedBy) == {URIRef(denial.iri)}
    assert values(graph, AG.Transfer, AG.epistemicStatus) == {ID["epistemic/asserted"]}
    assert {str(v) for s, p, v in graph if p == AG.minimum} == {"12"}


def test_a_denial_of_what_nobody_says_is_a_denied_transfer():
    graph = fused([claim("denial", epistemic="denied")], BASE)
    assert values(graph, AG.Transfer, AG.epistemicStatus) == {ID["epistemic/denied"]}


def test_an_open_party_is_stated_as_unknown():
    graph = fused([claim("a", supplier=None)], BASE)
    assert URIRef(AG.supplier) in values(graph, AG.Transfer, AG.unknownProperty)


@pytest.mark.parametrize(
    ("prop", "values_", "taken", "rule"),
    [
        ("quantity", [("12", ["a"], 0), ("12", ["b"], 0)][:1], "12", "only-value"),
        ("stage", [("ordered", ["a"], 0), ("delivered", ["b"], 0)], "delivered", "later-stage"),
        ("weapon", [("su-27", ["a", "b"], 0), ("su-35", ["c"], 1)], "su-35", "specific-over-general"),
        ("kind", [("aid", ["a", "b"], 0), ("sale", ["c"], 0)], "aid", "two-independent-sources"),
        ("kind", [("aid", ["a"], 0), ("sale", ["b"], 0)], "aid", "first-in-order"),
    ],
)
def test_the_first_rule_that_tells_values_apart_decides(prop, values_, taken, rule):
    options = [Value(key, key, tuple(claim(n) for n in names), float(exact)) for key, names, exact in values_]
    choice = choose(prop, options)
    assert (choice.taken.key, choice.rule) == (taken, rule)
    assert {rival.key for rival in choice.rivals} == {key for key, _, _ in values_} - {taken}


def test_likeness_is_symmetric():
    a, b = (
        claim("a", count=24, when=year(2015)),
        claim("b", weapon=None, count=12, when=year(2017), stage="delivered"),
    )
    assert likeness(a, b) == likeness(b, a)
