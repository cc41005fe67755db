"""The real data sets, where they are at hand: all that is in them comes out, sound and in conformity with the shapes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.facts import problems
from kg.populate import clashes
from kg.read.model import Refusal, Source, Tally
from kg.read.registers import Head
from kg.read.tabular import REGISTER
from kg.settings import Settings
from kg.work import BATCH, Task, work

DATA = Path(__file__).parents[3] / "../shared/data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are not beside the project")

COUNTS = {
    "reign-2021/leaderlist_3_21.csv": (2_524, 2_524, 0),
    "gsdb-v3/GSDB_V3_subset.csv": (588, 588, 0),
    "oryx-2025/event_captured.csv": (5_392, 612, 48),
    "oryx-2025/totals_by_system_wide.csv": (8_416, 1_326, 674),
    "eu-licences/broker.csv": (1_089, 888, 201),
    "eu-licences/mission.csv": (716, 715, 1),
}
"""File -> rows, records and rows refused."""


@pytest.fixture(scope="module", params=COUNTS)
def real(request) -> tuple[str, list[Source], list[Refusal], Tally]:
    path = DATA / request.param
    *found, tally = REGISTER.read([path], Settings())
    sources = [one for one in found if isinstance(one, Source)]
    return request.param, sources, [one for one in found if isinstance(one, Refusal)], tally


def test_the_file_is_recognised_by_what_is_in_it(real):
    data = (DATA / real[0]).read_bytes()[:65_536]
    assert REGISTER.recognises(Head(Path("any.txt"), data, data.decode("utf-8", "replace")))


def test_what_goes_in_comes_out(real):
    name, sources, refusals, tally = real
    refused = sum(rows for one in refusals for _, rows in one.rows)
    assert sum(rows for one in sources for _, rows in one.rows) + refused == tally.rows
    assert (tally.rows, len(sources), refused) == COUNTS[name]
    assert len({one.key for one in sources}) == len(sources)


def test_all_facts_are_sound(real):
    for one in real[1]:
        assert problems(one.content) + clashes(one.content) == [], one.place


def test_a_sample_conforms_to_the_shapes(real):
    sample = real[1][:: max(1, len(real[1]) // 60)]
    tasks = [Task(one.place, real[0], one.key, one.content, "") for one in sample]
    outcomes = [
        outcome for at in range(0, len(tasks), BATCH) for outcome in work(tasks[at : at + BATCH], Settings())
    ]
    assert [(one.task.key, one.reason) for one in outcomes if one.reason] == []


def test_the_one_stray_byte_of_the_leaders_is_mended_and_the_open_terms_are_open():
    *found, _ = REGISTER.read([DATA / "reign-2021/leaderlist_3_21.csv"], Settings())
    assert sum(bool(one.mended) for one in found) == 1
    ends = Counter(one.content.relations[0].when.end_state for one in found)
    assert ends == {"closed": 2_330, "open": 194}


def test_the_arms_flag_of_the_sanctions_makes_embargoes():
    *found, _ = REGISTER.read([DATA / "gsdb-v3/GSDB_V3_subset.csv"], Settings())
    kinds = Counter(one.content.events[0].type for one in found)
    assert kinds == {"embargo": 113, "sanction": 475}
    assert all(one.document.redistribution == "none" for one in found)


@pytest.mark.parametrize(
    "name", ["eu-licences/consult.csv", "oryx-2025/totals_by_type.csv", "reign-2021/regime_list.csv"]
)
def test_a_table_that_nobody_has_mapped_says_so(name):
    refused, tally = REGISTER.read([DATA / name], Settings())
    assert "tables need a mapping that says what their columns mean" in str(refused)
    assert tally.rows == 0
