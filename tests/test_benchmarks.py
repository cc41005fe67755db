"""The benchmarks run, and scoring gives the figures that can be worked out by hand. Nothing is timed here."""

from __future__ import annotations

import copy
import json
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

TEXT = (
    "Russia delivered 12 Su-35 fighters to Egypt in 2021. Moscow shipped a dozen Su-35 jets to Cairo, a ministry said. "
    "Egypt ordered tanks from Russia. Putin visited Cairo. Egypt paraded its Russian helicopters."
)


def at(words: str) -> dict:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def mention(entity: str, words: str, **more) -> dict:
    return {"entity": entity, **at(words), **more}


def transfer(
    name: str, weapon: str, category: str, *evidence: str, supplier="RUS", recipient="EGY", **more
) -> dict:
    return {
        "id": name,
        "supplier": supplier,
        "recipient": recipient,
        "items": [
            {"id": f"{name}.1", "weapon": weapon, "class": category, "quantity": more.pop("quantity", None)}
        ],
        "stage": "delivered",
        "epistemic": "asserted",
        "when": None,
        "attributions": [{"source": "narrator", "stance": "affirm"}],
        "evidence": [at(words) for words in evidence],
        **more,
    }


def entity(name: str, kind: str, label: str, **more) -> dict:
    return {"id": name, "type": kind, "name": label, "aliases": [], "scored": True, **more}


@pytest.fixture
def gold() -> dict:
    year = {
        "edtf": "2021",
        "start": ["2021-01-01", "2021-12-31"],
        "end": ["2021-01-01", "2021-12-31"],
        "end_state": "closed",
    }
    return {
        "document": {"id": "one", "lang": "en", "text": TEXT, "date": "2021-06-01"},
        "entities": [
            entity("RUS", "state", "Russia", iso3="RUS"),
            entity("EGY", "state", "Egypt", iso3="EGY"),
            entity("per:putin", "person", "Vladimir Putin", aliases=["Putin"]),
            entity("wpn:su-35", "weapon_system", "Su-35", **{"class": "aircraft.combat"}),
            entity("cls:tank", "weapon_class", "tank", **{"class": "armour.tank"}),
            entity("org:ministry", "organisation", "a ministry", scored=False),
        ],
        "mentions": [
            mention("RUS", "Russia"),
            mention("wpn:su-35", "Su-35"),
            mention("RUS", "Moscow", form="metonym"),
        ],
        "transfers": [
            transfer(
                "t1",
                "wpn:su-35",
                "aircraft.combat",
                "delivered 12 Su-35 fighters to Egypt",
                "shipped a dozen Su-35 jets to Cairo",
                quantity={"text": at("12"), "min": 12, "max": 12},
                when=year,
            ),
            transfer("t2", "cls:tank", "armour.tank", "Egypt ordered tanks from Russia", stage="ordered"),
        ],
        "events": [
            {
                "id": "e1",
                "type": "visit",
                "participants": [
                    {"role": "visitor", "entity": "per:putin"},
                    {"role": "host", "entity": "EGY"},
                ],
                "evidence": [at("Putin visited Cairo")],
            }
        ],
        "negatives": [{"id": "n1", "reason": "use", "span": at("Egypt paraded its Russian helicopters")}],
    }


@pytest.fixture
def scored(gold):
    score = import_module("benchmarks.extraction.score").score

    def run(system: dict):
        return score(gold, system, TEXT)

    return run


def test_the_gold_itself_is_perfect(gold, scored):
    result = scored(copy.deepcopy(gold))
    for name in (
        "entities",
        "mentions_exact",
        "mentions_overlap",
        "core_lenient",
        "core_strict",
        "events_lenient",
        "events_strict",
    ):
        assert getattr(result, name).figures == (1.0, 1.0, 1.0), name
    assert all(right == asked for right, asked in result.slots.values())
    assert (result.duplicates, result.traps, result.ungrounded) == (0, 0, 0)


def test_nothing_handed_in_scores_nothing(scored):
    result = scored({})
    assert result.core_lenient.figures == (0.0, 0.0, 0.0)
    assert result.core_lenient.missed == 2
    assert result.entities.figures == (0.0, 0.0, 0.0)


def test_entities_are_aligned_by_code_by_class_and_by_name_whatever_their_ids(gold, scored):
    system = copy.deepcopy(gold)
    renamed = {"RUS": "x1", "per:putin": "x2", "cls:tank": "x3"}
    for one in system["entities"]:
        one["id"] = renamed.get(one["id"], one["id"])
    system["entities"][0]["name"] = "Россия"
    system["entities"][2] |= {"name": "PUTIN", "aliases": []}
    system["entities"][4]["name"] = "panzer"
    for one in system["transfers"]:
        one["supplier"] = "x1"
        one["items"][0]["weapon"] = renamed.get(one["items"][0]["weapon"], one["items"][0]["weapon"])
    result = scored(system)
    assert result.entities.figures == (1.0, 1.0, 1.0)
    assert result.core_strict.figures == (1.0, 1.0, 1.0)


def test_a_second_entity_for_the_same_and_an_unknown_one_are_wrong_and_an_unscored_one_is_neither(
    gold, scored
):
    system = copy.deepcopy(gold)
    system["entities"] += [
        entity("again", "state", "Russia", iso3="RUS"),
        entity("other", "state", "France", iso3="FRA"),
    ]
    result = scored(system)
    assert (result.entities.right, result.entities.wrong, result.entities.missed) == (5, 2, 0)


def test_exchanged_parties_are_no_match(gold, scored):
    system = copy.deepcopy(gold)
    for one in system["transfers"]:
        one["supplier"], one["recipient"] = one["recipient"], one["supplier"]
    assert scored(system).core_lenient.figures == (0.0, 0.0, 0.0)


def test_a_wider_class_for_a_named_system_is_right_only_leniently(gold, scored):
    system = copy.deepcopy(gold)
    system["entities"].append(entity("cls:aircraft", "weapon_class", "aircraft", **{"class": "aircraft"}))
    system["transfers"][0]["items"][0] |= {"weapon": "cls:aircraft", "class": "aircraft"}
    result = scored(system)
    assert result.core_lenient.figures == (1.0, 1.0, 1.0)
    assert result.core_strict.figures == (0.5, 0.5, 0.5)


def test_a_second_statement_of_one_deal_is_a_duplicate_once(gold, scored):
    system = copy.deepcopy(gold)
    again = transfer("t3", "wpn:su-35", "aircraft.combat", "shipped a dozen Su-35 jets to Cairo")
    system["transfers"].append(again)
    result = scored(system)
    assert (result.duplicates, result.core_lenient.wrong) == (1, 0)
    system["transfers"].append({**again, "id": "t4"})
    result = scored(system)
    assert (result.duplicates, result.core_lenient.wrong) == (1, 1)


def test_a_transfer_that_rests_on_a_marked_span_is_a_trap_hit(gold, scored):
    system = copy.deepcopy(gold)
    system["transfers"].append(
        transfer("t3", "wpn:su-35", "aircraft.helicopter", "Egypt paraded its Russian helicopters")
    )
    result = scored(system)
    assert (result.traps, result.core_lenient.wrong) == (1, 1)


def test_a_quote_that_is_not_in_the_text_at_its_offsets_matches_nothing(gold, scored):
    system = copy.deepcopy(gold)
    system["transfers"][1]["evidence"][0]["start"] += 1
    result = scored(system)
    assert result.ungrounded == 1
    assert (result.core_lenient.right, result.core_lenient.wrong, result.core_lenient.missed) == (1, 1, 1)


def test_slots_are_counted_over_what_was_matched(gold, scored):
    system = copy.deepcopy(gold)
    first = system["transfers"][0]
    first["items"][0]["quantity"] |= {"min": 100, "max": 100}
    first["when"] = None
    first["stage"] = "planned"
    first["attributions"] = [{"source": "unnamed", "stance": "affirm"}]
    slots = scored(system).slots
    assert {name: tuple(pair) for name, pair in slots.items()} == {
        "quantity": (1, 2), "date": (1, 2), "stage": (1, 2), "epistemic": (2, 2), "attribution": (1, 2), "evidence": (2, 2),
    }  # fmt: skip


def test_an_event_with_half_of_its_participants_is_right_only_leniently(gold, scored):
    system = copy.deepcopy(gold)
    del system["events"][0]["participants"][1]
    result = scored(system)
    assert result.events_lenient.right == 1
    assert (result.events_strict.right, result.events_strict.wrong) == (0, 1)


def test_two_folders_are_scored_from_the_command_line(gold, tmp_path, capsys, monkeypatch):
    module = import_module("benchmarks.extraction.score")
    for name in ("gold", "system"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.json").write_text(json.dumps(gold), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["score", str(tmp_path / "gold"), str(tmp_path / "system")])
    assert module.main() == 0
    printed = capsys.readouterr().out
    assert "core_lenient        1.000  1.000  1.000" in printed
    assert "duplicates 0, traps 0, ungrounded 0" in printed


@pytest.mark.skipif(not (CORPUS / "dev" / "seed.gold.json").exists(), reason="the corpus is not here")
class TestCheckValuesOfTheCorpus:
    """The seven figures that any implementation of the scoring must give on the seed document."""

    @pytest.fixture
    def seed(self):
        score = import_module("benchmarks.extraction.score")
        gold = json.loads((CORPUS / "dev" / "seed.gold.json").read_text(encoding="utf-8"))
        return gold, score.text_of(gold, CORPUS / "dev"), score.score

    def check(self, result, core, strict, *counts):
        assert tuple(round(figure, 3) for figure in result.core_lenient.figures) == core
        assert round(result.core_strict.figures[2], 3) == strict
        assert (result.duplicates, result.traps, result.ungrounded) == counts

    def test_the_gold_itself(self, seed):
        gold, text, score = seed
        result = score(gold, gold, text)
        self.check(result, (1, 1, 1), 1, 0, 0, 0)
        assert tuple(result.slots.pop("quantity")) == (3, 3)
        assert {tuple(pair) for pair in result.slots.values()} == {(4, 4)}

    def test_nothing(self, seed):
        gold, text, score = seed
        self.check(score(gold, {}, text), (0, 0, 0), 0, 0, 0, 0)

    def test_parties_exchanged(self, seed):
        gold, text, score = seed
        system = copy.deepcopy(gold)
        for one in system["transfers"]:
            one["supplier"], one["recipient"] = one["recipient"], one["supplier"]
        self.check(score(gold, system, text), (0, 0, 0), 0, 0, 0, 0)

    def class_record(self, system):
        srbm = next(
            e["id"]
            for e in system["entities"]
            if e.get("class") == "missile.ballistic.srbm" and e["type"] == "weapon_class"
        )
        return {"weapon": srbm, "class": "missile.ballistic.srbm"}

    def test_a_class_in_place_of_the_weapon(self, seed):
        gold, text, score = seed
        system = copy.deepcopy(gold)
        system["transfers"][0]["items"][0] |= self.class_record(system)
        self.check(score(gold, system, text), (1, 1, 1), 0.75, 0, 0, 0)

    def test_the_class_record_twice_besides(self, seed):
        gold, text, score = seed
        system = copy.deepcopy(gold)
        for name in ("x1", "x2"):
            extra = copy.deepcopy(gold["transfers"][0])
            extra |= {"id": name, "evidence": [gold["transfers"][0]["evidence"][1]]}
            extra["items"][0] |= self.class_record(system)
            system["transfers"].append(extra)
        self.check(score(gold, system, text), (0.8, 1, 0.889), 0.889, 1, 0, 0)

    def test_a_trap(self, seed):
        gold, text, score = seed
        system = copy.deepcopy(gold)
        extra = copy.deepcopy(gold["transfers"][0])
        west = next((e["id"] for e in gold["entities"] if "west" in e["id"].lower()), None)
        extra |= {"id": "x", "supplier": west, "recipient": "PRK", "evidence": [gold["negatives"][0]["span"]]}
        system["transfers"].append(extra)
        self.check(score(gold, system, text), (0.8, 1, 0.889), 0.889, 0, 1, 0)

    def test_a_quote_moved_by_one(self, seed):
        gold, text, score = seed
        system = copy.deepcopy(gold)
        system["transfers"][1]["evidence"][0]["start"] += 1
        self.check(score(gold, system, text), (0.5, 0.5, 0.5), 0.5, 0, 0, 2)


def test_the_corpus_is_the_same_each_time_and_as_long_as_asked():
    documents = import_module("benchmarks.corpus").documents
    made = documents("ar", 3000)
    assert sum(len(one.text) for one in made) >= 3000
    assert [one.text for one in made] == [one.text for one in documents("ar", 3000)]
    assert len({one.text for one in made}) == len(made)


def test_generated_facts_are_sound():
    from kg.facts import Facts, problems

    for line in import_module("benchmarks.corpus").facts_lines(20):
        assert problems(Facts.model_validate_json(line)) == []


def test_extraction_is_measured_with_or_without_its_peer():
    report = import_module("benchmarks.extraction.speed").measure(characters=600, repeats=1)
    assert len(report.figures) == 4 or len(report.skipped) == 2
    assert set(report.parts) == {"find_mentions", "find_times", "find_amounts", "find_money"}


def test_building_is_measured():
    report = import_module("benchmarks.building").measure(records=2, repeats=1)
    assert all(figure.ours > 0 and figure.theirs > 0 for figure in report.figures)
    assert set(report.parts) == {"check, link", "populate", "validate", "store"}


def test_searching_is_measured():
    report = import_module("benchmarks.searching").measure(names=400, searches=40)
    assert all(figure.ours > 0 and figure.theirs > 0 for figure in report.figures)
    assert "400 names" in report.notes[0].replace(",", "")


def test_a_report_is_printed_and_written(tmp_path):
    harness = import_module("benchmarks.harness")
    report = harness.Report(
        "thing", "things per second", [harness.Figure("ours", "things", 30.0, "peer", 10.0)]
    )
    assert "ratio 3" in report.as_text()
    written = json.loads(report.write(tmp_path).read_text(encoding="utf-8"))
    assert written["figures"][0]["ratio"] == 3.0
    assert written["machine"]["cores"]


def test_a_benchmark_that_is_not_there_is_named(capsys):
    assert import_module("benchmarks.__main__").main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
