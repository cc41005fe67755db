"""Score facts records against gold records of the same form: entities, mentions, transfers, slots, events, traps.

    python -m benchmarks.extraction.score GOLD_DIR SYSTEM_DIR

Both folders hold JSON files of the facts format, paired by ``document.id``. Transfers are counted once an item.
A transfer is right (lenient) if both parties are, and the categories fit; strict if the weapon is the same as well.
A statement whose quote is not in the text at its offsets can match nothing; one that rests on a span which the
gold marks as a trap is counted as a trap hit.
"""

from __future__ import annotations

import json
import math
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Span = tuple[int, int]

_LETTERS = str.maketrans("أإآٱىیةؤئک", "ااااييهويك")
_NEVER = date(9999, 12, 31)


def norm(text: str) -> str:
    """A name without case, accents, tatweel and the variants of Arabic letters and hyphens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = "".join(
        c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) != "Mn" and c != "\u0640"
    )
    folded = unicodedata.normalize("NFC", folded).translate(_LETTERS)
    folded = "".join(" " if unicodedata.category(c) == "Pd" or c in "'’‘ʼ\u200c" else c for c in folded)
    return " ".join(folded.split())


@dataclass(slots=True)
class Count:
    """True positives, false positives, false negatives."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: Count) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def figures(self) -> tuple[float, float, float]:
        """Precision, recall, F1; all 0 where something was asked for and nothing given."""
        p = self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0
        r = self.right / (self.right + self.missed) if self.right + self.missed else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


@dataclass(slots=True)
class Score:
    """The counts of one or more documents."""

    entities: Count = field(default_factory=Count)
    mentions_exact: Count = field(default_factory=Count)
    mentions_overlap: Count = field(default_factory=Count)
    core_lenient: Count = field(default_factory=Count)
    core_strict: Count = field(default_factory=Count)
    events_lenient: Count = field(default_factory=Count)
    events_strict: Count = field(default_factory=Count)
    slots: dict[str, list[int]] = field(default_factory=dict)
    duplicates: int = 0
    traps: int = 0
    ungrounded: int = 0

    def add(self, other: Score) -> None:
        for name in _COUNTS:
            getattr(self, name).add(getattr(other, name))
        for slot, (right, asked) in other.slots.items():
            pair = self.slots.setdefault(slot, [0, 0])
            pair[0] += right
            pair[1] += asked
        self.duplicates += other.duplicates
        self.traps += other.traps
        self.ungrounded += other.ungrounded


_COUNTS = (
    "entities", "mentions_exact", "mentions_overlap", "core_lenient", "core_strict", "events_lenient", "events_strict",
)  # fmt: skip


def score(gold: Record, system: Record, text: str) -> Score:
    """Score one document."""
    result = Score()
    aligned = _align(gold, system)
    _entities(gold, system, aligned, result)
    _mentions(gold, system, aligned, result)
    _transfers(gold, system, aligned, text, result)
    _events(gold, system, aligned, text, result)
    return result


def _align(gold: Record, system: Record) -> dict[str, str]:
    """System entity id -> gold entity id."""
    found: dict[str, str] = {}
    for entity in system.get("entities") or []:
        for other in gold["entities"]:
            if _fits(entity, other):
                found[entity["id"]] = other["id"]
                break
    return found


_ALIKE = {"company": "organisation", "facility": "place"}


def _fits(entity: Record, gold: Record) -> bool:
    kinds = {_ALIKE.get(e["type"], e["type"]) for e in (entity, gold)}
    if len(kinds) > 1:
        return False
    if entity.get("iso3") and entity.get("iso3") == gold.get("iso3"):
        return True
    if entity.get("wikidata") and entity["wikidata"] == gold.get("wikidata"):
        return True
    if gold["type"] == "weapon_class" and entity.get("class") == gold.get("class"):
        return True
    mine = {norm(name) for name in (entity["name"], *(entity.get("aliases") or ()))}
    return bool(mine & {norm(name) for name in (gold["name"], *(gold.get("aliases") or ()))})


def _entities(gold: Record, system: Record, aligned: dict[str, str], result: Score) -> None:
    scored = {e["id"] for e in gold["entities"] if e.get("scored", True)}
    hit: set[str] = set()
    for entity in system.get("entities") or []:
        target = aligned.get(entity["id"])
        if target is None or target in hit:
            result.entities.wrong += 1
        elif target in scored:
            hit.add(target)
    result.entities.right += len(hit)
    result.entities.missed += len(scored - hit)


def _mentions(gold: Record, system: Record, aligned: dict[str, str], result: Score) -> None:
    asked = [m for m in gold["mentions"] if m.get("scored", True)]
    loose = [m for m in gold["mentions"] if not m.get("scored", True)]
    given = [m for m in system.get("mentions") or [] if m.get("entity")]
    for count, touches in (
        (result.mentions_exact, lambda a, b: (a["start"], a["end"]) == (b["start"], b["end"])),
        (result.mentions_overlap, lambda a, b: a["start"] < b["end"] and b["start"] < a["end"]),
    ):
        used: set[int] = set()
        for mention in asked:
            wanted = {mention["entity"], *(mention.get("alt_entities") or ())}
            for index, one in enumerate(given):
                if index not in used and aligned.get(one["entity"]) in wanted and touches(mention, one):
                    used.add(index)
                    count.right += 1
                    break
            else:
                count.missed += 1
        for index, one in enumerate(given):
            if index not in used and not any(touches(m, one) for m in loose):
                count.wrong += 1


def _flat(record: Record) -> Iterator[Record]:
    """One transfer for each item."""
    for transfer in record.get("transfers") or []:
        if transfer["stage"] != "prohibited":
            for item in transfer["items"]:
                yield {**transfer, "item": item}


def _grounded(statement: Record, text: str) -> bool:
    quotes = statement.get("evidence") or []
    return bool(quotes) and all(text[q["start"] : q["end"]] == q["text"] for q in quotes)


def _classes(record: Record, item: Record) -> str:
    kinds = {e["id"]: e.get("class") for e in record["entities"]}
    return str(item.get("class") or kinds.get(item["weapon"]) or "arms")


def _within(a: str, b: str) -> bool:
    return a == b or a.startswith(b + ".") or b.startswith(a + ".")


def _level(gold: Record, wanted: Record, system: Record, given: Record, aligned: dict[str, str]) -> int:
    """0: no match, 1: lenient, 2: strict."""
    for role in ("supplier", "recipient"):
        mine = aligned.get(given[role]) if given[role] else None
        if mine != wanted[role]:
            return 0
    want, have = wanted["item"], given["item"]
    classes = [_classes(gold, want), *(want.get("class_alt") or ())]
    mine_class = _classes(system, have)
    if not any(_within(mine_class, one) for one in classes):
        return 0
    named = (
        next((e for e in gold["entities"] if e["id"] == want["weapon"]), {}).get("type") == "weapon_system"
    )
    strict = aligned.get(have["weapon"]) == want["weapon"] if named else mine_class in classes
    return 2 if strict else 1


def _transfers(gold: Record, system: Record, aligned: dict[str, str], text: str, result: Score) -> None:
    wanted, given = list(_flat(gold)), list(_flat(system))
    grounded = [_grounded(t, text) for t in given]
    result.ungrounded += grounded.count(False)
    reference = gold["document"].get("reference_date") or gold["document"].get("date")
    table = [
        [
            (0, 0, 0)
            if not grounded[j] or not (level := _level(gold, w, system, g, aligned))
            else (1, int(level == 2), sum(ok for ok in _slots(w, g, aligned, reference).values() if ok))
            for j, g in enumerate(given)
        ]
        for w in wanted
    ]
    pairs = assignment(table)
    matched = {j for _, j in pairs}
    result.core_lenient.right += len(pairs)
    result.core_lenient.missed += len(wanted) - len(pairs)
    strict = sum(table[i][j][1] for i, j in pairs)
    result.core_strict.right += strict
    result.core_strict.missed += len(wanted) - strict
    for i, j in pairs:
        for slot, ok in _slots(wanted[i], given[j], aligned, reference).items():
            if ok is not None:
                pair = result.slots.setdefault(slot, [0, 0])
                pair[0] += ok
                pair[1] += 1
    spare = {i: max(0, len(wanted[i]["evidence"]) - 1) for i, _ in pairs}
    wrong = 0
    for j, one in enumerate(given):
        if j in matched:
            continue
        twin = next(
            (
                i
                for i in spare
                if table[i][j][0] and spare[i] > 0 and _overlap(wanted[i]["evidence"], one["evidence"])
            ),
            None,
        )
        if twin is not None:
            spare[twin] -= 1
            result.duplicates += 1
            continue
        wrong += 1
        traps = [n["span"] for n in gold.get("negatives") or []]
        result.traps += _overlap(traps, one.get("evidence") or [])
    result.core_lenient.wrong += wrong
    result.core_strict.wrong += wrong + len(pairs) - strict


def assignment(table: list[list[tuple[int, int, int]]]) -> list[tuple[int, int]]:  # noqa: C901, PLR0912 - one algorithm
    """The one-to-one assignment with the most pairs, then strict pairs, then right slots (Hungarian method)."""
    rows, columns = len(table), len(table[0]) if table else 0
    if not rows or not columns:
        return []
    size = max(rows, columns)
    cost = [[0.0] * (size + 1) for _ in range(size + 1)]
    for i, row in enumerate(table):
        for j, (pair, strict, slots) in enumerate(row):
            cost[i + 1][j + 1] = -(pair * 1e6 + strict * 1e3 + slots)
    u, v, match, way = [0.0] * (size + 1), [0.0] * (size + 1), [0] * (size + 1), [0] * (size + 1)
    for i in range(1, size + 1):
        match[0], j0 = i, 0
        least, used = [math.inf] * (size + 1), [False] * (size + 1)
        while True:
            used[j0] = True
            i0, delta, j1 = match[j0], math.inf, 0
            for j in range(1, size + 1):
                if not used[j]:
                    current = cost[i0][j] - u[i0] - v[j]
                    if current < least[j]:
                        least[j], way[j] = current, j0
                    if least[j] < delta:
                        delta, j1 = least[j], j
            for j in range(size + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            j0 = j1
            if match[j0] == 0:
                break
        while j0:
            match[j0], j0 = match[way[j0]], way[j0]
    return [
        (match[j] - 1, j - 1)
        for j in range(1, columns + 1)
        if match[j] <= rows and table[match[j] - 1][j - 1][0]
    ]


def _overlap(one: Iterable[Record], two: Sequence[Record]) -> bool:
    return any(a["start"] < b["end"] and b["start"] < a["end"] for a in one for b in two)


def _slots(
    gold: Record, system: Record, aligned: dict[str, str], reference: str | None
) -> dict[str, bool | None]:
    """Slot -> right or not; None where it is not scored."""
    return {
        "quantity": _quantity(gold["item"].get("quantity"), system["item"].get("quantity")),
        "date": _date(gold.get("when"), system.get("when"), reference),
        "stage": gold["stage"] == system["stage"],
        "epistemic": gold["epistemic"] == system["epistemic"],
        "attribution": _sources(gold, None) == _sources(system, aligned),
        "evidence": _overlap(gold["evidence"], system["evidence"]),
    }


def _sources(transfer: Record, aligned: dict[str, str] | None) -> set[tuple[str | None, str]]:
    fixed = {"narrator": "narrator", "unnamed": "unnamed"}
    return {
        (a["source"] if aligned is None else fixed.get(a["source"], aligned.get(a["source"])), a["stance"])
        for a in transfer.get("attributions") or []
    }


def _quantity(gold: Record | None, system: Record | None) -> bool | None:
    bounds = [(q or {}).get(k) for q in (gold, system) for k in ("min", "max")]
    low, high, mine_low, mine_high = bounds
    has = mine_low is not None or mine_high is not None
    if gold is None:
        return not has
    if low is None and high is None:
        return False if has else None
    if not has:
        return False
    a, b = (low if low is not None else 0, high if high is not None else math.inf)
    c, d = (mine_low if mine_low is not None else 0, mine_high if mine_high is not None else math.inf)
    if a > d or c > b:
        return False

    def mean(first: float | None, last: float | None) -> float:
        numbers = [max(n, 1e-9) for n in (first, last) if n is not None]
        return math.exp(sum(map(math.log, numbers)) / len(numbers))

    return abs(math.log10(mean(low, high)) - math.log10(mean(mine_low, mine_high))) <= 0.30


def _date(gold: Record | None, system: Record | None, reference: str | None) -> bool:
    if gold is None or system is None:
        return gold is None and system is None
    one, two = _days(gold, reference), _days(system, reference)
    if one is None or two is None or (gold["end_state"] == "closed") != (system["end_state"] == "closed"):
        return False
    shared = (min(one[1], two[1]) - max(one[0], two[0])).days + 1
    joined = (max(one[1], two[1]) - min(one[0], two[0])).days + 1
    return shared / joined >= 0.8


def _days(when: Record, reference: str | None) -> tuple[date, date] | None:
    start, end = when.get("start"), when.get("end")
    first = date.fromisoformat(start[0]) if start else date(1, 1, 1)
    if end:
        return first, date.fromisoformat(end[1])
    if when["end_state"] in ("open", "unknown"):
        return (first, max(first, date.fromisoformat(reference) if reference else _NEVER))
    return (first, date.fromisoformat(start[1])) if start else None


def _events(gold: Record, system: Record, aligned: dict[str, str], text: str, result: Score) -> None:
    def parts(event: Record, ids: dict[str, str] | None) -> set[tuple[str, str]]:
        pairs = (
            (p["role"], p["entity"] if ids is None else ids.get(p["entity"])) for p in event["participants"]
        )
        return {(role, entity) for role, entity in pairs if entity}

    for count, least in ((result.events_strict, 1.0), (result.events_lenient, 0.5)):
        free = list(gold.get("events") or [])
        for event in system.get("events") or []:
            mine = parts(event, aligned)
            hit = None
            if _grounded(event, text):
                for other in free:
                    theirs = parts(other, None)
                    joined = mine | theirs
                    if (
                        other["type"] == event["type"]
                        and joined
                        and len(mine & theirs) / len(joined) >= least
                    ):
                        hit = other
                        break
            if hit is None:
                count.wrong += 1
            else:
                free.remove(hit)
                count.right += 1
        count.missed += len(free)


def load(folder: Path) -> dict[str, Record]:
    """All records of a folder that have the facts form, by document id."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if "document" in record:
            found[record["document"]["id"]] = record
    return found


def text_of(record: Record, folder: Path) -> str:
    """The text of a record: within it, or in the file that it names."""
    document = record["document"]
    if document.get("text") is not None:
        return str(document["text"])
    with (folder / document["text_file"]).open(encoding="utf-8", newline="") as file:
        return file.read()


def report(result: Score) -> str:
    """The figures as a table."""
    lines = [f"{'':18}{'P':>7}{'R':>7}{'F1':>7}"]
    for name in _COUNTS:
        count: Count = getattr(result, name)
        p, r, f = count.figures
        lines.append(
            f"{name:18}{p:7.3f}{r:7.3f}{f:7.3f}   {count.right} right, {count.wrong} wrong, {count.missed} missed"
        )
    lines += [f"{slot:18}{right:>4} of {asked}" for slot, (right, asked) in sorted(result.slots.items())]
    lines.append(f"duplicates {result.duplicates}, traps {result.traps}, ungrounded {result.ungrounded}")
    return "\n".join(lines)


def main() -> int:
    """Score a folder against a folder and print the table."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    gold_dir, system_dir = Path(sys.argv[1]), Path(sys.argv[2])
    system = load(system_dir)
    total = Score()
    for name, gold in load(gold_dir).items():
        total.add(score(gold, system.get(name, {"entities": []}), text_of(gold, gold_dir)))
    print(report(total))
    return 0


if __name__ == "__main__":
    sys.exit(main())
