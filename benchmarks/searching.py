"""Search as one types, in searches per second, beside rapidfuzz going through the same folded names one by one."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from api import named_queries
from api.search import rows_of
from api.searching import Index, Row, fold, search
from benchmarks.harness import Figure, Report
from kg.namespaces import PREFIXES
from ontology import reference_files, vocabulary_files

LONGEST = 12
_PAGE = 20
_SEED = 20
_SYLLABLES = {
    "en": ["ba", "de", "ka", "lo", "mi", "ra", "shu", "tar", "vel", "zon", "gor", "nim"],
    "ar": ["با", "دي", "كا", "لو", "مي", "را", "شو", "تار", "فال", "زون", "غور", "نيم"],
    "ru": ["ба", "де", "ка", "ло", "ми", "ра", "шу", "тар", "вел", "зон", "гор", "ним"],
}


def packaged_rows() -> list[Row]:
    """The names of the vocabularies and the reference knowledge of this package."""
    store = ox.Store()
    for file in (*vocabulary_files(), *reference_files()):
        store.load(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    answer = store.query(named_queries.load("names.rq"), prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - for the type checker
    return list(rows_of(answer))


def measure(names: int = 50_000, searches: int = 2000) -> Report:
    """Search in that many names: four fifths those of the package, the rest made up. Each search is for another text."""
    report = Report("searching", "searches per second, each for 1 to 12 characters, first page of 20")
    rows = _rows(names)
    tracemalloc.start()
    index = Index.build("1", rows)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    began = time.perf_counter()
    Index.build("1", rows)
    report.notes.append(
        f"{len(index.names):,} names: built in {time.perf_counter() - began:.1f} s, {held / 1e6:.0f} MB held, "
        f"{peak / 1e6:.0f} MB at most while it is built"
    )
    folded = [fold(row.name) for row in rows]
    for name, texts in _typed(index.names.texts, searches).items():
        ours = _times(texts, lambda text: search(index, text).page(0, _PAGE))
        # The peer takes as long for each text as for another: a part of them is enough.
        theirs = _times(
            texts[::20],
            lambda text: process.extract(fold(text), folded, scorer=fuzz.ratio, limit=_PAGE),
        )
        report.figures.append(
            Figure(
                f"search, {name}",
                "searches",
                len(ours) / sum(ours),
                "rapidfuzz process.extract, fuzz.ratio",
                len(theirs) / sum(theirs),
                ", ".join(f"p{part} {_percentile(ours, part) * 1000:.1f} ms" for part in (50, 95, 99)),
            )
        )
    return report


def _times(texts: Sequence[str], run: Callable[[str], object]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        run(text)
        times.append(time.perf_counter() - began)
    return times


def _percentile(times: list[float], part: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * part // 100)]


def _rows(names: int) -> list[Row]:
    """Whole things of the package for four fifths of the names, made-up ones for the rest."""
    chance = random.Random(_SEED)  # noqa: S311 - made-up names are no secret
    packaged = packaged_rows()
    things = sorted({row.iri for row in packaged})
    chance.shuffle(things)
    by_thing: dict[str, list[Row]] = {}
    for row in packaged:
        by_thing.setdefault(row.iri, []).append(row)
    rows: list[Row] = []
    for iri in things:
        if len(rows) >= names * 4 // 5:
            break
        rows += by_thing[iri]
    return rows + list(_made_up(chance, names - len(rows)))


def _made_up(chance: random.Random, count: int) -> Iterator[Row]:
    for number in range(count):
        language = chance.choice(list(_SYLLABLES))
        words = ("".join(chance.choices(_SYLLABLES[language], k=chance.randint(1, 3))) for _ in range(2))
        yield Row(f"https://example.org/id/{number}", "Person", "name", " ".join(words), language)


def _typed(texts: list[str], searches: int) -> dict[str, list[str]]:
    """What people type on the way to a name, and what they type when they slip."""
    chance = random.Random(_SEED)  # noqa: S311 - made-up names are no secret
    begun, slipped = [], []
    for text in chance.choices(texts, k=searches):
        length = chance.randint(1, LONGEST)
        begun.append(text[:length])
        place = chance.randrange(max(1, min(len(text), LONGEST)))
        slipped.append((text[:place] + text[place + 1 :])[:LONGEST])
    words = [
        chance.choice(text.split())[: chance.randint(1, LONGEST)]
        for text in chance.choices(texts, k=searches)
    ]
    return {
        "beginnings of names": [text for text in begun if fold(text)],
        "beginnings of words": [text for text in words if fold(text)],
        "with a letter left out": [text for text in slipped if fold(text)],
    }
