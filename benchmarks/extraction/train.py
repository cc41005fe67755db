"""Learn from annotated passages what each trait of a pair of parties is worth, and write ``kg/extract/choice.json``.

    python -m benchmarks.extraction.train [--check]

Each statement of a passage is a choice among all pairs of parties that the document offers, and none. A pair is right if
the passage has a transfer between the two of goods that fit; of several those count that the sentence itself names most of.
If none is right, none is the right choice. The sentences that the tests of extraction specify are learned from as well, so
that what they say holds. The weights maximise the likelihood of the right choices, held small by a
normal prior (a conditional log-linear model with an L2 penalty). Of the passages
only the set ``tuned`` is read.

``--check`` learns on four fifths of the passages at a time and says how often the choice is right on the others; it
writes nothing.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.extraction.passages import (
    FOLDER,
    Given,
    Gold,
    Names,
    Passage,
    key,
    load,
    names_of,
    right_goods,
    right_party,
)
from kg.extract import choice, drafted
from kg.extract.book import Book
from kg.extract.cast import Cast, Statement, statements
from kg.extract.languages import languages
from kg.extract.traits import Trait, Traits
from kg.facts import Document

_TESTS = Path(__file__).parents[2] / "tests" / "kg" / "extract"
_DAY = "2024-10-15"
_WEIGHTS = Path(choice.__file__).with_name("choice.json")
_PENALTY = 3.0
"""Between 2 and 8 what ``--check`` says moves by less than 0.01; with more than 3 a sentence of the tests is lost."""
_LEAST = 5
"""A trait that is seen less often is not learned."""
_SENTENCES = 2.0
"""What a sentence of the tests counts beside a statement of a passage. With 0.25 to 4 transfers are found about as well."""
_FOLDS = 5
_DIGITS = 3

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A statement as a choice: the traits of each pair, of none last, and which of them are right."""

    traits: tuple[tuple[Trait, ...], ...]
    right: frozenset[int]
    weight: float = 1.0


def examples(passage: Passage, weight: float = 1.0) -> Iterator[Example]:
    """The statements of a passage, each with the choice that a reader makes."""
    document = Document(id=passage.name, text=passage.text, lang=passage.language, date=passage.day)
    scene, drafts = drafted(document)
    book = Book(scene)
    told = statements(drafts)
    cast = Cast(scene, told)
    for statement in told:
        golds = [gold for gold in passage.transfers if right_goods(gold, _given(statement, book))]
        traits = Traits(scene, cast, statement)
        everybody = choice.actors(cast, statement)
        names = {one: _names(one, book) for one in (*everybody, None)}
        pairs = [
            (supplier, recipient)
            for supplier in (*everybody, None)
            for recipient in everybody
            if supplier != recipient and choice.may_receive(cast, statement, recipient)
        ]
        right = {
            number: sum(party in statement.here for party in pair)
            for number, pair in enumerate(pairs)
            if any(
                right_party(gold.supplier, names[pair[0]]) and right_party(gold.recipient, names[pair[1]])
                for gold in golds
            )
        }
        of = {one: (tuple(traits.of_supplier(one)), tuple(traits.of_recipient(one))) for one in everybody}
        open_supplier = tuple(traits.of_supplier(None))
        yield Example(
            (
                *(
                    (
                        *(open_supplier if supplier is None else of[supplier][0]),
                        *of[recipient][1],
                        *traits.of_pair(supplier, recipient),
                    )
                    for supplier, recipient in pairs
                ),
                tuple(traits.of_none()),
            ),
            frozenset(number for number, here in right.items() if here == max(right.values()))
            or frozenset({len(pairs)}),
            weight,
        )


def specified() -> Iterator[Passage]:
    """The sentences that the tests hold extraction to, as passages: with the transfers that they tell of, or with none."""
    for language in languages():
        path = _TESTS / "languages" / f"test_{language}.py"
        yield from _sentences(path, [(language, *case) for case in _listed(path, "CASES")])
        yield from _sentences(path, [(language, text, ()) for text in _listed(path, "NOTHING")])
    path = _TESTS / "test_transfers.py"
    yield from _sentences(path, _listed(path, "CASES"))
    yield from _sentences(path, [(*case, ()) for case in _listed(path, "NOTHING")])


def _listed(path: Path, name: str) -> list[Any]:
    """A list of constants in a module, by its name."""
    found = next(
        node.value
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == name
    )
    return list(ast.literal_eval(found))


def _sentences(path: Path, cases: Sequence[tuple[str, str, Sequence[Any]]]) -> Iterator[Passage]:
    for number, (language, text, transfers) in enumerate(cases):
        gold = tuple(
            Gold(_party(supplier), _party(recipient), (kind,), frozenset(), optional=False)
            for supplier, recipient, kind, *_ in transfers
        )
        yield Passage(f"{path.stem}-{'told' if gold else 'nothing'}-{number}", language, text, _DAY, gold)


def _party(entity_id: str | None) -> frozenset[str | None]:
    return frozenset({entity_id and key(entity_id.rpartition(":")[2])})


def _given(statement: Statement, book: Book) -> Given:
    goods = statement.goods
    entity_id = book.use_goods(goods)
    entities = {entity.id: entity for entity in book.entities}
    names = names_of(entities[entity_id]) if goods.named else frozenset()
    return Given(frozenset(), frozenset(), goods.category, names, Decimal(0), "")


def _names(actor: str | None, book: Book) -> Names:
    if actor is None:
        return frozenset()
    entity_id = book.use_actor(actor)
    return names_of(next(entity for entity in book.entities if entity.id == entity_id))


def learn(chosen: Sequence[Example], penalty: float = _PENALTY) -> Weights:
    """The weights under which the right choices are likeliest."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    seen = Counter(name for one in chosen for traits in one.traits for name, _ in traits)
    names = sorted(name for name, times in seen.items() if times >= _LEAST)
    column = {name: number for number, name in enumerate(names)}
    entries = [
        (row, column[name], value)
        for row, traits in enumerate(traits for one in chosen for traits in one.traits)
        for name, value in traits
        if name in column
    ]
    sizes = [len(one.traits) for one in chosen]
    rows, columns, values = (np.array(part) for part in zip(*entries, strict=True))
    table = csr_matrix((values, (rows, columns)), shape=(sum(sizes), len(names)))
    first = np.cumsum([0, *sizes[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    weight = np.array([one.weight for one in chosen])
    right = np.array([number in one.right for one in chosen for number in range(len(one.traits))])

    def loss(weights: Any) -> tuple[float, Any]:
        worth = table @ weights
        power = np.exp(worth - np.maximum.reduceat(worth, first)[group])
        every, rightly = np.add.reduceat(power, first), np.add.reduceat(power * right, first)
        unlikely = -(weight * np.log(rightly / every)).sum() + penalty / 2 * (weights @ weights)
        off = weight[group] * (power * right / rightly[group] - power / every[group])
        return float(unlikely), -(table.T @ off) + penalty * weights

    learned = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return {
        name: float(weight)
        for name, weight in zip(names, np.round(learned.x, _DIGITS), strict=True)
        if weight
    }


def decide(one: Example, weights: Weights) -> int:
    """The choice that weights make."""
    worths = [sum(weights.get(name, 0.0) * value for name, value in traits) for traits in one.traits]
    return worths.index(max(worths))


def check(passages: Sequence[Sequence[Example]], sentences: Sequence[Example]) -> tuple[int, int, int]:
    """How many choices of a pair are right, are made, and could be right, on passages that were not learned from."""
    order = list(range(len(passages)))
    random.Random(1).shuffle(order)  # noqa: S311 - no secret
    right = made = there = 0
    for fold in range(_FOLDS):
        unseen = set(order[fold::_FOLDS])
        seen = [one for number in order if number not in unseen for one in passages[number]]
        weights = learn([*seen, *sentences])
        for number in unseen:
            for one in passages[number]:
                chosen, none = decide(one, weights), len(one.traits) - 1
                made += chosen != none
                there += none not in one.right
                right += chosen != none and chosen in one.right
    return right, made, there


def main(arguments: Iterable[str]) -> int:
    """Learn and write the weights, or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument(
        "--check", action="store_true", help="say how well it does on passages that it was not learned from"
    )
    options = parser.parse_args([*arguments])
    passages = [[*examples(passage)] for passage in load(FOLDER / "tuned")]
    sentences = [one for sentence in specified() for one in examples(sentence, _SENTENCES)]
    if options.check:
        right, made, there = check(passages, sentences)
        print(f"statements: precision {right / made:.3f}, recall {right / there:.3f}")
        return 0
    told = [one for passage in passages for one in passage]
    weights = learn([*told, *sentences])
    learned = {
        "note": "Written by python -m benchmarks.extraction.train; docs/extraction.md says how. Logits.",
        "passages": len(passages),
        "statements": len(told),
        "sentences": len(sentences),
        "penalty": _PENALTY,
        "weights": weights,
    }
    _WEIGHTS.write_text(json.dumps(learned, indent=1) + "\n", "utf-8")
    print(
        f"{len(weights)} weights from {len(told)} statements of {len(passages)} passages, {len(sentences)} of sentences"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
