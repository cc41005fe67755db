"""Passages are sound, and what was found in one is held against its transfers as a reader would."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PASSAGES = sorted((ROOT / "benchmarks" / "extraction" / "passages").glob("*/*.yaml"))


@pytest.mark.parametrize("path", PASSAGES, ids=[f"{path.parent.name}-{path.stem}" for path in PASSAGES])
def test_passages_are_sound(path):
    from kg.extract.languages import is_complete
    from kg.reference import load as knowledge

    passages = import_module("benchmarks.extraction.passages")
    categories = {one.category for one in knowledge().of_kind("weapon_class")}
    found = list(passages.load(path.parent, [path.stem]))
    assert is_complete(path.stem)
    assert len({one.name for one in found}) == len(found) >= 6
    assert any(not one.transfers for one in found)
    for one in found:
        assert len(one.text) > 80, one.name
        for gold in one.transfers:
            assert gold.supplier, one.name
            assert gold.recipient, one.name
            assert gold.categories or gold.names, one.name
            assert set(gold.categories) <= categories, one.name


@pytest.fixture
def judged(tmp_path):
    passages = import_module("benchmarks.extraction.passages")

    def run(gold: str, *told: tuple[str, str | None, str, str, str]) -> tuple[int, int, int]:
        (tmp_path / "en.yaml").write_text(
            f"- id: one\n  text: some text\n  transfers: {gold}\n", encoding="utf-8"
        )
        (passage,) = passages.load(tmp_path)
        found = [
            passages.Given(
                frozenset({supplier.lower()} if supplier else ()),
                frozenset({recipient.lower()}) if recipient else frozenset(),
                category,
                frozenset({weapon} if weapon else ()),
                0.6,
                "shown",
            )
            for supplier, recipient, category, weapon in told
        ]
        count = passages.judge(passage, found).count
        return count.right, count.wrong, count.missed

    return run


SU_35 = "[{from: [RUS], to: [EGY], class: [aircraft.combat], names: [Su-35]}]"


@pytest.mark.parametrize(
    ("gold", "told", "expected"),
    [
        (SU_35, ("RUS", "EGY", "aircraft.combat", "su35"), (1, 0, 0)),
        (SU_35, ("RUS", "EGY", "aircraft.combat", "su35s"), (1, 0, 0)),
        (SU_35, ("RUS", "EGY", "aircraft.combat", "su30"), (0, 1, 1)),
        (SU_35, ("RUS", "EGY", "aircraft", ""), (1, 0, 0)),
        (SU_35, ("RUS", "EGY", "armour", ""), (0, 1, 1)),
        (SU_35, ("EGY", "RUS", "aircraft.combat", "su35"), (0, 1, 1)),
        (SU_35, (None, "EGY", "aircraft.combat", "su35"), (0, 1, 1)),
        ("[{from: [null], to: [EGY], class: [armour]}]", (None, "EGY", "armour.tank", ""), (1, 0, 0)),
        (
            "[{from: [null, RUS], to: [EGY], class: [armour]}]",
            ("RUS", "EGY", "armour.tank", "t90"),
            (1, 0, 0),
        ),
        ("[{from: [RUS], to: [EGY], class: [arms]}]", ("RUS", "EGY", "armour", ""), (0, 1, 1)),
        (
            "[{from: [RUS], to: [EGY], class: [armour], optional: true}]",
            ("RUS", "EGY", "armour", ""),
            (0, 0, 0),
        ),
        (
            "[{from: [RUS], to: [EGY], class: [armour], optional: true}]",
            ("RUS", "EGY", "ship", ""),
            (0, 1, 0),
        ),
        ("[]", ("RUS", "EGY", "ship", ""), (0, 1, 0)),
    ],
)
def test_a_transfer_in_a_passage_is_right_if_parties_and_goods_are(judged, gold, told, expected):
    assert judged(gold, told) == expected


def test_one_transfer_is_found_once(judged):
    twice = ("RUS", "EGY", "aircraft.combat", "su35")
    assert judged(SU_35, twice, twice) == (1, 1, 0)


def test_reliability_counts_what_is_right_for_each_confidence():
    passages = import_module("benchmarks.extraction.passages")
    passage = passages.Passage("one", "en", "text", None, ())
    results = [passages.Result(passage, confidence=[(0.6, True), (0.6, False), (0.85, True)])]
    assert passages.reliability(results) == {0.6: (1, 2), 0.85: (1, 1)}
