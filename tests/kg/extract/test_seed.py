"""The Arabic seed document, against the bars that were set for it. Skipped where the corpus is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.extraction.score import score
from kg.extract import extract
from kg.facts import Document

CORPUS = Path(__file__).parents[3] / "../shared/corpus/dev"

pytestmark = pytest.mark.skipif(
    not (CORPUS / "seed.gold.json").is_file(), reason="the corpus is not beside the project"
)


@pytest.fixture(scope="module")
def result():
    gold = json.loads((CORPUS / "seed.gold.json").read_text(encoding="utf-8"))
    with (CORPUS / "seed.ar.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    return score(gold, json.loads(extract(Document(id="seed", lang="ar", text=text)).to_json()), text)


def test_the_seed_meets_its_bars(result):
    assert result.entities.figures[2] >= 0.85
    assert result.core_lenient.figures[2] >= 0.85
    assert result.events_lenient.figures[2] >= 0.5


def test_nothing_in_it_is_a_trap_or_ungrounded(result):
    assert (result.traps, result.ungrounded) == (0, 0)
