"""Score extraction on the project's own passages: who supplies what to whom, and how far its confidence can be trusted.

    python -m benchmarks.extraction.passages [--set tuned|held-out] [--language ar,en] [--errors]

The passages (``passages/SET/LANGUAGE.yaml``) are written in the manner of news, each with the transfers that it tells of. The rules
were written with those of the set ``tuned`` in view; nobody looked at the errors on those of ``held-out``.

A transfer is found if supplier and recipient are right and the goods are: the same system, or a category that the gold
allows or that lies within it or around it. Optional transfers are neither asked for nor punished.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml

from benchmarks.extraction.score import Count, assignment, norm
from kg.extract import extract
from kg.facts import Document, Entity, Facts

FOLDER = Path(__file__).with_name("passages")
SETS = ("tuned", "held-out", "ordinary")
_DRAWS = 1000
_UNSAID = frozenset({"arms", "technology"})
"""Categories that say nothing of the kind: they match only each other."""

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Gold:
    """A transfer as a person reads it. Of each party the names that are accepted, None for one that is not said."""

    supplier: frozenset[str | None]
    recipient: frozenset[str | None]
    categories: tuple[str, ...]
    names: Names
    optional: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its transfers."""

    name: str
    language: str
    text: str
    day: str | None
    transfers: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A transfer of one kind of goods as the extractor gave it; a party that it left open has no names."""

    supplier: Names
    recipient: Names
    category: str
    names: Names
    confidence: Decimal
    shown: str


@dataclass(slots=True)
class Result:
    """What was found in one passage: ``confidence`` has each given transfer's confidence, and whether it was right."""

    passage: Passage
    count: Count = field(default_factory=Count)
    confidence: list[tuple[Decimal, bool]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def load(folder: Path, languages: Sequence[str] = ()) -> Iterator[Passage]:
    """All passages of a folder, in order."""
    for path in sorted(folder.glob("*.yaml")):
        if languages and path.stem not in languages:
            continue
        for one in yaml.safe_load(path.read_text(encoding="utf-8")):
            gold = tuple(
                Gold(
                    frozenset(name and key(name) for name in transfer["from"]),
                    frozenset(name and key(name) for name in transfer["to"]),
                    tuple(transfer["class"]),
                    frozenset(map(key, transfer.get("names", ()))),
                    bool(transfer.get("optional")),
                )
                for transfer in one["transfers"]
            )
            day = one.get("day")
            yield Passage(one["id"], path.stem, one["text"], day and str(day), gold)


def key(name: str) -> str:
    return "".join(char for char in norm(name) if char.isalnum())


def given(facts: Facts) -> Iterator[Given]:
    """The transfers of a record, one for each kind of goods."""
    entities = {entity.id: entity for entity in facts.entities}
    for transfer in facts.transfers:
        supplier, recipient = (
            names_of(entities[one]) if one else frozenset() for one in (transfer.supplier, transfer.recipient)
        )
        for item in transfer.items:
            goods = entities[item.weapon]
            named = names_of(goods) if goods.type == "weapon_system" else frozenset()
            shown = f"{transfer.supplier} > {transfer.recipient}: {goods.name}"
            confidence = transfer.confidence or Decimal(0)
            yield Given(supplier, recipient, item.weapon_class, named, confidence, shown)


def names_of(entity: Entity) -> Names:
    if entity.iso3:
        return frozenset({key(entity.iso3)})
    return frozenset(map(key, (entity.name, *entity.aliases)))


def right_party(gold: frozenset[str | None], names: Names) -> bool:
    return bool(gold & names) if names else None in gold


def right_goods(gold: Gold, one: Given) -> bool:
    if gold.names and one.names:
        return any(_same_system(a, b) for a in gold.names for b in one.names)
    return any(_within(one.category, category) for category in gold.categories)


def _same_system(a: str, b: str) -> bool:
    """Whether two designations are the same but for a variant's letters: F-16 and F-16C/D."""
    short, long = sorted((a, b), key=len)
    rest = long[len(short) :]
    varied = any(char.isdigit() for char in short) and len(rest) <= 4 and rest[:1].isalpha()
    return long.startswith(short) and (not rest or varied)


def _within(a: str, b: str) -> bool:
    if _UNSAID & {a, b}:
        return {a, b} <= _UNSAID
    return a == b or a.startswith(b + ".") or b.startswith(a + ".")


def judge(passage: Passage, found: Sequence[Given]) -> Result:
    """Hold what was found against the gold, one to one."""
    result = Result(passage)
    table = [
        [
            (1, int(not gold.optional), 0)
            if right_party(gold.supplier, one.supplier)
            and right_party(gold.recipient, one.recipient)
            and right_goods(gold, one)
            else (0, 0, 0)
            for one in found
        ]
        for gold in passage.transfers
    ]
    pairs = {j: i for i, j in assignment(table)}
    for j, one in enumerate(found):
        if j in pairs and passage.transfers[pairs[j]].optional:
            continue
        result.confidence.append((one.confidence, j in pairs))
        if j in pairs:
            result.count.right += 1
        else:
            result.count.wrong += 1
            result.errors.append(f"wrong   {one.shown}")
    for i, gold in enumerate(passage.transfers):
        if not gold.optional and i not in pairs.values():
            result.count.missed += 1
            goods = sorted(gold.names) or gold.categories
            parties = (min(map(str, names)) for names in (gold.supplier, gold.recipient))
            result.errors.append(f"missed  {' > '.join(parties)}: {goods[0]}")
    return result


def total(results: Iterable[Result]) -> Count:
    """The counts of several passages together."""
    made = Count()
    for result in results:
        made.add(result.count)
    return made


def interval(results: Sequence[Result]) -> tuple[float, float]:
    """The middle 90 % of F1 when passages are drawn anew with replacement (bootstrap)."""
    chance = random.Random(1)  # noqa: S311 - no secret
    drawn = sorted(total(chance.choices(results, k=len(results))).figures[2] for _ in range(_DRAWS))
    return drawn[int(0.05 * _DRAWS)], drawn[int(0.95 * _DRAWS)]


def reliability(results: Iterable[Result]) -> Mapping[Decimal, tuple[int, int]]:
    """For each confidence that was given: how many transfers were right, and how many there were."""
    bins: dict[Decimal, list[bool]] = defaultdict(list)
    for result in results:
        for confidence, right in result.confidence:
            bins[confidence].append(right)
    return {confidence: (sum(bins[confidence]), len(bins[confidence])) for confidence in sorted(bins)}


def report(results: Sequence[Result]) -> str:
    """All figures as a table, with a curve of reliability: how often what has a confidence is right."""
    lines = [f"{'':9}{'passages':>9}{'transfers':>10}{'P':>7}{'R':>7}{'F1':>7}"]
    languages = sorted({result.passage.language for result in results})
    for language in [*languages, "all"]:
        mine = [one for one in results if language in (one.passage.language, "all")]
        count = total(mine)
        p, r, f = count.figures
        lines.append(f"{language:9}{len(mine):9}{count.right + count.missed:10}{p:7.2f}{r:7.2f}{f:7.2f}")
    low, high = interval(results)
    lines += [f"F1 of all: 90 % interval {low:.2f} to {high:.2f}", "", "confidence   right"]
    for confidence, (right, there) in reliability(results).items():
        share = right / there
        marks = "".join(
            "|" if place == round(confidence * 40) else "#" if place < share * 40 else "."
            for place in range(41)
        )
        lines.append(f"{confidence:10}   {share:.2f} {marks} {right} of {there}")
    lines.append("(# up to the share that is right, | at the confidence)")
    empty = [one for one in results if not one.passage.transfers]
    lines.append(
        f"passages without a transfer: {len(empty)}, of them with one found: {sum(one.count.wrong > 0 for one in empty)}"
    )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Read all passages of a set and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--set", choices=SETS, default="held-out")
    parser.add_argument("--language", default="", help="codes, with commas between")
    parser.add_argument("--errors", action="store_true", help="list what is wrong and what is missed")
    options = parser.parse_args(arguments)
    languages = [code for code in options.language.split(",") if code]
    results = [
        judge(
            passage,
            list(
                given(
                    extract(
                        Document(id=passage.name, text=passage.text, lang=passage.language, date=passage.day)
                    )
                )
            ),
        )
        for passage in load(FOLDER / options.set, languages)
    ]
    if not results:
        print("no passages", file=sys.stderr)
        return 2
    if options.errors:
        for result in results:
            for error in result.errors:
                print(f"{result.passage.name}: {error}")
    print(report(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
