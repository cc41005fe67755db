"""The reference knowledge of weapons: categories, systems and manufacturers.

Read from the Turtle files themselves, so that a wrong line is found here before anything is built on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from kg.facts import Entity
from kg.link.index import index

ONTOLOGY = Path(__file__).parents[2] / "ontology"
AG = Namespace("https://w3id.org/armsgraph/ontology#")
ID = "https://w3id.org/armsgraph/id/"
SCHEME = URIRef(ID + "category-scheme")
LANGUAGES = {"ar", "en", "fr", "ru", "uk", "es", "de", "tr", "ko", "zh", "fa", "he"}
CORPUS_TREE = [
    "arms",
    "technology",
    "aircraft",
    "aircraft.combat",
    "aircraft.helicopter",
    "aircraft.uav",
    "aircraft.trainer",
    "aircraft.transport",
    "missile",
    "missile.ballistic",
    "missile.ballistic.srbm",
    "missile.cruise",
    "missile.sam",
    "missile.aam",
    "missile.atgm",
    "air_defence",
    "armour",
    "armour.tank",
    "armour.ifv",
    "armour.apc",
    "armour.spaag",
    "artillery",
    "artillery.gun",
    "artillery.mlrs",
    "ammunition",
    "ammunition.shell",
    "ammunition.rocket",
    "ammunition.bomb",
    "ammunition.mine",
    "ship",
    "ship.frigate",
    "ship.corvette",
    "ship.submarine",
    "ship.patrol",
    "smallarms",
    "smallarms.rifle",
    "smallarms.machinegun",
]
RANGES = {"srbm": (0, 1000), "mrbm": (1000, 3000), "irbm": (3000, 5500), "icbm": (5500, 20000)}
"""Ballistic missiles by range in kilometres: above the first figure, at most the second."""
SHARED_DESIGNATIONS: dict[str, str] = {}
"""Designations that two systems bear in truth, folded, each with the reason. None so far."""
NAMES = (SKOS.prefLabel, SKOS.altLabel)


@cache
def graph() -> Graph:
    """All that this file checks, and the states that it refers to."""
    found = Graph()
    for pattern in (
        "vocabularies/*categories.ttl",
        "reference/weapons-*.ttl",
        "reference/companies.ttl",
        "reference/states*.ttl",
        "reference/vanished*.ttl",
    ):
        for file in sorted(ONTOLOGY.glob(pattern)):
            found.parse(file)
    return found


def instances(name: str) -> list[URIRef]:
    return sorted(s for s in graph().subjects(RDF.type, AG[name]) if isinstance(s, URIRef))


def categories() -> dict[str, URIRef]:
    return {
        str(graph().value(c, SKOS.notation)): c
        for c in graph().subjects(SKOS.inScheme, SCHEME)
        if isinstance(c, URIRef)
    }


def notation(weapon: URIRef) -> str:
    return str(graph().value(weapon, AG.category)).removeprefix(ID + "category/")


def labels(thing: URIRef) -> Iterator[Literal]:
    for term in NAMES:
        for label in graph().objects(thing, term):
            assert isinstance(label, Literal)
            yield label


def fold(text: str) -> str:
    """Spelling variants that are one and the same designation: case, accents, hyphens, spaces, alef and yeh."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(str.maketrans("أإآىةیک", "اااي\u0647يك")))
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


# Categories ---------------------------------------------------------------------------------


def test_the_whole_tree_of_the_corpus_is_there() -> None:
    assert set(CORPUS_TREE) <= set(categories())


def test_the_iri_of_a_category_ends_in_its_notation() -> None:
    assert all(str(iri) == ID + "category/" + name for name, iri in categories().items())


def test_a_category_stands_below_the_one_that_its_notation_names() -> None:
    known = categories()
    for name, iri in known.items():
        parent = name.rpartition(".")[0]
        assert list(graph().objects(iri, SKOS.broader)) == ([known[parent]] if parent else []), name
        assert ((iri, SKOS.topConceptOf, SCHEME) in graph()) == (not parent), name


def test_every_category_has_one_preferred_label_in_each_language_and_a_definition() -> None:
    for name, iri in categories().items():
        preferred = [
            label.language for label in graph().objects(iri, SKOS.prefLabel) if isinstance(label, Literal)
        ]
        assert sorted(filter(None, preferred)) == sorted(LANGUAGES), name
        assert graph().value(iri, SKOS.definition), name


def test_every_category_lists_further_nouns_of_the_news() -> None:
    for name, iri in categories().items():
        languages = {
            label.language for label in graph().objects(iri, SKOS.altLabel) if isinstance(label, Literal)
        }
        assert {"ar", "en"} <= languages, name


def test_a_noun_names_one_category_only() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, iri in categories().items():
        for label in labels(iri):
            owners[str(label.language), fold(str(label))].add(name)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


def test_arabic_and_hebrew_nouns_are_indefinite() -> None:
    for name, iri in categories().items():
        for label in labels(iri):
            if label.language == "ar":
                assert not str(label).startswith("ال"), (name, str(label))


@pytest.mark.parametrize(("scheme", "count"), [("sipri-category", 12), ("unroca-category", 7)])
def test_the_schemes_of_the_registers_are_complete(scheme: str, count: int) -> None:
    concepts = list(graph().subjects(SKOS.inScheme, URIRef(f"{ID}{scheme}-scheme")))
    assert len(concepts) == count
    for concept in concepts:
        assert {label.language for label in labels(URIRef(str(concept)))} >= {"en", "ar"}
        assert graph().value(concept, SKOS.definition)


# Weapon systems -----------------------------------------------------------------------------


def test_there_are_enough_of_them() -> None:
    assert len(instances("WeaponSystem")) >= 350
    assert len(instances("Company")) >= 500


@pytest.mark.parametrize("kind", ["WeaponSystem", "Company"])
def test_each_has_one_preferred_name_in_english_and_one_in_arabic(kind: str) -> None:
    for thing in instances(kind):
        preferred = [
            label.language for label in graph().objects(thing, SKOS.prefLabel) if isinstance(label, Literal)
        ]
        assert sorted(filter(None, preferred)) == ["ar", "en"], thing


def test_every_name_is_tagged_with_a_language_and_has_no_stray_blanks() -> None:
    for kind in ("WeaponSystem", "Company"):
        for thing in instances(kind):
            for label in labels(thing):
                assert label.language in LANGUAGES, (thing, label)
                assert str(label) == " ".join(str(label).split()) != "", (thing, label)


def test_a_name_is_written_in_the_script_of_its_language() -> None:
    scripts = {"ar": "ARABIC", "fa": "ARABIC"}
    for thing in instances("WeaponSystem"):
        for label in labels(thing):
            if label.language in scripts:
                letters = [c for c in str(label) if c.isalpha()]
                assert any(unicodedata.name(c).startswith(scripts[label.language]) for c in letters), (
                    thing,
                    label,
                )
            if label.language == "en":
                assert not any(unicodedata.name(c).startswith(("CYRILLIC", "ARABIC")) for c in str(label)), (
                    thing,
                    label,
                )


def test_every_system_has_one_category_of_the_tree_and_a_state_of_origin() -> None:
    known = set(categories().values())
    for weapon in instances("WeaponSystem"):
        own = list(graph().objects(weapon, AG.category))
        assert len(own) == 1, weapon
        assert own[0] in known, weapon
        assert graph().value(weapon, AG.originState), weapon


def test_ballistic_missiles_are_filed_by_their_range() -> None:
    checked = 0
    for weapon in instances("WeaponSystem"):
        reach = graph().value(weapon, AG.rangeKm)
        kind = notation(weapon).removeprefix("missile.ballistic.")
        if isinstance(reach, Literal) and kind in RANGES:
            low, high = RANGES[kind]
            assert low < float(reach) <= high, f"{weapon} reaches {reach} km and is filed as {kind}"
            checked += 1
    assert checked >= 30


def test_only_missiles_rockets_and_their_launchers_state_a_range() -> None:
    for weapon in graph().subjects(AG.rangeKm):
        assert notation(URIRef(str(weapon))).split(".")[0] in {"missile", "artillery", "ammunition"}, weapon


def test_every_reference_points_at_something_defined() -> None:
    for kind in ("WeaponSystem", "Company"):
        for thing in instances(kind):
            for term, target in graph().predicate_objects(thing):
                if isinstance(target, URIRef) and term != RDF.type and str(target).startswith(ID):
                    assert (target, None, None) in graph(), f"{thing} {term} {target}"


def test_a_variant_is_of_the_same_kind_as_what_it_varies() -> None:
    for term in (AG.variantOf, AG.family):
        for weapon, parent in graph().subject_objects(term):
            own, wide = notation(URIRef(str(weapon))), notation(URIRef(str(parent)))
            assert own == wide or own.startswith(wide + "."), f"{weapon} is {own}, {parent} is {wide}"


def test_descent_has_no_circles() -> None:
    for weapon in instances("WeaponSystem"):
        seen = {weapon}
        line: list[URIRef] = [weapon]
        while line:
            here = line.pop()
            for term in (AG.variantOf, AG.family, AG.derivedFrom):
                for parent in graph().objects(here, term):
                    assert parent != weapon, f"{weapon} descends from itself"
                    if isinstance(parent, URIRef) and parent not in seen:
                        seen.add(parent)
                        line.append(parent)


@pytest.mark.parametrize("kind", ["WeaponSystem", "Company"])
def test_a_designation_names_one_thing(kind: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for thing in instances(kind):
        for label in labels(thing):
            owners[fold(str(label))].add(thing)
    assert {n: o for n, o in owners.items() if len(o) > 1 and n not in SHARED_DESIGNATIONS} == {}


def test_no_system_is_called_by_the_noun_of_a_category() -> None:
    nouns = {fold(str(label)) for iri in categories().values() for label in labels(iri)}
    assert [
        (w, str(label)) for w in instances("WeaponSystem") for label in labels(w) if fold(str(label)) in nouns
    ] == []


@pytest.mark.parametrize(
    ("preferred", "other"),
    [
        ("Stryker", "M1126 Stryker"), ("Kornet", "9M133 Kornet"), ("JAS 39 Gripen", "JAS 39"), ("KM-SAM", "Cheongung"),
        ("Kaan", "TAI Kaan"), ("A-29 Super Tucano", "EMB-314"), ("Heron TP", "IAI Eitan"), ("Hangor class", "S20 submarine"),
    ],
)  # fmt: skip
def test_a_system_goes_by_the_name_that_it_is_best_known_by(preferred: str, other: str) -> None:
    (weapon,) = (
        w for w in instances("WeaponSystem") if Literal(preferred, "en") in graph()[w : SKOS.prefLabel]
    )
    assert Literal(other, "en") in graph()[weapon : SKOS.altLabel]


@pytest.mark.parametrize(
    ("designation", "slug"),
    [
        ("KN-23", "hwasong-11a"), ("Geran-2", "shahed-136"), ("FD-2000", "hq-9"), ("FK-3", "hq-22"),
        ("سوخوي 35", "su-35"), ("إف 16", "f-16"), ("كيه 9 ثاندر", "k9"), ("Искандер-М", "iskander"),
        ("천궁-II", "cheongung"), ("歼-10CE", "j-10c"), ("كوكسان", "m1978-koksan"), ("240mm 방사포", "m1991-mrl"),
    ],
)  # fmt: skip
def test_well_known_names_lead_to_their_system(designation: str, slug: str) -> None:
    weapon = URIRef(f"{ID}weapon/{slug}")
    assert fold(designation) in {fold(str(label)) for label in labels(weapon)}


# What registers call them --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("designation", "slug"),
    [
        ("M-113", "m113"), ("C-130H Hercules", "c-130"), ("Bell-205A-1", "uh-1"), ("F-16C", "f-16"), ("F-35A Lightning-2", "f-35a"),
        ("AIM-120C AMRAAM", "amraam"), ("Harpoon Block-2", "harpoon"), ("TOW", "tow"), ("BGM-71F TOW-2B", "tow"),
        ("Mi-24V/Mi-35", "mi-24"), ("D-30 122mm", "d-30"), ("Super Rapid 76mm", "oto-76"), ("MIM-104 PAC-3 MSE", "pac-3"),
        ("SA-316B Alouette-3", "alouette-3"), ("Cessna-208 Caravan", "cessna-208"), ("T-34 Mentor", "t-34-mentor"),
        ("T-34-85", "t-34-85"), ("K-13A", "k-13"), ("9M33", "9m33"), ("AML", "aml"), ("TPS-43", "tps-43"),
        ("Project-183R", "komar-class"), ("M-30 122mm", "m-30-howitzer"), ("M-30 107mm", "m30-mortar"),
        # One designation, two things: no link is better than a wrong one.
        ("T-34", None), ("Mistral", None), ("Hunter", None), ("M-88", None), ("Type-62", None),
    ],
)  # fmt: skip
def test_a_designation_of_a_register_leads_to_its_system(designation: str, slug: str | None) -> None:
    found = index().find(Entity(id="wpn:x", type="weapon_system", name=designation), None)
    assert found == (f"{ID}weapon/{slug}" if slug else None)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ammunition.torpedo", "missiles"), ("aircraft.uav.loitering", "missiles"), ("air_defence.manpads", "missiles"),
        ("armour.spaag", "air-defence-systems"), ("artillery.naval", "naval-weapons"), ("ammunition.guided", "missiles"),
    ],
)  # fmt: skip
def test_sipri_files_some_kinds_elsewhere_than_their_nature_says(kind: str, expected: str) -> None:
    filed = {
        str(graph().value(weapon, AG.sipriCategory)).rsplit("/", 1)[-1]
        for weapon in instances("WeaponSystem")
        if notation(weapon) == kind and graph().value(weapon, AG.sipriCategory)
    }
    assert filed == {expected}


@pytest.mark.parametrize(
    ("register", "column", "least"),
    [
        ("sipri-deals-r2025/trade-register-deals-1950-2024.csv", 6, 0.65),
        ("sipri-register-r2025/trade-register-1995-2024.csv", 3, 0.60),
        ("sipri-china-r2026/trade-register-china-2000-2025.csv", 6, 0.45),
    ],
)
def test_most_rows_of_a_register_name_a_system_that_is_known(
    register: str, column: int, least: float
) -> None:
    file = ONTOLOGY.parent / "../shared/data" / register
    if not file.exists():
        pytest.skip("the register is not beside this checkout")
    rows = [line.split(",") for line in file.read_text("cp1252").splitlines() if line.count(",") >= 12][1:]
    names = Counter(re.sub(r"[\s-]+$", "", row[column]) for row in rows)
    known = sum(
        number
        for name, number in names.items()
        if index().find(Entity(id="wpn:x", type="weapon_system", name=name or "?"), None)
    )
    assert known / names.total() >= least
