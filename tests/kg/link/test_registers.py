"""The parties that registers name: the right one, or a provisional one, but never a wrong one."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.extract.gazetteer import gazetteer
from kg.facts import Document, Entity, Facts, Item, Quote, Transfer
from kg.fold import key
from kg.link import link
from kg.link.registers import _codes, is_unknown, party, state_by_cow, state_by_iso2
from kg.namespaces import ID
from kg.populate import populate
from kg.reference import load
from kg.settings import Settings
from kg.validate import validate_record

SHARED = Path(__file__).parents[3] / "../shared/data"
UNKNOWN = ("unknown-suppliers", "unknown-recipients", "unknown-rebel-group", "unknown-party")


def path(entity: Entity | None) -> str | None:
    return entity.iri.removeprefix(str(ID)) if entity and entity.iri else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Renames of one state, over the releases.
        ("Turkiye", "state/TUR"), ("Turkey", "state/TUR"), ("Türkiye", "state/TUR"),
        ("Czechia", "state/CZE"), ("Czech Republic", "state/CZE"),
        ("eSwatini", "state/SWZ"), ("Swaziland", "state/SWZ"),
        ("North Macedonia", "state/MKD"), ("Macedonia", "state/MKD"), ("Macedonia (FYROM)", "state/MKD"),
        ("Burma", "state/MMR"), ("Zaire", "state/COD"), ("DR Congo", "state/COD"), ("Congo", "state/COG"),
        ("Cape Verde", "state/CPV"), ("Cabo Verde", "state/CPV"), ("South Korea (ROK)", "state/KOR"),
        ("Taiwan (ROC)", "state/TWN"), ("Cote d'Ivoire", "state/CIV"), ("Côte d’Ivoire", "state/CIV"),
        ("Viet Nam", "state/VNM"), ("Vietnam", "state/VNM"), ("UAE", "state/ARE"), ("Libya GNC", "state/LBY"),
        ("Micronesia", "state/FSM"), ("Palau", "state/PLW"), ("Aruba", "state/ABW"),
        # States that are no more are not the states of today.
        ("Soviet Union", "state/SUN"), ("Yugoslavia", "state/YUG"), ("Serbia and Montenegro", "state/SCG"),
        ("Czechoslovakia", "state/CSK"), ("East Germany (GDR)", "state/DDR"), ("North Yemen", "state/YAR"),
        ("Yemen Arab Republic", "state/YAR"), ("Yemen Arab Republic (North Yemen)", "state/YAR"),
        ("South Yemen", "state/YMD"), ("South Vietnam", "state/RVN"), ("South Viet Nam", "state/RVN"),
        ("Biafra", "state/BIA"), ("Katanga", "state/KTG"),
        # Armed groups and organisations.
        ("Hezbollah (Lebanon)*", "group/hezbollah"), ("Hizbollah (Lebanon)*", "group/hezbollah"),
        ("HoR (Libya)*", "group/libya-house-of-representatives"),
        ("Libya HoR*", "group/libya-house-of-representatives"),
        ("Libya HoR", "group/libya-house-of-representatives"),
        ("House of Representatives (Libya)*", "group/libya-house-of-representatives"),
        ("PKK (Turkey)*", "group/pkk"), ("PKK (Turkiye)*", "group/pkk"), ("SLA (Lebanon)*", "group/south-lebanon-army"),
        ("MPLA (Portugal)*", "group/mpla"), ("Ukraine Rebels*", "group/ukraine-separatists"),
        ("NATO**", "organisation/nato"), ("United Nations**", "organisation/united-nations"),
        ("African Union**", "organisation/african-union"), ("European Union**", "organisation/european-union"),
        # Whoever it was.
        ("unknown supplier(s)", "group/unknown-suppliers"), ("Unknown supplier(s)", "group/unknown-suppliers"),
        ("unknown recipient(s)", "group/unknown-recipients"), ("unknown rebel group*", "group/unknown-rebel-group"),
        ("Unknown country", "group/unknown-party"),
        # Spellings that no release has, but that leave no doubt.
        ("  saudi   ARABIA ", "state/SAU"), ("St. Kitts & Nevis", "state/KNA"), ("Korea, South", "state/KOR"),
        ("Iran (Islamic Republic of)", "state/IRN"), ("Taliban (Afghanistan)*", "group/taliban"),
    ],
)  # fmt: skip
def test_a_party_is_found(name: str, expected: str) -> None:
    assert path(party(name)) == expected


@pytest.mark.parametrize(
    ("name", "register", "expected"),
    [
        ("Congo (the)", "unroca", "state/COG"),
        ("the Democratic Republic of the Congo", "unroca", "state/COD"),
        ("Bolivia (Plurinational State of)", "unroca", "state/BOL"),
        ("Republic of Korea", "unroca", "state/KOR"),
        ("Holy See (the) *", "unroca", "state/VAT"),
        ("NATO", "unroca", "organisation/nato"),
    ],
)
def test_other_registers_write_other_names(name: str, register: str, expected: str) -> None:
    assert path(party(name, register)) == expected


@pytest.mark.parametrize(
    ("name", "kind", "subtype", "identifier"),
    [
        ("Atlantis", "state", None, "org:atlantis"),
        ("Germany (South)", "state", None, "org:germany-south"),
        ("Liberation Front (Atlantis)*", "group", None, "grp:liberation-front-atlantis"),
        # A name that is an armed group's elsewhere is not that group.
        ("Taliban (Peru)*", "group", None, "grp:taliban-peru"),
        # Stars say what a party is: neither of these is the state.
        ("France*", "group", None, "grp:france"),
        ("France**", "organisation", "international_organisation", "org:france"),
    ],
)
def test_a_party_that_is_not_known_is_provisional(
    name: str, kind: str, subtype: str | None, identifier: str
) -> None:
    found = party(name)
    assert (found.iri, found.iso3, found.type, found.subtype, found.id) == (
        None,
        None,
        kind,
        subtype,
        identifier,
    )
    assert found.name == name.rstrip("*")
    assert party(name) is found


def test_a_party_carries_what_facts_say_of_it() -> None:
    turkey = party("Turkey")
    assert (turkey.id, turkey.type, turkey.iso3, turkey.name) == ("TUR", "state", "TUR", "Türkiye")
    assert turkey.aliases == ("Turkey",)
    union = party("Soviet Union")
    assert (union.id, union.iso3, union.aliases) == ("SUN", "SUN", ())
    group = party("Hamas (Palestine)*")
    assert (group.id, group.type, group.iso3, group.state) == ("grp:hamas", "group", None, None)
    alliance = party("NATO**")
    assert (alliance.id, alliance.type) == ("org:nato", "organisation")
    assert alliance.subtype == "international_organisation"


def test_spellings_of_one_party_are_one_entity() -> None:
    assert (
        len({party(name).id for name in ("HoR (Libya)*", "Libya HoR*", "House of Representatives (Libya)*")})
        == 1
    )


def test_every_spelling_of_the_reference_knowledge_finds_its_owner() -> None:
    spellings = [(spelling, entity) for entity in load() for spelling in entity.sipri_names]
    assert len(spellings) > 250
    assert [s for s, entity in spellings if party(s).iri != entity.iri] == []
    assert [s for s, entity in spellings if party(s.rstrip("*").upper()).iri not in {entity.iri, None}] == []


@pytest.mark.parametrize("slug", UNKNOWN)
def test_an_unknown_party_is_said_to_be_one(slug: str) -> None:
    known = load()[str(ID[f"group/{slug}"])]
    for spelling in known.sipri_names:
        found = party(spelling)
        assert is_unknown(found)
        assert (found.id, found.type, found.subtype) == (f"grp:{slug}", "group", "unknown_party")


@pytest.mark.parametrize("name", ["France", "Hamas (Palestine)*", "NATO**", "Atlantis"])
def test_others_are_not(name: str) -> None:
    assert not is_unknown(party(name))


@pytest.mark.parametrize("language", ["en", "ar", "fr", "ru"])
def test_unknown_parties_are_not_looked_for_in_texts(language: str) -> None:
    known = gazetteer(language)
    iris = {entry.entity for _, entries, _ in known.automaton.values() for entry in entries}
    assert not iris & {str(ID[f"group/{slug}"]) for slug in UNKNOWN}
    assert key("unknown suppliers") not in known.automaton


@pytest.mark.parametrize(
    "name",
    ["Egypt", "Soviet Union", "Hamas (Palestine)*", "NATO**", "unknown supplier(s)", "Atlantis", "Front (Atlantis)*", "Union**"],
)  # fmt: skip
def test_a_record_with_any_party_passes_the_shapes(name: str) -> None:
    text = "one deal"
    quote = Quote(start=0, end=len(text), text=text)
    supplier, recipient = party(name), party("France")
    goods = Entity.model_validate(
        {"id": "cls:tank", "type": "weapon_class", "name": "tank", "class": "armour.tank"}
    )
    facts = Facts(
        document=Document(id="deal", lang="en", text=text, date="2025-03-10"),
        entities=(supplier, recipient, goods),
        transfers=(
            Transfer(
                id="t1", supplier=supplier.id, recipient=recipient.id, stage="delivered", epistemic="asserted",
                items=(Item.model_validate({"id": "t1.1", "weapon": goods.id, "class": "armour.tank"}),), evidence=(quote,),
            ),
        ),
    )  # fmt: skip
    linked = link(facts)
    assert linked.entities[0].iri == supplier.iri
    report = validate_record(populate(linked, "deal", Settings(), key="deal"))
    assert [(one.focus, one.message) for one in report.results] == []


@pytest.mark.parametrize(
    ("letters", "year", "expected"),
    [
        ("UKG", None, "GBR"), ("AUS", None, "AUT"), ("AUL", None, "AUS"), ("SWZ", None, "CHE"), ("SWA", None, "SWZ"),
        ("NIG", None, "NGA"), ("NIR", None, "NER"), ("DRC", None, "COD"), ("CON", None, "COG"), ("SLV", None, "SVN"),
        ("SAL", None, "SLV"), ("SLO", None, "SVK"), ("CZE", None, "CSK"), ("CZR", 1993, "CZE"), ("MNG", None, "MNE"),
        ("MON", None, "MNG"), ("BHM", None, "BHS"), ("BAH", None, "BHR"), ("GFR", 1970, "DEU"), ("GDR", 1970, "DDR"),
        ("YPR", None, "YMD"), ("rus", None, "RUS"), ("RUS", 1992, "RUS"), ("RUS", 1980, "SUN"), ("YUG", 1980, "YUG"),
        ("YUG", 1999, "SCG"), ("YUG", 2010, "SRB"), ("DRV", 1970, "VDR"), ("DRV", None, "VNM"), ("EGY", 1959, "UAR"),
        ("EGY", 1950, "EGY"), ("EGY", 1973, "EGY"), ("ZIM", 1975, "RHO"), ("TAZ", 1962, "TGK"),
    ],
)  # fmt: skip
def test_states_by_the_letters_of_the_correlates_of_war(
    letters: str, year: int | None, expected: str
) -> None:
    found = state_by_cow(letters, year)
    assert found is not None
    assert (found.id, found.iri) == (expected, str(ID[f"state/{expected}"]))


def test_letters_that_nobody_has() -> None:
    assert state_by_cow("ZZZ") is None
    assert state_by_cow("") is None
    assert state_by_cow("YUG") is None, "the letters outlived the state that they stand for"


def test_every_code_leads_to_a_state_that_is_there() -> None:
    values = [value for table in _codes().values() for value in table.values()]
    flat = [iso3 for value in values for iso3 in (value.values() if isinstance(value, dict) else [value])]
    assert len(flat) > 190
    assert [iso3 for iso3 in flat if load().state_by_iso3(iso3) is None] == []
    assert all(isinstance(code, str) for table in _codes().values() for code in table)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("EL", "GRC"), ("GR", "GRC"), ("UK", "GBR"), ("GB", "GBR"), ("de", "DEU"), ("NO", "NOR"), ("XK", "XKX"), ("SU", "SUN"), ("ZR", "COD")],
)  # fmt: skip
def test_states_by_two_letters(code: str, expected: str) -> None:
    found = state_by_iso2(code)
    assert found is not None
    assert found.id == expected


def test_two_letters_that_nobody_has() -> None:
    assert state_by_iso2("QQ") is None
    assert state_by_iso2("USA") is None


def test_asking_a_million_times_takes_no_time() -> None:
    party("France")
    start = time.perf_counter()
    for _ in range(60_000):
        party("France")
    assert time.perf_counter() - start < 1


def parties(folder: str) -> Iterator[str]:
    """All parties that stand in the files of a folder of the shared data, whatever their shape."""
    for file in sorted((SHARED / folder).glob("*.csv")):
        rows = list(csv.reader(re.split(r"[\r\n]+", file.read_text("cp1252")), quoting=csv.QUOTE_MINIMAL))
        head = next((row for row in rows if "Recipient" in row or "recipient" in row), [])
        columns = [i for i, name in enumerate(head) if name.lower() in {"supplier", "recipient"}]
        for row in rows[rows.index(head) + 1 :] if head and len(columns) == 2 else []:
            if len(row) == len(head):
                yield from (row[column] for column in columns)
    for file in sorted((SHARED / folder).glob("*.json")):
        yield from (deal["supplier"] for deal in json.loads(file.read_text("utf-8")))


@pytest.mark.parametrize(
    ("folder", "least"),
    [
        ("sipri-register-r2025", 200), ("sipri-deals-r2025", 250), ("sipri-china-r2026", 80), ("sipri-dyads-r2022", 250),
        ("sipri-old-formats", 60),
    ],
)  # fmt: skip
def test_every_party_of_a_register_is_known(folder: str, least: int) -> None:
    if not (SHARED / folder).exists():
        pytest.skip("the register is not beside this checkout")
    names = {" ".join(name.split()) for name in parties(folder)}
    assert len(names) >= least
    assert sorted(name for name in names if party(name).iri is None) == []


def test_the_letters_of_a_list_of_leaders_are_known() -> None:
    file = SHARED / "reign-2021" / "leaderlist_3_21.csv"
    if not file.exists():
        pytest.skip("the list is not beside this checkout")
    with file.open(encoding="utf-8", errors="replace", newline="") as rows:
        letters = {(row["stateabb"], row["syear"]) for row in csv.DictReader(rows)}
    assert len(letters) > 500
    assert sorted({one for one, year in letters if state_by_cow(one, max(int(year), 1945)) is None}) == []
