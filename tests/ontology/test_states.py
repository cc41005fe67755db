"""The states of the reference knowledge: complete, unambiguous, and clean enough for a matcher."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, SKOS, XSD

AG = Namespace("https://w3id.org/armsgraph/ontology#")
STATE = "https://w3id.org/armsgraph/id/state/"
REFERENCE = Path(__file__).parents[2] / "ontology" / "reference"
SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
FILES = ("states.ttl", "states-names.ttl", "vanished-states.ttl", "capitals.ttl")
LANGUAGES = {"ar", "en", "fr", "ru", "uk", "es", "de", "tr", "ko", "zh", "fa", "he"}
EVERYWHERE = {"ar", "en", "fr", "ru"}
"""The languages that every demonym and capital must have; the others where a state matters in arms transfers."""

MEMBERS = 193
BESIDE_THE_MEMBERS = {"VAT", "PSE", "TWN", "XKX", "XNC", "ESH", "ABW"}

SUPPLIERS_AND_RECIPIENTS = re.findall(
    "[A-Z]{3}",
    """
    AFG ARE ARG ARM AUS AUT AZE BEL BGR BHR BIH BLR BRA CAN CHE CHL CHN COL CUB CYP CZE DEU DNK DZA
    EGY ERI ESP EST ETH FIN FRA GBR GEO GRC HRV HUN IDN IND IRN IRQ ISR ITA JOR JPN KAZ KOR KWT LBN
    LBY LTU LVA MAR MEX MMR MYS NGA NLD NOR NZL OMN PAK PER PHL POL PRK PRT PSE QAT ROU RUS SAU SDN
    SGP SOM SRB SVK SVN SWE SYR THA TUN TUR TWN TZA UGA UKR USA UZB VEN VNM YEM
    """,
)
WITH_DEMONYMS = LANGUAGES - {"ko", "zh"}
"""Korean and Chinese put the name itself before the noun."""

SAME_NAME = {frozenset({"COD", "COG"}): "both Congos are called Congo in short"}
NO_CAPITAL = {"ESH": "its government is in exile"}

NOT_STATES = re.compile(r"\*|^unknown ")
"""How a register marks a party that is no state, or that it does not know."""

CLEAN = {
    "ar": re.compile(r"[\u0621-\u063a\u0641-\u064a -]+"),
    "fa": re.compile(r"[\u0621-\u063a\u0641-\u064a\u0654\u067e\u0686\u0698\u06a9\u06af\u06cc\u200c -]+"),
    "he": re.compile(r"[\u05d0-\u05ea\u05f3\u05f4'\" -]+"),
    "ru": re.compile(r"[\u0400-\u04ff'’.() —-]+"),
    "uk": re.compile(r"[\u0400-\u04ff\u02bc'’.() -]+"),
    "ko": re.compile(r"[\uac00-\ud7a3A-Z -]+"),
    "zh": re.compile(r"[\u4e00-\u9fff（）() ·-]+"),
}
"""What a label of a language may be made of: a Latin look-alike letter would never match a text."""


@cache
def graph() -> Graph:
    merged = Graph()
    for name in FILES:
        merged.parse(REFERENCE / name, format="turtle")
    return merged


@cache
def hand() -> Graph:
    return Graph().parse(REFERENCE / "states.ttl", format="turtle")


def code(state) -> str:
    return str(state).removeprefix(STATE)


def labels(thing, *properties) -> list[Literal]:
    return [label for one in properties for label in graph().objects(thing, one)]


def languages(thing, *properties) -> set[str]:
    return {label.language for label in labels(thing, *properties)}


CURRENT = sorted(code(state) for state in hand().subjects(RDF.type, AG.State))
VANISHED = sorted(
    code(state)
    for state in Graph()
    .parse(REFERENCE / "vanished-states.ttl", format="turtle")
    .subjects(RDF.type, AG.State)
)


@pytest.mark.parametrize("name", FILES)
def test_every_file_parses_and_says_something(name):
    assert len(Graph().parse(REFERENCE / name, format="turtle")) > 100


def test_all_members_of_the_united_nations_and_the_named_others_are_there():
    assert set(CURRENT) >= BESIDE_THE_MEMBERS
    assert len(set(CURRENT) - BESIDE_THE_MEMBERS) == MEMBERS


@pytest.mark.parametrize("state", CURRENT)
def test_a_state_of_today_is_complete(state):
    thing = URIRef(STATE + state)
    preferred = [label.language for label in labels(thing, SKOS.prefLabel)]
    assert sorted(preferred) == sorted(LANGUAGES), "one preferred name in each of the twelve languages"
    assert str(graph().value(thing, AG.iso3)) == state
    if state != "XNC":
        assert re.fullmatch("[A-Z]{2}", str(graph().value(thing, AG.iso2)))
    assert languages(thing, AG.demonym) >= EVERYWHERE
    assert graph().value(thing, AG.existedUntil) is None


@pytest.mark.parametrize("state", SUPPLIERS_AND_RECIPIENTS)
def test_states_that_matter_in_arms_transfers_have_their_adjective_in_every_language_that_has_one(state):
    assert languages(URIRef(STATE + state), AG.demonym) >= WITH_DEMONYMS


@pytest.mark.parametrize("state", sorted(set(CURRENT) - NO_CAPITAL.keys()))
def test_a_state_has_a_capital_that_lies_in_it_and_has_names(state):
    thing = URIRef(STATE + state)
    capitals = list(graph().objects(thing, AG.capital))
    assert capitals
    for capital in capitals:
        assert (capital, RDF.type, AG.Place) in graph()
        assert (capital, AG.ofState, thing) in graph()
        wanted = LANGUAGES if state in SUPPLIERS_AND_RECIPIENTS else EVERYWHERE
        assert languages(capital, SKOS.prefLabel) >= wanted, capital
        assert len(languages(capital, SKOS.prefLabel)) == len(labels(capital, SKOS.prefLabel))


def test_every_place_of_the_file_is_the_capital_of_its_state():
    for place, state in graph().subject_objects(AG.ofState):
        assert place in set(graph().objects(state, AG.capital))


def test_codes_are_unique():
    for code_property in (AG.iso2, AG.iso3):
        owners = defaultdict(set)
        for state, value in graph().subject_objects(code_property):
            owners[str(value)].add(code(state))
        assert {value: states for value, states in owners.items() if len(states) > 1} == {}


def test_no_name_belongs_to_two_states():
    owners = defaultdict(set)
    for state in [*CURRENT, *VANISHED]:
        for label in labels(URIRef(STATE + state), SKOS.prefLabel, SKOS.altLabel, AG.metonym):
            owners[label].add(state)
    shared = {label: states for label, states in owners.items() if len(states) > 1}
    assert {
        label.n3(): sorted(states) for label, states in shared.items() if frozenset(states) not in SAME_NAME
    } == {}


@pytest.mark.parametrize(
    ("nearly", "one", "other"),
    [
        (("نيجيري", "نيجري"), "NGA", "NER"),
        (("nigérian", "nigérien"), "NGA", "NER"),
        (("нигерийский", "нигерский"), "NGA", "NER"),
        (("dominiquais", "dominicain"), "DMA", "DOM"),
        (("سلوفاكي", "سلوفيني"), "SVK", "SVN"),
        (("كوري شمالي", "كوري جنوبي"), "PRK", "KOR"),
    ],
)
def test_near_homonyms_are_kept_apart(nearly, one, other):
    first, second = ({str(x) for x in labels(URIRef(STATE + state), AG.demonym)} for state in (one, other))
    assert nearly[0] in first - second
    assert nearly[1] in second - first


@pytest.mark.parametrize(
    ("text", "language", "state"),
    [
        ("كوريا الشمالية", "ar", "PRK"),
        ("الولايات المتحدة الأمريكية", "ar", "USA"),
        ("السعودية", "ar", "SAU"),
        ("UAE", "en", "ARE"),
        ("Türkiye", "en", "TUR"),
        ("Turkey", "en", "TUR"),
        ("Burma", "en", "MMR"),
        ("Etat hébreu", "fr", "ISR"),
        ("КНДР", "ru", "PRK"),
        ("Северная Корея", "ru", "PRK"),
        ("РФ", "ru", "RUS"),
        ("ABD", "tr", "USA"),
        ("한국", "ko", "KOR"),
        ("대한민국", "ko", "KOR"),
        ("북한", "ko", "PRK"),
        ("朝鲜", "zh", "PRK"),
        ("کره شمالی", "fa", "PRK"),
        ('ארה"ב', "he", "USA"),
        ("СССР", "ru", "SUN"),
        ("الاتحاد السوفياتي", "ar", "SUN"),
    ],
)
def test_names_of_the_press_are_known(text, language, state):
    assert Literal(text, lang=language) in labels(URIRef(STATE + state), SKOS.prefLabel, SKOS.altLabel)


def test_labels_are_clean():
    for thing, _, label in graph():
        if not isinstance(label, Literal) or label.language is None:
            continue
        text = str(label)
        assert label.language in LANGUAGES
        assert text == text.strip() == unicodedata.normalize("NFC", text)
        assert "  " not in text
        assert text
        bare = text
        if label.language == "ar" and any(map(unicodedata.combining, text)):
            # Vowel marks only where they tell a name from another one, beside the name without them.
            bare = "".join(char for char in text if not unicodedata.combining(char))
            assert Literal(bare, lang="ar") in labels(thing, SKOS.prefLabel, SKOS.altLabel)
        if pattern := CLEAN.get(label.language):
            assert pattern.fullmatch(bare), f"{label.n3()} has a character that its language does not"


def test_no_chinese_name_is_a_single_character():
    short = [
        label
        for _, _, label in graph()
        if isinstance(label, Literal) and label.language in {"zh", "ko"} and len(label) < 2
    ]
    assert short == []


@pytest.mark.parametrize("state", VANISHED)
def test_a_vanished_state_has_an_end_a_successor_and_names(state):
    thing = URIRef(STATE + state)
    until = graph().value(thing, AG.existedUntil)
    assert until.datatype in {XSD.date, XSD.gYear}
    successors = list(graph().objects(thing, AG.succeededBy))
    assert successors
    for successor in successors:
        assert successor != thing
        assert (successor, RDF.type, AG.State) in graph()
    since = graph().value(thing, AG.existedFrom)
    assert since is None or str(since)[:4] <= str(until)[:4]
    assert [str(graph().value(thing, AG.iso3))] == [state]
    assert languages(thing, SKOS.prefLabel) == LANGUAGES
    assert len(labels(thing, SKOS.prefLabel)) == len(LANGUAGES)


def test_the_vanished_that_registers_name_are_there():
    assert set(VANISHED) >= {
        "SUN",
        "YUG",
        "SCG",
        "CSK",
        "DDR",
        "YMD",
        "YAR",
        "VDR",
        "RVN",
        "UAR",
        "BIA",
        "KTG",
    }
    assert not set(VANISHED) & set(CURRENT)


def test_dates_are_dates():
    for term in (AG.existedFrom, AG.existedUntil):
        for state, value in graph().subject_objects(term):
            if value.datatype == XSD.gYear:
                assert re.fullmatch(r"\d{4}", str(value)), f"{state}: {value.n3()} is no year"
            else:
                assert date.fromisoformat(str(value)), f"{state}: {value.n3()} is no day"


def test_wikidata_entities_are_matched_once():
    matches = [str(match) for match in graph().objects(None, SKOS.exactMatch)]
    assert len(matches) == len(set(matches))
    assert all(re.fullmatch(r"http://www\.wikidata\.org/entity/Q[1-9]\d*", match) for match in matches)


def test_sipri_names_are_unique():
    names = [str(name) for name in graph().objects(None, AG.sipriName)]
    assert len(names) == len(set(names))


REGISTERS = {
    "sipri-deals-r2025/trade-register-deals-1950-2024.csv": "cp1252",
    "sipri-register-r2025/trade-register-1995-2024.csv": "utf-8",
    "sipri-china-r2026/trade-register-china-2000-2025.csv": "utf-8",
}


@pytest.mark.parametrize("register", REGISTERS)
def test_every_state_of_a_sipri_register_is_known_by_the_register_spelling(register):
    path = SHARED / register
    if not path.exists():
        pytest.skip("the register is not beside this checkout")
    lines = path.read_text(encoding=REGISTERS[register], errors="replace").splitlines()
    start = next(
        number
        for number, line in enumerate(lines)
        if "Recipient,Supplier" in line or "Supplier,Recipient" in line
    )
    rows = csv.reader(lines[start:], quoting=csv.QUOTE_NONE)
    header = next(rows)
    columns = [header.index("Recipient"), header.index("Supplier")]
    found = {row[column].strip() for row in rows if len(row) >= 16 for column in columns}
    known = {str(name) for name in graph().objects(None, AG.sipriName)}
    assert {name for name in found if not NOT_STATES.search(name)} - known == set()


def test_the_generated_names_are_up_to_date():
    pytest.importorskip("babel", reason="CLDR is needed only to make the names anew")
    from ontology.tools.state_names import missing_names, turtle

    assert (REFERENCE / "states-names.ttl").read_text(encoding="utf-8") == turtle(missing_names(hand()))


def test_generated_spellings_suit_running_text():
    pytest.importorskip("babel", reason="CLDR is needed only to make the names anew")
    from ontology.tools.state_names import spellings

    assert spellings("Myanmar (Birmanie)", "fr") == ["Myanmar", "Birmanie"]
    assert spellings("Côte d’Ivoire", "fr") == ["Côte d'Ivoire", "Côte d’Ivoire"]
    assert spellings("کرهٔ شمالی", "fa") == ["کره شمالی", "کرهٔ شمالی"]
    assert spellings("عُمان", "ar") == ["عمان"]
    assert spellings("تيمور - ليشتي", "ar") == ["تيمور ليشتي"]
    assert spellings("Antigua & Barbuda", "en") == []
    assert spellings("刚果（金）", "zh") == []
    assert spellings("查德", "zh") == []


def test_a_capital_speaks_for_one_state_only():
    owners = defaultdict(set)
    for state, capital in graph().subject_objects(AG.capital):
        owners[capital].add(code(state))
    assert {str(capital): states for capital, states in owners.items() if len(states) > 1} == {}
