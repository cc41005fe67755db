"""Persons, organisations, groups, places and embargoes of the reference knowledge: what must hold of them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from kg.namespaces import AG, ID

REFERENCE = Path(__file__).parents[2] / "ontology" / "reference"
LEADERS = sorted(REFERENCE.glob("leaders-*.ttl"))
FILES = [
    *LEADERS,
    *(
        REFERENCE / f"{name}.ttl"
        for name in (
            "organisations",
            "government-bodies",
            "groups",
            "unknown-parties",
            "places",
            "embargoes",
        )
    ),
]

SIPRI_GROUPS = """Hezbollah (Lebanon)*; Hamas (Palestine)*; Houthi rebels (Yemen)*; HoR (Libya)*; Libya HoR*
    House of Representatives (Libya)*; NTC (Libya)*; PKK (Turkiye)*; PKK (Turkey)*; PLO (Israel)*; LTTE (Sri Lanka)*
    PIJ (Israel/Palestine)*; Palestinian Islamic Jihad (Israel/Palestine)*; Northern Alliance (Afghanistan)*
    Mujahedin (Afghanistan)*; Syria rebels*; Ukraine Rebels*; UNITA (Angola)*; MPLA (Portugal)*; FNLA (Angola)*
    United Wa State (Myanmar)*; Kurdistan Regional Government (Iraq)*
    Southern rebels (Yemen)*; Darfur rebels (Sudan)*; SPLA (Sudan)*; Provisional IRA (UK)*; Khmer Rouge (Cambodia)*
    Viet Cong (South Vietnam)*; Contras (Nicaragua)*; Amal (Lebanon)*; LF (Lebanon)*; SLA (Lebanon)*"""
SIPRI_ORGANISATIONS = (
    "United Nations**; NATO**; African Union**; European Union**; OSCE**; Regional Security System**"
)
SIPRI_UNKNOWN = {
    "unknown supplier(s)": "unknown-suppliers",
    "Unknown supplier(s)": "unknown-suppliers",
    "unknown recipient(s)": "unknown-recipients",
    "Unknown recipient(s)": "unknown-recipients",
    "unknown rebel group*": "unknown-rebel-group",
    "Unknown rebel group*": "unknown-rebel-group",
    "Unknown country": "unknown-party",
}


@cache
def graph() -> Graph:
    everything = Graph()
    for file in FILES:
        everything.parse(file)
    return everything


def names(subject: Node) -> list[Literal]:
    return [
        name
        for predicate in (SKOS.prefLabel, SKOS.altLabel)
        for name in graph().objects(subject, predicate)
        if isinstance(name, Literal)
    ]


def persons() -> list[URIRef]:
    return sorted(s for s in graph().subjects(RDF.type, AG.Person) if isinstance(s, URIRef))


def first_day(text: str) -> date:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = parts if len(parts) == 2 else (parts[0], 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def slug(iri: object) -> str:
    return str(iri).removeprefix(str(ID)).split("#")[0].rsplit("/", 1)[-1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_turtle_without_blank_nodes(file: Path) -> None:
    found = Graph().parse(file)
    assert len(found) > (20 if file.name == "unknown-parties.ttl" else 100)
    assert all(isinstance(s, URIRef) for s in found.subjects())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_entities_stand_in_order_and_once(file: Path) -> None:
    subjects = re.findall(
        r"^(?:<https://w3id.org/armsgraph/id/([^>#]+)>|([a-z]+:[a-z0-9-]+))$",
        file.read_text("utf-8"),
        re.MULTILINE,
    )
    flat = [one or two.replace(":", "/") for one, two in subjects]
    assert flat == sorted(flat, key=lambda name: name.split("/")) == list(dict.fromkeys(flat))


def test_states_are_named_by_three_letters() -> None:
    states = {
        str(o).removeprefix(str(ID) + "state/")
        for _, _, o in graph()
        if isinstance(o, URIRef) and o.startswith(str(ID) + "state/")
    }
    assert {"RUS", "UKR", "PRK", "IRN", "USA", "SUN"} <= states
    assert [code for code in states if not re.fullmatch("[A-Z]{3}", code)] == []


def test_every_state_that_is_named_is_known() -> None:
    known = Graph()
    for name in ("states", "vanished-states"):
        file = REFERENCE / f"{name}.ttl"
        if not file.exists():
            pytest.skip(f"{file.name} is not there")
        known.parse(file)
    stated = {o for _, _, o in graph() if isinstance(o, URIRef) and o.startswith(str(ID) + "state/")}
    assert sorted(stated - set(known.subjects())) == []


def test_no_group_belongs_to_a_state() -> None:
    groups = set(graph().subjects(RDF.type, AG.NonStateGroup))
    assert len(groups) >= 180
    assert [slug(one) for one in groups if (one, AG.ofState, None) in graph()] == []


def test_references_lead_to_entities_that_exist() -> None:
    inner = (AG.partOf, AG.officeOf, AG.target, AG.imposer, AG.tenure)
    subjects = set(graph().subjects())
    lost = [
        (slug(s), slug(o))
        for predicate in inner
        for s, o in graph().subject_objects(predicate)
        if not str(o).startswith(str(ID) + "state/") and o not in subjects
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("offices", "count"),
    [(("head-of-state", "head-of-government", "supreme-leader"), 130), (("defence-minister",), 105)],
    ids=["leaders", "defence ministers"],
)
def test_so_many_states_have_holders_of_an_office(offices: tuple[str, ...], count: int) -> None:
    states = {
        graph().value(tenure, AG.officeOf)
        for office in offices
        for tenure in graph().subjects(AG.office, ID["office/" + office])
    }
    assert len(states) >= count


def test_tenures_are_whole_and_in_order() -> None:
    wrong = []
    for tenure in graph().subjects(RDF.type, AG.Tenure):
        since, until = graph().value(tenure, AG["from"]), graph().value(tenure, AG.until)
        whole = all(graph().value(tenure, p) is not None for p in (AG.office, AG.officeTitle, AG.officeOf))
        holders = list(graph().subjects(AG.tenure, tenure))
        in_order = since is not None and (until is None or first_day(str(since)) <= last_day(str(until)))
        if not whole or not in_order or len(holders) != 1:
            wrong.append(str(tenure))
    assert wrong == []


@pytest.mark.parametrize(
    "office", ["head-of-state", "head-of-government", "defence-minister", "secretary-general"]
)
def test_nobody_shares_an_office(office: str) -> None:
    """Days of handing over may be shared; where only a month or year is known, so may that."""
    held: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    for tenure in graph().subjects(AG.office, ID["office/" + office]):
        since, until = graph().value(tenure, AG["from"]), graph().value(tenure, AG.until)
        # A month or a year is read as late for the start and early for the end: it never makes an overlap.
        begin = last_day(str(since))
        end = first_day(str(until)) if until is not None else date.max
        held[slug(graph().value(tenure, AG.officeOf))].append((begin, end, slug(tenure)))
    overlaps = []
    for state, terms in held.items():
        terms.sort()
        for (_, end, one), (begin, _, other) in pairwise(terms):
            if begin < end:
                overlaps.append((state, one, other))
    assert overlaps == []


def test_every_person_is_named_in_english_and_arabic() -> None:
    lacking = [
        slug(person)
        for person in persons()
        if not {"en", "ar"}
        <= {name.language for name in graph().objects(person, SKOS.prefLabel) if isinstance(name, Literal)}
    ]
    assert lacking == []
    assert len(persons()) > 300


def test_every_entity_has_one_preferred_name_a_language() -> None:
    doubled = []
    for subject in set(graph().subjects(SKOS.prefLabel)):
        languages = [
            name.language for name in graph().objects(subject, SKOS.prefLabel) if isinstance(name, Literal)
        ]
        if len(languages) != len(set(languages)):
            doubled.append(slug(subject))
    assert doubled == []


def test_names_are_unique_within_a_kind() -> None:
    owners: dict[tuple[str, str | None, str], set[str]] = defaultdict(set)
    for subject in set(graph().subjects(SKOS.prefLabel)):
        kind = str(subject).removeprefix(str(ID)).split("/")[0]
        for name in names(subject):
            owners[kind, name.language, str(name).casefold()].add(slug(subject))
    shared = {key: sorted(who) for key, who in owners.items() if len(who) > 1}
    assert shared == {}


def test_arabic_is_plain_and_no_word_mixes_scripts() -> None:
    marks = re.compile("[\u0640\u064b-\u0652]")
    odd = []
    for _, predicate, name in graph():
        if not isinstance(name, Literal) or predicate not in (SKOS.prefLabel, SKOS.altLabel, AG.shortName):
            continue
        words = re.findall(r"\w+", str(name))
        scripts = [{unicodedata.name(c).split()[0] for c in word if c.isalpha()} for word in words]
        if any({"LATIN", "CYRILLIC"} <= one for one in scripts) or (
            name.language == "ar" and marks.search(str(name))
        ):
            odd.append(str(name))
        if str(name) != unicodedata.normalize("NFC", str(name)):
            odd.append(str(name))
    assert odd == []


def split(listing: str) -> list[str]:
    return [name.strip() for name in re.split(r"[;\n]", listing) if name.strip()]


@pytest.mark.parametrize("name", split(SIPRI_GROUPS))
def test_sipri_parties_with_one_star_are_groups(name: str) -> None:
    found = list(graph().subjects(AG.sipriName, Literal(name)))
    assert len(found) == 1
    assert (found[0], RDF.type, AG.NonStateGroup) in graph()


@pytest.mark.parametrize("name", split(SIPRI_ORGANISATIONS))
def test_sipri_parties_with_two_stars_are_organisations(name: str) -> None:
    found = list(graph().subjects(AG.sipriName, Literal(name)))
    assert len(found) == 1
    assert str(found[0]).startswith(str(ID) + "organisation/")


@pytest.mark.parametrize(("name", "entity"), SIPRI_UNKNOWN.items())
def test_whoever_could_not_be_named_is_nobody(name: str, entity: str) -> None:
    assert list(graph().subjects(AG.sipriName, Literal(name))) == [ID["group/" + entity]]
    assert list(graph().objects(ID["group/" + entity], RDF.type)) == [AG.UnknownParty]


def test_unknown_parties_are_named_and_defined() -> None:
    unknown = list(graph().subjects(RDF.type, AG.UnknownParty))
    assert len(unknown) == 4
    for one in unknown:
        assert {"en", "ar"} <= {
            name.language for name in graph().objects(one, SKOS.prefLabel) if isinstance(name, Literal)
        }
        assert graph().value(one, SKOS.definition)


@pytest.mark.parametrize(
    "register", ["sipri-deals-r2025", "sipri-register-r2025", "sipri-china-r2026", "sipri-dyads-r2022"]
)
def test_every_starred_party_of_the_registers_is_known(register: str) -> None:
    folder = Path(__file__).parents[2] / "../shared/data" / register
    if not folder.exists():
        pytest.skip("the register is not there")
    known = {str(name) for name in graph().objects(None, AG.sipriName)}
    seen: set[str] = set()
    for file in folder.glob("*.csv"):
        text = file.read_text("cp1252", errors="replace")
        # A party fills its whole cell: a name, one or two stars, and nothing after them.
        seen |= set(re.findall(r'(?:^|[,;"])([A-Za-z][^",;*\n]*\*{1,2})(?=[",;]|$)', text, re.MULTILINE))
    assert seen
    assert sorted(seen - known) == []


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("كيم يونغ أون", "ar", "person/kim-jong-un"),
        ("كيم يونج هيون", "ar", "person/kim-yong-hyun"),
        ("김정은", "ko", "person/kim-jong-un"),
        ("Wolodymyr Selenskyj", "de", "person/volodymyr-zelensky"),
        ("الكرملين", "ar", "organisation/rus-presidency"),
        ("البنتاغون", "ar", "organisation/usa-ministry-of-defence"),
        ("القوات المسلحة الروسية", "ar", "organisation/rus-armed-forces"),
        ("朝鲜人民军", "zh", "organisation/prk-armed-forces"),
        ("국가정보원", "ko", "organisation/kor-nis"),
        ("قوات الدعم السريع", "ar", "group/rapid-support-forces"),
        ("хуситы", "ru", "group/houthis"),
        ("فلاديفوستوك", "ar", "place/vladivostok"),
        ("KnAAZ", "en", "facility/knaaz"),
        ("Восточный экономический форум", "ru", "organisation/eastern-economic-forum"),
    ],
)
def test_names_of_the_news_lead_to_their_entity(name: str, language: str, expected: str) -> None:
    found = {
        str(s).removeprefix(str(ID))
        for predicate in (SKOS.prefLabel, SKOS.altLabel)
        for s in graph().subjects(predicate, Literal(name, lang=language))
    }
    assert found == {expected}


@pytest.mark.parametrize(
    ("embargo", "target", "since", "until"),
    [
        ("un-north-korea-2006", "state/PRK", "2006-10-14", None),
        ("un-iran-2006", "state/IRN", "2006-12-23", "2020-10-18"),
        ("un-libya-2011", "state/LBY", "2011-02-26", None),
        ("un-unita-1993", "group/unita", "1993-09-15", "2002-12-09"),
        ("un-houthis-2015", "group/houthis", "2015-04-14", None),
        ("eu-russia-2014", "state/RUS", "2014-07-31", None),
        ("eu-china-1989", "state/CHN", "1989-06-27", None),
    ],
)
def test_embargoes_name_target_and_time(embargo: str, target: str, since: str, until: str | None) -> None:
    iri = ID["embargo/" + embargo]
    assert (iri, AG.target, ID[target]) in graph()
    assert str(graph().value(iri, AG["from"])) == since
    end = graph().value(iri, AG.until)
    assert (None if end is None else str(end)) == until


def test_embargoes_are_whole() -> None:
    embargoes = list(graph().subjects(RDF.type, AG.Embargo))
    assert len(embargoes) > 40
    needed = (AG.imposer, AG.target, AG["from"], AG.legalBasis, AG.scope)
    assert [slug(one) for one in embargoes for p in needed if graph().value(one, p) is None] == []
    for one in embargoes:
        end = graph().value(one, AG.until)
        assert end is None or first_day(str(graph().value(one, AG["from"]))) <= last_day(str(end))
