"""Volumes: what is summed, what is never split, and that both ways of summing give the same."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from kg.build import build
from kg.errors import InputError
from kg.facts import Delivery, Document, Entity, Facts, Item, Quote, Release, Transfer, Volume, When
from kg.namespaces import BASE, graph_iri
from kg.reference import load
from kg.store import open_store
from kg.store.embedded import EmbeddedStore
from kg.store.terms import ag, decimal, xsd
from kg.volumes import (
    GROUPINGS,
    Question,
    columns,
    concentration,
    names,
    percent,
    projection,
    sparql,
    top,
    volumes,
)
from kg.volumes.ask import MANY, faster, unknown_parties
from kg.volumes.form import as_csv, as_json, plain
from kg.volumes.model import Unplaced

A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ISSUED = ox.NamedNode("http://purl.org/dc/terms/issued")


def state(code: str) -> str:
    return f"{BASE}id/state/{code}"


def sipri(name: str) -> str:
    return f"{BASE}id/sipri-category/{name}"


def release_node(name: str) -> str:
    return f"{BASE}id/release/{name}"


def deal(name, supplier, recipient, yearly=None, *, whole=None, years=None, category="aircraft", own="aircraft.combat",
         releases=("sipri-2025",)):  # fmt: skip
    """The triples of a fused transfer, as far as volumes ask for them.

    ``yearly``: year -> TIV. ``whole``: TIV of a deal whose years are not told apart, over ``years`` (first, last).
    """
    node = ox.NamedNode(f"{BASE}id/transfer/{name}")
    yield ox.Triple(node, A, ag("Transfer"))
    for prop, iri in (
        ("supplier", supplier and state(supplier)),
        ("recipient", recipient and state(recipient)),
        ("sipriCategory", category and sipri(category)),
        ("category", f"{BASE}id/category/{own}"),
        *(("release", release_node(one)) for one in releases),
    ):
        if iri:
            yield ox.Triple(node, ag(prop), ox.NamedNode(iri))
    for year, tiv in (yearly or {}).items():
        part = ox.NamedNode(f"{node.value}#delivery-{year}")
        yield ox.Triple(node, ag("delivery"), part)
        yield ox.Triple(part, ag("year"), ox.Literal(str(year), datatype=xsd("integer")))
        if tiv is not None:
            yield ox.Triple(part, ag("tiv"), decimal(Decimal(tiv)))
    known = [Decimal(tiv) for tiv in (yearly or {}).values() if tiv is not None]
    if whole is not None or known:
        yield ox.Triple(
            node, ag("tivDelivered"), decimal(Decimal(whole) if whole is not None else sum(known))
        )
    span = years or ((min(yearly), max(yearly)) if yearly else (None, None))
    interval = ox.NamedNode(f"{node.value}#delivered")
    yield ox.Triple(node, ag("delivered"), interval)
    yield ox.Triple(interval, ag("endState"), ox.Literal("closed" if span[1] else "unknown"))
    for prop, year, day in (("earliestStart", span[0], "01-01"), ("latestEnd", span[1], "12-31")):
        if year is not None:
            yield ox.Triple(interval, ag(prop), ox.Literal(f"{year}-{day}", datatype=xsd("date")))


def releases(*named):
    for name in named:
        node = ox.NamedNode(release_node(name))
        yield ox.Triple(node, A, ag("Release"))
        yield ox.Triple(node, ag("register"), ox.NamedNode(f"{BASE}id/register/{name.split('-')[0]}"))
        yield ox.Triple(node, ag("releaseName"), ox.Literal(name))
        yield ox.Triple(node, ISSUED, ox.Literal(f"{name[-4:]}-03-10", datatype=xsd("date")))


def fill(store, *deals, named=("sipri-2024", "sipri-2025")):
    store.bulk_load({
        graph_iri("transfers"): [triple for one in deals for triple in one],
        graph_iri("releases"): list(releases(*named)),
    })  # fmt: skip
    return store


DEALS = (
    {"supplier": "FRA", "recipient": "EGY", "yearly": {2019: "10.25", 2020: "0.1", 2021: "0.2"}},
    {"supplier": "FRA", "recipient": "IND", "yearly": {2020: "30"}, "category": "ships", "own": "ship"},
    {"supplier": "RUS", "recipient": "IND", "whole": "50.5", "years": (2018, 2020), "category": "missiles", "own": "missile.sam"},
    {"supplier": "RUS", "recipient": "EGY", "whole": "7", "years": (2020, 2020), "category": None, "own": "missile.sam"},
    {"supplier": None, "recipient": "IND", "yearly": {2020: "1"}, "releases": ("sipri-2024",)},
    {"supplier": "FRA", "recipient": "EGY", "yearly": {2022: None}},
)  # fmt: skip


@pytest.fixture
def store():
    store = fill(EmbeddedStore(), *(deal(f"d{n}", **one) for n, one in enumerate(DEALS)))
    yield store
    store.close()


@pytest.fixture(params=["sparql", "columns"])
def ask(request, store, tmp_path):
    """Each test of what is summed is run both ways."""
    if request.param == "sparql":
        return lambda question: sparql.count(store, question)
    projection.project(store, tmp_path / "t.parquet")
    return lambda question: columns.count(tmp_path / "t.parquet", question)


def sums(counted):
    short = [
        tuple(p.rsplit("/", 1)[-1] if isinstance(p, str) else p for p in line.key) for line in counted.lines
    ]
    keys = [key[0] if len(key) == 1 else key for key in short]
    return dict(zip(keys, [plain(line.tiv) for line in counted.lines], strict=True))


def test_a_volume_is_the_exact_sum_of_deliveries(ask):
    found = ask(Question(suppliers=(state("FRA"),), first=2020, last=2021))
    assert found.lines[0].tiv == Decimal("30.3")
    assert found.lines[0].deals == 2


def test_without_years_all_that_was_delivered_counts(ask):
    found = ask(Question())
    assert sums(found) == {"FRA": "40.55", "RUS": "57.5", None: "1"}
    assert found.unplaced == Unplaced(Decimal(0), 0)


def test_a_deal_over_years_that_are_not_told_apart_counts_where_it_lies_within(ask):
    inside = ask(Question(suppliers=(state("RUS"),), first=2018, last=2020))
    assert sums(inside) == {"RUS": "57.5"}
    assert inside.unplaced.deals == 0


def test_a_deal_that_the_years_cut_through_is_reported_apart_and_never_split(ask):
    cut = ask(Question(suppliers=(state("RUS"),), first=2020, last=2021))
    assert sums(cut) == {"RUS": "7"}
    assert cut.unplaced == Unplaced(Decimal("50.5"), 1)
    assert ask(Question(suppliers=(state("RUS"),), first=2021)).unplaced.deals == 0


def test_such_a_deal_is_in_no_single_year_unless_it_was_delivered_within_one(ask):
    found = ask(Question("supplier-year", suppliers=(state("RUS"),)))
    assert sums(found) == {("RUS", 2020): "7"}
    assert found.unplaced == Unplaced(Decimal("50.5"), 1)


def test_a_category_is_siprs_or_else_the_top_of_the_tree(ask):
    found = ask(Question("category"))
    assert sums(found) == {"aircraft": "11.55", "ships": "30", "missiles": "50.5", "missile": "7"}


@pytest.mark.parametrize(
    ("category", "expected"),
    [("missiles", "50.5"), ("missile.sam", "57.5"), ("category/missile", "57.5"), ("missile.ballistic", None),
     ("Ships", "30"), ("sipri-category/aircraft", "11.55")],
)  # fmt: skip
def test_a_category_includes_what_is_narrower(ask, category, expected):
    found = ask(Question("category", category=names.category(category)))
    assert sum((line.tiv for line in found.lines), Decimal(0)) == Decimal(expected or 0)


def test_groupings_of_two(ask):
    assert sums(ask(Question("pair", first=2020, last=2020))) == {
        ("FRA", "EGY"): "0.1", ("FRA", "IND"): "30", ("RUS", "EGY"): "7", (None, "IND"): "1",
    }  # fmt: skip
    assert sums(ask(Question("recipient-year", recipients=(state("EGY"),)))) == {
        ("EGY", 2019): "10.25", ("EGY", 2020): "7.1", ("EGY", 2021): "0.2",
    }  # fmt: skip


def test_a_release_limits_what_counts_and_all_that_count_are_named(store, ask):
    found = ask(Question(releases=(release_node("sipri-2024"),)))
    assert sums(found) == {None: "1"}
    whole = volumes(store, Question(by="year"))
    assert [(used.release.name, used.release.published, used.deals) for used in whole.releases] == [
        ("sipri-2024", "2024-03-10", 1),
        ("sipri-2025", "2025-03-10", 3),
    ]
    assert whole.deals == 4


def test_a_transfer_of_two_releases_counts_once(tmp_path):
    store = fill(EmbeddedStore(), deal("a", "FRA", "EGY", {2020: "3"}, releases=("sipri-2024", "sipri-2025")))
    projection.project(store, tmp_path / "t.parquet")
    both = (release_node("sipri-2024"), release_node("sipri-2025"))
    for found in (
        sparql.count(store, Question(releases=both)),
        columns.count(tmp_path / "t.parquet", Question(releases=both)),
    ):
        assert [(line.tiv, line.deals) for line in found.lines] == [(Decimal(3), 1)]
        assert [(used.deals, used.releases) for used in found.used] == [(1, frozenset(both))]


# Both ways, on any graph --------------------------------------------------------------------

YEARS = st.integers(2010, 2016)
TIVS = st.decimals(0, 10**6, places=6).map(str)
SOME_DEALS = st.fixed_dictionaries(
    {"supplier": st.sampled_from(["FRA", "RUS", None]), "recipient": st.sampled_from(["EGY", "IND", None])},
    optional={
        "category": st.sampled_from(["aircraft", "ships", None]),
        "own": st.sampled_from(["missile.sam", "missile", "aircraft.combat"]),
        "releases": st.sampled_from([(), ("sipri-2024",), ("sipri-2024", "sipri-2025")]),
    },
)
TOLD_APART = st.fixed_dictionaries({"yearly": st.dictionaries(YEARS, st.one_of(st.none(), TIVS), max_size=4)})
AS_A_WHOLE = st.fixed_dictionaries({
    "whole": TIVS,
    "years": st.tuples(st.one_of(st.none(), YEARS), st.one_of(st.none(), YEARS)).filter(
        lambda span: None in span or span[0] <= span[1]
    ),
})  # fmt: skip
QUESTIONS = st.builds(
    Question,
    st.sampled_from(sorted(GROUPINGS)),
    suppliers=st.sampled_from([(), (state("FRA"),), (state("FRA"), state("RUS"))]),
    recipients=st.sampled_from([(), (state("IND"),)]),
    category=st.sampled_from([None, sipri("ships"), f"{BASE}id/category/missile"]),
    first=st.one_of(st.none(), YEARS),
    last=st.one_of(st.none(), YEARS),
    releases=st.sampled_from([(), (release_node("sipri-2024"),)]),
)


@trials(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(SOME_DEALS, st.one_of(TOLD_APART, AS_A_WHOLE)), max_size=6),
    st.lists(QUESTIONS, min_size=1, max_size=4),
)
def test_sparql_and_columns_give_the_same_numbers(tmp_path_factory, deals, questions):
    store = fill(EmbeddedStore(), *(deal(f"d{n}", **one, **when) for n, (one, when) in enumerate(deals)))
    file = tmp_path_factory.mktemp("columns") / "t.parquet"
    projection.project(store, file)
    for question in questions:
        by_sparql, by_columns = sparql.count(store, question), columns.count(file, question)
        assert set(by_sparql.lines) == set(by_columns.lines)
        assert set(by_sparql.used) == set(by_columns.used)
        assert by_sparql.unplaced == by_columns.unplaced
        # And nothing is counted twice or lost on the way.
        assert sum(u.tiv for u in by_sparql.used) == sum(line.tiv for line in by_sparql.lines)
    store.close()


# Which way ----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "graph.store"
    store = fill(open_store(str(where)), *(deal(f"d{n}", **one) for n, one in enumerate(DEALS)))
    store.close()
    return str(where)


def test_the_projection_is_made_once_and_anew_when_the_graph_has_changed(folder):
    first = projection.kept(folder)
    made = first.stat().st_mtime_ns
    assert projection.kept(folder) == first
    assert first.stat().st_mtime_ns == made
    store = open_store(folder)
    store.bulk_load({graph_iri("transfers"): list(deal("new", "FRA", "EGY", {2020: "1000"}))})
    store.close()
    second = projection.kept(folder)
    assert second != first
    assert [path.name for path in second.parent.iterdir()] == [second.name]
    assert columns.count(second, Question(suppliers=(state("FRA"),))).lines[0].tiv == Decimal("1040.55")


def test_a_small_graph_is_asked_by_sparql_and_a_kept_projection_is_used(folder):
    store = open_store(folder, read_only=True)
    assert faster(store, folder) == "sparql"
    assert faster(store, None) == "sparql"
    assert faster(store, "http://localhost:1/query") == "sparql"
    projection.kept(folder)
    assert faster(store, folder) == "columns"
    assert volumes(store, Question(), where=folder).engine == "columns"
    store.close()


def test_a_large_graph_is_worth_a_projection(tmp_path):
    where = str(tmp_path / "large.store")
    types = [ox.Triple(ox.NamedNode(f"{BASE}id/transfer/{n}"), A, ag("Transfer")) for n in range(MANY)]
    store = open_store(where)
    store.bulk_load({graph_iri("transfers"): types})
    assert faster(store, where) == "columns"
    store.close()


def test_a_server_has_no_projection(store):
    with pytest.raises(InputError, match="only a store in a folder"):
        volumes(store, Question(), where="http://localhost:1/query", engine="columns")


# Shares, top lists, concentration ----------------------------------------------------------


def test_shares_are_per_cent_of_the_world_total_of_the_window(store):
    found = volumes(store, Question(suppliers=(state("FRA"),), first=2020, last=2020), shares=True)
    assert found.world == Decimal("38.1")
    assert percent(found.lines[0].tiv, found.world) == Decimal("79.0026")
    assert percent(Decimal(1), Decimal(0)) is None


def test_a_top_list_keeps_the_total(store):
    found = top(volumes(store, Question()), 1)
    assert [line.key for line in found.lines] == [(state("RUS"),)]
    assert (found.groups, found.tiv) == (3, Decimal("99.05"))


def test_concentration_of_a_recipient(store):
    found = volumes(store, Question("pair", recipients=(state("IND"),)))
    one = concentration(found)[0]
    assert (one.tiv, one.number) == (Decimal("81.5"), 2)
    assert one.largest_share == Decimal("61.9632")
    assert one.unknown_share == Decimal("1.2270")
    assert one.index == Decimal("0.5196")  # (50.5^2 + 30^2 + 1^2) / 81.5^2


def test_several_names_for_nobody_count_as_one_supplier():
    store = fill(EmbeddedStore(), deal("a", None, "IND", {2020: "1"}), deal("b", "FRA", "IND", {2020: "1"}))
    one = concentration(volumes(store, Question("pair")), unknown={state("FRA")})[0]
    assert (one.index, one.number, one.unknown_share) == (Decimal(1), 0, Decimal(100))


def test_concentration_is_not_worked_out_of_a_part_of_the_suppliers(store):
    with pytest.raises(ValueError, match="all suppliers"):
        concentration(volumes(store, Question("pair", suppliers=(state("FRA"),))))


def test_unknown_parties_are_those_of_the_reference_knowledge():
    iri = ox.NamedNode(f"{BASE}id/group/unknown")
    store = EmbeddedStore()
    store.bulk_load({graph_iri("reference"): [ox.Triple(iri, A, ag("UnknownParty"))]})
    assert unknown_parties(store) == {iri.value}


# Names and forms ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["FRA", "fra", "France", "فرنسا", state("FRA"), "state/FRA"])
def test_a_party_is_named_by_code_iri_path_or_name(store, name):
    assert names.party(name, store) == state("FRA")


def test_a_party_that_only_records_know_is_found_by_its_name(store):
    nobody = ox.NamedNode(f"{BASE}id/provisional/group/x-front")
    transfer = ox.NamedNode(f"{BASE}id/transfer/z")
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    store.bulk_load({
        graph_iri("transfers"): [ox.Triple(transfer, ag("recipient"), nobody)],
        graph_iri("record/r"): [ox.Triple(nobody, label, ox.Literal("X Front"))],
    })  # fmt: skip
    assert names.party("x front", store) == nobody.value


@pytest.mark.parametrize("name", ["Atlantis", "", "http://a b/"])
def test_an_unknown_name_is_a_clear_error(store, name):
    with pytest.raises(InputError):
        names.party(name, store)


def test_unknown_categories_and_releases_are_clear_errors(store):
    with pytest.raises(InputError, match="Armoured vehicles"):
        names.category("hats")
    with pytest.raises(InputError, match="sipri-2025"):
        names.release("sipri-1999", sparql.releases_in(sparql.rows(store, sparql.bind("releases.rq"))))


def test_notations_of_the_tree_name_the_way_down():
    """Volumes read the top of the tree off the notation; this holds them together."""
    for one in load().of_kind("weapon_class"):
        top_of_it = one.category
        while parent := load().category_parent(top_of_it):
            top_of_it = parent
        assert one.category.split(".")[0] == top_of_it


def test_forms_hold_the_note_the_releases_and_exact_numbers(store):
    found = volumes(store, Question(first=2020, last=2021), shares=True)
    whole = json.loads(json.dumps(as_json(found)))
    assert whole["unplaced"]["tiv"] == 50.5
    assert "not to be read as money" in whole["note"]
    assert [one["name"] for one in whole["releases"]] == ["sipri-2024", "sipri-2025"]
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert rows[0]["tiv"] == "30.3"
    assert rows[0]["supplier"] == state("FRA")
    assert {row["releases"] for row in rows} == {"sipri-2024 sipri-2025"}


@pytest.mark.parametrize(
    "name", [f"by-{by}.rq" for by in GROUPINGS] + ["used.rq", "unplaced.rq", "deals.rq", "amounts.rq"]
)
def test_each_query_is_documented_and_runs_as_it_stands(store, name):
    assert sparql.load(name).startswith("# ")
    store.query(sparql.load(name))
    assert list(store.query(sparql.bind(name)).rows())


def test_values_are_bound_as_terms():
    query = sparql.queries(Question(suppliers=(state("FRA"),), first=2020), "https://example.org/")["lines"]
    assert f"VALUES ?supplier {{ <{state('FRA')}> }}" in query
    assert "VALUES ?from { 2020 }" in query
    assert "<https://example.org/graph/transfers>" in query
    assert "UNDEF" not in query


# From facts to numbers ----------------------------------------------------------------------


def entry(name, *, deliveries=(), volume=None, years=None):
    text = f"A deal {name}."
    released = Release(register_name="sipri", name="sipri-2025", published="2025-03-10")
    when = years and When(
        edtf=f"{years[0]}/{years[1]}",
        start=(date(years[0], 1, 1), date(years[0], 12, 31)),
        end=(date(years[1], 1, 1), date(years[1], 12, 31)),
    )
    item = Item(id="i", weapon="wpn:rafale", weapon_class="aircraft.combat", deliveries=deliveries, volume=volume,
                sipri_category="Aircraft")  # fmt: skip
    return Facts(
        document=Document(id=name, lang="en", text=text, genre="register entry", release=released, register_id=name),
        entities=(
            *(Entity(id=code, type="state", name=code, iso3=code, iri=state(code)) for code in ("EGY", "FRA")),
            Entity(id="wpn:rafale", type="weapon_system", name="Rafale", weapon_class="aircraft.combat"),
        ),
        transfers=(
            Transfer(id="t", supplier="FRA", recipient="EGY", items=(item,), stage="delivered", epistemic="asserted",
                     evidence=(Quote(start=0, end=len(text), text=text),), delivered=when or None),
        ),
    )  # fmt: skip


def test_what_readers_give_comes_out_as_volumes(settings, write_facts):
    records = [
        entry(
            "a",
            deliveries=(Delivery(year=2015, count=3, tiv="165.25"), Delivery(year=2016, count=6, tiv="0.5")),
        ),
        entry("b", volume=Volume(delivered="12.5"), years=(2016, 2018)),
    ]
    assert build([str(write_facts(*(one.to_json() for one in records)))], settings).exit_code == 0
    store = open_store(settings.store, read_only=True)
    found = volumes(store, Question("supplier-year", first=2015, last=2016))
    assert [(line.key, line.tiv) for line in found.lines] == [
        ((state("FRA"), 2015), Decimal("165.25")),
        ((state("FRA"), 2016), Decimal("0.5")),
    ]
    assert found.unplaced == Unplaced(Decimal("12.5"), 1)
    assert volumes(store, Question("category")).lines[0].key == (sipri("aircraft"),)
    assert volumes(store, replace(found.question, by="supplier", last=2018)).tiv == Decimal("178.25")
    store.close()


# The command --------------------------------------------------------------------------------


def run(capfd, *arguments):
    from kg.cli import main

    code = main(["volumes", *arguments])
    return code, *capfd.readouterr()


def test_the_command_prints_sums_with_what_they_rest_on(capfd, folder):
    code, out, _ = run(capfd, "-s", folder, "--from", "2020", "--to", "2021", "--shares", "--top", "1")
    assert code == 0
    assert "FRA" in out
    assert "30.30" in out
    assert "1 of 3 lines" in out
    assert "Unplaced: 50.50 in 1 deals" in out
    assert "sipri-2025" in out
    assert "not to be read as money" in out


@pytest.mark.parametrize("engine", ["sparql", "columns"])
def test_the_command_answers_in_csv_and_json_by_either_engine(capfd, folder, engine):
    code, out, _ = run(
        capfd, "-s", folder, "--by", "year", "--supplier", "France", "-f", "csv", "--engine", engine
    )
    assert code == 0
    assert [row["tiv"] for row in csv.DictReader(io.StringIO(out))] == ["10.25", "30.1", "0.2"]
    _, out, _ = run(
        capfd, "-s", folder, "--concentration", "--recipient", "IND", "-f", "json", "--engine", engine
    )
    assert json.loads(out)["recipients"][0]["index"] == 0.5196


@pytest.mark.parametrize(
    "arguments",
    [["--supplier", "Atlantis"], ["--from", "2021", "--to", "2020"], ["--release", "sipri-1999"], ["--category", "hats"],
     ["--against", "none.csv"], ["--concentration", "--supplier", "FRA"], ["--by", "colour"]],
)  # fmt: skip
def test_bad_arguments_are_refused(capfd, folder, arguments):
    code, _, err = run(capfd, "-s", folder, *arguments)
    assert code == 2
    assert err


TABLE = """TIV of arms exports to all, 2019-2021
Figures are in millions of SIPRI trend-indicator values (TIVs).
Data generated: 14 July 2025

Supplier,2019,2020,2021,2019-2021
{rows}
"""


def table(path: Path, *rows: str) -> str:
    path.write_text(TABLE.replace("to all", "from all").format(rows="\n".join(rows)), encoding="utf-8")
    return str(path)


def test_a_table_that_agrees_cell_by_cell(capfd, folder, tmp_path):
    given = table(tmp_path / "t.csv", "France,10,30,0,40", "Russia,,7,,7")
    code, out, _ = run(capfd, "-s", folder, "--against", given, "--supplier", "FRA", "--supplier", "RUS")
    assert (code, "6 cells compared, 0 differ" in out) == (0, True), out


def test_each_cell_that_differs_is_printed(capfd, folder, tmp_path):
    given = table(tmp_path / "t.csv", "France,10,31,0,41", "Germany,4,,,4")
    code, out, _ = run(capfd, "-s", folder, "--against", given)
    assert code == 1
    assert "6 cells compared, 2 differ by more than 0.51" in out
    assert "2 cells of the graph have no row in the table" in out  # Russia and the unknown supplier in 2020
    code, out, _ = run(
        capfd, "-s", folder, "--against", given, "--supplier", "FRA", "--tolerance", "0.9", "-f", "json"
    )
    assert [(one["name"], one["year"]) for one in json.loads(out)["differences"]] == [("Germany", 2019)]
