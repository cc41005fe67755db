"""Every language folder is complete, and every word in it that names a thing of the engine names one that there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from rdflib import SKOS, Graph, URIRef

from kg.errors import KnowledgeError
from kg.extract.languages import PARTS, is_complete, languages, load
from kg.extract.lexicon import FRAME_MEMBERS, lexicon
from kg.extract.roles import weights
from kg.facts import AttributionKind, Epistemic, EventType, Kind, Stage, Stance
from kg.namespaces import ID
from ontology import vocabulary_files

LANGUAGES = languages()
NEEDED_FRAMES = {"give", "get", "nominal_give", "nominal_get", "deal"}
ENTITY_KINDS = {"state", "organisation", "group", "person", "place", "facility"}
FRAMES: dict[str, dict[str, list[float]]] = weights()["frames"]
TIES = {name for ties in FRAMES.values() for name in ties}


@pytest.fixture(scope="module")
def concepts() -> set[str]:
    """The IRIs of all concepts of the vocabularies."""
    graph = Graph()
    for file in vocabulary_files():
        graph.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    return {str(subject) for subject in graph.subjects(SKOS.prefLabel) if isinstance(subject, URIRef)}


def groups(language: str, part: str, name: str) -> list[dict[str, Any]]:
    """The groups of patterns of one list in a file of a language."""
    return list(load(language, part).get(name, []))


def test_there_are_twelve_languages():
    assert LANGUAGES == ("ar", "de", "en", "es", "fa", "fr", "he", "ko", "ru", "tr", "uk", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_files_are_there_and_load(language):
    assert is_complete(language)
    for part in PARTS:
        assert load(language, part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_compiles(language):
    assert lexicon(language).language == language


def test_a_member_that_nothing_reads_is_named(monkeypatch):
    read = load

    def with_a_slip(language: str, part: str) -> dict[str, Any]:
        return {**read(language, part), "trigers": []} if part == "frames" else read(language, part)

    monkeypatch.setattr("kg.extract.lexicon.load", with_a_slip)
    with pytest.raises(KnowledgeError, match="trigers"):
        lexicon.__wrapped__("en")


def test_every_member_of_the_frames_is_explained():
    guide = (Path(__file__).parents[4] / "docs" / "languages.md").read_text(encoding="utf-8")
    assert {name for name in FRAME_MEMBERS if f"`{name}`" not in guide} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_of_patterns_has_patterns(language):
    for part in ("frames", "status", "events"):
        for name, content in load(language, part).items():
            for group in content if isinstance(content, list) else []:
                if isinstance(group, dict):
                    assert group["patterns"], (part, name)
                    assert all(pattern.strip() for pattern in group["patterns"]), (part, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_triggers_have_frames_stages_and_kinds_of_the_engine(language):
    triggers = groups(language, "frames", "triggers")
    assert {trigger["frame"] for trigger in triggers} <= set(FRAMES)
    assert {trigger["frame"] for trigger in triggers} >= NEEDED_FRAMES
    assert {trigger["stage"] for trigger in triggers} <= set(get_args(Stage))
    assert {trigger.get("kind", "unknown") for trigger in triggers} <= set(get_args(Kind))


@pytest.mark.parametrize("language", LANGUAGES)
def test_markers_are_ties_of_the_engine(language):
    frames = load(language, "frames")
    clitics = frames.get("proclitic_markers", {})
    assert set(frames["markers"]) | set(clitics.values()) <= TIES | {"none"}
    assert set(frames["markers"]) | set(clitics.values()) >= {"to", "from"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_cues_and_sources_have_values_of_the_facts_format(language):
    cues, sources = groups(language, "status", "cues"), groups(language, "status", "attribution")
    assert {cue["stage"] for cue in cues if "stage" in cue} <= set(get_args(Stage))
    assert {cue["epistemic"] for cue in cues if "epistemic" in cue} <= set(get_args(Epistemic))
    assert all({"stage", "epistemic", "negation"} & set(cue) for cue in cues)
    assert {source["kind"] for source in sources} <= set(get_args(AttributionKind))
    assert {source["stance"] for source in sources} <= set(get_args(Stance))
    assert {source.get("side", "either") for source in sources} <= {"before", "after", "either"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denial_a_confirmation_and_a_rumour_can_be_told(language):
    sources = groups(language, "status", "attribution")
    assert {source["stance"] for source in sources} >= {"affirm", "confirm", "deny"}
    assert {source["kind"] for source in sources} >= {"official-statement", "rumour", "report"}
    assert any(cue.get("negation") for cue in groups(language, "status", "cues"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_and_modes_have_concepts(language, concepts):
    kinds = {group["kind"] for group in groups(language, "frames", "kinds")}
    assert kinds <= set(get_args(Kind))
    modes = {group["mode"] for group in groups(language, "frames", "modes")}
    assert {f"{ID}kind/{kind}" for kind in kinds} | {f"{ID}mode/{mode}" for mode in modes} <= concepts


@pytest.mark.parametrize("language", LANGUAGES)
def test_events_have_types_frames_roles_and_ties_that_there_are(language, concepts):
    for event in groups(language, "events", "events"):
        assert event["type"] in get_args(EventType)
        assert event["frame"] in FRAMES
        assert f"{ID}event-type/{event['type']}" in concepts
        for role, rule in event["roles"].items():
            assert f"{ID}event-role/{role}" in concepts
            assert set(rule["ties"]) <= TIES, (event["type"], role)
            assert set(rule["kinds"]) <= ENTITY_KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_offices_have_concepts(language, concepts):
    for office in groups(language, "events", "offices"):
        assert office["office"]
        if "concept" in office:
            assert f"{ID}office/{office['concept']}" in concepts
